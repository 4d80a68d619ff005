/**
 * Attention of one trained head, some of whose pairs are left out or stand still: the twin of rope_viz/curves/inside.py.
 *
 * A vector's pairs lie side by side, (2i, 2i + 1); weights are the rows of a lower triangle, one after the other.
 */
import { rotate } from "../core/rope.js";

const SETTLED = 8; // the queries before it have hardly anything to choose from
const PLACINGS = {
  plain: {},
  later: { later: 5000 },
  double: { stretched: 2 },
  half: { stretched: 0.5 },
  far: { ahead: 1e5 },
  none: {},
};

const POWERS = Array.from({ length: 32 }, (_, exponent) => 2 ** (exponent - 15)); // of two, by a half's exponent

/** Where a row of the triangle begins. */
export const rowAt = (query) => (query * (query + 1)) / 2;

/** A number with five bits of exponent and ten of fraction, as float16 keeps it. */
function halfAsNumber(bits) {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const size = exponent ? POWERS[exponent] * (1 + fraction) : POWERS[1] * fraction;
  return bits & 0x8000 ? -size : size;
}

/** Vectors written as float16 in base64, one for each token. */
export function decoded(written, tokens) {
  const bytes = atob(written);
  const numbers = new Float64Array(bytes.length / 2);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = halfAsNumber(bytes.charCodeAt(2 * i) | (bytes.charCodeAt(2 * i + 1) << 8));
  }
  const size = numbers.length / tokens;
  return Array.from({ length: tokens }, (_, m) => numbers.subarray(m * size, (m + 1) * size));
}

/** Rows of weights that each sum to one, of rows of logits. */
function softmax(logits, tokens) {
  const weights = new Float64Array(logits.length);
  for (let query = 0; query < tokens; query++) {
    const [from, to] = [rowAt(query), rowAt(query + 1)];
    const most = logits.subarray(from, to).reduce((a, b) => Math.max(a, b), -Infinity);
    let sum = 0;
    for (let i = from; i < to; i++) sum += weights[i] = Math.exp(logits[i] - most);
    for (let i = from; i < to; i++) weights[i] /= sum;
  }
  return weights;
}

/** Logits of every query with the keys up to its own, from the pairs of which `counts` is true. */
function logitsOf(queries, keys, counts) {
  const logits = new Float64Array(rowAt(queries.length));
  const parts = Array.from(queries[0].keys()).filter((part) => counts(part >> 1));
  const root = Math.sqrt(queries[0].length);
  let i = 0;
  for (let m = 0; m < queries.length; m++) {
    for (let n = 0; n <= m; n++) {
      let sum = 0;
      for (const part of parts) sum += queries[m][part] * keys[n][part];
      logits[i++] = sum / root;
    }
  }
  return logits;
}

/**
 * The weights of a head.
 * @param {{ queries: Float64Array[], keys: Float64Array[], speeds: number[] }} head
 * @param {{ removed?: Set<number>, still?: Set<number>, placing?: string }} how
 */
export function attention({ queries, keys, speeds }, { removed = new Set(), still = new Set(), placing = "plain" }) {
  const { stretched = 1, later = 0, ahead = 0 } = PLACINGS[placing];
  const turning = speeds.map((speed, pair) => (still.has(pair) ? 0 : speed));
  const turned = (vectors, more) => vectors.map((x, m) => rotate(x, stretched * m + later + more, turning));
  const logits = logitsOf(turned(queries, ahead), turned(keys, 0), (pair) => !removed.has(pair));
  return softmax(logits, queries.length);
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A value of each query from the eighth on. */
const settled = (tokens, read) => Array.from({ length: tokens - SETTLED }, (_, i) => read(i + SETTLED));

export const looksBefore = (weights, tokens) => mean(settled(tokens, (query) => weights[rowAt(query) + query - 1]));

export const looksFirst = (weights, tokens) => mean(settled(tokens, (query) => weights[rowAt(query)]));

/** Share of the attention that lies elsewhere than in others. */
export function moved(weights, others, tokens) {
  const away = (query) => {
    let sum = 0;
    for (let i = rowAt(query); i < rowAt(query + 1); i++) sum += Math.abs(weights[i] - others[i]);
    return sum / 2;
  };
  return mean(settled(tokens, away));
}

/** How large each pair is: its share of the sum of mean |q| times mean |k|. */
export function pairSizes({ queries, keys, speeds }) {
  const size = (vectors, pair) => mean(vectors.map((x) => Math.hypot(x[2 * pair], x[2 * pair + 1])));
  const sizes = speeds.map((_, pair) => size(queries, pair) * size(keys, pair));
  const sum = sizes.reduce((a, b) => a + b, 0);
  return sizes.map((value) => value / sum);
}

/** How much attention moves when one pair alone is left out, or stands still, pair by pair. */
export function pairUses(head, whole, out) {
  const tokens = head.queries.length;
  return head.speeds.map((_, pair) =>
    moved(attention(head, { [out ? "removed" : "still"]: new Set([pair]) }), whole, tokens),
  );
}
