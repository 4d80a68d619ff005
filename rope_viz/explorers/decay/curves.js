/** The five curves at every whole distance. */
import { everyDistance, HALF, tableOf } from "../core/every.js";
import { keeping } from "../core/keeping.js";
import { norm, scoreParts } from "../core/rope.js";
import { everySpeedOf, pairsOf } from "../core/speeds.js";

/**
 * RoFormer's curve, the mean length of the partial sums of all hands that turn divided by its value at distance 0; two
 * distances at a time, as far before a block's middle as after it (see every.js).
 */
function boundOf(speeds, reach) {
  const bound = new Float64Array(reach + 1);
  const share = 2 / (speeds.length * (speeds.length + 1));
  const ways = waysOf(speeds);
  const turned = new Float64Array(2 * speeds.length);
  const lengths = new Float64Array(2);
  for (let middle = HALF; middle - HALF <= reach; middle += 2 * HALF) {
    for (let i = 0; i < speeds.length; i++) {
      turned[2 * i] = Math.cos(middle * speeds[i]);
      turned[2 * i + 1] = Math.sin(middle * speeds[i]);
    }
    for (let n = 0; n <= HALF; n++) {
      chainLengths(turned, ways[n], lengths);
      if (middle - n <= reach) bound[middle - n] = share * lengths[0];
      if (middle + n <= reach) bound[middle + n] = share * lengths[1];
    }
  }
  return bound;
}

/** For each way of 0, 1, … HALF tokens the cosines and sines of all hands in turn. */
function waysOf(speeds) {
  const ways = Array.from({ length: HALF + 1 }, () => new Float64Array(2 * speeds.length));
  speeds.forEach((speed, i) => {
    const [cosines, sines] = tableOf(speed);
    for (let n = 0; n <= HALF; n++) {
      ways[n][2 * i] = cosines[n];
      ways[n][2 * i + 1] = sines[n];
    }
  });
  return ways;
}

/** Lengths of all partial sums together, of hands turned to a middle and from there a way back, and a way on. */
function chainLengths(turned, way, lengths) {
  let xBack = 0;
  let yBack = 0;
  let back = 0;
  let xOn = 0;
  let yOn = 0;
  let on = 0;
  for (let i = 0; i < turned.length; i += 2) {
    const cos = way[i];
    const sin = way[i + 1];
    const x = turned[i];
    const y = turned[i + 1];
    xBack += x * cos + y * sin;
    yBack += y * cos - x * sin;
    back += Math.sqrt(xBack * xBack + yBack * yBack);
    xOn += x * cos - y * sin;
    yOn += y * cos + x * sin;
    on += Math.sqrt(xOn * xOn + yOn * yOn);
  }
  lengths[0] = back;
  lengths[1] = on;
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
  const onesAt = cosine([], every, (s) => [ones(s), ones(s)]);
  const curves = {
    bound: curve([], (s) => boundOf(everySpeedOf(s).subarray(0, pairsOf(s)), s.reach)),
    ones: onesAt,
    gaussian: cosine(["gaussian_query", "gaussian_key"], every, (s) => cut(s, [s.gaussian_query, s.gaussian_key])),
    // A key of ones that is turned by `peak` tokens scores as one that stands so much nearer, and back as forth.
    turned: keeping(
      (s) => [onesAt(s), s.peak],
      (s) => onesAt(s).map((_, distance, all) => all[Math.abs(distance - s.peak)]),
    ),
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
