/** Patches of an image: which of them a query looks at, and how the directions in which pairs turn decide it. */
import { keeping } from "../core/keeping.js";
import { brief, controlsOf, explorer, fixed, slider as ownSlider } from "../core/ui.js";
import spec from "./explorer.json";
import { createHeat } from "./heat.js";
import { createImage } from "./image.js";
import { createSpeeds } from "./speeds.js";
import { speedsOf, turnedBy } from "./turning.js";

const { slider, choice, toggle } = controlsOf(spec);

const SIDE = spec.traits.column.most + 1; // patches

const isInside = (column, row) => column >= 0 && column < SIDE && row >= 0 && row < SIDE;

/** First and last column of the diagonal from below left to above right on which the query stands. */
const diagonalOf = ({ column, row }) => [Math.max(0, column + row - SIDE + 1), Math.min(column + row, SIDE - 1)];

const degrees = (angle) => `${angle}°`;

const controls = [
  ownSlider({
    label: "along the diagonal",
    role: "query",
    main: true,
    play: 4,
    min: 0,
    max: (s) => diagonalOf(s)[1] - diagonalOf(s)[0],
    read: (s) => s.column - diagonalOf(s)[0],
    write: (step, s) => ({ column: diagonalOf(s)[0] + step, row: s.column + s.row - diagonalOf(s)[0] - step }),
    format: (_, s) => `column ${s.column}, row ${s.row}`,
  }),
  slider("direction", {
    main: true,
    format: (angle, s) => (angle % 90 || s.own_inv_freq.length ? degrees(angle) : `${degrees(angle)}: axial`),
  }),
  toggle("both"),
  toggle("weights"),
  slider("sharpness", { format: brief, when: (s) => s.weights }),
  slider("tilt", { format: degrees }),
  slider("column"),
  slider("row"),
  slider("right"),
  slider("up"),
  slider("base", { format: brief, when: (s) => !s.own_inv_freq.length }),
  choice("head_dim", {
    options: spec.traits.head_dim.values.map((size) => [size, String(size)]),
    when: (s) => !s.own_inv_freq.length,
  }),
];

/** The query and the key at every patch, turned; kept while only the query moves. */
const turnedOf = keeping(
  (s) => [s.own_inv_freq, s.head_dim, s.base, s.direction, s.tilt, s.right, s.up, s.both],
  (s) => {
    const speeds = speedsOf(s);
    const query = new Float64Array(2 * speeds.length).fill(1);
    const turn = (vector, place) => turnedBy(vector, speeds, s.tilt, place);
    const back = turn(query, [-s.right, s.up]);
    const key = s.both ? turn(query, [s.right, -s.up]).map((value, i) => (value + back[i]) / 2) : back;
    const places = Array.from({ length: SIDE * SIDE }, (_, i) => [i % SIDE, Math.floor(i / SIDE)]);
    const queries = places.map((place) => turn(query, place));
    const keys = places.map((place) => turn(key, place));
    const score = (from, to) => {
      let sum = 0;
      for (let i = 0; i < query.length; i++) sum += queries[from][i] * keys[to][i];
      return sum / query.length;
    };
    return { score, places: places.map(([x, y], i) => scoreOfOffset(score, [x, y], i, s)) };
  },
);

function scoreOfOffset(score, [x, y], from, { right, up }) {
  const [column, row] = [x + right, y - up];
  return isInside(column, row) ? score(from, SIDE * row + column) : NaN;
}

/** What softmax makes of scores, the largest possible of which is `sharpness`. */
function softmax(scores, sharpness) {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(sharpness * (score - most)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function measure(state) {
  const { score, places } = turnedOf(state);
  const from = SIDE * state.row + state.column;
  const scores = places.map((_, to) => score(from, to));
  const shown = state.weights ? softmax(scores, state.sharpness) : scores;
  const corner = (x, y) => {
    const [column, row] = [state.column + x * state.right, state.row - y * state.up];
    return isInside(column, row) ? shown[SIDE * row + column] : NaN;
  };
  const there = places.filter((value) => !Number.isNaN(value));
  return {
    shown,
    target: corner(1, 1),
    opposite: corner(-1, -1),
    upside_down: corner(1, -1),
    sideways: corner(-1, 1),
    places,
    least: Math.min(...there),
    most: Math.max(...there),
  };
}

/** The values that are drawn as paper and in full colour. */
const limitsOf = ({ weights }, { shown, least }) =>
  weights ? [0, Math.max(...shown)] : [Math.min(...shown, least), 1];

/** The image, and beside or below it the pairs' directions and the map of places. */
function arrange({ width, em }) {
  const top = 2.2 * em;
  const square = (left, at, side) => ({ left, top: at, width: side, height: side });
  if (width >= 42 * em) {
    const side = Math.min(0.42 * width, 27 * em);
    const small = Math.min((width - side - 6.6 * em) / 2, 18 * em);
    const lower = top + (side - small) / 2;
    return {
      image: square(0.3 * em, top, side),
      speeds: square(side + 3.3 * em, lower, small),
      places: square(side + small + 6.3 * em, lower, small),
      height: top + side + 3.2 * em,
    };
  }
  const side = Math.min(width - 0.6 * em, 21 * em);
  const small = Math.min((width - 4.4 * em) / 2, 10.5 * em);
  const below = top + side + 5.4 * em;
  return {
    image: square((width - side) / 2, top, side),
    speeds: square(0.6 * em, below, small),
    places: square(width - small - 0.6 * em, below, small),
    height: below + small + 1.6 * em,
  };
}

function scene(stage, change) {
  const heat = createHeat(stage);
  const image = createImage(stage, SIDE, change);
  const speeds = createSpeeds(stage, (direction) => change({ direction }));
  const places = createHeat(stage, (column, row) => change({ column, row }));
  return (state, numbers, before) => {
    const boxes = arrange(stage);
    const limits = limitsOf(state, numbers);
    const context = stage.context();
    heat(context, boxes.image, SIDE, numbers.shown, limits);
    image(state, numbers, boxes.image, { before, limits, text: (value) => saidShort(value, state) });
    speeds(state, speedsOf(state), boxes.speeds, before);
    const map = state.weights ? [Math.min(numbers.least, 0), 1] : limits;
    places(context, boxes.places, SIDE, numbers.places, map, {
      title: boxes.places.width < 15 * stage.em ? "from every place" : "the same score, from every place",
      here: [state.column, state.row],
    });
  };
}

const saidShort = (value, { weights }) => (weights ? `${fixed(100 * value, 1)} %` : fixed(value));

const said = (value, state) => (Number.isNaN(value) ? "none, outside the image" : saidShort(value, state));

const outside = (value, state) => (Number.isNaN(value) ? "outside" : saidShort(value, state));

function waysOf({ right, up }) {
  const steps = [
    [right, "right", "left"],
    [up, "up", "down"],
  ].flatMap(([by, word, other]) => (by ? [`${Math.abs(Number(by))} ${Number(by) > 0 ? word : other}`] : []));
  return steps.join(" and ") || "at its own patch";
}

function rangeOf({ least, most }) {
  const [low, high] = [fixed(least), fixed(most)];
  return low === high ? low : `${low} to ${high}`;
}

function pairsText(s) {
  const own = s.own_inv_freq.length;
  const made = own ? `${own / 2} pairs of your own` : `head_dim ${s.head_dim}, base ${brief(s.base)}`;
  const tilted = s.tilt ? `, planes tilted by ${s.tilt}°` : "";
  return `${made}, directions turned by ${s.direction}°${tilted}`;
}

const what = ({ weights }) => (weights ? "weight" : "score");

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: (s) => `${what(s)} of the patch looked at`, role: "key", text: (n, s) => outside(n.target, s) },
    { label: (s) => `${what(s)} of the patch opposite`, role: "score", text: (n, s) => outside(n.opposite, s) },
    {
      label: (s) => `${what(s)}s of the two mirrored`,
      role: "score",
      text: (n, s) => `${outside(n.upside_down, s)}, ${outside(n.sideways, s)}`,
    },
    { label: "score of the offset, from all places", text: rangeOf },
  ],
  summary: (n, s) =>
    `A query in column ${s.column}, row ${s.row} looks ${waysOf(s)}${s.both ? ", and at the patch opposite" : ""} ` +
    `(${pairsText(s)}). The ${s.weights ? "attention weight" : "score q·k/|q|²"} of that patch is ` +
    `${said(n.target, s)}; of the patch opposite ${said(n.opposite, s)}; of the two mirrored ` +
    `${said(n.upside_down, s)} and ${said(n.sideways, s)}. From all places of the image the score of that offset is ` +
    `${rangeOf(n)}.`,
  height: (stage) => arrange(stage).height,
  scene,
});
