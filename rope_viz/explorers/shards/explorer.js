/** A text lies on several devices: by which positions each turns its tokens, and what the last token scores with them. */
import { createPlane } from "../core/chart.js";
import { drawn, RIGHT } from "../core/drawn.js";
import { keeping } from "../core/keeping.js";
import { createGhost, createGrip, createGround, createRule, placed } from "../core/marks.js";
import { disc } from "../core/path.js";
import { dot, rotate } from "../core/rope.js";
import { controlsOf, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";

const { slider, choice } = controlsOf(spec);

const N = 16; // tokens of the text
const { most } = spec.traits.padding;
const FARTHEST = most + N;

const controls = [
  slider("padding", { main: true, play: 4 }),
  choice("counted", { main: true }),
  choice("order"),
  choice("devices"),
];

const vectorsOf = keeping(
  (s) => [s.given],
  ({ given: { speeds } }) => {
    const dim = 2 * speeds.length;
    const rows = (seed) => {
      const numbers = drawn(seed, N * dim);
      return Array.from({ length: N }, (_, i) => numbers.slice(i * dim, (i + 1) * dim));
    };
    return { queries: rows(201), keys: rows(202) };
  },
);

/** The tokens that each device holds. */
function heldBy({ order, devices }) {
  if (order === "in order") {
    const each = N / devices;
    return Array.from({ length: devices }, (_, r) => Array.from({ length: each }, (_, i) => r * each + i));
  }
  const piece = N / (2 * devices);
  const tokens = (p) => Array.from({ length: piece }, (_, i) => p * piece + i);
  return Array.from({ length: devices }, (_, r) => [...tokens(r), ...tokens(2 * devices - 1 - r)]);
}

function measure(s) {
  const { queries, keys } = vectorsOf(s);
  const { speeds } = s.given;
  const held = heldBy(s);
  const [device, at] = [new Array(N), new Array(N)];
  held.forEach((tokens, r) =>
    tokens.forEach((token, i) => {
      device[token] = r;
      at[token] = i + (s.counted === "text" ? token - i + s.padding : r === 0 ? s.padding : 0);
    }),
  );
  const scoresAt = (places) => {
    const query = rotate(queries[N - 1], places[N - 1], speeds);
    return keys.map((key, i) => dot(query, rotate(key, places[i], speeds)) / Math.sqrt(key.length));
  };
  const [scores, right] = [scoresAt(at), scoresAt(keys.map((_, i) => i))];
  const work = held.map((tokens) => tokens.reduce((sum, token) => sum + token + 1, 0));
  return {
    device,
    at,
    scores,
    right,
    off: Math.max(...scores.map((score, i) => Math.abs(score - right[i]))),
    least_work: Math.min(...work),
    most_work: Math.max(...work),
  };
}

function arrange(stage, { devices }) {
  const { width, em } = stage;
  const left = 5 * em;
  const tall = 1.5 * em;
  const lanes = { left, top: 1.6 * em, width: width - left - 0.8 * em, height: devices * tall, tall };
  const top = lanes.top + lanes.height + 5.2 * em;
  const scores = { left, top, width: lanes.width, height: 8 * em };
  return { lanes, scores, height: top + scores.height + 3 * em };
}

/** A row for each device, and its tokens at the positions by which they are turned. */
function createLanes(stage, pulled) {
  const group = stage.svg.append("g").attr("class", "rv-devices");
  const plane = createPlane(group);
  const names = group.append("g");
  const tokens = group.append("g").attr("class", "rv-shards");
  const padding = group.append("rect").attr("class", "rv-padding");
  const note = group.append("text").attr("class", "rv-note");
  let [box, latest, from] = [undefined, { padding: 0 }, 0];
  const ground = createGround(stage, group, "ew-resize", (x, _, event) => {
    const place = Math.round(plane.x.invert(x));
    if (event.type === "pointerdown") from = place - latest.padding;
    else pulled(place - from);
  });
  const grip = createGrip(stage, group, { cursor: "ew-resize", role: "key" }, (x) =>
    pulled(Math.round(plane.x.invert(x))),
  );

  return (state, { device, at }, lanes) => {
    const { em } = stage;
    [box, latest] = [lanes, state];
    plane.place(box, {
      x: [-0.5, FARTHEST - 0.5],
      y: [state.devices, 0],
      em,
      xTicks: [0, 4, 8, 12, 16, 20, 24, 28],
      yTicks: [],
      xLabel: "position by which a token is turned",
      yLabel: "",
    });
    const cell = box.width / FARTHEST;
    names
      .selectAll("text")
      .data(Array.from({ length: state.devices }, (_, r) => r))
      .join("text")
      .attr("class", "rv-naming")
      .attr("text-anchor", "end")
      .attr("x", box.left - 0.6 * em)
      .attr("y", (r) => box.top + (r + 0.5) * box.tall + 0.33 * em)
      .text((r) => `device ${r + 1}`);
    tokens
      .selectAll("rect")
      .data(at)
      .join("rect")
      .attr("class", (_, i) => (i === N - 1 ? "rv-shard rv-shard-query" : "rv-shard"))
      .attr("x", (place) => plane.x(place - 0.5) + 1)
      .attr("y", (_, i) => box.top + device[i] * box.tall + 2)
      .attr("width", cell - 2)
      .attr("height", box.tall - 4);
    const [shown, high] = [state.padding, state.counted === "text" ? box.height : box.tall];
    placed(padding, { left: box.left, top: box.top, width: shown * cell, height: high });
    note
      .attr("x", box.left)
      .attr("y", box.top - 0.5 * em)
      .text(shown > 2 ? "padding" : "");
    ground(box);
    grip([plane.x(at[0]), box.top + (device[0] + 0.5) * box.tall]);
  };
}

/** What the last token scores with each, as dots, and rings where they should be. */
function createScores(stage) {
  const group = stage.svg.append("g").attr("class", "rv-shard-scores");
  const plane = createPlane(group);
  const dots = (scores, size) => scores.map((score, i) => disc([plane.x(i), plane.y(score)], size)).join("");
  const zero = createRule(group, "rv-zero");
  const rings = group.append("path").attr("class", "rv-right-scores");
  const ghost = createGhost(group, (parent) => {
    const were = parent.append("path").attr("class", "rv-made-scores");
    return (scores, size) => were.attr("d", dots(scores, size));
  });
  const stems = group.append("path").attr("class", "rv-off-stems");
  const made = group.append("path").attr("class", "rv-made-scores");

  return (numbers, box, before) => {
    const { em } = stage;
    const reach = Math.max(...[...numbers.scores, ...numbers.right].map(Math.abs)) > 4 ? 12 : 4;
    plane.place(box, {
      x: [-0.5, N - 0.5],
      y: [-reach, reach],
      em,
      xTicks: [0, 3, 6, 9, 12, 15],
      yTicks: [-reach, -reach / 2, 0, reach / 2, reach],
      xLabel: "token in the text",
      yLabel: "score q·k/√D; rings: right",
    });
    zero(box, plane.y(0));
    rings.attr("d", dots(numbers.right, 0.5 * em));
    const line = (score, i) => `M${plane.x(i)},${plane.y(numbers.right[i])}V${plane.y(score)}`;
    stems.attr("d", numbers.scores.map(line).join(""));
    made.attr("d", dots(numbers.scores, 0.32 * em));
    ghost(before, box, before?.numbers.scores ?? [], 0.32 * em);
  };
}

function scene(stage, change) {
  const lanes = createLanes(stage, (padding) => change({ padding: Math.min(Math.max(padding, 0), most) }));
  const scores = createScores(stage);
  return (state, numbers, before) => {
    const places = arrange(stage, state);
    lanes(state, numbers, places.lanes);
    scores(numbers, places.scores, before);
  };
}

const offText = (size) => (size > RIGHT ? `off by up to ${fixed(size)}` : "right");

const optionOf = (trait, value) => spec.traits[trait].options.find(([option]) => option === value)[1];

const workText = ({ least_work: least, most_work }) =>
  least === most_work ? String(least) : `${least} to ${most_work}`;

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: "the last token’s scores are", role: "score", text: (n) => offText(n.off) },
    { label: "scores for a device to compute", text: workText },
  ],
  summary: (n, s) => {
    const work =
      n.least_work === n.most_work
        ? `each has ${n.most_work} scores to compute`
        : `the first has ${n.least_work} scores to compute and the last ${n.most_work}`;
    return (
      `${N} tokens on ${s.devices} devices, ${optionOf("order", s.order)}; ${work}. Positions are counted ` +
      `in ${optionOf("counted", s.counted)}, behind ${s.padding} tokens of padding; the last token's scores are ` +
      `${offText(n.off)}.`
    );
  },
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
