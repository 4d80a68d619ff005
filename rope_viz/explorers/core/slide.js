/**
 * What a page saved for a slide has besides: letters as large as the window allows, so that nothing scrolls, and keys. → and
 * ← (or a clicker's page keys) move the variable that ▶ plays by one step, the space bar plays it, f fills the screen.
 */
(() => {
  let root;

  const fits = () => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    return scrollHeight <= innerHeight && scrollWidth <= innerWidth;
  };
  const fit = () => root.ropeViz.fit(fits);

  const KEYS = {
    ArrowRight: ".rv-step:last-of-type",
    PageDown: ".rv-step:last-of-type",
    ArrowLeft: ".rv-step",
    PageUp: ".rv-step",
    " ": ".rv-play",
  };
  function press(event) {
    if (event.target.closest("input, select, button, summary") || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.key === "f") return void fillScreen();
    const control = root.querySelector(".rv-control:has(.rv-play)") ?? root.querySelector(".rv-control:has(.rv-step)");
    const button = KEYS[event.key] && control?.querySelector(KEYS[event.key]);
    if (!button) return;
    event.preventDefault(); // the page does not scroll
    button.click();
  }

  const fillScreen = () =>
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();

  document.addEventListener(
    "rv-drawn",
    (event) => {
      root = event.target;
      addEventListener("resize", fit);
      addEventListener("keydown", press);
      root.addEventListener("toggle", fit, { capture: true }); // of what lies behind More
      fit();
    },
    { once: true },
  );
})();
