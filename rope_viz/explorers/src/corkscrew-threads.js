/** The springs on the canvas: threads, the plane at the position now, and where it cuts each thread. */
import { scaleLinear } from "d3-scale";
import { TURN } from "./rope.js";
import { onAxis } from "./corkscrew-view.js";

const STEPS = 12; // points of a half-turn

/** Colour of each of `count` pairs, fast to slow, as the theme has it now. */
export function pairColours(stage, count) {
  const steps = Array.from({ length: 9 }, (_, i) => stage.colour(`pair-${i}`));
  const scale = scaleLinear(steps.map((_, i) => i / 8), steps);
  return Array.from({ length: count }, (_, i) => scale(count > 1 ? i / (count - 1) : 0));
}

/**
 * One turn on the screen, in equal steps that begin where the thread comes before its axis: the first half of the steps
 * is the near half-turn. All springs are turned alike, so that these few cosines serve every thread.
 */
export function oneTurn({ first, second, near }) {
  const begin = Math.atan2(near[1], near[0]) - Math.PI / 2;
  const step = Math.PI / STEPS;
  const at = (angle) => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [first[0] * cos + second[0] * sin, first[1] * cos + second[1] * sin];
  };
  return { begin, step, at, points: Array.from({ length: 2 * STEPS }, (_, k) => at(begin + k * step)) };
}

const newThread = () => ({ near: new Path2D(), far: new Path2D() });

/** Adds the part of a thread between two angles; its near and far half-turns go into two paths. */
function wind(thread, { begin, step, at, points }, [x, y], [dx, dy], from, to) {
  const put = (path, verb, angle, [a, b]) => path[verb](x + dx * angle + a, y + dy * angle + b);
  let k = Math.floor((from - begin) / step) + 1;
  const side = (index) => ((index % (2 * STEPS)) + 2 * STEPS) % (2 * STEPS);
  let path = side(k - 1) < STEPS ? thread.near : thread.far;
  put(path, "moveTo", from, at(from));
  for (let angle = begin + k * step; angle < to; angle = begin + ++k * step) {
    const j = side(k);
    put(path, "lineTo", angle, points[j]);
    if (j % STEPS) continue;
    path = j === 0 ? thread.near : thread.far;
    put(path, "moveTo", angle, points[j]);
  }
  put(path, "lineTo", to, at(to));
}

/** The thread of one spring, before and after the position now. */
function threadsOf(places, turn, i, speed, { now, last }) {
  const [start, end] = [onAxis(places, i, 0), onAxis(places, i, 1)];
  const parts = { past: newThread(), coming: newThread() };
  const whole = speed * last;
  if (whole === 0) {
    parts.past.near.moveTo(start[0] + places.first[0], start[1] + places.first[1]);
    parts.past.near.lineTo(end[0] + places.first[0], end[1] + places.first[1]);
    return parts;
  }
  const perRadian = [(end[0] - start[0]) / whole, (end[1] - start[1]) / whole];
  wind(parts.past, turn, start, perRadian, 0, speed * now);
  wind(parts.coming, turn, start, perRadian, speed * now, whole);
  return parts;
}

/** How strongly each thread is drawn: those that are highlighted stand out, and the others stay calm. */
function strokes(places, em, isChosen) {
  const fine = Math.min(Math.max(places.radius / 9, 0.05 * em), 0.13 * em);
  const depth = Math.hypot(...places.near);
  return (i) => {
    const chosen = isChosen(i);
    return {
      width: chosen ? Math.max(2.1 * fine, 0.14 * em) : fine,
      near: chosen ? 1 : 0.8,
      far: (chosen ? 1 : 0.8) * (1 - (chosen ? 0.45 : 0.55) * depth),
      coming: chosen ? 0.75 : 0.5,
    };
  };
}

function strokeThread(context, { near, far }, { width, ...alpha }, share) {
  context.lineWidth = 0.8 * width;
  context.globalAlpha = alpha.far * share;
  context.stroke(far);
  context.lineWidth = width;
  context.globalAlpha = alpha.near * share;
  context.stroke(near);
}

/** Draws all springs; `isChosen(i)` tells the highlighted ones. */
export function drawSprings(context, stage, { places, speeds, colours, now, last, isChosen }) {
  const turn = oneTurn(places);
  const share = last ? now / last : 0;
  const stroke = strokes(places, stage.em, isChosen);
  const order = [...speeds.keys()].sort((a, b) => isChosen(a) - isChosen(b));
  const threads = Array.from(speeds, (speed, i) => threadsOf(places, turn, i, speed, { now, last }));
  const drawPart = (part) =>
    order.forEach((i) => {
      context.strokeStyle = colours[i];
      strokeThread(context, threads[i][part], stroke(i), part === "past" ? 1 : stroke(i).coming);
    });

  context.save();
  context.lineJoin = context.lineCap = "round";
  // What lies beyond the plane comes first.
  const [beyond, before] = places.turn < 0 ? ["coming", "past"] : ["past", "coming"];
  drawPart(beyond);
  drawPlane(context, stage, places, share);
  drawPart(before);
  drawHands(context, stage, { places, turn, speeds, colours, now, share, isChosen, order });
  context.restore();
}

function drawPlane(context, stage, places, share) {
  if (places.apart > 0.98) return;
  const corners = planeCorners(places, share);
  context.beginPath();
  corners.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.fillStyle = context.strokeStyle = stage.colour("reference");
  context.globalAlpha = 0.14 * (1 - places.apart);
  context.fill();
  context.globalAlpha = 0.8 * (1 - places.apart);
  context.lineWidth = 1;
  context.stroke();
}

/** The plane at one position, a little larger than the springs that it cuts. */
export function planeCorners(places, share) {
  const [top, bottom] = [onAxis(places, 0, share), onAxis(places, places.centres.length - 1, share)];
  const [fx, fy] = places.first.map((part) => 1.35 * part);
  const [sx, sy] = places.second.map((part) => 1.35 * part);
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
    context.lineWidth = chosen ? 0.16 * em : Math.min(0.09 * em, 0.3 * size + 0.6);
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
