/** The components of a head as wires from one layout to the other, what the code takes as pairs, and the scores that come of it. */
import { createPlane, isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { createGhost, createGrip, createGround, createRule, createSpot } from "../core/marks.js";
import { polyline } from "../core/path.js";
import { dot, norm } from "../core/rope.js";
import { brief, controlsOf, count, explorer, fixed } from "../core/ui.js";
import { createCheckpoint } from "./checkpoint.js";
import spec from "./explorer.json";
import { asTrained, orderOf, turned } from "./order.js";
import { createWires } from "./wires.js";

const { choice, slider } = controlsOf(spec);

const BACK = 4; // the head looks so many tokens back
const FARTHEST = spec.traits.distance.most;
const DISTANCES = Array.from({ length: FARTHEST + 1 }, (_, i) => i);

const controls = [
  slider("moved", {
    main: true,
    play: 1.5,
    max: (s) => s.head_dim / 2 - 1,
    format: (moved, s) => `${moved} of ${s.head_dim / 2 - 1}`,
  }),
  choice("read", { main: true }),
  choice("view"),
  slider("distance"),
  slider("start", { format: count }),
  slider("head_dim", { format: (dim) => `${dim}: ${dim / 2} pairs` }),
  slider("base", { format: brief }),
];

const settle = ({ moved, head_dim: dim }) => ({ moved: Math.min(moved, dim / 2 - 1) });

/** Scores at all distances of a query and a key, by places, as code of a layout gives them. */
function scoresOf(query, key, layout, { start, base }) {
  const at = turned(key, start, layout, base);
  return DISTANCES.map((distance) => dot(turned(query, start + distance, layout, base), at));
}

/** All that does not depend on the distance that is read. */
const curvesOf = keeping(
  (s) => [s.moved, s.read, s.start, s.head_dim, s.base],
  (state) => {
    const order = orderOf(state.head_dim, state.moved);
    const query = order.map(() => 1);
    const key = turned(query, BACK, "interleaved", state.base); // as it was trained
    const read = scoresOf(
      query,
      order.map((component) => key[component]),
      state.read,
      state,
    );
    return {
      order,
      trained: scoresOf(query, key, "interleaved", state),
      read,
      pairs_right: asTrained(order, state.read).filter(Boolean).length,
      highest_at: read.indexOf(Math.max(...read)),
      turned_length: norm(turned(query, state.start + FARTHEST, state.read, state.base)),
    };
  },
);

function measure(state) {
  const curves = curvesOf(state);
  const { trained, read } = curves;
  return {
    ...curves,
    query_position: state.start + state.distance,
    score: read[state.distance],
    score_trained: trained[state.distance],
  };
}

function arrange(stage, { view }) {
  const { width, em } = stage;
  const tall = 19 * em;
  if (view === "checkpoint") return { wires: { left: 0, top: 0, width, height: 23 * em }, height: 23.6 * em };
  if (isWide(stage)) {
    const half = 0.46 * width;
    const chart = { left: half + 5 * em, top: 2.6 * em, width: width - half - 6 * em, height: tall - 6 * em };
    return { wires: { left: 0, top: 0, width: half, height: tall }, chart, height: tall };
  }
  const chart = { left: 2.6 * em, top: tall + 2 * em, width: width - 3.6 * em, height: 9.5 * em };
  return { wires: { left: 0, top: 0, width, height: tall }, chart, height: chart.top + chart.height + 3.2 * em };
}

/** The scores against the distance: as trained, and as the code reads them. */
function createScores(stage, change) {
  const group = stage.svg.append("g");
  const plane = createPlane(group);
  const zero = createRule(group, "rv-zero");
  const trained = group.append("path").attr("class", "rv-trained-line");
  const ghost = createGhost(group, createLine);
  const line = createLine(group);
  const spot = createSpot(group);
  const names = ["reference", "score"].map((role) =>
    group.append("text").attr("class", `rv-halo rv-text-${role}`).attr("text-anchor", "end"),
  );
  const read = (x) => change({ distance: Math.min(Math.max(Math.round(plane.x.invert(x)), 0), FARTHEST) });
  const ground = createGround(stage, group, "ew-resize", read);
  const grip = createGrip(stage, group, { cursor: "ew-resize" }, read);
  return (state, numbers, before, box) => {
    group.attr("display", box ? null : "none");
    if (!box) return;
    const { em } = stage;
    const dim = state.head_dim;
    plane.place(box, {
      x: [0, FARTHEST],
      y: [-dim, 1.08 * dim],
      em,
      xTicks: [0, 4, 8, 16, 24, 32],
      yTicks: [-dim, 0, dim],
      xLabel: "distance m − n, tokens",
      yLabel: "score q·k",
    });
    zero(box, plane.y(0));
    trained.attr("d", pathOf(numbers.trained, plane));
    ghost(before, box, before?.numbers, plane);
    line(numbers, plane);
    const at = /** @type {[number, number]} */ ([plane.x(state.distance), plane.y(numbers.score)]);
    spot(at, 0.42 * em);
    ["as trained (dashed)", "as the code reads it"].forEach((text, i) => {
      names[i]
        .text(text)
        .attr("x", box.left + box.width)
        .attr("y", box.top + box.height - (i ? 0.5 : 1.8) * em); // below most scores
    });
    ground(box);
    grip(at);
  };
}

const pathOf = (scores, plane) => polyline(scores.map((score, d) => [plane.x(d), plane.y(score)]));

function createLine(parent) {
  const line = parent.append("path").attr("class", "rv-here-line");
  return (numbers, plane) => line.attr("d", pathOf(numbers.read, plane));
}

function scene(stage, change) {
  const wires = createWires(stage, change);
  const checkpoint = createCheckpoint(stage);
  const scores = createScores(stage, change);
  return (state, numbers, before) => {
    const { wires: box, chart } = arrange(stage, state);
    scores(state, numbers, before, chart);
    const whole = state.view === "checkpoint";
    const moving = wires(state, numbers, whole ? undefined : box);
    return checkpoint(numbers, whole ? box : undefined) || moving;
  };
}

const pairs = ({ order }) => order.length / 2;
const TAKEN = { interleaved: "neighbours", half: "one from each half" };

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "pairs as they were trained", text: (n) => `${n.pairs_right} of ${pairs(n)}` },
    {
      label: (s) => `score at distance ${s.distance}`,
      role: "score",
      text: (n) => `${fixed(n.score)}, trained ${fixed(n.score_trained)}`,
    },
    { label: "highest score", role: "score", text: (n) => `at distance ${n.highest_at}, trained ${BACK}` },
    { label: "length of the turned query", text: (n) => fixed(n.turned_length) },
  ],
  summary: (n, s) =>
    `Components ${n.order.join(", ")}, and the code takes ${TAKEN[s.read]} as pairs: ${n.pairs_right} of ${pairs(n)} are as trained. ` +
    `Query at position ${count(n.query_position)}, key at ${count(s.start)}: the score is ${fixed(n.score)}, trained ${fixed(n.score_trained)}. ` +
    `It is highest at distance ${n.highest_at}, trained ${BACK}; the turned query is ${fixed(n.turned_length)} long.`,
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
