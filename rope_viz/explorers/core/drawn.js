/** Random numbers that torch draws alike, and what counts as right: the twin of what rope_viz/curves/caching.py has of both. */

export const RIGHT = 1e-9; // relative; see caching.py

/** Numbers of unit variance that torch draws alike: bits of place and seed, stirred. */
export function drawn(seed, length) {
  const start = Math.imul(seed, 0x9e3779b9);
  return Array.from({ length }, (_, i) => {
    let bits = (start + i) | 0;
    for (const [shift, factor] of [
      [16, 0x85ebca6b],
      [13, 0xc2b2ae35],
      [16, 1],
    ]) {
      bits = Math.imul(bits ^ (bits >>> shift), factor);
    }
    return (((bits >>> 0) + 0.5) / 2 ** 32 - 0.5) * Math.sqrt(12);
  });
}
