/**
 * d3 as pictures need it that are drawn anew in every frame: what is there already, be it an attribute, a class, a style or a
 * text, is not written again. A browser lays out each text whose letters were set, be they the same ones, and d3-axis sets all
 * tick labels.
 */
import { selection } from "d3-selection";
import { say } from "./controls.js";

const { attr, classed, style, text } = selection.prototype;
const styles = new WeakMap(); // of a node: what was written to its style, since a browser reads it back in other words

/** Calls write(node, value) for each node, with what d3 would write there: a value, or what a function makes of the datum. */
function writeEach(nodes, value, write) {
  if (typeof value !== "function") return nodes.each((/** @type {any} */ _, i, group) => write(group[i], value));
  return nodes.each((datum, i, group) => write(group[i], value.call(group[i], datum, i, group)));
}

function writeAttribute(node, name, value) {
  if (value === null || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function writeStyle(node, name, value) {
  const letters = value === null || value === undefined ? "" : String(value);
  if (!styles.has(node)) styles.set(node, new Map());
  const written = styles.get(node);
  if ((written.get(name) ?? "") === letters) return;
  written.set(name, letters);
  node.style.setProperty(name, letters);
}

const writeText = (node, value) => say(node, String(value ?? ""));

Object.assign(selection.prototype, {
  /** @this {any} */
  attr(name, ...given) {
    return given.length
      ? writeEach(this, given[0], (node, value) => writeAttribute(node, name, value))
      : attr.call(this, name);
  },
  /** @this {any} */
  classed(name, ...given) {
    if (given.length === 0) return classed.call(this, name);
    return writeEach(this, given[0], (node, value) => node.classList.toggle(name, Boolean(value)));
  },
  /** @this {any} */
  style(name, ...given) {
    return given.length
      ? writeEach(this, given[0], (node, value) => writeStyle(node, name, value))
      : style.call(this, name);
  },
  /** @this {any} */
  text(...given) {
    return given.length ? writeEach(this, given[0], writeText) : text.call(this);
  },
});
