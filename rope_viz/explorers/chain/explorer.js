/** RoFormer's curve as it is made: the hands of all pairs tip to tail, and how far the joints lie from the beginning. */
import { createPlane, isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { createCursor, createGhost, createGrip, createGround, createLabel, createSpot } from "../core/marks.js";
import { polyline } from "../core/path.js";
import { invFreq } from "../core/rope.js";
import { brief, controlsOf, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";
import { createChain, createRuler, frameOf } from "./links.js";

const { slider } = controlsOf(spec);

const FARTHEST = spec.traits.distance.most;
const QUARTER = Math.PI / 2;

const controls = [
  slider("distance", { main: true, play: 10 }),
  slider("base", { main: true, format: brief }),
  slider("head_dim", { format: (dim) => `${dim}: ${dim / 2} hands` }),
];

/** Where the joints lie, x and y in turn, and how far from the beginning. */
function chainAt(distance, speeds) {
  const joints = new Float64Array(2 * speeds.length);
  const lengths = new Float64Array(speeds.length);
  let [x, y] = [0, 0];
  for (let i = 0; i < speeds.length; i++) {
    joints[2 * i] = x += Math.cos(distance * speeds[i]);
    joints[2 * i + 1] = y += Math.sin(distance * speeds[i]);
    lengths[i] = Math.sqrt(x * x + y * y); // far quicker than hypot, and no number here is extreme
  }
  return { joints, lengths };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** All that does not depend on the distance that is read. */
const curveOf = keeping(
  (s) => [s.head_dim, s.base],
  (state) => {
    const speeds = invFreq(state.head_dim, state.base);
    const curve = Array.from({ length: FARTHEST + 1 }, (_, r) => mean(chainAt(r, speeds).lengths));
    return { speeds, curve };
  },
);

function measure(state) {
  const { speeds, curve } = curveOf(state);
  const { joints, lengths } = chainAt(state.distance, speeds);
  return {
    joints,
    lengths,
    end: lengths[lengths.length - 1],
    mean: curve[state.distance],
    straight: speeds.filter((speed) => state.distance * speed < QUARTER).length,
    curve,
  };
}

/** Boxes of the chain and of the curve, side by side where there is room. */
function arrange(stage) {
  const { width, em } = stage;
  const [left, top, below] = [2.6 * em, 2.6 * em, 3.4 * em];
  if (isWide(stage)) {
    const across = Math.max(0.36 * width - left - em, 14 * em); // as long as its name
    const start = width - em - across;
    const chain = frameOf(0, top, start - left - 2 * em);
    const curve = { left: start, top, width: across, height: chain.height };
    return { chain, curve, height: top + chain.height + below };
  }
  const chain = frameOf(0, 1.4 * em, width);
  const curve = { left, top: chain.top + chain.height + 3 * em, width: width - left - em, height: 9 * em };
  return { chain, curve, height: curve.top + curve.height + below };
}

function scene(stage, change) {
  const was = createGhost(stage.svg, createChain);
  const ruler = createRuler(stage.svg);
  const chain = createChain(stage.svg);
  const radius = createLabel(stage, stage.svg, "rv-text-reference");
  const plane = createPlane(stage.svg);
  const line = stage.svg.append("path").attr("class", "rv-role-line").style("--rv-role", "var(--rv-reference)");
  const stem = createCursor(stage.svg, "rv-stem");
  const spot = createSpot(stage.svg, "reference");
  const read = (x) => change({ distance: Math.min(Math.max(Math.round(plane.x.invert(x)), 0), FARTHEST) });
  const ground = createGround(stage, stage.svg, "ew-resize", read);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize", role: "reference" }, read);

  return (state, numbers, before) => {
    const { em } = stage;
    const boxes = arrange(stage);
    const same = before?.numbers.lengths.length === numbers.lengths.length ? before : undefined;
    was(same, boxes.chain, same?.numbers, boxes.chain);
    chain(numbers, boxes.chain);
    const [x, y] = ruler(numbers, boxes.chain);
    radius(`mean ${fixed(numbers.mean, 1)}`, x, y + 1.1 * em);
    plane.place(boxes.curve, {
      x: [0, FARTHEST],
      y: [0, Math.ceil(numbers.lengths.length / 2) + 2],
      em,
      xTicks: [0, 64, 128, 192, 256],
      xLabel: "distance m − n, tokens",
      yLabel: "mean distance of the joints",
    });
    line.attr("d", polyline(numbers.curve.map((value, r) => [plane.x(r), plane.y(value)])));
    const at = /** @type {[number, number]} */ ([plane.x(state.distance), plane.y(numbers.mean)]);
    stem(at[0], plane.y(0), at[1]);
    spot(at, 0.4 * em);
    ground(boxes.curve);
    grip(at);
  };
}

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    {
      label: "mean distance of the joints",
      role: "reference",
      text: (n) => `${fixed(n.mean)} of ${fixed(n.curve[0])}`,
    },
    { label: "its end lies at", text: (n) => fixed(n.end) },
    { label: "turned by less than a quarter", text: (n) => `${n.straight} of ${n.lengths.length} hands` },
  ],
  summary: (n, s) =>
    `At a distance of ${s.distance} tokens the chain of ${n.lengths.length} hands (base ${brief(s.base)}) ends ${fixed(n.end)} from its beginning, ` +
    `and its joints lie ${fixed(n.mean)} from there on average, of ${fixed(n.curve[0])} at distance 0; ` +
    `${n.straight} hands have turned by less than a quarter.`,
  height: (stage) => arrange(stage).height,
  scene,
});
