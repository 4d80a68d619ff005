/** How alike the vectors of positions are: one position against all others as a curve, all against all as a square. */
import { chartAndSquare, createPlane } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import {
  createCursor,
  createGhost,
  createGrip,
  createGround,
  createLabel,
  createRule,
  createSpot,
  placed,
} from "../core/marks.js";
import { polyline } from "../core/path.js";
import { invFreq } from "../core/rope.js";
import { shades } from "../core/shades.js";
import { brief, controlsOf, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";

const { choice, slider } = controlsOf(spec);

const APART = 10; // tokens that a look-alike must be away
const TIE = 1e-9;
const AROUND = 50; // tokens to each side within which left and right are compared
const FRESH_DIM = 64; // components of the random table
const GRAIN = 800; // whole numbers to one unit, of the learned table's components
const FACTS = ["neighbour", "hundred", "twin", "twin_at", "uneven"];

const controls = [
  slider("position", { main: true, play: 20, max: (s) => s.learned.rows - 1 }),
  choice("table", {
    main: true,
    options: (s) => [
      ["learned", s.learned.label],
      ["sinusoidal", "sinusoids"],
      ["random", "random, not trained"],
    ],
  }),
  slider("dim", { when: (s) => s.table !== "learned" }),
  slider("base", { format: brief, when: (s) => s.table === "sinusoidal" }),
];

const settle = ({ position, learned }) => ({ position: Math.min(position, learned.rows - 1) });

/** The table that is shown, its rows of length 1; kept until another is asked for. */
const tableOf = keeping(
  ({ table, dim, base, learned }) =>
    table === "learned" ? [learned] : [table, dim, learned.rows, table === "sinusoidal" && base],
  (state) => ({
    count: state.learned.rows,
    isFormula: state.table === "sinusoidal",
    ...make[state.table](state),
  }),
);

const make = {
  learned: ({ learned: { columns, rows: count } }) => {
    const size = columns.length / count;
    // The main components of rows of length 1: what is left out is not made good by making them longer.
    const rows = Float64Array.from(columns, (_, i) => columns[(i % size) * count + Math.floor(i / size)] / GRAIN);
    return { size, rows };
  },
  random: ({ dim, learned: { rows: count } }) => unit(count, dim, (i, k) => byChance(i * FRESH_DIM + k)),
  sinusoidal: ({ dim, base, learned: { rows: count } }) => {
    const speeds = invFreq(dim, base);
    return unit(count, dim, (i, k) => (k % 2 ? Math.cos : Math.sin)(i * speeds[k >> 1]));
  },
};

/** Nearly normal, by a hash of the place: the sum of its four bytes. The Python class draws the same. */
function byChance(place) {
  let hashed = Math.imul(place + 1, 0x9e3779b9);
  hashed = Math.imul(hashed ^ (hashed >>> 16), 0x21f0aaad);
  hashed = Math.imul(hashed ^ (hashed >>> 15), 0x735a2d97);
  hashed ^= hashed >>> 15;
  return [0, 8, 16, 24].reduce((sum, bits) => sum + ((hashed >>> bits) & 255), -2 * 255);
}

function unit(count, size, entry) {
  const rows = new Float64Array(count * size);
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let k = 0; k < size; k++) square += (rows[i * size + k] = entry(i, k, size)) ** 2;
    const length = Math.sqrt(square);
    for (let k = 0; k < size; k++) rows[i * size + k] /= length;
  }
  return { size, rows };
}

function cosine({ rows, size }, i, j) {
  let sum = 0;
  for (let k = 0, a = i * size, b = j * size; k < size; k++) sum += rows[a + k] * rows[b + k];
  return sum;
}

function measure(state) {
  const table = tableOf(state);
  const m = state.position;
  const last = table.count - 1;
  const cosines = Array.from({ length: table.count }, (_, n) => cosine(table, m, n));
  const step = (by) => (m + by <= last ? m + by : Math.max(m - by, 0));
  const isApart = (n) => Math.abs(n - m) >= APART;
  const most = Math.max(...cosines.filter((_, n) => isApart(n)));
  // Sinusoids are as alike before as after: the earlier of two that tie is named.
  const earliest = cosines.findIndex((value, n) => isApart(n) && value > most - TIE);
  const twin = earliest < 0 ? m : earliest;
  let uneven = 0;
  for (let by = 1; by <= Math.min(AROUND, m, last - m); by++)
    uneven = Math.max(uneven, Math.abs(cosines[m + by] - cosines[m - by]));
  const found = {
    position: m,
    neighbour: cosines[step(1)],
    neighbour_at: step(1),
    hundred: cosines[step(100)],
    hundred_at: step(100),
    twin: cosines[twin],
    twin_at: twin,
    uneven,
    cosines,
  };
  // In words stand the numbers of the whole learned table, of which the rows drawn are a part.
  const isWhole = state.table === "learned";
  if (isWhole) cosines[m] = 1;
  return isWhole ? { ...found, ...Object.fromEntries(FACTS.map((name) => [name, state.learned[name][m]])) } : found;
}

const arrange = (stage) => chartAndSquare(stage, 13 * stage.em);

const clamp = (at, state) => Math.min(Math.max(Math.round(at), 0), state.learned.rows - 1);

function createCurve(stage, change) {
  const group = stage.svg.append("g");
  const plane = createPlane(group);
  const zero = createRule(group, "rv-zero");
  const here = createCursor(group, "rv-read-query");
  const createLine = (parent) => {
    const line = parent.append("path").attr("class", "rv-here-line");
    return ({ cosines }) => line.attr("d", polyline(cosines.map((value, n) => [plane.x(n), plane.y(value)])));
  };
  const ghost = createGhost(group, createLine);
  const line = createLine(group);
  const spot = createSpot(group, "query");
  const twin = createSpot(group, "key");
  const name = createLabel(stage, group, "rv-text-query");
  const twinName = createLabel(stage, group, "rv-text-key");
  let latest;
  const read = (x) => change({ position: clamp(plane.x.invert(x), latest) });
  const ground = createGround(stage, group, "crosshair", read);
  const grip = createGrip(stage, group, { cursor: "ew-resize", role: "query" }, read);

  return (state, numbers, before, box) => {
    latest = state;
    const { em } = stage;
    const last = state.learned.rows - 1;
    plane.place(box, {
      x: [0, last],
      y: [-1, 1],
      em,
      yTicks: [-1, -0.5, 0, 0.5, 1],
      xTicks: Math.max(3, Math.floor(box.width / (5 * em))),
      xLabel: "position n, tokens",
      yLabel: `cosine with position ${numbers.position}`,
    });
    const foot = box.top + box.height;
    zero(box, plane.y(0));
    const x = plane.x(numbers.position);
    here(x, box.top, foot);
    ghost(before, box, before?.numbers);
    line(numbers);
    const [twinX, twinY] = [plane.x(numbers.twin_at), plane.y(numbers.twin)];
    spot([x, plane.y(1)], 0.4 * em);
    twin([twinX, twinY], 0.4 * em);
    name(`m = ${numbers.position}`, x, foot - 0.6 * em);
    twinName(`n = ${numbers.twin_at}`, twinX, twinY - 0.8 * em);
    ground(box);
    grip([x, plane.y(1)]);
  };
}

function createSquare(stage, change) {
  const group = stage.svg.append("g").attr("class", "rv-bucket-matrix");
  const plane = createPlane(group);
  const frame = group.append("rect").attr("class", "rv-frame");
  const here = createRule(group, "rv-read-query");
  const pixels = document.createElement("canvas");
  let latest;
  let painted = [];
  const ground = createGround(stage, group, "crosshair", (_, y) =>
    change({ position: clamp(plane.y.invert(y), latest) }),
  );

  return (state, numbers, box) => {
    latest = state;
    const last = state.learned.rows - 1;
    plane.place(box, {
      x: [-0.5, last + 0.5],
      y: [last + 0.5, -0.5],
      em: stage.em,
      xTicks: 4,
      yTicks: 4,
      xLabel: "position n, tokens",
      yLabel: "position m, tokens",
    });
    const colours = [0, 1, 2, 3, 4].map((step) => stage.colour(`signed-${step}`));
    const table = tableOf(state);
    if (painted[0] !== table || painted[1] !== String(colours)) paint(pixels, table, colours);
    painted = [table, String(colours)];
    stage.context().drawImage(pixels, box.left, box.top, box.width, box.height);
    here(box, plane.y(numbers.position));
    placed(frame, box);
    ground(box);
  };
}

/** One pixel for each two positions. Sinusoids repeat along the diagonals, so that one row tells all. */
function paint(canvas, table, colours) {
  const { count, isFormula } = table;
  canvas.width = canvas.height = count;
  const context = canvas.getContext("2d");
  const image = context.createImageData(count, count);
  const cells = new Uint32Array(image.data.buffer);
  const shadeOf = shades(colours);
  const byOffset = isFormula && Array.from({ length: count }, (_, offset) => shadeOf(cosine(table, 0, offset)));
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      cells[i * count + j] = cells[j * count + i] = byOffset ? byOffset[i - j] : shadeOf(cosine(table, i, j));
    }
  }
  context.putImageData(image, 0, 0);
}

function scene(stage, change) {
  const curve = createCurve(stage, change);
  const square = createSquare(stage, change);
  return (state, numbers, before) => {
    const places = arrange(stage);
    curve(state, numbers, before, places.chart);
    square(state, numbers, places.square);
  };
}

function labelOf({ table, learned, dim, base }) {
  if (table === "learned") return learned.label;
  return table === "random" ? `random, not trained, dim ${dim}` : `sinusoids, dim ${dim}, base ${brief(base)}`;
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    {
      label: (s) => `cosine of ${s.position} with its neighbour`,
      role: "score",
      text: (n) => `${fixed(n.neighbour)} (position ${n.neighbour_at})`,
    },
    { label: "100 away", role: "score", text: (n) => `${fixed(n.hundred)} (position ${n.hundred_at})` },
    {
      label: `most alike, ${APART} or more away`,
      role: "key",
      text: (n) => `${fixed(n.twin)} (position ${n.twin_at})`,
    },
    { label: "left and right differ by up to", text: (n) => fixed(n.uneven) },
  ],
  summary: (n, s) =>
    `Cosines of position ${n.position} with all ${n.cosines.length} positions (${labelOf(s)}): ${fixed(n.neighbour)} with position ` +
    `${n.neighbour_at}, ${fixed(n.hundred)} with ${n.hundred_at}; of those at least ${APART} away, the most alike is ${n.twin_at}, with ` +
    `${fixed(n.twin)}.`,
  height: (stage) => arrange(stage).height,
  scene,
});
