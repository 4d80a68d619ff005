/** A lane for each way: a bar for moving and one for multiplying, which go on at once, so that the longer one counts in every step. */
import { createCursor, createLabel, placed } from "../core/marks.js";
import { count, fixed, halfWidth } from "../core/ui.js";

const MOST_LANES = 6;
const KINDS = ["moving", "multiplying"];
const ENDS = [1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100, 150, 200, 300, 500, 1000, 2000, 5000]; // of the scale

export const timesText = (value) => {
  if (value >= 100) return count(value.toFixed(0));
  return fixed(value, value < 0.1 ? 3 : 2);
};

/** A way's steps one after the other, [{ start, moving, multiplying }]; the next begins when both have ended. */
function inTurn(numbers, which) {
  const first = numbers.steps.slice(0, which).reduce((a, b) => a + b, 0);
  let start = 0;
  return Array.from({ length: numbers.steps[which] }, (_, i) => {
    const [moving, multiplying] = KINDS.map((kind) => numbers[kind][first + i]);
    const step = { start, moving, multiplying };
    start += Math.max(moving, multiplying);
    return step;
  });
}

/** place(names, numbers, box, before, unit) */
export function createLanes(stage) {
  const group = stage.svg.append("g").attr("class", "rv-lanes");
  const unitLine = createCursor(group, "rv-unit");
  const unitName = createLabel(stage, group, "rv-note rv-unit-name");
  const keys = KINDS.map((kind) => group.append("text").attr("class", `rv-${kind}-name`).text(kind));
  const lanes = Array.from({ length: MOST_LANES }, () => createLane(group));

  return (names, numbers, box, before, unit) => {
    const { em } = stage;
    const { left, top, width, height } = box;
    const most = ENDS.find((end) => end >= Math.max(...numbers.times)) ?? ENDS[ENDS.length - 1];
    const scale = width / most;
    const tall = (height - 1.2 * em) / names.length;
    unitLine(left + scale, top + 1.2 * em, top + height);
    const said = `1: ${unit}`;
    unitName(said, Math.max(left + scale, left + halfWidth(stage, said)), top + height + em);
    keys.forEach((key, i) => key.attr("x", left + (i ? 5 : 0) * em).attr("y", top + 0.3 * em));
    lanes.forEach((lane, i) =>
      lane(
        i < names.length && {
          name: `${i + 1}  ${names[i]}`,
          time: numbers.times[i],
          steps: inTurn(numbers, i),
          was: before?.numbers.times[i],
        },
        { left, top: top + 1.2 * em + i * tall, width, thick: Math.min(0.9 * em, 0.2 * tall), em, scale },
      ),
    );
  };
}

function createLane(parent) {
  const lane = parent.append("g").attr("class", "rv-way");
  const name = lane.append("text").attr("class", "rv-way-name rv-naming");
  const ghost = lane.append("rect").attr("class", "rv-ghost rv-way-was").attr("display", "none");
  const rows = KINDS.map((kind) => lane.append("g").attr("class", `rv-${kind}`));
  const value = lane.append("text").attr("class", "rv-halo rv-way-time");

  return (shown, { left, top, width, thick, em, scale }) => {
    lane.attr("display", shown ? null : "none");
    ghost.attr("display", shown && shown.was !== undefined ? null : "none");
    if (!shown) return;
    const first = top + 1.3 * em;
    name
      .attr("x", left)
      .attr("y", top + 0.95 * em)
      .text(shown.name);
    rows.forEach((row, i) =>
      row
        .selectAll("rect")
        .data(shown.steps)
        .join("rect")
        .attr("x", ({ start }) => left + start * scale)
        .attr("y", first + i * (thick + 1))
        .attr("width", (step) => Math.max(0, step[KINDS[i]] * scale - (shown.steps.length > 1 ? 1 : 0)))
        .attr("height", thick),
    );
    placed(ghost, { left, top: first, width: Math.min((shown.was ?? 0) * scale, width), height: 2 * thick + 1 });
    value
      .attr("x", left + Math.min(shown.time * scale, width) + 0.4 * em)
      .attr("y", first + thick + 0.4 * em)
      .text(timesText(shown.time));
  };
}
