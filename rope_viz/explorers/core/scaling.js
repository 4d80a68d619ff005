/**
 * Scaling rules in the browser: the twin of rope_viz/encodings/scaling, compared with torch in the tests.
 *
 * A rope is plain data, { head_dim, base, layout, rotary_dim, scaling }, and so is its rule: { rule: "yarn", factor, ... } with
 * the parameters' names of Python.
 */
import { TURN } from "./rope.js";

/** Speed of each pair in sequences of so many tokens, radians per token; 0 for one that stands still. */
export function speedsOf({ base, rotary_dim, scaling }, tokens = 1) {
  const plain = plainSpeeds({ base, rotary_dim });
  return scaling ? RULES[scaling.rule](plain, base, scaling, tokens) : plain;
}

/** The same before the rule. */
export const plainSpeeds = ({ base, rotary_dim }) =>
  Array.from({ length: rotary_dim / 2 }, (_, i) => base ** ((-2 * i) / rotary_dim));

/** By what queries and keys are multiplied besides. */
export function attentionFactor({ scaling }, tokens = 1) {
  const long = scaling?.rule === "longrope" && tokens > scaling.original_length && scaling.long_attention_factor;
  return long || (scaling?.attention_factor ?? 1);
}

const clamp = (value) => Math.min(Math.max(value, 0), 1);

const blend = (speed, factor, kept) => speed * kept + (speed / factor) * (1 - kept);

function ntkAware(speeds, factor) {
  const n = speeds.length;
  if (n < 2)
    throw new RangeError(
      `ntk_aware must have at least 2 pairs, because it keeps the fastest and slows the slowest; ${n} came.`,
    );
  return speeds.map((speed, i) => speed * factor ** (-i / (n - 1)));
}

function yarn(speeds, base, { factor, original_length, beta_fast = 32, beta_slow = 1, truncate = true }) {
  if (base <= 1) throw new RangeError(`base must be above 1 for yarn, because its logarithm divides; ${base} came.`);
  const pairs = speeds.length;
  const indexOf = (turns) => (pairs * Math.log(original_length / (turns * TURN))) / Math.log(base);
  let [low, high] = [indexOf(beta_fast), indexOf(beta_slow)];
  if (truncate) [low, high] = [Math.floor(low), Math.ceil(high)];
  [low, high] = [Math.max(low, 0), Math.min(high, 2 * pairs - 1)];
  if (low === high) high += 0.001; // a ramp needs a length
  return speeds.map((speed, i) => blend(speed, factor, 1 - clamp((i - low) / (high - low))));
}

function byTurns(speeds, { factor, original_length }, slow, fast) {
  return speeds.map((speed) => {
    const turns = (original_length * speed) / TURN;
    return blend(speed, factor, fast === slow ? Number(turns >= fast) : clamp((turns - slow) / (fast - slow)));
  });
}

function perPair(speeds, factors) {
  if (factors.length !== speeds.length)
    throw new RangeError(`factors must be one per pair, of which there are ${speeds.length}; ${factors.length} came.`);
  return speeds.map((speed, i) => speed / factors[i]);
}

/** @type {Record<string, (speeds: number[], base: number, rule: any, tokens: number) => number[]>} */
const RULES = {
  linear: (speeds, _, { factor }) => speeds.map((speed) => speed / factor),
  ntk_aware: (speeds, _, { factor }) => ntkAware(speeds, factor),
  dynamic_ntk(speeds, _, { factor, original_length: length }, tokens) {
    return ntkAware(speeds, (factor * Math.max(tokens, length)) / length - (factor - 1));
  },
  proportional(speeds, _, { share, factor = 1 }) {
    const turning = Math.floor((share * 2 * speeds.length) / 2);
    return speeds.map((speed, i) => (i < turning ? speed / factor : 0));
  },
  per_pair: (speeds, _, { factors }) => perPair(speeds, factors),
  longrope(speeds, _, { short_factor, long_factor, original_length: length }, tokens) {
    return perPair(speeds, tokens <= length ? short_factor : long_factor);
  },
  yarn,
  yarn_paper: (speeds, _, rule) => byTurns(speeds, rule, rule.alpha ?? 1, rule.beta ?? 32),
  llama3: (speeds, _, rule) => byTurns(speeds, rule, rule.low_freq_factor ?? 1, rule.high_freq_factor ?? 4),
};
