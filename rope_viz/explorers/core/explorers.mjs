// Bundles the explorers into classic scripts, because a page opened from the disk may load those only: core/bundle.js has what
// they share, NAME/bundle.js what one of them adds. So a page loads what it shows, and a notebook's widget carries what it needs.
//
//   var ropeVizCore = { render, explorers: {}, shared: { "../core/marks.js": { ... }, ... } };   core/bundle.js
//   ropeVizCore.explorers.NAME = { default: ... };                                             NAME/bundle.js
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const explorers = join(import.meta.dirname, "..");
const names = readdirSync(explorers).filter((name) => existsSync(join(explorers, name, "explorer.js")));
const options = { bundle: true, format: "iife", target: "es2022", minify: true, charset: "utf8" };
const IMPORT = /import \{([^}]*)\} from "(\.\.\/core\/[^"]+|d3-[^"]+)"/g;

/**
 * Writes the bundles, in their places or in the same folders elsewhere.
 * @param {string} notice  of the libraries in the shared bundle
 * @param {string} [folder]
 */
export async function bundleExplorers(notice, folder = explorers) {
  const shared = importedBy(names);
  await build({
    ...options,
    stdin: { contents: entry(shared), resolveDir: join(explorers, "core"), sourcefile: "core.js" },
    outfile: join(folder, "core", "bundle.js"),
    globalName: "ropeVizCore",
    banner: { js: notice },
  });
  for (const name of names) {
    await build({
      ...options,
      entryPoints: [join(explorers, name, "explorer.js")],
      outfile: join(folder, name, "bundle.js"),
      globalName: `ropeVizCore.explorers.${name}`,
      plugins: [fromCore],
    });
  }
}

/** What a file imports of what explorers share, by module: `{ "../core/marks.js": Set { "arrow", "line" }, "d3-scale": ... }`. */
function importsOf(file) {
  const found = {};
  for (const [, imported, module] of readFileSync(file, "utf8").matchAll(IMPORT)) {
    const one = (text) => text.trim().split(" as ")[0];
    found[module] = new Set([...(found[module] ?? []), ...imported.split(",").map(one).filter(Boolean)]);
  }
  return found;
}

/** The same of all files of all explorers, its names as one text. */
function importedBy(names) {
  const shared = {};
  for (const name of names) {
    const files = readdirSync(join(explorers, name)).filter((file) => file.endsWith(".js") && file !== "bundle.js");
    for (const file of files) {
      for (const [module, imported] of Object.entries(importsOf(join(explorers, name, file)))) {
        shared[module] = new Set([...(shared[module] ?? []), ...imported]);
      }
    }
  }
  return Object.fromEntries(
    Object.keys(shared)
      .sort()
      .map((module) => [module, [...shared[module]].sort().join(", ")]),
  );
}

function entry(shared) {
  const modules = Object.entries(shared).map(([module, names], i) => ({ module, names, object: `shared${i}` }));
  return [
    'import { rendering } from "./ui.js";',
    ...modules.map(({ module, object }) => `import * as ${object} from "${module}";`),
    "export const explorers = {};",
    "export const render = rendering(explorers);",
    "export const shared = {",
    // each name by itself, so that the rest of a library stays behind
    ...modules.map(({ module, names, object }) => {
      const members = names.split(", ").map((name) => `${name}: ${object}.${name}`);
      return `  "${module}": { ${members.join(", ")} },`;
    }),
    "};",
  ].join("\n");
}

/** Each file of an explorer reads from the shared bundle what it imports of the shared modules, and no name more. */
const fromCore = {
  name: "from-core",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/core\/|^d3-/ }, ({ path, importer }) => ({
      path: `${path} for ${importer}`,
      namespace: "core",
      pluginData: { path, names: [...importsOf(importer)[path]].join(", ") },
    }));
    build.onLoad({ filter: /.*/, namespace: "core" }, ({ pluginData: { path, names } }) => ({
      contents: `export const { ${names} } = ropeVizCore.shared["${path}"];`,
    }));
  },
};
