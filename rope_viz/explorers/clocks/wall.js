/** The dials of the wall, fast pairs first: where each hand stands, what it has swept, and how often it has been round. */
import { isWide } from "../core/chart.js";
import { arrangeDials, dialColour, sector } from "../core/dials.js";
import { createGhost, createGrip } from "../core/marks.js";
import { disc } from "../core/path.js";
import { TURN, wavelength } from "../core/rope.js";
import { goingRound } from "../core/round.js";
import { count, draggable } from "../core/ui.js";

/**
 * Columns and size of the dials that are largest: eight by four of 32 on a wide screen, four by eight on a phone. In rows of
 * eight with base 10,000 and 64 components each row is ten times slower than the one above.
 */
export const arrange = (stage, dials) =>
  arrangeDials(stage, dials, { width: stage.width, room: (isWide(stage, 42) ? 30 : 37) * stage.em });

export function createWall(stage, turned) {
  const group = stage.svg.append("g").attr("class", "rv-dials");
  const ghost = createGhost(stage.svg, createWas);
  let latest;
  let held; // the dial whose hand has the grip
  const round = goingRound(
    {
      centre: () => latest.places.centre(held),
      angle: () => latest.numbers.angles[held],
      most: () => (latest.context - 1) * latest.numbers.inv_freq[held],
    },
    (angle) => turned(angle / latest.numbers.inv_freq[held]),
  );
  const take = (x, y, event) => {
    if (event.type === "pointerdown") {
      held = nearest(latest.places, latest.numbers.angles.length, x, y);
      turned(latest.position); // as it is, but with the grip here
    }
    // A hand that stands still tells no position.
    if (latest.numbers.inv_freq[held] > 0) round(x, y, event);
  };
  const grip = createGrip(stage, stage.svg, { role: "reference" }, round);

  return (state, numbers, before) => {
    const { em } = stage;
    const { angles, hands, inv_freq: speeds, whole_turns: turns } = numbers;
    const places = arrange(stage, angles.length);
    latest = { context: state.context, position: state.position, numbers, places };
    if (held === undefined || held >= angles.length) held = Math.floor(0.38 * angles.length);
    const { reach, half, cramped } = places;
    const tip = (i) => [reach * hands[2 * i], -reach * hands[2 * i + 1]];
    const dials = group
      .selectAll("g")
      .data(angles)
      .join((enter) => createDials(enter, (node) => draggable(stage, node, take)));
    dials
      .attr("transform", (_, i) => `translate(${places.centre(i)})`)
      .style("--rv-role", (_, i) => dialColour(i, angles.length))
      .classed("rv-never", (_, i) => wavelength(speeds[i]) > state.context);
    dials.selectAll(".rv-ring, .rv-dial-reach").attr("d", disc([0, 0], reach));
    dials.select(".rv-swept").attr("d", (angle) => sector(reach, Math.min(angle, TURN)));
    dials.select(".rv-hand").attr("d", (_, i) => `M0,0L${tip(i)}`);
    dials
      .select(".rv-index")
      .attr("x", -Math.min(half, reach + 1.6 * em))
      .attr("y", 0.6 * em - reach)
      .text((_, i) => (cramped ? "" : i));
    dials
      .select(".rv-turns")
      .attr("y", reach + 0.85 * em)
      .text((_, i) => (cramped ? i : turns[i] > 0 ? `×${count(turns[i])}` : ""));
    const same = before?.numbers.hands.length === hands.length ? before : undefined;
    const all = { left: 0, top: 0, width: stage.width, height: places.height };
    ghost(same, all, same?.numbers.hands, places);
    const [x, y] = places.centre(held);
    grip([x + tip(held)[0], y + tip(held)[1]]);
  };
}

function createDials(enter, drag) {
  const dial = enter.append("g");
  ["rv-ring", "rv-swept", "rv-hand", "rv-dial-reach"].forEach((name) => dial.append("path").attr("class", name));
  ["rv-index", "rv-turns"].forEach((name) => dial.append("text").attr("class", name));
  drag(dial.select(".rv-dial-reach"));
  return dial;
}

/** All hands as they stood before. */
function createWas(parent) {
  return (hands, { reach, centre }) => {
    const dials = hands.length / 2;
    parent
      .selectAll("path")
      .data(Array.from({ length: dials }, (_, i) => i))
      .join("path")
      .attr("class", "rv-was")
      .style("--rv-role", (i) => dialColour(i, dials))
      .attr("d", (i) => `M${centre(i)}l${reach * hands[2 * i]},${-reach * hands[2 * i + 1]}`);
  };
}

function nearest({ centre }, dials, x, y) {
  const gaps = Array.from({ length: dials }, (_, i) => Math.hypot(centre(i)[0] - x, centre(i)[1] - y));
  return gaps.indexOf(Math.min(...gaps));
}
