/** One vector: its components as they were trained above, as they stand now below, and the pairs that the code makes of them. */
import { createGrip, createLabel } from "../core/marks.js";
import { asTrained, placesOf } from "./order.js";

const STEPS = 8; // of the map from fast to slow

/** The colour of a pair, from fast to slow. */
export const pairRole = (pair, dim) => `var(--rv-pair-${Math.round((STEPS * pair) / (dim / 2 - 1))})`;

/** Where things are drawn on their way to where they belong: places(wanted) moves them by one frame. */
export function createWay(stage) {
  let shown = [];
  return (wanted) => {
    const jump = stage.calm || shown.length !== wanted.length;
    shown = wanted.map((place, i) =>
      jump || Math.abs(place - shown[i]) < 0.02 ? place : shown[i] + 0.2 * (place - shown[i]),
    );
    return { shown, moving: shown.some((place, i) => place !== wanted[i]) };
  };
}

/** Half of an S between two points, up and down or from side to side. */
export const wire = ([x0, y0], [x1, y1], upright) =>
  upright
    ? `M${x0},${y0}C${x0},${(y0 + y1) / 2} ${x1},${(y0 + y1) / 2} ${x1},${y1}`
    : `M${x0},${y0}C${(x0 + x1) / 2},${y0} ${(x0 + x1) / 2},${y1} ${x1},${y1}`;

/** The place of each component. */
export function placeOfEach(order) {
  const places = [];
  order.forEach((component, place) => {
    places[component] = place;
  });
  return places;
}

export function createWires(stage, change) {
  const group = stage.svg.append("g");
  const [threads, staples, above, below] = [0, 1, 2, 3].map(() => group.append("g"));
  const trained = group.append("text").attr("class", "rv-axis-name").attr("text-anchor", "middle");
  const found = createLabel(stage, group, "rv-note");
  const way = createWay(stage);
  let at;
  const grip = createGrip(stage, group, { cursor: "ew-resize" }, (x) => {
    const place = Math.round((x - at.left) / at.step - 0.5);
    change({ moved: Math.min(Math.max(place, 0), at.dim / 2 - 1) });
  });
  return (state, { order }, box) => {
    group.attr("display", box ? null : "none");
    if (!box) return false;
    const { em } = stage;
    const dim = order.length;
    const step = Math.min(box.width / dim, 5 * em);
    const left = box.left + (box.width - step * dim) / 2;
    at = { left, step, dim };
    const tall = 1.9 * em;
    const [top, foot] = [box.top + 1.7 * em, box.top + 10.6 * em];
    const middle = (place) => left + step * (place + 0.5);
    const { shown, moving } = way(placeOfEach(order));

    threads
      .selectAll("path")
      .data(shown)
      .join("path")
      .attr("class", "rv-wire")
      .style("--rv-role", (_, component) => pairRole(component >> 1, dim))
      .attr("d", (place, component) => wire([middle(component), top + tall], [middle(place), foot], true));
    const size = { side: Math.min(step - 0.25 * em, 2.6 * em), tall, em, dim };
    drawBoxes(above, shown, (_, component) => [middle(component), top], size);
    drawBoxes(below, shown, (place) => [middle(place), foot], size);

    const right = asTrained(order, state.read);
    const deep = (i) => foot + tall + (state.read === "half" ? 0.7 + (2.6 * (i + 1)) / (dim / 2) : 1.3) * em;
    staples
      .selectAll("path")
      .data(placesOf(dim, state.read))
      .join("path")
      .attr("class", (_, i) => `rv-staple ${right[i] ? "" : "rv-wrong"}`)
      .style("--rv-role", (_, i) => pairRole(i, dim))
      .attr("d", ([a, b], i) => `M${middle(a)},${foot + tall + 2}V${deep(i)}H${middle(b)}V${foot + tall + 2}`);

    const centre = box.left + box.width / 2;
    const wrong = right.filter((one) => !one).length;
    trained
      .text(`as trained: neighbours${box.width > 24 * em ? " are a pair" : ""}, fast to slow`)
      .attr("x", centre)
      .attr("y", box.top + 0.9 * em);
    found(
      wrong ? `dashed: ${wrong} of ${dim / 2} pairs misread` : "all pairs as trained",
      centre,
      foot + tall + 5 * em,
    );
    grip([middle(state.moved), foot + tall / 2]);
    return moving;
  };
}

/** A box with its component's number, in the colour of the pair that it was trained in. */
function drawBoxes(parent, data, at, { side, tall, em, dim }) {
  const boxes = parent
    .selectAll("g")
    .data(data)
    .join((enter) => {
      const made = enter.append("g").attr("class", "rv-component");
      made.append("rect").attr("rx", 4);
      made.append("text").attr("class", "rv-index").attr("text-anchor", "middle");
      return made;
    });
  boxes
    .style("--rv-role", (_, component) => pairRole(component >> 1, dim))
    .attr("transform", (place, component) => `translate(${at(place, component)})`);
  boxes
    .select("rect")
    .attr("x", -side / 2)
    .attr("width", side)
    .attr("height", tall);
  boxes
    .select("text")
    .attr("y", tall / 2 + 0.36 * em)
    .text((_, component) => component);
}
