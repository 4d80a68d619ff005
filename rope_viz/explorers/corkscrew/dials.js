/** Beside the springs, where there is room: the clock that each one is at the position now, whose hand can be dragged. */
import { isWide } from "../core/chart.js";
import { createGhost } from "../core/marks.js";
import { disc } from "../core/path.js";
import { goingRound } from "../core/round.js";
import { draggable } from "../core/ui.js";
import { onAxis } from "./view.js";

const MOST = 12; // pairs whose clocks are large enough

/** Width of the column of clocks. */
export const columnOf = (stage, pairs) => (pairs <= MOST ? (isWide(stage) ? 4.6 : 3.4) * stage.em : 0);

export function createDials(stage, turned) {
  const group = stage.svg.append("g").attr("class", "rv-now-dials");
  const ghost = createGhost(group, (parent) => {
    const hands = parent.append("g");
    return (tips, at, colours) => drawHands(hands, "rv-was", tips, at, colours);
  });
  const name = group.append("text").attr("class", "rv-axis-name").attr("text-anchor", "middle");
  const faces = group.append("g");
  let latest;
  let held = 0;
  const round = goingRound(
    {
      centre: () => latest.at[held],
      angle: () => latest.numbers.angles[held],
      most: () => latest.last * latest.numbers.inv_freq[held],
    },
    (angle) => turned(Math.round(angle / latest.numbers.inv_freq[held])),
  );
  const take = (x, y, event) => {
    if (event.type === "pointerdown") {
      const gaps = latest.at.map(([cx, cy]) => Math.hypot(cx - x, cy - y));
      held = gaps.indexOf(Math.min(...gaps));
    }
    if (latest.numbers.inv_freq[held] > 0) round(x, y, event);
  };

  return (places, numbers, { last, colours, before, middle }) => {
    const { em } = stage;
    const shown = (1 - Math.min(5 * places.apart, 1)) * (columnOf(stage, numbers.angles.length) ? 1 : 0);
    group.attr("opacity", shown).attr("display", shown ? null : "none");
    if (!shown) return;
    const half = columnOf(stage, numbers.angles.length) / 2;
    const reach = Math.min(half - 0.5 * em, 0.44 * places.rowGap);
    const at = places.centres.map((_, i) => [middle, onAxis(places, i, 1)[1]]);
    latest = { at, numbers, last };
    const tipsOf = ({ hands, radius }) =>
      at.map((_, i) => [(reach * hands[2 * i]) / radius, (-reach * hands[2 * i + 1]) / radius]);
    faces
      .selectAll("path.rv-face")
      .data(at)
      .join((enter) => {
        const face = enter.append("path").attr("class", "rv-face");
        draggable(stage, face, take);
        return face;
      })
      .attr("d", (centre) => disc(centre, reach))
      .style("--rv-role", (_, i) => colours[i]);
    drawHands(faces, "rv-hand", tipsOf(numbers), at, colours);
    const same = before?.numbers.hands.length === numbers.hands.length ? before : undefined;
    const all = { left: 0, top: 0, width: stage.width, height: stage.height };
    ghost(same, all, same && tipsOf(same.numbers), at, colours);
    name
      .attr("x", at[0][0])
      .attr("y", at[0][1] - reach - 0.6 * em)
      .text("now");
  };
}

function drawHands(group, name, tips, at, colours) {
  group
    .selectAll(`path.${name}`)
    .data(tips)
    .join("path")
    .attr("class", name)
    .attr("d", (tip, i) => `M${at[i]}l${tip}`)
    .style("--rv-role", (_, i) => colours[i]);
}
