/** A trained head whose attention is drawn anew while some of its pairs are left out or stand still. */
import { isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { brief, controlsOf, explorer, fixed, toggle as plainToggle } from "../core/ui.js";
import spec from "./explorer.json";
import { attention, decoded, looksBefore, looksFirst, moved, pairSizes, pairUses, rowAt } from "./head.js";
import { createLooks } from "./looks.js";
import { createMap } from "./map.js";
import { createPairs } from "./pairs.js";

const { slider, choice, toggle, unseen } = controlsOf(spec);

const LISTED = 5; // keys that are named
const PLACES = Object.fromEntries(spec.traits.placing.options);

const pairsOf = (s) => s.given.speeds.length;
const isOut = (s) => s.build || s.what.endsWith("out");
const waveOf = (s, pair) => (s.given.speeds[pair] ? brief((2 * Math.PI) / s.given.speeds[pair]) : "∞");
const cutText = (cut, s) => (cut < pairsOf(s) ? `pair ${cut}: ${waveOf(s, cut)} tokens` : "after the last");

/** Pairs as a link has them: 0,1,8. */
function pairsFrom(text, s) {
  const found = text.split(",").map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : NaN));
  const fine = found.every((pair) => pair < pairsOf(s)) && new Set(found).size === found.length;
  return fine ? found.sort((a, b) => a - b) : undefined;
}

const withPair = ({ kept }, pair, is) =>
  is ? [...kept.filter((each) => each !== pair), pair].sort((a, b) => a - b) : kept.filter((each) => each !== pair);

const controls = [
  slider("cut", { main: true, play: 4, max: pairsOf, format: cutText, when: (s) => !s.build }),
  choice("what", { main: true, when: (s) => !s.build }),
  slider("pair", {
    main: true,
    max: (s) => pairsOf(s) - 1,
    format: (pair, s) => `${pair}: ${waveOf(s, pair)} tokens`,
    when: (s) => s.build,
  }),
  plainToggle({
    main: true,
    label: (s) => `keep pair ${s.pair}`,
    read: (s) => s.kept.includes(s.pair),
    write: (is, s) => ({ kept: withPair(s, s.pair, is) }),
    when: (s) => s.build,
  }),
  slider("head", {
    max: (s) => s.given.heads.length - 1,
    format: (head, s) => s.given.heads[head].name,
    when: (s) => s.given.heads.length > 1,
  }),
  slider("token", {
    max: (s) => s.given.tokens.length - 1,
    format: (token, s) => `${token}: ${s.given.tokens[token].trim()}`,
  }),
  choice("placing"),
  toggle("uses"),
  toggle("build"),
  unseen("kept", { parse: pairsFrom }),
];

function settle({ cut, head, token, pair, given }) {
  const within = (value, count) => Math.min(value, count - 1);
  return {
    cut: Math.min(cut, given.speeds.length),
    head: within(head, given.heads.length),
    token: within(token, given.tokens.length),
    pair: within(pair, given.speeds.length),
  };
}

/** Indices of the pairs that are left out, or stand still. */
function touchedBy(s) {
  const pairs = s.given.speeds.map((_, pair) => pair);
  if (s.build) return pairs.filter((pair) => !s.kept.includes(pair));
  return s.what.startsWith("slow") ? pairs.slice(s.cut) : pairs.slice(0, s.cut);
}

const headOf = keeping(
  (s) => [s.given, s.head],
  ({ given, head }) => {
    const [queries, keys] = ["query", "key"].map((name) => decoded(given.heads[head][name], given.tokens.length));
    const read = { queries, keys, speeds: given.speeds };
    return { ...read, whole: attention(read, {}), sizes: pairSizes(read) };
  },
);

const usesOf = keeping(
  (s) => [headOf(s), s.uses, isOut(s)],
  (s) => (s.uses ? pairUses(headOf(s), headOf(s).whole, isOut(s)) : s.given.speeds.map(() => 0)),
);

/** The weights as they are now; which query is read changes nothing of them. */
const weightsOf = keeping(
  (s) => [headOf(s), s.build, s.what, s.cut, s.kept, s.placing],
  (s) => {
    const [touched, all] = [touchedBy(s), s.given.speeds.map((_, pair) => pair)];
    const still = s.placing === "none" ? all : isOut(s) ? [] : touched;
    const removed = isOut(s) ? touched : [];
    return attention(headOf(s), { removed: new Set(removed), still: new Set(still), placing: s.placing });
  },
);

/** Places of the largest weights; those that differ by less than rounding keep the order of the text. */
function largest(row) {
  const rounded = Array.from(row, (weight) => Math.round(weight * 1e9));
  return Array.from(rounded.keys())
    .sort((a, b) => rounded[b] - rounded[a] || a - b)
    .slice(0, LISTED);
}

function measure(s) {
  const { whole, sizes } = headOf(s);
  const [weights, touched, tokens] = [weightsOf(s), touchedBy(s), s.given.tokens.length];
  const [from, to] = [rowAt(s.token), rowAt(s.token + 1)];
  const top = largest(weights.subarray(from, to));
  return {
    weights,
    top,
    top_weights: top.map((key) => weights[from + key]),
    top_whole: top.map((key) => whole[from + key]),
    before: looksBefore(weights, tokens),
    first: looksFirst(weights, tokens),
    whole_before: looksBefore(whole, tokens),
    whole_first: looksFirst(whole, tokens),
    moved: moved(weights, whole, tokens),
    sizes,
    touched_size: touched.reduce((sum, pair) => sum + sizes[pair], 0),
    untouched: pairsOf(s) - touched.length,
    pair_size: sizes[s.pair],
    uses: usesOf(s),
  };
}

/** Boxes of the heads' names, the map, the list and the pairs: beside each other where there is room. */
function arrange(stage, s) {
  const { width, em } = stage;
  const wide = isWide(stage, 46);
  const top = (s.given.heads.length > 1 ? 4.6 : 2) * em;
  const side = wide ? Math.min(0.4 * width, 22 * em) : Math.min(12.2 * em, 0.48 * width - 2.8 * em);
  const map = { left: 2.8 * em, top, width: side, height: side };
  const beside = map.left + side + (wide ? 5 : 1.2) * em;
  const looks = { left: beside, top: top - 0.6 * em, width: width - beside - 0.4 * em, stacked: !wide };
  const lower = wide ? top + 11.2 * em : top + Math.max(side + 5.2 * em, 15.2 * em);
  const pairs = wide
    ? { left: beside, top: lower, width: width - beside - 1.8 * em, height: Math.max(top + side - lower, 9 * em) }
    : { left: 2.8 * em, top: lower, width: width - 4.6 * em, height: 9 * em };
  return { names: { left: 0, top: 0, width }, map, looks, pairs, height: pairs.top + pairs.height + 3.4 * em };
}

function howText(s, touched) {
  if (s.build) return `${s.kept.length} of ${pairsOf(s)} pairs, the others left out`;
  if (!touched.length) return `all ${pairsOf(s)} pairs as they were trained`;
  const did = isOut(s) ? "left out" : "standing still";
  return `pairs ${touched[0]} to ${touched[touched.length - 1]} of ${pairsOf(s)} ${did}`;
}

function scene(stage, change) {
  const map = createMap(stage, (token) => change({ token }));
  const looks = createLooks(stage);
  const pairs = createPairs(stage, {
    cutAt: (cut) => change({ cut }),
    choose: (pair, s) => change({ pair, kept: withPair(s, pair, !s.kept.includes(pair)) }),
  });
  const names = createNames(stage, (head) => change({ head }));

  return (s, numbers, before) => {
    const places = arrange(stage, s);
    names(s, places.names);
    map(s, numbers, places.map);
    looks(s, numbers, places.looks);
    pairs(
      s,
      { numbers, touched: touchedBy(s), isOut: isOut(s), waveOf: (pair) => waveOf(s, pair) },
      places.pairs,
      before,
    );
  };
}

/** The heads by layer and number, to be touched. */
function createNames(stage, choose) {
  const group = stage.svg.append("g").attr("class", "rv-head-names");
  const title = group.append("text").attr("class", "rv-note rv-naming");
  const chips = group.append("g");
  return (s, { left, top }) => {
    const { em } = stage;
    const { heads } = s.given;
    group.attr("display", heads.length > 1 ? null : "none");
    title
      .attr("x", left)
      .attr("y", top + 1.5 * em)
      .text("layer · head");
    const wide = Math.min(4.2 * em, (stage.width - 6.6 * em) / heads.length);
    const chip = chips
      .selectAll("g")
      .data(heads)
      .join((enter) => {
        const added = enter.append("g").style("cursor", "pointer");
        added.append("rect").attr("rx", 4);
        added.append("text").attr("class", "rv-naming").attr("text-anchor", "middle");
        return added.on("click", (event) => choose(chips.selectAll("g").nodes().indexOf(event.currentTarget)));
      })
      .attr("class", (_, i) => `rv-head-name${i === s.head ? " rv-chosen" : ""}`)
      .attr("transform", (_, i) => `translate(${left + 6.4 * em + i * wide},${top})`);
    chip
      .select("rect")
      .attr("width", wide - 0.4 * em)
      .attr("height", 2.2 * em);
    chip
      .select("text")
      .attr("x", (wide - 0.4 * em) / 2)
      .attr("y", 1.5 * em)
      .text(({ name }) => name);
  };
}

const percent = (share) => `${fixed(100 * share, 0)} %`;

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    {
      label: "weight on the token before",
      role: "score",
      text: (n) => `${fixed(n.before)} (whole: ${fixed(n.whole_before)})`,
    },
    {
      label: "on the first token",
      role: "score",
      text: (n) => `${fixed(n.first)} (whole: ${fixed(n.whole_first)})`,
    },
    { label: "of its attention moved elsewhere", text: (n) => percent(n.moved) },
    {
      label: (s) =>
        s.build ? "pairs that you kept" : `of |q||k| is in the pairs ${isOut(s) ? "left out" : "standing still"}`,
      text: (n, s) => (s.build ? `${n.untouched} of ${pairsOf(s)}` : percent(n.touched_size)),
    },
  ],
  summary: (n, s) => {
    const { tokens, heads } = s.given;
    const looks = n.top.slice(0, 3).map((key, i) => `“${tokens[key].trim()}” ${fixed(n.top_weights[i])}`);
    return (
      `${heads[s.head].label}: ${howText(s, touchedBy(s))}; positions ${PLACES[s.placing]}. ` +
      `Of its weight ${fixed(n.before)} lies on the token before (whole head ${fixed(n.whole_before)}) and ` +
      `${fixed(n.first)} on the first token (${fixed(n.whole_first)}). ` +
      `Token ${s.token}, “${tokens[s.token].trim()}”, looks at ${looks.join("; ")}.`
    );
  },
  height: (stage, s) => arrange(stage, s).height,
  scene,
});
