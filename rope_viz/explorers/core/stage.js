/**
 * The picture's ground: an SVG in CSS pixels (text keeps its size on a phone), a canvas beneath it for those who need
 * many strokes, the theme's colours, and a word when any of this changes.
 *
 *   stage.svg               d3 selection
 *   stage.context()         2-D context of the canvas, cleared, in CSS pixels at the screen's own resolution
 *   stage.width, .height    CSS pixels;  stage.em: the font size, larger on a wide slide
 *   stage.colour("query")   the value of --rv-query now; SVG needs it not: there, write var(--rv-query) in the style sheet
 *   stage.calm              the reader asks for reduced motion
 */
import { select } from "d3-selection";
import "./sparing.js";
import { element } from "./controls.js";

const CONTROL = 7; // em: a control, its label and some air, which must stay in view below the picture

/** Height of a page's header that stays in view; nothing on a page of its own and in notebooks. */
function headerHeight() {
  const stays = (node) => /fixed|sticky/.test(getComputedStyle(node).position);
  return [...document.querySelectorAll(".bd-header, .bd-header-article")].find(stays)?.clientHeight ?? 0;
}

/** The window's height, and how much of it a header covers. */
const windowOf = () => ({ height: innerHeight, header: headerHeight() });

/** @returns {import("./types.js").Stage} */
export function createStage(label, describedBy, changed) {
  const el = element("div", "rv-stage");
  // One image with a name and a description: screen readers would read the letters of an svg one tick label after the other.
  const picture = el.appendChild(element("div", "rv-picture"));
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  picture.setAttribute("aria-describedby", describedBy);
  const svg = select(picture).append("svg").attr("aria-hidden", "true");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const colours = new Map();
  let canvas;
  let fitted; // what the picture's size and place come from
  let view; // as it was when last measured: to ask in each frame would make the browser lay out the page twice

  /** @type {any} */
  const stage = {
    el,
    svg,
    width: 0,
    height: 0,
    em: 16,
    calm: still.matches,
    colour(name) {
      if (!colours.has(name)) colours.set(name, getComputedStyle(el).getPropertyValue(`--rv-${name}`).trim());
      return colours.get(name);
    },
    /** The width or the size of letters is another. */
    remeasure() {
      stage.width = el.clientWidth;
      stage.em = parseFloat(getComputedStyle(el).fontSize);
      changed();
    },
    /** Other colours hold from now on. */
    recolour() {
      colours.clear();
      changed();
    },
    context() {
      canvas ??= picture.insertBefore(element("canvas"), svg.node());
      canvas.setAttribute("aria-hidden", "true");
      return cleared(canvas, stage);
    },
    fit(height) {
      const now = [Math.round(height), stage.width, stage.em].join();
      if (view && now === fitted) return;
      fitted = now;
      stage.height = Math.round(height);
      svg.attr("width", stage.width).attr("height", stage.height);
      view ??= windowOf();
      const sticks = stage.height + CONTROL * stage.em <= view.height - view.header;
      el.classList.toggle("rv-sticks", sticks);
      // Beneath what stays in view no control may come to rest when it gets the focus.
      el.parentElement?.style.setProperty("--rv-header", `${view.header}px`);
      el.parentElement?.style.setProperty("--rv-covered", `${view.header + (sticks ? stage.height : 0)}px`);
    },
  };

  const resize = new ResizeObserver(() => {
    if (el.clientWidth !== stage.width) stage.remeasure();
  });
  resize.observe(el);
  const forget = () => {
    view = undefined;
  };
  addEventListener("resize", forget);

  const calmed = () => {
    stage.calm = still.matches;
    changed();
  };
  still.addEventListener("change", calmed);

  stage.leave = () => {
    resize.disconnect();
    removeEventListener("resize", forget);
    still.removeEventListener("change", calmed);
  };
  return stage;
}

function cleared(canvas, { width, height }) {
  const ratio = devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    [canvas.width, canvas.height] = [across, down];
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Half the width that a text takes, estimated so that no frame waits for a measurement. */
export const halfWidth = (stage, text) => Math.min(0.29 * stage.em * text.length, stage.width / 2);

/** Where a centred text goes that should stand at x, but within the picture. */
export function inside(stage, x, text) {
  const half = halfWidth(stage, text);
  return Math.min(Math.max(x, half), stage.width - half);
}

/**
 * Lets a pointer (mouse, pen or finger) drag a node of the picture. `moved(x, y)` gets stage coordinates. The sliders do
 * the same by keyboard, so the node needs no focus of its own.
 */
export function draggable(stage, selection, moved) {
  const report = (event) => {
    const box = stage.el.getBoundingClientRect();
    moved(event.clientX - box.left, event.clientY - box.top, event);
  };
  selection.classed("rv-handle", true).on("pointerdown", (event) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    report(event);
  });
  selection.on("pointermove", (event) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) report(event);
  });
}
