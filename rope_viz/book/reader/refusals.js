/** What would be read wrongly, and what the errors say of it: the twin of rope_viz/models/refusals.py. */
import { isOf, tables } from "./tables.js";
import { own, Refused, repr, truthy } from "./values.js";

/** What errors call it. */
export const nameOf = (config) => `a configuration of model_type ${repr(config.get("model_type", "unknown"))}`;

/** Refuse what would be read wrongly. */
export function checkReadable(config) {
  const other = own(tables.not_read, config.get("model_type", ""));
  if (other)
    throw new Refused(`source must be of a family whose rotation Rope has; that of ${nameOf(config)} ${other}.`);
  checkNotAnImage(config);
  const instead = insteadOf(config);
  if (instead) throw new Refused(`source must describe a rotary embedding; ${nameOf(config)} has ${instead}.`);
}

function checkNotAnImage(config) {
  const raw = config.given;
  const named = tables.patterns.images.test(config.get("model_type", ""));
  const visual = tables.of_images.some((name) => Object.hasOwn(raw, name)) && !Object.hasOwn(raw, "vocab_size");
  if (named || visual)
    throw new Refused(
      `source must be about words, in one order; ${nameOf(config)} is about images, whose places have rows and ` +
        "columns. AxialRope turns by both.",
    );
  if (raw.model_type === "unknown" && Object.hasOwn(raw, "dim") && Object.hasOwn(raw, "n_heads"))
    throw new Refused(
      "source must be a config.json of Hugging Face; this looks like a params.json of Mistral or Meta, which has " +
        "other fields. Make the Rope of them: Rope(head_dim, base, layout='interleaved').",
    );
}

/** What there is in place of a rotation; null if there is one. */
function insteadOf(config) {
  const family = config.get("model_type", "");
  const kind = config.get("position_embedding_type", "rotary");
  const saysSo = config.said("rope") === true || ["rotary", "rope"].includes(config.said("position_embedding_type"));
  const alibi = tables.has_instead.bloom;
  if (isOf(family, "without_rotation") && !saysSo) {
    const whatever = Object.hasOwn(config.given, "rope_theta") ? ", whatever base it names" : "";
    return (own(tables.has_instead, family) ?? "none") + whatever;
  }
  if (truthy(config.get("alibi")) || truthy(config.get("use_alibi"))) return alibi;
  if (family === "baichuan" && config.get("hidden_size") === 5120) return alibi; // of two sizes, only the larger
  if (truthy(config.get("position_encoding_2d"))) return "two positions for each token, those of the first ChatGLM";
  if (truthy(config.get("use_nope"))) return "none, because mla_use_nope is true";
  if (!truthy(config.get("use_mem_rope", true))) return "none unless use_mem_rope is true";
  for (const [name, value] of Object.entries(config.given))
    if (value === false && tables.patterns.switches.test(name)) return `none, because ${name} is false`;
  // a leftover of BERT's in some files of rotary families, ModernBERT's among them
  const leftover = isOf(family, "half", "interleaved", "latent") && !isOf(family, "choosing");
  return ["rotary", "rope", "rope_gptj"].includes(kind) || leftover ? null : `position_embedding_type ${repr(kind)}`;
}

/** The fields that speak of positions and were not read, in words; null if there are none. */
export function warningOfOverlooked(config) {
  const found = new Map(config.overlooked().map(([name, value]) => [name.replace(/^around\./, ""), value]));
  if (!found.size) return null;
  const shown = [...found].map(([name, value]) => `${name} (${short(value)})`).join(", ");
  return (
    `${shown}: not read, because it is not known what ${found.size === 1 ? "it means" : "they mean"} in ` +
    `${nameOf(config)}. If positions depend on it, the result is wrong; if not, take it out of the mapping.`
  );
}

function short(value) {
  const text = repr(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
