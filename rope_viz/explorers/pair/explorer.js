/** One pair of components: two words stand in a sentence, and their arrows turn by position times inv_freq. */
import { createPlane, isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { createCursor, createGhost, createGrip, createLabel, createSpot } from "../core/marks.js";
import { disc, polyline } from "../core/path.js";
import { angleFromTo, dot, norm, rotatePair, scoreAt, scoreParts, TURN } from "../core/rope.js";
import { brief, controlsOf, degrees, explorer, fixed, slider as freeSlider } from "../core/ui.js";
import { createCircle } from "./circle.js";
import spec from "./explorer.json";
import { createSentence, sentenceHeight } from "./sentence.js";

const { slider } = controlsOf(spec);

// Speeds that one can say: from one turn in 6 300 tokens to half a turn per token, beyond which a turn looks slower again.
const DIGITS = [1, 1.1, 1.25, 1.4, 1.6, 1.8, 2, 2.25, 2.5, 2.8, 3.2, 3.6, 4, 4.5, 5, 5.6, 6.3, 7, 8, 9];
const SPEEDS = [0.001, 0.01, 0.1, 1].flatMap((unit) => DIGITS.map((digit) => Number((digit * unit).toPrecision(3))));
const STOPS = [...SPEEDS.filter((speed) => speed < Math.PI), Math.PI];

const controls = [
  freeSlider({
    label: "both words together, from position",
    main: true,
    play: 3,
    min: 0,
    max: (s) => s.length - 1 - Math.abs(s.query_position - s.key_position),
    read: (s) => Math.min(s.query_position, s.key_position),
    write: shiftTo,
  }),
  slider("query_position", {
    main: true,
    label: (s) => `“${s.query_word}” (query) at position m`,
    max: (s) => s.length - 1,
  }),
  slider("key_position", { label: (s) => `“${s.key_word}” (key) at position n`, max: (s) => s.length - 1 }),
  slider("inv_freq", { stops: STOPS, format: (speed) => `${brief(speed)} rad per token` }),
  slider("length"),
];

const within = (value, least, most) => Math.min(Math.max(value, least), most);

/** Both positions, so that the first of the two words stands at `first`. */
function shiftTo(first, { query_position: m, key_position: n, length }) {
  const step = within(first, 0, length - 1 - Math.abs(m - n)) - Math.min(m, n);
  return { query_position: m + step, key_position: n + step };
}

/** Both positions, so that the query stands `distance` after the key, which gives way only where it must. */
function apartBy(distance, { key_position: n, length }) {
  const far = within(distance, 1 - length, length - 1);
  const m = within(n + far, Math.max(far, 0), Math.min(length - 1, length - 1 + far));
  return { query_position: m, key_position: m - far };
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

/** Score against distance: one cosine, because one pair has one wavelength. The reading can be pulled along it. */
function createCurve(stage, pulled) {
  const group = stage.svg.append("g").attr("class", "rv-curve");
  const plane = createPlane(group);
  const ghost = createGhost(group, createReading);
  const whole = group.append("path").attr("class", "rv-score-dots");
  const drawDots = keeping(shapeOf, ({ state, plane, em }) => {
    const [at, far] = [pointsOf(state, plane), state.length - 1];
    whole.attr("d", Array.from({ length: 2 * far + 1 }, (_, i) => disc(at(i - far), 0.16 * em)).join(""));
  });
  const reading = createReading(group);
  const label = createLabel(stage, group, "rv-text-score");
  const grip = createGrip(stage, group, { cursor: "ew-resize" }, (x) => pulled(Math.round(plane.x.invert(x))));

  return (state, numbers, box, before) => {
    const em = stage.em;
    const far = state.length - 1;
    const most = Math.max(1.25 * numbers.query_length * numbers.key_length, 1e-9);
    plane.place(box, {
      x: [-far, far],
      y: [-most, most],
      em,
      yTicks: 5,
      xLabel: "distance m − n, tokens",
      yLabel: "score q·k",
    });
    ghost(before, box, before, plane, em);
    drawDots({ state, plane, em });
    const [x, y] = reading({ state, numbers }, plane, em);
    grip([x, y]);
    label(fixed(numbers.score), x, y + (numbers.score < 0 ? 1.9 : -1.2) * em);
  };
}

/** Where the score of a distance lies in the plane. */
function pointsOf({ query, key, inv_freq: speed }, plane) {
  const parts = scoreParts(query, key);
  return (distance) => [plane.x(distance), plane.y(scoreAt(parts, distance, [speed]))];
}

/** All that the curve's shape depends on; positions are not among it. */
const shapeOf = ({ state, plane, em }) => [
  ...state.query,
  ...state.key,
  state.inv_freq,
  em,
  ...plane.x.domain(),
  ...plane.x.range(),
  ...plane.y.domain(),
  ...plane.y.range(),
];

/** The curve over the whole axis, and where it is read. */
function createReading(parent) {
  const path = parent.append("path").attr("class", "rv-score-line");
  const stem = createCursor(parent, "rv-stem");
  const spot = createSpot(parent);
  const drawLine = keeping(shapeOf, ({ state, plane }) => {
    const [least, most] = plane.x.domain();
    const samples = Math.ceil(Math.max(100, (24 * (most - least) * state.inv_freq) / TURN)); // every turn is round
    const at = pointsOf(state, plane);
    path.attr("d", polyline(Array.from({ length: samples + 1 }, (_, i) => at(least + ((most - least) * i) / samples))));
  });
  return ({ state, numbers }, plane, em) => {
    drawLine({ state, plane, em });
    const [x, y] = pointsOf(state, plane)(numbers.distance);
    stem(x, plane.y(0), y);
    spot([x, y], 0.42 * em);
    return [x, y];
  };
}

const WIDE = 42; // em

function arrange(stage, state) {
  const { width, em } = stage;
  const top = sentenceHeight(stage, state);
  const radius = isWide(stage, WIDE) ? Math.min(0.17 * width, 11 * em) : Math.min(0.27 * width, 7.6 * em);
  const centre = { radius, x: isWide(stage, WIDE) ? 0.23 * width : width / 2, y: top + radius + 1.4 * em };
  const foot = centre.y + radius + 2.6 * em;
  const curve = isWide(stage, WIDE)
    ? { left: 0.52 * width, top: top + 2.2 * em, width: 0.46 * width, height: 2 * radius - 1.9 * em }
    : { left: 2.4 * em, top: foot + 1.8 * em, width: width - 3.2 * em, height: 8.6 * em };
  return { centre, curve, height: isWide(stage, WIDE) ? foot + 0.4 * em : curve.top + curve.height + 3 * em };
}

function scene(stage, change) {
  let latest;
  const sentence = createSentence(stage, {
    query: (position) => change({ query_position: position }),
    key: (position) => change({ key_position: position }),
    both: (first) => change(shiftTo(first, latest)),
  });
  const curve = createCurve(stage, (distance) => change(apartBy(distance, latest)));
  const circle = createCircle(stage, (role, angle) =>
    change({ [`${role}_position`]: Math.round(angle / latest.inv_freq) }),
  );
  const caption = stage.svg
    .append("text")
    .attr("class", "rv-note")
    .attr("text-anchor", "middle")
    .text("dotted: before turning, as at position 0");
  return (state, numbers, before) => {
    latest = state;
    const places = arrange(stage, state);
    sentence(state, before);
    curve(state, numbers, places.curve, before);
    const { x, y, radius } = places.centre;
    caption.attr("x", x).attr("y", y + radius + 2 * stage.em);
    return circle(state, numbers, places.centre, before);
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
      text: ({ angle_between: angle }) => `${fixed(angle)} rad, ${fixed(degrees(angle), 1)}°`,
    },
    { label: "one turn, 2π/θ", text: ({ wavelength }) => `${brief(wavelength)} tokens` },
  ],
  summary: (n, s) =>
    `“${s.query_word}” (query) at position ${s.query_position} has turned by ${fixed(n.query_angle)} rad, ` +
    `“${s.key_word}” (key) at position ${s.key_position} by ${fixed(n.key_angle)} rad; at distance ` +
    `${fixed(n.distance, 0)} the angle between them is ${fixed(degrees(n.angle_between), 1)}° and the score is ${fixed(n.score)}.`,
  height: (stage, state) => arrange(stage, state).height,
  scene,
});

function turnsText(angle) {
  return `${fixed(angle)} rad, ${fixed(angle / TURN)} turns`;
}
