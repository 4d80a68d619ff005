/** A video between words: how far each pair of a head turns from one token to another, by time, row and column. */

import { invFreq, wrap } from "../core/rope.js";
import { controlsOf, explorer, slider as ownSlider } from "../core/ui.js";
import { brief, fixed, measured } from "../core/words.js";
import { createBars } from "./bars.js";
import { COLUMNS, FRAMES, idsOf, isPatch, patchOf, ROWS, said, tokenOf } from "./clip.js";
import spec from "./explorer.json";
import { createStrip, stripHeight } from "./strip.js";

const { slider, choice } = controlsOf(spec);

const HEAD_DIM = 128;
const TIME_LAST = 16; // pairs that turn with time where those are the slowest
const ALIKE = 1e-12; // radians, below which a pair has not turned
const AXES = ["time", "row", "column"];
const SHARED = {
  sections: "in sections",
  interleaved: "in turn",
  "slow time": "time to the slow ones",
  "one line": "not at all: one long line",
  own: "as your model does",
};

const moved = (patch, place, at) => patch.map((old, i) => (i === place ? at : old));

/** A slider of one coordinate of the query's patch. */
const along = (place, name, size) =>
  ownSlider({
    label: `query in ${name}`,
    role: "query",
    min: 0,
    max: size - 1,
    when: (s) => isPatch(s.query),
    read: (s) => (isPatch(s.query) ? patchOf(s.query)[place] : 0),
    write: (at, s) => ({ query: tokenOf(moved(patchOf(s.query), place, at)) }),
  });

const controls = [
  slider("query", { main: true, play: 3, format: said }),
  choice("order", {
    main: true,
    options: (s) => Object.entries(SHARED).filter(([order]) => order !== "own" || s.own_inv_freq.length > 0),
  }),
  along(0, "frame", FRAMES),
  along(1, "row", ROWS),
  along(2, "column", COLUMNS),
  slider("key", { format: said }),
  slider("base", { format: brief, when: (s) => s.order !== "own" }),
];

/** Which axis turns each pair: 0 time, 1 row, 2 column; −1 where one number turns all. */
const axisOf = {
  sections: (i) => (i < 16 ? 0 : i < 40 ? 1 : 2),
  interleaved: (i) => (i < 60 ? i % 3 : 0),
  "slow time": (i, pairs) => (i < pairs - TIME_LAST ? 1 + (i % 2) : 0),
  "one line": () => -1,
};

/** How far two hands are apart, in degrees, whole turns left out. */
const apart = (angle) => (Math.abs(wrap(angle)) * 180) / Math.PI;

function measure(state) {
  const own = state.order === "own";
  const speeds = own ? state.own_inv_freq : Array.from(invFreq(HEAD_DIM, state.base));
  const axis = own ? state.own_axis : speeds.map((_, i) => axisOf[state.order](i, speeds.length));
  const ids = (token) => (state.order === "one line" ? [token, token, token] : idsOf(token));
  const [query, key] = [ids(state.query), ids(state.key)];
  const between = speeds.map((speed, i) => (query[Math.max(axis[i], 0)] - key[Math.max(axis[i], 0)]) * speed);
  const turned = between.map((angle) => Math.abs(angle) > ALIKE);
  const degrees = between.map(apart);
  const count = (wanted) => axis.filter((a, i) => turned[i] && wanted(a)).length;
  return {
    between,
    axis,
    query_ids: query,
    key_ids: key,
    turned: [0, 1, 2].map((wanted) => count((a) => a === wanted)),
    turned_all: count(() => true),
    most: Math.max(...degrees),
    score: between.reduce((sum, angle) => sum + Math.cos(angle), 0) / between.length,
  };
}

function scene(stage, change) {
  const strip = createStrip(stage, change);
  const bars = createBars(stage);
  return (state, numbers, before) => {
    const { em, width } = stage;
    const top = stripHeight(stage);
    strip(state, before);
    const box = { left: 3.6 * em, top: top + 2.8 * em, width: width - 4.2 * em, height: 11 * em };
    const degrees = (n) => n.between.map(apart);
    const same = before && before.numbers.between.length === numbers.between.length;
    bars(box, degrees(numbers), numbers.axis, same ? degrees(before.numbers) : undefined, state);
  };
}

const turnedText = (n) => `${n.turned_all} of ${n.axis.length}${n.turned_all ? `, by up to ${measured(n.most)}°` : ""}`;

const idsText = (ids) => `(${ids.join(", ")})`;

const partsOf = ({ turned }) =>
  AXES.flatMap((name, i) => {
    if (!turned[i]) return [];
    return [name === "time" ? `${turned[i]} of time` : `${turned[i]} of the ${name}`];
  }).join(" and ");

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: "query’s time, row, column", role: "query", text: (n) => idsText(n.query_ids) },
    { label: "key’s time, row, column", role: "key", text: (n) => idsText(n.key_ids) },
    { label: "pairs that turn between them", text: turnedText },
    { label: "score of equal vectors", role: "score", text: (n) => `${fixed(n.score)} of the largest` },
  ],
  summary: (n, s) => {
    const parts = partsOf(n);
    const base = s.order === "own" ? "" : `, base ${brief(s.base)}`;
    return (
      `Query: ${said(s.query)}, ids ${idsText(n.query_ids)}. Key: ${said(s.key)}, ids ${idsText(n.key_ids)}. Pairs shared ` +
      `out ${SHARED[s.order]}${base}: ${n.turned_all} of ${n.axis.length} pairs turn from one to the ` +
      `other${parts ? `, ${parts}` : ""}${n.turned_all ? `; none by more than ${measured(n.most)}°` : ""}. Equal vectors score ${fixed(n.score)} of the largest.`
    );
  },
  height: (stage) => stripHeight(stage) + 17.4 * stage.em,
  scene,
});
