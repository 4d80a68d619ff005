/** What a machine can do at most, how far each way of turning gets beneath that roof, and how long it takes at least. */
import { createPlane, isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { createGrip } from "../core/marks.js";
import { brief, controlsOf, count, explorer, fixed, stopsOf } from "../core/ui.js";
import { ROUND } from "../precision/formats.js";
import { headDim, leastTime, totals, waysOf } from "./counted.js";
import spec from "./explorer.json";
import { createLanes, timesText } from "./lanes.js";
import { createRoof } from "./roof.js";

const { slider, choice, toggle } = controlsOf(spec);

const BALANCES = stopsOf(spec.traits.balance);
const FAR = 131072; // tokens, the end of a long context
const LAST = 64; // positions there, among which the worst hand is looked for

const isBuilt = (s) => s.build && s.view === "rotation";

const controls = [
  slider("balance", { main: true, play: 3, format: brief }),
  slider("heads", { main: true, when: (s) => s.view === "rotation" && !s.build, format: count }),
  slider("tokens", { main: true, when: (s) => s.view === "layer", format: count }),
  choice("passes", { main: true, when: isBuilt }),
  choice("table", { main: true, when: isBuilt }),
  choice("kept", { when: isBuilt }),
  toggle("together", { when: isBuilt }),
  choice("format"),
  choice("view"),
  toggle("build", { when: (s) => s.view === "rotation" }),
];

/** How far the tip of the worst hand is off at the end of a long context, in radii. */
const offBy = keeping(
  (s) => [s.given, s.table, s.kept],
  ({ given, table, kept }) => {
    const [round, single] = [ROUND[kept], table === "spot" ? ROUND.float32 : (x) => x];
    let worst = 0;
    for (const speed of given.speeds) {
      for (let place = FAR - LAST; place < FAR; place++) {
        const [exact, angle] = [place * speed, single(place * single(speed))];
        const [x, y] = [Math.cos, Math.sin].map((f) => round(f(angle)) - f(exact));
        worst = Math.max(worst, Math.hypot(x, y));
      }
    }
    return worst;
  },
);

function measure(s) {
  const [[, first], ...ways] = waysOf(s);
  const unit = leastTime(first, s.balance);
  const sums = ways.map(([, steps]) => totals(steps));
  const every = ways.flatMap(([, steps]) => steps);
  const took = ways.map(([, steps]) => leastTime(steps, s.balance));
  return {
    moved: sums.map(({ moved }) => moved),
    products: sums.map(({ products }) => products),
    steps: ways.map(([, steps]) => steps.length),
    moving: every.map(({ moved }) => moved / unit),
    multiplying: every.map(({ products }) => products / s.balance / unit),
    times: took.map((time) => time / unit),
    first: took[0] / unit,
    second: took[1] / unit,
    rates: sums.map(({ products }, i) => (took[i] ? products / took[i] : 0)),
    off: isBuilt(s) ? offBy(s) : 0,
  };
}

const namesOf = (state) =>
  waysOf(state)
    .slice(1)
    .map(([name]) => name);

/** Roof and lanes side by side where there is room, else the roof above. */
function arrange(stage, state) {
  const { width, em } = stage;
  if (isWide(stage, 46)) {
    const roof = { left: 3.2 * em, top: 2.6 * em, width: 0.47 * width - 3.2 * em, height: 17 * em };
    const lanes = { left: 0.54 * width, top: 1.7 * em, width: 0.46 * width - 4 * em, height: 18 * em };
    return { roof, lanes, height: roof.top + roof.height + 3.2 * em };
  }
  const roof = { left: 3.2 * em, top: 2.4 * em, width: width - 4.4 * em, height: 9.5 * em };
  const top = roof.top + roof.height + 4.2 * em;
  const height = (1.2 + 2.6 * namesOf(state).length) * em;
  return { roof, lanes: { left: 0.2 * em, top, width: width - 4.4 * em, height }, height: top + height + 1.6 * em };
}

function scene(stage, change) {
  const roof = createRoof(stage, createPlane);
  const lanes = createLanes(stage);
  const grip = createGrip(stage, stage.svg, { cursor: "ew-resize", role: "score" }, (x) => {
    const gaps = BALANCES.map((balance) => Math.abs(Math.log10(balance) - roof.plane.x.invert(x)));
    change({ balance: BALANCES[gaps.indexOf(Math.min(...gaps))] });
  });

  return (state, numbers, before) => {
    const places = arrange(stage, state);
    const names = namesOf(state);
    const same = before && before.state.view === state.view && before.numbers.times.length === names.length;
    const was = same ? before : undefined;
    roof.place(state, numbers, places.roof, was);
    lanes(names, numbers, places.lanes, was, state.view === "rotation" ? "a copy" : "attention without positions");
    grip(roof.ridge());
  };
}

/** What takes a way the longer, moving or multiplying. */
const limitText = (n, i, { balance }) => (n.moved[i] >= n.products[i] / balance ? "memory" : "multiplications");

const headsText = (heads) => (heads === 1 ? "1 head" : `${count(heads)} heads`);

const offText = (off) => (off >= 5e-5 ? fixed(off, 4) : "less than 0.0001");

const readout = (which) => ({
  label: (s) => `${namesOf(s).at(which)}, ${s.view === "layer" ? "times" : "copies"}`,
  text: (n) => timesText(n.times.at(which)),
});

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    {
      label: (s) => (isBuilt(s) ? "yours moves, for a token" : readout(0).label(s)),
      text: (n, s) => (isBuilt(s) ? `${count(n.moved.at(-1))} bytes` : readout(0).text(n)),
    },
    {
      label: (s) => (isBuilt(s) ? "a hand is off by, radii" : readout(1).label(s)),
      text: (n, s) => (isBuilt(s) ? offText(n.off) : readout(1).text(n)),
    },
    { label: (s) => readout(-1).label(s), text: (n) => readout(-1).text(n) },
  ],
  summary: (n, s) => {
    const unit = s.view === "rotation" ? "copies of them" : "times attention without positions";
    const rows = namesOf(s).map((name, i) => `${name} ${timesText(n.times[i])} (${limitText(n, i, s)})`);
    const length = s.view === "layer" ? ` over ${count(s.tokens)} tokens` : "";
    const yours =
      ` Yours moves ${count(n.moved.at(-1))} bytes for a token; at position ${count(FAR)} the worst hand is off ` +
      `by ${offText(n.off)} radii.`;
    return (
      `A machine of balance ${brief(s.balance)} (multiplications while a byte moves); ${headsText(s.heads)} of ` +
      `${headDim(s)} components in ${s.format}${length}. How many ${unit} it takes at least, and for what: ` +
      `${rows.join(", ")}.${isBuilt(s) ? yours : ""}`
    );
  },
  height: (stage, state) => arrange(stage, state).height,
  scene,
});
