/**
 * The mechanism of every explorer. An explorer is a folder: explorer.json says title, traits, ranges, labels and units, for
 * Python and for the browser; explorer.js says what differs:
 *
 *   import spec from "./explorer.json";
 *   const { slider, choice } = controlsOf(spec);   controls.js
 *
 *   export default explorer({
 *     spec,
 *     controls: [slider("base"), ...],  in the order of the page; those with main: true stand with the picture
 *     settle(state) {},                 optional: traits to correct after a change ({ position: ... }), or nothing
 *     measure(state) {},                pure: every number that is drawn, as numbers or arrays of numbers, in snake_case;
 *                                       the Python class's numbers() computes the same with torch
 *     readouts: [{ label, role, text(numbers, state) }],   optional: numbers shown in a row
 *     summary(numbers, state) {},       one sentence with the numbers; the Python class's summary() says the same
 *     spoken(numbers, state) {},        optional: texts that the picture shows and nothing else says, for those who cannot see it
 *     height(stage, state) {},          of the picture, from stage.width and stage.em
 *     scene(stage, change) {            called once: makes the nodes;
 *       return (state, numbers, before) => {};  called in every frame that changes: draws. Return true to be called again
 *     },                                in the next frame (a movement is on its way; none when stage.calm). `before` is
 *                                       { state, numbers } as they were when the reader's hand began to move, for a
 *                                       ghost of them (marks.js), and undefined once the hand rests. A mark that
 *                                       stands for a symbol of the text's formulas says so as data-symbol.
 *   });
 *
 * What comes with it: one drawing per animation frame; both directions to the model, which is anywidget's in a notebook
 * and host.js's in the built book; redrawing when the width or the theme changes; the numbers in full precision in data-*
 * attributes of the root, and an event rv-drawn with them; −, + and ▶; reset; and, where a host offers it, a link that
 * carries the slider values.
 */
import { createPanel, surroundings } from "./around.js";
import { element, freshId, mountControl } from "./controls.js";
import { styled, tell } from "./elsewhere.js";
import { createFitting, followScreen } from "./fitting.js";
import { createMemory } from "./ghost.js";
import { linkTo, remember, traitsFrom, traitsOf, whatToShow } from "./link.js";
import { followPaper } from "./paper.js";
import { createGlide, createPlayer } from "./playing.js";
import { published } from "./publishing.js";
import { followScheme } from "./scheme.js";
import { createStage } from "./stage.js";
import * as words from "./words.js";

export { controlsOf, slider, stopsOf, toggle } from "./controls.js";
export { draggable, halfWidth, inside } from "./stage.js";
export * from "./words.js";

/** @param {import("./types.js").Definition} definition */
export const explorer = (definition) => definition;

/**
 * What anywidget calls: draws the explorer that the model names.
 * @param {Record<string, { default: import("./types.js").Definition }>} explorers
 */
export const rendering = (explorers) => async (context) => {
  await styled(context.el);

  const name = context.model.get("_explorer");
  return mount(name, explorers[name].default, context);
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
    panel.show(now);
    player?.show(now);
    parts.show(numbers, now);
    stage.fit(definition.height(stage, now));
    const moving = draw(now, numbers, memory.before(now, numbers, moves()));
    drawn.set(numbers);
    root.dispatchEvent(new CustomEvent("rv-drawn", { bubbles: true, detail: { state: now, numbers } }));
    if (unsaved) tell(model, "save_changes");
    unsaved = false;
    if (moving && !stage.calm) loop.request();
  });

  const root = element("div", `rv-explorer rv-${explorerName}`);
  root.dataset.explorer = explorerName;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", spec.title);
  const sentenceId = freshId("summary");
  const stage = createStage(spec.title, sentenceId, loop.request);
  const memory = createMemory(root, loop.request);
  const mounted = definition.controls
    .filter(({ kind }) => kind !== "unseen")
    .map((control) => mountControl(control, state, change));
  const panel = createPanel(mounted);
  const played = mounted.find(({ control }) => control.play);
  const player = played && createPlayer(played.control, stage, state, change);
  if (player) played.row.prepend(player.button);
  const glide = createGlide(definition.controls, stage, state, change);
  const parts = surroundings(definition, { root, host, sentenceId, state, first, change });
  const draw = definition.scene(stage, change);
  const moves = () => Boolean(player?.running);

  root.append(stage.el, ...panel.nodes.slice(0, 1), parts.readouts, ...panel.nodes.slice(1), parts.foot);
  el.append(root);
  const leaveScheme = followScheme(root, stage.recolour);
  const isMoved = () => JSON.stringify(state()) !== JSON.stringify(first);
  const leavePaper = followPaper(root, { stage, isMoved, drawNow: loop.now });
  const drawn = published(root);
  const moveTo = (texts) => glide.to(traitsOf((trait) => texts[trait] ?? null, definition.controls, state()));
  const fit = createFitting(root, stage);
  const leaveScreen = followScreen(root, fit);
  const link = () => linkTo(host?.key, definition.controls, state(), first);
  const publish = drawn.publish;
  // for the page around, a console, and tests
  root.ropeViz = { state, change, moveTo, link, fit, remeasure: stage.remeasure, publish, words };
  const takeOver = (event) => {
    glide.stop();
    if (event.target !== player?.button) player?.stop();
    root.classList.add("rv-touched"); // what can be dragged need not ask for it any more
  };
  for (const event of ["pointerdown", "keydown"]) root.addEventListener(event, takeOver, { capture: true });

  const keep = () => remember(host.key, new URL(link()).search);
  if (host?.key) {
    change(traitsFrom(whatToShow(host.key), host.key, definition.controls, first));
    addEventListener("pagehide", keep);
  }
  const listened = traits.map((name) => `change:${name}`);
  listened.forEach((event) => model.on(event, loop.request));
  loop.request();

  return () => {
    listened.forEach((event) => tell(model, "off", event, loop.request));
    loop.cancel();
    player?.stop();
    glide.stop();
    memory.leave();
    parts.leave();
    drawn.leave();
    removeEventListener("pagehide", keep);
    leaveScheme();
    leavePaper();
    leaveScreen();
    stage.leave();
  };
}

/**
 * However often it is asked for, the work is done once per animation frame: at once where the frame has not seen it yet, so
 * that it is done by the time the screen is drawn, and else in the next one.
 */
function onePerFrame(work) {
  let frame = 0; // under way since the work was last done
  let asked = false;
  const run = () => {
    asked = false;
    frame = requestAnimationFrame(next);
    work();
  };
  const next = () => {
    frame = 0;
    if (asked) run();
  };
  return {
    request() {
      // once whoever asks has finished: of several traits, one after the other asks
      if (!asked && !frame) queueMicrotask(() => asked && !frame && run());
      asked = true;
    },
    cancel() {
      cancelAnimationFrame(frame);
      asked = false;
    },
    now() {
      cancelAnimationFrame(frame);
      run();
    },
  };
}
