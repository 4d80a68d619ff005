/** Which bucket a relative position falls into, as a staircase, and the matrix of buckets that it makes of a text. */
import { chartAndSquare, createPlane, isWide } from "../core/chart.js";
import { createCursor, createGhost, createGrip, createGround, createSpot } from "../core/marks.js";
import { controlsOf, count, explorer } from "../core/ui.js";
import spec from "./explorer.json";
import { createMatrix } from "./matrix.js";
import { eachOf, isMasked, roleOf, strength } from "./shades.js";
import { bucketOf, sharing, startsOf } from "./t5.js";

const { choice, slider, toggle } = controlsOf(spec);

const signed = (offset) => (offset > 0 ? `+${offset}` : offset < 0 ? `−${-offset}` : "0");

const controls = [
  slider("offset", {
    main: true,
    play: 8,
    min: (s) => 1 - s.length,
    max: (s) => s.length - 1,
    format: (offset) => `${signed(offset)} tokens`,
  }),
  choice("bidirectional"),
  slider("num_buckets"),
  slider("max_distance", { main: true }),
  slider("length"),
  toggle("mark_unused"),
];

/** Distances that have a bucket of their own must lie below the farthest. */
const alone = ({ num_buckets: buckets, bidirectional }) => Math.floor((bidirectional ? buckets / 2 : buckets) / 2);

function settle(state) {
  const clamped = Math.min(Math.max(state.offset, 1 - state.length), state.length - 1);
  const farthest = Math.max(state.max_distance, alone(state) + 1);
  return { offset: clamped, max_distance: farthest };
}

function measure(state) {
  const { num_buckets: buckets, bidirectional, length, offset } = state;
  const starts = startsOf(state);
  const offsets = Array.from({ length: 2 * length - 1 }, (_, i) => i + 1 - length);
  const [from, to] = sharing(offset, starts, bidirectional);
  const directions = bidirectional ? [-1, 1] : [-1];
  const used = new Set(
    directions.flatMap((way) => starts.map((start) => bucketOf(way * start, starts, bidirectional))),
  );
  // The start of the future's first bucket is distance 0, which the past has; distance 1 begins the future.
  if (bidirectional) used.add(bucketOf(1, starts, true));
  const here = offsets.map((at) => bucketOf(at, starts, bidirectional));
  return {
    buckets: here,
    offset,
    bucket: bucketOf(offset, starts, bidirectional),
    shared_from: from,
    shared_to: to,
    used: Array.from({ length: buckets }, (_, bucket) => Number(used.has(bucket))),
    occurring: new Set(here).size,
    one_bucket_from: starts.at(-1),
  };
}

const arrange = (stage) => chartAndSquare(stage, 13 * stage.em);

/** Runs of neighbouring offsets that share a bucket. */
function runsOf(buckets, state) {
  const runs = [];
  buckets.forEach((bucket, i) => {
    const offset = i + 1 - state.length;
    const masked = isMasked(offset, state);
    const last = runs.at(-1);
    if (last?.bucket === bucket && last.masked === masked) last.to = offset;
    else runs.push({ bucket, masked, from: offset, to: offset });
  });
  return runs;
}

function createStairs(stage, change) {
  const group = stage.svg.append("g");
  const plane = createPlane(group);
  const make = (kind, name) => group.append(kind).attr("class", name);
  const never = make("g", "rv-never-used");
  const neverName = make("text", "rv-halo rv-note");
  const ghost = createGhost(group, createRuns);
  const runs = createRuns(group);
  const sides = ["series-0", "series-1"].map((role) => make("text", `rv-halo rv-text-${role}`));
  const now = createCursor(group, "rv-read-at");
  const spot = createSpot(group);
  const label = make("text", "rv-halo rv-text-score");
  let latest;
  const read = (x) => {
    const least = 1 - latest.length;
    change({ offset: Math.min(Math.max(Math.round(plane.x.invert(x)), least), -least) });
  };
  const ground = createGround(stage, group, "crosshair", read);
  const grip = createGrip(stage, group, { cursor: "ew-resize" }, read);

  return (state, numbers, before, box) => {
    latest = state;
    const { em } = stage;
    const { length, num_buckets: count, bidirectional, offset } = state;
    const each = eachOf(state);
    const ticks = bidirectional
      ? [0, each / 2, each, 1.5 * each, count - 1].map(Math.floor)
      : [0, each / 4, each / 2, 0.75 * each, count - 1].map(Math.floor);
    plane.place(box, {
      x: [0.5 - length, length - 0.5],
      y: [-0.5, count - 0.5],
      em,
      yTicks: [...new Set(ticks)],
      xTicks: Math.max(3, Math.floor(box.width / (5 * em))),
      xLabel: "key position − query position, tokens",
      yLabel: "bucket",
    });
    ghost(before, box, plane, before?.state, before?.numbers);
    runs(plane, state, numbers);
    sides[0]
      .text("keys before")
      .attr("x", box.left + 0.5 * em)
      .attr("y", box.top + box.height - 1.6 * em);
    sides[1]
      .text(bidirectional ? "keys after" : "keys after: masked")
      .attr("text-anchor", "end")
      .attr("x", box.left + box.width - 0.5 * em)
      .attr("y", box.top + box.height - 1.6 * em)
      .classed("rv-muted-text", !bidirectional);

    const unused = state.mark_unused ? unusedOf(numbers) : [];
    never
      .selectAll("line")
      .data(unused)
      .join("line")
      .attr("x1", box.left)
      .attr("x2", box.left + box.width)
      .attr("y1", (bucket) => plane.y(bucket))
      .attr("y2", (bucket) => plane.y(bucket));
    const many = unused.length > 1; // then beside the axis name: between the lines it could not be read
    const one = isWide(stage) ? `bucket ${unused[0]}: never used` : `${unused[0]}: never used`;
    neverName
      .text(unused.length ? (many ? `dashed: ${unused.length} buckets never used` : one) : "")
      .attr("text-anchor", many ? "end" : "start")
      .attr("x", many ? box.left + box.width : box.left + 0.5 * em)
      .attr("y", many ? box.top - 0.9 * em : plane.y(unused[0] ?? 0) - 0.5 * em);

    const [x, y] = [plane.x(offset), plane.y(numbers.bucket)];
    now(x, box.top, box.top + box.height);
    spot([x, y], 0.4 * em);
    const words = `${signed(offset)} → ${numbers.bucket}`;
    placeLabel(label.text(words), [x, y], {
      em,
      rising: offset > 0,
      room: box.left + box.width - x > 0.65 * em * words.length,
    });
    ground(box);
    grip([x, y]);
  };
}

/** The steps of the staircase. */
function createRuns(parent) {
  const group = parent.append("g").attr("class", "rv-runs");
  return (plane, state, { buckets }) => {
    const each = eachOf(state);
    const tall = plane.y(0) - plane.y(1);
    group
      .selectAll("rect")
      .data(runsOf(buckets, state))
      .join("rect")
      .attr("x", (run) => plane.x(run.from - 0.5))
      .attr("width", (run) => plane.x(run.to + 0.5) - plane.x(run.from - 0.5))
      .attr("y", (run) => plane.y(run.bucket) - tall / 2)
      .attr("height", tall)
      .style("--rv-role", (run) => (run.masked ? "var(--rv-grid)" : `var(--rv-${roleOf(run.bucket, each)})`))
      .attr("fill-opacity", (run) => strength(run.bucket, each).toFixed(3));
  };
}

/** Beside the spot, on the side where the stairs are not. */
function placeLabel(label, [x, y], { em, rising, room }) {
  label
    .attr("text-anchor", room ? "start" : "end")
    .attr("x", x + (room ? 1.2 : -1.2) * em)
    .attr("y", y + (rising === room ? 1.1 : -0.3) * em);
}

function scene(stage, change) {
  const stairs = createStairs(stage, change);
  const matrix = createMatrix(stage, change);
  return (state, numbers, before) => {
    const places = arrange(stage);
    stairs(state, numbers, before, places.chart);
    matrix(state, numbers, places.square);
  };
}

function rangeOf({ shared_from: from, shared_to: to }) {
  if (from === to) return `${signed(from)} only`;
  if (from === -Infinity) return `${signed(to)} and everything before`;
  if (to === Infinity) return `${signed(from)} and everything after`;
  return `${signed(from)} to ${signed(to)}`;
}

const unusedOf = ({ used }) => used.flatMap((use, bucket) => (use ? [] : [bucket]));
const reached = ({ used }) => used.reduce((sum, use) => sum + use, 0);

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: (s) => `bucket of key − query = ${signed(s.offset)}`, role: "score", text: (n) => `${n.bucket}` },
    { label: "this bucket holds key − query", role: "score", text: rangeOf },
    { label: "buckets in this text", text: (n, s) => `${n.occurring} of ${s.num_buckets}` },
    { label: "last bucket starts at distance", text: (n) => count(n.one_bucket_from) },
  ],
  summary: (n, s) =>
    `${s.num_buckets} buckets ${s.bidirectional ? "both ways" : "only back"}, up to ${count(s.max_distance)} tokens: key − query = ` +
    `${signed(s.offset)} falls into bucket ${n.bucket}, which holds ${rangeOf(n)}. ${reached(n)} of ${s.num_buckets} buckets are ever used, and all ` +
    `distances from ${count(n.one_bucket_from)} on are one.`,
  height: (stage) => arrange(stage).height,
  scene,
});
