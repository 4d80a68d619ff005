/** Scaling rules by the names that configurations have for them: the twin of rope_viz/models/rules.py. */
import { kindOf } from "./parameters.js";
import { isOf } from "./tables.js";
import { atLeast, Missing, own, positive, Refused, repr, share, truthy } from "./values.js";

const [LENGTH, LONGEST] = ["original_max_position_embeddings", "max_position_embeddings"];

export function ruleOf(config, parameters) {
  const name = nameOf(config, parameters);
  if (name === "default") return older(config);
  if (!Object.hasOwn(RULES, name)) {
    const hint = name === "axial" ? " Images have AxialRope." : "";
    throw new Refused(
      `rope_type must be one of ${Object.keys(RULES).map(repr).join(", ")}; ${repr(name)} came.${hint}`,
    );
  }
  try {
    return RULES[name](config, parameters);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    throw new Refused(
      `rope_type ${repr(name)} must come with the field ${error.message}; it has ${parameters.names().join(", ")}.`,
    );
  }
}

const MAY_DIFFER = ["default", "mrope", "su", "longrope"];

function nameOf(config, parameters) {
  const [newer, older] = [parameters.said("rope_type"), parameters.said("type")];
  if (newer && older && newer !== older && [newer, older].some((name) => !MAY_DIFFER.includes(name)))
    throw new Refused(`rope_type and type must agree; ${repr(newer)} and ${repr(older)} came. Take one of them out.`);
  const name = kindOf({ rope_type: newer, type: older });
  if (name === "yarn" && isOf(config.get("model_type"), "longrope_as_yarn")) return "longrope";
  if (name === "default") {
    harmless(parameters, { factor: 1, [LENGTH]: null });
    config.said(LENGTH);
  }
  return name;
}

/** Ask for fields that change nothing, if they have these values (null: any). */
function harmless(p, values) {
  for (const [name, value] of Object.entries(values)) if (value === null || own(p.given, name) === value) p.said(name);
}

/** A rule that older files name by its factor. */
function older(config) {
  const factor = config.get("rotary_scaling_factor");
  if (truthy(factor) && factor !== 1) {
    if (config.get("max_trained_positions") === null)
      throw new Refused(
        "rotary_scaling_factor must come with max_trained_positions, from which on it counts; " +
          `${repr(factor)} came.`,
      );
    return dynamicNtk(factor, config.whole("max_trained_positions"));
  }
  const ratio = config.get("rope_condense_ratio", 1);
  return ratio !== 1 ? { rule: "linear", factor: positive("factor", ratio) } : null;
}

const length = (value) => atLeast("original_length", value, 2, "a number of tokens");

function dynamicNtk(factor, tokens) {
  return { rule: "dynamic_ntk", factor: positive("factor", factor), original_length: length(tokens) };
}

const plain = () => null;

const linear = (_, p) => ({ rule: "linear", factor: positive("factor", p.need("factor")) });

function dynamic(config, p) {
  if (truthy(p.get("alpha"))) {
    // Hunyuan's, fixed for every length; the others do nothing there
    for (const name of ["factor", "beta_fast", "beta_slow", "mscale", "mscale_all_dim"]) p.said(name);
    return { rule: "ntk_aware", factor: positive("factor", p.need("alpha")) };
  }
  return dynamicNtk(p.need("factor"), config.whole(LONGEST));
}

const yarnAttention = (factor, mscale = 1) => (factor > 1 ? 0.1 * mscale * Math.log(factor) + 1 : 1);

function notBelow(high, low, rule) {
  if (rule[high] < rule[low])
    throw new Refused(
      `${high} must not be below ${low}, because faster pairs turn more often; ${rule[high]} and ${rule[low]} came.`,
    );
}

function yarn(config, p) {
  const original = originalLength(config, p);
  harmless(p, { finetuned: null, max_position_embeddings: null, llama_4_scaling_beta: null, attn_factor: 1 });
  harmless(p, { extrapolation_factor: 1 });
  /** @type {any} */
  const rule = { rule: "yarn", factor: factorOf(config, p, original), original_length: original };
  rule.beta_fast = p.get("beta_fast") || 32;
  rule.beta_slow = p.get("beta_slow") || 1;
  rule.truncate = p.get("truncate", true);
  for (const name of ["mscale", "mscale_all_dim", "attention_factor"])
    if (truthy(p.get(name))) rule[name] = p.need(name);
  for (const name of ["factor", "beta_fast", "beta_slow"]) positive(name, rule[name]);
  length(rule.original_length);
  notBelow("beta_fast", "beta_slow", rule);
  const both = rule.mscale && rule.mscale_all_dim;
  rule.attention_factor ??= both
    ? yarnAttention(rule.factor, rule.mscale) / yarnAttention(rule.factor, rule.mscale_all_dim)
    : yarnAttention(rule.factor);
  positive("attention_factor", rule.attention_factor);
  return rule;
}

function llama3(config, p) {
  if (p.said(LENGTH) === null && config.said(LENGTH) === null) throw new Missing(`'${LENGTH}'`);
  /** @type {any} */
  const rule = { rule: "llama3" };
  for (const name of ["factor", "low_freq_factor", "high_freq_factor"]) rule[name] = p.need(name);
  rule.original_length = originalLength(config, p);
  for (const name of ["factor", "low_freq_factor", "high_freq_factor"]) positive(name, rule[name]);
  length(rule.original_length);
  notBelow("high_freq_factor", "low_freq_factor", rule);
  return rule;
}

// Phi-3.5-MoE has an attention factor for each list; others have one or none.
const ATTENTION_NAMES = {
  short_mscale: "attention_factor",
  long_mscale: "long_attention_factor",
  attention_factor: "attention_factor",
};

function longrope(config, p) {
  const original = originalLength(config, p);
  const given = Object.fromEntries(
    Object.entries(ATTENTION_NAMES)
      .filter(([theirs]) => truthy(p.get(theirs)))
      .map(([theirs, ours]) => [ours, p.need(theirs)]),
  );
  const lists = { short_factor: p.get("short_factor"), long_factor: p.get("long_factor") };
  const fromLengths =
    p.get("factor") === null && (p.said(LENGTH) || truthy(config.get(LENGTH))) && truthy(config.get(LONGEST));
  if (fromLengths) given.factor = config.whole(LONGEST) / original;
  for (const name of Object.keys(lists)) p.need(name);
  if (!fromLengths) given.factor = factorOf(config, p, original);
  for (const [name, factors] of Object.entries(lists)) checkFactors(name, factors);
  length(original);
  if (lists.short_factor.length !== lists.long_factor.length)
    throw new Refused(
      "short_factor and long_factor must be as long as each other, one per pair; " +
        `${lists.short_factor.length} and ${lists.long_factor.length} came.`,
    );
  given.attention_factor ??= given.factor <= 1 ? 1 : Math.sqrt(1 + Math.log(given.factor) / Math.log(original));
  positive("attention_factor", given.attention_factor);
  return { rule: "longrope", ...lists, original_length: original, ...given };
}

function checkFactors(name, given) {
  if (!Array.isArray(given))
    throw new Refused(
      `${name} must be a sequence with one number per pair, ${typeof given === "string" ? "str" : "float"} came.`,
    );
  given.forEach((value, i) => positive(`${name}[${i}]`, value));
  if (!given.length) throw new Refused(`${name} must have one number per pair, an empty sequence came.`);
}

function proportional(_, p) {
  const rule = { rule: "proportional", share: p.get("partial_rotary_factor", 1), factor: p.get("factor", 1) };
  positive("factor", rule.factor);
  share("share", rule.share, "of the pairs that turn");
  return rule;
}

/** Phi-3 keeps it outside of the parameters, where it counts before the one inside. */
function originalLength(config, p) {
  p.said(LENGTH);
  for (const [place, name] of [
    [config, LENGTH],
    [p, LENGTH],
    [config, LONGEST],
  ])
    if (truthy(place.get(name))) return place.whole(name);
  throw new Missing(`'${LENGTH}'`);
}

/** How many times longer the context becomes: as it is said, or as the two lengths have it. */
function factorOf(config, p, original) {
  const factor = p.get("factor");
  if (factor !== null) return positive("factor", factor);
  if (config.get(LONGEST) === null || config.whole(LONGEST) <= original) throw new Missing("'factor'");
  return config.whole(LONGEST) / original;
}

const RULES = {
  default: plain,
  mrope: plain, // the older name of the plain rule with mrope_section
  linear,
  dynamic,
  yarn,
  llama3,
  longrope,
  su: longrope, // its older name
  proportional,
};
