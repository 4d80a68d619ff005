/**
 * Softmax attention of one head in the browser, through the three doors: the twin of rope_viz/encodings/attention.py.
 *
 * Words are rows of numbers; a matrix is an array of rows.
 */
import { dot, invFreq, rotate } from "../core/rope.js";

const BASE = 10_000;
const SLOPE = 0.5; // of the first of eight heads with ALiBi

/** A row times a matrix of rows. */
export const times = (row, matrix) => matrix[0].map((_, j) => row.reduce((sum, x, i) => sum + x * matrix[i][j], 0));

export function softmax(logits) {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Sine and cosine of each speed at one position, side by side. */
export function sinusoid(position, dim) {
  return Float64Array.from({ length: dim }, (_, k) => {
    const angle = position * invFreq(dim, BASE)[k >> 1];
    return k % 2 ? Math.cos(angle) : Math.sin(angle);
  });
}

/**
 * Outputs and weights of attention over words (arrays of numbers), which stand at positions begins, begins + 1, …
 * @param {number[][]} words
 * @param {number[][][]} matrices for query, key and value
 */
export function attend(
  words,
  [toQuery, toKey, toValue],
  { door, causal, begins = 0, turnValues = false, slope = SLOPE },
) {
  const dim = words[0].length;
  const placed = words.map((word, m) => (door === "add" ? add(word, sinusoid(begins + m, dim)) : word));
  const speeds = invFreq(toQuery[0].length, BASE);
  const turned = (matrix) =>
    placed.map((word, m) => {
      const made = times(word, matrix);
      return door === "rotate" ? rotate(made, begins + m, speeds) : made;
    });
  const [queries, keys] = [turned(toQuery), turned(toKey)];
  const values = turnValues ? turned(toValue) : placed.map((word) => times(word, toValue));
  const weights = queries.map((query, m) =>
    softmax(
      keys.map((key, n) => {
        if (causal && n > m) return -Infinity;
        return dot(query, key) / Math.sqrt(query.length) - (door === "bias" ? slope * Math.abs(m - n) : 0);
      }),
    ),
  );
  return { weights, outputs: weights.map((row) => times(row, values)) };
}

const add = (a, b) => a.map((value, i) => value + b[i]);
