/** A text grows token by token: which cached keys and values stay right, in both layers of a small model. */

import { isWide } from "../core/chart.js";
import { RIGHT } from "../core/drawn.js";
import { keeping } from "../core/keeping.js";
import { createGhost, createGrip, createGround } from "../core/marks.js";
import { controlsOf, count, explorer, fixed } from "../core/ui.js";
import spec from "./explorer.json";
import { createCells, createFrame, createHead, createKey } from "./grid.js";
import { ABSENT, decode, MADE, modelOf, REDONE } from "./model.js";

const { slider, choice, toggle } = controlsOf(spec);

const WORDS = "the dog chases the pig and the pig chases the dog back".split(" ");
const N = WORDS.length;
const LAYERS = [0, 1];
const RULE = { rule: "dynamic_ntk", factor: 2, original_length: 4 };
const BYTES = 2; // of a number in bfloat16

const controls = [
  slider("tokens", { main: true, play: 1.5 }),
  choice("encoding", { main: true, when: (s) => !s.build }),
  choice("first", { main: true, when: (s) => s.build }),
  choice("second", { main: true, when: (s) => s.build }),
  choice("kept", { when: (s) => !s.build }),
  slider("room"),
  choice("places", { when: (s) => s.room < N }),
  choice("encoding", { when: (s) => s.build }),
  toggle("build"),
];

const waysOf = ({ build, first, second, kept }) => (build ? [first, second] : [kept, kept]);

const modelFor = keeping(
  (s) => [s.given],
  ({ given }) => modelOf(WORDS, given.head_dim, LAYERS),
);

/** All steps of the text, which stay while tokens come. */
const decodedBy = keeping(
  (s) => [s.given, s.encoding, ...waysOf(s), s.room, s.places],
  (s) => {
    const { given, encoding, room, places } = s;
    const settings = { given, rule: RULE, dim: given.head_dim };
    return decode(modelFor(s), encoding, settings, { ways: waysOf(s), room, places });
  },
);

const counted = (cells, what) => cells.flat().filter((cell) => cell === what).length;

function measure(s) {
  const { cells, off, outputs } = decodedBy(s);
  const each = 2 * s.given.head_dim * BYTES; // a key and a value
  const now = LAYERS.map((layer) => cells[layer][s.tokens - 1]);
  const left = now[0].filter((cell) => cell !== ABSENT).length;
  return {
    cells: cells.flat(2),
    off: off.flat(2),
    outputs,
    kept_bytes: each * left * waysOf(s).filter((way) => way !== "nothing").length,
    made_bytes: each * counted(now, MADE),
    whole_bytes: each * left * LAYERS.length,
    redone: counted(now, REDONE),
    wrong: LAYERS.flatMap((layer) => off[layer][s.tokens - 1]).filter((share) => share > RIGHT).length,
    output_off: outputs[s.tokens - 1],
    worst: Math.max(...outputs),
    made_in_all: each * counted(cells.flat(), MADE),
  };
}

const WIDE = 44; // em

/** Boxes of the two layers' grids, side by side where there is room, else one below the other; a column for outputs beside the second. */
function arrange(stage) {
  const { width, em } = stage;
  const names = 3.9 * em;
  const top = 3.1 * em;
  if (isWide(stage, WIDE)) {
    const cell = Math.min((width - names - 3.6 * em) / (2 * N + 1), 2.6 * em);
    const tall = 1.5 * em;
    const boxes = LAYERS.map((i) => ({ left: names + i * (N * cell + 1.8 * em), top, cell, tall }));
    return {
      boxes,
      key: { top: top + N * tall + 1.5 * em, columns: 4, wide: width / 4 },
      height: top + N * tall + 2.6 * em,
    };
  }
  const cell = (width - names - 0.8 * em) / (N + 1);
  const tall = 1.02 * em;
  const boxes = LAYERS.map((i) => ({ left: names, top: top + i * (N * tall + 3 * em), cell, tall }));
  const foot = boxes[1].top + N * tall;
  return { boxes, key: { top: foot + 1.3 * em, columns: 2, wide: width / 2 }, height: foot + 3.5 * em };
}

/** The cells of one layer that are there, { column, step, state, off }, in all steps so far. */
function cellsOf({ cells, off }, layer, tokens) {
  return Array.from({ length: tokens * N }, (_, i) => {
    const place = layer * N * N + i;
    return { column: i % N, step: Math.floor(i / N), state: cells[place], off: off[place] };
  }).filter(({ state }) => state !== ABSENT);
}

/** The row of a step: how many tokens there were, and the first that is left. */
const rowOf = ({ tokens, room } = { tokens: 1, room: N }) => [tokens, Math.max(0, tokens - room)];

function scene(stage, change) {
  const heads = LAYERS.map(() => createHead(stage));
  const grids = LAYERS.map(() => createCells(stage.svg, "key"));
  const outputs = createCells(stage.svg, "score");
  const outputName = stage.svg.append("text").attr("class", "rv-note").attr("text-anchor", "middle").text("out");
  const key = createKey(stage);
  const frames = LAYERS.map(() => createFrame(stage.svg));
  const ghosts = LAYERS.map(() => createGhost(stage.svg, createFrame));
  let boxes = [];
  const pulled = (_, y) => {
    const { top, tall } = boxes.findLast((box) => y >= box.top - box.tall) ?? boxes[0];
    change({ tokens: Math.min(Math.max(Math.ceil((y - top) / tall), 1), N) });
  };
  const grounds = LAYERS.map(() => createGround(stage, stage.svg, "ns-resize", pulled));
  const grip = createGrip(stage, stage.svg, { cursor: "ns-resize", role: "key" }, pulled);

  return (state, numbers, before) => {
    const { em, width, height } = stage;
    const places = arrange(stage);
    const { tokens } = state;
    ({ boxes } = places);
    const [, first] = rowOf(state);
    const now = (layer) => cellsOf(numbers, layer, tokens).filter(({ step }) => step === tokens - 1);
    boxes.forEach((box, layer) => {
      const at = (token) => (state.places === "cache" ? token - first : token);
      heads[layer](box, {
        title: `layer ${layer + 1}`,
        words: layer === 0 || !isWide(stage, WIDE) ? WORDS : [],
        places: now(layer).map(({ column }) => ({ column, place: at(column) })),
        tokens,
      });
      grids[layer](box, cellsOf(numbers, layer, tokens));
      frames[layer](box, tokens, first);
      ghosts[layer](before, { left: 0, top: 0, width, height }, box, ...rowOf(before?.state));
      grounds[layer]({ left: 0, top: box.top, width: box.left + N * box.cell, height: N * box.tall });
    });
    const beside = { ...boxes[1], left: boxes[1].left + N * boxes[1].cell + 0.4 * em };
    const said = numbers.outputs.slice(0, tokens);
    outputs(
      beside,
      said.map((off, step) => ({ column: 0, step, state: MADE, off })),
    );
    outputName
      .attr("x", beside.left + beside.cell / 2)
      .attr("y", beside.top - 0.5 * em)
      .attr("font-weight", 400);
    key(places.key);
    const [box] = boxes;
    grip([box.left + (tokens - 0.5) * box.cell, box.top + (tokens - 0.5) * box.tall]);
  };
}

const offText = (share) => (share > RIGHT ? `off by ${fixed(100 * share, 1)} %` : "right");

const optionOf = (trait, value) => spec.traits[trait].options.find(([option]) => option === value)[1];

const bytes = (number) => `${count(number)} bytes`;

export default explorer({
  spec,
  controls,
  measure,
  readouts: [
    { label: "in the cache", role: "key", text: (n) => bytes(n.kept_bytes) },
    {
      label: (s) => (s.build ? "made in all, whole text" : "made in this step"),
      role: "key",
      text: (n, s) => (s.build ? bytes(n.made_in_all) : `${count(n.made_bytes)} of ${bytes(n.whole_bytes)}`),
    },
    { label: "kept, but turned or summed again", role: "key", text: (n) => count(n.redone) },
    {
      label: (s) => (s.build ? "the worst of all outputs is" : "the output is"),
      role: "score",
      text: (n, s) => offText(s.build ? n.worst : n.output_off),
    },
  ],
  summary: (n, s) => {
    const how = s.build
      ? `layer 1 keeps ${optionOf("first", s.first)}, layer 2 ${optionOf("second", s.second)}`
      : `kept: ${optionOf("kept", s.kept)}`;
    const room = s.room === N ? "" : `, room for ${s.room}, counted in the ${s.places}`;
    const whole = s.build
      ? ` For the whole text: ${bytes(n.made_in_all)} made, outputs ${offText(n.worst)} at worst.`
      : "";
    const tokens = s.tokens === 1 ? "1 token" : `${s.tokens} tokens`;
    return (
      `${tokens}, positions by ${optionOf("encoding", s.encoding)}; ${how}${room}. With the last one ` +
      `${bytes(n.made_bytes)} of keys and values are made; a whole pass makes ${count(n.whole_bytes)}. ` +
      `${n.redone} kept keys are turned or summed again, ${n.wrong} keys or values are not those of the whole ` +
      `pass, and the output is ${offText(n.output_off)}.${whole}`
    );
  },
  height: (stage) => arrange(stage).height,
  scene,
});
