/** Letters as large as a window, a slide or the whole screen allows, so that nothing has to be scrolled. */
const [LEAST, MOST, STEP] = [7, 48, 0.25]; // px of a letter's size

const frame = () => new Promise(requestAnimationFrame);

/** Makes the function that fits an explorer's letters: as large as possible while `fits()` holds. A later call takes over. */
export function createFitting(root, stage) {
  let latest = 0;
  const show = async (size) => {
    root.style.setProperty("--rv-letters", `${size}px`);
    stage.remeasure();
    for (let drawn = 0; drawn < 2; drawn++) await frame();
  };
  const fit = async (fits) => {
    const mine = ++latest;
    let [least, most] = [LEAST, MOST];
    while (most - least > STEP && mine === latest) {
      const size = (least + most) / 2;
      await show(size);
      if (fits()) least = size;
      else most = size;
    }
    // What a picture takes does not only grow with its letters: lines are broken elsewhere.
    for (; mine === latest; least -= STEP) {
      await show(least);
      if (fits() || least <= LEAST) return;
    }
  };
  /** Back to the size that the page gives. */
  fit.leave = () => {
    latest++;
    root.style.removeProperty("--rv-letters");
    stage.remeasure();
  };
  return fit;
}

/** Shows an explorer alone on the whole screen, or, where it has a page made for that, the page; and again, back. */
export function fillScreen(root) {
  const page = document.body.classList.contains("rv-slide");
  if (document.fullscreenElement) document.exitFullscreen();
  else (page ? document.documentElement : root).requestFullscreen();
}

/** Fits the letters while the explorer alone fills the screen. Returns what stops it. */
export function followScreen(root, fit) {
  let filled = false;
  const look = () => {
    if (root.matches(":fullscreen")) {
      filled = true;
      fit(() => root.scrollHeight <= root.clientHeight && root.scrollWidth <= root.clientWidth);
    } else if (filled) {
      filled = false;
      fit.leave();
    }
  };
  root.addEventListener("fullscreenchange", look);
  root.addEventListener("toggle", () => filled && look(), { capture: true }); // of what lies behind More
  addEventListener("resize", look);
  return () => removeEventListener("resize", look);
}
