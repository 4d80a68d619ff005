/** A plane with two d3 axes, labelled in words where they end. */
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { brief, count } from "./words.js";

/** Where ticks stand, and what is written there. Ticks: how many, or which. */
function ticksOf(scale, ticks, format) {
  const values = Array.isArray(ticks) ? ticks : scale.ticks(ticks);
  const write = format ?? scale.tickFormat(Array.isArray(ticks) ? undefined : ticks);
  return { values, words: values.map((value, i) => String(write(value, i) ?? "")) };
}

/** A d3 axis with these ticks. */
const ticked = (axis, { values, words }) =>
  axis
    .tickSizeOuter(0)
    .tickValues(values)
    .tickFormat((_, i) => words[i]);

/**
 * Makes the plane inside a d3 selection. `place(box, { x, y, xLabel, yLabel, em })` puts it into a box of the stage;
 * then `x` and `y` map numbers to stage coordinates. Where nothing of an axis has changed, it is not drawn again.
 */
export function createPlane(parent) {
  const [bottom, left] = ["rv-axis rv-axis-x", "rv-axis rv-axis-y"].map((name) =>
    parent.append("g").attr("class", name),
  );
  const [xName, yName] = ["end", "start"].map((anchor) =>
    parent.append("text").attr("class", "rv-axis-name").attr("text-anchor", anchor),
  );
  const plane = { x: scaleLinear(), y: scaleLinear() };
  let drawn;

  plane.place = (box, { x, y, xLabel, yLabel, em, xTicks, yTicks, xFormat, yFormat }) => {
    const [right, foot] = [box.left + box.width, box.top + box.height];
    plane.x.domain(x).range([box.left, right]);
    plane.y.domain(y).range([foot, box.top]);
    const across = ticksOf(plane.x, xTicks ?? Math.max(2, box.width / (5 * em)), xFormat);
    const up = ticksOf(plane.y, yTicks ?? Math.max(2, box.height / (3 * em)), yFormat);
    const asked = JSON.stringify([box.left, right, box.top, foot, x, y, across, up, xLabel, yLabel, em]);
    if (asked === drawn) return;
    drawn = asked;
    bottom.attr("transform", `translate(0,${foot})`).call(ticked(axisBottom(plane.x), across));
    left.attr("transform", `translate(${box.left},0)`).call(ticked(axisLeft(plane.y).tickSize(-box.width), up));
    xName
      .attr("x", right)
      .attr("y", foot + 2.6 * em)
      .text(xLabel);
    yName
      .attr("x", box.left)
      .attr("y", box.top - 0.9 * em)
      .text(yLabel);
  };
  return plane;
}

/** A whole power of ten in as few signs as an axis has room for: 0.01, 100, 10 k, 1 M. */
export function powerOfTen(power) {
  if (power < 3) return brief(10 ** power);
  return power < 6 ? `${10 ** (power - 3)} k` : `${count(10 ** (power - 6))} M`;
}

/** Whether a picture has room for two things side by side; how much that takes, in em. */
export const isWide = ({ width, em }, least = 40) => width >= least * em;

/** Boxes of a chart and a square, side by side where there is room, else one below the other, and their height. */
export function chartAndSquare(stage, height) {
  const { width, em } = stage;
  const [left, top, below] = [2.8 * em, 2.4 * em, 3.4 * em];
  if (isWide(stage)) {
    const side = Math.min(0.41 * width - 3.4 * em, 25 * em);
    const square = { left: width - side - 0.8 * em, top, width: side, height: side };
    return { chart: { left, top, width: width - side - 8 * em, height: side }, square, height: top + side + below };
  }
  const chart = { left, top, width: width - 3.8 * em, height };
  const side = Math.min(chart.width, 17 * em);
  const square = { left, top: top + height + 6 * em, width: side, height: side };
  return { chart, square, height: square.top + side + below };
}
