/** The share of its speed that each pair keeps, against its wavelength: the chosen rule, and the others pale beside it. */
import { createPlane, powerOfTen } from "../core/chart.js";
import { createGhost, createGrip, createPairDots, placed } from "../core/marks.js";
import { polyline } from "../core/path.js";
import { TURN } from "../core/rope.js";
import { count } from "../core/words.js";
import { BESIDE, hasRamp, shownRule } from "./rules.js";

/**
 * Where along its fall each rule has its name, as a share of the height, and on which side of its curve: so that names keep
 * clear of each other.
 * @type {[string, string, number, string][]}
 */
const NAMES = [
  ["linear", "interpolation", 1, "start"],
  ["ntk_aware", "NTK-aware", 0.12, "end"],
  ["yarn_paper", "YaRN, paper", 0.3, "end"],
  ["yarn", "YaRN, code", 0.87, "end"],
  ["llama3", "Llama 3", 0.8, "start"],
  ["proportional", "p-RoPE", 0.6, "start"],
];

const NOWHERE = { left: 0, top: 0, width: 0, height: 0 };

/** place(state, numbers, box, before); `pulled(traits)` with numbers that need not be stops. */
export function createSpeeds(stage, pulled) {
  const group = stage.svg.append("g").attr("class", "rv-speeds");
  const plane = createPlane(group);
  const never = group.append("rect").attr("class", "rv-never-seen");
  const note = group.append("text").attr("class", "rv-note").attr("text-anchor", "end");
  const beside = group.append("g");
  const line = group.append("path").attr("class", "rv-rule");
  const ghost = createGhost(group, (parent) => createPairDots(parent, "rv-kept"));
  const dots = createPairDots(group.append("g"), "rv-kept");
  const names = group.append("g");
  let latest;
  const turnsAt = (x) => latest.trained / 10 ** plane.x.invert(x);
  const fast = createGrip(stage, group, { role: "fast-pair" }, (x) => pulled({ fast: turnsAt(x) }));
  const slow = createGrip(stage, group, { role: "slow-pair" }, (x, y) =>
    pulled({
      factor: 2 ** -plane.y.invert(y),
      ...(hasRamp(shownRule(latest)) ? { slow: turnsAt(x) } : {}),
    }),
  );

  return (state, { plain, ratios, beside: others }, box, before) => {
    group.attr("display", box ? null : "none");
    if (!box) return ghost(undefined, NOWHERE);
    latest = state;
    const { em } = stage;
    const name = shownRule(state);
    const waves = plain.map((speed) => Math.log10(TURN / speed));
    const deep = Math.ceil(Math.log2(Math.max(state.factor, state.length / state.trained, 4)));
    const least = -deep - 0.5;
    plane.place(box, {
      x: [0.6, waves[waves.length - 1] + 0.2],
      y: [least, 0.4],
      em,
      xTicks: Array.from({ length: Math.floor(waves[waves.length - 1]) }, (_, i) => i + 1),
      xFormat: powerOfTen,
      yTicks: Array.from({ length: deep + 1 }, (_, i) => -i),
      yFormat: (power) => (power ? `÷ ${count(2 ** -power)}` : "kept"),
      xLabel: "tokens for one turn, before",
      yLabel: "what becomes of the speed",
    });
    const y = (ratio) => plane.y(ratio > 0 ? Math.max(Math.log2(ratio), least) : least);
    const places = (all) => waves.map((wave, i) => [plane.x(wave), y(all[i])]);
    const [edge, limit] = [plane.x(Math.log10(state.trained)), y(Math.min(1, state.trained / state.length))];
    placed(never, {
      left: edge,
      top: box.top,
      width: Math.max(0, box.left + box.width - edge),
      height: state.length > state.trained ? limit - box.top : 0,
    });
    note
      .attr("x", box.left + box.width - 0.3 * em)
      .attr("y", box.top + 1.1 * em)
      .text(state.length > state.trained ? "arcs never seen" : "");
    const curves = BESIDE.map((_, i) => others.slice(i * waves.length, (i + 1) * waves.length));
    beside
      .selectAll("path")
      .data(curves)
      .join("path")
      .attr("class", "rv-beside")
      .attr("d", (ratios) => polyline(places(ratios)));
    line.attr("d", polyline(places(ratios)));
    const radius = Math.min(0.34 * em, (0.42 * box.width) / waves.length);
    const same = before?.ratios.length === ratios.length ? before.ratios : undefined;
    ghost(same, box, same && places(same), radius);
    dots(places(ratios), radius);
    placeNames(names, curves.map(places), box, em, name);
    fast(hasRamp(name) && [plane.x(Math.log10(state.trained / Math.max(state.fast, state.slow))), y(1)]);
    const end = hasRamp(name) ? plane.x(Math.log10(state.trained / state.slow)) : plane.x(waves[waves.length - 1]);
    slow(!["none", "proportional", "per_pair"].includes(name) && [end, y(1 / state.factor)]);
  };
}

/** Each name stands beside its curve, at a height of its own; one that keeps all speeds has none, and no name. */
function placeNames(group, curves, box, em, chosen) {
  const [top, foot] = [Math.min(...curves.flat().map(([, y]) => y)), Math.max(...curves[0].map(([, y]) => y))];
  const where = NAMES.map(([, words, share, anchor], i) => {
    const height = foot + (top - foot) * share;
    const at = curves[i].findIndex(([, y]) => y >= height);
    if (i === 0) return [box.left + 0.5 * em, curves[0][0][1] + 1.1 * em];
    if (at < 1) return null;
    const [[x0, y0], [x1, y1]] = [curves[i][at - 1], curves[i][at]];
    const x = x0 + ((x1 - x0) * (height - y0)) / (y1 - y0);
    return [anchor === "end" ? Math.max(x - 0.6 * em, 0.55 * em * words.length) : x + 0.6 * em, height + 0.3 * em];
  });
  group
    .selectAll("text")
    .data(NAMES)
    .join("text")
    .attr("class", ([name]) => `rv-halo rv-naming ${name === chosen ? "rv-in-force" : ""}`)
    .attr("text-anchor", ([, , , anchor]) => anchor)
    .attr("display", (_, i) => (where[i] ? null : "none"))
    .attr("x", (_, i) => where[i]?.[0])
    .attr("y", (_, i) => where[i]?.[1])
    .text(([, words]) => words);
}
