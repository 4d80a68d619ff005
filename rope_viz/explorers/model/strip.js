/** A model's layers in a row: which are of the kind that is shown, which of another, and which do without positions. */
import { count } from "../core/ui.js";

export const STRIP = 3.4; // em, with its words

/** `choose(kind)` is called when a layer of another kind that rotates is taken. */
export function createStrip(stage, choose) {
  const group = stage.svg.append("g").attr("class", "rv-layers");
  const words = group.append("text").attr("class", "rv-note");

  return (state, shown, height) => {
    group.attr("display", height ? null : "none");
    if (!height) return;
    const { em, width } = stage;
    const kinds = state.model.kinds.filter(({ layers }) => layers);
    const rotating = state.model.kinds.filter(({ rope }) => rope);
    const { total } = kinds[0].layers;
    const layers = Array.from({ length: total }, (_, i) => kinds.find((kind) => kind.layers.used.includes(i)));
    const step = (width - 1.2 * em) / total;
    const gap = Math.min(2, 0.15 * step);
    group
      .selectAll("rect")
      .data(layers)
      .join("rect")
      .attr("class", (kind) => (kind === shown ? "rv-layer-shown" : kind?.rope ? "rv-layer-other" : "rv-layer-without"))
      .attr("x", (_, i) => 0.6 * em + i * step)
      .attr("y", 1.6 * em)
      .attr("width", step - gap)
      .attr("height", 1.1 * em)
      .on("click", (_, kind) => kind?.rope && choose(rotating.indexOf(kind)));
    words
      .attr("x", 0.6 * em)
      .attr("y", 1.1 * em)
      .text(inWords(layers, shown, total));
  };
}

function inWords(layers, shown, total) {
  const without = layers.filter((kind) => !kind?.rope).length;
  const here = layers.filter((kind) => kind === shown).length;
  const other = total - without - here;
  const parts = [
    `${count(total)} layers: ${here} as drawn below`,
    ...(other ? [`${other} of another kind`] : []),
    ...(without ? [`${without} without positions`] : []),
  ];
  return parts.join(", ");
}
