/**
 * Explorers of any Rope: its own speeds, whatever rule made them, until head_dim or base are moved; twin of speeds.py.
 *
 * `size` is how many components the vectors have that are turned: head_dim, if nothing else is said.
 */

import { stopsOf } from "./controls.js";
import { keeping } from "./keeping.js";
import { invFreq, scoreParts } from "./rope.js";
import { brief } from "./words.js";

const isOwn = ({ base, own_settings: [dim, own] }, size) => size === dim && base === own;

/** How many of the components turn; the rest of a partial rotary embedding passes through. */
function rotaryDim(state, size) {
  if (isOwn(state, size)) return 2 * state.own_inv_freq.length;
  return 2 * Math.max(1, Math.floor((size * state.rotary_share) / 2 + 0.5));
}

/** The Rope's own speeds where it stands as it came; the plain formula elsewhere. */
export function speedsOf(state, size = state.head_dim) {
  return isOwn(state, size) ? Float64Array.from(state.own_inv_freq) : invFreq(rotaryDim(state, size), state.base);
}

/** A speed for every pair of components: what passes through stands still. */
export function everySpeedOf(state, size = state.head_dim) {
  const speeds = new Float64Array(size / 2);
  speeds.set(speedsOf(state, size));
  return speeds;
}

export const pairsOf = (state, size = state.head_dim) => rotaryDim(state, size) / 2;

/** The attention factor that the Rope came with, where it is still shown. */
export const factorOf = (state, size = state.head_dim) => (isOwn(state, size) ? state.attention_factor : 1);

/** What query and key contribute per pair, both made longer by the attention factor where they turn; see rope.js. */
export function partsOf(state, query, key) {
  const parts = scoreParts(query, key);
  const [pairs, factor] = [pairsOf(state, query.length), factorOf(state, query.length) ** 2];
  const stretched = (values) => values.map((value, i) => (i < pairs ? factor * value : value));
  return { along: stretched(parts.along), across: stretched(parts.across) };
}

/** The rule that made the speeds, where they are its own: "yarn 4", or nothing. */
export const ruleOf = (state, size = state.head_dim) => (isOwn(state, size) ? state.own_rule : "");

/** What the Rope that is shown was made of, in words. */
export function settingsOf(state, size = state.head_dim) {
  const part = rotaryDim(state, size) === size ? "" : `, ${rotaryDim(state, size)} turning`;
  const rule = ruleOf(state, size) ? `, ${ruleOf(state, size)}` : "";
  return `head_dim ${size}${part}, base ${brief(state.base)}${rule}`;
}

/** The stops of a slider, among them the value that the Rope came with. */
const stopsWith = (said, ownOf) =>
  keeping(
    (state) => [ownOf(state)],
    (state) => {
      const [stops, own] = [stopsOf(said), ownOf(state)];
      return stops.includes(own) ? stops : [...stops, own].sort((a, b) => a - b);
    },
  );

export const baseStops = (spec) => stopsWith(spec.traits.base, (state) => state.own_settings[1]);

export const dimStops = (spec) => stopsWith(spec.traits.head_dim, (state) => state.own_settings[0]);
