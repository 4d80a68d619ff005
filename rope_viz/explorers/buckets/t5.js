/**
 * T5's buckets of distances in the browser: the twin of `t5_bucket` in rope_viz/relative.py, compared with torch in the tests.
 *
 * Pure functions of whole numbers. relative = key position - query position, tokens.
 */

/** The distance at which each bucket of one direction starts; whole numbers decide, because a rounded logarithm may not. */
export function bucketStarts(buckets, maxDistance) {
  const alone = Math.floor(buckets / 2);
  const far = buckets - alone;
  const starts = Array.from({ length: alone }, (_, distance) => distance);
  const [near, power, widest] = [alone, far, maxDistance].map(BigInt);
  for (let j = 0; j < far; j++) {
    const least = near ** (power - BigInt(j)) * widest ** BigInt(j);
    let start = Math.max(starts.at(-1), Math.floor(alone * (maxDistance / alone) ** (j / far)) - 1);
    while (BigInt(start) ** power < least) start += 1;
    starts.push(start);
  }
  return starts;
}

/** Starts of the buckets that one direction has. */
export function startsOf({ num_buckets: buckets, max_distance: maxDistance, bidirectional }) {
  return bucketStarts(bidirectional ? buckets / 2 : buckets, maxDistance);
}

/** The bucket of one relative position. */
export function bucketOf(relative, starts, bidirectional) {
  const distance = bidirectional ? Math.abs(relative) : Math.max(-relative, 0);
  let bucket = starts.length - 1;
  while (starts[bucket] > distance) bucket -= 1;
  return bidirectional && relative > 0 ? bucket + starts.length : bucket;
}

/** The relative positions that share a bucket with one, from the least to the greatest. */
export function sharing(relative, starts, bidirectional) {
  const bucket = bucketOf(relative, starts, bidirectional) % starts.length;
  const next = bucket + 1 < starts.length ? starts[bucket + 1] - 1 : Infinity;
  const after = bidirectional && relative > 0;
  // Distance 0 belongs to the past, and to a decoder everything after the query looks like it.
  const nearest = after ? Math.max(starts[bucket], 1) : starts[bucket];
  if (after) return [nearest, next];
  return [-next, bucket === 0 && !bidirectional ? Infinity : -nearest || 0];
}
