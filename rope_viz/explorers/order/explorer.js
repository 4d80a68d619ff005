/** Words that can be put in any order, how one of them attends to the others, and what comes out for each. */
import { keeping } from "../core/keeping.js";
import { controlsOf, count, explorer, fixed, slider as freeSlider, short, tiny } from "../core/ui.js";
import { attend } from "./attention.js";
import { createColumns, same } from "./columns.js";
import spec from "./explorer.json";
import { inTurn, orderAt, ordersOf, rankOf, swapped } from "./orders.js";
import { createWeights } from "./weights.js";
import { createWords } from "./words.js";

const { choice, slider, toggle, unseen } = controlsOf(spec);

const MOST_WORDS = 8;

const controls = [
  choice("door", { main: true }),
  freeSlider({
    label: (s) => `all ${count(ordersOf(s.words.length))} orders, one after the other`,
    main: true,
    play: 2,
    min: 0,
    max: (s) => ordersOf(s.words.length) - 1,
    format: (rank) => `number ${count(rank + 1)}`,
    read: (s) => rankOf(s.order),
    write: (rank, s) => ({ order: orderAt(rank, s.words.length) }),
  }),
  unseen("order", { parse: permutation }),
  slider("layers"),
  toggle("causal"),
  slider("begins", { when: (s) => s.door !== "none" }),
  toggle("turn_values", { when: (s) => s.door === "rotate" }),
  slider("asking", {
    max: (s) => s.words.length - 1,
    format: (word, s) => `“${short(s.words[word])}”${again(s.words, word)}`,
  }),
  ...inTurn(MOST_WORDS).map((word) =>
    freeSlider({
      label: (s) => `place of “${short(s.words[word] ?? "")}”${again(s.words, word)}`,
      min: 0,
      max: (s) => s.words.length - 1,
      when: (s) => word < s.words.length,
      format: (place) => `${place}`,
      read: (s) => s.order.indexOf(word),
      write: (place, s) => ({ order: swapped(s.order, word, place) }),
    }),
  ),
];

/** An order from a link, if it holds each word once. */
function permutation(text, { words }) {
  const order = text.split(",").map(Number);
  const whole = words.every((_, word) => order.includes(word)) && order.length === words.length;
  return whole ? order : undefined;
}

/** Says which of several equal words it is. */
function again(words, word) {
  const before = words.slice(0, word).filter((other) => other === words[word]).length;
  return words.filter((other) => other === words[word]).length > 1 ? ` (${before + 1})` : "";
}

const rows = (flat, width) =>
  Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));

const dimOf = ({ words, vectors }) => vectors.length / words.length;

/** The layers' outputs for an order of the words from some position on; each layer reads what the one before puts out. */
function read(order, begins, { words, vectors, matrices, door, causal, layers, turn_values }) {
  const dim = vectors.length / words.length;
  const vectorOf = rows(vectors, dim);
  const stack = rows(matrices, 3 * dim * dim).slice(0, layers);
  let found = { outputs: order.map((word) => vectorOf[word]), weights: [] };
  stack.forEach((flat, depth) => {
    const three = rows(flat, dim * dim).map((matrix) => rows(matrix, dim));
    // A vector is added once, before the first layer; a bias and a rotation come in at each.
    const open = door === "add" && depth > 0 ? "none" : door;
    found = attend(found.outputs, three, { door: open, causal, begins, turnValues: turn_values });
  });
  return found;
}

const firstOf = keeping(
  (s) => [s.words, s.vectors, s.matrices, s.door, s.causal, s.layers, s.turn_values],
  (state) => read(inTurn(state.words.length), 0, state).outputs,
);

function measure(state) {
  const first = firstOf(state);
  const { outputs, weights } = read(state.order, state.begins, state);
  const firsts = state.order.map((word) => first[word]);
  const changes = outputs.map((output, place) => Math.max(...output.map((x, i) => Math.abs(x - firsts[place][i]))));
  return {
    outputs: outputs.flatMap((row) => [...row]),
    first_outputs: firsts.flatMap((row) => [...row]),
    weights: weights.flat(),
    asked_at: state.order.indexOf(state.asking),
    first_position: state.begins,
    changes,
    largest_change: Math.max(...changes),
  };
}

function layout(stage, state) {
  const { em, width } = stage;
  const words = state.words.length;
  const step = Math.min(width / words, 12 * em);
  const left = (width - step * words) / 2;
  const cell = Math.min(1.1 * em, 0.21 * step);
  const [top, tall] = [0.4 * em, 2.3 * em];
  const from = top + tall;
  const cells = from + 8.2 * em;
  const dim = dimOf(state);
  const middle = (place) => left + step * (place + 0.5);
  return {
    em,
    step,
    left,
    cell,
    count: words,
    top,
    tall,
    from,
    to: cells - 2 * em,
    cells,
    dim,
    middle,
    foot: cells + dim * cell,
  };
}

function scene(stage, change) {
  const weights = createWeights(stage);
  const columns = createColumns(stage, (asking) => change({ asking }));
  const words = createWords(stage, (state) => layout(stage, state), change);
  return (state, numbers, before) => {
    const places = layout(stage, state);
    weights(state, numbers, before, places);
    columns(state, numbers, places);
    words(state, places);
  };
}

/** Each word with what stands beneath it, in the order of the sentence. */
const spoken = ({ changes }, { words, order }) =>
  order.map((word, place) => {
    const change = changes[place];
    return `${words[word]}${again(words, word)}: ${same(change) ? "the same output" : `changed by up to ${fixed(change)}`}`;
  });

const sentenceOf = ({ words, order }) => order.map((word) => words[word]).join(" ");

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: "words with another output than at first", text: (n) => `${changed(n)} of ${n.changes.length}` },
    {
      label: "largest change",
      role: "score",
      text: (n) => (same(n.largest_change) ? tiny(n.largest_change) : fixed(n.largest_change)),
    },
  ],
  summary: (n, s) =>
    `“${sentenceOf(s)}” with door ${s.door}${s.causal ? " and a causal mask" : ""}` +
    `${s.turn_values && s.door === "rotate" ? ", values turned too" : ""}, ` +
    `${s.layers === 1 ? "one layer" : `${s.layers} layers`}${s.begins ? `, begun at position ${s.begins}` : ""}: ` +
    `against the first order${s.begins ? ", begun at 0" : ""}, ` +
    `${changed(n)} of ${s.words.length} words have another output` +
    `${same(n.largest_change) ? "" : `, by up to ${fixed(n.largest_change)}`}.`,
  spoken,
  height: (stage, state) => {
    const { foot, em } = layout(stage, state);
    return foot + 3.6 * em;
  },
  scene,
});

const changed = ({ changes }) => changes.filter((change) => !same(change)).length;
