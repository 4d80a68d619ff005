/**
 * What a Hugging Face config.json says about rotary embedding, read in the browser: the twin of rope_viz/models/config.py.
 * Both make the same plain data of a file (rope_viz/models/plain.py), or refuse it in the same words; the tests compare them.
 */
import { speedsOf } from "../../explorers/core/scaling.js";
import { Fields } from "./fields.js";
import { headDimOf, kindsOf } from "./layers.js";
import { notesOf } from "./notes.js";
import { checkReadable, nameOf, warningOfOverlooked } from "./refusals.js";
import { ruleOf } from "./rules.js";
import { isOf, tables } from "./tables.js";
import { atLeast, even, isMapping, own, positive, Refused, repr, same, share, truthy } from "./values.js";

/** The model as plain data, and what a reader should be warned of: { model, warnings }. */
export function readModel(given, name = "") {
  if (!isMapping(given)) throw new Refused("source must hold one JSON object, as config.json does.");
  const warnings = [];
  const config = wordsPart(given);
  checkReadable(config);
  const layout = layoutOf(config, warnings);
  const kinds = [...kindsOf(config)].map(([kind, [parameters, layers]]) => ({
    name: kind,
    layers,
    rope: parameters === null ? null : ropeOf(config, kind, parameters, layout),
  }));
  if (!kinds.some(({ rope }) => rope))
    throw new Refused(`source must describe a rotary embedding; all layers of ${nameOf(config)} do without.`);
  const model = { name, context: contextOf(config), notes: notesOf(config, kinds), kinds };
  const overlooked = warningOfOverlooked(config);
  return { model, warnings: overlooked ? [...warnings, overlooked] : warnings };
}

/** The fields of the part about words, with what its family fills in. */
function wordsPart(config) {
  let part = config;
  let inherited = config.model_type ?? "";
  const whole = [];
  const inner = (family) => own(tables.parts, family)?.[1];
  for (;;) {
    const name = tables.words_parts.find((place) => isMapping(own(part, place)));
    if (!name) break;
    whole.push(
      ...Object.entries(part).filter(([field, value]) => !isMapping(value) || tables.patterns.speaking.test(field)),
    );
    inherited = inner(inherited) ?? "";
    part = part[name];
    inherited = part.model_type || inherited;
  }
  inherited = inner(inherited) ?? inherited; // the file has no part of its own for words
  // what stands beside the part counts if the part says nothing of it, or if it says something else
  const around = whole.filter(
    ([field, value]) => field !== "model_type" && ((own(part, field) ?? null) === null || !same(part[field], value)),
  );
  const fields = new Fields({ ...part, model_type: inherited || "unknown" }, own(tables.defaults, inherited) ?? {});
  fields.adopt("around", new Fields(Object.fromEntries(around)));
  return fields;
}

function contextOf(config) {
  const unknown = config.get("max_position_embeddings") === null || config.saysNull("max_position_embeddings");
  return unknown ? null : config.whole("max_position_embeddings");
}

function layoutOf(config, warnings) {
  const family = config.get("model_type");
  const said = config.said("rope_interleave");
  if (said !== null) return truthy(said) ? "interleaved" : "half";
  if (isLatent(config)) return "interleaved"; // multi-head latent attention pairs neighbours
  if (isOf(family, "interleaved", "interleaved_elsewhere")) return "interleaved";
  if (!isOf(family, "half", "half_elsewhere", "latent"))
    warnings.push(`layout 'half' is assumed, because model_type ${repr(family)} is not known; say layout= to be sure.`);
  return "half";
}

/** Multi-head latent attention, which turns a part of its own of each head. */
function isLatent(config) {
  if (config.said("use_mla") === false) {
    config.said("qk_rope_head_dim");
    return false;
  }
  const family = config.get("model_type");
  const known = isOf(family, "half", "interleaved", "latent");
  return truthy(config.get("qk_rope_head_dim")) && (isOf(family, "latent") || !known);
}

function ropeOf(config, kind, parameters, layout) {
  const scaling = ruleOf(config, parameters);
  const headDim = headDimFor(config, kind);
  const base = baseOf(config, parameters);
  const part = rotaryDimOf(config, parameters, headDim);
  const family = config.get("model_type", "");
  const said = parameters.get("mrope_section");
  const sections = truthy(said) ? said : own(tables.sections, family);
  const fixed = scaling?.rule === "dynamic_ntk" || scaling?.rule === "longrope";
  if (sections && fixed)
    throw new Refused(`mrope_section must come with a rule for every length; ${scaling.rule} came.`);
  const order =
    sections && (truthy(parameters.get("mrope_interleaved")) || isOf(family, "turns")) ? "interleaved" : "contiguous";
  even("head_dim", headDim, "because components turn in pairs");
  positive("base", base, "because the speeds are its powers");
  // of the rule "proportional" the share is the rule's; the head turns as a whole
  const rotaryDim = scaling?.rule === "proportional" || part === null ? headDim : part;
  even("rotary_dim", rotaryDim, "because components turn in pairs");
  if (rotaryDim > headDim) throw new Refused(`rotary_dim must be at most ${headDim}, the head_dim; ${rotaryDim} came.`);
  const rope = { head_dim: headDim, base, layout, rotary_dim: rotaryDim, scaling };
  if (sections) checkSections(sections, rotaryDim / 2, order);
  checkSpeeds(rope);
  return sections ? { ...rope, sections: [...sections], order } : rope;
}

/** A rule that does not fit the number of pairs says so now. */
function checkSpeeds(rope) {
  try {
    speedsOf(rope);
  } catch (error) {
    throw error instanceof RangeError ? new Refused(error.message) : error;
  }
}

function checkSections(sections, pairs, order) {
  const tuple = (numbers) => `(${numbers.join(", ")}${numbers.length === 1 ? "," : ""})`;
  const sum = sections.reduce((total, count) => total + atLeast("sections", count, 0), 0);
  if (sum !== pairs)
    throw new Refused(
      `sections must sum to ${pairs}, because each of ${pairs} pairs turns with one axis; ` +
        `${tuple(sections)} came, whose sum is ${sum}.`,
    );
  if (order === "contiguous") return;
  const axes = Array(pairs).fill(0);
  for (let axis = 1; axis < sections.length; axis++)
    for (let i = axis; i < Math.min(sections.length * sections[axis], pairs); i += sections.length) axes[i] = axis;
  const reached = sections.map((_, axis) => axes.filter((of) => of === axis).length);
  if (!same(reached, [...sections]))
    throw new Refused(
      `sections must let the axes alternate: axis a has one pair in ${sections.length}, from pair a on, so ` +
        `${tuple(sections)} would become ${tuple(reached)}. Give the axes after the first fewer pairs.`,
    );
}

function headDimFor(config, kind) {
  const special = headDimOf(config, kind);
  if (truthy(special)) return special;
  const latent = config.said("use_mla") !== false ? ["qk_rope_head_dim"] : [];
  for (const name of [...latent, "head_dim", "attention_head_dim", "kv_channels"])
    if (truthy(config.get(name)) && !config.saysNull(name)) return config.whole(name);
  if (!truthy(config.get("hidden_size")) || !truthy(config.get("num_attention_heads")))
    throw new Refused(
      "source must give head_dim, or hidden_size and num_attention_heads; " +
        `${nameOf(config)} has the fields ${config.names().join(", ") || "none"}.`,
    );
  const wide = own(tables.wider_heads, config.get("model_type", "")) ?? 1;
  return Math.floor((wide * config.whole("hidden_size")) / config.whole("num_attention_heads"));
}

function baseOf(config, parameters) {
  const base = parameters.get("rope_theta");
  if (base === null)
    throw new Refused(
      "source must describe a rotary embedding by rope_theta or rope_parameters; " +
        `${nameOf(config)} has no base in it.`,
    );
  if (!isOf(config.get("model_type"), "with_ratio")) return positive("rope_theta", base);
  config.said("original_rope");
  return positive("rope_theta", base * positive("rope_ratio", config.get("rope_ratio", 1)));
}

function rotaryDimOf(config, parameters, headDim) {
  if (truthy(config.get("qk_rope_head_dim")) && config.said("use_mla") !== false) {
    parameters.get("partial_rotary_factor"); // of the whole head, of which only that part is read
    return null; // that part turns as a whole
  }
  const part = parameters.get("partial_rotary_factor");
  if (truthy(config.get("rotary_dim")) && parameters.said("partial_rotary_factor") === null)
    return config.whole("rotary_dim");
  return part === null ? null : Math.trunc(headDim * share("partial_rotary_factor", part, "that turns"));
}
