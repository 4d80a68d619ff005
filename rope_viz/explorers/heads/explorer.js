/** What each head adds to the score, by how far the key stands from the query: all heads small, one of them large. */
import { isWide } from "../core/chart.js";
import { keeping } from "../core/keeping.js";
import { brief, controlsOf, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";
import { fitted } from "./fit.js";
import { createLarge } from "./large.js";
import { createPanels } from "./panels.js";

const { choice, slider, toggle } = controlsOf(spec);

const { most: REACH } = spec.traits.offset;
const FACE = { line: "a straight line", logarithm: "a logarithm", nothing: "a straight line" };

const signed = (offset) => (offset > 0 ? `+${offset}` : fixed(offset, 0));
const labelOf = (offset) =>
  offset === 0 ? "the token itself" : `${Math.abs(offset)} ${offset < 0 ? "before" : "after"}`;

const controls = [
  slider("head", { main: true, play: 1, max: (s) => s.biases.values.length - 1 }),
  slider("offset", { main: true, format: (offset) => `${signed(offset)}: ${labelOf(offset)}` }),
  choice("beside"),
  toggle("as_factor"),
];

const settle = ({ head, biases }) => ({ head: Math.min(head, biases.values.length - 1) });

/** All that does not depend on the offset that is read. */
const curveOf = keeping(
  (s) => [s.head, s.beside, s.biases],
  ({ head, beside, biases }) => {
    const bias = biases.values[head];
    const best = Math.max(...bias);
    const { lines, explained } = fitted(bias, REACH, beside === "logarithm" ? Math.log : (distance) => distance);
    return { bias, best, best_at: bias.indexOf(best) - REACH, own: bias[REACH], lines, explained };
  },
);

function measure(state) {
  const value = state.biases.values[state.head][state.offset + REACH];
  return { ...curveOf(state), value, factor: Math.exp(value) };
}

/** Boxes of the small panels and of the large one, side by side where there is room. */
function arrange(stage) {
  const { width, em } = stage;
  if (isWide(stage)) {
    const height = 21 * em;
    const small = { left: 0, top: 0.4 * em, width: 0.36 * width, height: height + 2 * em, columns: 3 };
    const left = small.width + 4.6 * em;
    return { small, large: { left, top: 2.4 * em, width: width - left - em, height }, height: height + 5.8 * em };
  }
  const small = { left: 0, top: 0, width, height: 8.4 * em, columns: 6 };
  const large = { left: 2.8 * em, top: 11.2 * em, width: width - 3.8 * em, height: 13 * em };
  return { small, large, height: large.top + large.height + 3.4 * em };
}

function scene(stage, change) {
  const large = createLarge(stage, (offset) => change({ offset }));
  const panels = createPanels(stage, (head) => change({ head }));
  return (state, numbers, before) => {
    const boxes = arrange(stage);
    panels(state, boxes.small);
    large(state, numbers, before, boxes.large);
  };
}

const percent = (share) => (Number.isNaN(share) ? "–" : `${fixed(100 * share, 0)} %`);

export default explorer({
  spec,
  controls,
  settle,
  measure,
  readouts: [
    {
      label: (s) => `added for ${s.offset ? "the key " : ""}${labelOf(s.offset)}`,
      role: "score",
      text: (n) => `${fixed(n.value)}: weight × ${brief(n.factor)}`,
    },
    { label: "highest for the key", text: (n) => `${labelOf(n.best_at)}: ${fixed(n.best)}` },
    { label: "for the token itself", text: (n) => `${fixed(n.own)}: weight × ${brief(Math.exp(n.own))}` },
    {
      label: (s) => `${FACE[s.beside]} explains`,
      role: "reference",
      text: ({ explained: [before, after] }) => `${percent(before)} before, ${percent(after)} after`,
    },
  ],
  summary: (n, s) =>
    `Head ${s.head} of ${s.biases.values.length} (${s.biases.label}) adds ${fixed(n.value)} for ${s.offset ? "a key " : ""}${labelOf(s.offset)}, ` +
    `which multiplies its weight by ${brief(n.factor)}; most for ${n.best_at ? "the key " : ""}${labelOf(n.best_at)}, ${fixed(n.best)}; ` +
    `for the token itself ${fixed(n.own)}.`,
  height: (stage) => arrange(stage).height,
  scene,
});
