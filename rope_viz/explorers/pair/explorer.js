/** One pair of components: two words stand in a sentence, and their arrows turn by position times inv_freq. */
import { createPlane } from "../core/chart.js";
import { createCursor, createLabel, createSpot } from "../core/marks.js";
import { disc, polyline } from "../core/path.js";
import { angleFromTo, dot, norm, rotatePair, score, TURN } from "../core/rope.js";
import { brief, controlsOf, degrees, explorer, fixed, slider as freeSlider } from "../core/ui.js";
import { createCircle } from "./circle.js";
import spec from "./explorer.json";
import { createSentence, SENTENCE_HEIGHT } from "./sentence.js";

const { slider } = controlsOf(spec);

// Speeds that one can say: from one turn in 6 300 tokens to half a turn per token, beyond which a turn looks slower again.
const DIGITS = [1, 1.1, 1.25, 1.4, 1.6, 1.8, 2, 2.25, 2.5, 2.8, 3.2, 3.6, 4, 4.5, 5, 5.6, 6.3, 7, 8, 9];
const SPEEDS = [0.001, 0.01, 0.1, 1].flatMap((unit) => DIGITS.map((digit) => Number((digit * unit).toPrecision(3))));
const STOPS = [...SPEEDS.filter((speed) => speed < Math.PI), Math.PI];

const controls = [
  slider("length"),
  slider("key_position", { label: (s) => `“${s.key_word}” (key) at position n`, max: (s) => s.length - 1 }),
  slider("query_position", { label: (s) => `“${s.query_word}” (query) at position m`, max: (s) => s.length - 1 }),
  freeSlider({
    label: "both words together, from position",
    min: 0,
    max: (s) => s.length - 1 - Math.abs(s.query_position - s.key_position),
    read: (s) => Math.min(s.query_position, s.key_position),
    write: shiftTo,
  }),
  slider("inv_freq", { stops: STOPS, format: (speed) => `${brief(speed)} rad per token` }),
];

/** Both positions, so that the first of the two words stands at `first`. */
function shiftTo(first, { query_position: m, key_position: n, length }) {
  const step = Math.min(Math.max(first, 0), length - 1 - Math.abs(m - n)) - Math.min(m, n);
  return { query_position: m + step, key_position: n + step };
}

function settle({ length, query_position: m, key_position: n }) {
  return { query_position: Math.min(m, length - 1), key_position: Math.min(n, length - 1) };
}

function measure({ length, query, key, query_position: m, key_position: n, inv_freq: speed }) {
  const turnedQuery = rotatePair(query, m * speed);
  const turnedKey = rotatePair(key, n * speed);
  return {
    length,
    query_angle: m * speed,
    key_angle: n * speed,
    distance: m - n,
    wavelength: TURN / speed,
    turned_query: turnedQuery,
    turned_key: turnedKey,
    query_length: norm(query),
    key_length: norm(key),
    angle_between: Math.abs(angleFromTo(turnedKey, turnedQuery)),
    score: dot(turnedQuery, turnedKey),
  };
}

/** Score against distance: one cosine, because one pair has one wavelength. */
function createCurve(stage) {
  const group = stage.svg.append("g").attr("class", "rv-curve");
  const plane = createPlane(group);
  const path = group.append("path").attr("class", "rv-score-line");
  const whole = group.append("path").attr("class", "rv-score-dots");
  const stem = createCursor(group, "rv-stem");
  const spot = createSpot(group);
  const label = createLabel(stage, group, "rv-text-score");

  return ({ query, key, length, inv_freq: speed }, { distance, score: now, query_length, key_length }, box) => {
    const em = stage.em;
    const far = length - 1;
    const most = Math.max(1.25 * query_length * key_length, 1e-9);
    plane.place(box, {
      x: [-far, far],
      y: [-most, most],
      em,
      yTicks: 5,
      xLabel: "distance m − n, tokens",
      yLabel: "score q·k",
    });
    const at = (d) => [plane.x(d), plane.y(score(query, key, d, [speed]))];
    const samples = Math.ceil(box.width / 2);
    path.attr("d", polyline(Array.from({ length: samples + 1 }, (_, i) => at(-far + (2 * far * i) / samples))));
    const wholes = Array.from({ length: 2 * far + 1 }, (_, i) => disc(at(i - far), 0.16 * em));
    whole.attr("d", wholes.join(""));
    const [x, y] = at(distance);
    stem(x, plane.y(0), y);
    spot([x, y], 0.42 * em);
    label(fixed(now), x, y + (now < 0 ? 1.5 : -0.8) * em);
  };
}

const isWide = (stage) => stage.width >= 42 * stage.em;

function arrange(stage) {
  const { width, em } = stage;
  const top = SENTENCE_HEIGHT * em;
  const radius = isWide(stage) ? Math.min(0.17 * width, 11 * em) : Math.min(0.36 * width, 9.5 * em);
  const centre = { radius, x: isWide(stage) ? 0.23 * width : width / 2, y: top + radius + 1.8 * em };
  const foot = centre.y + radius + 3.2 * em;
  const curve = isWide(stage)
    ? { left: 0.52 * width, top: top + 2.4 * em, width: 0.46 * width, height: 2 * radius - 2.2 * em }
    : { left: 2.4 * em, top: foot + 2.4 * em, width: width - 3.2 * em, height: 11 * em };
  return { centre, curve, height: isWide(stage) ? foot : curve.top + curve.height + 3.4 * em };
}

function scene(stage, change) {
  let latest;
  const sentence = createSentence(stage, {
    query: (position) => change({ query_position: position }),
    key: (position) => change({ key_position: position }),
    both: (first) => change(shiftTo(first, latest)),
  });
  const circle = createCircle(stage);
  const caption = stage.svg
    .append("text")
    .attr("class", "rv-note")
    .attr("text-anchor", "middle")
    .text("dotted: before turning, as at position 0");
  const curve = createCurve(stage);
  return (state, numbers) => {
    latest = state;
    const places = arrange(stage);
    sentence(state);
    curve(state, numbers, places.curve);
    const { x, y, radius } = places.centre;
    caption.attr("x", x).attr("y", y + radius + 2.6 * stage.em);
    return circle(state, numbers, places.centre);
  };
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "query turned by m·θ", role: "query", text: ({ query_angle: angle }) => turnsText(angle) },
    { label: "key turned by n·θ", role: "key", text: ({ key_angle: angle }) => turnsText(angle) },
    {
      label: "angle between them",
      role: "score",
      text: ({ angle_between: angle }) => `${fixed(degrees(angle), 1)}°\n${fixed(angle)} rad`,
    },
    { label: "score q·k", role: "score", text: ({ score }) => fixed(score) },
    { label: "lengths |q|, |k|", text: (n) => `${fixed(n.query_length)}, ${fixed(n.key_length)}` },
    { label: "one turn, 2π/θ", text: ({ wavelength }) => `${brief(wavelength)} tokens` },
  ],
  summary: (n, s) =>
    `“${s.query_word}” (query) at position ${s.query_position} has turned by ${fixed(n.query_angle)} rad, ` +
    `“${s.key_word}” (key) at position ${s.key_position} by ${fixed(n.key_angle)} rad; at distance ` +
    `${fixed(n.distance, 0)} the angle between them is ${fixed(degrees(n.angle_between), 1)}° and the score is ${fixed(n.score)}.`,
  height: (stage) => arrange(stage).height,
  scene,
});

function turnsText(angle) {
  return `${fixed(angle)} rad\n${fixed(angle / TURN)} turns`;
}
