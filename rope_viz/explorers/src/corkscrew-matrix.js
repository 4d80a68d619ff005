/** The rotation at the position now as the textbook writes it: a block of four for each pair, zeros everywhere else. */
export const LARGEST = 6; // pairs whose blocks can still be seen

/** Entries of the matrix, row by row, from the hands: (cos, sin) of each pair. */
export function blockMatrix(hands) {
  const size = hands.length;
  const entries = new Float64Array(size * size);
  for (let k = 0; k < size; k += 2) {
    const [cos, sin] = [hands[k], hands[k + 1]];
    entries.set([cos, -sin], k * size + k);
    entries.set([sin, cos], (k + 1) * size + k);
  }
  return entries;
}

export function createMatrix(stage) {
  const group = stage.svg.append("g").attr("class", "rv-matrix").style("pointer-events", "none");
  const squares = group.append("g");
  const frames = group.append("g");
  const title = group.append("text").attr("class", "rv-axis-name").attr("text-anchor", "middle");

  return (entries, { now, isChosen, x, y, width }) => {
    group.attr("display", entries ? null : "none");
    if (!entries) return;
    const size = Math.sqrt(entries.length);
    const cell = width / size;
    group.attr("transform", `translate(${x},${y})`);
    squares.selectAll("rect").data(entries).join("rect")
      .attr("class", (value) => (value < 0 ? "rv-negative" : "rv-positive"))
      .attr("x", (_, k) => (k % size) * cell).attr("y", (_, k) => Math.floor(k / size) * cell)
      .attr("width", cell).attr("height", cell)
      .attr("fill-opacity", (value) => Math.abs(value).toFixed(3));
    const chosen = Array.from({ length: size / 2 }, (_, i) => i).filter(isChosen);
    frames.selectAll("rect").data(chosen).join("rect")
      .attr("x", (i) => 2 * i * cell).attr("y", (i) => 2 * i * cell).attr("width", 2 * cell).attr("height", 2 * cell);
    title.attr("x", width / 2).attr("y", -0.7 * stage.em).text(`rotation matrix at m = ${now}`);
  };
}
