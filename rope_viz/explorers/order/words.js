/** The words of the sentence, which can be dragged: a word dropped on another changes places with it. */
import { select } from "d3-selection";
import { draggable, short } from "../core/ui.js";
import { swapped } from "./orders.js";

export function createWords(stage, places, change) {
  const group = stage.svg.append("g");
  let latest;
  const drag = (node, word) => {
    let order; // when the word was taken
    draggable(stage, node, (x, _, event) => {
      if (event.type === "pointerdown") order = latest.order;
      const { left, step, count } = places(latest);
      const place = Math.min(Math.max(Math.floor((x - left) / step), 0), count - 1);
      change({ order: swapped(order, word, place) });
    });
  };
  const make = (enter) => {
    const word = enter.append("g").attr("class", "rv-grip rv-word");
    word.append("rect").attr("class", "rv-grip-halo").attr("rx", 4);
    word.append("text").attr("text-anchor", "middle");
    return word.each((_, i, nodes) => {
      drag(select(nodes[i]), i);
    });
  };
  return (state, { left, step, top, tall, em }) => {
    latest = state;
    const words = group.selectAll("g").data(state.words).join(make);
    words.attr("transform", (_, i) => `translate(${left + step * state.order.indexOf(i)},${top})`);
    words
      .select("rect")
      .attr("x", 0.06 * step)
      .attr("width", 0.88 * step)
      .attr("height", tall);
    words
      .select("text")
      .attr("x", step / 2)
      .attr("y", tall / 2 + 0.35 * em)
      .text((text) => short(text, Math.max(2, Math.floor(step / (0.58 * em)))));
  };
}
