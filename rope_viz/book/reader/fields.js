/**
 * A configuration's fields, by the names that most families use, and which of them were asked for: the twin of
 * rope_viz/models/fields.py.
 */
import { tables } from "./tables.js";
import { atLeast, isMapping, Missing, own, Refused, repr, same, truthy } from "./values.js";

const SHARED = ["rope_theta", "partial_rotary_factor", "original_max_position_embeddings", "max_position_embeddings"];

export class Fields {
  /**
   * @param {Record<string, any>} given  what the file says
   * @param {Record<string, any>} defaults  what its family's code fills in
   * @param {Fields | null} outer  for an object about the rotation: where shared names are looked for before the defaults
   */
  constructor(given, defaults = {}, outer = null) {
    const opened = tables.opened
      .filter((part) => isMapping(own(given, part)))
      .flatMap((part) => Object.entries(given[part]).filter(([name]) => name !== "model_type"));
    const rest = Object.entries(given).filter(([name]) => !tables.opened.includes(name));
    this.given = Object.fromEntries([...opened, ...rest]);
    this.defaults = defaults;
    this.outer = outer;
    this.asked = new Set(["model_type"]);
    /** @type {Map<string, Fields>} */
    this.parts = new Map();
  }

  /** What the file itself says, under any of the field's names; null if it says nothing. */
  said(name) {
    const spellings = [name, ...(own(tables.spellings, name) ?? [])];
    for (const spelling of spellings) this.asked.add(spelling);
    const found = spellings.filter((spelling) => (own(this.given, spelling) ?? null) !== null);
    const values = found.map((spelling) => this.given[spelling]);
    if (tables.must_agree.includes(name) && values.some((value) => !same(value, values[0])))
      throw new Refused(
        `${found.join(" and ")} must agree, because both are names of one thing; ` +
          `${values.map(repr).join(" and ")} came. Take one of them out.`,
      );
    return values.length ? values[0] : null;
  }

  /** What the file says, else what its surroundings or its family do; throws where nobody says anything. */
  need(name) {
    const value = this.said(name);
    if (value !== null) return value;
    if (this.outer && SHARED.includes(name)) {
      try {
        return this.outer.need(name);
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
      }
    }
    if (Object.hasOwn(this.defaults, name)) return this.defaults[name];
    throw new Missing(`'${name}'`);
  }

  get(name, otherwise = null) {
    try {
      return this.need(name);
    } catch (error) {
      if (error instanceof Missing) return otherwise;
      throw error;
    }
  }

  whole(name) {
    return atLeast(name, this.need(name), 1);
  }

  /** A list; null if there is none. */
  listed(name) {
    const value = this.get(name);
    if (value === null || Array.isArray(value)) return value;
    throw new Refused(`${name} must be a list; ${repr(value)} came.`);
  }

  saysNull(name) {
    return own(this.given, name) === null;
  }

  setAside() {
    for (const name of Object.keys(this.given)) this.asked.add(name);
  }

  /** An object inside, as fields of its own; null if the file has none of that name. */
  part(name) {
    this.asked.add(name);
    if (!isMapping(own(this.given, name))) return null;
    return this.adopt(name, this.parts.get(name) ?? new Fields(this.given[name], {}, this));
  }

  adopt(name, part) {
    this.asked.add(name);
    if (!this.parts.has(name)) this.parts.set(name, part);
    return this.parts.get(name);
  }

  /** The same fields with some other values; who asks the one has asked the other. */
  having(values) {
    const other = new Fields({ ...this.given, ...values }, this.defaults, this.outer);
    other.asked = this.asked;
    other.parts = this.parts;
    return other;
  }

  names() {
    return Object.keys(this.given)
      .filter((name) => name !== "model_type")
      .sort();
  }

  /** Fields that speak of positions and that nobody asked for, as pairs of name and value. */
  overlooked() {
    const found = [];
    for (const [name, value] of Object.entries(this.given)) {
      if (this.asked.has(name) || !saysSomething(name, value)) continue;
      if (this.speaks(name)) found.push([name, value]);
      else if (isMapping(value) && !Object.hasOwn(value, "model_type") && !tables.patterns.other_parts.test(name))
        found.push(...inside(name, new Fields(value)));
    }
    for (const [name, part] of this.parts) found.push(...inside(name, part));
    return found;
  }

  speaks(name) {
    const { speaking, silent } = tables.patterns;
    return this.outer !== null || (speaking.test(name) && !silent.test(name));
  }
}

const inside = (name, part) => part.overlooked().map(([inner, value]) => [`${name}.${inner}`, value]);

/** Whether a value says more than that there is nothing, or, of a rotation, that there is one. */
function saysSomething(name, value) {
  if (typeof value === "boolean") return value !== tables.patterns.switches.test(name);
  return value !== null && (typeof value === "number" || truthy(value));
}
