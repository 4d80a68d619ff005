/** How one word's output is made: a band from every word to it, as thick as the weight with which its value is taken. */
import { createGhost } from "../core/marks.js";

const THICKEST = 1.1; // em: a weight of one

export function createWeights(stage) {
  const group = stage.svg.append("g").attr("class", "rv-weights");
  const ghost = createGhost(group, createBands);
  const bands = createBands(group);
  const labels = group.append("g");
  return (state, { weights }, before, places) => {
    const { em, count, from, to, middle } = places;
    const box = { left: 0, top: from, width: stage.width, height: to - from };
    ghost(before, box, before?.state, before?.numbers.weights, places);
    bands(state, weights, places);
    const row = rowOf(state, weights);
    labels
      .selectAll("text")
      .data(row)
      .join("text")
      .attr("class", "rv-halo")
      .attr("text-anchor", "middle")
      .attr("x", (_, place) => middle(place))
      .attr("y", from + 1.1 * em)
      .text((weight) => (count > 6 && stage.width < 30 * em ? Math.round(100 * weight) : percent(weight)));
  };
}

/** Weights of the word that asks, by place. */
export function rowOf({ order, asking, words }, weights) {
  const place = order.indexOf(asking);
  return weights.slice(place * words.length, (place + 1) * words.length);
}

const percent = (weight) => `${Math.round(100 * weight)} %`;

function createBands(parent) {
  const group = parent.append("g");
  return (state, weights, { em, from, to, middle }) => {
    const target = middle(state.order.indexOf(state.asking));
    const [start, end] = [from + 1.6 * em, to];
    const bend = (start + end) / 2;
    group
      .selectAll("path")
      .data(rowOf(state, weights))
      .join("path")
      .attr("class", "rv-band-of-weight")
      .attr("stroke-width", (weight) => THICKEST * em * weight)
      .attr("d", (_, place) => {
        const x = middle(place);
        return `M${x},${start}C${x},${bend} ${target},${bend} ${target},${end}`;
      });
  };
}
