/** Values as Python has them: what is true, how a value is written, and the checks of rope_viz/checks.py. */

/** What a reader of a configuration refuses, in the words of the Python reader. */
export class Refused extends Error {}

/** A field that is not there: Python's KeyError. */
export class Missing extends Error {}

export const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** Whether Python takes a value for true: an empty list, object or text is not. */
export function truthy(value) {
  return isMapping(value) || Array.isArray(value) ? Object.keys(value).length > 0 : Boolean(value);
}

export const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

export function same(a, b) {
  if (!a || !b || typeof a !== "object" || typeof b !== "object") return a === b;
  const names = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}

/** A value as Python writes it; numbers as JSON does. */
export function repr(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (isMapping(value))
    return `{${Object.entries(value)
      .map(([name, inner]) => `${quoted(name)}: ${repr(inner)}`)
      .join(", ")}}`;
  return Number.isNaN(value) ? "nan" : String(value).replace("Infinity", "inf");
}

function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  return mark + text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`).replaceAll("\n", "\\n") + mark;
}

function typeOf(value) {
  if (value === null || value === undefined) return "NoneType";
  if (Array.isArray(value)) return "list";
  return { boolean: "bool", string: "str", number: "float" }[typeof value] ?? "dict";
}

export function atLeast(name, value, least, reason = "") {
  if (!Number.isInteger(value))
    throw new Refused(`${name} must be a whole number, ${repr(value)} (${typeOf(value)}) came.`);
  if (value < least) throw new Refused(`${name} must be at least ${least}${reason && `, ${reason}`}; ${value} came.`);
  return value;
}

export function even(name, value, reason) {
  atLeast(name, value, Number.NEGATIVE_INFINITY);
  if (value < 2 || value % 2) throw new Refused(`${name} must be even and at least 2, ${reason}; ${value} came.`);
  return value;
}

function number(name, value) {
  if (typeof value !== "number") throw new Refused(`${name} must be a number, ${repr(value)} (${typeOf(value)}) came.`);
}

export function positive(name, value, reason = "") {
  number(name, value);
  if (!(Number.isFinite(value) && value > 0))
    throw new Refused(`${name} must be finite and above zero${reason && `, ${reason}`}; ${repr(value)} came.`);
  return value;
}

export function share(name, value, ofWhat) {
  number(name, value);
  if (!(value >= 0 && value <= 1))
    throw new Refused(`${name} must be between 0 and 1, the share ${ofWhat}; ${repr(value)} came.`);
  return value;
}
