/** The chosen head, large: its curve, the point where it is read, and a line laid on it. */
import { createPlane } from "../core/chart.js";
import { createCursor, createGhost, createGrip, createGround, createRule, createSpot } from "../core/marks.js";
import { polyline } from "../core/path.js";
import spec from "./explorer.json";
import { rangeOf } from "./panels.js";

const { most: REACH } = spec.traits.offset;

const inDistance = { line: (distance) => distance, logarithm: Math.log };

/** Corners of the lines that are laid on both sides. */
function laid(state, { lines }) {
  const at = inDistance[state.beside];
  return [-1, 1].map((way, side) => {
    const [start, slope] = lines.slice(2 * side);
    return Array.from({ length: REACH }, (_, i) => [way * (i + 1), start + slope * at(i + 1)]);
  });
}

export function createLarge(stage, read) {
  const plane = createPlane(stage.svg);
  const zero = createRule(stage.svg, "rv-zero");
  const shown = (state) => (state.as_factor ? Math.exp : (bias) => bias);
  /** @returns {[number, number]} what goes on below the box stands at its edge */
  const place = (state, offset, bias) => [plane.x(offset), plane.y(Math.max(shown(state)(bias), plane.y.domain()[0]))];
  const createCurve = (parent) => {
    const curve = parent.append("path").attr("class", "rv-here-line");
    return (state, { bias }) => curve.attr("d", polyline(bias.map((value, at) => place(state, at - REACH, value))));
  };
  const ghost = createGhost(stage.svg, createCurve);
  const curve = createCurve(stage.svg);
  const beside = stage.svg.append("path").attr("class", "rv-laid");
  const stem = createCursor(stage.svg, "rv-stem");
  const spot = createSpot(stage.svg);
  const name = stage.svg.append("text").attr("class", "rv-halo rv-head-name").attr("text-anchor", "end");
  const clamp = (x) => Math.min(Math.max(Math.round(plane.x.invert(x)), -REACH), REACH);
  const ground = createGround(stage, stage.svg, "ew-resize", (x) => read(clamp(x)));
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize" }, (x) => read(clamp(x)));

  return (state, numbers, before, box) => {
    const { em } = stage;
    const show = shown(state);
    const [low, high] = state.as_factor ? [0, Math.max(1.1 * Math.exp(numbers.best), 1.1)] : rangeOf(state.biases);
    plane.place(box, {
      x: [-REACH, REACH],
      y: [low, high],
      em,
      xTicks: [-128, -64, 0, 64, 128],
      xLabel: "key position − query position, tokens",
      yLabel: state.as_factor ? "factor of the weight" : "added to the score",
    });
    zero(box, plane.y(show(0)));
    const same = before?.state.as_factor === state.as_factor ? before : undefined;
    ghost(same, box, same?.state, same?.numbers);
    curve(state, numbers);
    const sides = state.beside === "nothing" ? [] : laid(state, numbers);
    beside.attr("d", sides.map((side) => polyline(side.map(([at, value]) => place(state, at, value)))).join(""));
    const at = place(state, state.offset, numbers.value);
    stem(at[0], plane.y(show(0)), at[1]);
    spot(at, 0.4 * em);
    name
      .attr("x", box.left + box.width)
      .attr("y", box.top + 1.2 * em)
      .text(`head ${state.head}`);
    ground(box);
    grip(at);
  };
}
