/** The kinds of layers that a configuration has, and which of them turn: the twin of rope_viz/models/layers.py. */
import { EVERY, forEachLayer, parametersByType, parametersOfLayers } from "./parameters.js";
import { isOf, tables } from "./tables.js";
import { atLeast, own, Refused, repr, truthy } from "./values.js";

/** A letter for each layer: a period, and what the first and the last are in spite of it. */
function byPattern({ period, first = "", last = "", backwards = false }, count) {
  let types = period.repeat(count).slice(0, count);
  types = (first + types.slice(first.length, count - last.length) + last).slice(0, count);
  return backwards ? [...types].reverse() : [...types];
}

/** How wide the heads of a kind of layers are, if not as all: Gemma 4's are wider where all is seen. */
export function headDimOf(config, kind) {
  if (kind.startsWith("full_attention")) return config.get("global_head_dim");
  return kind.startsWith("sliding_attention") ? config.get("swa_head_dim") : null;
}

/** By kind of layer: [its parameters, null if it has no positions; which layers are of that kind]. */
export function kindsOf(config) {
  const parameters = parametersByType(config);
  const types = layerTypes(config, parameters);
  if (!types.length) return new Map([...parameters].map(([kind, found]) => [kind, [found, null]]));
  const rotary = turning(config, types);
  const each = parametersOfLayers(config, types, parameters);
  const turned = new Set(each.filter(([, found], layer) => rotary[layer] && found !== null).map(([name]) => name));
  for (const [name, unused] of parameters) {
    const named = types.some((type) => type === name || (own(tables.renamed, type) ?? type) === name);
    if (unused !== null && name !== EVERY && !named) unused.setAside();
  }
  /** @type {Map<string, [any, number[]]>} */
  const kinds = new Map();
  each.forEach(([type, parts], layer) => {
    const found = rotary[layer] ? parts : null;
    const name = found === null && turned.has(type) ? `${type} without positions` : type;
    if (!kinds.has(name)) kinds.set(name, [found, []]);
    kinds.get(name)[1].push(layer);
  });
  return new Map(
    [...kinds].map(([kind, [found, used]]) => [
      kind,
      [found, used.length === types.length ? null : { used, total: types.length }],
    ]),
  );
}

/** Type of each layer; empty if the number of layers is unknown. */
function layerTypes(config, parameters) {
  const said = config.said("num_hidden_layers");
  const given = saidTypes(config, said || config.get("num_hidden_layers"));
  if (given !== null) {
    for (const name of [...Object.keys(tables.layer_patterns), ...tables.spelled_out, "no_rope_layer_interval"])
      config.said(name);
    return checked(given, said, config, parameters);
  }
  const count = config.get("num_hidden_layers", 0);
  if (Array.isArray(count)) throw new Refused(`num_hidden_layers must be a whole number; ${repr(count)} came.`);
  const number = atLeast("num_hidden_layers", count, 0);
  const types = byPattern(patternOf(config), number).map((letter) => tables.letters[letter]);
  const others = [...parameters.keys()].some((name) => name !== EVERY);
  const without =
    isOf(config.get("model_type"), "full_without_positions") || types.some((type) => isOf(type, "without_attention"));
  return (others || without) && types.length ? types : Array(count).fill(EVERY);
}

/** Types of layers as a file spells them out, in one of several ways. */
function saidTypes(config, count) {
  const types = config.said("layer_types");
  if (types !== null) {
    if (!Array.isArray(types) || !types.every((type) => typeof type === "string"))
      throw new Refused(`layer_types must be a list of words, one for each layer; ${repr(types)} came.`);
    return types;
  }
  const period = config.listed("block_types"); // Griffin's
  if (period !== null) return Array.from({ length: count || period.length }, (_, i) => period[i % period.length]);
  const numbered = config.listed("hybrid_layer_pattern"); // MiMo's: 1 for a window
  if (numbered !== null) return numbered.map((entry) => (truthy(entry) ? "sliding_attention" : "full_attention"));
  const attending = config.listed("attn_type_list"); // MiniMax's: 1 for softmax attention
  if (attending !== null) return attending.map((entry) => (truthy(entry) ? "full_attention" : "linear_attention"));
  const indices = config.listed("attn_layer_indices");
  if (indices === null || !count) return null;
  return Array.from({ length: count }, (_, i) => (indices.includes(i) ? "full_attention" : "linear_attention"));
}

function checked(given, count, config, parameters) {
  const further = config.get("num_nextn_predict_layers") || 0; // listed too, though they stand beside the model
  const types = count !== null && given.length === count + further ? given.slice(0, count) : given;
  if (count !== null && types.length !== count)
    throw new Refused(
      `layer_types must have an entry for each of ${count} layers; ${types.length} came. Correct one of the two.`,
    );
  const known = new Set([...tables.sets.layer_types, ...tables.sets.without_attention, ...parameters.keys()]);
  const strange = [...new Set(types)].filter((type) => !known.has(type));
  if (strange.length)
    throw new Refused(
      `layer_types must be of ${[...known]
        .filter((type) => type !== EVERY)
        .sort()
        .join(", ")}; ${strange.map(repr).join(", ")} came, ` +
        "of which it is not known whether they turn. Rename them to 'full_attention' or 'linear_attention'.",
    );
  return types;
}

/** The family's pattern, with the period that the file gives it. */
function patternOf(config) {
  const said = config.get("layer_pattern");
  const pattern = truthy(said) ? said : { period: "" };
  if (own(config.given, "order_of_interleaved_layers") === "local_attn_first")
    config.said("order_of_interleaved_layers");
  const spelled = config.said("sliding_window_pattern");
  if (typeof spelled === "string") return { period: spelledOut(spelled) };
  for (const [name, other] of Object.entries(tables.layer_patterns)) {
    const length = config.said(name);
    if (!length) continue;
    const letters = [...pattern.period];
    const isFar = (letter) => "FI".includes(letter);
    const others = letters.filter((letter) => !isFar(letter));
    const far = letters.find(isFar) ?? "F";
    const near = (others[0] ?? other).repeat(atLeast(name, length, 1) - 1);
    return { period: letters[0] === far && others.length ? far + near : near + far };
  }
  return pattern;
}

function spelledOut(pattern) {
  const letters = [...pattern];
  if (!letters.length || letters.some((letter) => !Object.hasOwn(tables.pattern_letters, letter)))
    throw new Refused(
      "sliding_window_pattern must be a number or letters, L or S for a window and G or F for layers that " +
        `see everything; ${repr(pattern)} came.`,
    );
  return letters.map((letter) => tables.pattern_letters[letter]).join("");
}

/** Whether each layer turns its queries and keys. */
function turning(config, types) {
  let turns = types.map((type) => !isOf(type, "without_attention"));
  if (isOf(config.get("model_type"), "full_without_positions") && types.includes("sliding_attention"))
    turns = types.map((type) => type === "sliding_attention");
  const bases = forEachLayer(config, "layer_rope_theta", types.length);
  for (const given of [ropeLayers(config, types.length), bases])
    if (given?.length) turns = turns.map((turn, layer) => turn && truthy(given[layer]));
  for (const elsewhere of config.listed("cross_attention_layers") ?? []) // their keys are those of an image
    if (elsewhere in turns) turns[elsewhere] = false;
  return turns;
}

/** An entry for each layer, 1 for one that turns, in spite of the fields' names. */
function ropeLayers(config, count) {
  const given = config.listed("no_rope_layers");
  if (!given?.length && config.get("no_rope_layer_interval")) {
    const interval = config.whole("no_rope_layer_interval");
    return Array.from({ length: count }, (_, layer) => (layer + 1) % interval);
  }
  config.said("no_rope_layer_interval"); // which the list spells out, and which gives way to it
  if (given?.length && given.length < count)
    throw new Refused(`no_rope_layers must have an entry for each of ${count} layers; ${given.length} came.`);
  return (given ?? []).slice(0, count);
}
