/** The pairs of a head, fast to slow: how large each is, what it does alone, and which are left out or stand still. */
import { createPlane } from "../core/chart.js";
import { createCursor, createGhost, createGrip, createLabel, placed } from "../core/marks.js";
import { draggable } from "../core/stage.js";
import { fixed } from "../core/words.js";

const STEPS = 8; // of the map from fast to slow
const TICKS = 4;

export function createPairs(stage, { cutAt, choose }) {
  const group = stage.svg.append("g").attr("class", "rv-pairs");
  const [plane, below] = [createPlane(group.append("g")), createPlane(group.append("g").attr("class", "rv-below"))];
  const region = group.append("rect").attr("class", "rv-region");
  const [sizes, uses] = [createBars(group), createBars(group)];
  const ghost = createGhost(group, (parent) => createCursor(parent, "rv-cut"));
  const cursor = createCursor(group, "rv-cut");
  const [says, alone] = [createLabel(stage, group, "rv-note"), createLabel(stage, group, "rv-note")];
  let latest;
  const ground = group.append("rect").attr("fill", "transparent");
  const pairAt = (x) => Math.min(Math.max(Math.floor(plane.x.invert(x)), 0), latest.given.speeds.length - 1);
  const drag = (x) => {
    if (!latest.build) cutAt(Math.min(Math.max(Math.round(plane.x.invert(x)), 0), latest.given.speeds.length));
  };
  draggable(stage, ground, drag);
  ground.on("click", (event) => {
    if (latest.build) choose(pairAt(event.clientX - stage.el.getBoundingClientRect().left), latest);
  });
  const grip = createGrip(stage, group, { cursor: "ew-resize" }, drag);

  return (state, { numbers, touched, isOut, waveOf }, box, before) => {
    latest = state;
    const { em } = stage;
    const count = numbers.sizes.length;
    const upper = state.uses ? { ...box, height: 0.5 * box.height } : box;
    const lower = { ...box, top: box.top + 0.56 * box.height, height: 0.44 * box.height };
    const across = {
      x: [0, count],
      em,
      xTicks: Array.from({ length: TICKS + 1 }, (_, i) => Math.floor((i * (count - 1)) / TICKS) + 0.5),
      xFormat: (place) => waveOf(Math.floor(place)),
    };
    plane.place(upper, {
      ...across,
      y: [0, 110 * Math.max(...numbers.sizes)],
      yTicks: 3,
      yFormat: (share) => fixed(share, 0),
      xTicks: state.uses ? [] : across.xTicks,
      xLabel: state.uses ? "" : "pairs: tokens for one turn",
      yLabel: "share of |q||k|, %",
    });
    below.place(lower, {
      ...across,
      y: [110 * Math.max(...numbers.uses, 0.01), 0],
      yTicks: [25, 50, 75].filter((share) => share < 110 * Math.max(...numbers.uses)),
      yFormat: (share) => fixed(share, 0),
      xLabel: "pairs: tokens for one turn",
      yLabel: "",
    });
    alone(
      state.uses ? `% of attention moved: it alone ${isOut ? "left out" : "standing still"}` : "",
      lower.left + lower.width,
      lower.top + lower.height - 0.5 * em,
    );
    group.select(".rv-below").attr("display", state.uses ? null : "none");
    const look = { plane, count, touched: new Set(touched), isOut, at: state.build ? state.pair : -1 };
    sizes(numbers.sizes, look);
    uses(state.uses ? numbers.uses : [], { ...look, plane: below });
    const [at, foot] = [plane.x(state.cut), box.top + box.height];
    const from = state.what.startsWith("slow") ? at : box.left;
    const to = state.what.startsWith("slow") ? box.left + box.width : at;
    placed(region, { left: from, top: box.top, width: state.build ? 0 : to - from, height: box.height });
    region.classed("rv-out", isOut);
    for (const mark of [".rv-cut", ".rv-region"]) group.selectAll(mark).attr("display", state.build ? "none" : null);
    cursor(at, box.top, foot);
    const was = before && !state.build && before.state.cut !== state.cut ? before : undefined;
    ghost(was, box, was && plane.x(was.state.cut), box.top, foot);
    says(
      state.build ? "tap a pair" : touched.length ? (isOut ? "left out" : "standing still") : "",
      state.build ? box.left + box.width - 4 * em : (from + to) / 2,
      box.top + 0.9 * em,
    );
    placed(ground, box);
    ground.style("cursor", state.build ? "pointer" : "ew-resize");
    grip(!state.build && [at, foot - 0.35 * upper.height]);
  };
}

/** A bar for each pair: in its colour where it turns, grey where it stands still, an outline where it is left out. */
function createBars(parent) {
  const group = parent.append("g");
  return (values, { plane, count, touched, isOut, at }) => {
    const wide = plane.x(1) - plane.x(0);
    const touchOf = (pair) => (touched.has(pair) ? (isOut ? " rv-left-out" : " rv-standing") : "");
    const lookOf = (pair) => touchOf(pair) + (pair === at ? " rv-at" : "");
    group
      .selectAll("rect")
      .data(values)
      .join("rect")
      .attr("class", (_, pair) => `rv-pair${lookOf(pair)}`)
      .style("--rv-role", (_, pair) => `var(--rv-pair-${Math.round((STEPS * pair) / Math.max(count - 1, 1))})`)
      .attr("x", (_, pair) => plane.x(pair) + 0.12 * wide)
      .attr("width", 0.76 * wide)
      .attr("y", (value) => Math.min(plane.y(100 * value), plane.y(0)))
      .attr("height", (value) => Math.abs(plane.y(100 * value) - plane.y(0)));
  };
}
