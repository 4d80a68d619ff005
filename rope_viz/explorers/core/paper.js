/**
 * On paper a picture that was moved stands as the reader left it, light, with its numbers and its sentence; one that is as it
 * came leaves its place to the still, which needs no script. Style sheets do the rest, by the class rv-printed.
 */
const WIDTH = 660; // px: what A4 and Letter have between their margins

/** Draws for paper when the browser is about to print, and for the screen afterwards. Returns what stops it. */
export function followPaper(root, { stage, isMoved, drawNow }) {
  let scheme;
  const before = () => {
    if (!isMoved()) return;
    scheme = root.dataset.scheme;
    root.dataset.scheme = "light";
    root.classList.add("rv-printed");
    root.style.width = `${WIDTH}px`;
    stage.remeasure();
    stage.recolour();
    drawNow(); // no frame comes while the browser prints
  };
  const after = () => {
    if (!root.classList.contains("rv-printed")) return;
    root.dataset.scheme = scheme;
    root.classList.remove("rv-printed");
    root.style.width = "";
    stage.remeasure();
    stage.recolour();
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}
