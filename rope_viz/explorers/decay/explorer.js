/** The debate on decay: RoFormer's curve and the scores of four pairs of vectors on one axis, at every whole distance. */
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
import { baseStops, dimStops, ruleOf, settingsOf } from "../core/speeds.js";
import { brief, controlsOf, count, explorer, fixed } from "../core/ui.js";
import { corners, createCurves } from "./curves.js";
import spec from "./explorer.json";

const { slider, toggle } = controlsOf(spec);

const SAMPLES = 256; // equal steps of the reach at which the curves' numbers are published
const SECONDS = 12; // that the way through all distances takes
const CURVES = ["bound", "ones", "gaussian", "turned", "head"].map((name) => ({
  name,
  role: spec.traits[`show_${name}`].role,
  short: spec.traits[`show_${name}`].short,
}));

const controls = [
  slider("distance", {
    main: true,
    play: (s) => s.reach / SECONDS,
    max: (s) => s.reach,
    format: (r) => `${count(r)} tokens`,
  }),
  slider("base", { main: true, stops: baseStops(spec), format: brief }),
  slider("reach"),
  slider("head_dim", { stops: dimStops(spec) }),
  slider("peak", { max: (s) => s.reach, format: count, when: (s) => s.show_turned }),
  ...CURVES.map(({ name }) => toggle(`show_${name}`, name === "head" ? { label: headLabel } : {})),
];

/** The real head turns by the Rope's own speeds only where it has as many components. */
function headLabel(state) {
  const plain = ruleOf(state) && !ruleOf(state, state.head_query.length);
  return `${state.head_label}${plain ? `, without ${ruleOf(state)}` : ""}`;
}

const settle = ({ peak, distance, reach }) => ({ peak: Math.min(peak, reach), distance: Math.min(distance, reach) });

const everyOf = createCurves();

/** What is published of all that does not depend on the distance that is read. */
const publishedOf = keeping(
  (every) => Object.values(every),
  (every) => {
    const reach = every.bound.length - 1;
    const at = Array.from({ length: SAMPLES + 1 }, (_, i) => (i * reach) / SAMPLES);
    const sampled = Object.entries(every).map(([name, values]) => [name, at.map((distance) => values[distance])]);
    return {
      ...Object.fromEntries(sampled),
      bound_rises: rises(every.bound),
      ones_rises: rises(every.ones),
      ones_first_negative: every.ones.findIndex((value) => value < 0),
    };
  },
);

function measure(state) {
  const every = everyOf(state);
  const here = CURVES.map(({ name }) => [`${name}_here`, every[name][state.distance]]);
  const numbers = { ...publishedOf(every), ...Object.fromEntries(here) };
  // For the picture alone: sixteen thousand numbers a curve are not for attributes of the page.
  return Object.defineProperty(numbers, "every", { value: every, enumerable: false });
}

function rises(values) {
  let sum = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[i - 1]) sum += 1;
  return sum;
}

const WIDE = 54; // em; room for five names with their values

function arrange(stage) {
  const { width, em } = stage;
  const legend = isWide(stage, WIDE) ? 1.6 * em : 4.4 * em;
  const box = { left: 3.2 * em, top: legend + 2.2 * em, width: width - 4.4 * em, height: 17 * em };
  return { box, height: box.top + box.height + 3.4 * em };
}

/** The shown curves, each in its colour. */
function createLines(parent, name) {
  const lines = CURVES.map(({ role }) =>
    parent.append("path").attr("class", `rv-role-line ${name}`).style("--rv-role", `var(--rv-${role})`),
  );
  const draw = CURVES.map(({ name }, i) =>
    keeping(
      ({ state, every, box }) => [state[`show_${name}`] && every[name], box.left, box.top, box.width],
      ({ state, every, plane, box }) => {
        const path = () =>
          corners(every[name], Math.floor(box.width)).map(([at, value]) => [plane.x(at), plane.y(value)]);
        lines[i].attr("d", state[`show_${name}`] ? polyline(path()) : "");
      },
    ),
  );
  return (state, { every }, plane, box) => {
    for (const line of draw) line({ state, every, plane, box });
  };
}

/** Each curve's name with its value at the distance that is read; pressed, it shows or hides the curve. */
function createLegend(stage, change) {
  const entries = CURVES.map(({ name, role }) => {
    const entry = stage.svg.append("g").attr("class", "rv-entry").style("--rv-role", `var(--rv-${role})`);
    entry.append("path");
    entry.append("text");
    return entry.on("click", () => change((state) => ({ [`show_${name}`]: !state[`show_${name}`] })));
  });
  return (state, numbers) => {
    const { em, width } = stage;
    const columns = isWide(stage, WIDE) ? CURVES.length : 2;
    const step = width / columns;
    entries.forEach((entry, i) => {
      const { name, short } = CURVES[i];
      const shown = state[`show_${name}`];
      const [x, y] = [step * (i % columns), 1.1 * em + 1.45 * em * Math.floor(i / columns)];
      entry.classed("rv-hidden-curve", !shown);
      entry.select("path").attr("d", `M${x},${y - 0.35 * em}h${1.2 * em}`);
      entry
        .select("text")
        .attr("x", x + 1.6 * em)
        .attr("y", y)
        .text(shown ? `${short} ${fixed(numbers[`${name}_here`], 3)}` : short);
    });
  };
}

function scene(stage, change) {
  let latest;
  const plane = createPlane(stage.svg);
  const zero = createRule(stage.svg, "rv-zero");
  const ghost = createGhost(stage.svg, (group) => createLines(group, ""));
  const lines = createLines(stage.svg, "rv-curve-line");
  const cursor = createCursor(stage.svg, "rv-bracket");
  const spots = CURVES.map(({ role }) => createSpot(stage.svg, role));
  const label = createLabel(stage, stage.svg);
  const legend = createLegend(stage, (traits) => change(traits(latest)));
  const distanceAt = (x) => Math.min(Math.max(Math.round(plane.x.invert(x)), 0), latest.reach);
  const read = (x) => change({ distance: distanceAt(x) });
  const ground = createGround(stage, stage.svg, "ew-resize", read);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize", role: "muted" }, read);
  const crest = createGrip(stage, stage.svg, { cursor: "ew-resize", role: spec.traits.show_turned.role }, (x) =>
    change({ peak: distanceAt(x) }),
  );

  return (state, numbers, before) => {
    latest = state;
    const { em } = stage;
    const { box } = arrange(stage);
    const [bottom, top] = [box.top + box.height, box.top];
    plane.place(box, {
      x: [0, state.reach],
      y: [-1, 1.05],
      em,
      yTicks: [-1, -0.5, 0, 0.5, 1],
      xLabel: "distance m − n, tokens",
      yLabel: "score ÷ |q||k|",
    });
    zero(box, plane.y(0));
    ghost(before, box, before?.state, before?.numbers, plane, box);
    lines(state, numbers, plane, box);
    const x = plane.x(state.distance);
    CURVES.forEach(({ name }, i) => {
      spots[i]([x, plane.y(numbers[`${name}_here`])], state[`show_${name}`] ? 0.32 * em : 0);
    });
    cursor(x, top, bottom);
    label(`${count(state.distance)} tokens`, x, bottom - 1.6 * em);
    legend(state, numbers);
    ground(box);
    grip([x, bottom]);
    crest(state.show_turned && [plane.x(state.peak), plane.y(numbers.every.turned[state.peak])]);
  };
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    {
      label: (s) => `steps up of RoFormer’s curve, of ${count(s.reach)}`,
      role: "reference",
      text: (n) => count(n.bound_rises),
    },
    { label: (s) => `steps up of all ones, of ${count(s.reach)}`, role: "score", text: (n) => count(n.ones_rises) },
    {
      label: "all ones first below zero at distance",
      text: (n) => (n.ones_first_negative < 0 ? "not here" : count(n.ones_first_negative)),
    },
  ],
  summary: (n, s) =>
    `Over ${count(s.reach)} tokens (${settingsOf(s)}) RoFormer’s curve rises on ${count(n.bound_rises)} of ${count(s.reach)} steps and ends at ` +
    `${fixed(n.bound.at(-1))} of its start; the score of all ones rises on ${count(n.ones_rises)} and ` +
    `${n.ones_first_negative < 0 ? "stays above zero" : `is below zero first at ${count(n.ones_first_negative)} tokens`}.`,
  height: (stage) => arrange(stage).height,
  scene,
});
