/** The table of sinusoids: two of its rows, one pair of their components as hands, and the turn that leads from one to the other. */
import { angles, dot, invFreq, rotatePair } from "../core/rope.js";
import { brief, controlsOf, explorer, fixed } from "../core/ui.js";
import { createClock } from "./clock.js";
import spec from "./explorer.json";
import { createTable } from "./table.js";

const { slider } = controlsOf(spec);

const BASE = 10_000;
const LAST = spec.traits.position.most;

const controls = [
  slider("position", { main: true, play: 8, max: (s) => LAST - s.shift }),
  slider("shift", { main: true }),
  slider("pair", { max: (s) => s.dim / 2 - 1 }),
  slider("dim"),
];

const settle = ({ position, shift, pair, dim }) => ({
  position: Math.min(position, LAST - shift),
  pair: Math.min(pair, dim / 2 - 1),
});

function measure({ position, shift, pair, dim }) {
  const speeds = invFreq(dim, BASE);
  const row = Float64Array.from({ length: dim }, (_, k) => (k % 2 ? Math.cos : Math.sin)(position * speeds[k >> 1]));
  // (cosine, sine) is the hand; the row further on is this one, each hand turned by its angle for the shift.
  const further = new Float64Array(dim);
  angles(shift, speeds).forEach((angle, i) => {
    const [cosine, sine] = rotatePair([row[2 * i + 1], row[2 * i]], angle);
    further.set([sine, cosine], 2 * i);
  });
  return { row, further, angle: position * speeds[pair], turned: shift * speeds[pair], dot: dot(row, further) };
}

/** Boxes of the table and of the clock, side by side where there is room. */
function arrange(stage) {
  const { width, em } = stage;
  const [top, below] = [1.6 * em, 2.4 * em];
  if (width >= 40 * em) {
    const table = { left: 3.4 * em, top, width: 0.58 * width - 7.4 * em, height: 22 * em };
    const reach = Math.min(0.17 * width, 9 * em);
    return { table, clock: { centre: [0.79 * width, top + 11 * em], reach }, height: top + table.height + below };
  }
  const table = { left: 3 * em, top, width: width - 7.4 * em, height: 15 * em };
  const reach = 6 * em;
  const centre = [width / 2, top + table.height + below + reach + 2 * em];
  return { table, clock: { centre, reach }, height: centre[1] + reach + 3.2 * em };
}

function scene(stage, change) {
  const table = createTable(stage, change);
  const clock = createClock(stage);
  return (state, numbers, before) => {
    const boxes = arrange(stage);
    table(state, boxes.table);
    clock(state, numbers, before, boxes.clock);
  };
}

const both = (values, pair) => `(${fixed(values[2 * pair])}, ${fixed(values[2 * pair + 1])})`;

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    {
      label: (s) => `sine, cosine of pair ${s.pair} at ${s.position}`,
      role: "query",
      text: (n, s) => both(n.row, s.pair),
    },
    { label: (s) => `the same at ${s.position + s.shift}`, role: "key", text: (n, s) => both(n.further, s.pair) },
    { label: "from one to the other it turns by", text: (n) => `${fixed(n.turned)} rad` },
    { label: "dot product of the two rows", role: "score", text: (n) => fixed(n.dot) },
  ],
  summary: (n, s) =>
    `Of ${s.dim} sinusoids, pair ${s.pair} has the sine and cosine ${both(n.row, s.pair)} at position ${s.position} and ${both(n.further, s.pair)} at ` +
    `${s.position + s.shift}: a turn by ${brief(n.turned)} rad. The dot product of the two rows is ${fixed(n.dot)}, wherever they stand.`,
  height: (stage) => arrange(stage).height,
  scene,
});
