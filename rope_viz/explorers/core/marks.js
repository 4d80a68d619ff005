/**
 * The marks that pictures have in common. Each maker appends a mark to a d3 selection, where it lies over what is there
 * already, and returns a function that places it. A box is { left, top, width, height } in stage coordinates.
 */
import { dialColour } from "./dials.js";
import { disc } from "./path.js";
import { draggable, inside } from "./stage.js";

/** A line from side to side of a box, such as the zero line: place(box, y). */
export function createRule(parent, name) {
  const line = parent.append("line").attr("class", name);
  return ({ left, width }, y) =>
    line
      .attr("x1", left)
      .attr("x2", left + width)
      .attr("y1", y)
      .attr("y2", y);
}

/** An upright line, such as the cursor where a curve is read: place(x, from, to). */
export function createCursor(parent, name) {
  const line = parent.append("line").attr("class", name);
  return (x, from, to) => line.attr("x1", x).attr("x2", x).attr("y1", from).attr("y2", to);
}

/** A round spot: place([x, y], radius). With a role it has that role's colour, else the score's. */
export function createSpot(parent, role) {
  const spot = parent.append("circle").attr("class", role ? "rv-role-spot" : "rv-spot");
  if (role) spot.style("--rv-role", `var(--rv-${role})`);
  return ([x, y], radius) => spot.attr("cx", x).attr("cy", y).attr("r", radius);
}

/** Words centred at x that stay within the picture, legible over lines: place(text, x, y). */
export function createLabel(stage, parent, name = "") {
  const label = parent.append("text").attr("class", `rv-halo ${name}`.trim()).attr("text-anchor", "middle");
  return (text, x, y) =>
    label
      .attr("x", inside(stage, x, text))
      .attr("y", y)
      .text(text);
}

/**
 * A dot for each pair, in its colour from fast to slow: place(points, radius, others), where `others(i)` tells which ones have
 * the second class as well. Dots of one colour and class are one path, which is quicker than many nodes.
 */
export function createPairDots(parent, name, other = "") {
  return (points, radius, others = (_) => false) => {
    const runs = new Map();
    points.forEach((point, i) => {
      const [role, kind] = [dialColour(i, points.length), others(i) ? `${name} ${other}` : name];
      const run = runs.get(role + kind) ?? { role, kind, discs: "" };
      run.discs += disc(point, radius);
      runs.set(role + kind, run);
    });
    parent
      .selectAll("path")
      .data([...runs.values()])
      .join("path")
      .attr("class", ({ kind }) => kind)
      .style("--rv-role", ({ role }) => role)
      .attr("d", ({ discs }) => discs);
  };
}

let clips = 0;

/** A group whose marks are seen within a box only: { group, place(box) }. */
export function createClip(parent) {
  const id = `rv-clip-${++clips}`;
  const frame = parent.append("clipPath").attr("id", id).append("rect");
  return { group: parent.append("g").attr("clip-path", `url(#${id})`), place: (box) => placed(frame, box) };
}

/**
 * Marks drawn a second time, pale, where they were before the reader's hand began to move. `make(group)` makes them as it
 * makes the marks themselves and returns how to place them: place(before, box, ...) with `before` as scenes get it, and the
 * box that they stay within.
 */
export function createGhost(parent, make) {
  const ghost = parent.append("g").attr("class", "rv-ghost");
  const clip = createClip(ghost);
  const place = make(clip.group);
  return (before, box, ...where) => {
    ghost.attr("display", before ? null : "none");
    if (before) place(...where);
    clip.place(box);
  };
}

/**
 * A grip that shows what can be dragged, large enough for a finger: place([x, y]), or place(false) where
 * there is nothing to take. It asks to be taken until the reader has
 * touched the explorer. Dragged from side to side it lets a finger scroll the page up and down.
 */
export function createGrip(stage, parent, { cursor = "grab", role = "score" }, moved) {
  const grip = parent.append("g").attr("class", "rv-grip").style("cursor", cursor);
  grip.style("--rv-role", `var(--rv-${role})`);
  grip.append("circle").attr("class", "rv-grip-halo");
  grip.append("circle").attr("class", "rv-grip-reach").attr("r", 22);
  draggable(stage, grip, moved);
  if (cursor !== "ew-resize") grip.style("touch-action", "none");
  return (at) => {
    grip.attr("display", at ? null : "none");
    if (!at) return;
    grip.attr("transform", `translate(${at})`);
    grip.select(".rv-grip-halo").attr("r", 0.75 * stage.em);
  };
}

/** The ground that takes the pointer, over all other marks: place(box). `moved(x, y)` as in stage.js. */
export function createGround(stage, parent, cursor, moved) {
  const ground = parent.append("rect").attr("fill", "transparent").style("cursor", cursor);
  draggable(stage, ground, moved);
  return (box) => placed(ground, box);
}

/** A rectangle over a box. */
export const placed = (rect, { left, top, width, height }) =>
  rect.attr("x", left).attr("y", top).attr("width", width).attr("height", height);
