/** A plane with two d3 axes, labelled in words where they end. */
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";

/**
 * Makes the plane inside a d3 selection. `place(box, { x, y, xLabel, yLabel, em })` puts it into a box of the stage;
 * then `x` and `y` map numbers to stage coordinates. Ticks: how many, or which.
 */
export function createPlane(parent) {
  const [bottom, left] = ["rv-axis rv-axis-x", "rv-axis rv-axis-y"].map((name) => parent.append("g").attr("class", name));
  const [xName, yName] = ["end", "start"].map((anchor) =>
    parent.append("text").attr("class", "rv-axis-name").attr("text-anchor", anchor),
  );
  const plane = { x: scaleLinear(), y: scaleLinear() };

  plane.place = (box, { x, y, xLabel, yLabel, em, xTicks, yTicks, yFormat }) => {
    const [right, foot] = [box.left + box.width, box.top + box.height];
    plane.x.domain(x).range([box.left, right]);
    plane.y.domain(y).range([foot, box.top]);
    bottom.attr("transform", `translate(0,${foot})`);
    const across = axisBottom(plane.x).tickSizeOuter(0);
    bottom.call(Array.isArray(xTicks) ? across.tickValues(xTicks) : across.ticks(xTicks ?? Math.max(2, box.width / (5 * em))));
    left.attr("transform", `translate(${box.left},0)`);
    const up = axisLeft(plane.y).tickSize(-box.width).tickSizeOuter(0).tickFormat(yFormat ?? null);
    left.call(Array.isArray(yTicks) ? up.tickValues(yTicks) : up.ticks(yTicks ?? Math.max(2, box.height / (3 * em))));
    xName.attr("x", right).attr("y", foot + 2.6 * em).text(xLabel);
    yName.attr("x", box.left).attr("y", box.top - 0.9 * em).text(yLabel);
  };
  return plane;
}
