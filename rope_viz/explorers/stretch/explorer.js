/** A wall of clocks in a text longer than any in training: arcs that no hand has seen, the cures, and what heads make of them. */
import { isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { TURN } from "../core/rope.js";
import { brief, controlsOf, count, degrees, explorer, slider as free, stopsOf } from "../core/ui.js";
import spec from "./explorer.json";
import { createAsked, partsOf } from "./heads.js";
import { besides, hasRamp, plainOf, ruled, ruleInWords, shownRule, usualRamp } from "./rules.js";
import { createSpeeds } from "./speeds.js";
import { createWall } from "./wall.js";
import { createWeights, lengthsShown } from "./weights.js";

const { slider, choice, toggle, unseen } = controlsOf(spec);

const MOST = 131072; // tokens of a text in which the heads are asked
const STOPS = stopsOf(spec.traits.length);
const ASKED = STOPS.filter((stop) => stop <= MOST);
const [APART, OFF] = [90, 5]; // %, of a rule of one's own: what neighbours must keep, by what no head may be off
const TITLES = Object.fromEntries(spec.traits.rule.options);

const turns = (value) => `${brief(value)} ${value === 1 ? "turn" : "turns"}`;
const withOwn = (trait) => (state) => {
  const stops = stopsOf(spec.traits[trait]);
  return stops.includes(state[trait]) ? stops : [...stops, state[trait]].sort((a, b) => a - b);
};
const uses = (trait) => (state) => {
  const name = shownRule(state);
  if (trait === "share") return name === "proportional";
  if (trait === "factor") return !["none", "proportional", "per_pair"].includes(name);
  return hasRamp(name);
};
const listed = ({ factors, head_dim }) => 2 * factors.length === head_dim;

const controls = [
  slider("length", { main: true, play: 2, stops: (s) => shownLengths(s), unit: "tokens" }),
  choice("rule", {
    main: true,
    when: (s) => !s.build,
    options: (s) => spec.traits.rule.options.filter(([name]) => name !== "per_pair" || listed(s)),
    write: (rule) => ({ rule, ...usualRamp(rule) }),
  }),
  free({
    label: "factor of your rule",
    main: true,
    when: (s) => s.build,
    stops: withOwn("factor"),
    read: (s) => s.factor,
    write: (factor) => ({ factor }),
    format: brief,
  }),
  slider("attention", { main: true, when: (s) => s.build, format: brief }),
  slider("factor", { when: (s) => !s.build && uses("factor")(s), stops: withOwn("factor"), format: brief }),
  slider("fast", { when: uses("fast"), stops: withOwn("fast"), format: turns }),
  slider("slow", { when: uses("slow"), stops: withOwn("slow"), format: turns }),
  slider("share", { when: uses("share"), format: brief }),
  choice("view"),
  choice("head", {
    when: fits,
    options: (s) =>
      s.given.labels.map((label, i) => [i, `${label}: the ${s.given.sinks[i] ? "first token" : "token before"}`]),
  }),
  toggle("build"),
  slider("trained", { stops: withOwn("trained") }),
  slider("base", { stops: withOwn("base"), format: brief }),
  slider("head_dim", { stops: withOwn("head_dim"), format: (dim) => `${dim}: ${dim / 2} clocks` }),
  unseen("factors", { parse: readFactors }),
];

/** A link's list of factors, one for each pair. */
function readFactors(text) {
  const factors = text.split(",").map(Number);
  return factors.every((factor) => factor > 0 && factor < 1e6) && text ? factors : undefined;
}

/** Whether the clocks are those of the heads. */
function fits({ head_dim, base, given }) {
  return head_dim === given.settings[0] && base === given.settings[1];
}

/** How many times the trained length the axis has: other models' files say more than heads are asked for. */
const reachOf = (state) => (fits(state) ? 16 : 64);

const shownLengths = (state) => lengthsShown(STOPS, state.trained, reachOf(state));

const settle = (state) => {
  const { length, slow, fast } = state;
  const [least, ...others] = shownLengths(state);
  const most = others.length ? others[others.length - 1] : least;
  return { length: Math.min(Math.max(length, least), most), fast: Math.max(fast, slow) };
};

/** All heads asked under one rule; what they have answered stays. Of all rules only dynamic NTK is another at each length. */
function allAsked(state, rule) {
  const asked = (head, length) => createAsked(partsOf(state.given, head), ruled(state, rule, length));
  const kept = state.given.sinks.map(() => undefined);
  return (head, length) =>
    (rule === "dynamic_ntk" ? asked(head, length) : (kept[head] ??= asked(head, length)))(length);
}

/** Heads asked under the plain speeds, which no slider of a rule makes anew, and under the rule in force. */
const askers = () => ({
  plain: keeping(
    (s) => [s.given, s.base, s.head_dim],
    (s) => allAsked(s, "none"),
  ),
  ruled: keeping(
    (s) => [
      s.given,
      s.base,
      s.head_dim,
      s.rule,
      s.build,
      s.factor,
      s.slow,
      s.fast,
      s.share,
      s.attention,
      s.trained,
      s.factors,
    ],
    (s) => allAsked(s, shownRule(s)),
  ),
});
const askersOf = new WeakMap(); // by what was given: each explorer of a page keeps its own

function askedIn(state) {
  if (!askersOf.has(state.given)) askersOf.set(state.given, askers());
  const kept = askersOf.get(state.given);
  return { plain: kept.plain(state), ruled: kept.ruled(state) };
}

function measure(state) {
  const { length, trained } = state;
  const plain = plainOf(state);
  const { speeds } = ruled(state, shownRule(state), length);
  const seen = plain.map((speed) => Math.min(speed * trained, TURN));
  const swept = speeds.map((speed) => speed * length);
  const unseen = swept.map((angle, i) => {
    const beyond = Math.max(0, Math.min(angle, TURN) - seen[i]);
    return beyond > 1e-9 * Math.min(angle, TURN) ? beyond : 0; // the same arc, but for rounding
  });
  const strangers = unseen.filter((arc) => arc > 0).length;
  const apart = (100 * stepOf(speeds)) / stepOf(plain);
  const heads = headsIn(state);
  return {
    plain,
    ratios: speeds.map((speed, i) => speed / plain[i]),
    seen,
    swept,
    unseen,
    strangers,
    widest: degrees(Math.max(...unseen)),
    apart,
    ...heads,
    beside: besides(state).flatMap((speeds) => speeds.map((speed, i) => speed / plain[i])),
    met: [strangers === 0, apart >= APART, heads.off <= OFF].filter(Boolean).length,
  };
}

const stepOf = (speeds) =>
  Math.sqrt(speeds.reduce((sum, speed) => sum + (2 * Math.sin(speed / 2)) ** 2, 0) / speeds.length);

/** What the heads say: the chosen one at every length so far, and in a rule of one's own all of them. */
function headsIn(state) {
  const { length, head, build, given } = state;
  const { plain, ruled: now } = fits(state) ? askedIn(state) : {};
  const within = now && length <= MOST;
  const soFar = (asked) => ASKED.map((stop) => (asked && stop <= length ? asked(head, stop).weight : NaN));
  const [weights, plain_weights] = [soFar(now), soFar(plain)]; // first the short texts, on which the long ones build
  const here = within ? now(head, length) : { weight: NaN, farthest: NaN };
  const changes = given.sinks.map((_, i) =>
    build && within ? Math.abs(now(i, length).weight / plain(i, state.trained).weight - 1) : NaN,
  );
  return { weights, plain_weights, ...here, off: 100 * Math.max(...changes) };
}

const target = ({ given, head }) => (given.sinks[head] ? "first token" : "token before");

function arrange(stage, state) {
  const { width, em } = stage;
  const top = 2.2 * em;
  if (isWide(stage)) {
    const half = 0.57 * width;
    const tall = 25 * em;
    const weights = { left: half + 4 * em, top, width: width - half - 5 * em, height: tall - 5.4 * em };
    const main =
      state.view === "clocks"
        ? { left: 0, top: 0.5 * em, width: half, height: tall }
        : { left: 4 * em, top, width: half - 5 * em, height: tall - 5.4 * em };
    return { weights, main, height: tall + 1.2 * em };
  }
  const weights = { left: 3 * em, top, width: width - 4 * em, height: 6.5 * em };
  const under = weights.top + weights.height + 5 * em;
  const main =
    state.view === "clocks"
      ? { left: 0, top: under, width, height: 17 * em }
      : { left: 3.4 * em, top: under + 1.6 * em, width: width - 4.4 * em, height: 12 * em };
  return { weights, main, height: under + (state.view === "clocks" ? 17.4 : 17) * em };
}

/** The stop of a trait's slider that is nearest, in the logarithm. */
function nearest(trait, value) {
  const gaps = stopsOf(spec.traits[trait]).map((stop) => Math.abs(Math.log(stop / value)));
  return stopsOf(spec.traits[trait])[gaps.indexOf(Math.min(...gaps))];
}

function scene(stage, change) {
  const weights = createWeights(stage, (length) => change({ length })); // whose grip is the first
  const wall = createWall(stage);
  const speeds = createSpeeds(stage, (traits) => {
    const stops = Object.entries(traits).map(([trait, value]) => [trait, nearest(trait, value)]);
    change(Object.fromEntries(stops));
  });

  return (state, numbers, before) => {
    const { main, weights: box } = arrange(stage, state);
    wall(numbers, state.view === "clocks" && main, before?.numbers);
    speeds(state, numbers, state.view === "speeds" && main, before?.numbers);
    const { weight, farthest, weights: sofar, plain_weights: plain } = numbers;
    const known = !Number.isNaN(weight);
    const was = before && Number.isFinite(before.numbers.weight) && before.state.trained === state.trained;
    weights(
      {
        ...state,
        reach: reachOf(state),
        stops: shownLengths(state),
        weights: sofar.slice(ASKED.indexOf(shownLengths(state)[0])),
        plain: shownRule(state) === "none" ? [] : plain.slice(ASKED.indexOf(shownLengths(state)[0])),
        weight,
        named: fits(state) ? `weight on the ${target(state)}` : "",
        value: known ? `${brief(weight)} %` : "",
        says: known ? `highest score: the token ${count(farthest)} back` : "",
      },
      box,
      was ? { length: before.state.length, weight: before.numbers.weight } : undefined,
    );
  };
}

const percent = (value) => (Number.isNaN(value) ? "not asked" : `${brief(value)} %`);

function headInWords(n, s) {
  if (!fits(s)) return "The heads of SmolLM2 have other clocks.";
  if (s.length > MOST) return `Its heads are asked up to ${count(MOST)} tokens.`;
  const off = ` Of ${s.given.sinks.length} heads one is off by ${brief(n.off)} %; ${n.met} of 3 conditions are met.`;
  return (
    `${s.given.labels[s.head]} gives the ${target(s)} ${brief(n.weight)} % of its weight; highest scores the token ` +
    `${count(n.farthest)} back.${s.build ? off : ""}`
  );
}

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    { label: "in arcs never seen", role: "slow-pair", text: (n) => `${n.strangers} of ${n.seen.length} hands` },
    {
      label: (s) => (s.build ? "the worst of five heads is off by" : "the widest such arc"),
      text: (n, s) => (s.build ? percent(n.off) : n.strangers ? `${brief(n.widest)}°` : "none"),
    },
    { label: "neighbours apart", role: "fast-pair", text: (n) => `${brief(n.apart)} % of before` },
    {
      label: (s) => (s.build ? "conditions met" : `weight on the ${target(s)}`),
      role: "score",
      text: (n, s) => (s.build ? `${n.met} of 3` : percent(n.weight)),
    },
  ],
  summary: (n, s) =>
    `${s.head_dim / 2} clocks (base ${brief(s.base)}), trained on texts of ${count(s.trained)} tokens and now in one of ` +
    `${count(s.length)}; ${ruleInWords(s, TITLES[shownRule(s)])}: ${n.strangers} hands enter arcs they have never seen` +
    `${n.strangers ? `, the widest of ${brief(n.widest)}°` : ""}. Neighbours are ${brief(n.apart)} % as far apart as before. ` +
    headInWords(n, s),
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
