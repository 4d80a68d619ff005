/** Two words move along a text, always as far apart. Their score should stay; where numbers are short it does not. */
import { createPlane, isWide, powerOfTen } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { createCursor, createGhost, createGround, createRule, createSpot } from "../core/marks.js";
import { disc } from "../core/path.js";
import { controlsOf, count, explorer, fixed, stopsOf } from "../core/ui.js";
import spec from "./explorer.json";
import { ROUND, rowsOf, scoreKept } from "./formats.js";
import { apart, createWindow, WINDOW } from "./window.js";

const { slider, choice, toggle } = controlsOf(spec);

const STARTS = stopsOf(spec.traits.start);
const [FIRST, LAST] = [STARTS[0], STARTS[STARTS.length - 1]];
const MOST_ROWS = 4;
const POWERS = [1, 2, 3, 4, 5, 6]; // of ten, at which the axis has its numbers
const HALVES = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256]; // what a trace may reach above and below
const BITS = { float32: 32, float16: 16, bfloat16: 16 };

const controls = [
  slider("start", { main: true, play: 6, format: count }),
  choice("rounded", { main: true, when: (s) => !s.build }),
  choice("angles", { main: true, when: (s) => s.build }),
  choice("tables", { main: true, when: (s) => s.build }),
  choice("vectors", { main: true, when: (s) => s.build }),
  slider("step"),
  slider("distance"),
  toggle("build"),
];

/** All that stays while the words move along: the rows, and each row's score at every place. */
const tracesOf = keeping(
  (s) => [s.given, s.step, s.distance, s.rounded, s.build, s.angles, s.tables, s.vectors],
  (s) =>
    rowsOf(s).map(([name, kept]) => {
      const score = scoreKept(s.given, kept);
      return { name, kept, score, scores: STARTS.map((start) => score(s.distance, start + s.step)) };
    }),
);

function measure(s) {
  const rows = tracesOf(s);
  const exact = scoreKept(s.given)(s.distance, s.step);
  const scores = rows.map(({ score }) => score(s.distance, s.start + s.step));
  const places = Array.from({ length: WINDOW }, (_, i) => s.start + i);
  return {
    exact,
    held: rows.flatMap(({ kept }) => places.map(ROUND[kept.positions])),
    scores,
    off: scores.map((score) => score - exact),
    traces: rows.flatMap((row) => row.scores),
    worst: Math.max(...rows[rows.length - 1].scores.map((score) => Math.abs(score - exact))),
    bits: BITS[s.angles] + BITS[s.tables] + BITS[s.vectors],
  };
}

const namesOf = (state) => rowsOf(state).map(([name]) => name);

const wordsOf = ({ step, distance }) => [step, step + distance];

const heldBy = (numbers, row) => numbers.held.slice(WINDOW * row, WINDOW * (row + 1));

const traceOf = (numbers, row) => numbers.traces.slice(STARTS.length * row, STARTS.length * (row + 1));

/** How far the rows reach above and below: nine of ten places of the last one, which is the worst. */
function reachOf(state, numbers) {
  const off = traceOf(numbers, namesOf(state).length - 1)
    .map((score) => Math.abs(score - numbers.exact))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const most = 1.1 * (off[Math.floor(0.9 * off.length)] ?? 0);
  return HALVES.find((half) => half >= most) ?? HALVES[HALVES.length - 1];
}

const WIDE = 46; // em

/** Lanes and traces of one format stand in one line where there is room, else all lanes above all traces. */
function arrange(stage, state) {
  const { width, em } = stage;
  const rows = namesOf(state).length;
  const top = 5.2 * em;
  if (isWide(stage, WIDE)) {
    const tall = 5 * em;
    const lane = (i) => top + i * tall;
    const trace = (i) => ({
      left: 0.52 * width,
      top: lane(i) + 0.7 * em,
      width: 0.48 * width - 7 * em,
      height: tall - 1.4 * em,
    });
    const window = { left: 0.6 * em, top: 0, width: 0.42 * width, lane, block: 1.9 * em };
    return { window, trace, height: lane(rows) + 3.2 * em };
  }
  const lane = (i) => top + i * 3.6 * em;
  const first = lane(rows) + 3.1 * em;
  const trace = (i) => ({ left: 3 * em, top: first + i * 4.1 * em, width: width - 4 * em, height: 2.6 * em });
  return {
    window: { left: 0.4 * em, top: 0, width: width - 0.8 * em, lane, block: 1.7 * em },
    trace,
    height: first + rows * 4.1 * em + 2.2 * em,
  };
}

/** One row: a dot at each place that the words have passed, hollow at the edge where it lies beyond; and where they are now. */
function createTrace(stage, parent) {
  const row = parent.append("g").attr("class", "rv-trace");
  const plane = createPlane(row);
  const rule = createRule(row, "rv-exact");
  const [dots, beyond] = ["rv-score-dots", "rv-beyond-dots"].map((name) => row.append("path").attr("class", name));
  const cursor = createCursor(row, "rv-stem");
  const ghost = createGhost(row, (group) => createSpot(group));
  const spot = createSpot(row);
  const [name, value] = ["rv-format rv-halo rv-naming", "rv-text-score"].map((kind) =>
    row.append("text").attr("class", kind),
  );

  return (shown, box, { last, before }) => {
    row.attr("display", shown ? null : "none");
    if (!shown) return plane;
    const { em } = stage;
    const { reach, exact, start } = shown;
    plane.place(box, {
      x: [Math.log10(FIRST), Math.log10(LAST)],
      y: [-reach, reach],
      em,
      xTicks: last ? POWERS : [],
      xFormat: powerOfTen,
      yTicks: [-reach, 0, reach],
      yFormat: (off) => (off > 0 ? `+${off}` : fixed(off, reach < 1 && off ? 2 : 0)),
      xLabel: last ? "position in the text" : "",
      yLabel: "",
    });
    const at = (place, score) => {
      const off = Math.min(Math.max(score - exact, -reach), reach);
      return /** @type {[number, number]} */ ([plane.x(Math.log10(place)), plane.y(off)]);
    };
    const passed = STARTS.map((place, i) => [place, shown.scores[i]]).filter(
      ([place, score]) => place <= start && !Number.isNaN(score),
    );
    const within = ([, score]) => Math.abs(score - exact) <= reach;
    const path = (places) => places.map(([place, score]) => disc(at(place, score), 0.2 * em)).join("");
    dots.attr("d", path(passed.filter(within)));
    beyond.attr("d", path(passed.filter((place) => !within(place))));
    rule(box, plane.y(0));
    cursor(plane.x(Math.log10(start)), box.top, box.top + box.height);
    spot(at(start, Number.isNaN(shown.score) ? exact : shown.score), Number.isNaN(shown.score) ? 0 : 0.4 * em);
    ghost(before, box, before && at(before.start, before.score), 0.4 * em);
    name
      .attr("x", box.left)
      .attr("y", box.top - 0.4 * em)
      .text(isWide(stage, WIDE) ? "" : shown.name);
    value
      .attr("text-anchor", isWide(stage, WIDE) ? "start" : "end")
      .attr("x", box.left + box.width + (isWide(stage, WIDE) ? 0.8 * em : 0))
      .attr("y", isWide(stage, WIDE) ? box.top + box.height / 2 + 0.35 * em : box.top - 0.4 * em)
      .text(Number.isNaN(shown.score) ? "no number" : fixed(shown.score));
    return plane;
  };
}

function scene(stage, change) {
  let latest;
  const window = createWindow(stage, MOST_ROWS, (role, place) => {
    const step = role === "key" ? place : place - latest.distance;
    change({ step: Math.min(Math.max(step, spec.traits.step.least), spec.traits.step.most) });
  });
  const traces = Array.from({ length: MOST_ROWS }, () => createTrace(stage, stage.svg));
  const title = stage.svg.append("text").attr("class", "rv-note");
  let plane;
  const ground = createGround(stage, stage.svg, "ew-resize", (x) => {
    const gaps = STARTS.map((start) => Math.abs(Math.log10(start) - plane.x.invert(x)));
    change({ start: STARTS[gaps.indexOf(Math.min(...gaps))] });
  });

  return (state, numbers, before) => {
    latest = state;
    const { em } = stage;
    const names = namesOf(state);
    const places = arrange(stage, state);
    window(
      state,
      names.map((name, i) => ({ name, held: heldBy(numbers, i) })),
      places.window,
    );
    const [reach, { exact }] = [reachOf(state, numbers), numbers];
    const same = before && namesOf(before.state).length === names.length ? before : undefined;
    traces.forEach((trace, i) => {
      const here = {
        name: names[i],
        scores: traceOf(numbers, i),
        score: numbers.scores[i],
        start: state.start,
        reach,
        exact,
      };
      const was = same &&
        Number.isFinite(same.numbers.scores[i]) && { start: same.state.start, score: same.numbers.scores[i] };
      plane = trace(names[i] && here, places.trace(i), { last: i === names.length - 1, before: was || undefined });
    });
    const [top, foot] = [places.trace(0), places.trace(names.length - 1)];
    ground({ ...top, height: foot.top + foot.height - top.top });
    title
      .attr("x", top.left)
      .attr("y", top.top - (isWide(stage, WIDE) ? 1.2 : 2) * em)
      .text(`score q·k/√D: how far from ${fixed(exact)}`);
  };
}

const sizeText = (off) => (Math.abs(off) >= 5e-4 ? fixed(off, 3) : "less than 0.001");

const offText = (off) => (Number.isNaN(off) ? "no number" : `off by ${sizeText(off)}`);

const readText = (off) => (Number.isNaN(off) ? "no number" : sizeText(off));

/** A row in words; a score that is no number comes of a position beyond the format. */
function rowText(name, off, held, words) {
  return `${name}: ${offText(off)}${Number.isFinite(held[words[1]]) ? `, ${count(apart(held, words))} apart` : ""}`;
}

const howText = ({ rounded }) => spec.traits.rounded.options.find(([value]) => value === rounded)[1];

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: "exactly, the score is", text: (n) => fixed(n.exact) },
    { label: (s) => `${namesOf(s).at(-1)} is off by`, role: "score", text: (n) => readText(n.off.at(-1)) },
    {
      label: (s) => (s.build ? "at worst, of all places" : `${namesOf(s).at(-2)} is off by`),
      role: "score",
      text: (n, s) => readText(s.build ? n.worst : n.off.at(-2)),
    },
    {
      label: (s) => (s.build ? "bits of the three together" : `${namesOf(s)[1]} is off by`),
      role: "score",
      text: (n, s) => (s.build ? String(n.bits) : readText(n.off[1])),
    },
  ],
  summary: (n, s) => {
    const rows = namesOf(s).map((name, i) => rowText(name, n.off[i], heldBy(n, i), wordsOf(s)));
    const how = s.build
      ? `Yours has angles in ${s.angles}, cos and sin in ${s.tables}, queries and keys in ${s.vectors}, ${n.bits} bits ` +
        `together: ${offText(n.worst)} at the worst of ${STARTS.length} places up to position ${count(LAST)}.`
      : `In the short format: ${howText(s)}.`;
    return (
      `Two words ${s.distance} apart, the first at position ${count(s.start + s.step)} (${s.given.label}); ` +
      `their score q·k/√D is ${fixed(n.exact)}. ${rows.join("; ")}. ${how}`
    );
  },
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
