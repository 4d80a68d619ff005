/** The listing that is not RoPE: each faulty line can be put right, and each law says when it holds. */
import { isWide } from "../core/chart.js";
import { createGhost } from "../core/marks.js";
import { brief, controlsOf, explorer, toggle } from "../core/ui.js";
import { createCode, FAULTY } from "./code.js";
import spec from "./explorer.json";

const { slider } = controlsOf(spec);

const LAWS = spec.laws;
const STOPS = spec.steps; // the lines put right from the first on
const MOST = spec.traits.right.most;
const ROWS = 14;

/** How many lines are put right. */
const linesOf = (right) => FAULTY.filter((_, bit) => (right >> bit) & 1).length;

const controls = [
  slider("right", {
    main: true,
    stops: STOPS,
    play: 0.7,
    read: ({ right }) => STOPS[linesOf(right)],
    parse: (text) => (/^\d{1,2}$/.test(text) && Number(text) <= MOST ? Number(text) : undefined),
    format: (right) => `${linesOf(right)} of ${FAULTY.length}`,
  }),
  ...FAULTY.map(({ fault }, bit) =>
    toggle({
      label: `put right: ${fault}`,
      read: ({ right }) => Boolean((right >> bit) & 1),
      write: (on, { right }) => ({ right: on ? right | (1 << bit) : right & ~(1 << bit) }),
    }),
  ),
];

function measure({ right, table }) {
  const off = table.slice(LAWS.length * right, LAWS.length * (right + 1));
  return { lines_right: linesOf(right), off, laws: off.map((value) => (value < 0 ? -1 : Number(value === 0))) };
}

const LONGEST = 21; // em that a law takes, with its sign
const WIDE = 32 + LONGEST; // em

function arrange(stage) {
  const { width, em } = stage;
  if (isWide(stage, WIDE)) {
    const code = { left: 0.4 * em, top: 0.4 * em, width: 0.6 * width, tall: 1.5 * em };
    return {
      code,
      laws: { left: Math.min(0.64 * width, width - LONGEST * em), top: 0.6 * em, tall: 3 * em },
      height: (ROWS * 1.5 + 0.8) * em,
    };
  }
  const code = { left: 0.4 * em, top: 0.2 * em, width: width - 0.6 * em, tall: 1.4 * em };
  const top = (ROWS * 1.4 + 0.6) * em;
  return { code, laws: { left: 0.4 * em, top, tall: 1.55 * em }, height: top + (LAWS.length * 1.55 + 0.4) * em };
}

const STATES = { 1: ["✓", "rv-holds"], 0: ["✗", "rv-breaks"], "-1": ["·", "rv-untried"] };

/** A sign for each law: it holds, it breaks, it cannot be tried. */
function createSigns(parent) {
  return ({ laws }, { left, top, tall }, em) =>
    parent
      .selectAll("text")
      .data(laws)
      .join("text")
      .attr("class", (state) => `rv-sign ${STATES[state][1]}`)
      .attr("text-anchor", "middle")
      .attr("x", left + 1.6 * em)
      .attr("y", (_, row) => top + row * tall + 1.1 * em)
      .text((state) => STATES[state][0]);
}

/** What the signs were, as dots before them. */
function createDots(parent) {
  return ({ laws }, { left, top, tall }, em) =>
    parent
      .selectAll("circle")
      .data(laws)
      .join("circle")
      .attr("class", (state) => STATES[state][1])
      .attr("cx", left + 0.5 * em)
      .attr("cy", (_, row) => top + row * tall + 0.75 * em)
      .attr("r", 0.4 * em);
}

/** How a law is broken, in a word or two. */
function offText(law, off) {
  if (law.name === "runs") return "it fails";
  return law.name === "own position" ? "all positions alike" : `off by ${brief(off)}`;
}

function createLaws(stage) {
  const group = stage.svg.append("g");
  const ghost = createGhost(group, createDots);
  const signs = createSigns(group.append("g"));
  const [names, notes] = [group.append("g"), group.append("g")];
  const write = (parent, name, texts, x, y) =>
    parent
      .selectAll("text")
      .data(texts)
      .join("text")
      .attr("class", name)
      .attr("x", x)
      .attr("y", (_, row) => y(row))
      .text((text) => text);
  return (numbers, before, box) => {
    const { em, width, height } = stage;
    const { left, top, tall } = box;
    const whole = { left: 0, top: 0, width, height };
    ghost(before, whole, before?.numbers, box, em);
    signs(numbers, box, em);
    const name = left + 2.8 * em;
    write(
      names,
      "rv-law",
      LAWS.map(({ short }) => short),
      name,
      (row) => top + row * tall + 1.1 * em,
    );
    const told = LAWS.map((law, i) => (numbers.laws[i] === 0 ? offText(law, numbers.off[i]) : ""));
    const wide = isWide(stage, WIDE);
    write(notes, "rv-note", told, wide ? name : width - 0.2 * em, (row) => top + row * tall + (wide ? 2.35 : 1.1) * em);
    notes.attr("text-anchor", wide ? "start" : "end");
  };
}

function scene(stage, change) {
  const code = createCode(stage, change);
  const laws = createLaws(stage);
  return (state, numbers, before) => {
    const places = arrange(stage);
    const room = isWide(stage, WIDE) ? places.laws.left : stage.width;
    code(state, places.code, places.code.tall, room);
    laws(numbers, before, places.laws);
  };
}

const named = ({ laws }, state) => LAWS.filter((_, i) => laws[i] === state).map(({ short }) => short);
const listed = (how, laws) => (laws.length ? ` ${how}: ${laws.join("; ")}.` : "");

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: "faulty lines put right", role: "score", text: (n) => `${n.lines_right} of ${FAULTY.length}` },
    { label: "laws that hold", text: (n) => `${named(n, 1).length} of ${LAWS.length}` },
  ],
  summary: (n) =>
    `${n.lines_right} of ${FAULTY.length} faulty lines are put right.` +
    `${listed("Holds", named(n, 1))}${listed("Broken", named(n, 0))}${listed("Cannot be tried", named(n, -1))}`,
  height: (stage) => arrange(stage).height,
  scene,
});
