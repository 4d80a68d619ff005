/** Explorers of any Rope: its own speeds, whatever rule made them, until head_dim or base are moved; twin of speeds.py. */

import { stopsOf } from "./controls.js";
import { invFreq } from "./rope.js";
import { brief } from "./words.js";

const isOwn = ({ head_dim, base, own_settings: [dim, own] }) => head_dim === dim && base === own;

/** How many of the components turn; the rest of a partial rotary embedding passes through. */
function rotaryDim({ head_dim, rotary_share }) {
  return 2 * Math.max(1, Math.floor((head_dim * rotary_share) / 2 + 0.5));
}

/** The Rope's own speeds where both sliders stand as it came; the plain formula elsewhere. */
export function speedsOf(state) {
  return isOwn(state) ? Float64Array.from(state.own_inv_freq) : invFreq(rotaryDim(state), state.base);
}

export const pairsOf = (state) => (isOwn(state) ? state.own_inv_freq.length : rotaryDim(state) / 2);

/** The attention factor that the Rope came with, where it is still shown. */
export const factorOf = (state) => (isOwn(state) ? state.attention_factor : 1);

/** The rule that made the speeds, where they are its own: "yarn 4", or nothing. */
export const ruleOf = (state) => (isOwn(state) ? state.own_rule : "");

/** What the Rope that is shown was made of, in words. */
export function settingsOf(state) {
  const rule = ruleOf(state) ? `, ${ruleOf(state)}` : "";
  return `head_dim ${state.head_dim}, base ${brief(state.base)}${rule}`;
}

/** The stops of a slider, among them the value that the Rope came with. */
function withOwn(said, own) {
  const stops = stopsOf(said);
  return stops.includes(own) ? stops : [...stops, own].sort((a, b) => a - b);
}

export const baseStops = (spec) => (state) => withOwn(spec.traits.base, state.own_settings[1]);

export const dimStops = (spec) => (state) => withOwn(spec.traits.head_dim, state.own_settings[0]);
