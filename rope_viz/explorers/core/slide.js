/**
 * What a page saved for a slide has besides: letters as large as the window allows, so that nothing scrolls, and keys. → and
 * ← (or a clicker's page keys) move the variable that ▶ plays by one step, the space bar plays it, f fills the screen.
 */
(() => {
  const [LEAST, MOST] = [7, 48]; // px of a letter's size
  const frame = () => new Promise(requestAnimationFrame);
  let root;

  const fits = () => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    return scrollHeight <= innerHeight && scrollWidth <= innerWidth;
  };

  let fitting = 0;
  async function fit() {
    const mine = ++fitting; // a later call takes over
    let [least, most] = [LEAST, MOST];
    while (most - least > 0.25 && mine === fitting) {
      const size = (least + most) / 2;
      root.style.setProperty("--rv-letters", `${size}px`);
      root.ropeViz.remeasure();
      for (let drawn = 0; drawn < 2; drawn++) await frame();
      if (fits()) least = size;
      else most = size;
    }
    if (mine !== fitting) return;
    root.style.setProperty("--rv-letters", `${least}px`);
    root.ropeViz.remeasure();
  }

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

  function addButton() {
    const button = root.querySelector(".rv-foot .rv-buttons").appendChild(document.createElement("button"));
    Object.assign(button, { type: "button", textContent: "Full screen" });
    button.addEventListener("click", fillScreen);
  }

  document.addEventListener(
    "rv-drawn",
    (event) => {
      root = event.target;
      addButton();
      addEventListener("resize", fit);
      addEventListener("keydown", press);
      root.addEventListener("toggle", fit, { capture: true }); // of what lies behind More
      fit();
    },
    { once: true },
  );
})();
