/** The table as colours, a row for each position; two rows and one pair of columns are marked and can be moved. */
import { createGrip, createGround, createLabel, placed } from "../core/marks.js";
import { invFreq } from "../core/rope.js";
import { shades } from "../core/shades.js";
import spec from "./explorer.json";

const ROWS = spec.traits.position.most + 1;
const BASE = 10_000;

export function createTable(stage, change) {
  const pixels = document.createElement("canvas");
  const group = stage.svg.append("g");
  const [column, ...rows] = ["pair", "query", "key"].map((name) =>
    group.append("rect").attr("class", `rv-marked rv-marked-${name}`),
  );
  const names = ["query", "key"].map((role) => createLabel(stage, group, `rv-text-${role}`));
  const title = group.append("text").attr("class", "rv-axis-name");
  let latest;
  let painted = "";
  const rowAt = (y) => Math.floor(((y - latest.box.top) / latest.box.height) * ROWS);
  const ground = createGround(stage, group, "crosshair", (x) => {
    const { box, state } = latest;
    const pair = Math.floor(((x - box.left) / box.width) * (state.dim / 2));
    change({ pair: Math.min(Math.max(pair, 0), state.dim / 2 - 1) });
  });
  const first = createGrip(stage, group, { cursor: "ns-resize", role: "query" }, (_, y) =>
    change({ position: Math.min(Math.max(rowAt(y), 0), ROWS - 1 - latest.state.shift) }),
  );
  const second = createGrip(stage, group, { cursor: "ns-resize", role: "key" }, (_, y) => {
    const { position } = latest.state;
    const most = Math.min(spec.traits.shift.most, ROWS - 1 - position);
    change({ shift: Math.min(Math.max(rowAt(y) - position, 0), most) });
  });

  return (state, box) => {
    latest = { state, box };
    const { em } = stage;
    const colours = [0, 1, 2, 3, 4].map((step) => stage.colour(`signed-${step}`));
    if (painted !== `${state.dim} ${colours}`) paint(pixels, state.dim, colours);
    painted = `${state.dim} ${colours}`;
    const context = stage.context();
    context.imageSmoothingEnabled = false;
    context.drawImage(pixels, box.left, box.top, box.width, box.height);
    const [across, down] = [box.width / (state.dim / 2), box.height / ROWS];
    placed(column, { left: box.left + state.pair * across, top: box.top, width: across, height: box.height });
    const at = [state.position, state.position + state.shift];
    at.forEach((m, which) => {
      const top = box.top + m * down;
      placed(rows[which], { left: box.left, top, width: box.width, height: down });
      // Where the two rows stand close, their names part.
      const apart = (which ? 1 : -1) * Math.max(0, 0.6 * em - (state.shift * down) / 2);
      names[which](String(m), box.left - 1.4 * em, top + down / 2 + 0.35 * em + apart);
    });
    title
      .attr("x", box.left)
      .attr("y", box.top - 0.5 * em)
      .text("position ↓ · sine, cosine of each pair →");
    ground(box);
    first([box.left + box.width + 1.1 * em, box.top + (at[0] + 0.5) * down]);
    second([box.left + box.width + 3.2 * em, box.top + (at[1] + 0.5) * down]);
  };
}

/** One pixel for each number. */
function paint(canvas, dim, colours) {
  [canvas.width, canvas.height] = [dim, ROWS];
  const context = canvas.getContext("2d");
  const image = context.createImageData(dim, ROWS);
  const cells = new Uint32Array(image.data.buffer);
  const shadeOf = shades(colours);
  const speeds = invFreq(dim, BASE);
  for (let m = 0; m < ROWS; m++) {
    for (let k = 0; k < dim; k++) cells[m * dim + k] = shadeOf((k % 2 ? Math.cos : Math.sin)(m * speeds[k >> 1]));
  }
  context.putImageData(image, 0, 0);
}
