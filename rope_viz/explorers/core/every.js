/**
 * Scores at every whole distance, many of them in a frame. Turning by the middle of a block and then by what is left is
 * turning by the sum of both, so that cosines are needed for the middles and for one half of a block only; and what lies
 * as far before the middle as after it differs in the sign of the sine.
 */
export const HALF = 128; // distances on each side of a middle: the tables stay in the fastest memory
const STRIDE = 12; // about the root of HALF: so many cosines for short ways, and so many for whole strides

/** Cosines and sines of one hand at 0, 1, … HALF: a way is some strides and a short rest, whose angles add. */
export function tableOf(speed) {
  const [cosines, sines] = [new Float64Array(HALF + 1), new Float64Array(HALF + 1)];
  for (let rest = 0; rest < STRIDE; rest++) {
    cosines[rest] = Math.cos(rest * speed);
    sines[rest] = Math.sin(rest * speed);
  }
  for (let from = STRIDE; from <= HALF; from += STRIDE) {
    const [cos, sin] = [Math.cos(from * speed), Math.sin(from * speed)];
    for (let rest = 0; rest < STRIDE && from + rest <= HALF; rest++) {
      cosines[from + rest] = cos * cosines[rest] - sin * sines[rest];
      sines[from + rest] = cos * sines[rest] + sin * cosines[rest];
    }
  }
  return [cosines, sines];
}

/**
 * For hands of these speeds (radians per token): scoresOf(parts) takes what a query and a key contribute (see rope.js) and
 * gives the function scores(from, count), whose values are the scores at from, from + 1, … undivided.
 * @param {ArrayLike<number>} speeds
 */
export function everyDistance(speeds) {
  const tables = Array.from(speeds, tableOf);
  if (tables.length % 2) tables.push(tableOf(0)); // hands are taken two at a time; this one contributes nothing
  return ({ along, across }) => createScores(speeds, tables, along, across);
}

function createScores(speeds, tables, along, across) {
  const [even, odd] = [new Float64Array(HALF + 1), new Float64Array(HALF + 1)];
  const [like, unlike] = [new Float64Array(tables.length), new Float64Array(tables.length)];

  function turnTo(middle) {
    for (let i = 0; i < speeds.length; i++) {
      const [cos, sin] = [Math.cos(middle * speeds[i]), Math.sin(middle * speeds[i])];
      like[i] = along[i] * cos - across[i] * sin;
      unlike[i] = along[i] * sin + across[i] * cos;
    }
  }

  /** Two at a time, which halves the traffic with memory. */
  function addUp() {
    even.fill(0);
    odd.fill(0);
    for (let i = 0; i < tables.length; i += 2) {
      const [[cos, sin], [nextCos, nextSin]] = [tables[i], tables[i + 1]];
      const [a, b, c, d] = [like[i], unlike[i], like[i + 1], unlike[i + 1]];
      for (let n = 0; n <= HALF; n++) {
        even[n] += a * cos[n] + c * nextCos[n];
        odd[n] += b * sin[n] + d * nextSin[n];
      }
    }
  }

  return (from, count) => {
    const scores = new Float64Array(count);
    for (let middle = HALF; middle - HALF < count; middle += 2 * HALF) {
      turnTo(from + middle);
      addUp();
      for (let n = 0; n <= HALF; n++) {
        if (middle - n < count) scores[middle - n] = even[n] + odd[n];
        if (n < HALF && middle + n < count) scores[middle + n] = even[n] - odd[n];
      }
    }
    return scores;
  };
}
