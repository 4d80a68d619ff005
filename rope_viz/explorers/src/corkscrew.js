/** All pairs of a head: springs along the position axis, cut by a plane at the position now. */
import { ALONG, HOME, arrange, camera, createMovement, shareAt } from "./corkscrew-view.js";
import { createLabels, createNowHandle } from "./corkscrew-labels.js";
import { drawSprings, pairColours } from "./corkscrew-threads.js";
import { TURN, angles, invFreq, rotate, wavelength } from "./rope.js";
import { brief, draggable, explorer, fixed, logStops, slider } from "./ui.js";

const BASES = logStops(10, 1e7, 121);

/** The logarithmic stops, among them the base that the Rope came with. */
function baseStops({ own_settings: [, base] }) {
  return BASES.includes(base) ? BASES : [...BASES, base].sort((a, b) => a - b);
}

/** How many of the components turn; the rest of a partial rotary embedding passes through. */
export function rotaryDim({ head_dim, rotary_share }) {
  return 2 * Math.max(1, Math.floor((head_dim * rotary_share) / 2 + 0.5));
}

const isOwn = ({ head_dim, base, own_settings: [dim, own] }) => head_dim === dim && base === own;

/** The Rope's own speeds, whatever rule made them, where both sliders stand as it came; the plain formula elsewhere. */
function speedsOf(state) {
  return isOwn(state) ? Float64Array.from(state.own_inv_freq) : invFreq(rotaryDim(state), state.base);
}

const pairsOf = (state) => (isOwn(state) ? state.own_inv_freq.length : rotaryDim(state) / 2);

const controls = [
  slider("head_dim", {
    label: "head_dim D", min: 2, max: ({ own_settings: [dim] }) => Math.max(128, dim), step: 2,
    format: (dim, s) => `${dim}: ${pairsOf(s)} ${pairsOf(s) === 1 ? "pair" : "pairs"}`,
  }),
  slider("base", { label: "base", stops: baseStops, format: (base) => brief(base) }),
  slider("tokens", { label: "positions shown", min: 2, max: 512 }),
  slider("now", { label: "now: position m", min: 0, max: (s) => s.tokens - 1, format: (m) => `m = ${m}` }),
  slider("highlighted", { label: "highlight pair i", min: 0, max: (s) => pairsOf(s) - 1, format: (i) => `i = ${i}` }),
  slider("highlighted_count", {
    label: "and how many from there", min: 1, max: (s) => pairsOf(s) - s.highlighted,
    format: (count) => (count === 1 ? "1 pair" : `${count} pairs`),
  }),
  slider("turn", { label: "turn the view", min: -90, max: 90, format: turnText }),
  slider("tilt", { label: "tilt the view", min: -60, max: 60, format: (tilt) => `${fixed(tilt, 0)}°` }),
];

function turnText(turn) {
  const name = { 0: ", from the side", 90: ", along the axis" }[Math.round(turn)] ?? "";
  return `${fixed(turn, 0)}°${name}`;
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
  const ones = Float64Array.from({ length: 2 * speeds.length }, (_, k) => 1 - (k % 2));
  return {
    inv_freq: speeds,
    angles: turned,
    hands: rotate(ones, state.now, speeds),
    highlighted_angles: turned.slice(...chosen),
    highlighted_wavelengths: speeds.slice(...chosen).map(wavelength),
    highlighted_turns_shown: speeds.slice(...chosen).map((speed) => ((state.tokens - 1) * speed) / TURN),
    whole_turns: turned.filter((angle) => angle >= TURN).length,
    axis_on_screen: camera(state).axis,
  };
}

const boxOf = ({ width, height, em }) => {
  const [left, right] = width > 40 * em ? [2.6 * em, 4.8 * em] : [2.2 * em, 0.6 * em];
  const [top, bottom] = [3.6 * em, 4 * em];
  return { left, top, width: width - left - right, height: height - top - bottom };
};

function scene(stage, change) {
  let latest, places;
  let side = HOME; // the view from which the reader came to look along the axis
  const ground = stage.svg.append("rect").attr("class", "rv-ground").attr("fill", "transparent");
  const labels = createLabels(stage);
  const now = createNowHandle(stage);
  const move = createMovement(stage);
  const lookAlong = createLookButton(stage, () => change(latest.turn === 90 ? side : ALONG));
  turnable(ground, () => latest, change);
  draggableNow(stage, now.handle, () => ({ ...latest, places }), change);

  return (state, numbers) => {
    latest = state;
    if (Math.abs(state.turn) < 75) side = { turn: state.turn, tilt: state.tilt };
    const speeds = numbers.inv_freq;
    const { view, moving } = move(state);
    const last = state.tokens - 1;
    const isChosen = (i) => i >= state.highlighted && i < state.highlighted + state.highlighted_count;
    places = arrange(speeds.length, boxOf(stage), view, stage.em);
    const colours = pairColours(stage, speeds.length);
    ground.attr("width", stage.width).attr("height", stage.height);
    drawSprings(stage.context(), stage, { places, speeds, colours, now: state.now, last, isChosen });
    labels(places, { tokens: state.tokens, wavelengths: speeds.map(wavelength), isChosen });
    now.place(places, { now: state.now, share: state.now / last });
    lookAlong(state);
    return moving;
  };
}

function createLookButton(stage, press) {
  const box = stage.el.appendChild(document.createElement("div"));
  box.className = "rv-buttons rv-look";
  const button = box.appendChild(document.createElement("button"));
  button.type = "button";
  button.addEventListener("click", press);
  return ({ turn }) => {
    const text = turn === 90 ? "Look from the side" : "Look along the axis";
    if (button.textContent !== text) button.textContent = text;
  };
}

/** Turns the view by dragging the picture. A finger's way up and down still scrolls the page. */
function turnable(node, current, change) {
  let grip;
  node.on("pointerdown", (event) => {
    const { turn, tilt } = current();
    grip = { x: event.clientX, y: event.clientY, turn, tilt };
    event.currentTarget.setPointerCapture(event.pointerId);
  });
  node.on("pointermove", (event) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const within = (value, most) => Math.round(10 * Math.min(Math.max(value, -most), most)) / 10;
    change({
      turn: within(grip.turn + 0.3 * (grip.x - event.clientX), 90),
      tilt: within(grip.tilt + 0.3 * (event.clientY - grip.y), 60),
    });
  });
}

/** Drags the plane along the axis. */
function draggableNow(stage, handle, current, change) {
  let grip = 0;
  draggable(stage, handle, (x, y, event) => {
    const { places, tokens, now } = current();
    const place = shareAt(places, x, y) * (tokens - 1);
    if (event.type === "pointerdown") grip = place - now;
    else change({ now: Math.min(Math.max(Math.round(place - grip), 0), tokens - 1) });
  });
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
    `${n.inv_freq.length} pairs (head_dim ${s.head_dim}, base ${brief(s.base)}) over ${s.tokens} positions: at position ` +
    `${s.now}, ${chosenName(s)} ${verb} turned by ${spread(n.highlighted_angles, fixed)} rad, ` +
    `${spread(n.highlighted_angles, turnsText)} turns; a whole turn takes ` +
    `${spread(n.highlighted_wavelengths, waveText)} tokens. ` +
    `${n.whole_turns} of ${n.inv_freq.length} pairs have made a whole turn.`
  );
}

export default explorer({
  name: "corkscrew",
  title: "The pairs of a head as springs along the positions",
  traits: [
    "head_dim", "base", "tokens", "now", "highlighted", "highlighted_count", "turn", "tilt",
    "rotary_share", "own_settings", "own_inv_freq",
  ],
  controls,
  settle,
  measure,
  readouts: [
    { label: (s) => `angle m·θ of ${chosenName(s)}`, text: (n) => `${spread(n.highlighted_angles, fixed)} rad` },
    { label: "that is", text: (n) => `${spread(n.highlighted_angles, turnsText)} turns` },
    { label: "tokens for one turn", text: (n) => spread(n.highlighted_wavelengths, waveText) },
    { label: "have made a whole turn", text: (n) => `${n.whole_turns} of ${n.inv_freq.length} pairs` },
  ],
  summary,
  height: ({ width, em }) => Math.min(Math.max(0.58 * width, 34 * em), 44 * em),
  scene,
});
