/** Numbers of few digits: rounding to the bit as torch rounds, and a rotation whose steps are kept in such formats. */
import { dot } from "../core/rope.js";

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The nearest number that lacks the last bits of a float32, ties to even. */
function without(dropped, value) {
  single[0] = value;
  bits[0] += (1 << (dropped - 1)) - 1 + ((bits[0] >>> dropped) & 1);
  bits[0] &= -1 << dropped;
  return single[0];
}

const [SMALLEST, LARGEST, FINEST] = [2 ** -14, 65504, 2 ** 24]; // of float16: normal, of all, and the finest step's inverse
const EVEN = 1.5 * 2 ** 52; // added and taken away again it leaves a whole number, ties to even

function half(value) {
  const size = Math.abs(value);
  if (size < SMALLEST) return (Math.fround(value) * FINEST + EVEN - EVEN) / FINEST;
  const rounded = without(13, value);
  return Math.abs(rounded) > LARGEST ? Math.sign(value) * Infinity : rounded;
}

/** By way of float32, as processors do. NaN stays what it is. */
export const ROUND = {
  float64: (value) => value,
  float32: Math.fround,
  float16: (value) => (Number.isNaN(value) ? value : half(value)),
  bfloat16: (value) => (Number.isNaN(value) ? value : without(16, value)),
};

const all = (name) => ({ positions: name, speeds: name, angles: name, tables: name, vectors: name });
const EXACT = all("float64");
const OURS = { ...EXACT, tables: "float32", vectors: "float32" };

/** The format of each step, where a short one is used from some step on: rope_viz.curves.kept_in. */
const keptIn = (name, since) =>
  ({
    positions: all(name),
    speeds: { positions: "float32", speeds: name, angles: "float32", tables: name, vectors: name },
    tables: { ...EXACT, tables: name, vectors: name },
    vectors: { ...EXACT, vectors: name },
  })[since];

/** What is shown, [name, format of each step], the exact way first. */
export function rowsOf({ build, rounded, angles, tables, vectors }) {
  const ours = ["float64 angles", OURS];
  if (build) return [ours, ["yours", { positions: angles, speeds: angles, angles, tables, vectors }]];
  return [ours, ...["float32", "float16", "bfloat16"].map((name) => [name, keptIn(name, rounded)])];
}

const STEPS = ["positions", "speeds", "angles", "tables", "vectors"];

/**
 * The score divided by √D of two words, at any distance and place, by a program that keeps each step in some format.
 * What does not depend on the place is rounded once.
 */
export function scoreKept({ query, key, speeds }, kept = EXACT) {
  const [position, speed, angle, table, component] = STEPS.map((step) => ROUND[kept[step]]);
  const [queryKept, keyKept] = [query, key].map((vector) => Float64Array.from(vector, component));
  const speedsKept = Float64Array.from(speeds, speed);

  function turned(vector, place) {
    const now = new Float64Array(vector.length);
    const at = position(place);
    for (let i = 0; i < speedsKept.length; i++) {
      const turn = angle(at * speedsKept[i]);
      const cos = table(Math.cos(turn));
      const sin = table(Math.sin(turn));
      const x = vector[2 * i];
      const y = vector[2 * i + 1];
      now[2 * i] = component(table(table(x * cos) - table(y * sin)));
      now[2 * i + 1] = component(table(table(x * sin) + table(y * cos)));
    }
    return now;
  }

  return (distance, place) =>
    dot(turned(queryKept, place + distance), turned(keyKept, place)) / Math.sqrt(query.length);
}
