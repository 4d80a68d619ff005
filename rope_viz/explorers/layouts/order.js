/** Which component stands at which place, and which places the code takes as pairs. */
import { invFreq, rotatePair } from "../core/rope.js";

const inTurn = (count) => Array.from({ length: count }, (_, i) => i);

/** The component at each place, once the even ones up to 2 · moved have been taken to the front. */
export function orderOf(dim, moved) {
  const front = inTurn(moved + 1).map((i) => 2 * i);
  return [...front, ...inTurn(dim).filter((component) => !front.includes(component))];
}

/** The two places of each pair. */
export const placesOf = (dim, layout) =>
  inTurn(dim / 2).map((i) => (layout === "half" ? [i, i + dim / 2] : [2 * i, 2 * i + 1]));

/** Which of the code's pairs are two components that were trained as that pair. */
export const asTrained = (order, layout) =>
  placesOf(order.length, layout).map(([a, b], i) => order[a] === 2 * i && order[b] === 2 * i + 1);

/** A vector, by places, turned as code of a layout turns it. */
export function turned(vector, position, layout, base) {
  const made = [...vector];
  const speeds = invFreq(vector.length, base);
  placesOf(vector.length, layout).forEach(([a, b], i) => {
    [made[a], made[b]] = rotatePair([vector[a], vector[b]], position * speeds[i]);
  });
  return made;
}
