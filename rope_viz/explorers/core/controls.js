/**
 * Native controls with a label, a unit and a readout. A control is described by a plain object, so that it can also be
 * read from a link:
 *
 *   slider({ label, ..., read, write })  one that stands for no trait, or for several; toggle({ ... }) likewise
 *   const { slider, choice, toggle, unseen } = controlsOf(spec):
 *   slider(trait, { label, min, max, step | stops, format, role, read, write, when })
 *   choice(trait, { label, options: [[value, label], ...], when })
 *   toggle(trait, { label, when })
 *   unseen(trait, { min, max | parse })  no control, but the value travels in links (a camera angle, for example);
 *                                        parse(text, state) reads what is no number, and undefined is nonsense
 *
 * Of a slider, `play` says that it has a ▶, and how many steps that makes in a second (or a function of the state). `main: true` lets a control stand
 * with the picture; the others wait behind "More".
 *
 * What explorer.json says of a trait need not be said again: label, role, unit, step, stops, options, and min and max, which
 * are its least and most. Each of label, min, max, stops, options and when may be a function of the state. `stops` lists the values a slider
 * may take, evenly spaced on it however far apart they are: so logarithmic sliders are made. `read(state)` and
 * `write(value, state)` let one slider stand for several traits; write returns the traits to change.
 */

import { keeping } from "./keeping.js";
import { count } from "./words.js";

const PLAIN = { stops: null, step: 1, unit: "" };

/** A slider that stands for no trait or for several. */
export const slider = (options) => described("slider", null, { ...PLAIN, ...options });

/** The same for a toggle. */
export const toggle = (options) => described("toggle", null, options);

/** Makers of controls that take from explorer.json what is said there, and from `options` what depends on the state. */
export function controlsOf(spec) {
  const maker = (kind, plain) => (trait, options) =>
    described(kind, trait, { ...plain, ...fromSpec(spec.traits[trait]), ...options });
  return { slider: maker("slider", PLAIN), choice: maker("choice"), toggle: maker("toggle"), unseen: maker("unseen") };
}

function fromSpec({ kind, label, role, unit, step, stops, values, options, least, most }) {
  const listed = kind === "one of" ? values : stopsOf({ stops });
  const said = { label, role, unit, step, options, stops: listed, min: least, max: most };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function described(kind, trait, options) {
  const read = (state) => state[trait];
  const write = (value) => ({ [trait]: value });
  return { kind, trait, read, write, ...options };
}

const reckoned = new WeakMap();
const same = (parts) => parts; // what is shown: nothing is written where it is the same

/** The stops that explorer.json lists, or describes as evenly spaced in the logarithm; rope_viz's traits.py reckons the same. */
export function stopsOf({ stops = null }) {
  if (stops === null || Array.isArray(stops)) return stops;
  if (!reckoned.has(stops)) reckoned.set(stops, logStops(stops));
  return reckoned.get(stops);
}

/** The stops of a slider that runs evenly in the logarithm, rounded to values that one can say. */
function logStops({ from, to, count, digits = 3 }) {
  const ratio = Math.log(to / from) / (count - 1);
  return Array.from({ length: count }, (_, i) => Number((from * Math.exp(ratio * i)).toPrecision(digits)));
}

export const of = (option, state) => (typeof option === "function" ? option(state) : option);

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** Index of the stop next to a value, measured in the logarithm where all are positive. */
function nearest(stops, value) {
  const scale = stops[0] > 0 && value > 0 ? Math.log : (x) => x;
  const gaps = stops.map((stop) => Math.abs(scale(stop) - scale(value)));
  return gaps.indexOf(Math.min(...gaps));
}

/** A slider's places, counted in steps: the first, the last, the one where it stands now, and the value at each. */
export function places(control, state) {
  const stops = of(control.stops, state);
  const value = control.read(state);
  if (stops) return { first: 0, last: stops.length - 1, now: nearest(stops, value), valueAt: (place) => stops[place] };
  const [least, most, step] = [of(control.min, state), of(control.max, state), of(control.step, state)];
  const valueAt = (place) => Number(Math.min(least + place * step, most).toPrecision(12));
  return { first: 0, last: Math.ceil((most - least) / step), now: Math.round((value - least) / step), valueAt };
}

/** A value as the control allows it, or undefined where it cannot be one; text from a link comes this way. */
export function allowed(control, text, state) {
  if (control.parse) return control.parse(text, state);
  if (control.kind === "toggle") return ["true", "false"].includes(text) ? text === "true" : undefined;
  if (control.kind === "choice") {
    return of(control.options, state)
      .map(([value]) => value)
      .find((value) => String(value) === text);
  }
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) return undefined;
  const stops = of(control.stops, state);
  if (stops) return stops[nearest(stops, value)];
  const [least, most] = [of(control.min, state), of(control.max, state)];
  const stepped = control.step ? least + Math.round((value - least) / control.step) * control.step : value;
  return clamp(Number(stepped.toPrecision(12)), least, most);
}

/** An id that nothing else of the page has, though each explorer of a notebook brings its own copy of this module. */
export function freshId(kind) {
  window.ropeVizIds = (window.ropeVizIds ?? 0) + 1;
  return `rv-${kind}-${window.ropeVizIds}`;
}

/** Builds one control; `show(state)` brings it up to date, `change(traits)` is called when the reader moves it. */
export function mountControl(control, current, change) {
  const builders = { slider: mountSlider, choice: mountChoice, toggle: mountToggle };
  const box = element("div", `rv-control rv-${control.kind}`);
  if (control.role) box.style.setProperty("--rv-role", `var(--rv-${control.role})`);
  const id = freshId("control");
  const update = builders[control.kind](control, box, id, current, change);
  const show = (state) => {
    const hidden = control.when ? !control.when(state) : false;
    if (box.hidden !== hidden) box.hidden = hidden;
    if (!hidden) update(state);
  };
  const row = box.querySelector(".rv-row"); // of a slider: where a ▶ goes, too
  return { box, row, show, control, words: (state) => wordsOf(control, state) };
}

function mountSlider(control, box, id, current, change) {
  const head = box.appendChild(element("div", "rv-head"));
  const row = box.appendChild(element("div", "rv-row"));
  const { label, input } = labelled(head, id, "range");
  const readout = head.appendChild(element("span", "rv-readout"));
  readout.setAttribute("aria-hidden", "true"); // the slider itself says it, as aria-valuetext
  const goTo = (place) => change(control.write(places(control, current()).valueAt(place), current()));
  const [less, more] = [-1, 1].map((way) => stepButton(way, () => goTo(places(control, current()).now + way)));
  row.append(less, input, more);
  input.addEventListener("input", () => goTo(input.valueAsNumber));
  set(input, "min", 0);
  const goesFrom = keeping(same, ([now, last]) => {
    set(input, "max", last);
    less.disabled = now <= 0;
    more.disabled = now >= last;
  });
  const isCalled = keeping(same, ([name]) => {
    say(label, name);
    set(less, "aria-label", `One step less: ${name}`);
    set(more, "aria-label", `One step more: ${name}`);
  });
  const stands = keeping(same, ([text]) => {
    say(readout, text);
    set(input, "aria-valuetext", text);
  });
  return (state) => {
    const { last, now } = places(control, state);
    goesFrom([now, last]);
    if (input.value !== String(now)) input.value = String(now); // also where the reader's hand had moved it
    isCalled([of(control.label, state)]);
    stands([textOf(control, state)]);
  };
}

/** A control in a few words, such as "base 10,000". */
function wordsOf(control, state) {
  const label = of(control.label, state);
  const value = control.read(state);
  if (control.kind === "slider") return `${label} ${textOf(control, state)}`;
  if (control.kind === "toggle") return `${label}: ${value ? "yes" : "no"}`;
  return `${label}: ${of(control.options, state).find(([option]) => option === value)?.[1]}`;
}

/** What a slider's readout says. */
function textOf(control, state) {
  const value = control.read(state);
  if (control.format) return control.format(value, state);
  return control.unit ? `${count(value)} ${control.unit}` : String(value);
}

/** − or + beside a slider. Arrow keys on the slider do the same, so these are no stops of the Tab key. */
function stepButton(way, press) {
  const button = element("button", "rv-step");
  Object.assign(button, { type: "button", tabIndex: -1, textContent: way < 0 ? "−" : "+" });
  button.addEventListener("click", press);
  return button;
}

function mountChoice(control, box, id, current, change) {
  const { label, input } = labelled(box, id, null, "select");
  input.addEventListener("change", () => {
    const state = current();
    change(control.write(of(control.options, state)[input.selectedIndex][0], state));
  });
  return (state) => {
    const options = of(control.options, state);
    if (input.options.length !== options.length) {
      input.replaceChildren(...options.map(() => element("option")));
    }
    options.forEach(([, text], i) => say(input.options[i], text));
    const place = options.findIndex(([value]) => value === control.read(state));
    if (input.selectedIndex !== place) input.selectedIndex = place;
    say(label, of(control.label, state));
  };
}

function mountToggle(control, box, id, current, change) {
  const { label, input } = labelled(box, id, "checkbox");
  input.addEventListener("change", () => change(control.write(input.checked, current())));
  return (state) => {
    input.checked = control.read(state);
    say(label, of(control.label, state));
  };
}

function labelled(box, id, type, tag = "input") {
  const label = box.appendChild(element("label"));
  const input = box.appendChild(element(tag));
  label.htmlFor = input.id = id;
  input.dataset.lmSuppressShortcuts = "true"; // else JupyterLab takes the arrow keys for its own
  if (type) input.type = type;
  return { label, input };
}

export function element(tag, className) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  return node;
}

/** Touch the page only where something changed: a slider moves sixty times a second. */
export function say(node, text) {
  if (node.textContent === text) return;
  const [only, ...more] = node.childNodes;
  // a new text node would be laid out from nothing, and each :has() of the page's styles be asked about it
  if (only?.nodeType === Node.TEXT_NODE && !more.length) only.data = text;
  else node.textContent = text;
}

export function set(node, attribute, value) {
  if (node.getAttribute(attribute) !== String(value)) node.setAttribute(attribute, value);
}
