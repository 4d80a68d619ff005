// Bundles every explorer of src/ into one ES module: `npm run build`. The bundles are committed, so that nobody
// needs node to use the package; a test makes them again and compares byte for byte.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const modules = join(here, "..", "..", "node_modules");
const source = join(here, "src");
const outdir = process.argv[2] ?? join(here, "bundles");

// d3 may be copied on one condition: that its notice travels along.
const notice = readFileSync(join(modules, "d3-scale", "LICENSE"), "utf8").trim();

const isExplorer = (file) => /^export default explorer\(/m.test(readFileSync(join(source, file), "utf8"));

await build({
  entryPoints: readdirSync(source).filter(isExplorer).sort().map((file) => join(source, file)),
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  banner: { js: `/*! Contains d3-axis, d3-scale and d3-selection with what they need.\n${notice} */` },
});
