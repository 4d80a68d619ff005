/** The dials: grey is the arc that the hand has swept in training, coloured what it sweeps beyond. */
import { arrangeDials, dialColour, sector } from "../core/dials.js";
import { createGhost } from "../core/marks.js";
import { disc } from "../core/path.js";
import { degrees } from "../core/words.js";

const tip = (angle, reach) => `${reach * Math.cos(angle)},${-reach * Math.sin(angle)}`;

const NOWHERE = { left: 0, top: 0, width: 0, height: 0 };

/** place(numbers, box, before) */
export function createWall(stage) {
  const group = stage.svg.append("g").attr("class", "rv-faces");
  const dials = group.append("g");
  const ghost = createGhost(group, (parent) => (swept, { centre, reach, at }) => {
    parent
      .attr("transform", at)
      .selectAll("path")
      .data(swept)
      .join("path")
      .attr("class", "rv-was")
      .style("--rv-role", (_, i) => dialColour(i, swept.length))
      .attr("d", (angle, i) => `M${centre(i)}l${tip(angle, reach)}`);
  });

  return (numbers, box, before) => {
    group.attr("display", box ? null : "none");
    if (!box) return ghost(undefined, NOWHERE);
    const { em } = stage;
    const { seen, swept, unseen } = numbers;
    const places = arrangeDials(stage, seen.length, { width: box.width, room: box.height });
    const { reach, centre, cramped, half } = places;
    group.classed("rv-cramped", cramped);
    const at = `translate(${box.left},${box.top})`;
    const each = dials
      .attr("transform", at)
      .selectAll("g")
      .data(seen)
      .join((enter) => createDials(enter))
      .attr("transform", (_, i) => `translate(${centre(i)})`)
      .style("--rv-role", (_, i) => dialColour(i, seen.length));
    each.select(".rv-ring").attr("d", disc([0, 0], reach));
    each.select(".rv-seen").attr("d", (angle) => sector(reach, angle));
    each.select(".rv-new").attr("d", (angle, i) => (unseen[i] ? sector(reach, angle + unseen[i], angle) : ""));
    each.select(".rv-hand").attr("d", (_, i) => `M0,0L${tip(swept[i], reach)}`);
    each
      .select(".rv-index")
      .attr("x", -Math.min(half, reach + 1.6 * em))
      .attr("y", 0.6 * em - reach)
      .text((_, i) => (cramped ? "" : i));
    each
      .select(".rv-arc")
      .attr("y", reach + 0.85 * em)
      .text((_, i) => (cramped ? i : unseen[i] ? `+${Math.round(degrees(unseen[i]))}°` : ""));
    const same = before?.swept.length === swept.length;
    ghost(same || undefined, { left: 0, top: 0, width: stage.width, height: stage.height }, before?.swept, {
      ...places,
      at,
    });
  };
}

function createDials(enter) {
  const dial = enter.append("g");
  ["rv-ring", "rv-seen", "rv-new", "rv-hand"].forEach((name) => dial.append("path").attr("class", name));
  ["rv-index", "rv-arc"].forEach((name) => dial.append("text").attr("class", name));
  return dial;
}
