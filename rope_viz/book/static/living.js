// The first page's picture: it turns slowly until somebody touches it, and has one handle, at whose end one looks along
// the axis. It keeps still off the screen, on a page that is not looked at, and under "reduce motion".
"use strict";
{
  const HANDLE = "turn the view"; // the control that stays
  const TURN = { middle: 35, reach: 30, period: 24_000 }; // degrees, degrees, ms
  const figure = document.querySelector("figure.rv-living");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const turning = (root) => {
    const explorer = root.ropeViz;
    const begun = explorer.state().view_angle;
    let phase = Math.asin((begun - TURN.middle) / TURN.reach);
    if (Number.isNaN(phase)) return; // the reader left it as it is, and has come back
    let turned = begun; // as this loop left it; anything else is somebody's will
    let frame = 0;
    let last;
    const untouched = () => !root.classList.contains("rv-touched") && explorer.state().view_angle === turned;
    const step = (now) => {
      frame = 0;
      if (!untouched()) return seen.disconnect();
      phase += (2 * Math.PI * (now - (last ?? now))) / TURN.period;
      last = now;
      turned = TURN.middle + TURN.reach * Math.sin(phase);
      explorer.change({ view_angle: turned });
      frame = requestAnimationFrame(step);
    };
    const seen = new IntersectionObserver(([{ isIntersecting }]) => {
      cancelAnimationFrame(frame);
      last = undefined;
      frame = isIntersecting && !calm.matches ? requestAnimationFrame(step) : 0;
    });
    calm.addEventListener("change", () => cancelAnimationFrame(frame));
    root.addEventListener("focusin", () => root.classList.add("rv-touched"));
    seen.observe(root);
  };

  const begin = (root) => {
    const handle = [...root.querySelectorAll(".rv-control")].find(
      (control) => control.querySelector("label")?.textContent === HANDLE,
    );
    root.querySelector(".rv-stage").after(handle);
    turning(root);
  };

  // Where this script comes late, over a slow line, the explorer has been drawn without it.
  const drawn = figure.querySelector(".rv-explorer[data-drawn]");
  if (drawn) begin(drawn);
  else figure.addEventListener("rv-drawn", ({ target }) => begin(target), { once: true });
}
