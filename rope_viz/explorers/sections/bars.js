/** How far each pair is turned from the key to the query: a bar for each, coloured by the axis that turns it. */
import { createPlane } from "../core/chart.js";
import { createGhost, createRule } from "../core/marks.js";
import { polyline } from "../core/path.js";

const AXES = ["time", "row", "column"];
const [STILL, LEAST] = [3, 6]; // pixels: of a pair that does not turn, so that one sees whose it is, and of one that does
const LOWEST = 1e-5; // degrees, of the axis, which is logarithmic
const TICKS = [1e-4, 1e-2, 1, 100];
const ALIKE = 1e-10; // degrees, below which a pair has not turned

const colourOf = (axis) => (axis < 0 ? "var(--rv-reference)" : `var(--rv-series-${axis})`);

export function createBars(stage) {
  const group = stage.svg.append("g").attr("class", "rv-turned");
  const plane = createPlane(group);
  const rule = createRule(group, "rv-zero");
  const bars = group.append("g").attr("class", "rv-turned-bars");
  const ghost = createGhost(group, (parent) => {
    const line = parent.append("path").attr("class", "rv-turned-before");
    return (points) => line.attr("d", polyline(points));
  });
  const names = AXES.map((_, axis) =>
    group.append("text").attr("class", `rv-text-series-${axis}`).attr("text-anchor", "end"),
  );

  return (box, degrees, axis, before, { order }) => {
    const { em } = stage;
    const pairs = degrees.length;
    plane.place(box, {
      x: [-0.5, pairs - 0.5],
      y: [Math.log10(LOWEST), Math.log10(180)],
      em,
      xTicks: [0, Math.round(pairs / 4), Math.round(pairs / 2), Math.round((3 * pairs) / 4), pairs - 1],
      yTicks: TICKS.map(Math.log10),
      yFormat: (power) => `${Number((10 ** power).toPrecision(1))}°`,
      xLabel: "pair i, fast to slow",
      yLabel: "turned apart by",
    });
    const step = box.width / pairs;
    const foot = box.top + box.height;
    rule(box, foot);
    const high = (angle) =>
      angle < ALIKE ? STILL : Math.max(foot - plane.y(Math.log10(Math.max(angle, LOWEST))), LEAST);
    bars
      .selectAll("rect")
      .data(degrees)
      .join("rect")
      .attr("x", (_, i) => plane.x(i) - 0.4 * step)
      .attr("width", 0.8 * step)
      .attr("y", (angle) => foot - high(angle))
      .attr("height", high)
      .classed("rv-still-pair", (angle) => angle < ALIKE)
      .style("--rv-role", (_, i) => colourOf(axis[i]));
    ghost(
      before,
      box,
      before?.flatMap((angle, i) => [
        [plane.x(i - 0.5), foot - high(angle)],
        [plane.x(i + 0.5), foot - high(angle)],
      ]),
    );
    names.forEach((text, i) =>
      text
        .attr("x", box.left + box.width - [8, 4.9, 0][i] * em)
        .attr("y", box.top - 0.9 * em)
        .text(order === "one line" ? "" : AXES[i]),
    );
  };
}
