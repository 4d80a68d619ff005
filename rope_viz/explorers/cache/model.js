/** A small model that writes with a cache: the twin of rope_viz/curves/caching.py, compared with torch in the tests. */
import { drawn, RIGHT } from "../core/drawn.js";
import { dot, invFreq, rotate } from "../core/rope.js";
import { speedsOf } from "../core/scaling.js";

export const [ABSENT, KEPT, REDONE, MADE] = [0, 1, 2, 3];
const BASE = 10_000; // of the sinusoids
const CLIP = 4; // distances with a vector of their own
const SLOPE = 2 ** -8; // of one head with ALiBi
const NONE = 0;

const rowsOf = (numbers, dim) =>
  Array.from({ length: numbers.length / dim }, (_, i) => numbers.slice(dim * i, dim * (i + 1)));

const drawnRows = (seed, rows, dim) => rowsOf(drawn(seed, rows * dim), dim);

/** Words and matrices, from the seeds that explorer.py has. */
export function modelOf(words, dim, layers) {
  const distinct = [...new Set(words)];
  const matrix = (seed) =>
    rowsOf(
      drawn(seed, dim * dim).map((x) => x / Math.sqrt(dim)),
      dim,
    );
  return {
    words: words.map((word) => drawn(100 + distinct.indexOf(word), dim)),
    layers: layers.map((_, i) => [1, 2, 3].map((seed) => matrix(3 * i + seed))),
  };
}

const plus = (a, b) => a.map((x, i) => x + b[i]);
const minus = (a, b) => a.map((x, i) => x - b[i]);
const same = (x) => x;

/** A row of numbers times a matrix of rows. */
function times(row, matrix) {
  const sums = new Array(matrix[0].length).fill(0);
  row.forEach((x, i) => matrix[i].forEach((y, j) => (sums[j] += x * y)));
  return sums;
}

function sinusoid(place, dim) {
  const speeds = invFreq(dim, BASE);
  return Array.from({ length: dim }, (_, k) => (k % 2 ? Math.cos : Math.sin)(place * speeds[k >> 1]));
}

/** What each encoding does: to a word, to a query, to a key and back, and to a score. `tokens` is the length of the text. */
const DOORS = {
  none: () => ({}),
  learned: ({ dim, rows }) => ({ add: (x, at) => plus(x, drawnRows(30, rows, dim)[at]) }),
  sinusoidal: ({ dim }) => ({ add: (x, at) => plus(x, sinusoid(at, dim)) }),
  t5() {
    const table = drawn(31, 32); // as long as texts are shorter than 16, each distance has a bucket of its own
    return { bias: (distance) => table[distance] };
  },
  alibi: () => ({ bias: (distance) => -SLOPE * distance }),
  shaw({ dim }) {
    const table = drawnRows(32, 2 * CLIP + 1, dim);
    const vector = (at, asking) => table[Math.max(at - asking, -CLIP) + CLIP];
    return {
      ready: (key, at, asking) => plus(key, vector(at, asking)),
      bare: (ready, at, asking) => minus(ready, vector(at, asking)),
      perQuery: true,
    };
  },
  rope: ({ given }) => turning(given.speeds),
  dynamic: ({ given, rule }, tokens) => turning(padded(speedsOf({ ...given, scaling: rule }, tokens), given.speeds)),
};

const padded = (speeds, { length }) => [...speeds, ...new Array(length - speeds.length).fill(0)];

const turning = (speeds) => ({
  query: (query, at) => rotate(query, at, speeds),
  ready: (key, at) => rotate(key, at, speeds),
  bare: (ready, at) => rotate(ready, -at, speeds),
});

const SHUT = { add: same, query: same, ready: same, bare: same, bias: () => NONE, perQuery: false };

const encodingAt = (name, settings, tokens) => ({ ...SHUT, ...DOORS[name](settings, tokens) });

function softmax(logits) {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** What the query at each place hears; `keyFor(n, m)` is key n as query m is multiplied with it. */
function heard(queries, keyFor, values, at, doors) {
  return queries.map((query, m) => {
    const asked = doors.query(query, at[m]);
    const logits = at
      .slice(0, m + 1)
      .map((place, n) => dot(asked, keyFor(n, m)) / Math.sqrt(query.length) + doors.bias(at[m] - place));
    return times(softmax(logits), values);
  });
}

const freshFor = (keys, at, doors) => {
  const last = keys.map((key, n) => doors.ready(key, at[n], at[at.length - 1]));
  return (n, m) => (doors.perQuery ? doors.ready(keys[n], at[n], at[m]) : last[n]);
};

const norm = (row) => Math.sqrt(dot(row, row));

const apart = (found, true_) => norm(minus(found, true_)) / norm(true_);

const differs = (a, b, by = 0) => a.some((x, i) => Math.abs(x - b[i]) > by);

/** One layer's cache, `kept`, with one more token: what became of its cells, and what the layer gives for all of x. */
function stepped(kept, x, at, doors, dropped) {
  const { way, matrices } = kept;
  const [queries, keys, values] = matrices.map((matrix) => x.map((row) => times(row, matrix)));
  const last = x.length - 1;
  const olds = [...keys.keys()].slice(0, way === "nothing" ? 0 : last);
  for (const n of olds) [keys[n], values[n]] = [kept.keys[n + dropped], kept.values[n + dropped]];
  const fresh = freshFor(keys, at, doors);
  const ready = keys.map((_, n) => fresh(n, last));
  const cells = ready.map((key, n) => (way !== "ready" && way !== "moved" && differs(key, keys[n]) ? REDONE : KEPT));
  if (way === "ready" || way === "moved") {
    for (const n of olds) {
      const before = kept.ready[n + dropped];
      ready[n] = way === "moved" ? movedOn(kept, n + dropped, at, n, doors) : before;
      cells[n] = ready[n] === before ? KEPT : REDONE;
    }
  }
  cells.fill(MADE, way === "nothing" ? 0 : last);
  const keyFor = way === "ready" || way === "moved" ? (n) => ready[n] : fresh;
  const outputs = heard(queries, keyFor, values, at, doors).map((row, m) => plus(x[m], row));
  Object.assign(kept, { keys, ready, values, at, doors });
  return { cells, outputs };
}

/** A key that was ready for an earlier step, made ready for this one; the same where nothing moved. */
function movedOn({ ready, at: before, doors: earlier }, was, at, n, doors) {
  const bare = earlier.bare(ready[was], before[was], before[before.length - 1]);
  const moved = doors.ready(bare, at[n], at[at.length - 1]);
  return differs(moved, ready[was], RIGHT) ? moved : ready[was];
}

/** The whole pass through one layer. */
function whole(matrices, x, at, doors) {
  const [queries, keys, values] = matrices.map((matrix) => x.map((row) => times(row, matrix)));
  const fresh = freshFor(keys, at, doors);
  const outputs = heard(queries, fresh, values, at, doors).map((row, m) => plus(x[m], row));
  return { ready: keys.map((_, n) => fresh(n, x.length - 1)), values, outputs };
}

/** Every step of a text: { cells, off } by layer, step and token (−1 where there is none), and outputs by step. */
export function decode({ words, layers }, encoding, settings, { ways, room, places }) {
  const count = words.length;
  const grids = (value) => ways.map(() => words.map(() => new Array(count).fill(value)));
  const found = { cells: grids(ABSENT), off: grids(-1), outputs: new Array(count).fill(0) };
  const caches = ways.map((way, i) => ({ way, matrices: layers[i] }));
  words.forEach((_, step) => {
    const first = Math.max(0, step + 1 - room);
    const left = Array.from({ length: step + 1 - first }, (_, i) => first + i);
    const at = places === "text" ? left : left.map((token) => token - first);
    const doors = encodingAt(encoding, { ...settings, rows: count }, at[at.length - 1] + 1);
    let x = left.map((token, i) => doors.add(words[token], at[i]));
    let truth = x;
    caches.forEach((kept, layer) => {
      const true_ = whole(kept.matrices, truth, at, doors);
      const { cells, outputs } = stepped(kept, x, at, doors, first > 0 ? 1 : 0);
      left.forEach((token, n) => {
        found.cells[layer][step][token] = cells[n];
        const [key, value] = [apart(kept.ready[n], true_.ready[n]), apart(kept.values[n], true_.values[n])];
        found.off[layer][step][token] = Math.max(key, value);
      });
      [x, truth] = [outputs, true_.outputs];
    });
    found.outputs[step] = apart(x[x.length - 1], truth[truth.length - 1]);
  });
  return found;
}
