/** The grid of a layer's cache: a column for each token, a row for each step, and in each cell what became of it. */
import { RIGHT } from "../core/drawn.js";
import { placed } from "../core/marks.js";
import { disc } from "../core/path.js";
import { MADE, REDONE } from "./model.js";

const isRight = ({ off }) => !(off > RIGHT);

/** Where a ring or a cross stands in its cell: side by side if both do. */
const aside = ({ state, off }) => (state === REDONE && off > RIGHT ? 0.22 : 0);

/** A rectangle as path data, a little smaller than its cell; `share` is how much of it is filled, from its foot. */
function square({ left, top, cell, tall }, { column, step }, share = 1) {
  const gap = 0.06 * tall;
  const [x, high] = [left + column * cell + gap, tall - 2 * gap];
  const y = top + step * tall + gap + (1 - share) * high;
  return `M${x},${y}h${cell - 2 * gap}v${share * high}h${2 * gap - cell}Z`;
}

const middle = ({ left, top, cell, tall }, { column, step }, shift = 0) => [
  left + (column + 0.5 + shift) * cell,
  top + (step + 0.5) * tall,
];

function cross(box, cell) {
  const reach = 0.22 * box.tall;
  const [x, y] = middle(box, cell, aside(cell));
  return `M${x - reach},${y - reach}l${2 * reach},${2 * reach}m0,${-2 * reach}l${-2 * reach},${2 * reach}`;
}

/** What is drawn of the cells, by class; what comes later lies above. */
const MARKS = {
  "rv-cell-kept": (box, cell) => isRight(cell) && cell.state !== MADE && square(box, cell),
  "rv-cell-made": (box, cell) => isRight(cell) && cell.state === MADE && square(box, cell),
  "rv-cell-wrong": (box, cell) => !isRight(cell) && square(box, cell),
  "rv-cell-off": (box, cell) => !isRight(cell) && square(box, cell, Math.min(cell.off, 1)),
  "rv-cell-redone": (box, cell) => cell.state === REDONE && disc(middle(box, cell, -aside(cell)), 0.2 * box.tall),
  "rv-cell-cross": (box, cell) => !isRight(cell) && cross(box, cell),
};

/** All cells of a grid, in few paths: place(box, cells). */
export function createCells(parent, role) {
  const group = parent.append("g").attr("class", `rv-cells rv-cells-${role}`).style("--rv-role", `var(--rv-${role})`);
  const paths = Object.entries(MARKS).map(([name, draw]) => [group.append("path").attr("class", name), draw]);
  return (box, cells) =>
    paths.forEach(([path, draw]) => path.attr("d", cells.map((cell) => draw(box, cell) || "").join("")));
}

/** A frame around the row of the step that is shown: place(box, tokens, first). */
export function createFrame(parent) {
  const frame = parent.append("rect").attr("class", "rv-row-now");
  return ({ left, top, cell, tall }, tokens, first) =>
    placed(frame, {
      left: left + first * cell - 1,
      top: top + (tokens - 1) * tall - 1,
      width: (tokens - first) * cell + 2,
      height: tall + 2,
    });
}

/** Title, words at the rows, and above the columns the positions that tokens have now. */
export function createHead(stage) {
  const group = stage.svg.append("g").attr("class", "rv-cache-head");
  const title = group.append("text").attr("class", "rv-naming rv-cache-title");
  const [rows, columns] = [group.append("g"), group.append("g").attr("class", "rv-cache-places")];
  return ({ left, top, cell, tall }, { title: text, words, places, tokens }) => {
    const { em } = stage;
    title
      .attr("x", left)
      .attr("y", top - 1.9 * em)
      .text(text);
    rows
      .selectAll("text")
      .data(words)
      .join("text")
      .attr("class", (_, i) => (i < tokens ? "rv-naming" : "rv-naming rv-to-come"))
      .attr("text-anchor", "end")
      .attr("x", left - 0.5 * em)
      .attr("y", (_, i) => top + (i + 0.5) * tall + 0.33 * em)
      .text((word) => word);
    columns
      .selectAll("text")
      .data(places)
      .join("text")
      .attr("class", "rv-note")
      .attr("text-anchor", "middle")
      .attr("x", ({ column }) => left + (column + 0.5) * cell)
      .attr("y", top - 0.5 * em)
      .text(({ place }) => place);
  };
}

const KEY = [
  { text: "made in this step", cell: { state: MADE, off: 0 } },
  { text: "kept, and right", cell: { state: 1, off: 0 } },
  { text: "turned or summed", cell: { state: REDONE, off: 0 } },
  { text: "wrong; bar: how far", cell: { state: 1, off: 0.5 } },
];

/** What the cells mean: place({ top, columns, wide }). */
export function createKey(stage) {
  const group = stage.svg.append("g").attr("class", "rv-cache-key");
  const entries = KEY.map(({ text, cell }) => {
    const label = group.append("text").attr("class", "rv-note").text(text);
    return { label, cell, draw: createCells(group, "key") };
  });
  return ({ top, columns, wide }) =>
    entries.forEach(({ label, cell, draw }, i) => {
      const { em } = stage;
      const [x, y] = [(i % columns) * wide + 0.3 * em, top + 1.4 * em * Math.floor(i / columns)];
      draw({ left: x, top: y - 0.85 * em, cell: 1.5 * em, tall: 1.05 * em }, [{ column: 0, step: 0, ...cell }]);
      label.attr("x", x + 1.9 * em).attr("y", y);
    });
}
