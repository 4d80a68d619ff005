/** The attention of a head: a row for each query, a column for each key, the darker the more. */
import { createPlane } from "../core/chart.js";
import { createGround, placed } from "../core/marks.js";
import { rowAt } from "./head.js";

export function createMap(stage, read) {
  const group = stage.svg.append("g").attr("class", "rv-attention-map");
  const plane = createPlane(group);
  const frame = group.append("rect").attr("class", "rv-frame");
  const row = group.append("rect").attr("class", "rv-read-row");
  const pixels = document.createElement("canvas");
  let tokens = 1;
  const ground = createGround(stage, group, "ns-resize", (_, y) =>
    read(Math.min(Math.max(Math.round(plane.y.invert(y)), 0), tokens - 1)),
  );

  return (state, { weights }, box) => {
    tokens = state.given.tokens.length;
    plane.place(box, {
      x: [-0.5, tokens - 0.5],
      y: [tokens - 0.5, -0.5],
      em: stage.em,
      xTicks: 4,
      yTicks: 4,
      xLabel: "key, token",
      yLabel: "query, token",
    });
    paint(pixels, weights, tokens, stage);
    const context = stage.context();
    context.imageSmoothingEnabled = false;
    context.drawImage(pixels, box.left, box.top, box.width, box.height);
    const cell = box.height / tokens;
    placed(row, { left: box.left, top: box.top + cell * state.token, width: cell * (state.token + 1), height: cell });
    placed(frame, box);
    ground(box);
  };
}

/** One pixel for each query and key; the root of a weight is its share of the colour, so that small ones are seen. */
function paint(canvas, weights, tokens, stage) {
  if (canvas.width !== tokens) canvas.width = canvas.height = tokens;
  const [paper, score, grid] = ["paper", "score", "grid"].map((name) => channels(stage.colour(name)));
  const context = canvas.getContext("2d");
  const image = context.createImageData(tokens, tokens);
  for (let query = 0; query < tokens; query++) {
    for (let key = 0; key < tokens; key++) {
      const share = Math.sqrt(weights[rowAt(query) + key]);
      const colour = key > query ? grid : paper.map((part, i) => part + share * (score[i] - part));
      image.data.set([...colour, 255], 4 * (query * tokens + key));
    }
  }
  context.putImageData(image, 0, 0);
}

/** Red, green and blue of a colour of the theme, which are all written in six hexadecimal digits. */
const channels = (colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
