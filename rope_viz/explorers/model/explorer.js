/** What a model's configuration says of its positions: wavelengths against its context, scaling, scores, and layers. */
import { createPlane, isWide, powerOfTen } from "../core/chart.js";
import { everyDistance } from "../core/every.js";
import { keeping } from "../core/keeping.js";
import { createGhost, createGrip, createPairDots, createRule, placed } from "../core/marks.js";
import { disc, polyline } from "../core/path.js";
import { TURN } from "../core/rope.js";
import { attentionFactor, plainSpeeds, speedsOf } from "../core/scaling.js";
import { brief, controlsOf, count, explorer, fixed, stopsOf } from "../core/ui.js";
import spec from "./explorer.json";
import { createStrip, STRIP } from "./strip.js";

const { slider, choice } = controlsOf(spec);

const DISTANCES = 1024; // of the curve of scores, all of them whole

const rotating = (state) => state.model.kinds.filter(({ rope }) => rope);
const shown = (state) => rotating(state)[state.kind] ?? rotating(state)[0];

const layersOf = ({ layers }) => (layers ? ` (${layers.used.length} of ${layers.total})` : "");

const controls = [
  slider("context", { main: true, play: 3 }),
  choice("kind", {
    main: true,
    options: (s) => rotating(s).map((kind, i) => [i, `${kind.name}${layersOf(kind)}`]),
    when: (s) => rotating(s).length > 1,
  }),
];

const settle = (state) => ({ kind: Math.min(state.kind, rotating(state).length - 1) });

const measure = keeping(
  (s) => [s.model, s.kind, s.context],
  (state) => {
    const { rope } = shown(state);
    const [speeds, plain] = [speedsOf(rope, state.context), plainSpeeds(rope)];
    const turning = speeds.filter((speed) => speed > 0);
    return {
      inv_freq: speeds,
      plain,
      slowed: speeds.map((speed, i) => (speed > 0 ? plain[i] / speed : 0)),
      never_round: speeds.filter((speed) => speed * state.context < TURN).length,
      still: speeds.length - turning.length,
      arc: turning.length ? (360 * state.context * Math.min(...turning)) / TURN : 0,
      scores: scoresOf(rope, speeds, state.context),
      attention_factor: attentionFactor(rope, state.context),
    };
  },
);

/** Scores of a query and a key of ones by their distance, as a share of the first: those that do not turn stay. */
function scoresOf(rope, speeds, context) {
  const grown = attentionFactor(rope, context) ** 2;
  const resting = rope.head_dim - rope.rotary_dim;
  const most = grown * rope.rotary_dim + resting;
  const cosines = { along: new Float64Array(speeds.length).fill(1), across: new Float64Array(speeds.length) };
  const sums = everyDistance(speeds)(cosines)(0, Math.min(DISTANCES, context));
  return Array.from(sums, (sum) => (2 * grown * sum + resting) / most);
}

const part = ({ rotary_dim: turning, head_dim: all }) => (turning === all ? `all ${all}` : `${turning} of ${all}`);

function inWords(state, n) {
  const { name, rope } = shown(state);
  const turning = n.inv_freq.filter((speed) => speed > 0);
  const waves = turning.length ? [Math.max(...turning), Math.min(...turning)].map((speed) => brief(TURN / speed)) : [];
  const where = rotating(state).length > 1 ? `, ${name}` : "";
  return (
    `${state.model.name}${where}: ${part(rope)} components turn, in ${rope.rotary_dim / 2} pairs, with base ` +
    `${brief(rope.base)}.${waves.length ? ` A turn needs ${waves.join(" to ")} tokens.` : ""} Within a context of ` +
    `${count(state.context)} tokens ${n.never_round} of ${n.inv_freq.length} pairs never come round. ` +
    scalingInWords(rope, n)
  );
}

function scalingInWords({ scaling }, { slowed, still }) {
  if (!scaling) return "No rule scales them.";
  const ratios = slowed.filter((ratio) => ratio > 0);
  const [least, most] = ratios.length ? [Math.min(...ratios), Math.max(...ratios)] : [1, 1];
  const rest = still ? `, and ${still} stand still` : "";
  if (most - least < 1e-9) {
    const kept = most < 1 + 1e-9 ? "keeps their speed" : `makes all ${brief(most)} times slower`;
    return `The rule ${scaling.rule} ${kept}${rest}.`;
  }
  return `The rule ${scaling.rule} makes them ${brief(least)} to ${brief(most)} times slower${rest}.`;
}

function arrange(stage, state) {
  const { width, em } = stage;
  const strip = state.model.kinds.some(({ layers }) => layers) ? STRIP * em : 0;
  const [left, top, below] = [4.4 * em, 2.4 * em, 3.6 * em];
  const scaled = Boolean(shown(state).rope.scaling);
  if (isWide(stage)) {
    const tall = 22 * em;
    const half = 0.52 * width;
    const right = { left: half + left, width: width - half - left - em };
    const [first, each] = [strip + top, scaled ? (tall - below - top) / 2 : tall];
    return {
      waves: { left, top: first, width: half - left - em, height: tall },
      scores: { ...right, top: first, height: each },
      slowed: { ...right, top: first + each + below + top, height: each },
      strip,
      scaled,
      height: first + tall + below,
    };
  }
  const waves = { left, top: strip + top, width: width - left - em, height: 13 * em };
  const [under, half] = [waves.top + waves.height + below + top, width / 2];
  const low = { top: under, height: 7 * em };
  const scores = { ...low, left: 2.8 * em, width: (scaled ? half : width) - 3.8 * em };
  const slowed = { ...low, left: half + 2.4 * em, width: half - 3.4 * em };
  return { waves, scores, slowed, strip, scaled, height: under + low.height + below };
}

/** Every power of ten of a range, or every second one where they are many. */
function powers(from, to, most) {
  const all = Array.from({ length: Math.floor(to) - Math.ceil(from) + 1 }, (_, i) => Math.ceil(from) + i);
  const apart = Math.ceil(all.length / most);
  return all.filter((_, i) => i % apart === 0);
}

const range = (speeds) => {
  const turning = speeds.filter((speed) => speed > 0).map((speed) => Math.log10(TURN / speed));
  return turning.length ? [Math.min(...turning), Math.max(...turning)] : [1, 1];
};

function scene(stage, change) {
  const strip = createStrip(stage, (kind) => change({ kind }));
  const planes = ["waves", "scores", "slowed"].map((name) => {
    const group = stage.svg.append("g").attr("class", `rv-model-${name}`);
    return { group, plane: createPlane(group) };
  });
  const [waves, scores, slowed] = planes;
  const beyond = waves.group.append("rect").attr("class", "rv-beyond");
  const was = createGhost(waves.group, (parent) => createRule(parent, "rv-context"));
  const line = createRule(waves.group, "rv-context");
  const before = waves.group.append("path").attr("class", "rv-unscaled");
  const dots = createPairDots(waves.group.append("g"), "rv-turning", "rv-never");
  const [name, says] = ["reference", "ink"].map((role) =>
    waves.group.append("text").attr("class", `rv-halo rv-text-${role}`),
  );
  says.attr("text-anchor", "end");
  const grey = waves.group.append("text").attr("class", "rv-halo rv-note").attr("text-anchor", "end");
  const zero = createRule(scores.group, "rv-zero");
  const curve = scores.group.append("path").attr("class", "rv-curve");
  const ratios = slowed.group.append("path").attr("class", "rv-ratios");
  const grip = createGrip(stage, waves.group, { cursor: "ns-resize", role: "reference" }, (_, y) =>
    change({ context: nearest(waves.plane.y.invert(y)) }),
  );

  function drawWaves(state, numbers, box, earlier) {
    const { em } = stage;
    const { inv_freq: speeds, plain, still } = numbers;
    const [pairs, right] = [speeds.length, box.left + box.width];
    const at = Math.log10(state.context);
    const top = Math.max(range(speeds)[1], range(plain)[1], at) + (still ? 0.9 : 0.5);
    const plane = waves.plane;
    plane.place(box, {
      x: [-1, pairs],
      y: [0.5, top],
      em,
      yTicks: powers(0.5, top, 9),
      yFormat: powerOfTen,
      xLabel: "pair i, fast to slow",
      yLabel: "tokens for one turn",
    });
    const height = (speed) => plane.y(speed > 0 ? Math.log10(TURN / speed) : top - 0.25);
    const first = speeds.findIndex((speed) => speed * state.context < TURN);
    const from = first < 0 ? right : plane.x(first - 0.5);
    placed(beyond, { left: from, top: box.top, width: right - from, height: plane.y(at) - box.top });
    was(earlier, box, box, earlier && plane.y(Math.log10(earlier.state.context)));
    line(box, plane.y(at));
    const radius = Math.min(0.36 * em, (0.42 * box.width) / pairs);
    const { scaling } = shown(state).rope;
    before.attr("d", scaling ? plain.map((speed, i) => disc([plane.x(i), height(speed)], 0.6 * radius)).join("") : "");
    dots(
      Array.from(speeds, (speed, i) => [plane.x(i), height(speed)]),
      radius,
      (i) => speeds[i] * state.context < TURN,
    );
    name
      .attr("x", box.left + 3 * em)
      .attr("y", plane.y(at) - 0.5 * em)
      .text(`context: ${count(state.context)} tokens`);
    says
      .attr("x", right - 0.4 * em)
      .attr("y", box.top + box.height - (scaling ? 2.1 : 0.8) * em)
      .text(neverRound(numbers));
    grey
      .attr("x", right - 0.4 * em)
      .attr("y", box.top + box.height - 0.8 * em)
      .text(scaling ? `grey: before ${scaling.rule}` : "");
    grip([box.left + 1.6 * em, plane.y(at)]);
  }

  function drawScores({ scores: values }, box) {
    const plane = scores.plane;
    const least = Math.min(-0.25, ...values);
    plane.place(box, {
      x: [0, values.length],
      y: [least, 1.02],
      em: stage.em,
      yTicks: 3,
      xLabel: "distance (tokens)",
      xTicks: Math.max(2, Math.floor(box.width / (6 * stage.em))),
      yLabel: box.width > 18 * stage.em ? "score of all ones, 1 at distance 0" : "score of all ones",
    });
    zero(box, plane.y(0));
    curve.attr("d", polyline(values.map((value, distance) => [plane.x(distance), plane.y(value)])));
  }

  function drawSlowed({ slowed: values, plain }, box) {
    const [from, to] = range(plain);
    const plane = slowed.plane;
    plane.place(box, {
      x: [from - 0.15, to + 0.15],
      y: [0, 1.12 * Math.max(...values, 1)],
      em: stage.em,
      xTicks: powers(from, to, Math.floor(box.width / (4.5 * stage.em))),
      xFormat: powerOfTen,
      yTicks: 3,
      xLabel: box.width > 18 * stage.em ? "tokens for one turn, before" : "tokens, before",
      yLabel: "times slower",
    });
    const radius = 0.2 * stage.em;
    const places = values.map((ratio, i) => [plane.x(Math.log10(TURN / plain[i])), plane.y(ratio)]);
    ratios.attr("d", places.map((place) => disc(place, radius)).join(""));
  }

  return (state, numbers, earlier) => {
    const places = arrange(stage, state);
    const same = earlier?.state.model === state.model && earlier.state.kind === state.kind;
    strip(state, shown(state), places.strip);
    drawWaves(state, numbers, places.waves, same ? earlier : undefined);
    drawScores(numbers, places.scores);
    slowed.group.attr("display", places.scaled ? null : "none");
    if (places.scaled) drawSlowed(numbers, places.slowed);
  };
}

function neverRound({ never_round: never, inv_freq: speeds, still }) {
  if (!never) return `all ${speeds.length} come round`;
  return `${never} of ${speeds.length} never come round${still ? `, ${still} stand still` : ""}`;
}

/** The stop of the context's slider that is nearest, in the logarithm. */
function nearest(power) {
  const stops = stopsOf(spec.traits.context);
  const gaps = stops.map((stop) => Math.abs(Math.log10(stop) - power));
  return stops[gaps.indexOf(Math.min(...gaps))];
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "components that turn", text: (n, s) => `${part(shown(s).rope)} in ${n.inv_freq.length} pairs` },
    { label: "base", text: (_, s) => brief(shown(s).rope.base) },
    { label: "in the context the slowest turns by", role: "slow-pair", text: (n) => `${brief(n.arc)}°` },
    {
      label: "scaling",
      text: (n, s) =>
        `${shown(s).rope.scaling?.rule ?? "none"}${n.attention_factor === 1 ? "" : `, attention × ${fixed(n.attention_factor, 3)}`}`,
    },
  ],
  summary: (n, s) => inWords(s, n),
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
