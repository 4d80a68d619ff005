/** The clip as it comes to the model: words, frames, words. Query and key are dragged from token to token. */
import { createGhost, createGrip, createLabel, placed } from "../core/marks.js";
import { AFTER, COLUMNS, FIRST, FRAMES, isPatch, patchOf, ROWS, TOKENS, wordOf } from "./clip.js";

const GAP = 0.6; // between frames, of a patch
const ROLES = ["key", "query"];

function sizesOf({ width, em }) {
  const words = Math.min(6 * em, 0.17 * width);
  const patch = Math.min((width - 2 * words - 1.6 * em) / (FRAMES * COLUMNS + (FRAMES - 1) * GAP), 3.2 * em);
  const frames = patch * (FRAMES * COLUMNS + (FRAMES - 1) * GAP);
  const left = (width - frames) / 2;
  const tall = Math.max(patch, 1.7 * em); // of a word
  return { words, patch, frames, left, tall, top: 1.9 * em };
}

export const stripHeight = (stage) => {
  const { top, tall, patch } = sizesOf(stage);
  return top + ROWS * Math.max(tall, patch) + 1.6 * stage.em;
};

/** The box of each token. */
function boxesOf(stage) {
  const { words, patch, frames, left, tall, top } = sizesOf(stage);
  const down = top + (ROWS * Math.max(tall, patch) - ROWS * patch) / 2;
  return Array.from({ length: TOKENS }, (_, token) => {
    if (isPatch(token)) {
      const [frame, row, column] = patchOf(token);
      const x = left + patch * (frame * (COLUMNS + GAP) + column);
      return { left: x, top: down + row * patch, width: patch, height: patch };
    }
    const at = token < FIRST ? token : token - AFTER;
    const x = token < FIRST ? left - words - 0.7 * stage.em : left + frames + 0.7 * stage.em;
    return { left: x, top: top + at * tall, width: words, height: tall };
  });
}

const middleOf = ({ left, top, width, height }) => [left + width / 2, top + height / 2];

/** A word's grip stands at its outer edge, so that the word can be read. */
function gripAt(token, { left, width }, middle) {
  if (isPatch(token)) return middle;
  return [token < FIRST ? left : left + width, middle[1]];
}

export function createStrip(stage, change) {
  const group = stage.svg.append("g").attr("class", "rv-clip");
  const tokens = Array.from({ length: TOKENS }, () => group.append("rect").attr("class", "rv-clip-token"));
  const words = Array.from({ length: TOKENS }, (_, token) =>
    isPatch(token) ? undefined : group.append("text").attr("class", "rv-clip-word").attr("text-anchor", "middle"),
  );
  const frames = Array.from({ length: FRAMES }, () =>
    group.append("text").attr("class", "rv-note").attr("text-anchor", "middle"),
  );
  const ghost = createGhost(group, (parent) => {
    const marks = ROLES.map((role) => parent.append("rect").attr("class", `rv-chosen rv-chosen-${role}`));
    return (boxes) => marks.forEach((mark, i) => placed(mark, boxes[i]));
  });
  const chosen = ROLES.map((role) => group.append("rect").attr("class", `rv-chosen rv-chosen-${role}`));
  const names = ROLES.map((role) => createLabel(stage, group, `rv-text-${role}`));
  let boxes = [];
  const nearest = (x, y) => {
    const away = boxes.map((box) => {
      const [dx, dy] = [
        Math.max(box.left - x, 0, x - box.left - box.width),
        Math.max(box.top - y, 0, y - box.top - box.height),
      ];
      return Math.hypot(dx, dy);
    });
    return away.indexOf(Math.min(...away));
  };
  const grips = ROLES.map((role) => createGrip(stage, group, { role }, (x, y) => change({ [role]: nearest(x, y) })));

  return (state, before) => {
    const { em } = stage;
    boxes = boxesOf(stage);
    tokens.forEach((rect, token) => placed(rect, boxes[token]));
    words.forEach((text, token) => {
      const [x, y] = middleOf(boxes[token]);
      text
        ?.attr("x", x)
        .attr("y", y + 0.35 * em)
        .text(wordOf(token));
    });
    const { left, patch, top } = sizesOf(stage);
    frames.forEach((text, frame) =>
      text
        .attr("x", left + patch * (frame * (COLUMNS + GAP) + COLUMNS / 2))
        .attr("y", top - 0.6 * em)
        .text(patch > 1.4 * em ? `frame ${frame}` : String(frame)),
    );
    ghost(
      before,
      { left: 0, top: 0, width: stage.width, height: stripHeight(stage) },
      before && ROLES.map((role) => boxes[before.state[role]]),
    );
    const foot = stripHeight(stage) - 0.2 * em;
    const same = state.query === state.key;
    ROLES.forEach((role, i) => {
      const box = boxes[state[role]];
      placed(chosen[i], box);
      const middle = middleOf(box);
      grips[i](role === "key" && same ? false : gripAt(state[role], box, middle));
      const [mine, other] = [middle[0], middleOf(boxes[state[ROLES[1 - i]]])[0]];
      const before = mine < other || (mine === other && i === 0);
      const aside = Math.abs(mine - other) < 3.4 * em ? (before ? -1.7 : 1.7) * em : 0;
      names[i](role, middle[0] + aside, foot);
    });
  };
}
