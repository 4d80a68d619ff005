/** Seven encodings, trained side by side: what they have learned so far, as far as the cursor has come. */
import { createPlane, isWide } from "../core/chart.js";
import { createClip, createCursor, createGhost, createGrip, createGround, createSpot } from "../core/marks.js";
import { polyline } from "../core/path.js";
import { controlsOf, count, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";
import { KINDS, markOf, measure, NAMES, placesOf, row, seedsOf, settingOf, viewOf } from "./measures.js";

const { slider, choice, toggle } = controlsOf(spec);

const DASHED = ["sinusoidal", "alibi", "rope-quarter"]; // the second encoding of each door
const TRAITS = Object.fromEntries(KINDS.map((kind) => [kind, `show_${kind.replace("-", "_")}`]));
const SHOWN = Object.fromEntries(spec.traits.shown.options);
const ACROSS = { step: "steps of training", tokens: "place in the text, tokens", distance: "distance, tokens" };

const along = (trait, format) =>
  slider(trait, { main: true, play: 4, stops: (s) => s.given[trait], when: (s) => viewOf(s) === trait, format });
const seed = (trait, kind) =>
  slider(trait, { max: (s) => s.given.curves.text[s[kind]]?.length ?? 1, when: (s) => s.build, format: String });

const controls = [
  along("step", (step) => count(step)),
  along("tokens", (tokens) => `${count(tokens)} tokens`),
  along("distance", (tokens) => `${count(tokens)} tokens`),
  choice("shown", {
    main: true,
    when: (s) => !s.build,
    options: (s) => spec.traits.shown.options.filter(([name]) => name in s.given.curves),
  }),
  choice("rule", { when: (s) => viewOf(s) === "tokens" }),
  choice("one", { when: (s) => s.build }),
  seed("seed_one", "one"),
  choice("other", { when: (s) => s.build }),
  seed("seed_other", "other"),
  ...KINDS.map((kind) => toggle(TRAITS[kind], { when: (s) => !s.build })),
  toggle("build"),
];

const WIDE = 46; // em

function arrange(stage) {
  const { width, em } = stage;
  const rows = isWide(stage, WIDE) ? 2 : 4;
  const top = (1.5 * rows + 2.4) * em;
  const box = { left: 3 * em, top, width: width - 4.4 * em, height: (isWide(stage, WIDE) ? 17 : 14) * em };
  return { box, rows, height: top + box.height + 3.4 * em };
}

/**
 * Lowest and highest of what was measured, so that nothing jumps while the cursor moves. Before training all losses are
 * high, and nearly alike: these are left out, and of a headline all but the second half.
 */
function rangeOf(state, { lows, highs }) {
  if (viewOf(state) === "distance") return [0, 1.02];
  const kinds = state.build ? drawnOf(state) : KINDS;
  const first = viewOf(state) === "tokens" ? 0 : state.build ? Math.floor(placesOf(state).length / 2) : 1;
  const read = (values) =>
    kinds.flatMap((kind) => row(values, state, kind).slice(first)).filter((x) => !Number.isNaN(x));
  const [low, high] = [Math.min(...read(lows)), Math.max(...read(highs))];
  return [low - 0.05 * (high - low), high + 0.05 * (high - low)];
}

/** Which encodings are drawn: those that are shown and measured, or the two of a headline. */
const drawnOf = (state) =>
  KINDS.filter((kind) => (state.build ? [state.one, state.other].includes(kind) : state[TRAITS[kind]])).filter(
    (kind) => seedsOf(state, kind).length > 0,
  );

/** Where a place stands on the axis: distances in powers of two. */
const across = (view, place) => (view === "distance" ? Math.log2(place) : place);

function createCurve(parent, kind) {
  const group = parent.append("g").attr("class", `rv-learning rv-learning-${kind}`);
  group.style("--rv-role", `var(--rv-${spec.traits[TRAITS[kind]].role})`).classed("rv-dashed", DASHED.includes(kind));
  const band = group.append("path").attr("class", "rv-spread");
  const line = group.append("path").attr("class", "rv-learned");
  const picked = group.append("path").attr("class", "rv-seed");

  return (state, numbers, plane) => {
    const shown = drawnOf(state).includes(kind);
    group.attr("display", shown ? null : "none");
    if (!shown) return;
    const places = placesOf(state).slice(0, markOf(state) + 1);
    const view = viewOf(state);
    const points = (values) =>
      places
        .map((place, k) => /** @type {[number, number]} */ ([plane.x(across(view, place)), plane.y(values[k])]))
        .filter((_, k) => values[k] !== undefined && !Number.isNaN(values[k]));
    const [mean, low, high] = ["means", "lows", "highs"].map((name) => points(row(numbers[name], state, kind)));
    band.attr("d", low.length > 1 ? `${polyline([...low, ...high.reverse()])}Z` : "");
    line.attr("d", state.build ? "" : polyline(mean));
    const number = kind === state.one ? state.seed_one : state.seed_other;
    const seeds = seedsOf(state, kind);
    picked.attr("d", state.build ? polyline(points(seeds[Math.min(number, seeds.length) - 1])) : "");
  };
}

/** Each encoding's name with its number at the cursor; pressed, it shows or hides the curve. */
function createLegend(stage, press) {
  const entries = KINDS.map((kind) => {
    const entry = stage.svg.append("g").attr("class", "rv-entry");
    entry.style("--rv-role", `var(--rv-${spec.traits[TRAITS[kind]].role})`).classed("rv-dashed", DASHED.includes(kind));
    entry.append("path");
    entry.append("text");
    return entry.on("click", () => press(kind));
  });
  return (state, numbers) => {
    const { em, width } = stage;
    const columns = isWide(stage, WIDE) ? 4 : 2;
    entries.forEach((entry, i) => {
      const drawn = drawnOf(state).includes(KINDS[i]);
      const [x, y] = [(width / columns) * (i % columns), 1.1 * em + 1.5 * em * Math.floor(i / columns)];
      entry.classed("rv-hidden-curve", !drawn);
      entry.select("path").attr("d", `M${x},${y - 0.35 * em}h${1.8 * em}`);
      const value = numbers.here[i];
      const said = drawn && !state.build ? ` ${Number.isNaN(value) ? "—" : fixed(value, 3)}` : "";
      entry
        .select("text")
        .attr("x", x + 2.2 * em)
        .attr("y", y)
        .text(NAMES[KINDS[i]] + said);
    });
  };
}

function scene(stage, change) {
  let latest;
  const plane = createPlane(stage.svg);
  const trained = createCursor(stage.svg, "rv-trained");
  const note = stage.svg.append("text").attr("class", "rv-note");
  const ghost = createGhost(stage.svg, (group) => {
    const curves = KINDS.map((kind) => createCurve(group, kind));
    return (before) => curves.forEach((curve) => curve(before.state, before.numbers, plane));
  });
  const clip = createClip(stage.svg);
  const curves = KINDS.map((kind) => createCurve(clip.group, kind));
  const cursor = createCursor(stage.svg, "rv-bracket");
  const spots = KINDS.map((kind) => createSpot(stage.svg, spec.traits[TRAITS[kind]].role));
  const legend = createLegend(stage, (kind) => !latest.build && change({ [TRAITS[kind]]: !latest[TRAITS[kind]] }));
  const read = (x) => {
    const view = viewOf(latest);
    const gaps = placesOf(latest).map((place) => Math.abs(plane.x(across(view, place)) - x));
    change({ [view]: placesOf(latest)[gaps.indexOf(Math.min(...gaps))] });
  };
  const ground = createGround(stage, stage.svg, "ew-resize", read);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize", role: "muted" }, read);

  return (state, numbers, before) => {
    latest = state;
    const { em } = stage;
    const { box } = arrange(stage);
    const [view, places] = [viewOf(state), placesOf(state)];
    const ends = [places[0], places[places.length - 1]].map((place) => across(view, place));
    plane.place(box, {
      x: view === "step" ? [0, ends[1]] : ends,
      y: rangeOf(state, numbers),
      em,
      xTicks: view === "distance" ? places.map(Math.log2) : undefined,
      xFormat: view === "distance" ? (power) => count(2 ** power) : undefined,
      xLabel: ACROSS[view],
      yLabel: view === "distance" ? "share of right answers" : "loss, nats",
    });
    const edge = plane.x(view === "tokens" ? state.given.context : ends[0]);
    trained(edge, box.top, view === "tokens" ? box.top + box.height : box.top);
    note
      .attr("x", edge + 0.5 * em)
      .attr("y", box.top + 1.1 * em)
      .text(view === "tokens" ? `trained on ${count(state.given.context)}` : "");
    ghost(before && viewOf(before.state) === view ? before : undefined, box, before);
    clip.place(box);
    for (const curve of curves) curve(state, numbers, plane);
    const x = plane.x(across(view, places[markOf(state)]));
    const drawn = drawnOf(state);
    KINDS.forEach((kind, i) => {
      const seen = drawn.includes(kind) && !state.build && numbers.here[i] <= plane.y.domain()[1];
      spots[i](seen ? [x, plane.y(numbers.here[i])] : [x, box.top], seen ? 0.32 * em : 0);
    });
    cursor(x, box.top, box.top + box.height);
    legend(state, numbers);
    ground(box);
    grip([x, box.top + box.height]);
  };
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);

const lowerBy = (more) => `${fixed(Math.abs(more), 3)} ${more < 0 ? "lower" : "higher"}`;

function whereText(state) {
  const places = placesOf(state);
  const [mark, view] = [markOf(state), viewOf(state)];
  if (view === "step") return `${capital(SHOWN[state.shown])}, after ${count(places[mark])} steps`;
  if (view === "tokens") {
    const first = (mark ? places[mark - 1] : 0) + 1;
    const { context } = state.given;
    return `Loss of tokens ${count(first)} to ${count(places[mark])} of a text, after training on ${count(context)}`;
  }
  return `${capital(SHOWN[state.shown])}, from ${count(places[mark])} tokens: right answers`;
}

function aboutText(state) {
  const seeds = Math.max(...Object.values(state.given.curves[settingOf(state)]).map((each) => each.length));
  const how = spec.traits.rule.options.find(([rule]) => rule === state.rule)[1];
  return `Means of ${seeds} seeds${viewOf(state) === "tokens" ? `; RoPE ${how}` : ""}.`;
}

const valueText = (value) => (Number.isNaN(value) ? "no answer" : fixed(value, 3));

const hereText = (n, kind) => valueText(n.here[KINDS.indexOf(kind)]);

const best = (n) => `${NAMES[KINDS[n.best]]}, ${fixed(n.here[n.best], 3)}`;

const CAUGHT = "RoPE had what sinusoids have now at";

const caughtText = ({ caught }) => (Number.isNaN(caught) ? "not yet" : `step ${fixed(caught, 0)}`);

const readouts = [
  {
    label: (s) => (s.build ? "your winner ends at" : viewOf(s) === "distance" ? "most often right" : "lowest loss"),
    text: (n, s) => (s.build ? fixed(n.ends[0], 3) : best(n)),
  },
  {
    label: (s) => (s.build ? "the other one at" : NAMES.sinusoidal),
    text: (n, s) => (s.build ? fixed(n.ends[1], 3) : hereText(n, "sinusoidal")),
  },
  {
    label: (s) => (s.build ? "pairs of seeds that say so" : NAMES.rope),
    text: (n, s) => (s.build ? `${n.won} of ${n.pairs}` : hereText(n, "rope")),
  },
  {
    label: (s) => (s.build ? "over all seeds your winner ends" : viewOf(s) === "step" ? CAUGHT : NAMES.t5),
    text: (n, s) => (s.build ? lowerBy(n.by) : viewOf(s) === "step" ? caughtText(n) : hereText(n, "t5")),
  },
];

export default explorer({
  spec,
  controls,
  measure,
  readouts,
  summary: (n, s) => {
    if (s.build) {
      return (
        `${capital(NAMES[s.one])}, seed ${s.seed_one}, ends at ${fixed(n.ends[0], 3)}; ${NAMES[s.other]}, ` +
        `seed ${s.seed_other}, at ${fixed(n.ends[1], 3)}. Of ${n.pairs} pairs of seeds the first has the lower loss in ` +
        `${n.won}; over all seeds it ends ${lowerBy(n.by)}.`
      );
    }
    const read = KINDS.map((kind, i) => [NAMES[kind], n.here[i]]).filter(([, value]) => !Number.isNaN(value));
    return `${whereText(s)}: ${read.map(([name, value]) => `${name} ${fixed(value, 3)}`).join(", ")}. ${aboutText(s)}`;
  },
  height: (stage) => arrange(stage).height,
  scene,
});
