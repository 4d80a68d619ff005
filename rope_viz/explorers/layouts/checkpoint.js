/** Where the order sits in a checkpoint: the rows of W_q and W_k, head by head, and not those of W_v. */
import { createLabel } from "../core/marks.js";
import { createWay, pairRole, placeOfEach, wire } from "./wires.js";

const MATRICES = [
  { name: "W_q", heads: 4, moves: true },
  { name: "W_k", heads: 2, moves: true },
  { name: "W_v", heads: 2, moves: false },
];

/** A row for each component of each head: what it belongs to, and where it stands before and now. */
function rowsOf(places, dim) {
  return MATRICES.flatMap(({ heads, moves }, matrix) =>
    Array.from({ length: heads * dim }, (_, row) => {
      const [head, component] = [Math.floor(row / dim), row % dim];
      return { matrix, head, component, moves, now: moves ? places[component] : component };
    }),
  );
}

export function createCheckpoint(stage) {
  const group = stage.svg.append("g");
  const [threads, before, now] = [0, 1, 2].map(() => group.append("g"));
  const names = MATRICES.map(() => createLabel(stage, group, "rv-matrix-name"));
  const notes = MATRICES.map(() => createLabel(stage, group, "rv-note"));
  const way = createWay(stage);
  return ({ order }, box) => {
    group.attr("display", box ? null : "none");
    if (!box) return false;
    const { em } = stage;
    const dim = order.length;
    const { shown, moving } = way(placeOfEach(order));
    const rows = rowsOf(shown, dim);
    const wide = box.width / MATRICES.length;
    const top = box.top + 3.6 * em;
    const gap = 0.6 * em; // between heads
    const tall = (box.height - 4.2 * em - 3 * gap) / (4 * dim);
    const bar = 0.24 * wide;
    const left = (matrix) => matrix * wide + 0.08 * wide;
    const y = (head, place) => top + head * (dim * tall + gap) + place * tall;
    const role = ({ moves, component }) => (moves ? pairRole(component >> 1, dim) : "var(--rv-muted)");
    const draw = (parent, x, place) =>
      parent
        .selectAll("rect")
        .data(rows)
        .join("rect")
        .attr("class", "rv-row-of")
        .style("--rv-role", role)
        .attr("x", ({ matrix }) => left(matrix) + x)
        .attr("y", (row) => y(row.head, place(row)))
        .attr("width", bar)
        .attr("height", Math.max(tall - 1, 1));
    draw(before, 0, ({ component }) => component);
    draw(now, 0.84 * wide - bar, (row) => row.now);
    threads
      .selectAll("path")
      .data(rows)
      .join("path")
      .attr("class", "rv-wire rv-thin")
      .style("--rv-role", role)
      .attr("d", (row) => {
        const [from, to] = [left(row.matrix) + bar, left(row.matrix) + 0.84 * wide - bar];
        return wire([from, y(row.head, row.component + 0.5)], [to, y(row.head, row.now + 0.5)], false);
      });
    MATRICES.forEach(({ name, heads, moves }, matrix) => {
      const middle = left(matrix) + 0.42 * wide;
      names[matrix](`${name}: ${heads} heads`, middle, box.top + 1.2 * em);
      notes[matrix](moves ? "stored → now" : "stays", middle, box.top + 2.7 * em);
    });
    return moving;
  };
}
