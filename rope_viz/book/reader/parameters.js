/** The parameters of the rotary embedding by type of layer: the twin of rope_viz/models/parameters.py. */
import { Fields } from "./fields.js";
import { isOf, tables } from "./tables.js";
import { isMapping, own, Refused, repr, same, truthy } from "./values.js";

export const EVERY = "every layer";

/** Parameters by type of layer, or for every layer. */
export function parametersByType(config) {
  let [name, given] = saidIn(config);
  const twoSaid = config.said("rope_local_base_freq") !== null;
  if (!truthy(given) && !twoSaid && truthy(config.get("rope_parameters")))
    [name, given] = ["rope_parameters", config.need("rope_parameters")];
  const whole = config.adopt(name, new Fields(given, {}, config));
  const nested = isNested(given);
  if (isNested(own(config.defaults, "rope_parameters") ?? {}) && truthy(given) && !nested && !twoSaid)
    return scaledWhereFull(config, whole);
  if (nested) return ofEachType(config, whole, given);
  if (config.get("rope_local_base_freq") !== null) {
    if (truthy(given) && name === "rope_parameters" && !twoSaid)
      throw new Refused(
        `rope_parameters must have an entry for each type of layers, because ${repr(config.need("model_type"))} has two ` +
          `bases; ${repr(given)} came.`,
      );
    return twoBases(config, whole);
  }
  const inner = own(given, "rope_theta") ?? null;
  const outside = config.said("rope_theta");
  if (inner !== null && truthy(saidIn(config)[1]) && outside !== null && outside !== inner)
    throw new Refused(
      `rope_theta must be the same in ${name} and outside of it; ${repr(inner)} and ${repr(outside)} came. ` +
        "Take one of them out.",
    );
  return new Map([[EVERY, whole]]);
}

/** For each layer the name of its kind and its parameters. */
export function parametersOfLayers(config, types, parameters) {
  let bases = forEachLayer(config, "rope_theta", types.length);
  const shares = forEachLayer(config, "partial_rotary_factor", types.length);
  bases ||= forEachLayer(config, "layer_rope_theta", types.length);
  if (bases === null && shares === null) return types.map((type) => [type, ofType(type, parameters)]);
  const values = types.map((type, layer) => [type, bases?.[layer] ?? null, shares?.[layer] ?? null]);
  const several = types.filter(
    (type) => new Set(values.filter((v) => v[0] === type && v[1] !== 0).map((v) => JSON.stringify(v))).size > 1,
  );
  return values.map((value) => ofLayer(config, value, several.includes(value[0]), parameters));
}

/** The field that the file has, and what is in it; nothing if it has none. */
function saidIn(config) {
  const found = [];
  for (const name of ["rope_parameters", "rope_scaling"]) {
    const value = config.said(name);
    if (!truthy(value)) continue;
    if (!isMapping(value)) throw new Refused(`${name} must be an object; ${repr(value)} came.`);
    found.push([name, value]);
  }
  if (found.length === 2 && !agree(found[0][1], found[1][1]))
    throw new Refused(
      "rope_parameters and rope_scaling must say the same, because they are the newer and the older name of " +
        `one thing; ${repr(found[0][1])} and ${repr(found[1][1])} came. Take one out.`,
    );
  return found[0] ?? ["rope_parameters", {}];
}

function agree(newer, older) {
  const [first, second] = [newer, older].map(({ type, ...values }) => ({
    ...values,
    rope_type: kindOf({ type, ...values }),
  }));
  return Object.entries(second).every(([name, value]) => same(own(first, name) ?? null, value));
}

/** The rule's name, from its newer or older field. */
export const kindOf = ({ rope_type: newer = null, type: older = null }) =>
  String(truthy(newer) ? newer : truthy(older) ? older : "default");

const isNested = (given) => Object.values(given).some(isMapping);

function ofEachType(config, whole, given) {
  if (kindOf(given) === "default") {
    whole.said("rope_type");
    whole.said("type");
  }
  const bases = Object.values(given)
    .filter(isMapping)
    .map((value) => value.rope_theta ?? null);
  if (bases.includes(own(config.given, "rope_theta") ?? null)) config.said("rope_theta");
  const kept = Object.entries(given).filter(
    ([kind, value]) => isMapping(value) || (value === null && isOf(kind, "layer_types")),
  );
  return new Map(kept.map(([kind, value]) => [kind, isMapping(value) ? whole.part(kind) : null]));
}

/** One rule for a family whose types of layers have parameters of their own. */
function scaledWhereFull(config, whole) {
  if (!isOf(config.get("model_type"), "scaled_where_full"))
    throw new Refused(
      `rope_parameters must have an entry for each type of layers, as ` +
        `${Object.keys(config.defaults.rope_parameters).join(", ")}, because those of ` +
        `${repr(config.need("model_type"))} differ; ${repr(whole.given)} came.`,
    );
  return new Map([
    ["sliding_attention", new Fields({}, {}, config)],
    ["full_attention", whole],
  ]);
}

/** Older files give a second base, for layers that see a window; a rule is for the others only. */
function twoBases(config, far) {
  const family = config.get("model_type");
  const one = isOf(family, "one_base") && config.said("rope_local_base_freq") === null;
  const near = { rope_theta: config.need(one ? "rope_theta" : "rope_local_base_freq") };
  return new Map([
    ["sliding_attention", isOf(family, "scaled_everywhere") ? far.having(near) : new Fields(near, {}, config)],
    ["full_attention", far],
  ]);
}

/** A field's entries, if it has one for each layer. */
export function forEachLayer(config, name, count) {
  const value = config.get(name);
  if (!Array.isArray(value)) return null;
  const further = config.get("num_nextn_predict_layers") || 0;
  if (![count, count + further].includes(value.length))
    throw new Refused(`${name} must have an entry for each of ${count} layers; ${value.length} came.`);
  return value.slice(0, count);
}

const renamed = (type) => own(tables.renamed, type) ?? type;

function ofType(type, parameters) {
  for (const name of [type, renamed(type), EVERY]) if (parameters.has(name)) return parameters.get(name);
  if (isOf(type, "without_attention")) return null;
  const names = [...parameters.keys()];
  if (type === EVERY)
    throw new Refused(
      `layer_types must say which layers have ${names.join(" and which ")}, because they differ; none came.`,
    );
  throw new Refused(
    `rope_parameters must have an entry for each type of layers; ${names.map(repr).join(", ")} came, and ` +
      `none for ${repr(type)}.`,
  );
}

const FACT = { rope_theta: "base", partial_rotary_factor: "share" };

function ofLayer(config, [type, base, part], several, parameters) {
  const common = base === 0 ? null : ofType(type, parameters);
  if (common === null) return [type, null];
  const facts = Object.entries({ rope_theta: base, partial_rotary_factor: part }).filter(([, v]) => v !== null);
  const found = Object.fromEntries(facts);
  const name = [type, ...(several ? facts.map(([fact, value]) => `${FACT[fact]} ${value}`) : [])].join(", ");
  if (type !== "full_attention" && isOf(config.get("model_type"), "scaled_where_full"))
    return [name, new Fields(found, {}, config)];
  return [name, common.having(found)];
}
