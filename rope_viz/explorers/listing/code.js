/** The listing as text, of which each faulty line is exchanged for the right one, and back, by a press on it. */
import { select } from "d3-selection";
import spec from "./explorer.json";

const LONGEST = 54; // letters of a line
const LETTER = 0.605; // of the size of a letter, its width

export const FAULTY = spec.lines.filter((line) => line.fault);

/** Rows of text for a state: { text, bit } with the bit of the line that can be exchanged, or none. */
export function rowsOf(right) {
  return spec.lines.flatMap((line) => {
    if (!line.fault) return [{ text: line.text, bit: -1, isRight: true }];
    const bit = FAULTY.indexOf(line);
    const isRight = Boolean((right >> bit) & 1);
    return (isRight ? line.right : line.wrong).map((text) => ({ text, bit, isRight }));
  });
}

export function createCode(stage, change) {
  const group = stage.svg.append("g").attr("class", "rv-code");
  const grips = group.append("g");
  const plain = group.append("g");
  const notes = stage.svg.append("g");
  let latest;
  const make = (enter) => {
    const line = enter.append("g").attr("class", "rv-grip rv-handle").style("cursor", "pointer");
    line.append("rect").attr("class", "rv-grip-halo").attr("rx", 4);
    // Let go anywhere, as long as the page was not scrolled with it.
    line.on("pointerdown", (event) => event.currentTarget.setPointerCapture(event.pointerId));
    line.on("pointerup", (_, bit) => change({ right: latest ^ (1 << bit) }));
    return line;
  };
  return ({ right }, box, tall, room) => {
    latest = right;
    const rows = rowsOf(right);
    const size = Math.min(stage.em, box.width / (LETTER * LONGEST));
    const y = (row) => box.top + row * tall;
    const bits = FAULTY.map((_, bit) => bit);
    const lines = grips.selectAll("g").data(bits).join(make);
    lines.each((bit, i, nodes) => {
      const first = rows.findIndex((row) => row.bit === bit);
      const mine = rows.filter((row) => row.bit === bit);
      const indent = mine[0].text.search(/\S/);
      const longest = Math.max(...mine.map(({ text }) => text.length));
      select(nodes[i])
        .style("--rv-role", mine[0].isRight ? "var(--rv-score)" : "var(--rv-series-1)")
        .select("rect")
        .attr("x", box.left + (indent - 0.6) * LETTER * size)
        .attr("y", y(first) + 0.06 * tall)
        .attr("width", (longest - indent + 1.2) * LETTER * size)
        .attr("height", (mine.length - 0.12) * tall);
    });
    plain
      .selectAll("text")
      .data(rows)
      .join("text")
      .attr("class", ({ bit, isRight }) => (bit < 0 ? "" : isRight ? "rv-right-line" : "rv-wrong-line"))
      .style("font-size", `${size}px`)
      .attr("x", ({ text }) => box.left + text.search(/\S/) * LETTER * size)
      .attr("y", (_, row) => y(row) + 0.68 * tall)
      .text(({ text }) => text.trim());
    // What is wrong with a line stands beside it where all of that has room; else it stands with the controls only.
    const wrong = rows.filter(({ isRight }) => !isRight);
    const besides = ({ text }) => box.left + (text.length + 1.8) * LETTER * size;
    const fits = wrong.every((row) => besides(row) + 0.52 * stage.em * FAULTY[row.bit].fault.length < room);
    notes
      .selectAll("text")
      .data(fits ? wrong : [])
      .join("text")
      .attr("class", "rv-note")
      .attr("x", besides)
      .attr("y", (row) => y(rows.indexOf(row)) + 0.68 * tall)
      .text(({ bit }) => FAULTY[bit].fault);
  };
}
