/** The planes of the turns as dials: the hand at the row that is shown, its path to there, and where it was foretold. */
import { isWide } from "../core/chart.js";
import { disc, polyline } from "../core/path.js";
import { brief } from "../core/ui.js";

const STEPS = 8; // of the map from fast to slow
const TAIL = 40; // rows that a path goes back
const REACH = 1.55; // of a hand at most, as a rule, where its mean is 1; a dial whose hand reaches further is drawn smaller

/** Places of the dials, five in a row on a wide screen and three on a phone. */
export function arrangeDials(stage, slots) {
  const { width, em } = stage;
  const columns = Math.min(isWide(stage) ? 5 : 3, slots);
  const side = Math.min(width / columns, (isWide(stage) ? 12 : 9) * em);
  const below = 1.3 * em;
  const left = (width - columns * (width / columns)) / 2;
  const centre = (i) => [
    left + (width / columns) * ((i % columns) + 0.5),
    (side + below) * Math.floor(i / columns) + side / 2,
  ];
  return { centre, side, height: Math.ceil(slots / columns) * (side + below) };
}

export function createDials(stage) {
  const group = stage.svg.append("g").attr("class", "rv-turns-found");
  return (state, { periods, hands, guesses }, turns, { centre, side }) => {
    const units = periods.map((_, i) => side / 2 / Math.max(REACH, turns[i]?.reach ?? 0));
    const at = ([x, y], i) => [units[i] * x, -units[i] * y];
    const pairOf = (flat, i) => at([flat[2 * i], flat[2 * i + 1]], i);
    const past = (i) => tail(turns[i]?.path, state.row).map((point) => at(point, i));
    const dials = group.selectAll("g").data(periods).join(createDial);
    dials
      .attr("transform", (_, i) => `translate(${centre(i)})`)
      .style("--rv-role", (_, i) => `var(--rv-pair-${Math.round((STEPS * i) / Math.max(periods.length - 1, 1))})`)
      .classed("rv-no-turn", (period) => !period);
    dials.select(".rv-orbit").attr("d", (_, i) => disc([0, 0], units[i]));
    dials.select(".rv-trail").attr("d", (_, i) => polyline(past(i)));
    dials.select(".rv-arm").attr("d", (_, i) => `M0,0L${pairOf(hands, i)}`);
    dials.select(".rv-tip").attr("d", (_, i) => disc(pairOf(hands, i), 0.3 * stage.em));
    dials.select(".rv-astray").attr("d", (_, i) => `M${pairOf(hands, i)}L${pairOf(guesses, i)}`);
    dials.select(".rv-foretold").attr("d", (_, i) => disc(pairOf(guesses, i), 0.5 * stage.em));
    dials
      .select("text")
      .attr("y", side / 2 + 0.7 * stage.em)
      .text((period) => (period ? `${brief(period)} rows${isWide(stage) ? " a turn" : ""}` : "no turn"));
  };
}

const tail = (path, row) => (path ? path.slice(Math.max(row - TAIL, 0), row + 1) : []);

function createDial(enter) {
  const dial = enter.append("g");
  for (const name of ["orbit", "trail", "arm", "tip", "astray", "foretold"])
    dial.append("path").attr("class", `rv-${name}`);
  dial.append("text").attr("class", "rv-halo rv-period").attr("text-anchor", "middle");
  return dial;
}
