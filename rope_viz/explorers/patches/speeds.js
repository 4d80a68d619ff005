/** The pairs as arrows' tips in the plane of their speeds along columns and rows; pulled round, all turn together. */
import { createGhost, createGround } from "../core/marks.js";
import { disc, polyline } from "../core/path.js";

const STEPS = 8; // from the first to the last colour of pairs
const EDGE = 1.12; // of the largest speed, what the box shows

export function createSpeeds(stage, turned) {
  const group = stage.svg.append("g").attr("class", "rv-speeds");
  const title = group.append("text").attr("class", "rv-note");
  const axes = group.append("path").attr("class", "rv-speed-axes");
  const makeSpokes = (parent) => {
    const spokes = parent.append("path").attr("class", "rv-speed-spokes");
    return (points, middle) => spokes.attr("d", points.map((point) => polyline([middle, point])).join(""));
  };
  const ghost = createGhost(group, makeSpokes);
  const spokes = makeSpokes(group);
  const dots = group.append("g");
  const names = ["start", "middle"].map((anchor) =>
    group.append("text").attr("class", "rv-note").attr("text-anchor", anchor),
  );
  let box;
  const ground = createGround(stage, group, "grab", (x, y) => {
    const [across, up] = [x - box.left - box.width / 2, box.top + box.height / 2 - y];
    const angle = Math.round((Math.atan2(up, across) * 180) / Math.PI);
    turned(((angle % 90) + 90) % 90);
  });
  group.select("rect").style("touch-action", "none");

  return (state, speeds, place, before) => {
    box = place;
    const { em } = stage;
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    const most = EDGE * Math.max(...speeds.map(([x, y]) => Math.hypot(x, y)));
    const at = ([x, y]) => [middle[0] + ((x / most) * box.width) / 2, middle[1] + ((y / most) * box.height) / 2];
    const points = speeds.map(at);
    title
      .attr("x", box.left)
      .attr("y", box.top - 0.6 * em)
      .text(state.tilt ? "pairs, before the tilt" : "pairs: direction and speed");
    axes.attr("d", `M${box.left},${middle[1]}h${box.width}M${middle[0]},${box.top}v${box.height}`);
    const tips = (shift) => points.map(([x, y]) => [x + shift, y]);
    const turnedBack = before && before.state.direction !== state.direction;
    ghost(turnedBack, box, turnedBack && backBy(points, middle, before.state.direction - state.direction), middle);
    spokes(tips(0), middle);
    const half = speeds.length / 2;
    dots
      .selectAll("path")
      .data(points)
      .join("path")
      .attr("d", (point) => disc(point, 0.32 * em))
      .style("--rv-role", (_, i) => `var(--rv-pair-${Math.round((STEPS * (i % half)) / Math.max(half - 1, 1))})`);
    names[0]
      .attr("x", box.left)
      .attr("y", middle[1] - 0.5 * em)
      .text("columns");
    names[1]
      .attr("x", middle[0])
      .attr("y", box.top + box.height + em)
      .text("rows");
    ground(box);
  };
}

/**
 * Points turned around the middle, counter-clockwise on the page.
 * @param {number[][]} points
 * @param {number[]} middle
 * @param {number} degrees
 */
function backBy(points, [left, top], degrees) {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return points.map(([x, y]) => [left + cos * (x - left) + sin * (y - top), top - sin * (x - left) + cos * (y - top)]);
}
