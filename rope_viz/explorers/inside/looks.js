/** What one query looks at: the keys with the largest weights, by name, and what the whole head gave them. */
import { fixed, short } from "../core/words.js";

export function createLooks(stage) {
  const group = stage.svg.append("g").attr("class", "rv-looks");
  const [title, legend] = ["rv-looks-title", "rv-note"].map((name) => group.append("text").attr("class", name));
  const rows = group.append("g");

  return ({ given, token }, { top, top_weights: weights, top_whole: before }, { left, top: y, width, stacked }) => {
    const { em } = stage;
    const name = (key) => short(given.tokens[key].trim(), 10);
    // Names stand beside their bars, or over them where the list is narrow.
    const bar = stacked
      ? { left, width, height: 0.45 * em, top: 1.15 * em, row: 1.95 * em }
      : { left: left + 6 * em, width: width - 9 * em, height: 0.9 * em, top: 0.15 * em, row: 1.5 * em };
    title
      .attr("x", left)
      .attr("y", y + 0.9 * em)
      .text(`“${name(token)}” ${stacked ? "sees" : "looks at"}`);
    legend
      .attr("x", stacked ? left : left + width)
      .attr("text-anchor", stacked ? "start" : "end")
      .attr("y", stacked ? y + 2.4 * em + top.length * bar.row : y + 0.9 * em)
      .text(stacked ? "│ whole head" : "│ in the whole head");
    const row = rows
      .selectAll("g")
      .data(top)
      .join((enter) => {
        const added = enter.append("g");
        added.append("rect").attr("class", "rv-look");
        added.append("line").attr("class", "rv-look-whole");
        for (const text of ["name", "weight"]) added.append("text").attr("class", `rv-look-${text} rv-halo`);
        return added;
      })
      .attr("transform", (_, i) => `translate(0,${y + 1.7 * em + bar.row * i})`);
    row
      .select("rect")
      .attr("x", bar.left)
      .attr("y", bar.top)
      .attr("height", bar.height)
      .attr("width", (_, i) => bar.width * weights[i]);
    const at = (i) => bar.left + bar.width * before[i];
    row
      .select("line")
      .attr("x1", (_, i) => at(i))
      .attr("x2", (_, i) => at(i))
      .attr("y1", bar.top - 0.2 * em)
      .attr("y2", bar.top + bar.height + 0.2 * em);
    row
      .select(".rv-look-name")
      .attr("text-anchor", stacked ? "start" : "end")
      .attr("x", stacked ? left : bar.left - 0.5 * em)
      .attr("y", 0.95 * em)
      .text((key) => name(key));
    row
      .select(".rv-look-weight")
      .attr("text-anchor", "end")
      .attr("x", left + width)
      .attr("y", 0.95 * em)
      .text((_, i) => fixed(weights[i]));
  };
}
