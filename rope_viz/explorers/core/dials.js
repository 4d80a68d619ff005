/** A wall of dials, one for each pair, fast ones first: where they stand, how large they are, and parts of them. */
import { disc } from "./path.js";
import { TURN } from "./rope.js";

const STEPS = 8; // of the map from fast to slow
const BELOW = 1; // em, for a number

/** The colour of dial i, from the fastest pair to the slowest. */
export const dialColour = (i, dials) => `var(--rv-pair-${Math.round((STEPS * i) / Math.max(dials - 1, 1))})`;

/**
 * Columns and size of the dials that are largest in a place of this width and height. `centre(i)` is in its coordinates;
 * `cramped` says that a number beside a dial, at the corner of its place, would lie on its face.
 */
export function arrangeDials({ em }, dials, { width, room }) {
  const sizes = [1, 2, 4, 8, 16, 32, 64]
    .filter((columns) => columns <= dials)
    .map((columns) => {
      const rows = Math.ceil(dials / columns);
      return { columns, rows, side: Math.min(width / columns, room / rows - BELOW * em, 11 * em) };
    });
  const { columns, rows, side } = sizes.reduce((best, size) => (size.side > best.side ? size : best));
  const [across, down] = [Math.min(width / columns, 1.8 * side), side + BELOW * em];
  const left = (width - across * columns) / 2;
  const reach = 0.46 * side;
  const centre = (i) => [left + across * ((i % columns) + 0.5), down * Math.floor(i / columns) + 0.5 * side];
  const cramped = Math.hypot(across / 2 - em, reach - 0.75 * em) < reach;
  return { reach, centre, half: across / 2, cramped, height: rows * down + 0.4 * em };
}

/** The slice of a dial between two angles, counter-clockwise from the right; a whole disc where they are a turn apart. */
export function sector(reach, to, from = 0) {
  if (to - from >= TURN) return disc([0, 0], reach);
  const at = (angle) => [reach * Math.cos(angle), -reach * Math.sin(angle)];
  return `M0,0L${at(from)}A${reach},${reach} 0 ${to - from > Math.PI ? 1 : 0},0 ${at(to)}Z`;
}
