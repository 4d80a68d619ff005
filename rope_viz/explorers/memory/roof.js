/** The roof of a machine, over multiplications for each byte: it rises with them until the machine can multiply no faster. */
import { powerOfTen } from "../core/chart.js";
import { createClip, createGhost } from "../core/marks.js";
import { disc, polyline } from "../core/path.js";

const REACH = { rotation: [0.01, 1000], layer: [0.1, 100000] }; // multiplications for each byte
const MOST = 1000; // multiplications while a byte moves
const NEAR = 1.3; // of an em: points nearer to each other share a label

/** @param {number[]} ends */
const powers = ([least, most]) => {
  const [from, to] = [Math.log10(least), Math.log10(most)].map(Math.round);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
};

/** Points from left to right; one that lies so near to the one before that their numbers would, too, shares its label: [{ at, numbers }]. */
function clustered(points, reach) {
  const found = [];
  const known = points.map((at, i) => ({ at, number: i + 1 })).filter(({ at }) => at);
  for (const { at, number } of known.sort((a, b) => a.at[0] - b.at[0])) {
    const near = found.at(-1);
    if (near && Math.hypot(near.last[0] - at[0], near.last[1] - at[1]) < reach) {
      near.numbers.push(number);
      near.last = at;
    } else found.push({ at, last: at, numbers: [number] });
  }
  return found;
}

/** { plane, place(state, numbers, box, before), ridge() }; `ridge` is where the roof becomes flat. */
export function createRoof(stage, createPlane) {
  const group = stage.svg.append("g").attr("class", "rv-roof");
  const plane = createPlane(group);
  const slopes = (parent) =>
    ["rv-moving-line", "rv-multiplying-line"].map((name) => parent.append("path").attr("class", name));
  const ghost = createGhost(group, (parent) => {
    const paths = slopes(parent);
    return (balance) => drawRoof(paths, balance);
  });
  const clip = createClip(group);
  const paths = slopes(clip.group);
  const dots = group.append("path").attr("class", "rv-ways");
  const labels = group.append("g");
  let [reach, ridge] = [REACH.rotation, [0, 0]];

  const at = (x, y) => [plane.x(Math.log10(x)), plane.y(Math.log10(y))];
  const drawRoof = (lines, balance) => {
    lines[0].attr("d", polyline([at(reach[0], reach[0]), at(balance, balance)]));
    lines[1].attr("d", polyline([at(balance, balance), at(reach[1], balance)]));
  };

  const place = (state, numbers, box, before) => {
    const { em } = stage;
    reach = REACH[state.view];
    const domain = [reach, [reach[0], MOST]].map((ends) => ends.map(Math.log10));
    plane.place(box, {
      x: domain[0],
      y: domain[1],
      em,
      xTicks: powers(reach).filter((p) => box.width > 22 * em || p % 2 === 0),
      yTicks: powers([reach[0], MOST]),
      xFormat: powerOfTen,
      yFormat: powerOfTen,
      xLabel: "multiplications for each byte that is moved",
      yLabel: "multiplications in the time of a byte",
    });
    clip.place(box);
    drawRoof(paths, state.balance);
    ghost(before, box, before?.state.balance);
    ridge = at(state.balance, state.balance);
    const points = numbers.moved.map((moved, i) => {
      const intensity = numbers.products[i] / moved;
      return moved && intensity <= reach[1] ? at(intensity, numbers.rates[i]) : undefined;
    });
    dots.attr(
      "d",
      points
        .filter(Boolean)
        .map((point) => disc(point, 0.35 * em))
        .join(""),
    );
    labels
      .selectAll("text")
      .data(clustered(points, NEAR * em))
      .join("text")
      .attr("class", "rv-halo rv-way-numbers")
      .attr("x", ({ at: [x] }) => x + 0.2 * em)
      .attr("y", ({ at: [, y] }) => y + 1.5 * em)
      .text(({ numbers: which }) => which.join(" "));
  };

  return { plane, place, ridge: () => ridge };
}
