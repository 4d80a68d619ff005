// Reads formulas as JSON, [{ tex, display }, ...], from the standard input; writes { formulas: [html, ...], css } with the
// marks for the eye, the MathML for screen readers, and the style sheet that all of them need together.
const [folder, fonts] = process.argv.slice(2);
const read = JSON.parse(require("node:fs").readFileSync(0, "utf8"));

require(`${folder}/node-main.js`)
  .init({
    loader: { load: ["input/tex-full", "output/chtml", "adaptors/liteDOM", "a11y/assistive-mml"] },
    chtml: { fontURL: fonts },
    startup: { typeset: false },
  })
  .then((MathJax) => {
    const { adaptor } = MathJax.startup;
    const formulas = read.map(({ tex, display }) => adaptor.outerHTML(MathJax.tex2chtml(tex, { display })));
    process.stdout.write(JSON.stringify({ formulas, css: adaptor.textContent(MathJax.chtmlStylesheet()) }));
  });
