/** What lies over the patches: the query, the patch that it looks at, the other corners, and what the colours mean. */
import { createGhost, createGrip, createLabel, placed } from "../core/marks.js";
import spec from "./explorer.json";

const REACH = spec.traits.right.most;
// Each corner of the rectangle around the query, as signs of its steps to the right and up.
/** @type {[number, number, string][]} */
const CORNERS = [
  [1, 1, "rv-patch-key"],
  [-1, -1, "rv-patch-opposite"],
  [1, -1, "rv-patch-mirrored"],
  [-1, 1, "rv-patch-mirrored"],
];

let gradients = 0;

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

export function createImage(stage, side, change) {
  const group = stage.svg.append("g").attr("class", "rv-image");
  const title = group.append("text").attr("class", "rv-note");
  const corners = CORNERS.map(([, , name]) => group.append("rect").attr("class", `rv-patch ${name}`));
  const ghost = createGhost(group, (parent) => {
    const rect = parent.append("rect").attr("class", "rv-patch rv-patch-query");
    return (box) => placed(rect, box);
  });
  const query = group.append("rect").attr("class", "rv-patch rv-patch-query");
  const names = ["query", "key"].map((role) => createLabel(stage, group, `rv-text-${role}`));
  const legend = createLegend(group);
  let latest;
  const patchAt = (x, y) => {
    const { box } = latest;
    return [(x - box.left) / box.width, (y - box.top) / box.height].map((share) => Math.floor(side * share));
  };
  const toQuery = (x, y) => {
    const [column, row] = patchAt(x, y).map((place) => clamp(place, 0, side - 1));
    change({ column, row });
  };
  const toKey = (x, y) => {
    const [column, row] = patchAt(x, y);
    const { state } = latest;
    change({ right: clamp(column - state.column, -REACH, REACH), up: clamp(state.row - row, -REACH, REACH) });
  };
  const grips = [
    createGrip(stage, group, { role: "key" }, toKey),
    createGrip(stage, group, { role: "query" }, toQuery),
  ];

  return (state, numbers, box, { before, limits, text }) => {
    latest = { state, box };
    const { em } = stage;
    const cell = box.width / side;
    const cellAt = (column, row) => ({
      left: box.left + column * cell,
      top: box.top + row * cell,
      width: cell,
      height: cell,
    });
    const middle = ({ left, top }) => [left + cell / 2, top + cell / 2];
    const isThere = (column, row) => Math.min(column, row) >= 0 && Math.max(column, row) < side;
    title
      .attr("x", box.left)
      .attr("y", box.top - 0.6 * em)
      .text(state.weights ? "attention weight of each patch" : "score of each patch");
    const here = cellAt(state.column, state.row);
    placed(query, here);
    ghost(before, box, before && cellAt(before.state.column, before.state.row));
    const ends = CORNERS.map(([x, y]) => [state.column + x * state.right, state.row - y * state.up]);
    const own = state.right === 0 && state.up === 0;
    ends.forEach(([column, row], i) => {
      corners[i].attr("display", isThere(column, row) && !own ? null : "none");
      placed(corners[i], cellAt(column, row));
    });
    const [column, row] = ends[0];
    const there = isThere(column, row);
    const target = middle(cellAt(column, row));
    grips[0](there && !own && target);
    grips[1](middle(here));
    const above = (at) => at[1] - 0.5 * cell - 0.55 * em;
    const below = here.top + cell + 1.2 * em;
    const underneath = !own && below <= box.top + box.height; // further down stands what the colours mean
    names[0]("query", middle(here)[0], underneath ? below : above(middle(here)));
    names[1](there ? text(numbers.target) : "", target[0], Math.max(above(target), box.top + em));
    legend(box, limits.map(text), em);
  };
}

/** What paper and full colour stand for. */
function createLegend(parent) {
  const id = `rv-patches-${++gradients}`;
  const gradient = parent.append("linearGradient").attr("id", id);
  ["paper", "score"].forEach((name, end) =>
    gradient.append("stop").attr("offset", end).style("stop-color", `var(--rv-${name})`),
  );
  const bar = parent.append("rect").attr("class", "rv-frame").style("fill", `url(#${id})`);
  const ends = ["start", "end"].map((anchor) =>
    parent.append("text").attr("class", "rv-note rv-legend-end").attr("text-anchor", anchor),
  );
  return (box, texts, em) => {
    const top = box.top + box.height + 0.9 * em;
    placed(bar, { left: box.left + 4.5 * em, top, width: box.width - 9 * em, height: 0.9 * em });
    ends.forEach((end, i) =>
      end
        .attr("x", box.left + i * box.width)
        .attr("y", top + 0.8 * em)
        .text(texts[i]),
    );
  };
}
