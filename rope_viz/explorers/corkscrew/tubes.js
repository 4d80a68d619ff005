/**
 * Springs whose turns lie closer than one can tell apart: what one sees of them is a tube. Its outline is the envelope of all
 * turns, so that nothing depends on how many samples are drawn.
 */
import { scaleLinear } from "d3-scale";
import { TURN } from "../core/rope.js";
import { onAxis } from "./view.js";

const CLOSED = 4; // px from turn to turn
const FEW = 8; // turns that are seen one by one however close they lie, as when looking along the axis
const SHADES = [0.75, 0.42, 0.3, 0.25, 0.3, 0.42, 0.75]; // from edge to edge: densest where the turns meet the edge
const STEPS = 24; // of half an end

/** Turns that a spring makes in all. */
export const turnsOf = (speed, last) => (speed * last) / TURN;

/** Whether a spring of so many turns closes into a tube on the screen. */
export const isTube = ({ axis }, turns) => turns > FEW && Math.hypot(...axis) / turns < CLOSED;

/**
 * The envelope of all turns: where a turn touches the tube's edge (as an angle of the hand, and as a vector from the axis),
 * the vector to its foremost point, and how far the edge is from the axis.
 */
export function edgeOf({ axis, first, second }, turn) {
  const long = Math.hypot(...axis) || 1;
  const normal = [-axis[1] / long, axis[0] / long];
  const across = ([x, y]) => x * normal[0] + y * normal[1];
  const [a, b] = [across(first), across(second)];
  const angle = Math.atan2(b, a);
  const quarter = turn.at(angle + TURN / 4);
  const way = quarter[0] * axis[0] + quarter[1] * axis[1] > 0 ? 1 : -1; // in which the hand leaves the edge to go ahead
  return {
    angle,
    way,
    edge: turn.at(angle),
    ahead: quarter.map((part) => way * part),
    aside: normal.map((part) => part * Math.hypot(a, b)),
  };
}

/** Draws the tube of spring i between two shares of the axis. */
export function drawTube(context, places, turn, i, [from, to], colour, { width, alpha }) {
  const [start, end] = [onAxis(places, i, from), onAxis(places, i, to)];
  const { angle, way, aside } = edgeOf(places, turn);
  const half = (/** @type {number[]} */ [x, y], begin) =>
    Array.from({ length: STEPS + 1 }, (_, k) => turn.at(begin + (way * TURN * k) / (2 * STEPS))).map(([a, b]) => [
      x + a,
      y + b,
    ]);
  context.beginPath();
  trace(context, [...half(start, angle + TURN / 2), ...half(end, angle)]);
  context.fillStyle = shaded(context, start, aside, colour);
  context.globalAlpha = alpha * (1 - places.apart);
  context.fill();
  ringAround(context, turn, end);
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
}

/** A turn around a point, added to the path. */
export function ringAround(context, turn, [x, y]) {
  const around = turn.points.map(([dx, dy]) => [x + dx, y + dy]);
  trace(context, around);
}

function trace(context, points) {
  points.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}

function shaded(context, /** @type {number[]} */ [x, y], /** @type {number[]} */ [dx, dy], colour) {
  const shade = context.createLinearGradient(x - dx, y - dy, x + dx, y + dy);
  const veiled = scaleLinear([0, 1], ["transparent", colour]); // of the same colour, as d3 understands it
  SHADES.forEach((share, k) => shade.addColorStop(k / (SHADES.length - 1), veiled(share)));
  return shade;
}
