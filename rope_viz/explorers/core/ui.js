/**
 * The mechanism of every explorer. An explorer is a folder: explorer.json says title, traits, ranges, labels and units, for
 * Python and for the browser; explorer.js says what differs:
 *
 *   import spec from "./explorer.json";
 *   const { slider, choice } = controlsOf(spec);   controls.js
 *
 *   export default explorer({
 *     spec,
 *     controls: [slider("base"), ...],  in the order of the page
 *     settle(state) {},                 optional: traits to correct after a change ({ position: ... }), or nothing
 *     measure(state) {},                pure: every number that is drawn, as numbers or arrays of numbers, in snake_case;
 *                                       the Python class's numbers() computes the same with torch
 *     readouts: [{ label, role, text(numbers, state) }],   optional: numbers shown in a row
 *     summary(numbers, state) {},       one sentence with the numbers; the Python class's summary() says the same
 *     height(stage, state) {},          of the picture, from stage.width and stage.em
 *     scene(stage, change) {            called once: makes the nodes;
 *       return (state, numbers) => {};  called in every frame that changes: draws. Return true to be called again in the
 *     },                                next frame (a movement is on its way; none when stage.calm). A mark that stands for a
 *                                       symbol of the text's formulas says so as data-symbol.
 *   });
 *
 * What comes with it: one drawing per animation frame; both directions to the model, which is anywidget's in a notebook
 * and host.js's in the built book; redrawing when the width or the theme changes; the numbers in full precision in data-*
 * attributes of the root, and an event rv-drawn with them; reset; and, where a host offers it, a link that carries the slider values.
 */
import { element, mountControl, say, set } from "./controls.js";
import { linkTo, remember, traitsFrom, whatToShow } from "./link.js";
import { createStage } from "./stage.js";
import * as words from "./words.js";

export { controlsOf, slider, stopsOf } from "./controls.js";
export { draggable, halfWidth, inside } from "./stage.js";
export * from "./words.js";

/** @param {import("./types.js").Definition} definition */
export const explorer = (definition) => definition;

/**
 * What anywidget calls: draws the explorer that the model names.
 * @param {Record<string, import("./types.js").Definition>} explorers
 */
export const rendering = (explorers) => (context) => {
  const name = context.model.get("_explorer");
  return mount(name, explorers[name], context);
};

function mount(explorerName, definition, { model, el, host }) {
  const { spec } = definition;
  const traits = Object.keys(spec.traits);
  const state = () => Object.fromEntries(traits.map((name) => [name, model.get(name)]));
  const first = state();
  let unsaved = false;

  const change = (traits) => {
    const settled = { ...traits, ...definition.settle?.({ ...state(), ...traits }) };
    for (const [name, value] of Object.entries(settled)) model.set(name, value);
    unsaved = true;
    loop.request();
  };
  const loop = onePerFrame(() => {
    if (stage.width === 0) return; // not on the page yet: the resize observer will call
    const now = state();
    const numbers = definition.measure(now);
    controls.forEach((control) => control.show(now));
    parts.show(numbers, now);
    stage.fit(definition.height(stage, now));
    const moving = draw(now, numbers);
    drawn.set(numbers);
    root.dispatchEvent(new CustomEvent("rv-drawn", { bubbles: true, detail: { state: now, numbers } }));
    if (unsaved) model.save_changes();
    unsaved = false;
    if (moving && !stage.calm) loop.request();
  });

  const root = element("div", `rv-explorer rv-${explorerName}`);
  root.dataset.explorer = explorerName;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", spec.title);
  const stage = createStage(spec.title, loop.request);
  const controls = definition.controls
    .filter(({ kind }) => kind !== "unseen")
    .map((control) => mountControl(control, state, change));
  const parts = surroundings(definition, { host, state, first, change });
  const draw = definition.scene(stage, change);

  const panel = element("div", "rv-controls");
  panel.append(...controls.map(({ box }) => box));
  root.append(stage.el, parts.readouts, panel, parts.foot);
  el.append(root);
  const drawn = published(root);
  root.ropeViz = { state, change, publish: drawn.publish, words }; // for the text around, a console, and tests

  const keep = () => remember(host.key, new URL(linkTo(host.key, definition.controls, state(), first)).search);
  if (host?.key) {
    change(traitsFrom(whatToShow(host.key), host.key, definition.controls, first));
    addEventListener("pagehide", keep);
  }
  const listened = traits.map((name) => `change:${name}`);
  listened.forEach((event) => model.on(event, loop.request));
  loop.request();

  return () => {
    listened.forEach((event) => model.off(event, loop.request));
    loop.cancel();
    parts.leave();
    drawn.leave();
    removeEventListener("pagehide", keep);
    stage.leave();
  };
}

/** However often it is asked for, the work is done once per animation frame. */
function onePerFrame(work) {
  let waiting = 0;
  const run = () => {
    waiting = 0;
    work();
  };
  return {
    request: () => void (waiting ||= requestAnimationFrame(run)),
    cancel: () => cancelAnimationFrame(waiting),
  };
}

/**
 * The drawn numbers, in full precision, as data-* attributes: for tests and for whoever wants to read them. Writing so many
 * numbers as text takes longer than drawing them, so it is done once the picture rests, or when somebody asks.
 */
function published(root) {
  let latest = {};
  let timer = 0;
  const publish = () => {
    clearTimeout(timer);
    for (const [name, value] of Object.entries(latest)) {
      const text =
        Array.isArray(value) || ArrayBuffer.isView(value)
          ? Array.from(/** @type {number[]} */ (value)).join(" ")
          : value;
      set(root, `data-${name.replaceAll("_", "-")}`, text);
    }
  };
  return {
    publish,
    set(numbers) {
      latest = numbers;
      clearTimeout(timer);
      timer = setTimeout(publish, 200);
      root.dataset.drawn = ""; // there is a picture now
    },
    leave: () => clearTimeout(timer),
  };
}

/** What stands around the picture: the numbers in words, reset, and the link. */
function surroundings(definition, { host, state, first, change }) {
  const readouts = element("dl", "rv-readouts");
  const values = (definition.readouts ?? []).map((readout) => {
    const pair = readouts.appendChild(element("div"));
    if (readout.role) pair.style.setProperty("--rv-role", `var(--rv-${readout.role})`);
    const name = pair.appendChild(element("dt"));
    const value = pair.appendChild(element("dd"));
    return (numbers, now) => {
      say(name, typeof readout.label === "function" ? readout.label(now) : readout.label);
      say(value, readout.text(numbers, now));
    };
  });

  const foot = element("div", "rv-foot");
  const summary = foot.appendChild(element("p", "rv-summary"));
  summary.setAttribute("aria-live", "polite");
  const buttons = foot.appendChild(element("div", "rv-buttons"));
  const addButton = (text, press) => {
    const button = buttons.appendChild(element("button"));
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => press(button));
  };
  addButton("Reset", () => change(first));
  if (host?.key) {
    addButton("Copy link", (button) => copyLink(button, linkTo(host.key, definition.controls, state(), first)));
  }

  let sentence;
  let timer = 0;
  const tell = () => say(summary, sentence);
  return {
    readouts,
    foot,
    leave: () => clearTimeout(timer),
    show(numbers, now) {
      values.forEach((show) => show(numbers, now));
      const next = definition.summary(numbers, now);
      if (next === sentence) return;
      const wait = sentence === undefined ? 0 : 300; // a screen reader should hear where it ended, not every step
      sentence = next;
      clearTimeout(timer);
      timer = setTimeout(tell, wait);
    },
  };
}

/** Into the clipboard and the address bar: one of the two works everywhere. */
async function copyLink(button, link) {
  try {
    history.replaceState(history.state, "", link);
  } catch {
    // a page that may not rewrite its own address still has the clipboard
  }
  const text = button.textContent;
  try {
    await navigator.clipboard.writeText(link);
    button.textContent = "Copied";
  } catch {
    button.textContent = "In the address bar";
  }
  setTimeout(() => (button.textContent = text), 2000);
}
