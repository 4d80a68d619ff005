/**
 * Native controls with a label, a unit and a readout. A control is described by a plain object, so that it can also be
 * read from a link:
 *
 *   slider({ label, ..., read, write })  one that stands for no trait, or for several
 *   const { slider, choice, toggle, unseen } = controlsOf(spec):
 *   slider(trait, { label, min, max, step | stops, format, role, read, write, when })
 *   choice(trait, { label, options: [[value, label], ...], when })
 *   toggle(trait, { label, when })
 *   unseen(trait, { min, max | parse })  no control, but the value travels in links (a camera angle, for example);
 *                                        parse(text, state) reads what is no number, and undefined is nonsense
 *
 * What explorer.json says of a trait need not be said again: label, role, unit, step, stops, options, and min and max, which
 * are its least and most. Each of label, min, max, stops, options and when may be a function of the state. `stops` lists the values a slider
 * may take, evenly spaced on it however far apart they are: so logarithmic sliders are made. `read(state)` and
 * `write(value, state)` let one slider stand for several traits; write returns the traits to change.
 */

import { count } from "./words.js";

const PLAIN = { stops: null, step: 1, unit: "" };

/** A slider that stands for no trait or for several. */
export const slider = (options) => described("slider", null, { ...PLAIN, ...options });

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

/** The stops that explorer.json lists, or describes as evenly spaced in the logarithm; rope_viz's traits.py reckons the same. */
export function stopsOf({ stops = null }) {
  return stops === null || Array.isArray(stops) ? stops : logStops(stops.from, stops.to, stops.count, stops.digits);
}

/** The stops of a slider that runs evenly in the logarithm, rounded to values that one can say. */
function logStops(least, most, count, digits = 3) {
  const ratio = Math.log(most / least) / (count - 1);
  return Array.from({ length: count }, (_, i) => Number((least * Math.exp(ratio * i)).toPrecision(digits)));
}

export const of = (option, state) => (typeof option === "function" ? option(state) : option);

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** Index of the stop next to a value, measured in the logarithm where all are positive. */
function nearest(stops, value) {
  const scale = stops[0] > 0 && value > 0 ? Math.log : (x) => x;
  const gaps = stops.map((stop) => Math.abs(scale(stop) - scale(value)));
  return gaps.indexOf(Math.min(...gaps));
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

let made = 0;

/** Builds one control; `show(state)` brings it up to date, `change(traits)` is called when the reader moves it. */
export function mountControl(control, current, change) {
  const builders = { slider: mountSlider, choice: mountChoice, toggle: mountToggle };
  const box = element("div", `rv-control rv-${control.kind}`);
  if (control.role) box.style.setProperty("--rv-role", `var(--rv-${control.role})`);
  const id = `rv-control-${++made}`;
  const update = builders[control.kind](control, box, id, current, change);
  const show = (state) => {
    box.hidden = control.when ? !control.when(state) : false;
    if (!box.hidden) update(state);
  };
  return { box, show };
}

function mountSlider(control, box, id, current, change) {
  const { label, input } = labelled(box, id, "range");
  const readout = box.insertBefore(element("span", "rv-readout"), input);
  readout.setAttribute("aria-hidden", "true"); // the slider itself says it, as aria-valuetext
  input.addEventListener("input", () => {
    const state = current();
    const stops = of(control.stops, state);
    const value = stops ? stops[input.valueAsNumber] : input.valueAsNumber;
    change(control.write(value, state));
  });
  return (state) => {
    const stops = of(control.stops, state);
    const value = control.read(state);
    set(input, "min", stops ? 0 : of(control.min, state));
    set(input, "max", stops ? stops.length - 1 : of(control.max, state));
    set(input, "step", stops ? 1 : control.step);
    const place = String(stops ? nearest(stops, value) : value);
    if (input.value !== place) input.value = place;
    fill(input);
    say(label, of(control.label, state));
    const text = control.format
      ? control.format(value, state)
      : control.unit
        ? `${count(value)} ${control.unit}`
        : String(value);
    say(readout, text);
    set(input, "aria-valuetext", text);
  };
}

/** Tells the style sheet how much of the track lies before the thumb. */
function fill(input) {
  const span = input.max - input.min;
  input.style.setProperty("--rv-filled", span > 0 ? ((input.value - input.min) / span).toFixed(4) : 0);
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
  if (node.textContent !== text) node.textContent = text;
}

export function set(node, attribute, value) {
  if (node.getAttribute(attribute) !== String(value)) node.setAttribute(attribute, value);
}
