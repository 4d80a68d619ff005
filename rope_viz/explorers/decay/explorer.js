/** The debate on decay: RoFormer's curve and the scores of four pairs of vectors on one axis. */
import { createPlane } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { createCursor, createGround, createLabel, createRule, createSpot } from "../core/marks.js";
import { polyline } from "../core/path.js";
import { invFreq, norm, rotate, scoreAt, scoreParts } from "../core/rope.js";
import { brief, controlsOf, count, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";

const { slider, toggle } = controlsOf(spec);

const STEPS = spec.traits.place.most;
const CURVES = ["bound", "ones", "gaussian", "turned", "head"].map((name) => ({
  name,
  role: spec.traits[`show_${name}`].role,
}));

const controls = [
  slider("base", { format: brief }),
  slider("head_dim"),
  slider("reach"),
  slider("peak", { max: (s) => s.reach, format: count, when: (s) => s.show_turned }),
  slider("place", { format: (place, s) => `${count((place * s.reach) / STEPS)} tokens` }),
  ...CURVES.map(({ name }) => toggle(`show_${name}`, name === "head" ? { label: (s) => s.head_label } : {})),
];

const settle = ({ peak, reach }) => ({ peak: Math.min(peak, reach) });

const distancesOf = ({ reach }) => Array.from({ length: STEPS + 1 }, (_, i) => (i * reach) / STEPS);

/** Mean length of the partial sums of all hands, divided by its value at distance 0. */
function roformer(distance, speeds) {
  let [x, y, sum] = [0, 0, 0];
  for (const speed of speeds) {
    x += Math.cos(distance * speed);
    y += Math.sin(distance * speed);
    sum += Math.hypot(x, y);
  }
  return sum / ((speeds.length * (speeds.length + 1)) / 2);
}

function cosines(query, key, distances, speeds) {
  const parts = scoreParts(query, key);
  const lengths = norm(query) * norm(key);
  return distances.map((distance) => scoreAt(parts, distance, speeds) / lengths);
}

/** All that does not depend on the distance that is read. */
const curvesOf = keeping(
  (s) => [s.head_dim, s.base, s.peak, s.reach, s.gaussian_query, s.gaussian_key, s.head_query, s.head_key],
  (state) => {
    const { head_dim: dim, base, peak } = state;
    const speeds = invFreq(dim, base);
    const distances = distancesOf(state);
    const ones = new Float64Array(dim).fill(1);
    const bound = distances.map((distance) => roformer(distance, speeds));
    const even = cosines(ones, ones, distances, speeds);
    const below = even.findIndex((value) => value < 0);
    return {
      bound,
      ones: even,
      gaussian: cosines(state.gaussian_query.slice(0, dim), state.gaussian_key.slice(0, dim), distances, speeds),
      turned: cosines(ones, rotate(ones, peak, speeds), distances, speeds),
      head: cosines(state.head_query, state.head_key, distances, invFreq(state.head_query.length, base)),
      bound_rises: rises(bound),
      ones_rises: rises(even),
      ones_first_negative: below < 0 ? -1 : distances[below],
    };
  },
);

function measure(state) {
  const curves = curvesOf(state);
  return { ...curves, ...Object.fromEntries(CURVES.map(({ name }) => [`${name}_here`, curves[name][state.place]])) };
}

const rises = (values) => values.slice(1).filter((value, i) => value > values[i]).length;

const boxOf = ({ width, em }) => ({ left: 3.2 * em, top: 2.4 * em, width: width - 4.4 * em, height: 19 * em });

function scene(stage, change) {
  let latest;
  const plane = createPlane(stage.svg);
  const make = (kind, name) => stage.svg.append(kind).attr("class", name);
  const zero = createRule(stage.svg, "rv-zero");
  const lines = CURVES.map(({ role }) => make("path", "rv-role-line").style("--rv-role", `var(--rv-${role})`));
  const cursor = createCursor(stage.svg, "rv-bracket");
  const spots = CURVES.map(({ role }) => createSpot(stage.svg, role));
  const label = createLabel(stage, stage.svg);
  const ground = createGround(stage, stage.svg, "ew-resize", (x) => {
    const place = Math.round((plane.x.invert(x) / latest.reach) * STEPS);
    change({ place: Math.min(Math.max(place, 0), STEPS) });
  });

  return (state, numbers) => {
    latest = state;
    const { em } = stage;
    const box = boxOf(stage);
    const distances = distancesOf(state);
    plane.place(box, {
      x: [0, state.reach],
      y: [-1, 1.05],
      em,
      yTicks: [-1, -0.5, 0, 0.5, 1],
      xLabel: "distance m − n, tokens",
      yLabel: "score ÷ |q||k|",
    });
    zero(box, plane.y(0));
    const x = plane.x(distances[state.place]);
    CURVES.forEach(({ name }, i) => {
      const shown = state[`show_${name}`];
      lines[i].attr(
        "d",
        shown ? polyline(numbers[name].map((value, k) => [plane.x(distances[k]), plane.y(value)])) : "",
      );
      spots[i]([x, plane.y(numbers[`${name}_here`])], shown ? 0.32 * em : 0);
    });
    cursor(x, box.top, box.top + box.height);
    label(`${count(distances[state.place])} tokens`, x, box.top + box.height - 0.7 * em);
    ground(box);
  };
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "RoFormer’s curve, here", role: "reference", text: (n) => fixed(n.bound_here, 3) },
    { label: "all ones", role: "query", text: (n) => fixed(n.ones_here, 3) },
    { label: "unrelated", role: "key", text: (n) => fixed(n.gaussian_here, 3) },
    { label: "turned key", role: "score", text: (n) => fixed(n.turned_here, 3) },
    { label: "real head", role: "pair-4", text: (n) => fixed(n.head_here, 3) },
    { label: `steps up, of the ${STEPS} shown`, text: (n) => `${n.bound_rises} and ${n.ones_rises} (all ones)` },
  ],
  summary: (n, s) =>
    `Over ${count(s.reach)} tokens with base ${brief(s.base)} RoFormer’s curve rises on ${n.bound_rises} of ${STEPS} steps shown and ends at ` +
    `${fixed(n.bound.at(-1))} of its start; the score of all ones rises on ${n.ones_rises} and ` +
    `${n.ones_first_negative < 0 ? "stays above zero" : `is below zero at ${count(n.ones_first_negative)} tokens, the first of those shown`}.`,
  height: (stage) => boxOf(stage).top + boxOf(stage).height + 3.4 * stage.em,
  scene,
});
