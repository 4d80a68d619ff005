/** A wall of clocks, one for each pair: where the hands stand at a position, and the curve of their angles. */
import { createPlane } from "../core/chart.js";
import { createRule } from "../core/marks.js";
import { disc } from "../core/path.js";
import { angles, invFreq, rotate, TURN, wavelength } from "../core/rope.js";
import { brief, controlsOf, count, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";

const { slider } = controlsOf(spec);

const STEPS = 8; // of the map from fast to slow

const controls = [
  slider("position", { max: (s) => s.context - 1, format: (m) => `m = ${count(m)}` }),
  slider("context"),
  slider("head_dim", { format: (dim) => `${dim}: ${dim / 2} clocks` }),
  slider("base", { format: brief }),
];

const settle = ({ position, context }) => ({ position: Math.min(position, context - 1) });

function measure({ position, context, head_dim: dim, base }) {
  const speeds = invFreq(dim, base);
  const turned = angles(position, speeds);
  const ones = Float64Array.from({ length: dim }, (_, k) => 1 - (k % 2));
  return {
    inv_freq: speeds,
    angles: turned,
    hands: rotate(ones, position, speeds),
    whole_turns: turned.map((angle) => Math.floor(angle / TURN)),
    moved_visibly: speeds.filter((speed) => speed > (5 * Math.PI) / 180).length,
    never_round: speeds.filter((speed) => wavelength(speed) > context).length,
  };
}

/** Columns and size of the dials, for a wall as wide as the stage. */
function wall(stage, dials) {
  const least = Math.max(3.1 * stage.em, Math.min(stage.width / 16, 5.4 * stage.em));
  const columns = Math.min(dials, Math.floor(stage.width / least), 16);
  const cell = Math.min(stage.width / columns, 6.5 * stage.em);
  return { columns, cell, rows: Math.ceil(dials / columns), tall: cell + 2.2 * stage.em };
}

function arrange(stage, dials) {
  const places = wall(stage, dials);
  const top = places.rows * places.tall + 2.6 * stage.em;
  const box = { left: 3.6 * stage.em, top, width: stage.width - 5 * stage.em, height: 9 * stage.em };
  return { ...places, box, height: top + box.height + 3.4 * stage.em };
}

const colourOf = (i, pairs) => `var(--rv-pair-${Math.round((STEPS * i) / Math.max(pairs - 1, 1))})`;

function createDials(stage) {
  const group = stage.svg.append("g").attr("class", "rv-dials");
  return ({ inv_freq: speeds, angles: turned, hands, whole_turns: turns }, { columns, cell, tall }, { context }) => {
    const reach = 0.4 * cell;
    const dials = group
      .selectAll("g")
      .data(turned)
      .join((enter) => {
        const dial = enter.append("g");
        ["rv-ring", "rv-swept", "rv-hand"].forEach((name) => dial.append("path").attr("class", name));
        ["rv-index", "rv-turns"].forEach((name) => dial.append("text").attr("class", name));
        return dial;
      });
    dials
      .attr(
        "transform",
        (_, i) =>
          `translate(${cell * ((i % columns) + 0.5)},${tall * Math.floor(i / columns) + 0.5 * cell + 1.1 * stage.em})`,
      )
      .style("--rv-role", (_, i) => colourOf(i, turned.length))
      .classed("rv-never", (_, i) => wavelength(speeds[i]) > context);
    dials.select(".rv-ring").attr("d", disc([0, 0], reach));
    dials.select(".rv-swept").attr("d", (angle) => sector(reach, Math.min(angle, TURN)));
    dials.select(".rv-hand").attr("d", (_, i) => `M0,0L${reach * hands[2 * i]},${-reach * hands[2 * i + 1]}`);
    dials
      .select(".rv-index")
      .attr("y", -reach - 0.35 * stage.em)
      .text((_, i) => i);
    dials
      .select(".rv-turns")
      .attr("y", reach + 0.95 * stage.em)
      .text((_, i) => (turns[i] > 0 ? `×${count(turns[i])}` : ""));
  };
}

/** What the hand has swept of its first turn. */
function sector(reach, angle) {
  if (angle >= TURN) return disc([0, 0], reach);
  const tip = [reach * Math.cos(angle), -reach * Math.sin(angle)];
  return `M0,0L${reach},0A${reach},${reach} 0 ${angle > Math.PI ? 1 : 0},0 ${tip}Z`;
}

function createCurve(stage) {
  const plane = createPlane(stage.svg);
  const turn = createRule(stage.svg, "rv-ceiling");
  const name = stage.svg.append("text").attr("class", "rv-ceiling-name").attr("text-anchor", "end");
  const dots = stage.svg.append("g");
  return ({ angles: turned }, { box }) => {
    const em = stage.em;
    const logs = turned.map((angle) => (angle > 0 ? Math.log10(angle) : NaN));
    const [least, most] = [-4, 6];
    plane.place(box, {
      x: [0, Math.max(turned.length - 1, 1)],
      y: [least, most],
      em,
      yTicks: [-4, -2, 0, 2, 4, 6],
      yFormat: (power) => (power === 0 ? "1" : `10${superscript(power)}`),
      xLabel: "pair i",
      yLabel: "angle m·θᵢ, rad (logarithmic)",
    });
    const level = plane.y(Math.log10(TURN));
    turn(box, level);
    name
      .attr("x", box.left + box.width)
      .attr("y", level - 0.4 * em)
      .text("one turn");
    dots
      .selectAll("path")
      .data(logs)
      .join("path")
      .attr("class", "rv-dial-dot")
      .style("--rv-role", (_, i) => colourOf(i, turned.length))
      .attr("d", (power, i) => (power >= least ? disc([plane.x(i), plane.y(power)], 0.24 * em) : ""));
  };
}

const superscript = (power) => [...String(power)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");

function scene(stage) {
  const dials = createDials(stage);
  const curve = createCurve(stage);
  return (state, numbers) => {
    const places = arrange(stage, numbers.angles.length);
    dials(numbers, places, state);
    curve(numbers, places);
  };
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "fastest hand", role: "fast-pair", text: (n) => `${fixed(n.angles[0] / TURN, 1)} turns` },
    { label: "slowest hand", role: "slow-pair", text: (n) => `${brief((n.angles.at(-1) * 180) / Math.PI)}°` },
    { label: "hands that move 5° or more a token", text: (n) => `${n.moved_visibly} of ${n.angles.length}` },
    { label: "never round within the context", text: (n) => `${n.never_round} of ${n.angles.length}` },
  ],
  summary: (n, s) =>
    `${n.angles.length} clocks (head_dim ${s.head_dim}, base ${brief(s.base)}) at position ${count(s.position)}: the fastest hand has made ` +
    `${fixed(n.angles[0] / TURN, 1)} turns, the slowest has turned by ${brief((n.angles.at(-1) * 180) / Math.PI)}°; ` +
    `${n.never_round} never come round within ${count(s.context)} tokens.`,
  height: (stage, state) => arrange(stage, state.head_dim / 2).height,
  scene,
});
