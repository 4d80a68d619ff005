/** Vectors turned by places of an image: exp(x A + y B) for blocks of two pairs, whose planes may be tilted. */
import { invFreq } from "../core/rope.js";

/** Speeds of each pair along x and y, half of the pairs along each axis; or somebody's own; all turned by a direction. */
export function speedsOf({ own_inv_freq: own, head_dim: size, base, direction }) {
  const along = invFreq(size / 2, base);
  const pairs = own.length ? own.length / 2 : size / 2;
  const plain = (i) => {
    if (own.length) return [own[i], own[pairs + i]];
    return i < pairs / 2 ? [along[i], 0] : [0, along[i - pairs / 2]];
  };
  const [cos, sin] = [Math.cos((direction * Math.PI) / 180), Math.sin((direction * Math.PI) / 180)];
  // y grows downwards, so that this turns counter-clockwise on the page.
  return Array.from({ length: pairs }, (_, i) => {
    const [x, y] = plain(i);
    return [cos * x + sin * y, -sin * x + cos * y];
  });
}

/**
 * Turns blocks of four ones by the angles u and v of their two pairs, whose planes are tilted by an angle. The generator
 * u A + v B is the sum of two that commute, each of which squares to a negative number, so that its exponential is a cosine
 * and a sine.
 */
function turnBlock(into, at, u, v, cosTilt, sinTilt) {
  const [cross, along] = [v * sinTilt, v * cosTilt];
  for (const sign of [1, -1]) {
    const outer = 0.5 * (u + sign * along); // in the planes (0, 1) and, with the sign, (2, 3)
    const inner = 0.5 * cross; // in the planes (1, 3) and, with the sign, (2, 0)
    const angle = Math.hypot(outer, inner);
    const [cos, sinc] = [Math.cos(angle), angle > 1e-12 ? Math.sin(angle) / angle : 1];
    const [a, b, c, d] = [into[at], into[at + 1], into[at + 2], into[at + 3]];
    into[at] = cos * a + sinc * (-outer * b + sign * inner * c);
    into[at + 1] = cos * b + sinc * (outer * a - inner * d);
    into[at + 2] = cos * c + sinc * (-sign * inner * a - sign * outer * d);
    into[at + 3] = cos * d + sinc * (inner * b + sign * outer * c);
  }
}

/** A vector turned by a place; block b holds pair b and pair b + pairs / 2. */
export function turnedBy(vector, speeds, tilt, [x, y]) {
  const turned = Float64Array.from(vector);
  const [cos, sin] = [Math.cos((tilt * Math.PI) / 180), Math.sin((tilt * Math.PI) / 180)];
  const blocks = speeds.length / 2;
  for (let b = 0; b < blocks; b++) {
    const [one, other] = [speeds[b], speeds[b + blocks]];
    turnBlock(turned, 4 * b, x * one[0] + y * one[1], x * other[0] + y * other[1], cos, sin);
  }
  return turned;
}
