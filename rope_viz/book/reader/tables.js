/**
 * What families of models have in common and apart, which rope_viz/models knows and writes down for the browser
 * (rope_viz/models/tables.py).
 */

/** @type {any} */
export const tables = {};

export function setTables(given) {
  Object.assign(tables, given);
  tables.patterns = Object.fromEntries(
    Object.entries(given.patterns).map(([name, pattern]) => [name, new RegExp(pattern)]),
  );
}

/** Whether a family is of one of these sets. */
export const isOf = (family, ...sets) => sets.some((set) => tables.sets[set].includes(family));
