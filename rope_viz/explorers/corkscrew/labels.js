/** What is written around the springs: pairs, wavelengths, the position axis and the position now. */
import { scaleLinear } from "d3-scale";
import { createGhost, createGrip } from "../core/marks.js";
import { brief, count, draggable } from "../core/ui.js";
import { planeCorners } from "./threads.js";
import { onAxis } from "./view.js";

export function createLabels(stage) {
  const group = (name) => stage.svg.append("g").attr("class", `rv-axis ${name}`).style("pointer-events", "none");
  const [pairs, waves, clocks, ticks] = ["rv-pair-names", "rv-waves", "rv-clock-names", "rv-ticks"].map(group);
  pairs.append("text").attr("class", "rv-axis-name").attr("text-anchor", "end");
  waves.append("text").attr("class", "rv-axis-name");
  ticks.append("path").attr("fill", "none");
  ticks.append("text").attr("class", "rv-axis-name").attr("text-anchor", "end");

  return (places, { tokens, wavelengths, isChosen }) => {
    const { em } = stage;
    const shelf = 1 - Math.min(5 * places.apart, 1);
    const clock = Math.max(2.5 * places.apart - 1.5, 0);
    [pairs, waves, ticks].forEach((g) => g.attr("opacity", shelf).attr("display", shelf ? null : "none"));
    clocks.attr("opacity", clock).attr("display", clock ? null : "none");
    if (shelf) {
      const rows = spaced(places.centres.length, (1.15 * em) / Math.max(places.rowGap, 0.1), isChosen);
      const reach = Math.abs(places.first[0]) + 0.7 * em;
      write(pairs, rows, {
        at: (i) => shifted(onAxis(places, i, 0), -reach, em),
        anchor: "end",
        text: (i) => i,
        isChosen,
      });
      const wide = stage.width > 40 * em ? rows : [];
      const column = Math.max(...planeCorners(places, 1, em).map(([x]) => x)) + 0.5 * em; // the plane may stand at the end
      write(waves, wide, {
        at: (i) => [column, onAxis(places, i, 1)[1] + 0.3 * em],
        anchor: "start",
        text: (i) => waveText(wavelengths[i]),
        isChosen,
      });
      const [first, last] = [0, places.centres.length - 1].map((i) => onAxis(places, i, 1)[1]);
      const over = first > 6 * em; // else the button stands there
      waves
        .select(".rv-axis-name")
        .selectAll("tspan")
        .data(wide.length ? ["tokens", "per turn"] : [])
        .join("tspan")
        .attr("x", column)
        .attr("y", (_line, k) => (over ? first - 2.6 * em : last + 1.8 * em) + 1.1 * k * em)
        .text((line) => line);
      const [left, top] = onAxis(places, 0, 0);
      pairs
        .select(".rv-axis-name")
        .attr("x", Math.max(left - reach, 2 * em)) // its letters stay in the picture
        .attr("y", clearOf(tagHeight(planeCorners(places, 0, em), em), top - 1.2 * em, em))
        .text("pair");
      writeTicks(ticks, places, tokens, em);
    }
    if (clock) writeClockNames(clocks, places, em, isChosen);
  };
}

/** Where the tag of the plane stands, on its middle line. */
const tagHeight = (corners, em) => Math.min(corners[0][1], corners[1][1]) - 1.1 * em;

/** The height of a name, or one above the tag where the tag would lie over it. */
const clearOf = (tag, height, em) => (Math.abs(height - 0.3 * em - tag) < 1.4 * em ? tag - 1.2 * em : height);

const shifted = ([x, y], dx, em, dy = 0) => [x + dx, y + dy + 0.3 * em];
const waveText = (wave) => (Number.isFinite(wave) ? brief(wave) : "∞");

/** Indices that can be written without touching; the highlighted ones come before their neighbours. */
function spaced(count, needed, isChosen) {
  const step = Math.max(1, Math.ceil(needed));
  const all = Array.from({ length: count }, (_, i) => i);
  const chosen = all.filter(isChosen).filter((_i, k) => k % step === 0);
  return all.filter((i) => chosen.includes(i) || (i % step === 0 && chosen.every((c) => Math.abs(c - i) >= step)));
}

function write(group, rows, { at, anchor, text, isChosen }) {
  group
    .selectAll("text.rv-spring")
    .data(rows)
    .join("text")
    .attr("text-anchor", anchor)
    .attr("class", (i) => (isChosen(i) ? "rv-spring rv-halo rv-highlighted" : "rv-spring rv-halo"))
    .attr("x", (i) => at(i)[0])
    .attr("y", (i) => at(i)[1])
    .text(text);
}

/** Below each clock, or before each row of them where they are small. */
function writeClockNames(group, places, em, isChosen) {
  const { columns, named } = places.grid;
  const rows = places.centres.map((_, i) => i).filter((i) => named || i % columns === 0);
  const away = places.radius + (named ? 0.95 : 0.6) * em;
  const at = (i) => shifted(onAxis(places, i, 0.5), named ? 0 : -away, em, named ? away : 0);
  write(group, rows, { at, anchor: named ? "middle" : "end", text: (i) => i, isChosen });
}

/** The position axis, drawn below the last spring and named where it ends. */
function writeTicks(group, places, tokens, em) {
  const last = Math.max(tokens - 1, 1);
  const below = Math.abs(places.second[1]);
  const drop = below + Math.min(0.2 * below, 0.4 * em) + 1.4 * em; // below the plane and its grip
  const at = (value) => shifted(onAxis(places, places.centres.length - 1, value / last), 0, 0, drop);
  const along = Math.hypot(...places.axis);
  const values = scaleLinear()
    .domain([0, last])
    .ticks(Math.max(1, along / ((3.8 + 0.6 * String(last).length) * em)))
    .filter(Number.isInteger);
  const line = values.map((value) => `M${at(value)}v${0.35 * em}`);
  group.select("path").attr("d", `M${at(0)}L${at(last)}${line.join("")}`);
  group
    .selectAll("text.rv-tick")
    .data(values)
    .join("text")
    .attr("class", "rv-tick rv-halo")
    .attr("text-anchor", "middle")
    .attr("x", (value) => at(value)[0])
    .attr("y", (value) => at(value)[1] + 1.35 * em)
    .text((value) => count(value));
  const falling = places.axis[1] >= 0;
  const [x, y] = at(falling ? last : 0); // its lower end, where no tick is in the way
  group
    .select("text.rv-axis-name")
    .attr("text-anchor", falling ? "end" : "start")
    .attr("x", x)
    .attr("y", y + 2.7 * em)
    .text("position (tokens)");
}

/** The name of the plane, by which it can be dragged, and the grip at its foot. */
export function createNowHandle(stage, moved) {
  const node = stage.svg.append("g").attr("class", "rv-now");
  const area = node.append("polygon").attr("fill", "transparent");
  const tag = node.append("rect").attr("class", "rv-now-tag");
  const text = node.append("text").attr("text-anchor", "middle");
  draggable(stage, node, moved);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize", role: "reference" }, moved);
  const ghost = createGhost(stage.svg, (parent) => {
    const plane = parent.append("polygon").attr("class", "rv-was-plane");
    return (corners) => plane.attr("points", corners.join(" "));
  });
  return {
    place(places, { now, share, before }) {
      const { em } = stage;
      const usable = Math.hypot(...places.axis) > 6 * em && places.apart < 0.2;
      node.attr("display", usable ? null : "none");
      const corners = planeCorners(places, share, em);
      area.attr("points", widened(corners, em).join(" "));
      const half = (0.33 * `now: ${count(now)}`.length + 0.6) * em;
      const middle = (corners[0][0] + corners[1][0]) / 2;
      const shown = usable && before;
      const all = { left: 0, top: 0, width: stage.width, height: stage.height };
      ghost(shown, all, shown && planeCorners(places, before.share, em));
      const foot = corners[2].map((part, axis) => (part + corners[3][axis]) / 2);
      grip(usable && foot);
      const x = Math.min(Math.max(middle, half), stage.width - half);
      const y = tagHeight(corners, em);
      tag
        .attr("x", x - half)
        .attr("y", y - 0.8 * em)
        .attr("width", 2 * half)
        .attr("height", 1.6 * em)
        .attr("rx", 0.8 * em);
      text
        .attr("x", x)
        .attr("y", y + 0.35 * em)
        .text(`now: ${count(now)}`);
      node.attr("opacity", 1 - Math.min(5 * places.apart, 1));
    },
  };
}

/** The plane as a finger needs it. */
function widened(corners, em) {
  const left = Math.min(...corners.map(([x]) => x));
  const right = Math.max(...corners.map(([x]) => x));
  const more = Math.max(0, (2 * em - (right - left)) / 2);
  return corners.map(([x, y], k) => [x + (k === 0 || k === 3 ? -more : more), y]);
}
