/** The five curves at every whole distance. A hand that turns by the same angle again and again needs no new cosine. */
import { norm, rotate, scoreParts } from "../core/rope.js";
import { everySpeedOf, pairsOf } from "../core/speeds.js";

const BLOCK = 256; // distances at a time: they stay in the fastest memory, and roundings do not add up

/** Calls visit(i, from, count, cosines, sines) for hand i at the distances from `from` on, block by block. */
function walk(speeds, reach, visit) {
  const [cosines, sines] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  for (let from = 0; from <= reach; from += BLOCK) {
    const count = Math.min(BLOCK, reach + 1 - from);
    for (let i = 0; i < speeds.length; i++) {
      run(cosines, sines, count, from * speeds[i], speeds[i]);
      visit(i, from, count, cosines, sines);
    }
  }
}

/** One hand's cosines and sines at `count` angles in equal steps. */
function run(cosines, sines, count, angle, step) {
  const [stepX, stepY] = [Math.cos(step), Math.sin(step)];
  let x = Math.cos(angle);
  let y = Math.sin(angle);
  for (let j = 0; j < count; j++) {
    cosines[j] = x;
    sines[j] = y;
    const before = x;
    x = before * stepX - y * stepY;
    y = before * stepY + y * stepX;
  }
}

/**
 * RoFormer's curve, the mean length of the partial sums of all hands that turn divided by its value at distance 0; and the
 * score of all ones, which is how far the whole sum reaches to the right.
 */
function chain(turning, pairs, bound, ones) {
  const share = 2 / (turning * (turning + 1));
  const [x, y] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  return (i, from, count, cosines, sines) => {
    if (i === 0) {
      x.fill(0);
      y.fill(0);
    }
    for (let j = 0; j < count; j++) {
      x[j] += cosines[j];
      y[j] += sines[j];
      if (i < turning) bound[from + j] += share * Math.sqrt(x[j] * x[j] + y[j] * y[j]);
    }
    if (i === pairs - 1) for (let j = 0; j < count; j++) ones[from + j] = x[j] / pairs;
  };
}

/** Score ÷ |q||k| of a query and a key. */
function cosineOf(query, key, curve) {
  const { along, across } = scoreParts(query, key);
  const lengths = norm(query) * norm(key);
  return (i, from, count, cosines, sines) => {
    const [a, b] = [along[i] / lengths, across[i] / lengths];
    for (let j = 0; j < count; j++) curve[from + j] += a * cosines[j] - b * sines[j];
  };
}

export function everyDistance(state) {
  const { head_dim: dim, peak, reach } = state;
  const speeds = everySpeedOf(state);
  const ofOnes = new Float64Array(dim).fill(1);
  const [bound, ones, gaussian, turned, head] = Array.from({ length: 5 }, () => new Float64Array(reach + 1));
  const made = [
    chain(pairsOf(state), dim / 2, bound, ones),
    cosineOf(state.gaussian_query.slice(0, dim), state.gaussian_key.slice(0, dim), gaussian),
    cosineOf(ofOnes, rotate(ofOnes, peak, speeds), turned),
  ];
  walk(speeds, reach, (...hand) => {
    for (const add of made) add(...hand);
  });
  walk(everySpeedOf(state, state.head_query.length), reach, cosineOf(state.head_query, state.head_key, head));
  return { bound, ones, gaussian, turned, head };
}

/**
 * Corners of a line through values at 0, 1, 2, …: all of them where there is room, else the least and the greatest of those
 * that share a column of the picture. No crest between two columns is lost.
 * @param {Float64Array} values
 * @param {number} columns
 * @returns {[number, number][]} place and value
 */
export function corners(values, columns) {
  if (values.length <= 2 * columns) return Array.from(values, (value, at) => [at, value]);
  /** @type {[number, number][]} */
  const found = [[0, values[0]]];
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    let [low, high] = [from, from];
    for (let at = from; at < to; at++) {
      if (values[at] < values[low]) low = at;
      if (values[at] > values[high]) high = at;
    }
    for (const at of low < high ? [low, high] : [high, low]) found.push([at, values[at]]);
  }
  found.push([values.length - 1, values[values.length - 1]]);
  return found;
}
