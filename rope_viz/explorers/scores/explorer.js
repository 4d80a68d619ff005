/** Score of one query and one key against the distance between them, with a crest that can be pulled. */
import { createPlane, isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import {
  createCursor,
  createGhost,
  createGrip,
  createGround,
  createLabel,
  createRule,
  createSpot,
} from "../core/marks.js";
import { polyline } from "../core/path.js";
import { largestScore, scoreAt } from "../core/rope.js";
import { baseStops, dimStops, everySpeedOf, partsOf, settingsOf } from "../core/speeds.js";
import { brief, controlsOf, explorer, fixed, halfWidth } from "../core/ui.js";
import spec from "./explorer.json";

const { choice, slider } = controlsOf(spec);

const FARTHEST = spec.traits.distance.most;
const DISTANCES = Array.from({ length: FARTHEST + 1 }, (_, i) => i);
const TICKS = Object.fromEntries([32, 64].map((step) => [step, DISTANCES.filter((d) => d % step === 0)]));
const { least: BACK, most: ON } = spec.traits.shift;

const isGiven = (state) => state.vectors === "given";
const headDim = (state) => (isGiven(state) ? state.given.query.length : state.head_dim);

const controls = [
  choice("vectors", {
    main: true,
    options: (s) => [
      ["given", s.given.label],
      ["ones", "all ones"],
      ["gaussian", "Gaussian, unrelated"],
    ],
  }),
  slider("distance", { main: true, play: 12 }),
  slider("shift", { format: (shift) => `${fixed(shift, 0)} tokens` }),
  slider("base", { stops: baseStops(spec), format: brief }),
  slider("head_dim", { stops: dimStops(spec), when: (s) => !isGiven(s) }),
];

function vectorsOf(state) {
  if (isGiven(state)) return state.given;
  const size = state.head_dim;
  const ones = new Float64Array(size).fill(1);
  if (state.vectors === "ones") return { query: ones, key: ones };
  return { query: state.gaussian.query.slice(0, size), key: state.gaussian.key.slice(0, size) };
}

/** All that does not depend on the distance that is read. */
const curvesOf = keeping(
  (s) => [
    ...[s.vectors, s.base, s.head_dim, s.shift, s.given, s.gaussian],
    ...[s.rotary_share, s.attention_factor, s.own_settings, s.own_inv_freq],
  ],
  (state) => {
    const speeds = everySpeedOf(state, headDim(state));
    const { query, key } = vectorsOf(state);
    const parts = partsOf(state, query, key);
    // A key turned by the angles of some tokens gives each distance the score of as many tokens less.
    const scoreOf = (shift) => (distance) => scoreAt(parts, distance - shift, speeds);
    const [plain, scores] = [0, state.shift].map((shift) => DISTANCES.map(scoreOf(shift)));
    const highest = Math.max(...scores);
    return {
      base: state.base,
      head_dim: headDim(state),
      crest_at: plain.indexOf(Math.max(...plain)) + state.shift,
      highest_score: highest,
      highest_at: scores.indexOf(highest),
      largest_possible: largestScore(parts, speeds),
      scores,
    };
  },
);

function measure(state) {
  const curves = curvesOf(state);
  return { ...curves, distance: state.distance, score: curves.scores[state.distance] };
}

/** The scores that the axis covers, downwards in steps of a quarter, so that a moved curve is seen to move. */
function range({ largest_possible: most, scores }) {
  const quarters = Math.floor((4 * Math.min(...scores)) / (most || 1) - 0.1);
  return [(Math.min(quarters, -2) / 4) * (most || 1), 1.05 * (most || 1)];
}

function scene(stage, change) {
  const plane = createPlane(stage.svg);
  const make = (kind, name) => stage.svg.append(kind).attr("class", name);
  const zero = createRule(stage.svg, "rv-zero");
  const ceiling = createRule(stage.svg, "rv-ceiling");
  const ceilingName = make("text", "rv-ceiling-name").attr("text-anchor", "end");
  const ghost = createGhost(stage.svg, createReading);
  const reading = createReading(stage.svg);
  const label = createLabel(stage, stage.svg, "rv-text-score");
  const crestLabel = createLabel(stage, stage.svg, "rv-text-key");
  const read = (x) => change({ distance: Math.min(Math.max(Math.round(plane.x.invert(x)), 0), FARTHEST) });
  const ground = createGround(stage, stage.svg, "ew-resize", read);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize" }, read);
  let latest;
  const crest = createGrip(stage, stage.svg, { cursor: "ew-resize", role: "key" }, (x) => {
    const shift = latest.state.shift + Math.round(plane.x.invert(x)) - latest.numbers.crest_at;
    change({ shift: Math.min(Math.max(shift, BACK), ON) });
  });

  return (state, numbers, before) => {
    latest = { state, numbers };
    const { em } = stage;
    const box = arrange(stage);
    plane.place(box, {
      x: [0, FARTHEST],
      y: range(numbers),
      em,
      xTicks: TICKS[isWide(stage) ? 32 : 64],
      xLabel: "distance m − n, tokens",
      yLabel: "score q·k, not divided by √D",
    });
    zero(box, plane.y(0));
    ceiling(box, plane.y(numbers.largest_possible));
    ceilingName
      .attr("x", box.left + box.width)
      .attr("y", plane.y(numbers.largest_possible) + 1.3 * em)
      .text(`every pair aligned: ${fixed(numbers.largest_possible, 1)}`);
    ghost(before, box, before?.numbers, plane, em);
    const [x, y] = reading(numbers, plane, em);
    label(fixed(numbers.score, 1), x, y + (numbers.score < 0 ? 1.5 : -0.8) * em);
    const { crest_at: at, scores } = numbers;
    const top = at in scores && [plane.x(at), plane.y(scores[at])];
    crest(top);
    beside(crestLabel, stage, top, crestText(state.shift));
    ground(box);
    grip([x, y]);
  };
}

/** The curve as the browser computed it, and where it is read. */
function createReading(parent) {
  const curve = parent.append("path").attr("class", "rv-here-line");
  const stem = createCursor(parent, "rv-stem");
  const spot = createSpot(parent);
  return ({ scores, score, distance }, plane, em) => {
    const at = /** @type {[number, number]} */ ([plane.x(distance), plane.y(score)]);
    curve.attr("d", polyline(scores.map((score, distance) => [plane.x(distance), plane.y(score)])));
    stem(at[0], plane.y(0), at[1]);
    spot(at, 0.42 * em);
    return at;
  };
}

/** Words on that side of a grip where there is more room. */
function beside(label, stage, at, text) {
  if (!at) return label("", 0, 0);
  const side = at[0] < 0.6 * stage.width ? 1 : -1;
  label(text, at[0] + side * (halfWidth(stage, text) + 1.2 * stage.em), at[1] + 0.35 * stage.em);
}

/** What stands at the crest: that it can be pulled, and what pulling it has done to the key. */
const crestText = (shift) => (shift ? `key turned by ${fixed(shift, 0)}` : "pull the crest");

function arrange({ width, em }) {
  return {
    left: 3.4 * em,
    top: 3 * em,
    width: width - 4.6 * em,
    height: Math.min(Math.max(0.36 * width, 15 * em), 24 * em),
  };
}

const turnedText = (shift) => (shift ? `, the key turned by the angles of ${fixed(shift, 0)} tokens` : "");

const labelOf = (state) => controls[0].options(state).find(([value]) => value === state.vectors)[1];

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: (s) => `score at distance ${s.distance}`, role: "score", text: ({ score }) => fixed(score) },
    { label: "highest score", text: (n) => `${fixed(n.highest_score)} at distance ${n.highest_at}` },
    { label: "every pair aligned", text: ({ largest_possible: most }) => fixed(most) },
  ],
  summary: (n, s) =>
    `Score of one query and one key (${labelOf(s)}${turnedText(s.shift)}; ${settingsOf(s, headDim(s))}): ` +
    `${fixed(n.score)} at distance ${n.distance}; the highest of distances 0 to ${FARTHEST} is ` +
    `${fixed(n.highest_score)}, at ${n.highest_at}.`,
  height: (stage) => {
    const box = arrange(stage);
    return box.top + box.height + 3.4 * stage.em;
  },
  scene,
});
