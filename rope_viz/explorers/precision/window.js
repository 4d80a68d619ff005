/** Sixteen places of a text, and as which numbers each format holds them: what it takes for one place is one block. */
import { createGrip, placed } from "../core/marks.js";
import { disc } from "../core/path.js";
import { count } from "../core/ui.js";

export const WINDOW = 16; // tokens
const ROLES = ["key", "query"];

/** Runs of places that are held as one number: { first, last, value }. */
export function blocksOf(held) {
  const runs = [];
  held.forEach((value, i) => {
    const run = runs[runs.length - 1];
    if (run?.value === value) run.last = i;
    else runs.push({ first: i, last: i, value });
  });
  return runs;
}

/**
 * How far apart a format has the two words.
 * @param {number[]} held
 * @param {number[]} words
 */
export const apart = (held, [key, query]) => held[query] - held[key];

const apartText = (gap) => (Number.isNaN(gap) ? "?" : count(gap));

/** Words that are dragged along the places, and a lane for each format beneath: place(state, rows, box). */
export function createWindow(stage, lanes, dragged) {
  const group = stage.svg.append("g").attr("class", "rv-window");
  const ends = ["start", "end"].map((anchor) =>
    group.append("text").attr("class", "rv-note").attr("text-anchor", anchor),
  );
  const cells = Array.from({ length: WINDOW }, () => group.append("rect").attr("class", "rv-place"));
  const words = ROLES.map((role) => group.append("text").attr("class", `rv-halo rv-text-${role}`).text(role));
  const drawn = Array.from({ length: lanes }, () => createLane(group));
  let placeAt = (x) => x;
  const grips = ROLES.map((role) =>
    createGrip(stage, group, { cursor: "ew-resize", role }, (x) => dragged(role, Math.floor(placeAt(x)))),
  );

  return ({ start, step, distance }, rows, { left, top, width, lane, block }) => {
    const { em } = stage;
    const cell = width / WINDOW;
    const middle = (i) => left + (i + 0.5) * cell;
    placeAt = (x) => (x - left) / cell;
    const line = top + 2.1 * em;
    cells.forEach((rect, i) =>
      placed(rect, { left: left + i * cell + 1, top: line - 0.7 * em, width: cell - 2, height: 1.4 * em }),
    );
    [step, step + distance].forEach((at, n) => {
      grips[n]([middle(at), line]);
      words[n]
        .attr("text-anchor", n ? "start" : "end")
        .attr("x", middle(at) + (n ? -0.5 : 0.5) * em)
        .attr("y", top + 0.8 * em);
    });
    [start, start + WINDOW - 1].forEach((place, n) =>
      ends[n]
        .attr("x", left + n * width)
        .attr("y", line + 2 * em)
        .text(count(place)),
    );
    drawn.forEach((draw, i) => draw(rows[i], [step, step + distance], { left, cell, top: lane(i), height: block, em }));
  };
}

/** The blocks of one format, and where the two words come to lie. */
function createLane(parent) {
  const lane = parent.append("g").attr("class", "rv-lane");
  const blocks = lane.append("g");
  const name = lane.append("text").attr("class", "rv-format rv-naming");
  const says = lane.append("text").attr("class", "rv-note").attr("text-anchor", "end");
  const spots = ROLES.map((role) =>
    lane.append("path").attr("class", "rv-held").style("--rv-role", `var(--rv-${role})`),
  );

  return (row, words, { left, cell, top, height, em }) => {
    lane.attr("display", row ? null : "none");
    if (!row) return;
    const runs = blocksOf(row.held);
    const y = top + 1.5 * em;
    name
      .attr("x", left)
      .attr("y", top + 1.1 * em)
      .text(row.name);
    says
      .attr("x", left + WINDOW * cell)
      .attr("y", top + 1.1 * em)
      .text(`${apartText(apart(row.held, words))} apart`);
    const box = ({ first, last }) => ({
      left: left + first * cell + 1,
      top: y,
      width: (last - first + 1) * cell - 2,
      height,
    });
    blocks
      .selectAll("rect")
      .data(runs)
      .join("rect")
      .attr("class", ({ first, last }) => (first < last ? "rv-block rv-merged" : "rv-block"))
      .attr("x", (run) => box(run).left)
      .attr("y", y)
      .attr("width", (run) => box(run).width)
      .attr("height", height);
    blocks
      .selectAll("text")
      .data(runs)
      .join("text")
      .attr("text-anchor", "middle")
      .attr("x", ({ first, last }) => left + ((first + last + 1) / 2) * cell)
      .attr("y", y + height - 0.35 * em)
      .text((run) => valueText(run.value, box(run).width / em));
    words.forEach((word, n) => {
      const { first, last } = runs.find((run) => run.first <= word && word <= run.last);
      const shift = (n - 0.5) * Math.min(0.5 * em, 0.4 * cell) * (words.every((w) => first <= w && w <= last) ? 2 : 0);
      spots[n].attr("d", disc([left + ((first + last + 1) / 2) * cell + shift, y + 0.45 * em], 0.3 * em));
    });
  };
}

/** The number as which a block is held, where there is room for it. */
function valueText(value, room) {
  const text = Number.isFinite(value) ? count(value) : "∞";
  return 0.55 * text.length < room ? text : "";
}
