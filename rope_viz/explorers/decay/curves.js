/** The five curves at every whole distance. A hand that turns by the same angle again and again needs no new cosine. */
import { invFreq, norm, rotate, scoreParts } from "../core/rope.js";

const ANCHOR = 256; // steps after which the hands are set anew, so that rounding does not add up

/** Calls visit(distance, cosines, sines) for each whole distance from 0 to `reach`. */
function walk(speeds, reach, visit) {
  const count = speeds.length;
  const [stepX, stepY] = [speeds.map(Math.cos), speeds.map(Math.sin)];
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let distance = 0; distance <= reach; distance++) {
    const anew = distance % ANCHOR === 0;
    for (let i = 0; i < count; i++) {
      if (anew) {
        x[i] = Math.cos(distance * speeds[i]);
        y[i] = Math.sin(distance * speeds[i]);
      } else {
        const before = x[i];
        x[i] = before * stepX[i] - y[i] * stepY[i];
        y[i] = before * stepY[i] + y[i] * stepX[i];
      }
    }
    visit(distance, x, y);
  }
}

/** Mean length of the partial sums of all hands, divided by its value at distance 0. */
function roformer(cosines, sines) {
  const count = cosines.length;
  let [x, y, sum] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    x += cosines[i];
    y += sines[i];
    sum += Math.sqrt(x * x + y * y);
  }
  return sum / ((count * (count + 1)) / 2);
}

/** Score ÷ |q||k| of a query and a key, as a function of the hands. */
function cosineOf(query, key) {
  const { along, across } = scoreParts(query, key);
  const lengths = norm(query) * norm(key);
  return (cosines, sines) => {
    let sum = 0;
    for (let i = 0; i < cosines.length; i++) sum += along[i] * cosines[i] - across[i] * sines[i];
    return sum / lengths;
  };
}

export function everyDistance(state) {
  const { head_dim: dim, base, peak, reach } = state;
  const speeds = invFreq(dim, base);
  const ones = new Float64Array(dim).fill(1);
  const made = {
    bound: roformer,
    ones: cosineOf(ones, ones),
    gaussian: cosineOf(state.gaussian_query.slice(0, dim), state.gaussian_key.slice(0, dim)),
    turned: cosineOf(ones, rotate(ones, peak, speeds)),
  };
  const curves = Object.fromEntries([...Object.keys(made), "head"].map((name) => [name, new Float64Array(reach + 1)]));
  walk(speeds, reach, (distance, x, y) => {
    for (const name of Object.keys(made)) curves[name][distance] = made[name](x, y);
  });
  const head = cosineOf(state.head_query, state.head_key);
  walk(invFreq(state.head_query.length, base), reach, (distance, x, y) => {
    curves.head[distance] = head(x, y);
  });
  return curves;
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
