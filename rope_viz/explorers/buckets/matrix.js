/** The matrix that T5's buckets make of a text, and the cells of one bucket in it. */
import { createPlane } from "../core/chart.js";
import { createGround, placed } from "../core/marks.js";
import { eachOf, isMasked, strength } from "./shades.js";

export function createMatrix(stage, change) {
  const group = stage.svg.append("g").attr("class", "rv-bucket-matrix");
  const plane = createPlane(group);
  const frame = group.append("rect").attr("class", "rv-frame");
  const band = group.append("path").attr("class", "rv-band");
  const pixels = document.createElement("canvas");
  let latest;
  const ground = createGround(stage, group, "crosshair", (x, y) => {
    const last = latest.length - 1;
    const [key, query] = [plane.x.invert(x), plane.y.invert(y)].map((at) =>
      Math.min(Math.max(Math.round(at), 0), last),
    );
    change({ offset: key - query });
  });

  return (state, numbers, box) => {
    latest = state;
    const { length } = state;
    plane.place(box, {
      x: [-0.5, length - 0.5],
      y: [length - 0.5, -0.5],
      em: stage.em,
      xTicks: 4,
      yTicks: 4,
      xLabel: "key position, tokens",
      yLabel: "query position, tokens",
    });
    paint(pixels, numbers.buckets, state, stage);
    const context = stage.context();
    context.imageSmoothingEnabled = false;
    context.drawImage(pixels, box.left, box.top, box.width, box.height);
    band.attr("d", bandOf(numbers, length, box));
    placed(frame, box);
    ground(box);
  };
}

/** Two diagonals between which the chosen bucket's cells lie. */
function bandOf({ shared_from: from, shared_to: to }, length, box) {
  const cell = box.width / length;
  const diagonal = (apart) => {
    if (Math.abs(apart) >= length) return "";
    const start = [Math.max(apart, 0), Math.max(-apart, 0)];
    const end = [length + Math.min(apart, 0), length - Math.max(apart, 0)];
    const [a, b] = [start, end].map(([across, down]) => `${box.left + cell * across},${box.top + cell * down}`);
    return `M${a}L${b}`;
  };
  return diagonal(from - 0.5) + diagonal(to + 0.5);
}

/** One pixel for each query and key; each diagonal has one colour, because only key − query counts. */
function paint(canvas, buckets, state, stage) {
  const { length } = state;
  const each = eachOf(state);
  if (canvas.width !== length) canvas.width = canvas.height = length;
  const [paper, grid, before, after] = ["paper", "grid", "series-0", "series-1"].map((name) =>
    channels(stage.colour(name)),
  );
  const colours = buckets.map((bucket, i) => {
    if (isMasked(i + 1 - length, state)) return grid;
    const share = strength(bucket, each);
    return (bucket < each ? before : after).map((part, k) => Math.round(share * part + (1 - share) * paper[k]));
  });
  const context = canvas.getContext("2d");
  const image = context.createImageData(length, length);
  const cells = new DataView(image.data.buffer);
  const packed = colours.map(([red, green, blue]) => ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0);
  for (let query_ = 0; query_ < length; query_++) {
    for (let key_ = 0; key_ < length; key_++) {
      cells.setUint32(4 * (query_ * length + key_), packed[key_ - query_ + length - 1]);
    }
  }
  context.putImageData(image, 0, 0);
}

/** Red, green and blue of a colour of the theme, which are all written in six hexadecimal digits. */
const channels = (colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
