/** The chain: hands of length one, coloured from fast to slow, and the rays and the circle that measure it. */
import { disc } from "../core/path.js";

const STEPS = 8; // of the map from fast to slow
// What the frame shows, in lengths of the whole chain: whatever the base, the chain stays within this and a line's height.
const [LEAST_X, MOST_X, LEAST_Y, MOST_Y] = [-0.2, 1.02, -0.22, 0.33];

/** The chain's box of a given width; one hand is as long on both axes. */
export const frameOf = (left, top, width) => ({
  left,
  top,
  width,
  height: (width * (MOST_Y - LEAST_Y)) / (MOST_X - LEAST_X),
});

/** From hands to stage coordinates. */
function scaleOf(hands, { left, top, width }) {
  const unit = width / (MOST_X - LEAST_X) / hands;
  const [x0, y0] = [left - LEAST_X * hands * unit, top + MOST_Y * hands * unit];
  return { unit, at: (x, y) => [x0 + unit * x, y0 - unit * y] };
}

const jointsOf = ({ joints, lengths }, at) => Array.from(lengths, (_, i) => at(joints[2 * i], joints[2 * i + 1]));

/** The hands, one path for each colour, with a dot on every joint: place(numbers, frame). */
export function createChain(parent) {
  const strands = Array.from({ length: STEPS + 1 }, (_, step) =>
    parent.append("path").attr("class", "rv-strand").style("--rv-role", `var(--rv-pair-${step})`),
  );
  const dots = parent.append("path").attr("class", "rv-joints");
  return (numbers, frame) => {
    const hands = numbers.lengths.length;
    const { unit, at } = scaleOf(hands, frame);
    const ends = [at(0, 0), ...jointsOf(numbers, at)];
    const paths = strands.map(() => "");
    for (let i = 0; i < hands; i++) paths[Math.round((STEPS * i) / (hands - 1))] += `M${ends[i]}L${ends[i + 1]}`;
    strands.forEach((strand, step) => strand.attr("d", paths[step]));
    dots.attr("d", ends.map((end) => disc(end, Math.min(0.16 * unit, 2.2))).join(""));
  };
}

/** Rays from the beginning to the joints, and a circle of their mean length: place(numbers, frame) gives a place for its name. */
export function createRuler(parent) {
  const rays = parent.append("path").attr("class", "rv-rays");
  const circle = parent.append("path").attr("class", "rv-mean");
  return (numbers, frame) => {
    const hands = numbers.lengths.length;
    const { unit, at } = scaleOf(hands, frame);
    const origin = at(0, 0);
    rays.attr(
      "d",
      jointsOf(numbers, at)
        .map((joint) => `M${origin}L${joint}`)
        .join(""),
    );
    // The arc within the frame: above and below a large circle leaves it.
    const top = Math.asin(Math.min(1, (MOST_Y * hands) / numbers.mean));
    const bottom = Math.asin(Math.max(-1, (LEAST_Y * hands) / numbers.mean));
    const on = (angle) => at(numbers.mean * Math.cos(angle), numbers.mean * Math.sin(angle));
    const radius = unit * numbers.mean;
    const right = `M${on(bottom)}A${radius},${radius} 0 0,0 ${on(top)}`;
    const left = `M${on(Math.PI - bottom)}A${radius},${radius} 0 0,1 ${on(Math.PI - top)}`;
    circle.attr("d", right + (numbers.mean < -LEAST_X * hands ? left : ""));
    return on(bottom);
  };
}
