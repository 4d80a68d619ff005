/** What comes out for each word: a column of cells for the first order and one for the present order, side by side. */
import { fixed } from "../core/ui.js";

export const UNCHANGED = 1e-9; // rounding stays far below, a real change far above

export const same = (change) => change < UNCHANGED;

export function createColumns(stage, ask) {
  const group = stage.svg.append("g");
  const frame = stage.svg.append("rect").attr("class", "rv-asking").attr("rx", 4);
  const notes = stage.svg.append("g");
  const names = [0, 1].map(() => stage.svg.append("text").attr("class", "rv-axis-name"));
  const grounds = stage.svg.append("g");
  return (state, { outputs, first_outputs: firsts, changes }, places) => {
    const { cell, cells, em, count, dim, middle, step, left, foot } = places;
    const most = Math.max(...outputs.map(Math.abs), ...firsts.map(Math.abs), 1e-9);
    drawCells(group.selectAll("rect.rv-first").data(firsts), "rv-first", places, most);
    drawCells(group.selectAll("rect.rv-present").data(outputs), "rv-present", places, most);
    const asked = state.order.indexOf(state.asking);
    frame
      .attr("x", middle(asked) - 2.4 * cell)
      .attr("y", cells - 0.3 * em)
      .attr("width", 4.8 * cell)
      .attr("height", dim * cell + 0.6 * em);
    notes
      .selectAll("text")
      .data(changes)
      .join("text")
      .attr("class", (change) => (same(change) ? "rv-same" : "rv-changed"))
      .attr("text-anchor", "middle")
      .attr("x", (_, place) => middle(place))
      .attr("y", foot + 3 * em)
      .text((change) => (same(change) ? "same" : `±${fixed(change)}`));
    const texts = ["what comes out: in the first order | now", "largest change of the word's numbers"];
    names.forEach((name, i) => {
      name
        .attr("x", left + 0.06 * step)
        .attr("y", i ? foot + 1.6 * em : cells - 0.9 * em)
        .text(texts[i]);
    });
    grounds
      .selectAll("rect")
      .data(Array.from({ length: count }, (_, place) => place))
      .join("rect")
      .attr("fill", "transparent")
      .style("cursor", "pointer")
      .attr("x", (place) => middle(place) - step / 2)
      .attr("y", cells)
      .attr("width", step)
      .attr("height", dim * cell)
      .on("click", (_, place) => ask(state.order[place]));
  };
}

function drawCells(joined, name, { cell, cells, dim, middle }, most) {
  joined
    .join("rect")
    .attr("class", `rv-cell ${name}`)
    .attr("x", (_, k) => middle(Math.floor(k / dim)) + (name === "rv-first" ? -2.1 * cell : 0.1 * cell))
    .attr("y", (_, k) => cells + (k % dim) * cell)
    .attr("width", 2 * cell)
    .attr("height", cell - 1)
    .style(
      "fill",
      (x) =>
        `color-mix(in srgb, var(--rv-signed-${x < 0 ? 0 : 4}) ${Math.round((100 * Math.abs(x)) / most)}%, var(--rv-signed-2))`,
    );
}
