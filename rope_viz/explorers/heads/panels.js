/** The small panels: one curve for each head, on the same axes; touched, it becomes the large one. */
import { placed } from "../core/marks.js";
import { polyline } from "../core/path.js";
import spec from "./explorer.json";

const { most: REACH } = spec.traits.offset;
const DEEPEST = -7.5; // the token's own notch may go on below

/** The values that the panels show, the same for all heads. */
export function rangeOf({ values }) {
  const highest = Math.max(...values.map((curve) => Math.max(...curve)));
  return [DEEPEST, Math.max(1.1 * highest, 0.5)];
}

export function createPanels(stage, chosen) {
  const group = stage.svg.append("g").attr("class", "rv-panels");
  const enter = (panels) => {
    const panel = panels.append("g").attr("class", "rv-panel");
    panel.append("rect").on("click", (_, i) => chosen(i));
    for (const kind of ["rv-zero", "rv-small-line"]) panel.append("path").attr("class", kind);
    panel.append("text");
    return panel;
  };
  return ({ head, biases }, box) => {
    const { em } = stage;
    const rows = Math.ceil(biases.values.length / box.columns);
    const gap = 0.4 * em;
    const [width, height] = [(box.width + gap) / box.columns - gap, (box.height + gap) / rows - gap];
    const [low, high] = rangeOf(biases);
    const y = (value) => (height * (high - Math.max(value, low))) / (high - low);
    const x = (offset) => (width * (offset + REACH)) / (2 * REACH);
    const panels = group
      .selectAll(".rv-panel")
      .data(biases.values.map((_, i) => i))
      .join(enter)
      .attr("transform", (i) => {
        const [column, row] = [i % box.columns, Math.floor(i / box.columns)];
        return `translate(${box.left + column * (width + gap)},${box.top + row * (height + gap)})`;
      })
      .classed("rv-enlarged", (i) => i === head);
    placed(panels.select("rect"), { left: 0, top: 0, width, height });
    panels.select(".rv-zero").attr("d", `M0,${y(0)}H${width}`);
    panels
      .select(".rv-small-line")
      .attr("d", (i) => polyline(biases.values[i].map((value, at) => [x(at - REACH), y(value)])));
    panels
      .select("text")
      .attr("x", 0.4 * em)
      .attr("y", height - 0.4 * em)
      .text(String);
  };
}
