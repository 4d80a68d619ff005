/** The sentence as a row of boxes; the query's label stands above it, the key's below, so that they never meet. */
import { createGhost, placed } from "../core/marks.js";
import { draggable, inside, short } from "../core/ui.js";

const ABOVE = 2; // em above the boxes, for the query's label
const BELOW = 4.4; // em below, for the key's label and the distance
const LONGEST = 9; // letters of a word that stands on end

/** Words around the two: those before, between and after them in the given text, as far as they reach. */
export function placeWords({ words, query_word, key_word, query_position, key_position, length }) {
  const at = [words.indexOf(query_word), words.indexOf(key_word)].sort((a, b) => a - b);
  const [first, last] = [query_position, key_position].sort((a, b) => a - b);
  const placed = Array(length).fill("");
  const put = (texts, start, stop) =>
    texts.slice(0, Math.max(0, stop - start)).forEach((text, i) => (placed[start + i] = text));
  const before = words.slice(0, Math.max(0, at[0]));
  before
    .slice(Math.max(0, before.length - first))
    .reverse()
    .forEach((text, i) => (placed[first - 1 - i] = text));
  put(words.slice(at[0] + 1, at[1]), first + 1, last);
  put(words.slice(at[1] + 1), last + 1, length);
  placed[key_position] = key_word;
  placed[query_position] = query_word;
  return placed;
}

/** How the words are written, from the room that a box has: level, on end, or not at all. */
function writing({ words, length }, { em, width }) {
  const most = Math.max(...words.map((word) => word.length));
  const step = Math.min(5.2 * em, width / length);
  if (most * 0.5 * em + 0.6 * em < step) return { step, way: "level", tall: 2.2 * em };
  if (step < 1.15 * em) return { step, way: "none", tall: 2.2 * em };
  return { step, way: "on end", tall: (0.57 * Math.min(most, LONGEST) + 1) * em };
}

export const sentenceHeight = (stage, state) => writing(state, stage).tall + (ABOVE + BELOW) * stage.em;

function arrange(stage, state) {
  const { em, width } = stage;
  const { length, query_position, key_position } = state;
  const { step, way, tall } = writing(state, stage);
  const left = (width - step * length) / 2;
  const centre = (position) => left + (position + 0.5) * step;
  return {
    em,
    step,
    way,
    tall,
    left,
    centre,
    length,
    top: ABOVE * em,
    first: Math.min(query_position, key_position),
    gap: step > 8 ? 1.5 : 0.5,
  };
}

const boxOf = ({ left, step, gap, top, tall }, position) => ({
  left: left + position * step + gap,
  top,
  width: Math.max(1, step - 2 * gap),
  height: tall,
});

export function createSentence(stage, move) {
  const group = stage.svg.append("g").attr("class", "rv-sentence");
  const ghost = createGhost(group, (parent) => {
    const frames = ["query", "key"].map((role) => parent.append("rect").attr("class", `rv-was-${role}`));
    return (state, layout) => {
      ["query", "key"].forEach((role, i) => placed(frames[i], boxOf(layout, state[`${role}_position`])));
    };
  });
  const boxes = group.append("g");
  const bracket = group.append("path").attr("class", "rv-bracket").attr("data-symbol", "distance");
  const distance = group
    .append("text")
    .attr("class", "rv-distance")
    .attr("data-symbol", "distance")
    .attr("text-anchor", "middle");
  const labels = ["query", "key"].map((role) =>
    group
      .append("text")
      .attr("class", `rv-text-${role}`)
      .attr("data-symbol", role === "query" ? "m" : "n")
      .attr("text-anchor", "middle"),
  );
  const [queryHandle, keyHandle, bothHandle] = ["ew-resize", "ew-resize", "grab"].map((cursor) =>
    group.append("rect").attr("fill", "transparent").style("cursor", cursor),
  );
  queryHandle.attr("data-symbol", "m");
  keyHandle.attr("data-symbol", "n");
  let layout;
  let grabbed = 0;
  const positionAt = (x) => Math.min(Math.max(Math.floor((x - layout.left) / layout.step), 0), layout.length - 1);
  draggable(stage, queryHandle, (x) => move.query(positionAt(x)));
  draggable(stage, keyHandle, (x) => move.key(positionAt(x)));
  draggable(stage, bothHandle, (x, _, event) => {
    if (event.type === "pointerdown") grabbed = positionAt(x) - layout.first;
    move.both(positionAt(x) - grabbed);
  });

  return (state, before) => {
    layout = arrange(stage, state);
    const { em, top, tall, step, way, centre } = layout;
    const [m, n] = [state.query_position, state.key_position];
    const all = { left: 0, top: 0, width: stage.width, height: top + tall };
    ghost(before, all, before?.state, layout);
    drawBoxes(boxes, layout, { words: placeWords(state), m, n });

    const texts = [
      { name: "m", word: state.query_word, position: m, y: top - 0.6 * em },
      { name: "n", word: state.key_word, position: n, y: top + tall + 1.2 * em },
    ];
    const written = way !== "none" && m !== n;
    labels.forEach((label, i) => {
      const { name, word, position, y } = texts[i];
      const text = `‹ ${written ? "" : `${short(word)}, `}${name} = ${position} ›`;
      label
        .attr("x", inside(stage, centre(position), text))
        .attr("y", y)
        .text(text);
    });

    const y = top + tall + 2.2 * em;
    const rise = 0.45 * em;
    bracket.attr("d", `M${centre(n)},${y - rise}V${y}H${centre(m)}V${y - rise}`);
    const apart = `distance m − n = ${m - n}`.replace("= -", "= −");
    distance
      .attr("x", inside(stage, (centre(m) + centre(n)) / 2, apart))
      .attr("y", y + 1.3 * em)
      .text(apart);

    const reach = Math.max(step, 2.8 * em);
    cover(queryHandle, centre(m), reach, top - 1.8 * em, top + tall / 2);
    cover(keyHandle, centre(n), reach, top + tall / 2, top + tall + 1.5 * em);
    cover(bothHandle, (centre(m) + centre(n)) / 2, Math.abs(m - n) * step + reach, y - rise, y + 1.8 * em);
  };
}

/** Each token in its box; a box without one says which position it is. */
function drawBoxes(boxes, layout, { words, m, n }) {
  const { em, step, way, tall, top, centre } = layout;
  const role = (i) => (i === m ? "query" : i === n ? "key" : words[i] ? "other" : "none");
  const tokens = boxes
    .selectAll("g")
    .data(words)
    .join((enter) => {
      const token = enter.append("g");
      token.append("rect");
      token.append("text").attr("text-anchor", "middle");
      return token;
    });
  tokens.attr("class", (_, i) => `rv-token rv-token-${role(i)}${m === n && i === m ? " rv-token-both" : ""}`);
  tokens
    .select("rect")
    .attr("x", (_, i) => boxOf(layout, i).left)
    .attr("width", boxOf(layout, 0).width)
    .attr("y", top)
    .attr("height", tall)
    .attr("rx", Math.min(4, step / 4));
  const onEnd = (word) => way === "on end" && word;
  const text = (word, i) => (way === "none" ? "" : word ? (onEnd(word) ? short(word, LONGEST) : word) : i);
  tokens
    .select("text")
    .attr("transform", (word, i) => `translate(${centre(i)},${top + tall / 2})rotate(${onEnd(word) ? -90 : 0})`)
    .attr("y", 0.33 * em)
    .text(text);
}

function cover(handle, x, width, top, bottom) {
  handle
    .attr("x", x - width / 2)
    .attr("width", width)
    .attr("y", top)
    .attr("height", bottom - top);
}
