/** The five curves at every whole distance. */
import { everyDistance } from "../core/every.js";
import { keeping } from "../core/keeping.js";
import { norm, rotate, scoreParts } from "../core/rope.js";
import { everySpeedOf, pairsOf } from "../core/speeds.js";

const BLOCK = 256; // distances at a time: they stay in the fastest memory, and roundings do not add up

/**
 * RoFormer's curve, the mean length of the partial sums of all hands that turn divided by its value at distance 0. A hand
 * that turns by the same angle again and again needs no new cosine.
 */
function boundOf(speeds, reach) {
  const bound = new Float64Array(reach + 1);
  const [x, y] = [new Float64Array(BLOCK), new Float64Array(BLOCK)];
  const share = 2 / (speeds.length * (speeds.length + 1));
  for (let from = 0; from <= reach; from += BLOCK) {
    x.fill(0);
    y.fill(0);
    for (const speed of speeds) addHand(x, y, from * speed, speed, bound, share, from);
  }
  return bound;
}

/** Puts one more hand at the end of each distance's chain, and adds how far the chain reaches. */
function addHand(x, y, angle, step, bound, share, from) {
  const count = Math.min(x.length, bound.length - from);
  const [stepCos, stepSin] = [Math.cos(step), Math.sin(step)];
  let cos = Math.cos(angle);
  let sin = Math.sin(angle);
  for (let j = 0; j < count; j++) {
    x[j] += cos;
    y[j] += sin;
    bound[from + j] += share * Math.sqrt(x[j] * x[j] + y[j] * y[j]);
    const before = cos;
    cos = before * stepCos - sin * stepSin;
    sin = before * stepSin + sin * stepCos;
  }
}

const SPEEDS = ["head_dim", "base", "rotary_share", "own_settings", "own_inv_freq"];

const traitsOf = (state, names) => names.map((name) => state[name]);

/** The function that gives the curves of a state; each is made anew only where something else is asked of it. */
export function createCurves() {
  const hands = (size) =>
    keeping(
      (s) => [...traitsOf(s, SPEEDS), size(s)],
      (s) => everyDistance(everySpeedOf(s, size(s))),
    );
  const [every, everyOfHead] = [hands((s) => s.head_dim), hands((s) => s.head_query.length)];
  const curve = (names, make) => keeping((s) => [every(s), s.reach, ...traitsOf(s, names)], make);

  /** Score ÷ |q||k| of a query and a key. */
  const cosine = (names, hands, vectors) =>
    curve(names, (state) => {
      const [query, key] = vectors(state);
      const { along, across } = scoreParts(query, key);
      const share = (parts) => parts.map((part) => part / norm(query) / norm(key));
      return hands(state)({ along: share(along), across: share(across) })(0, state.reach + 1);
    });
  const ones = ({ head_dim }) => new Float64Array(head_dim).fill(1);
  const cut = ({ head_dim }, vectors) => vectors.map((vector) => vector.slice(0, head_dim));
  const curves = {
    bound: curve([], (s) => boundOf(everySpeedOf(s).subarray(0, pairsOf(s)), s.reach)),
    ones: cosine([], every, (s) => [ones(s), ones(s)]),
    gaussian: cosine(["gaussian_query", "gaussian_key"], every, (s) => cut(s, [s.gaussian_query, s.gaussian_key])),
    turned: cosine(["peak"], every, (s) => [ones(s), rotate(ones(s), s.peak, everySpeedOf(s))]),
    head: cosine(["head_query", "head_key"], everyOfHead, (s) => [s.head_query, s.head_key]),
  };
  return (state) => Object.fromEntries(Object.entries(curves).map(([name, of]) => [name, of(state)]));
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
