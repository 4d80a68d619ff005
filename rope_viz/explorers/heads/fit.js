/** Straight lines by least squares, for the keys before and after the query, the token itself left out. */

/**
 * `place` says against what the bias is a line: the distance, or its logarithm. Gives start and slope of both lines, and
 * the shares of the variance that they explain.
 * @param {number[]} bias at −reach … reach
 * @param {number} reach
 * @param {(distance: number) => number} place
 */
export function fitted(bias, reach, place) {
  const at = Array.from({ length: reach }, (_, i) => place(i + 1));
  const sides = [-1, 1].map((way) =>
    lineThrough(
      at,
      at.map((_, i) => bias[reach + way * (i + 1)]),
    ),
  );
  return { lines: sides.flatMap(({ start, slope }) => [start, slope]), explained: sides.map(({ share }) => share) };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function lineThrough(x, y) {
  const [middleX, middleY] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [across, up] = [x[i] - middleX, y[i] - middleY];
    xx += across * across;
    xy += across * up;
    yy += up * up;
  }
  return { start: middleY - (xy / xx) * middleX, slope: xy / xx, share: (xy * xy) / (xx * yy) };
}
