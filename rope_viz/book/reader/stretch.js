/** The address of the chapter on longer texts, with a model's clocks and rule in it. */

const UNKNOWN = 8192; // tokens of training where a file says nothing
const ENDS = { yarn: ["beta_slow", "beta_fast"], llama3: ["low_freq_factor", "high_freq_factor"] };
const SHARED = ["linear", "ntk_aware", "dynamic_ntk", "yarn", "llama3", "proportional"];

/**
 * What the chapter's first explorer is set to for a rope: its traits by name, or null where its rule cannot be said.
 * @param {any} rope
 * @param {number | null} context
 */
export function stretched({ base, rotary_dim, scaling }, context) {
  const rule = scaling?.rule ?? "none";
  const factor = scaling?.factor ?? 1;
  // Interpolation says how many times longer the context became; others say it themselves.
  const trained = scaling?.original_length ?? Math.round((context ?? UNKNOWN) / (rule === "linear" ? factor : 1));
  const length = rule === "none" ? 4 * trained : Math.max(context ?? 0, 2 * trained);
  const traits = { trained, base, head_dim: rotary_dim, length };
  if (rule === "none") return traits;
  if (rule === "longrope") return { ...traits, factors: scaling.long_factor.join(","), rule: "per_pair" };
  if (!SHARED.includes(rule)) return null;
  const [slow, fast] = (ENDS[rule] ?? []).map((end) => scaling[end]);
  const said = rule === "proportional" ? { share: scaling.share } : { factor };
  return { ...traits, rule, ...said, ...(ENDS[rule] ? { fast, slow } : {}) };
}

/** A link to it from a page beside it, or nothing. */
export function stretchAddress(rope, context) {
  const traits = rope && stretched(rope, context);
  if (!traits) return "";
  const query = new URLSearchParams(Object.entries(traits).map(([name, value]) => [`stretch.${name}`, String(value)]));
  return `stretch.html?${query}#explorer-stretch`;
}
