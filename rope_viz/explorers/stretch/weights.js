/** Against the length of the text, so far: the weight that a head has left for what it looks for. The length is pulled here. */
import { createPlane } from "../core/chart.js";
import { createCursor, createGhost, createGrip, createSpot, placed } from "../core/marks.js";
import { disc, polyline } from "../core/path.js";
import { count } from "../core/words.js";

const BELOW = 8; // the axis begins at so small a part of the trained length

/** The lengths that the axis has, if it ends at so many times the trained one. */
export const lengthsShown = (stops, trained, reach) =>
  stops.filter((stop) => stop >= trained / BELOW && stop <= trained * reach);

const thousands = (tokens) => (tokens < 1024 * 1024 ? `${count(tokens / 1024)} k` : `${count(tokens / 1024 ** 2)} M`);

/** place(shown, box, before), with what is shown: { trained, reach, length, stops, weights, plain, weight, named, value, says }. */
export function createWeights(stage, pulled) {
  const group = stage.svg.append("g").attr("class", "rv-head-weights");
  const plane = createPlane(group);
  const seen = group.append("rect").attr("class", "rv-in-training");
  const name = group.append("text").attr("class", "rv-note");
  const [plain, line, dots] = ["rv-plain", "rv-weight", "rv-weight-dots"].map((kind) =>
    group.append("path").attr("class", kind),
  );
  const cursor = createCursor(group, "rv-stem");
  const ghost = createGhost(group, (parent) => createSpot(parent));
  const spot = createSpot(group);
  const value = group.append("text").attr("class", "rv-halo rv-text-score");
  const says = group.append("text").attr("class", "rv-halo rv-note").attr("text-anchor", "end");
  let stops = [];
  const grip = createGrip(stage, group, { cursor: "ew-resize", role: "reference" }, (x) => {
    const gaps = stops.map((stop) => Math.abs(Math.log2(stop) - plane.x.invert(x)));
    pulled(stops[gaps.indexOf(Math.min(...gaps))]);
  });

  return (shown, box, before) => {
    const { em } = stage;
    const { trained, reach, length, weight } = shown;
    const [low, high] = [Math.log2(trained / BELOW), Math.log2(trained * reach)];
    stops = shown.stops;
    plane.place(box, {
      x: [low, high],
      y: [0, 105],
      em,
      xTicks: Array.from({ length: Math.round(high - low) + 1 }, (_, i) => low + i),
      xFormat: (power) => ((box.width < 26 * em || high - low > 8) && (power - low) % 2 ? "" : thousands(2 ** power)),
      yTicks: shown.named ? [0, 25, 50, 75, 100] : [],
      yFormat: (percent) => `${percent} %`,
      xLabel: "length of the text (tokens)",
      yLabel: shown.named,
    });
    const x = (tokens) => plane.x(Math.min(Math.max(Math.log2(tokens), low), high));
    const places = (weights) =>
      stops.flatMap((stop, i) => (Number.isFinite(weights[i]) ? [[x(stop), plane.y(weights[i])]] : []));
    const here = /** @type {[number, number]} */ ([x(length), plane.y(Number.isNaN(weight) ? 0 : weight)]);
    placed(seen, { ...box, width: x(trained) - box.left });
    name
      .attr("x", box.left + 0.4 * em)
      .attr("y", plane.y(35))
      .text("as in training");
    plain.attr("d", polyline(places(shown.plain)));
    line.attr("d", polyline(places(shown.weights)));
    dots.attr(
      "d",
      places(shown.weights)
        .map((place) => disc(place, 0.22 * em))
        .join(""),
    );
    cursor(here[0], box.top, box.top + box.height);
    spot(here, Number.isNaN(weight) ? 0 : 0.4 * em);
    const was = before && [x(before.length), plane.y(before.weight)];
    ghost(was, box, was, 0.4 * em);
    const aside = here[0] > box.left + 0.75 * box.width ? -1 : 1;
    value
      .attr("text-anchor", aside < 0 ? "end" : "start")
      .attr("x", here[0] + 0.8 * aside * em)
      .attr("y", Math.min(here[1] - 0.6 * em, box.top + box.height - 0.5 * em))
      .text(shown.value);
    says
      .attr("x", box.left + box.width)
      .attr("y", box.top + box.height + 4.1 * em)
      .text(shown.says);
    grip([here[0], box.top]);
  };
}
