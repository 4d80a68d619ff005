/** The plane of one pair: both arrows, where they began, the way they turned, and the angle between them. */
import { createGhost, createGrip } from "../core/marks.js";
import { disc, polyline, slice } from "../core/path.js";
import { angleFromTo, norm, rotatePair, TURN } from "../core/rope.js";
import { goingRound } from "../core/round.js";
import { degrees, fixed, halfWidth, inside, short } from "../core/ui.js";

const SETTLED = 0.004; // rad: no eye sees less

/** `turned(role, angle)` is called when a reader drags an arrow round. */
export function createCircle(stage, turned) {
  const group = stage.svg.append("g").attr("class", "rv-circle");
  const rings = ["query", "key"].map(() => group.append("circle").attr("class", "rv-ring"));
  const cross = group.append("path").attr("class", "rv-cross");
  const wedge = group.append("path").attr("class", "rv-wedge");
  const ghost = createGhost(group, createWas);
  const hands = { key: createHand(stage, group, "key"), query: createHand(stage, group, "query") };
  const between = group.append("text").attr("class", "rv-halo rv-text-score").attr("text-anchor", "middle");
  let latest;
  const grip = (role) => {
    const way = {
      centre: () => latest.centre,
      angle: () => latest.numbers[`${role}_angle`],
      most: () => (latest.state.length - 1) * latest.state.inv_freq,
    };
    const moved = goingRound(way, (angle) => turned(role, angle));
    return createGrip(stage, group, { role }, moved);
  };
  const grips = { key: grip("key"), query: grip("query") };
  let shown; // angles on their way to the new ones, so that one sees which way an arrow turns

  return (state, numbers, { x, y, radius }, before) => {
    latest = { state, numbers, centre: [x, y] };
    const goal = { query: numbers.query_angle, key: numbers.key_angle };
    const moving = !stage.calm && approach((shown ??= { ...goal }), goal);
    if (!moving) shown = goal;
    const scale = (0.94 * radius) / Math.max(norm(state.query), norm(state.key), 1e-9);

    group.attr("transform", `translate(${x},${y})`);
    rings[0].attr("r", norm(state.query) * scale);
    rings[1].attr("r", norm(state.key) * scale);
    cross.attr("d", `M${-radius},0H${radius}M0,${-radius}V${radius}`);
    const all = { left: -x, top: -2 * radius, width: stage.width, height: 4 * radius };
    ghost(before, all, before, scale, stage.em);
    for (const role of ["key", "query"]) {
      const position = state[`${role}_position`];
      const word = short(state[`${role}_word`]);
      grips[role](hands[role](state[role], shown[role], { position, scale, centre: x, word }));
    }
    drawWedge(wedge, between, { state, shown, numbers, radius, em: stage.em });
    return moving;
  };
}

/** A third of the way in each frame; true while there is way left. */
function approach(shown, goal) {
  let far = false;
  for (const role of Object.keys(goal)) {
    shown[role] += (goal[role] - shown[role]) / 3;
    far ||= Math.abs(goal[role] - shown[role]) > SETTLED;
  }
  return far;
}

/** Both arrows as they stood before. */
function createWas(parent) {
  const arrows = ["key", "query"].map((role) => {
    const arrow = parent.append("g").style("--rv-role", `var(--rv-${role})`);
    return ["shaft", "head"].map((name) => arrow.append("path").attr("class", `rv-${name}`));
  });
  return ({ numbers }, scale, em) => {
    ["key", "query"].forEach((role, i) => {
      const [x, y] = onScreen(numbers[`turned_${role}`], scale);
      drawArrow(arrows[i][0], arrows[i][1], x, y, em);
    });
  };
}

function createHand(stage, group, role) {
  const hand = group.append("g").attr("class", `rv-hand rv-hand-${role}`);
  const own = role === "query" ? "q" : "k"; // as the formulas call it
  const begin = hand.append("line").attr("class", "rv-begin").attr("data-symbol", own);
  const trail = hand.append("path").attr("class", "rv-trail").attr("data-symbol", "theta");
  const steps = hand.append("path").attr("class", "rv-steps").attr("data-symbol", "theta");
  const shaft = hand.append("path").attr("class", "rv-shaft").attr("data-symbol", own);
  const head = hand.append("path").attr("class", "rv-head").attr("data-symbol", own);
  const label = hand
    .append("text")
    .attr("class", `rv-halo rv-text-${role}`)
    .attr("data-symbol", own)
    .attr("text-anchor", "middle");

  return (vector, angle, { position, scale, centre, word }) => {
    const em = stage.em;
    const [x, y] = onScreen(rotatePair(vector, angle), scale);
    const [startX, startY] = onScreen(vector, scale);
    begin.attr("x2", startX).attr("y2", startY);
    const way = windingTrail(vector, angle, scale);
    trail.attr("d", polyline(along(way, Math.max(2, Math.ceil(Math.abs(angle) * 8)))));
    steps.attr(
      "d",
      along(way, position)
        .map((place) => disc(place, 0.13 * em))
        .join(""),
    );
    drawArrow(shaft, head, x, y, em);
    const reach = Math.hypot(x, y) || 1;
    const aside = (x / reach) * (1.35 * em + halfWidth(stage, word));
    label.attr("x", inside(stage, centre + x + aside, word) - centre).attr("y", y + (y / reach) * 1.5 * em + 0.35 * em);
    label.text(word);
    return [x, y];
  };
}

/** The way of an arrow's tip from position 0; each whole turn back lies a little further in, so turns can be counted. */
function windingTrail(vector, angle, scale) {
  const turns = Math.abs(angle) / TURN;
  const inwards = turns * Math.min(0.07, 0.6 / Math.max(turns, 1e-9));
  return (share) => onScreen(rotatePair(vector, share * angle), scale * (1 - inwards * (1 - share)));
}

/** Where the way is after 0, 1/count, 2/count, ... of it. */
const along = (way, count) => Array.from({ length: count + 1 }, (_, i) => way(count ? i / count : 0));

function drawArrow(shaft, head, x, y, em) {
  const reach = Math.hypot(x, y);
  if (reach === 0) return void [shaft, head].forEach((path) => path.attr("d", null));
  const [ux, uy] = [x / reach, y / reach];
  const long = Math.min(0.8 * em, reach);
  const wide = long * 0.42;
  const [bx, by] = [x - ux * long, y - uy * long];
  shaft.attr("d", `M0,0L${bx},${by}`);
  head.attr("d", `M${x},${y}L${bx - uy * wide},${by + ux * wide}L${bx + uy * wide},${by - ux * wide}Z`);
}

function drawWedge(wedge, between, { state, shown, numbers, radius, em }) {
  const key = rotatePair(state.key, shown.key);
  const from = Math.atan2(key[1], key[0]);
  const span = angleFromTo(key, rotatePair(state.query, shown.query));
  const reach = 0.3 * radius;
  wedge.attr("d", slice(reach, from, span));
  const middle = from + span / 2;
  between
    .attr("x", (reach + 1.3 * em) * Math.cos(middle))
    .attr("y", -(reach + 1.3 * em) * Math.sin(middle) + 0.35 * em)
    .text(`${fixed(degrees(numbers.angle_between), 0)}°`);
}

const onScreen = ([x, y], scale) => [x * scale, -y * scale];
