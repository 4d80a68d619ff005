/** A wall of clocks, one for each pair: where the hands stand at a position. */
import { angles, rotate, TURN, wavelength } from "../core/rope.js";
import { baseStops, dimStops, pairsOf, settingsOf, speedsOf } from "../core/speeds.js";
import { brief, controlsOf, count, degrees, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";
import { arrange, createWall } from "./wall.js";

const { slider } = controlsOf(spec);

const NOTE = 1.7; // em

const controls = [
  slider("position", { main: true, play: 4, max: (s) => s.context - 1, format: (m) => `m = ${count(m)}` }),
  slider("base", { main: true, stops: baseStops(spec), format: brief }),
  slider("context"),
  slider("head_dim", { stops: dimStops(spec), format: (dim, s) => `${dim}: ${pairsOf(s)} clocks` }),
];

const settle = ({ position, context }) => ({ position: Math.min(position, context - 1) });

function measure(state) {
  const { position, context } = state;
  const speeds = speedsOf(state);
  const turned = angles(position, speeds);
  const ones = Float64Array.from({ length: 2 * speeds.length }, (_, k) => 1 - (k % 2));
  return {
    inv_freq: speeds,
    angles: turned,
    hands: rotate(ones, position, speeds),
    whole_turns: turned.map((angle) => Math.floor(angle / TURN)),
    moved_visibly: speeds.filter((speed) => degrees(speed) > 5).length,
    never_round: speeds.filter((speed) => wavelength(speed) > context).length,
  };
}

function scene(stage, change) {
  const wall = createWall(stage, (position) => change({ position: Math.round(position) }));
  const note = stage.svg.append("text").attr("class", "rv-note").attr("text-anchor", "middle");
  return (state, numbers, before) => {
    wall(state, numbers, before);
    note
      .attr("x", stage.width / 2)
      .attr("y", stage.height - 0.4 * stage.em)
      .text(numbers.never_round ? `dotted: never round within ${count(state.context)} tokens` : "");
  };
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "fastest hand", role: "fast-pair", text: (n) => `${fixed(n.angles[0] / TURN, 1)} turns` },
    { label: "slowest hand", role: "slow-pair", text: (n) => `${brief(degrees(n.angles.at(-1)))}°` },
    { label: "5° or more a token", text: (n) => `${n.moved_visibly} of ${n.angles.length} hands` },
    { label: "never round in the context", text: (n) => `${n.never_round} of ${n.angles.length} hands` },
  ],
  summary: (n, s) =>
    `${n.angles.length} clocks (${settingsOf(s)}) at position ${count(s.position)}: the fastest hand has made ` +
    `${fixed(n.angles[0] / TURN, 1)} turns, the slowest has turned by ${brief(degrees(n.angles.at(-1)))}°; ` +
    `${n.never_round} never come round within ${count(s.context)} tokens.`,
  height: (stage, state) => arrange(stage, pairsOf(state)).height + NOTE * stage.em,
  scene,
});
