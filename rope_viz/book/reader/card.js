/** A model in words: the twin of rope_viz/models/card.py. */
import { speedsOf } from "../../explorers/core/scaling.js";
import { count, fixed } from "../../explorers/core/words.js";
import { same } from "./values.js";

/** A number as Python's format "g" writes it; with commas between thousands where they are asked for. */
export function general(value, digits = 6, commas = false) {
  if (value === 0) return "0";
  const power = Number(value.toExponential(digits - 1).split("e")[1]);
  if (power < -4 || power >= digits) {
    const [digit, raised] = value.toExponential(digits - 1).split("e");
    const short = digit.includes(".") ? digit.replace(/\.?0+$/, "") : digit;
    return `${short}e${raised[0]}${raised.slice(1).padStart(2, "0")}`;
  }
  const [whole, part = ""] = value.toFixed(digits - 1 - power).split(".");
  const tail = part.replace(/0+$/, "");
  return (commas ? count(whole) : whole) + (tail && `.${tail}`);
}

const span = (factors) => `÷ ${general(Math.min(...factors))} … ${general(Math.max(...factors))}`;
const factorAndLength = (r) => [`factor ${general(r.factor)}`, `original length ${count(r.original_length)}`];

/** @type {Record<string, (rule: any) => string[]>} */
const FACTS = {
  linear: (r) => [`factor ${general(r.factor)}`],
  ntk_aware: (r) => [`factor ${general(r.factor)}`],
  dynamic_ntk: factorAndLength,
  proportional: (r) => [`share ${general(r.share)}`, ...(r.factor === 1 ? [] : [`factor ${general(r.factor)}`])],
  longrope: (r) => [
    ...(r.factor === undefined ? [] : [`factor ${general(r.factor)}`]),
    `original length ${count(r.original_length)}`,
    `short ${span(r.short_factor)}`,
    `long ${span(r.long_factor)}`,
  ],
  yarn: (r) => [
    ...factorAndLength(r),
    `ramp ${general(r.beta_fast)} to ${general(r.beta_slow)} turns`,
    ...(r.truncate ? [] : ["bounds not rounded"]),
  ],
  llama3: (r) => [...factorAndLength(r), `ramp ${general(r.high_freq_factor)} to ${general(r.low_freq_factor)} turns`],
};

function ruleInWords(rule) {
  const attention = rule.attention_factor ?? 1;
  const factor = attention === 1 ? [] : [`attention × ${general(attention, 4)}`];
  return [rule.rule, ...FACTS[rule.rule](rule), ...factor].join(", ");
}

const layersInWords = ({ used, total }) => `${used.length} of ${total} layers`;

/** The lines that `print(rv.read_model(...))` has. */
export function inWords({ kinds, context, notes }) {
  const rotating = kinds.filter(({ rope }) => rope);
  const alike = rotating.every(({ rope }) => same(rope, rotating[0].rope));
  const shown = alike ? [{ name: "", rope: rotating[0].rope, layers: layersOf(rotating) }] : kinds;
  const lines = shown.map(({ name, rope, layers }) => (name && `${name}: `) + line(rope, context, layers));
  return [...lines, ...notes];
}

/** Which layers rotate; null if it is all of them, or the configuration does not say. */
function layersOf(rotating) {
  if (rotating.some(({ layers }) => !layers)) return null;
  const used = rotating.flatMap(({ layers }) => layers.used).sort((a, b) => a - b);
  const { total } = rotating[0].layers;
  return used.length === total ? null : { used, total };
}

function line(rope, context, layers) {
  const where = layers ? [layersInWords(layers)] : [];
  if (!rope) return ["NoPositions()", ...where].join("; ");
  const speeds = speedsOf(rope);
  const waves = speeds.filter((speed) => speed > 0).map((speed) => (2 * Math.PI) / speed);
  const still = speeds.length - waves.length;
  const part = rope.rotary_dim === rope.head_dim ? "" : `${rope.rotary_dim} of `;
  const turns = `${speeds.length} pairs (${rope.layout} layout, ${part}${rope.head_dim} components)`;
  const reach = waves.length ? `${general(Math.min(...waves), 4, true)} … ${count(fixed(Math.max(...waves), 0))}` : "∞";
  const unfinished = speeds.length - waves.filter((tokens) => tokens <= context).length;
  const facts = [
    `${rope.sections ? "MRope" : "Rope"}: ${turns}${still ? `, ${still} stand still` : ""}`,
    `base ${general(rope.base, 10, true)}`,
    `${reach} tokens per turn`,
    ...(context ? [`${unfinished} pairs never finish one in ${count(context)} tokens`] : []),
  ];
  return [facts.join(", "), ...(rope.scaling ? [ruleInWords(rope.scaling)] : []), ...where].join("; ");
}
