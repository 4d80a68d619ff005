/** A square of patches as colours, from paper to the score's colour; a patch without a value is left out. */
import { createGround, placed } from "../core/marks.js";

/** Red, green and blue of a colour of the theme, which are all written in six hexadecimal digits. */
const channels = (colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));

/**
 * Draws heat(context, box, side, values, [low, high], { title, here }); `picked(column, row)` makes it a map to press.
 * @param {any} stage
 * @param {(column: number, row: number) => void} [picked]
 */
export function createHeat(stage, picked) {
  const group = stage.svg.append("g").attr("class", "rv-heat");
  const pixels = document.createElement("canvas");
  const frame = group.append("rect").attr("class", "rv-frame");
  const title = group.append("text").attr("class", "rv-note");
  const here = ["rv-patch-under", "rv-patch-query"].map((name) =>
    group.append("rect").attr("class", `rv-patch ${name}`),
  );
  let place;
  const ground =
    picked &&
    createGround(stage, group, "crosshair", (x, y) => {
      const { box, side } = place;
      const [column, row] = [(x - box.left) / box.width, (y - box.top) / box.height].map((share) =>
        Math.min(Math.max(Math.floor(side * share), 0), side - 1),
      );
      picked(column, row);
    });

  return (context, box, side, values, limits, words) => {
    place = { box, side };
    paint(pixels, side, values, limits, stage);
    context.imageSmoothingEnabled = false;
    context.drawImage(pixels, box.left, box.top, box.width, box.height);
    placed(frame, box);
    for (const rect of here) rect.attr("display", words ? null : "none");
    title.text(words?.title ?? "");
    if (!words) return;
    title.attr("x", box.left).attr("y", box.top - 0.6 * stage.em);
    const cell = box.width / side;
    const [column, row] = words.here;
    for (const rect of here)
      placed(rect, { left: box.left + column * cell, top: box.top + row * cell, width: cell, height: cell });
    ground?.(box);
  };
}

function paint(canvas, side, values, [low, high], stage) {
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const [paper, full] = [channels(stage.colour("paper")), channels(stage.colour("score"))];
  const context = canvas.getContext("2d");
  const image = context.createImageData(side, side);
  values.forEach((value, i) => {
    const share = Math.min(Math.max((value - low) / (high - low || 1), 0), 1);
    const colour = paper.map((part, k) => Math.round(part + share * (full[k] - part)));
    image.data.set(Number.isNaN(value) ? [0, 0, 0, 0] : [...colour, 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
}
