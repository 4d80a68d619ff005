/** The tokens that each pair needs for one turn, against a context: pairs above its line never come round. */
import { createPlane, isWide, powerOfTen } from "../core/chart.js";
import { createGhost, createGrip, createLabel, createPairDots, createRule, placed } from "../core/marks.js";
import { TURN, wavelength } from "../core/rope.js";
import { baseStops, dimStops, pairsOf as pairsShown, settingsOf, speedsOf } from "../core/speeds.js";
import { brief, controlsOf, count, explorer, stopsOf } from "../core/ui.js";
import spec from "./explorer.json";

const { slider } = controlsOf(spec);

const POWERS = [1, 2, 3, 4, 5, 6, 7]; // of ten, at which the axis has its numbers
const [BOTTOM, TOP] = [0.5, 8];

const controls = [
  slider("context", { main: true, play: 3 }),
  slider("base", { main: true, stops: baseStops(spec), format: brief }),
  slider("head_dim", { stops: dimStops(spec), format: (dim, s) => `${dim}: ${pairsShown(s)} pairs` }),
];

function measure(state) {
  const { context } = state;
  const wavelengths = speedsOf(state).map(wavelength);
  const longest = Math.max(...wavelengths);
  return {
    wavelengths,
    never_round: wavelengths.filter((tokens) => tokens > context).length,
    longest,
    arc: (360 * context) / longest,
    most_turns: context / TURN,
  };
}

const tokensOf = (tokens) => (Number.isFinite(tokens) ? `${brief(tokens)} tokens` : "endlessly many tokens");

const pairsOf = (numbers) => numbers.wavelengths.length;

/** The stop of a trait's slider that is nearest, in the logarithm. */
function nearest(trait, power) {
  const gaps = stopsOf(spec.traits[trait]).map((stop) => Math.abs(Math.log10(stop) - power));
  return stopsOf(spec.traits[trait])[gaps.indexOf(Math.min(...gaps))];
}

function arrange(stage) {
  const { width, em } = stage;
  const [left, top] = [4.4 * em, 2.4 * em];
  const box = { left, top, width: width - left - 1.2 * em, height: (isWide(stage) ? 22 : 19) * em };
  return { box, height: box.top + box.height + 3.4 * em };
}

/** Where a wavelength stands; a pair that stands still, or nearly, at the upper edge. */
const heightOf = (plane, tokens) => plane.y(Math.min(Math.log10(tokens), TOP));

/** Full where a pair comes round within the context, hollow where it never does. */
function createDots(parent) {
  const place = createPairDots(parent, "rv-turning", "rv-never");
  return (context, wavelengths, plane, radius) =>
    place(
      Array.from(wavelengths, (tokens, i) => [plane.x(i), heightOf(plane, tokens)]),
      radius,
      (i) => wavelengths[i] > context,
    );
}

function scene(stage, change) {
  const plane = createPlane(stage.svg);
  const beyond = stage.svg.append("rect").attr("class", "rv-beyond");
  const line = createRule(stage.svg, "rv-context");
  const was = createGhost(stage.svg, createDots);
  const dots = createDots(stage.svg.append("g"));
  const [name, says] = ["reference", "ink"].map((role) =>
    stage.svg.append("text").attr("class", `rv-halo rv-text-${role}`),
  );
  const pull = createLabel(stage, stage.svg, "rv-note");
  const power = (y) => plane.y.invert(y);
  const grip = createGrip(stage, stage.svg, { cursor: "ns-resize", role: "reference" }, (_, y) =>
    change({ context: nearest("context", power(y)) }),
  );
  let latest;
  const slowest = createGrip(stage, stage.svg, { cursor: "ns-resize", role: "slow-pair" }, (_, y) => {
    // The slowest pair's wavelength is 2π times this power of the base.
    const share = (pairsOf(latest) - 1) / pairsOf(latest);
    change({ base: nearest("base", (power(y) - Math.log10(TURN)) / share) });
  });

  return (state, numbers, before) => {
    latest = numbers;
    const { em } = stage;
    const { box } = arrange(stage);
    const [pairs, right] = [pairsOf(numbers), box.left + box.width];
    plane.place(box, {
      x: [-1, pairs],
      y: [BOTTOM, TOP],
      em,
      yTicks: POWERS,
      yFormat: powerOfTen,
      xLabel: "pair i, fast to slow",
      yLabel: "tokens for one turn",
    });
    const y = plane.y(Math.log10(state.context));
    const from = plane.x(pairs - numbers.never_round - 0.5);
    placed(beyond, { left: from, top: box.top, width: right - from, height: y - box.top });
    line(box, y);
    const radius = Math.min(0.36 * em, (0.42 * box.width) / pairs);
    const same = before && pairsOf(before.numbers) === pairs ? before : undefined;
    was(same, box, same?.state.context, same?.numbers.wavelengths, plane, radius);
    dots(state.context, numbers.wavelengths, plane, radius);
    name
      .attr("x", box.left + 3 * em)
      .attr("y", y - 0.5 * em)
      .text(`context: ${count(state.context)} tokens`);
    says
      .attr("x", box.left + 0.6 * em)
      .attr("y", box.top + 1.2 * em)
      .text(numbers.never_round ? `${numbers.never_round} of ${pairs} never come round` : `all ${pairs} come round`);
    grip([box.left + 1.6 * em, y]);
    const end = /** @type {[number, number]} */ ([plane.x(pairs - 1), heightOf(plane, numbers.longest)]);
    slowest(end);
    pull("base", end[0] - 2.6 * em, end[1] - 0.2 * em);
  };
}

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: "never come round", text: (n) => `${n.never_round} of ${pairsOf(n)} pairs` },
    { label: "one turn of the slowest takes", role: "slow-pair", text: (n) => tokensOf(n.longest) },
    { label: "in the context it turns by", role: "slow-pair", text: (n) => `${brief(n.arc)}°` },
    { label: "and the fastest pair", role: "fast-pair", text: (n) => `${brief(n.most_turns)} times` },
  ],
  summary: (n, s) =>
    `The ${pairsOf(n)} pairs (${settingsOf(s)}) need from ${brief(Math.min(...n.wavelengths))} to ${tokensOf(n.longest)} for one turn. ` +
    `Within a context of ${count(s.context)} tokens ${n.never_round} of them never come round, and the slowest turns by ${brief(n.arc)}°.`,
  height: (stage) => arrange(stage).height,
  scene,
});
