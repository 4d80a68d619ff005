/** The rotation at the position now as the textbook writes it: a block of four for each pair, zeros everywhere else. */
export const LARGEST = 6; // pairs whose blocks can still be seen

/** Rows, and columns, of pair i in a matrix of `size`: neighbours, or one from each half. */
const partners = (i, size, layout) => (layout === "half" ? [i, i + size / 2] : [2 * i, 2 * i + 1]);

/** Entries of the matrix, row by row, from the hands: (cos, sin) of each pair. */
export function blockMatrix(hands, layout) {
  const size = hands.length;
  const entries = new Float64Array(size * size);
  for (let i = 0; i < size / 2; i++) {
    const [cos, sin] = [hands[2 * i], hands[2 * i + 1]];
    const [a, b] = partners(i, size, layout);
    entries[a * size + a] = entries[b * size + b] = cos;
    entries[a * size + b] = -sin;
    entries[b * size + a] = sin;
  }
  return entries;
}

/** One frame around a block of neighbours; four around entries that lie apart. */
function framesOf(i, size, layout) {
  const [a, b] = partners(i, size, layout);
  if (b === a + 1) return [{ row: a, column: a, side: 2 }];
  return [a, b].flatMap((row) => [a, b].map((column) => ({ row, column, side: 1 })));
}

export function createMatrix(stage) {
  const group = stage.svg.append("g").attr("class", "rv-matrix").style("pointer-events", "none");
  const squares = group.append("g");
  const frames = group.append("g");
  const title = group.append("text").attr("class", "rv-axis-name").attr("text-anchor", "middle");

  return (entries, { layout, now, isChosen, x, y, width }) => {
    group.attr("display", entries ? null : "none");
    if (!entries) return;
    const size = Math.sqrt(entries.length);
    const cell = width / size;
    group.attr("transform", `translate(${x},${y})`);
    squares
      .selectAll("rect")
      .data(entries)
      .join("rect")
      .attr("class", (value) => (value < 0 ? "rv-negative" : "rv-positive"))
      .attr("x", (_, k) => (k % size) * cell)
      .attr("y", (_, k) => Math.floor(k / size) * cell)
      .attr("width", cell)
      .attr("height", cell)
      .attr("fill-opacity", (value) => Math.min(Math.abs(value), 1).toFixed(3));
    const chosen = Array.from({ length: size / 2 }, (_, i) => i).filter(isChosen);
    frames
      .selectAll("rect")
      .data(chosen.flatMap((i) => framesOf(i, size, layout)))
      .join("rect")
      .attr("x", (frame) => frame.column * cell)
      .attr("y", (frame) => frame.row * cell)
      .attr("width", (frame) => frame.side * cell)
      .attr("height", (frame) => frame.side * cell);
    title
      .attr("x", width / 2)
      .attr("y", -0.7 * stage.em)
      .text(`rotation matrix at m = ${now}`);
  };
}
