// Makes what is bundled: the explorers, and what single pages of the book and the deck of slides need, as classic scripts, because
// a page opened from the disk may load those only: `npm run build`. Bundles are committed, so that nobody needs node to
// use the package; a test makes them again and compares byte for byte.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleExplorers } from "./explorers.mjs";

const core = import.meta.dirname;
const modules = join(core, "..", "..", "..", "node_modules");
const book = join(core, "..", "..", "book");
const lectures = join(core, "..", "..", "..", "lectures");
const elsewhere = process.argv[2];
const [pages, decks] = elsewhere ? [elsewhere, elsewhere] : [join(book, "static"), lectures];

// d3 may be copied on one condition: that its notice travels along.
const notice = readFileSync(join(modules, "d3-scale", "LICENSE"), "utf8").trim();
await bundleExplorers(
  `/*! Contains d3-axis, d3-scale and d3-selection with what they need.\n${notice} */`,
  elsewhere && join(elsewhere, "explorers"),
);

for (const [source, name] of [
  [join(book, "reader", "page.js"), "your-model.js"],
  [join(book, "writing", "page.js"), "write.js"],
]) {
  await build({
    entryPoints: [source],
    outfile: join(pages, name),
    bundle: true,
    format: "iife",
    target: "es2022",
    minify: true,
    charset: "utf8",
  });
}

// The deck of slides: reveal.js with its speaker's notes and what a deck of explorers needs besides.
const reveal = readFileSync(join(modules, "reveal.js", "LICENSE"), "utf8").trim();
for (const type of ["js", "css"]) {
  await build({
    entryPoints: [join(lectures, `slides.${type}`)],
    outfile: join(decks, `deck.${type}`),
    bundle: true,
    format: "iife",
    target: "es2022",
    minify: true,
    charset: "utf8",
    banner: { [type]: `/*! Contains reveal.js, https://revealjs.com\n${reveal} */` },
  });
}

// MicroPython's license, which asks to travel along; the package has no file of it.
const LICENSE = `The MIT License (MIT)

Copyright (c) 2013-2025 Damien P. George

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.`;

// MicroPython for the page on which readers write code: its module as a classic script, since a page opened from the disk may start
// no other worker, and its WebAssembly in base64.
const python = join(modules, "@micropython", "micropython-webassembly-pyscript");
const script = [
  ["export default _createMicroPythonModule;", ""],
  ["export async function loadMicroPython", "async function loadMicroPython"],
].reduce(
  (text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`MicroPython's module has no ${from}`);
    return text.replace(from, to);
  },
  readFileSync(join(python, "micropython.mjs"), "utf8").replaceAll("import.meta.url", "self.location.href"),
);
const carried = {
  // It has an await of its own at its end.
  script: `const started = (async () => {${script}\nreturn loadMicroPython;\n})();\n`,
  wasm: readFileSync(join(python, "micropython.wasm")).toString("base64"),
};
const { version } = JSON.parse(readFileSync(join(python, "package.json"), "utf8"));
writeFileSync(
  join(pages, "micropython.js"),
  `/*! MicroPython ${version} for WebAssembly, https://micropython.org\n${LICENSE} */\n` +
    `window.ropeVizMicroPython = ${JSON.stringify(carried)};\n`,
);
