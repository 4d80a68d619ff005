/** Whether the angle of a pair is its position times its speed, and whether the speeds are those of RoPE. */
import { brief } from "../../explorers/core/words.js";

const BASE = 10000; // which the exercise asks for
const ALIKE = 2e-5;
const DEGREE = Math.PI / 180;

/** A fault that rope_viz.examine names as well, and the smallest input that shows it. */
export class Fault extends Error {
  constructor(fault, detail = "", shown = "") {
    super(fault);
    this.fault = fault;
    this.detail = detail;
    this.shown = shown;
  }
}

const wrap = (angle) => Math.atan2(Math.sin(angle), Math.cos(angle));
const near = (a, b, share = 3e-4) => Math.abs(a / b - 1) < share;
const angleOf = ([x, y]) => Math.atan2(y, x);
const gap = ([a, b], [c, d]) => Math.hypot(a - c, b - d);

/** Radians per token of each pair, and the position that position 0 is taken for. */
export function readAngles(phasors, positions) {
  const turns = phasors.map((pair) => pair.map((at) => wrap(angleOf(at) - angleOf(pair[0]))));
  const speeds = turns.map((angles) => angles[1]);
  positions.forEach((m, t) => {
    if (turns.every((angles, i) => Math.abs(wrap(angles[t] - m * speeds[i])) < 1e-5)) return;
    if (phasors.every((pair) => pair.slice(t).every((at) => gap(at, pair.at(-1)) < ALIKE) && t < pair.length - 1)) {
      throw new Fault("clamps", `At position ${m} and later all are turned alike.`);
    }
    const period = Array.from({ length: m }, (_, p) => p + 1).find((p) =>
      turns.every((angles, i) => positions.every((n, k) => Math.abs(wrap(angles[k] - (n % p) * speeds[i])) < 1e-5)),
    );
    if (period) throw new Fault("wraps", `Position ${period} is turned as position 0.`);
    throw new Fault("unknown", "Angles are not position times speed.");
  });
  const starts = phasors.map(([start]) => angleOf(start));
  if (starts.every((angle) => Math.abs(angle) < 1e-5)) return { speeds, shift: 0 };
  const shift = Math.round(starts[starts.length - 1] / speeds[speeds.length - 1]);
  if (starts.some((angle, i) => Math.abs(wrap(angle - shift * speeds[i])) > 1e-4)) throw new Fault("fixed angle");
  return { speeds, shift };
}

/** Refuses speeds that are not base ** (-2 i / dim) for every pair. */
export function readSpeeds(signed, dim) {
  const width = 2 * signed.length; // of the part that turns
  const ladder = (i, base) => base ** ((-2 * i) / width);
  const alike = (wanted) => {
    const off = (sign) => signed.every((speed, i) => Math.abs(wrap(sign * speed - wanted(i))) < 1e-3);
    return signed.length > 2 && (off(1) || off(-1));
  };
  if (alike((i) => 1 / ladder(i, BASE))) {
    throw new Fault(
      "exponent sign",
      `Speeds rise from 1 to ${brief(1 / ladder(signed.length - 1, BASE))} radians per token.`,
    );
  }
  if (alike((i) => ladder(i, BASE) / DEGREE)) {
    throw new Fault("degrees", "Pair 0 turns 57.3 radians per token, 180/π too many.");
  }
  if (alike((i) => ladder(i, BASE) * 2 * Math.PI)) {
    throw new Fault("degrees", "Angles are taken for whole turns: pair 0 turns 2π radians per token.");
  }
  if (new Set(signed.map(Math.sign)).size > 1) throw new Fault("mixed directions");
  const speeds = signed.map(Math.abs);
  const [scale, next] = speeds;
  if (speeds.length === 1) throw new Fault("rotary_dim", `${width} of ${dim} components turn.`);
  if (speeds.every((speed) => near(speed, scale, ALIKE))) {
    throw new Fault("one speed", `It is ${brief(scale)} radians per token.`);
  }
  const base = (next / scale) ** (-width / 2);
  if (speeds.some((speed, i) => !near(speed, scale * ladder(i, base), ALIKE))) throw new Fault("speeds");
  if (base < 1) throw new Fault("exponent sign", `Each pair is ${brief(next / scale)} times as fast as the last.`);
  if (near(scale, DEGREE) || near(scale, 1 / DEGREE)) {
    throw new Fault("degrees", `Pair 0 turns ${brief(scale)} radians per token.`);
  }
  if (!near(scale, 1, 1e-4)) {
    const shift = [-2, -1, -0.5, 0.5, 1, 2].find((pairs) => near(scale, ladder(pairs, base), 1e-4));
    if (shift) throw new Fault("exponent", `Pair 0 has the exponent that belongs to pair ${shift}.`);
    throw new Fault("speeds", `Pair 0 turns ${brief(scale)} radians per token, not 1.`);
  }
  if (!near(base, BASE)) throw otherBase(base, width);
  if (width !== dim) throw new Fault("rotary_dim", `${width} of ${dim} components turn.`);
}

/** A base that is another one, or this one in disguise: exponents over a width W make it base ** (width / W). */
function otherBase(base, width) {
  const over = (width * Math.log(BASE)) / Math.log(base);
  const whole = 2 * Math.round(over / 2);
  if (whole === 0 || !near(whole, over, 1e-4)) return new Fault("base", `It is ${brief(base)}; 10,000 was asked for.`);
  const told = `With exponents over ${whole}, not ${width}, base 10,000 gives the speeds of base ${brief(base)}.`;
  return new Fault("width", told);
}
