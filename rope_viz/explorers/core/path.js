/** SVG path data for the few shapes that the pictures are made of. */

const px = (value) => Math.round(100 * value) / 100; // finer than a screen shows, and half as long as all digits

export const polyline = (points) => (points.length ? `M${points.map(([x, y]) => `${px(x)},${px(y)}`).join("L")}` : "");

/**
 * A disc around a point; many of them make one path, which is quicker than many nodes.
 * @param {number[]} point
 * @param {number} size
 */
export function disc([x, y], size) {
  return `M${x - size},${y}a${size},${size} 0 1,0 ${2 * size},0a${size},${size} 0 1,0 ${-2 * size},0`;
}

/** A slice of less than half a turn around the origin; angles counter-clockwise as on paper, y downwards as on a screen. */
export function slice(reach, from, span) {
  const at = (angle) => `${reach * Math.cos(angle)},${-reach * Math.sin(angle)}`;
  return `M0,0L${at(from)}A${reach},${reach} 0 0,${span > 0 ? 0 : 1} ${at(from + span)}Z`;
}
