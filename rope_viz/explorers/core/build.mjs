// Bundles every explorer into one ES module, core/bundle.js: `npm run build`. The bundle is committed, so that nobody needs
// node to use the package; a test makes it again and compares byte for byte. So it is with the reader of configurations, which
// one page of the book needs, as a classic script, because a page opened from the disk may load those only.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const core = import.meta.dirname;
const explorers = join(core, "..");
const modules = join(explorers, "..", "..", "node_modules");
const [outfile, reader] = process.argv[2]
  ? [join(process.argv[2], "bundle.js"), join(process.argv[2], "your-model.js")]
  : [join(core, "bundle.js"), join(core, "..", "..", "book", "static", "your-model.js")];

// d3 may be copied on one condition: that its notice travels along.
const notice = readFileSync(join(modules, "d3-scale", "LICENSE"), "utf8").trim();

const names = readdirSync(explorers)
  .filter((name) => existsSync(join(explorers, name, "explorer.js")))
  .sort();
const entry = [
  'import { rendering } from "./core/ui.js";',
  ...names.map((name) => `import ${name} from "./${name}/explorer.js";`),
  `export default { render: rendering({ ${names.join(", ")} }) };`,
].join("\n");

await build({
  stdin: { contents: entry, resolveDir: explorers, sourcefile: "explorers.js" },
  outfile,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  banner: { js: `/*! Contains d3-axis, d3-scale and d3-selection with what they need.\n${notice} */` },
});

await build({
  entryPoints: [join(core, "..", "..", "book", "reader", "page.js")],
  outfile: reader,
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  charset: "utf8",
});
