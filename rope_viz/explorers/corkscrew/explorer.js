/** All pairs of a head: springs along the position axis, cut by a plane at the position now. */

import { angles, rotate, TURN, wavelength } from "../core/rope.js";
import { baseStops, factorOf, pairsOf, settingsOf, speedsOf } from "../core/speeds.js";
import { brief, controlsOf, count, explorer, fixed } from "../core/ui.js";
import { columnOf, createDials } from "./dials.js";
import spec from "./explorer.json";
import { alongAxis, createButton, turnable } from "./hold.js";
import { createLabels, createNowHandle } from "./labels.js";
import { blockMatrix, createMatrix, LARGEST } from "./matrix.js";
import { drawSprings, pairColours } from "./threads.js";
import { ALONG, apartness, arrange, camera, createMovement, HOME } from "./view.js";

const { slider, toggle } = controlsOf(spec);

const controls = [
  slider("now", { main: true, play: (s) => s.tokens / 16, max: (s) => s.tokens - 1, format: (m) => `m = ${count(m)}` }),
  slider("tokens", { main: true, format: count }),
  slider("base", { stops: baseStops(spec), format: (base) => brief(base) }),
  slider("head_dim", {
    max: ({ own_settings: [dim] }) => Math.max(128, dim),
    format: (dim, s) => `${dim}: ${pairsOf(s)} ${pairsOf(s) === 1 ? "pair" : "pairs"}`,
  }),
  slider("highlighted", { max: (s) => pairsOf(s) - 1, format: (i) => `i = ${i}` }),
  slider("highlighted_count", {
    max: (s) => pairsOf(s) - s.highlighted,
    format: (count) => (count === 1 ? "1 pair" : `${count} pairs`),
  }),
  slider("view_angle", { format: viewText }),
  slider("tilt", { format: (tilt) => `${fixed(tilt, 0)}°` }),
  toggle("matrix", { when: (s) => pairsOf(s) <= LARGEST }),
];

function viewText(angle) {
  const name = { 0: ", from the side", 90: ", along the axis" }[Math.round(angle)] ?? "";
  return `${fixed(angle, 0)}°${name}`;
}

function settle(state) {
  const pairs = pairsOf(state);
  const highlighted = Math.min(state.highlighted, pairs - 1);
  return {
    now: Math.min(state.now, state.tokens - 1),
    highlighted,
    highlighted_count: Math.min(state.highlighted_count, pairs - highlighted),
  };
}

function measure(state) {
  const speeds = speedsOf(state);
  const turned = angles(state.now, speeds);
  const chosen = [state.highlighted, state.highlighted + state.highlighted_count];
  const radius = factorOf(state); // a plain formula stretches nothing
  const ones = Float64Array.from({ length: 2 * speeds.length }, (_, k) => 1 - (k % 2));
  return {
    inv_freq: speeds,
    angles: turned,
    hands: rotate(ones, state.now, speeds).map((part) => radius * part),
    radius,
    highlighted_angles: turned.slice(...chosen),
    highlighted_wavelengths: speeds.slice(...chosen).map(wavelength),
    highlighted_turns_shown: speeds.slice(...chosen).map((speed) => ((state.tokens - 1) * speed) / TURN),
    whole_turns: turned.filter((angle) => angle >= TURN).length,
    axis_on_screen: camera(state).axis,
  };
}

/** Where the springs go, beside them the clocks while they are not `apart`, and the matrix: beside, or below on a phone. */
function layout(stage, withMatrix, pairs, apart) {
  const { width, height, em } = stage;
  const wide = width > 40 * em;
  const column = (1 - apart) * columnOf(stage, pairs);
  const [left, right] = wide
    ? [2.6 * em, (7.4 - 2.6 * apart) * em + column] // wavelengths of eleven signs have room
    : [2.2 * em, 0.6 * em + column];
  const [top, bottom] = [4.4 * em, 4.9 * em];
  const box = { left, top, width: width - left - right, height: height - top - bottom };
  const clocks = () => box.left + box.width + right - column / 2; // the middle of their column
  if (!withMatrix) return { box, clocks: clocks() };
  const size = wide ? 13 * em : 9 * em;
  if (wide) box.width -= size + 2 * em;
  else box.height -= size + 3 * em;
  const matrix = wide
    ? { x: width - size - 0.5 * em, y: (height - size) / 2, width: size }
    : { x: (width - size) / 2, y: height - size - 0.5 * em, width: size };
  return { box, matrix, clocks: clocks() };
}

const chosenOf =
  ({ highlighted: first, highlighted_count: count }) =>
  (i) =>
    i >= first && i < first + count;

function scene(stage, change) {
  let latest, places;
  let side = HOME; // the view from which the reader came to look along the axis
  const ground = stage.svg.append("rect").attr("class", "rv-ground").attr("fill", "transparent");
  const labels = createLabels(stage);
  const dials = createDials(stage, (now) => change({ now }));
  const handle = createNowHandle(
    stage,
    alongAxis(() => ({ ...latest, places }), change),
  );
  const matrix = createMatrix(stage);
  const move = createMovement(stage);
  const button = createButton(stage, () => change(latest.view_angle === ALONG.view_angle ? side : ALONG));
  turnable(ground, () => latest, change);

  return (state, numbers, before) => {
    latest = state;
    if (Math.abs(state.view_angle) < 75) side = { view_angle: state.view_angle, tilt: state.tilt };
    const { tokens, now } = state;
    const { view, moving } = move(state);
    const speeds = numbers.inv_freq;
    const isChosen = chosenOf(state);
    const withMatrix = state.matrix && speeds.length <= LARGEST;
    const spots = layout(stage, withMatrix, speeds.length, apartness(view));
    places = arrange(speeds.length, spots.box, view, stage.em, numbers.radius);
    ground.attr("width", stage.width).attr("height", stage.height);
    const colours = pairColours(stage, speeds.length);
    drawSprings(stage.context(), stage, { places, speeds, colours, now, last: tokens - 1, isChosen });
    labels(places, { tokens, wavelengths: speeds.map(wavelength), isChosen });
    const was = before && { share: before.state.now / (tokens - 1) };
    handle.place(places, { now, share: now / (tokens - 1), before: was });
    dials(places, numbers, { last: tokens - 1, colours, before, middle: spots.clocks });
    matrix(withMatrix && blockMatrix(numbers.hands, state.pair_layout), {
      layout: state.pair_layout,
      now,
      isChosen,
      ...spots.matrix,
    });
    button(state.view_angle === ALONG.view_angle ? "Look from the side" : "Look along the axis");
    return moving;
  };
}

/** One number of a single pair, or the first and last of several. */
function spread(values, text) {
  const [first, last] = [text(values[0]), text(values[values.length - 1])];
  return first === last ? first : `${first} to ${last}`;
}

const turnsText = (angle) => fixed(angle / TURN);
const waveText = (wave) => (Number.isFinite(wave) ? brief(wave) : "endless");

function chosenName({ highlighted: first, highlighted_count: count }) {
  return count === 1 ? `pair ${first}` : `pairs ${first} to ${first + count - 1}`;
}

function summary(n, s) {
  const verb = s.highlighted_count === 1 ? "has" : "have";
  return (
    `${n.inv_freq.length} pairs (${settingsOf(s)}) over ${count(s.tokens)} positions: at position ` +
    `${count(s.now)}, ${chosenName(s)} ${verb} turned by ${spread(n.highlighted_angles, fixed)} rad, ` +
    `${spread(n.highlighted_angles, turnsText)} turns; a whole turn takes ` +
    `${spread(n.highlighted_wavelengths, waveText)} tokens. ` +
    `${n.whole_turns} of ${n.inv_freq.length} pairs have made a whole turn.`
  );
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: (s) => `${chosenName(s)}: angle m·θ`, text: (n) => `${spread(n.highlighted_angles, fixed)} rad` },
    { label: "in turns", text: (n) => spread(n.highlighted_angles, turnsText) },
    { label: "tokens for one turn", text: (n) => spread(n.highlighted_wavelengths, waveText) },
    { label: "have made a whole turn", text: (n) => `${n.whole_turns} of ${n.inv_freq.length} pairs` },
  ],
  summary,
  height: ({ width, em }) => Math.min(Math.max(0.58 * width, 34 * em), 44 * em),
  scene,
});
