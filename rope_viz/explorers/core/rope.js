/**
 * Rotary position embedding in the browser: the twin of rope_viz/encodings/rope.py, compared with torch in the tests.
 *
 * Pure functions of numbers and arrays. Vectors are interleaved: components (2i, 2i + 1) are pair i.
 * distance = query position - key position; angles in radians.
 */
export const TURN = 2 * Math.PI;

/** Radians per token of each pair, base^(-2i / headDim). */
export function invFreq(headDim, base) {
  return Float64Array.from({ length: headDim / 2 }, (_, i) => base ** ((-2 * i) / headDim));
}

/** Tokens that one turn takes. */
export const wavelength = (speed) => TURN / speed;

/** Angle of each pair at one position. */
export const angles = (position, speeds) => speeds.map((speed) => position * speed);

/**
 * A pair of components turned by an angle.
 * @param {number[]} pair
 * @param {number} angle
 * @returns {[number, number]}
 */
export function rotatePair([x, y], angle) {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [x * cos - y * sin, x * sin + y * cos];
}

/** Every pair of a vector turned by its angle at one position; as rotatePair, without its small arrays, since heads turn thousands of pairs in a frame. */
export function rotate(vector, position, speeds) {
  const turned = Float64Array.from(vector);
  for (let i = 0; i < speeds.length; i++) {
    const [cos, sin] = [Math.cos(position * speeds[i]), Math.sin(position * speeds[i])];
    turned[2 * i] = vector[2 * i] * cos - vector[2 * i + 1] * sin;
    turned[2 * i + 1] = vector[2 * i] * sin + vector[2 * i + 1] * cos;
  }
  return turned;
}

export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export const norm = (a) => Math.sqrt(dot(a, a));

/** Angle from one arrow of the plane to another, in (-pi, pi], counter-clockwise positive. */
export function angleFromTo([ax, ay], [bx, by]) {
  return Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
}

/** Any angle brought to (-pi, pi]. */
export const wrap = (angle) => Math.atan2(Math.sin(angle), Math.cos(angle));

/**
 * What a query and a key contribute per pair: score(distance) = sum of along * cos(distance * speed) - across * sin(distance * speed).
 * Read a pair as a complex number: along + i * across is query times conjugate key.
 */
export function scoreParts(query, key) {
  const pairs = query.length / 2;
  const along = new Float64Array(pairs);
  const across = new Float64Array(pairs);
  for (let i = 0; i < pairs; i++) {
    const [qx, qy, kx, ky] = [query[2 * i], query[2 * i + 1], key[2 * i], key[2 * i + 1]];
    along[i] = qx * kx + qy * ky;
    across[i] = qy * kx - qx * ky;
  }
  return { along, across };
}

/** The part of each pair in the score at one distance. */
export function scoreByPair({ along, across }, distance, speeds) {
  return speeds.map((speed, i) => along[i] * Math.cos(distance * speed) - across[i] * Math.sin(distance * speed));
}

/** Score of a query and a key at one distance, undivided. */
export function score(query, key, distance, speeds) {
  return scoreAt(scoreParts(query, key), distance, speeds);
}

/** The same from parts that were computed once. */
export function scoreAt({ along, across }, distance, speeds) {
  let sum = 0;
  for (let i = 0; i < speeds.length; i++) {
    const angle = distance * speeds[i];
    sum += along[i] * Math.cos(angle) - across[i] * Math.sin(angle);
  }
  return sum;
}

/** The largest score that any distance could give: every pair that turns aligned, what stands still as it is. */
export function largestScore({ along, across }, speeds) {
  return along.reduce((sum, value, i) => sum + (speeds[i] > 0 ? Math.hypot(value, across[i]) : value), 0);
}
