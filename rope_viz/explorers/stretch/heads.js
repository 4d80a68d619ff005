/**
 * How much weight a head has left for what it looks for, in a text of which every token but the first is the mean token.
 * The sums over all distances are kept, so that a longer text goes on where a shorter one ended.
 */
import { scoreAt, scoreParts } from "../core/rope.js";

const EXACT = 1024; // distances after which the turning hands are set anew, so that rounding never adds up

/** What a head needs: its scores' parts for the mean key and for the first token. */
export function partsOf({ query, key, first, sinks }, head) {
  return { mean: scoreParts(query[head], key[head]), first: scoreParts(query[head], first[head]), sink: sinks[head] };
}

/**
 * Asks one head under one rule: at(length) is { weight, farthest }. Lengths are asked in any order; each costs only the
 * distances that none before needed.
 * @param {{ mean: any, first: any, sink: boolean }} parts
 * @param {{ speeds: number[], grown: number }} rule
 */
export function createAsked(parts, { speeds, grown }) {
  const pairs = speeds.length;
  const scale = grown / Math.sqrt(2 * pairs);
  const { along, across } = parts.mean;
  const [cos, sin] = [new Float64Array(pairs), new Float64Array(pairs)];
  const [stepCos, stepSin] = [Math.cos, Math.sin].map((f) => Float64Array.from(speeds, f));
  const found = new Map(); // by length
  let [next, sum, best, farthest, before] = [0, 0, -Infinity, 0, 0];

  function score(distance) {
    if (distance % EXACT === 0) {
      for (let i = 0; i < pairs; i++) {
        cos[i] = Math.cos(distance * speeds[i]);
        sin[i] = Math.sin(distance * speeds[i]);
      }
    }
    let total = 0;
    for (let i = 0; i < pairs; i++) {
      const [c, s] = [cos[i], sin[i]];
      total += along[i] * c - across[i] * s;
      cos[i] = c * stepCos[i] - s * stepSin[i];
      sin[i] = s * stepCos[i] + c * stepSin[i];
    }
    return total * scale;
  }

  function upTo(end) {
    for (; next < end; next++) {
      const here = score(next);
      if (next === 1) before = here;
      sum += Math.exp(here);
      if (here > best) [best, farthest] = [here, next];
    }
  }

  return function at(length) {
    if (!found.has(length)) {
      if (next > length - 1) [next, sum, best, farthest] = [0, 0, -Infinity, 0]; // shorter than what was asked: anew
      upTo(length - 1);
      const first = scoreAt(parts.first, length - 1, speeds) * scale;
      const weight = Math.exp((parts.sink ? first : before) - Math.log(sum + Math.exp(first)));
      found.set(length, { weight: 100 * weight, farthest: first > best ? length - 1 : farthest });
    }
    return found.get(length);
  };
}
