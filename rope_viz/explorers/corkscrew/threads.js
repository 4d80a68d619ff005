/** The springs on the canvas: threads, the plane at the position now, and where it cuts each thread. */
import { scaleLinear } from "d3-scale";
import { TURN } from "../core/rope.js";
import { drawTube, isTube, ringAround, turnsOf } from "./tubes.js";
import { mix, onAxis } from "./view.js";
import { drawOnCard } from "./webgl.js";

/** Colour of each of `count` pairs, fast to slow, as the theme has it now. */
export function pairColours(stage, count) {
  const steps = Array.from({ length: 9 }, (_, i) => stage.colour(`pair-${i}`));
  const scale = scaleLinear(
    steps.map((_, i) => i / 8),
    steps,
  );
  return Array.from({ length: count }, (_, i) => scale(count > 1 ? i / (count - 1) : 0));
}

/**
 * One turn on the screen, in equal steps, each with its layer: 0 the farthest, the last the nearest to the reader. All
 * springs are turned alike, so that these few cosines serve every thread.
 */
export function oneTurn({ first, second, near, radius }, em) {
  const count = 2 * Math.ceil(Math.min(Math.max(2 * Math.sqrt(radius), 8), 24)); // within a third of a pixel of round
  const layers = radius > 0.6 * em ? 5 : 1; // in small coils a change of strength would look like dots
  const step = TURN / count;
  const nearest = Math.atan2(near[1], near[0]);
  const at = (angle) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [first[0] * cos + second[0] * sin, first[1] * cos + second[1] * sin];
  };
  const layer = (angle) => Math.min(Math.floor(((1 + Math.cos(angle - nearest)) / 2) * layers), layers - 1);
  const steps = Array.from({ length: count }, (_, k) => k * step);
  return { step, at, layers, points: steps.map(at), layerAfter: steps.map((angle) => layer(angle + step / 2)) };
}

/** Adds the part of a thread between two angles, each piece to the path of its layer. */
function wind(paths, { step, at, points, layerAfter }, [x, y], [dx, dy], from, to) {
  const put = (path, verb, angle, [a, b]) => path[verb](x + dx * angle + a, y + dy * angle + b);
  const count = points.length;
  let k = Math.floor(from / step);
  let path = paths[layerAfter[k % count]];
  put(path, "moveTo", from, at(from));
  for (k += 1; k * step < to; k += 1) {
    const j = k % count;
    put(path, "lineTo", k * step, points[j]);
    const next = paths[layerAfter[j]];
    if (next !== path) put(next, "moveTo", k * step, points[j]);
    path = next;
  }
  put(path, "lineTo", to, at(to));
}

/** The thread of one spring, before and after the position now. */
function threadsOf(places, turn, i, speed, { now, last }) {
  const [start, end] = [onAxis(places, i, 0), onAxis(places, i, 1)];
  const layered = () => Array.from({ length: turn.layers }, () => new Path2D());
  const parts = { past: layered(), coming: layered() };
  const whole = speed * last;
  if (whole === 0) {
    parts.past[0].moveTo(start[0] + places.first[0], start[1] + places.first[1]);
    parts.past[0].lineTo(end[0] + places.first[0], end[1] + places.first[1]);
    return parts;
  }
  /** @type {[number, number]} */
  const perRadian = [(end[0] - start[0]) / whole, (end[1] - start[1]) / whole];
  // Looked at along the axis all turns lie on one another, and the last one stands for all.
  const seen = Math.hypot(...perRadian) * TURN < 0.02 ? TURN : Infinity;
  wind(parts.past, turn, start, perRadian, Math.max(0, speed * now - seen), speed * now);
  wind(parts.coming, turn, start, perRadian, Math.max(speed * now, whole - seen), whole);
  return parts;
}

/** How strongly a thread is drawn: those that are highlighted stand out, and the others stay calm. */
function strength(places, em, chosen) {
  const fine = Math.min(Math.max(places.radius / 9, 0.06 * em), (0.13 + 0.07 * places.apart) * em);
  return {
    width: chosen ? Math.max(1.9 * fine, 0.16 * em) : fine,
    alpha: chosen ? 1 : 0.9,
    coming: mix(chosen ? 0.85 : 0.72, 0.4, places.apart),
    depth: Math.hypot(...places.near), // none when looked at along the axis: all is as near
  };
}

/** The far side of the coils is thinner and paler than the near side. */
function strokeThread(context, layers, { width, alpha, depth }, share) {
  layers.forEach((path, k) => {
    const nearness = layers.length > 1 ? k / (layers.length - 1) : 0.7;
    context.lineWidth = width * (1 + depth * (0.5 * nearness - 0.35));
    context.globalAlpha = alpha * share * (1 - 0.5 * depth * (1 - nearness));
    context.stroke(path);
  });
}

/** Draws all springs; `isChosen(i)` tells the highlighted ones. */
export function drawSprings(context, stage, { places, speeds, colours, now, last, isChosen }) {
  const turn = oneTurn(places, stage.em);
  const share = last ? now / last : 0;
  const order = [...speeds.keys()].sort((a, b) => isChosen(a) - isChosen(b));
  const strokes = Array.from(speeds, (_, i) => strength(places, stage.em, isChosen(i)));
  const springs = { places, turn, speeds, colours, now, last, share, order, strokes };
  context.save();
  context.lineJoin = "bevel"; // cheaper than round joins, which steps as small as these do not need
  drawAxes(context, stage, places);
  if (!coincide(places) && drawOnCard(context, stage, springs)) {
    drawEnds(context, springs);
    drawPlane(context, stage, places, share);
  } else drawOnCanvas(context, stage, springs);
  drawHands(context, stage, { ...springs, isChosen });
  context.restore();
}

/** Looked at along the axis all turns of a spring lie on one another. */
const coincide = ({ axis }) => Math.hypot(...axis) < 1;

/** The openings of the tubes. */
function drawEnds(context, { places, turn, speeds, colours, last, strokes }) {
  speeds.forEach((speed, i) => {
    if (!isTube(places, turnsOf(speed, last))) return;
    context.beginPath();
    ringAround(context, turn, onAxis(places, i, 1));
    context.globalAlpha = strokes[i].coming;
    context.lineWidth = 0.6 * strokes[i].width;
    context.strokeStyle = colours[i];
    context.stroke();
  });
}

function drawOnCanvas(context, stage, { places, turn, speeds, colours, now, last, share, order, strokes }) {
  const threads = Array.from(speeds, (speed, i) =>
    isTube(places, turnsOf(speed, last)) ? null : threadsOf(places, turn, i, speed, { now, last }),
  );
  const drawPart = (part) =>
    order.forEach((i) => {
      const strong = part === "past" ? 1 : strokes[i].coming;
      if (!threads[i]) {
        const along = /** @type {[number, number]} */ (part === "past" ? [0, share] : [share, 1]);
        drawTube(context, places, turn, i, along, colours[i], { width: 0.6 * strokes[i].width, alpha: strong });
        return;
      }
      context.strokeStyle = colours[i];
      strokeThread(context, threads[i][part], strokes[i], strong);
    });
  // What lies beyond the plane comes first.
  const [beyond, before] = places.view_angle < 0 ? ["coming", "past"] : ["past", "coming"];
  drawPart(beyond);
  drawPlane(context, stage, places, share);
  drawPart(before);
}

/** The axis that each thread winds around, where there is room to see it. */
function drawAxes(context, stage, places) {
  const share = Math.min(Math.max(places.radius / stage.em - 0.4, 0), 1) * (1 - places.apart);
  if (share === 0) return;
  context.beginPath();
  places.centres.forEach((_, i) => {
    context.moveTo(...onAxis(places, i, 0));
    context.lineTo(...onAxis(places, i, 1));
  });
  context.globalAlpha = share;
  context.lineWidth = 1;
  context.strokeStyle = stage.colour("grid");
  context.stroke();
}

function drawPlane(context, stage, places, share) {
  const alpha = 1 - Math.min(5 * places.apart, 1);
  if (alpha === 0) return;
  const corners = planeCorners(places, share, stage.em);
  context.beginPath();
  corners.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.fillStyle = context.strokeStyle = stage.colour("reference");
  context.globalAlpha = 0.14 * alpha;
  context.fill();
  context.globalAlpha = 0.8 * alpha;
  context.lineWidth = 1;
  context.stroke();
}

/** The plane at one position, a little larger than the springs that it cuts. */
export function planeCorners(places, share, em) {
  const [top, bottom] = [onAxis(places, 0, share), onAxis(places, places.centres.length - 1, share)];
  const deep = 1.35 + (0.9 * em) / places.radius;
  const [fx, fy] = places.first.map((part) => deep * part);
  const [sx, sy] = places.second.map((part) => (1.2 + (0.3 * em) / places.radius) * part);
  return [
    [top[0] - fx + sx, top[1] - fy + sy],
    [top[0] + fx + sx, top[1] + fy + sy],
    [bottom[0] + fx - sx, bottom[1] + fy - sy],
    [bottom[0] - fx - sx, bottom[1] - fy - sy],
  ];
}

function drawHands(context, stage, { places, turn, speeds, colours, now, share, isChosen, order }) {
  const { em } = stage;
  const centres = order.map((i) => onAxis(places, i, share));
  const tips = order.map((i, k) => turn.at(speeds[i] * now).map((part, axis) => centres[k][axis] + part));
  if (places.radius > 0.3 * em) drawRings(context, stage, centres, turn.points);
  order.forEach((i, k) => {
    const chosen = isChosen(i);
    const size = Math.min(Math.max((chosen ? 0.16 : 0.11) * places.radius, (chosen ? 0.24 : 0.13) * em), 0.34 * em);
    context.globalAlpha = 1;
    context.strokeStyle = stage.colour("ink");
    context.lineWidth = chosen ? 0.16 * em : Math.min(0.1 * em, 0.3 * size + 0.6);
    context.beginPath();
    context.moveTo(...centres[k]);
    context.lineTo(...tips[k]);
    context.stroke();
    context.beginPath();
    context.arc(...tips[k], size, 0, TURN);
    context.fillStyle = colours[i];
    context.fill();
    context.strokeStyle = stage.colour(chosen ? "ink" : "paper");
    context.lineWidth = chosen ? 0.1 * em : 0.06 * em;
    context.stroke();
  });
}

function drawRings(context, stage, centres, points) {
  context.beginPath();
  for (const [x, y] of centres) {
    points.forEach(([dx, dy], k) => context[k ? "lineTo" : "moveTo"](x + dx, y + dy));
    context.closePath();
  }
  context.globalAlpha = 0.55;
  context.lineWidth = 1;
  context.strokeStyle = stage.colour("reference");
  context.stroke();
}
