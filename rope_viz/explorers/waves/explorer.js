/** A score taken apart: the wave of every pair in a row of its own, and the sum of the first of them below. */
import { createPlane } from "../core/chart.js";
import { set } from "../core/controls.js";
import { everyDistance } from "../core/every.js";
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
import { scoreByPair, TURN } from "../core/rope.js";
import { baseStops, dimStops, everySpeedOf, partsOf, settingsOf } from "../core/speeds.js";
import { brief, controlsOf, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";

const { choice, slider } = controlsOf(spec);

const STEPS = 8; // of the map from fast to slow
const POINTS = 48; // that draw one turn of a wave
const HIGHEST = 0.44; // of a row: a crest stays nearest to its own row's line and number
const WAVES_COME_FROM = [
  "vectors",
  "head_dim",
  "base",
  "reach",
  "rotary_share",
  "attention_factor",
  "own_settings",
  "own_inv_freq",
  "head_query",
  "head_key",
  "gaussian_query",
  "gaussian_key",
];

const controls = [
  slider("summed", { main: true, play: 1, max: (s) => dimOf(s) / 2, format: (n, s) => `${n} of ${dimOf(s) / 2}` }),
  slider("distance", { main: true, max: (s) => s.reach }),
  choice("vectors", {
    options: (s) => [
      ["ones", "all ones"],
      ["gaussian", "Gaussian, unrelated"],
      ["head", s.head_label],
    ],
  }),
  slider("reach"),
  slider("head_dim", { stops: dimStops(spec), when: (s) => s.vectors !== "head" }),
  slider("base", { stops: baseStops(spec), format: brief }),
];

const dimOf = (state) => (state.vectors === "head" ? state.head_query.length : state.head_dim);

function settle(state) {
  return { summed: Math.min(state.summed, dimOf(state) / 2), distance: Math.min(state.distance, state.reach) };
}

function vectorsOf(state) {
  const dim = dimOf(state);
  if (state.vectors === "head") return [state.head_query, state.head_key];
  if (state.vectors === "gaussian") return [state.gaussian_query.slice(0, dim), state.gaussian_key.slice(0, dim)];
  const ones = new Float64Array(dim).fill(1);
  return [ones, ones];
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);

function measure(state) {
  const speeds = everySpeedOf(state, dimOf(state));
  const parts = partsOf(state, ...vectorsOf(state));
  const contributions = scoreByPair(parts, state.distance, speeds);
  return {
    contributions,
    partial: total(contributions.slice(0, state.summed)),
    score: total(contributions),
    partial_curve: Array.from(sumOf(parts, speeds, state.summed)(0, state.reach + 1)),
  };
}

/** The scores of the first hands alone at every whole distance; see every.js. */
const sumOf = ({ along, across }, speeds, summed) =>
  everyDistance(speeds.slice(0, summed))({ along: along.slice(0, summed), across: across.slice(0, summed) });

function arrange(stage, state) {
  const { em, width } = stage;
  const pairs = dimOf(state) / 2;
  const row = Math.min(2.2 * em, Math.max(pairs > 32 ? 0.45 * em : 0.8 * em, (15 * em) / pairs));
  const rows = { left: 3.4 * em, top: 1.8 * em, width: width - 4.6 * em, row, height: row * pairs };
  const sum = { left: rows.left, top: rows.top + rows.height + 3.2 * em, width: rows.width, height: 9 * em };
  return { rows, sum, pairs, height: sum.top + sum.height + 3.2 * em };
}

/** How many samples a curve has for each token: places between whole distances where there is room, for fast waves. */
const samplesEach = (stage, reach) => Math.max(1, Math.round(stage.width / 2 / reach));

function drawRows(stage, state, { contributions }, { rows, pairs }, curves) {
  const context = stage.context();
  set(context.canvas, "data-symbol", "wave");
  const most = Math.max(...curves.heights, 1e-9);
  const x = (r) => rows.left + (rows.width * r) / state.reach;
  for (let i = 0; i < pairs; i++) {
    const middle = rows.top + rows.row * (i + 0.5);
    const y = (value) => middle - (HIGHEST * rows.row * value) / most;
    context.globalAlpha = i < state.summed ? 1 : 0.28;
    context.strokeStyle = stage.colour("grid");
    context.lineWidth = 1;
    stroke(context, [
      [x(0), middle],
      [x(state.reach), middle],
    ]);
    context.strokeStyle = stage.colour(colourOf(i, pairs));
    context.lineWidth = 1.6;
    stroke(
      context,
      curves.waves[i].map(([distance, value]) => [x(distance), y(value)]),
    );
    context.fillStyle = context.strokeStyle;
    context.beginPath();
    context.arc(x(state.distance), y(contributions[i]), Math.min(4, 0.3 * rows.row), 0, TURN);
    context.fill();
  }
  context.globalAlpha = 1;
}

const colourOf = (i, pairs) => `pair-${Math.round((STEPS * i) / Math.max(pairs - 1, 1))}`;

/** Beside the cursor: the parts of the pairs that are added up, each beginning where the one before ended. */
function createStack(parent) {
  const group = parent.append("g").attr("class", "rv-stack");
  return ({ contributions }, { summed }, plane, x, { pairs, sum }) => {
    const step = Math.min(5, 90 / pairs);
    const way = x + step * (summed + 1) < sum.left + sum.width ? 1 : -1;
    let height = 0;
    const parts = Array.from(contributions.slice(0, summed), (part) => [height, (height += part)]);
    group
      .selectAll("line")
      .data(parts)
      .join("line")
      .attr("stroke-width", step)
      .style("--rv-role", (_, i) => `var(--rv-${colourOf(i, pairs)})`)
      .attr("x1", (_, i) => x + way * step * (i + 1))
      .attr("x2", (_, i) => x + way * step * (i + 1))
      .attr("y1", ([from]) => plane.y(from))
      .attr("y2", ([, to]) => plane.y(to));
  };
}

function stroke(context, points) {
  context.beginPath();
  points.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.stroke();
}

function scene(stage, change) {
  let latest;
  const wavesAt = keeping(
    (s) => [...WAVES_COME_FROM.map((trait) => s[trait]), stage.width],
    (s) => wavesOf(stage, s),
  );
  const sumsOf = keeping(
    (s) => [wavesAt(s), s.summed],
    (s) => wavesAt(s).sumOfFirst(s.summed),
  );
  const plane = createPlane(stage.svg);
  const make = (kind, name = null) => stage.svg.append(kind).attr("class", name);
  const zero = createRule(stage.svg, "rv-zero");
  const ghost = createGhost(stage.svg, (group) => {
    const line = group.append("path").attr("class", "rv-here-line");
    return (numbers) => line.attr("d", polyline(numbers.partial_curve.map((value, r) => [plane.x(r), plane.y(value)])));
  });
  const full = make("path", "rv-full-line").attr("data-symbol", "score");
  const here = make("path", "rv-here-line").attr("data-symbol", "score");
  const cursors = [0, 1].map(() => createCursor(make("g").attr("data-symbol", "distance"), "rv-stem"));
  const stack = createStack(stage.svg);
  const reading = make("g").attr("data-symbol", "score");
  const spot = createSpot(reading);
  const label = createLabel(stage, reading, "rv-text-score");
  const indices = make("g", "rv-indices").attr("data-symbol", "pair");
  const name = make("text", "rv-axis-name");
  const read = (x) => {
    const { rows } = arrange(stage, latest);
    const place = Math.round(((x - rows.left) / rows.width) * latest.reach);
    change({ distance: Math.min(Math.max(place, 0), latest.reach) });
  };
  const ground = createGround(stage, stage.svg, "ew-resize", read);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize" }, read);

  return (state, numbers, before) => {
    latest = state;
    const { em } = stage;
    const places = arrange(stage, state);
    const { rows, sum, pairs } = places;
    const curves = { ...wavesAt(state), sums: sumsOf(state) };
    drawRows(stage, state, numbers, places, curves);
    const every = Math.ceil((1.1 * em) / rows.row);
    indices
      .selectAll("text")
      .data(Array.from({ length: Math.ceil(pairs / every) }, (_, i) => i * every))
      .join("text")
      .attr("text-anchor", "end")
      .attr("x", rows.left - 0.8 * em)
      .attr("y", (i) => rows.top + rows.row * (i + 0.5) + 0.33 * em)
      .text((i) => i);
    name
      .attr("x", rows.left)
      .attr("y", rows.top - 0.7 * em)
      .text("the wave of each pair i");

    const high = 1.05 * Math.max(...curves.sums, ...curves.scores, 1e-9);
    const low = Math.min(1.05 * Math.min(...curves.sums, ...curves.scores), -0.15 * high);
    plane.place(sum, {
      x: [0, state.reach],
      y: [low, high],
      em,
      yTicks: 5,
      xLabel: "distance m − n, tokens",
      yLabel:
        state.summed < pairs
          ? `their sum, pairs 0 to ${state.summed - 1} (pale: all ${pairs})`
          : "their sum: the score q·k, not divided",
    });
    zero(sum, plane.y(0));
    const line = (values) => polyline(Array.from(values, (value, k) => [plane.x(k / curves.each), plane.y(value)]));
    full.attr("d", line(curves.scores));
    here.attr("d", line(curves.sums));
    const [x, y] = [plane.x(state.distance), plane.y(numbers.partial)];
    cursors[0](x, rows.top, rows.top + rows.height);
    cursors[1](x, sum.top, sum.top + sum.height);
    ghost(before, sum, before?.numbers);
    stack(numbers, state, plane, x, places);
    spot([x, y], 0.42 * em);
    label(fixed(numbers.partial, 1), x, y - 0.8 * em);
    ground({ ...rows, height: sum.top + sum.height - rows.top });
    grip([x, y]);
  };
}

/** What the curves are drawn from: each pair's wave as [distance, value], and the sums of waves at every sample. */
function wavesOf(stage, state) {
  const speeds = everySpeedOf(state, dimOf(state));
  const parts = partsOf(state, ...vectorsOf(state));
  const each = samplesEach(stage, state.reach);
  const finer = speeds.map((speed) => speed / each);
  const sumOfFirst = (summed) => sumOf(parts, finer, summed)(0, state.reach * each + 1);
  const waves = Array.from(speeds, (speed, i) => waveOf(parts.along[i], parts.across[i], speed, state.reach, each));
  const heights = parts.along.map((along, i) => Math.hypot(along, parts.across[i]));
  return { each, waves, heights, sumOfFirst, scores: sumOfFirst(speeds.length) };
}

/** Of a slow wave a few samples draw the same curve as all. */
function waveOf(along, across, speed, reach, each) {
  const stride = Math.max(1, Math.floor((TURN / speed / POINTS) * each));
  const wave = [];
  for (let k = 0; k < reach * each; k += stride) wave.push(k / each);
  return [...wave, reach].map((r) => [r, along * Math.cos(r * speed) - across * Math.sin(r * speed)]);
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: (s) => `sum of the first ${s.summed}`, role: "score", text: (n) => fixed(n.partial) },
    { label: "all pairs: the score", text: (n) => fixed(n.score) },
    {
      label: "largest part of one pair",
      text: (n) => fixed(n.contributions.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0)),
    },
  ],
  summary: (n, s) =>
    `At distance ${s.distance} the first ${s.summed} of ${n.contributions.length} pairs add up to ${fixed(n.partial)}; ` +
    `all of them, the score, to ${fixed(n.score)} (${settingsOf(s, dimOf(s))}).`,
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
