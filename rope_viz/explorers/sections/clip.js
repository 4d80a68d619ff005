/** The tokens of the clip: three words, four frames of nine patches, three words; their ids and where they stand. */
export const WORDS = [
  ["Watch", "this", "clip"],
  ["Who", "scored", "first?"],
];
export const [FRAMES, ROWS, COLUMNS] = [4, 3, 3];
export const FIRST = WORDS[0].length; // token of the video
export const AFTER = FIRST + FRAMES * ROWS * COLUMNS; // first token after it
export const TOKENS = AFTER + WORDS[1].length;

export const isPatch = (token) => token >= FIRST && token < AFTER;

/** [frame, row, column] of a patch. */
export function patchOf(token) {
  const at = token - FIRST;
  return [Math.floor(at / (ROWS * COLUMNS)), Math.floor(at / COLUMNS) % ROWS, at % COLUMNS];
}

/** @param {number[]} patch */
export const tokenOf = ([frame, row, column]) => FIRST + (frame * ROWS + row) * COLUMNS + column;

/** Time, row and column as Qwen2-VL numbers them: words have three equal ids, and go on above the largest one. */
export function idsOf(token) {
  if (isPatch(token)) return patchOf(token).map((at) => FIRST + at);
  const id = token < FIRST ? token : FIRST + Math.max(FRAMES, ROWS, COLUMNS) + token - AFTER;
  return [id, id, id];
}

export const wordOf = (token) => (token < FIRST ? WORDS[0][token] : WORDS[1][token - AFTER]);

export function said(token) {
  if (!isPatch(token)) return `“${wordOf(token)}”`;
  const [frame, row, column] = patchOf(token);
  return `frame ${frame}, row ${row}, column ${column}`;
}
