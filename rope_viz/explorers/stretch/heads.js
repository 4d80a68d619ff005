/**
 * How much weight a head has left for what it looks for, in a text of which every token but the first is the mean token.
 * The sums over all distances are kept, so that a longer text goes on where a shorter one ended.
 */
import { everyDistance } from "../core/every.js";
import { scoreAt, scoreParts } from "../core/rope.js";

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
  const scale = grown / Math.sqrt(2 * speeds.length);
  const scores = everyDistance(speeds)(parts.mean);
  const before = scoreAt(parts.mean, 1, speeds) * scale;
  const found = [{ next: 0, sum: 0, best: -Infinity, farthest: 0 }]; // of all distances below next; shortest texts first

  /** From the longest text that is known and no longer, on to this one. */
  function upTo(end) {
    const known = found.findLast(({ next }) => next <= end);
    if (known.next === end) return known;
    let { sum, best, farthest } = known;
    const more = scores(known.next, end - known.next);
    for (let i = 0; i < more.length; i++) {
      const here = more[i] * scale;
      sum += Math.exp(here);
      if (here > best) [best, farthest] = [here, known.next + i];
    }
    const now = { next: end, sum, best, farthest };
    found.splice(found.indexOf(known) + 1, 0, now);
    return now;
  }

  return function at(length) {
    const { sum, best, farthest } = upTo(length - 1);
    const first = scoreAt(parts.first, length - 1, speeds) * scale;
    const weight = Math.exp((parts.sink ? first : before) - Math.log(sum + Math.exp(first)));
    return { weight: 100 * weight, farthest: first > best ? length - 1 : farthest };
  };
}
