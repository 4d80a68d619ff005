/** One matrix for every step of a table: where it says that the hands will be, where they are, and how far ahead it sees. */
import { createPlane, isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import {
  createClip,
  createCursor,
  createGhost,
  createGrip,
  createGround,
  createRule,
  createSpot,
} from "../core/marks.js";
import { polyline } from "../core/path.js";
import { brief, controlsOf, explorer, fixed } from "../core/ui.js";
import { arrangeDials, createDials } from "./dials.js";
import spec from "./explorer.json";
import { gearsOf, moved, power, stepMatrix, times, turnsOf } from "./turns.js";

const { choice, slider } = controlsOf(spec);

const FARTHEST = spec.traits.ahead.most;
const TRIED = 64; // rows at least that a fit must leave to be tried on
const LOWEST = -1.2; // share explained that is drawn
const FIRM = 130; // the row from which on gears are counted: MiniLM's last training reached no further

const shown = (state) => state.tables[state.table];
const knownOf = ({ fitted, ...state }) => (fitted <= shown(state).rows - TRIED ? fitted : shown(state).rows);
const rowsSaid = (state) => {
  const [known, { rows }] = [knownOf(state), shown(state)];
  return known === rows ? `all ${rows}` : `the first ${known} of ${rows}`;
};

const controls = [
  slider("row", { main: true, play: 6, max: (s) => shown(s).rows - 1 }),
  choice("table", { main: true, options: (s) => Object.entries(s.tables).map(([name, { label }]) => [name, label]) }),
  slider("ahead", { format: (ahead) => (ahead === 1 ? "1 row before" : `${ahead} rows before`) }),
  slider("components"),
  slider("fitted", { format: (_, s) => `${rowsSaid(s)} rows` }),
];

const settle = (state) => ({ row: Math.min(state.row, shown(state).rows - 1) });

/** The columns of the table that is shown, as many as are kept. */
const columnsOf = keeping(
  (s) => [s.tables, s.table, s.components],
  (state) => {
    const { columns, rows } = shown(state);
    return Array.from({ length: state.components }, (_, j) =>
      Float64Array.from(columns.slice(j * rows, (j + 1) * rows)),
    );
  },
);

/** All that does not depend on the row and on how far ahead one looks. */
const fitOf = keeping(
  (s) => [s.tables, s.table, s.components, s.fitted],
  (state) => {
    const columns = columnsOf(state);
    const known = knownOf(state);
    const matrix = stepMatrix(columns, known);
    const turns = turnsOf(matrix, columns);
    const tried = known < columns[0].length ? columns.map((column) => column.slice(known)) : columns;
    return { turns, gears: gearsOf(turns, FIRM), ...foreseen(matrix, tried) };
  },
);

/** Share of the variance of later rows that the matrix explains, and that their being like the earlier ones explains. */
function foreseen(matrix, tried) {
  const [turning, copying] = [[], []];
  let guesses = tried;
  for (let ahead = 1; ahead <= FARTHEST; ahead++) {
    guesses = moved(guesses, matrix);
    const truths = tried.map((column) => column.subarray(ahead));
    turning.push(explained(guesses, truths));
    copying.push(explained(tried, truths));
  }
  return { turning, copying };
}

function explained(guesses, truths) {
  let missed = 0;
  let all = 0;
  for (let j = 0; j < truths.length; j++) {
    const [guess, truth] = [guesses[j], truths[j]];
    let sum = 0;
    for (let m = 0; m < truth.length; m++) sum += truth[m];
    const mean = sum / truth.length;
    for (let m = 0; m < truth.length; m++) {
      missed += (guess[m] - truth[m]) ** 2;
      all += (truth[m] - mean) ** 2;
    }
  }
  return 1 - missed / all;
}

/** So many numbers, with zeros where there is no turn. */
const filled = (values, count) => Array.from({ length: count }, (_, i) => values[i] ?? 0);

function measure(state) {
  const { turns, gears, turning, copying } = fitOf(state);
  const { row, ahead, components } = state;
  const start = Math.max(row - ahead, 0);
  const slots = components / 2;
  const guesses = turns.map(({ path, factor }) => times(path[start], power(factor, row - start)));
  return {
    periods: filled(
      turns.map(({ period }) => period),
      slots,
    ),
    gears: filled(gears, slots - 1),
    hands: filled(
      turns.flatMap(({ path }) => path[row]),
      2 * slots,
    ),
    guesses: filled(guesses.flat(), 2 * slots),
    turning,
    copying,
    explained: turning[ahead - 1],
    copied: copying[ahead - 1],
    kept: shown(state)
      .shares.slice(0, components)
      .reduce((sum, share) => sum + share, 0),
  };
}

function arrange(stage, state) {
  const { width, em } = stage;
  const dials = arrangeDials(stage, state.components / 2);
  const chart = {
    left: 2.8 * em,
    top: dials.height + 2.6 * em,
    width: width - 4.4 * em,
    height: (isWide(stage) ? 10 : 8) * em,
  };
  return { dials, chart, height: chart.top + chart.height + 3.2 * em };
}

function createForesight(stage, change) {
  const group = stage.svg.append("g");
  const plane = createPlane(group);
  const zero = createRule(group, "rv-zero");
  const createLines = (parent) => {
    const [copying, turning] = ["rv-copying", "rv-role-line"].map((name) => parent.append("path").attr("class", name));
    turning.style("--rv-role", "var(--rv-score)");
    const along = (values) => polyline(values.map((value, i) => [plane.x(i + 1), plane.y(value)]));
    return (numbers) => {
      copying.attr("d", along(numbers.copying));
      turning.attr("d", along(numbers.turning));
    };
  };
  const ghost = createGhost(group, createLines);
  const clip = createClip(group);
  const lines = createLines(clip.group);
  const stem = createCursor(group, "rv-stem");
  const spot = createSpot(group);
  const names = ["rv-text-score", "rv-text-reference"].map((name) =>
    group.append("text").attr("class", `rv-halo ${name}`).attr("text-anchor", "end"),
  );
  const read = (x) => change({ ahead: Math.min(Math.max(Math.round(plane.x.invert(x)), 1), FARTHEST) });
  const ground = createGround(stage, group, "ew-resize", read);
  const grip = createGrip(stage, group, { cursor: "ew-resize" }, read);

  return (state, numbers, before, box) => {
    const { em } = stage;
    plane.place(box, {
      x: [0, FARTHEST],
      y: [LOWEST, 1],
      em,
      yTicks: [-1, -0.5, 0, 0.5, 1],
      xTicks: [0, 10, 20, 30, 40, 50],
      xLabel: "rows ahead",
      yLabel: "share explained",
    });
    zero(box, plane.y(0));
    ghost(before, box, before?.numbers);
    clip.place(box);
    lines(numbers);
    const at = /** @type {[number, number]} */ ([plane.x(state.ahead), plane.y(Math.max(numbers.explained, LOWEST))]);
    stem(at[0], box.top + box.height, at[1]);
    spot(at, 0.4 * em);
    names.forEach((name, i) =>
      name
        .attr("x", box.left + box.width - (i ? 0 : 6.6 * em))
        .attr("y", box.top - 0.9 * em)
        .text(["— matrix", "- - copying"][i]),
    );
    ground(box);
    grip(at);
  };
}

function scene(stage, change) {
  const dials = createDials(stage);
  const foresight = createForesight(stage, change);
  return (state, numbers, before) => {
    const places = arrange(stage, state);
    dials(state, numbers, fitOf(state).turns, places.dials);
    foresight(state, numbers, before, places.chart);
  };
}

const periodsSaid = (periods, unit = "") => {
  const found = periods.filter((period) => period).map((period) => brief(period) + unit);
  return found.length ? `${found.length} turns, of ${found.join(" · ")} rows each` : "no turn";
};

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "the matrix explains", role: "score", text: (n) => fixed(n.explained) },
    { label: "copying explains", role: "reference", text: (n) => fixed(n.copied) },
    { label: "variance kept", text: (n) => `${fixed(100 * n.kept, 0)} %` },
    { label: `gears, from row ${FIRM} on`, text: (n) => n.gears.map((gear) => (gear ? fixed(gear) : "–")).join(" ") },
  ],
  summary: (n, s) =>
    `${shown(s).label}: the matrix fitted to ${rowsSaid(s)} rows, in ${s.components} main components with ` +
    `${fixed(100 * n.kept, 0)} % of the variance, has ${periodsSaid(n.periods)}. ${s.ahead} ${s.ahead === 1 ? "row" : "rows"} ` +
    `ahead it explains ${fixed(n.explained)} of how rows differ; copying the earlier row explains ${fixed(n.copied)}.`,
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
