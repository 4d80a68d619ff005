/**
 * The matrix of one step and its turns: the twin of rope_viz/curves/steps.py. A table is a list of columns; a matrix is a
 * list of columns too, and stands to the right of a row. Complex numbers are pairs [re, im].
 */
import { dot, norm } from "../core/rope.js";

const STILL = 1e-9; // imaginary part up to which an eigenvalue turns nothing
const ROUNDS = 200; // enough by far; some ten are usual
const TINY = 1e-300; // in place of a pivot that is zero

/** @type {(a: number[], b: number[]) => number[]} */
const plus = ([a, b], [c, d]) => [a + c, b + d];
/** @type {(a: number[], b: number[]) => number[]} */
const minus = ([a, b], [c, d]) => [a - c, b - d];
/** @type {(a: number[], b: number[]) => number[]} */
export const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];
/** @type {(a: number[]) => number} */
const size = ([a, b]) => Math.hypot(a, b);
/** @type {(a: number[]) => number[]} */
const inverse = ([a, b]) => [a / (a * a + b * b), -b / (a * a + b * b)];

/** A complex number to a whole power. */
export function power(number, exponent) {
  let product = [1, 0];
  for (let i = 0; i < exponent; i++) product = times(product, number);
  return product;
}

function subtract(vector, other, factor) {
  for (let i = 0; i < vector.length; i++) vector[i] -= factor * other[i];
}

/** The matrix that moves each of the first `count` rows to the next one, by least squares: modified Gram-Schmidt. */
export function stepMatrix(columns, count) {
  const basis = columns.map((column) => column.slice(0, count - 1));
  const targets = columns.map((column) => column.slice(1, count));
  const upper = columns.map(() => new Float64Array(columns.length));
  const parts = columns.map(() => new Float64Array(columns.length));
  basis.forEach((axis, j) => {
    upper[j][j] = norm(axis);
    for (let i = 0; i < axis.length; i++) axis[i] /= upper[j][j];
    const share = (vector) => {
      const along = dot(axis, vector);
      subtract(vector, axis, along);
      return along;
    };
    for (let i = j + 1; i < basis.length; i++) upper[j][i] = share(basis[i]);
    targets.forEach((target, t) => {
      parts[t][j] = share(target);
    });
  });
  return parts.map((part) => solved(upper, part));
}

/** Solution of an upper triangular system. */
function solved(upper, part) {
  const solution = new Float64Array(part.length);
  for (let j = part.length - 1; j >= 0; j--) solution[j] = (part[j] - dot(upper[j], solution)) / upper[j][j];
  return solution;
}

/** Rows moved one step on, as columns. */
export const moved = (columns, matrix) =>
  matrix.map((factors) => {
    const column = new Float64Array(columns[0].length);
    factors.forEach((factor, j) => subtract(column, columns[j], -factor));
    return column;
  });

/**
 * The inverse of (value · 1 − matrix), by rows with re and im in turn; its entries tell how near an eigenvalue is. Gauss and
 * Jordan, the largest pivot first; flat arrays, since it is made some hundred times for a fit.
 */
function resolvent(matrix, [re, im]) {
  const count = matrix.length;
  const rows = matrix.map((_, i) => {
    const row = new Float64Array(4 * count);
    for (let t = 0; t < count; t++) row[2 * t] = -matrix[t][i];
    row[2 * i] += re;
    row[2 * i + 1] = im;
    row[2 * (count + i)] = 1;
    return row;
  });
  for (let j = 0; j < count; j++) {
    const best = largestFrom(rows, j);
    [rows[j], rows[best]] = [rows[best], rows[j]];
    const pivot = rows[j];
    const scale = inverse(pivot[2 * j] || pivot[2 * j + 1] ? entry(pivot, j) : [TINY, 0]);
    addTimes(pivot, pivot, scale[0] - 1, scale[1], j);
    for (let i = 0; i < count; i++) if (i !== j) addTimes(rows[i], pivot, -rows[i][2 * j], -rows[i][2 * j + 1], j);
  }
  return rows.map((row) => row.subarray(2 * count));
}

const entry = (row, k) => [row[2 * k], row[2 * k + 1]];

/** From row j on, the one whose entry in column j is the largest. */
function largestFrom(rows, j) {
  let [best, most] = [j, -1];
  for (let i = j; i < rows.length; i++) {
    const square = rows[i][2 * j] ** 2 + rows[i][2 * j + 1] ** 2;
    if (square > most) [best, most] = [i, square];
  }
  return best;
}

/** Adds a complex multiple of another row to a row, from an entry on. */
function addTimes(row, other, re, im, from) {
  for (let k = 2 * from; k < row.length; k += 2) {
    const a = other[k];
    const b = other[k + 1];
    row[k] += a * re - b * im;
    row[k + 1] += a * im + b * re;
  }
}

/** All eigenvalues at once, by Aberth's method: each steps as Newton would, and away from the others. */
function eigenvalues(matrix) {
  const count = matrix.length;
  const values = matrix.map((_, i) => {
    const angle = (2 * Math.PI * (i + 0.3)) / count;
    return [0.9 * Math.cos(angle), 0.9 * Math.sin(angle)];
  });
  for (let round = 0, largest = 1; round < ROUNDS && largest > 1e-15; round++) {
    largest = 0;
    values.forEach((value, i) => {
      let slope = [0, 0]; // of the logarithm of the characteristic polynomial: the trace of the resolvent
      resolvent(matrix, value).forEach((row, j) => {
        slope = plus(slope, entry(row, j));
      });
      values.forEach((other, k) => {
        if (k !== i) slope = minus(slope, inverse(minus(value, other)));
      });
      const change = inverse(slope);
      if (!(size(change) > 0)) return;
      values[i] = minus(value, change);
      largest = Math.max(largest, size(change));
    });
  }
  return values;
}

/** The longest column of a resolvent at an eigenvalue is its eigenvector. */
function eigenvector(matrix, value) {
  const rows = resolvent(matrix, value);
  const lengths = matrix.map((_, k) => Math.max(...rows.map((row) => size(entry(row, k)))));
  const longest = Math.max(...lengths);
  const k = lengths.indexOf(longest);
  return rows.map((row) => [row[2 * k] / longest, row[2 * k + 1] / longest]);
}

/**
 * The turns of a matrix, fastest first: { factor, period, path, reach }, where the path holds x and y of each row in the
 * turn's plane, at a mean distance of 1 from 0 and the first to the right, and the reach is the largest distance.
 */
export function turnsOf(matrix, columns) {
  return eigenvalues(matrix)
    .filter(([, im]) => im > STILL)
    .map((factor) => ({ factor, angle: Math.atan2(factor[1], factor[0]) }))
    .sort((a, b) => b.angle - a.angle)
    .map(({ factor, angle }) => {
      const path = pathOf(eigenvector(matrix, factor), columns);
      return { factor, period: (2 * Math.PI) / angle, path, reach: Math.max(...path.map(size)) };
    });
}

function pathOf(vector, columns) {
  const points = Array.from(columns[0], (_, m) => {
    let x = 0;
    let y = 0;
    for (let j = 0; j < vector.length; j++) {
      x += columns[j][m] * vector[j][0];
      y += columns[j][m] * vector[j][1];
    }
    return [x, y];
  });
  const mean = points.reduce((sum, point) => sum + size(point), 0) / points.length;
  const right = inverse(points[0]);
  const turn = [right[0] / size(right) / mean, right[1] / size(right) / mean];
  return points.map((point) => times(point, turn));
}

/** How many turns each hand makes for one of the next slower, from a row on: the slope of a line through both angles. */
export function gearsOf(turns, first) {
  const angles = turns.map(({ path }) => unwrapped(path.slice(first)));
  return angles.slice(1).map((slow, i) => {
    const [slowMean, fastMean] = [slow, angles[i]].map((all) => all.reduce((sum, a) => sum + a, 0) / all.length);
    let [product, square] = [0, 0];
    slow.forEach((angle, m) => {
      product += (angle - slowMean) * (angles[i][m] - fastMean);
      square += (angle - slowMean) ** 2;
    });
    return product / square;
  });
}

function unwrapped(path) {
  let last = 0;
  return path.map(([x, y]) => {
    const angle = Math.atan2(y, x);
    last = angle + 2 * Math.PI * Math.round((last - angle) / (2 * Math.PI));
    return last;
  });
}
