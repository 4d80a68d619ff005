/** The rules that the explorer offers, made from its sliders; twin of rules.py. */
import { attentionFactor, plainSpeeds, speedsOf } from "../core/scaling.js";
import { brief } from "../core/words.js";

export const BESIDE = ["linear", "ntk_aware", "yarn_paper", "yarn", "llama3", "proportional"]; // drawn pale, as usual
const RAMPS = ["yarn", "yarn_paper", "llama3", "own"];

/** The ends of a rule's ramp as its paper or code has them: turns in the longest text of training. */
export const usualRamp = (name) => (name === "llama3" ? { slow: 1, fast: 4 } : { slow: 1, fast: 32 });

export const hasRamp = (name) => RAMPS.includes(name);

const byTemperature = (factor) => (factor > 1 ? 0.1 * Math.log(factor) + 1 : 1);

/** A rule as core/scaling.js knows it; a ramp needs a length, however the sliders stand. */
function made(name, { trained: original_length, factor, slow, fast, share, attention, factors }) {
  const above = Math.max(fast, slow);
  const paper = { rule: "yarn_paper", factor, original_length, alpha: slow, beta: Math.max(above, 1.001 * slow) };
  const attention_factor = byTemperature(factor);
  return {
    none: () => null,
    linear: () => ({ rule: "linear", factor }),
    ntk_aware: () => ({ rule: "ntk_aware", factor }),
    dynamic_ntk: () => ({ rule: "dynamic_ntk", factor, original_length }),
    yarn: () => ({ rule: "yarn", factor, original_length, beta_slow: slow, beta_fast: above, attention_factor }),
    yarn_paper: () => ({ ...paper, attention_factor }),
    own: () => ({ ...paper, attention_factor: attention }),
    llama3: () => ({ rule: "llama3", factor, original_length, low_freq_factor: slow, high_freq_factor: above }),
    proportional: () => ({ rule: "proportional", share }),
    per_pair: () => ({ rule: "per_pair", factors, attention_factor: attention }),
  }[name]();
}

/** The name of the rule in force: none where a list has another number of pairs. */
export function shownRule({ build, rule, factors, head_dim }) {
  if (build) return "own";
  return rule === "per_pair" && 2 * factors.length !== head_dim ? "none" : rule;
}

const roped = ({ base, head_dim }, scaling) => ({ base, rotary_dim: head_dim, scaling });

export const plainOf = (state) => plainSpeeds(roped(state, null));

/** Speeds by a rule at one length of text, and by what scores are multiplied. */
export function ruled(state, name, length) {
  const rope = roped(state, made(name, state));
  return { speeds: speedsOf(rope, length), grown: attentionFactor(rope, length) ** 2 };
}

/** Speeds by the rules that are drawn beside, each with its usual ends. */
export const besides = (state) =>
  BESIDE.map((name) => ruled({ ...state, ...usualRamp(name), share: 0.75 }, name, state.length).speeds);

/** The rule with what its sliders say. */
export function ruleInWords(state, title) {
  const name = shownRule(state);
  if (name === "none" || name === "per_pair") return title;
  if (name === "proportional") return `${title}, share ${brief(state.share)}`;
  const said = name === "own" ? `a ramp of your own, queries and keys × ${brief(state.attention)}` : title;
  const ends = `, ramp ${brief(Math.max(state.fast, state.slow))} to ${brief(state.slow)} turns`;
  return `${said}, factor ${brief(state.factor)}${hasRamp(name) ? ends : ""}`;
}
