/** Score of one query and one key against the distance between them, over the same curve as torch computed it. */
import { createPlane } from "../core/chart.js";
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
import { invFreq, largestScore, rotate, scoreAt, scoreParts } from "../core/rope.js";
import { brief, controlsOf, explorer, fixed, stopsOf, tiny } from "../core/ui.js";
import spec from "./explorer.json";

const { choice, slider } = controlsOf(spec);

const FARTHEST = spec.traits.distance.most;
const DISTANCES = Array.from({ length: FARTHEST + 1 }, (_, i) => i);
const TICKS = Object.fromEntries([32, 64].map((step) => [step, DISTANCES.filter((d) => d % step === 0)]));
const BASES = stopsOf(spec.traits.base); // for these, torch's curves are in the state

const isGiven = (state) => state.vectors === "given";
const headDim = (state) => (isGiven(state) ? state.given.query.length : state.head_dim);

const controls = [
  choice("vectors", {
    main: true,
    options: (s) => [
      ["given", s.given.label],
      ["ones", "all ones"],
      ["gaussian", "Gaussian, unrelated"],
      ["turned", "all ones, key turned to peak at r"],
    ],
  }),
  slider("base", { format: brief }),
  slider("head_dim", { when: (s) => !isGiven(s) }),
  slider("peak", { when: (s) => s.vectors === "turned" }),
  slider("distance", { main: true, play: 12 }),
];

function vectorsOf(state, speeds) {
  const size = headDim(state);
  const ones = new Float64Array(size).fill(1);
  if (isGiven(state)) return state.given;
  if (state.vectors === "gaussian") {
    return { query: state.gaussian.query.slice(0, size), key: state.gaussian.key.slice(0, size) };
  }
  return { query: ones, key: state.vectors === "turned" ? rotate(ones, state.peak, speeds) : ones };
}

/** All that does not depend on the distance that is read. */
const curvesOf = keeping(
  (s) => [s.vectors, s.base, s.head_dim, s.peak, s.given, s.gaussian, s.tables],
  (state) => {
    const speeds = invFreq(headDim(state), state.base);
    const { query, key } = vectorsOf(state, speeds);
    const parts = scoreParts(query, key);
    const scores = DISTANCES.map((distance) => scoreAt(parts, distance, speeds));
    const highest = Math.max(...scores);
    const reference = torchCurve(state);
    return {
      base: state.base,
      head_dim: headDim(state),
      highest_score: highest,
      highest_at: scores.indexOf(highest),
      largest_possible: largestScore(parts),
      scores,
      torch: reference,
      largest_difference: reference.length
        ? Math.max(...reference.map((value, i) => Math.abs(value - scores[i])))
        : NaN,
    };
  },
);

function measure(state) {
  const curves = curvesOf(state);
  return { ...curves, distance: state.distance, score: curves.scores[state.distance] };
}

/** The curve that torch computed for this state, or nothing where it was not asked for this base. */
function torchCurve({ tables, vectors, base, peak, ...rest }) {
  const name = `${vectors === "turned" ? "ones" : vectors}/${headDim({ vectors, ...rest })}`;
  const row = BASES.indexOf(base);
  const table = decoded(tables[row < 0 ? `${name}/${base}` : name] ?? "");
  const curve = DISTANCES.map((distance) => table[Math.max(row, 0) * DISTANCES.length + distance]);
  if (!table.length) return [];
  // A key turned by r shifts the even curve of all ones by r: tests/explorers/test_explorers.py checks that with torch.
  return vectors === "turned" ? DISTANCES.map((distance) => curve[Math.abs(distance - peak)]) : curve;
}

/** Little-endian float32 numbers from base64. */
function decoded(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
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
  const torch = make("path", "rv-torch-line");
  const reading = createReading(stage.svg);
  const label = createLabel(stage, stage.svg, "rv-text-score");
  const legend = createLegend(stage);
  const read = (x) => change({ distance: Math.min(Math.max(Math.round(plane.x.invert(x)), 0), FARTHEST) });
  const ground = createGround(stage, stage.svg, "ew-resize", read);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize" }, read);

  return (_, numbers, before) => {
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
    const points = (scores) => scores.map((score, distance) => [plane.x(distance), plane.y(score)]);
    torch.attr("d", polyline(points(numbers.torch)));
    ghost(before, box, before?.numbers, plane, em);
    const [x, y] = reading(numbers, plane, em);
    label(fixed(numbers.score, 1), x, y + (numbers.score < 0 ? 1.5 : -0.8) * em);
    legend(box, em);
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

/** Which line is whose, in words beside a piece of it. */
function createLegend(stage) {
  const entries = [
    ["rv-here-line", "computed here"],
    ["rv-torch-line", "computed by torch"],
  ].map(([name, text]) => {
    const group = stage.svg.append("g");
    group.append("path").attr("class", name);
    group.append("text").attr("class", "rv-axis-name").text(text);
    return group;
  });
  return (box, em) => {
    const y = isWide(stage) ? box.top - 0.9 * em : box.top - 2.6 * em;
    const start = isWide(stage) ? box.left + box.width - 21 * em : box.left;
    entries.forEach((group, i) => {
      const x = start + i * 10 * em;
      group.select("path").attr("d", `M${x},${y - 0.35 * em}h${1.6 * em}`);
      group
        .select("text")
        .attr("x", x + 2.1 * em)
        .attr("y", y);
    });
  };
}

const isWide = (stage) => stage.width >= 40 * stage.em;

function arrange({ width, em, ...stage }) {
  const top = (isWide({ width, em, ...stage }) ? 2.4 : 4.2) * em;
  return { left: 3.4 * em, top, width: width - 4 * em, height: Math.min(Math.max(0.36 * width, 15 * em), 24 * em) };
}

const labelOf = (state) => controls[0].options(state).find(([value]) => value === state.vectors)[1];

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: (s) => `score at distance ${s.distance}`, role: "score", text: ({ score }) => fixed(score) },
    { label: "highest score", text: (n) => `${fixed(n.highest_score)} at distance ${n.highest_at}` },
    { label: "every pair aligned", text: ({ largest_possible: most }) => fixed(most) },
    {
      label: "largest difference from torch",
      text: ({ largest_difference: gap }) => (Number.isNaN(gap) ? "–" : tiny(gap)),
    },
  ],
  summary: (n, s) =>
    `Score of one query and one key (${labelOf(s)}) with base ${brief(n.base)} and head_dim ${n.head_dim}: ` +
    `${fixed(n.score)} at distance ${n.distance}; the highest of distances 0 to ${FARTHEST} is ` +
    `${fixed(n.highest_score)}, at ${n.highest_at}.`,
  height: (stage) => {
    const box = arrange(stage);
    return box.top + box.height + 3.4 * stage.em;
  },
  scene,
});
