/** What a configuration says of attention that no rotation shows: the twin of rope_viz/models/notes.py. */
import { general } from "./card.js";
import { parametersByType } from "./parameters.js";
import { isOf, tables } from "./tables.js";
import { own, truthy } from "./values.js";

/** Factors on logits beside the rule's, and parts that turn otherwise. */
export function notesOf(config, kinds) {
  nothingNew(config);
  return [...logits(config, kinds), ...byPosition(config), ...indexer(config)];
}

/** Fields that repeat what is known. */
function nothingNew(config) {
  if (isOf(config.get("model_type"), "half", "interleaved", "latent")) config.said("per_layer_config");
  const scaled = own(config.given, "rope_scaling_layers");
  const count = config.get("num_hidden_layers", 0);
  if (scaled?.length && scaled.length === count && scaled.every((layer, i) => layer === i))
    config.said("rope_scaling_layers");
}

/** DeepSeek multiplies its logits by the square of a second attention factor. */
function logits(config, kinds) {
  for (const { rope } of kinds) {
    const rule = rope?.scaling;
    if (rule?.rule !== "yarn" || !rule.mscale_all_dim || !truthy(config.get("qk_rope_head_dim"))) continue;
    const factor = 1 + 0.1 * rule.mscale_all_dim * Math.log(Math.max(rule.factor, 1));
    return [`logits × ${general(factor ** 2, 4)} besides (mscale_all_dim ${general(rule.mscale_all_dim)})`];
  }
  return [];
}

function byPosition(config) {
  const found = [];
  const betas = [...parametersByType(config).values()].map((p) => p?.get("llama_4_scaling_beta"));
  if (betas.some(truthy)) found.push("queries grow with their position (llama_4_scaling_beta)");
  if (truthy(config.get("attn_temperature_tuning")))
    found.push("queries of layers without positions grow with their position (attn_temperature_tuning)");
  if (truthy(config.get("rotary_value"))) found.push("values turn too (rotary_value)");
  return found;
}

function indexer(config) {
  const layout = own(tables.indexer, config.get("model_type", ""));
  return layout ? [`an indexer chooses the keys, and turns in the ${layout} layout`] : [];
}
