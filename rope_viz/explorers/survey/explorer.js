/** Every head of a model as a map of where it looks, and what the pairs of a chosen one are and do. */
import { createPlane, isWide } from "../core/chart.js";
import { dialColour } from "../core/dials.js";
import { keeping } from "../core/keeping.js";
import { createGhost, createGrip, createGround, placed } from "../core/marks.js";
import { brief, controlsOf, explorer, fixed } from "../core/ui.js";
import { decoded } from "../inside/head.js";
import spec from "./explorer.json";

const { slider, toggle } = controlsOf(spec);

const LAGS = 16;
const TICKS = 4;
const MOST_SIZE = 70; // per cent of |q||k|, that the picture has room for

const nameOf = ([layer, head]) => `layer ${layer} head ${head}`;

const controls = [
  slider("chosen", {
    main: true,
    max: (s) => s.given.heads.length - 1,
    format: (chosen, s) => nameOf(s.given.heads[chosen]),
    when: (s) => s.given.heads.length > 1,
  }),
  slider("lag", { main: true, play: 2, max: LAGS - 1, format: (lag) => distanceOf(lag), when: (s) => !s.first }),
  toggle("first"),
];

const settle = ({ lag, chosen, given }) => ({
  lag: Math.min(lag, LAGS - 1),
  chosen: Math.min(chosen, given.heads.length - 1),
});

/** What is known of all heads, a row for each: attention on the first token, by distance, size and use of its pairs. */
const rowsOf = keeping(
  (s) => [s.given],
  ({ given }) =>
    decoded(given.rows, given.heads.length).map((row) => {
      const pairs = given.speeds.length;
      const [byLag, rest] = [row.slice(1, 1 + LAGS), row.slice(1 + LAGS)];
      return { first: row[0], byLag, sizes: rest.slice(0, pairs), still: rest.slice(pairs) };
    }),
);

function measure(s) {
  const rows = rowsOf(s);
  const values = rows.map((row) => (s.first ? row.first : row.byLag[s.lag]));
  const { first, byLag, sizes, still } = rows[s.chosen];
  return {
    values,
    value: values[s.chosen],
    more: values.filter((value) => value > values[s.chosen]).length,
    by_lag: byLag,
    on_first: first,
    sizes,
    still,
  };
}

const mostOf = (values) => values.indexOf(Math.max(...values));
const waveOf = (s, pair) => (s.given.speeds[pair] ? brief((2 * Math.PI) / s.given.speeds[pair]) : "endlessly many");
const percent = (share) => `${fixed(100 * share, 0)} %`;
const distanceOf = (lag) => ["itself", "just before"][lag] ?? `${lag} tokens before`;
const whereOf = (s) => (s.first ? "the first token" : `the key ${distanceOf(s.lag)}`);

/** Boxes of the map, of attention by distance, and of the pairs. */
function arrange(stage, { given }) {
  const { width, em } = stage;
  const wide = isWide(stage);
  const [layers, heads] = [0, 1].map((part) => 1 + Math.max(...given.heads.map((which) => which[part])));
  const cell = Math.min((width - 3.4 * em) / layers, 3 * em);
  const map = {
    left: 2.8 * em,
    top: 2 * em,
    width: cell * layers,
    height: Math.min(Math.min(cell, 1.5 * em) * heads, 16 * em),
  };
  const under = map.top + map.height + 5.4 * em;
  const looks = {
    left: 2.8 * em,
    top: under,
    width: wide ? 0.33 * width - 2.8 * em : width - 3.8 * em,
    height: (wide ? 10 : 5) * em,
  };
  const pairs = wide
    ? { left: 0.33 * width + 4 * em, top: under, width: 0.67 * width - 5.8 * em, height: looks.height }
    : { left: 2.8 * em, top: under + looks.height + 5.2 * em, width: width - 4.8 * em, height: 8.4 * em };
  return { map, layers, heads, looks, pairs, height: pairs.top + pairs.height + 3.2 * em };
}

function scene(stage, change) {
  const map = createMap(stage, (chosen) => change({ chosen }));
  const looks = createLooks(stage, (lag) => change({ lag, first: false }));
  const pairs = createPairs(stage);
  return (s, numbers, before) => {
    const places = arrange(stage, s);
    map(s, numbers, places);
    looks(s, numbers, places.looks, before);
    pairs(s, numbers, places.pairs);
  };
}

/** A cell for each head, layers from the left; the root of its attention is its share of the colour. */
function createMap(stage, choose) {
  const group = stage.svg.append("g").attr("class", "rv-head-map");
  const plane = createPlane(group);
  const cells = group.append("g");
  const mark = group.append("rect").attr("class", "rv-chosen-head");
  let latest = [];
  const ground = createGround(stage, group, "pointer", (x, y) => {
    const [layer, head] = [plane.x.invert(x), plane.y.invert(y)].map((at) => Math.floor(at + 0.5));
    const found = latest.findIndex((which) => which[0] === layer && which[1] === head);
    if (found >= 0) choose(found);
  });

  return (s, { values }, { map, layers, heads }) => {
    latest = s.given.heads;
    plane.place(map, {
      x: [-0.5, layers - 0.5],
      y: [heads - 0.5, -0.5],
      em: stage.em,
      xTicks: Math.min(layers - 1, 6),
      yTicks: Math.min(heads - 1, 4),
      xFormat: String,
      yFormat: String,
      xLabel: "layer",
      yLabel: "head",
    });
    const [wide, high] = [plane.x(1) - plane.x(0), plane.y(1) - plane.y(0)];
    const box = ([layer, head]) => ({ left: plane.x(layer) - wide / 2, top: plane.y(head) - high / 2 });
    cells
      .selectAll("rect")
      .data(s.given.heads)
      .join("rect")
      .attr("class", "rv-head-cell")
      .attr("x", (which) => box(which).left)
      .attr("y", (which) => box(which).top)
      .attr("width", wide - 1)
      .attr("height", high - 1)
      .attr("fill-opacity", (_, i) => Math.sqrt(values[i]));
    placed(mark, { ...box(s.given.heads[s.chosen]), width: wide - 1, height: high - 1 });
    ground(map);
  };
}

/** Attention of the chosen head by distance; its bars are touched. */
function createLooks(stage, read) {
  const group = stage.svg.append("g").attr("class", "rv-by-lag");
  const plane = createPlane(group);
  const make = (parent) => {
    const bars = parent.append("g");
    return (values, lag) =>
      bars
        .selectAll("rect")
        .data(Array.from(values))
        .join("rect")
        .attr("class", (_, i) => (i === lag ? "rv-lag rv-read" : "rv-lag"))
        .attr("x", (_, i) => plane.x(i - 0.4))
        .attr("width", plane.x(0.8) - plane.x(0))
        .attr("y", (value) => plane.y(value))
        .attr("height", (value) => plane.y(0) - plane.y(value));
  };
  const ghost = createGhost(group, make);
  const bars = make(group);
  const drag = (x) => read(Math.min(Math.max(Math.round(plane.x.invert(x)), 0), LAGS - 1));
  const ground = createGround(stage, group, "ew-resize", drag);
  const grip = createGrip(stage, group, { cursor: "ew-resize" }, drag);
  return (s, numbers, box, before) => {
    plane.place(box, {
      x: [-0.6, LAGS - 0.4],
      y: [0, 1],
      em: stage.em,
      xTicks: [0, 5, 10, 15],
      yTicks: [0, 0.5, 1],
      xLabel: "distance of the key, tokens",
      yLabel: `attention of ${nameOf(s.given.heads[s.chosen])}`,
    });
    ghost(before, box, before?.numbers.by_lag, -1);
    bars(numbers.by_lag, s.first ? -1 : s.lag);
    ground(box);
    grip(!s.first && [plane.x(s.lag), plane.y(numbers.by_lag[s.lag])]);
  };
}

/** Up: how large each pair is. Down: how much attention moves when it alone stands still. */
function createPairs(stage) {
  const group = stage.svg.append("g").attr("class", "rv-both");
  const [up, down] = [createPlane(group.append("g")), createPlane(group.append("g"))];
  const note = group.append("text").attr("class", "rv-note").attr("text-anchor", "end");
  const sides = [group.append("g"), group.append("g")];
  return (s, numbers, box) => {
    const { em } = stage;
    const count = numbers.sizes.length;
    const across = { x: [0, count], em, xTicks: [], yFormat: (share) => fixed(share, 0) };
    const [upper, lower] = [
      { ...box, height: box.height / 2 },
      { ...box, top: box.top + box.height / 2, height: box.height / 2 },
    ];
    up.place(upper, {
      ...across,
      y: [0, MOST_SIZE],
      yTicks: [0, 25, 50],
      xLabel: "",
      yLabel: "up: share of |q||k|, %",
    });
    down.place(lower, {
      ...across,
      y: [100, 0],
      yTicks: [50, 100],
      xTicks: Array.from({ length: TICKS + 1 }, (_, i) => Math.floor((i * (count - 1)) / TICKS) + 0.5),
      xFormat: (place) => waveOf(s, Math.floor(place)),
      xLabel: "pairs: tokens for one turn",
      yLabel: "",
    });
    note
      .attr("x", box.left + box.width)
      .attr("y", box.top + box.height - 0.6 * em)
      .text(box.width > 26 * em ? "down: % of attention moved when it stands still" : "down: % moved when still");
    [
      { values: numbers.sizes, plane: up, most: MOST_SIZE },
      { values: numbers.still, plane: down, most: 100 },
    ].forEach(({ values, plane, most }, side) => {
      const end = (value) => plane.y(Math.min(100 * value, most));
      sides[side]
        .selectAll("rect")
        .data(Array.from(values))
        .join("rect")
        .attr("class", "rv-pair-bar")
        .style("--rv-role", (_, i) => dialColour(i, count))
        .attr("x", (_, i) => plane.x(i + 0.1))
        .attr("width", plane.x(0.8) - plane.x(0))
        .attr("y", (value) => Math.min(end(value), plane.y(0)))
        .attr("height", (value) => Math.abs(end(value) - plane.y(0)));
    });
  };
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: (s) => `of its attention on ${whereOf(s)}`, role: "score", text: (n) => fixed(n.value) },
    { label: "heads that have more there", text: (n) => `${n.more} of ${n.values.length}` },
    {
      label: "its largest pair",
      text: (n) => `pair ${mostOf(n.sizes)}: ${percent(Math.max(...n.sizes))} of |q||k|`,
    },
    {
      label: "moves most when it stands still",
      text: (n) => `pair ${mostOf(n.still)}: ${percent(Math.max(...n.still))} moved`,
    },
  ],
  summary: (n, s) => {
    const [large, used] = [mostOf(n.sizes), mostOf(n.still)];
    return (
      `${s.given.label}, ${nameOf(s.given.heads[s.chosen])}: ${fixed(n.value)} of its attention is on ${whereOf(s)}; ` +
      `${n.more} of ${n.values.length} heads have more there. Its largest pair is ${large} (${waveOf(s, large)} tokens a turn), ` +
      `with ${percent(n.sizes[large])} of |q||k|; its attention moves most, by ${percent(n.still[used])}, ` +
      `when pair ${used} (${waveOf(s, used)}) stands still.`
    );
  },
  height: (stage, s) => arrange(stage, s).height,
  scene,
});
