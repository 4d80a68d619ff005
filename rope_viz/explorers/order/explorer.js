/** Words that can be put in any order, and what attention puts out for each of them. */
import { select } from "d3-selection";
import { controlsOf, draggable, explorer, fixed, short, slider, tiny } from "../core/ui.js";
import { attend } from "./attention.js";
import spec from "./explorer.json";

const { choice, toggle, unseen } = controlsOf(spec);

const MOST_WORDS = 8;

const controls = [
  choice("door"),
  unseen("order", { parse: permutation }),
  toggle("causal"),
  ...Array.from({ length: MOST_WORDS }, (_, word) =>
    slider({
      label: (s) => `place of “${short(s.words[word] ?? "")}”${again(s.words, word)}`,
      min: 0,
      max: (s) => s.words.length - 1,
      when: (s) => word < s.words.length,
      format: (place) => `${place}`,
      read: (s) => s.order.indexOf(word),
      write: (place, s) => ({ order: moved(s.order, word, place) }),
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

/** The order with one word taken out and put at a place. */
function moved(order, word, place) {
  const rest = order.filter((other) => other !== word);
  return [...rest.slice(0, place), word, ...rest.slice(place)];
}

const rows = (flat, width) =>
  Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width));

function measure({ words, order, vectors, matrices, door, causal }) {
  const dim = vectors.length / words.length;
  const vectorOf = rows(vectors, dim);
  const three = rows(matrices, dim * dim).map((flat) => rows(flat, dim));
  const run = (sequence) =>
    attend(
      sequence.map((word) => vectorOf[word]),
      three,
      { door, causal },
    );
  const first = run(words.map((_, word) => word)).outputs; // the sentence as it was given
  const { outputs, weights } = run(order);
  const changes = outputs.map((output, place) =>
    Math.max(...output.map((x, i) => Math.abs(x - first[order[place]][i]))),
  );
  return { outputs: outputs.flat(), weights: weights.flat(), changes, largest_change: Math.max(...changes) };
}

function layout(stage, state) {
  const { em, width } = stage;
  const count = state.words.length;
  const step = Math.min(width / count, 9 * em);
  const left = (width - step * count) / 2;
  const cell = Math.min(1.15 * em, 0.5 * step);
  return { em, step, left, cell, count, top: 0.6 * em, tall: 2.4 * em, cells: 5.4 * em };
}

const dimOf = ({ words, vectors }) => vectors.length / words.length;

function createWords(stage, current, change) {
  const group = stage.svg.append("g");
  const drag = (node, word) =>
    draggable(stage, node, (x) => {
      const { left, step, count } = layout(stage, current());
      const place = Math.min(Math.max(Math.floor((x - left) / step), 0), count - 1);
      const { order } = current();
      if (order.indexOf(word) !== place) change({ order: moved(order, word, place) });
    });
  const make = (enter) => {
    const word = enter.append("g").attr("class", "rv-word");
    word.append("rect").attr("rx", 4);
    word.append("text").attr("text-anchor", "middle");
    return word.each((_, i, nodes) => {
      drag(select(nodes[i]), i);
    });
  };
  return (state, { left, step, top, tall, em }) => {
    const words = group.selectAll("g").data(state.words).join(make);
    words.attr("transform", (_, i) => `translate(${left + step * state.order.indexOf(i)},${top})`);
    words
      .select("rect")
      .attr("x", 0.08 * step)
      .attr("width", 0.84 * step)
      .attr("height", tall);
    words
      .select("text")
      .attr("x", step / 2)
      .attr("y", tall / 2 + 0.35 * em)
      .text((text) => short(text, Math.max(2, Math.floor(step / (0.62 * em)))));
  };
}

/** A column of coloured cells for each word: blue below zero, orange above. */
function createColumns(stage) {
  const group = stage.svg.append("g");
  const notes = stage.svg.append("g");
  const names = ["what comes out", "change against the first order"].map(() =>
    stage.svg.append("text").attr("class", "rv-axis-name"),
  );
  return (state, { outputs, changes }, places) => {
    const { left, step, cell, cells, em } = places;
    const dim = dimOf(state);
    const most = Math.max(...outputs.map(Math.abs), 1e-9);
    group
      .selectAll("rect")
      .data(outputs)
      .join("rect")
      .attr("class", "rv-cell")
      .attr("x", (_, k) => left + step * (Math.floor(k / dim) + 0.5) - cell)
      .attr("y", (_, k) => cells + (k % dim) * cell)
      .attr("width", 2 * cell)
      .attr("height", cell - 1)
      .style(
        "fill",
        (x) =>
          `color-mix(in srgb, var(--rv-signed-${x < 0 ? 0 : 4}) ${Math.round((100 * Math.abs(x)) / most)}%, var(--rv-signed-2))`,
      );
    const foot = cells + dim * cell;
    notes
      .selectAll("text")
      .data(changes)
      .join("text")
      .attr("class", (change) => (same(change) ? "rv-same" : "rv-changed"))
      .attr("text-anchor", "middle")
      .attr("x", (_, place) => left + step * (place + 0.5))
      .attr("y", foot + 2.9 * em)
      .text((change) => (same(change) ? "same" : fixed(change)));
    const texts = ["what comes out for each word", "largest change against the first order"];
    names.forEach((name, i) =>
      name
        .attr("x", left + 0.08 * step)
        .attr("y", i ? foot + 1.5 * em : cells - 0.7 * em)
        .text(texts[i]),
    );
  };
}

function scene(stage, change) {
  let latest;
  const words = createWords(stage, () => latest, change);
  const columns = createColumns(stage);
  return (state, numbers) => {
    latest = state;
    const places = layout(stage, state);
    words(state, places);
    columns(state, numbers, places);
  };
}

const same = (change) => change < 1e-9;

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
    { label: "sentence", text: (_, s) => sentenceOf(s) },
    {
      label: "largest change of any word's output",
      role: "score",
      text: (n) => (same(n.largest_change) ? tiny(n.largest_change) : fixed(n.largest_change)),
    },
  ],
  summary: (n, s) =>
    `“${sentenceOf(s)}” with door ${s.door}${s.causal ? " and a causal mask" : ""}: against the first order, ` +
    `${n.changes.filter((change) => change > 1e-9).length} of ${s.words.length} words have another output` +
    `${n.largest_change > 1e-9 ? `, by up to ${fixed(n.largest_change)}` : ""}.`,
  spoken,
  height: (stage, state) => {
    const { cells, cell, em } = layout(stage, state);
    return cells + dimOf(state) * cell + 3.6 * em;
  },
  scene,
});
