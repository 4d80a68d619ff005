/** One pair of both rows as hands of length one, and the turn from the first to the second. */
import { createGhost, createLabel } from "../core/marks.js";
import { disc } from "../core/path.js";
import { fixed, inside } from "../core/ui.js";

const ROLES = ["query", "key"];

/** The two hands: place(angles, centre, reach). */
function createHands(parent) {
  const hands = ROLES.map((role) =>
    parent.append("path").attr("class", "rv-sine-hand").style("--rv-role", `var(--rv-${role})`),
  );
  return (angles, { centre: [x, y], reach }) =>
    hands.forEach((hand, which) => {
      const [across, up] = [reach * Math.cos(angles[which]), reach * Math.sin(angles[which])];
      hand.attr("d", `M${x},${y}l${across},${-up}`);
    });
}

export function createClock(stage) {
  const ring = stage.svg.append("path").attr("class", "rv-sine-ring");
  const arc = stage.svg.append("path").attr("class", "rv-sine-arc");
  const ghost = createGhost(stage.svg, createHands);
  const hands = createHands(stage.svg);
  const names = ROLES.map((role) => createLabel(stage, stage.svg, `rv-text-${role}`));
  const turned = createLabel(stage, stage.svg, "rv-note");
  /** @returns {[number, number]} */
  const both = ({ angle, turned }) => [angle, angle + turned];

  return (state, numbers, before, clock) => {
    const { em } = stage;
    const {
      centre: [x, y],
      reach,
    } = clock;
    const angles = both(numbers);
    ring.attr("d", disc([x, y], reach));
    arc.attr("d", sweep(clock, angles));
    const all = { left: x - 1.3 * reach, top: y - 1.3 * reach, width: 2.6 * reach, height: 2.6 * reach };
    ghost(before, all, before && both(before.numbers), clock);
    hands(angles, clock);
    angles.forEach((angle, which) => {
      const out = reach + 1.1 * em;
      const text = which ? `m + k = ${state.position + state.shift}` : `m = ${state.position}`;
      const aside = which && Math.cos(numbers.turned) > 0.93 ? 1.2 * em : 0; // or one name would lie on the other
      const place = x + 1.2 * out * Math.cos(angle);
      // A name that the picture's edge moves back stands over the hand's tip, or under it, and not on it.
      const off = inside(stage, place, text) === place ? 0 : Math.sign(Math.sin(angle) || 1) * 1.2 * em;
      names[which](text, place, y - out * Math.sin(angle) + 0.35 * em - aside - off);
    });
    turned(`pair ${state.pair}: k θ = ${fixed(numbers.turned)} rad`, x, y + reach + 2.6 * em);
  };
}

/** From the first hand to the second, at a third of their length; a whole ring where it goes round. */
function sweep({ centre: [x, y], reach }, [from, to]) {
  const r = 0.34 * reach;
  if (to - from >= 2 * Math.PI) return disc([x, y], r);
  const at = (angle) => `${x + r * Math.cos(angle)},${y - r * Math.sin(angle)}`;
  return `M${at(from)}A${r},${r} 0 ${to - from > Math.PI ? 1 : 0},0 ${at(to)}`;
}
