/**
 * Where the springs stand and how they are looked at. World: position to the right, a hand's first component away from
 * the reader, its second component up; orthographic, so that equal turns stay equal. Seen from the side the springs
 * stand one above the other. Looked at along the axis they come apart into a grid, where each hand is a clock's.
 */
export const HOME = { turn: 32, tilt: 16 };
export const ALONG = { turn: 90, tilt: 0 };
const APART_FROM = 55; // degrees of turn at which the shelf of springs begins to come apart
const ROUND = 2.35; // height between two springs whose hands are 1 long

const radians = (degrees) => (degrees * Math.PI) / 180;
const mix = (a, b, share) => a + (b - a) * share;

/** What one step along each axis of the world is on the screen (y downwards), and how much nearer it comes. */
export function camera({ turn, tilt }) {
  const [cos, sin] = [Math.cos(radians(turn)), Math.sin(radians(turn))];
  const [level, above] = [Math.cos(radians(tilt)), Math.sin(radians(tilt))];
  return {
    axis: [cos, sin * above],
    first: [sin, -cos * above],
    second: [0, -level],
    near: [-cos * level, above], // of a hand's two components
  };
}

/** 0: one above the other; 1: side by side as clocks. */
export function apartness({ turn }) {
  const way = Math.min(Math.max((Math.abs(turn) - APART_FROM) / (90 - APART_FROM), 0), 1);
  return way * way * (3 - 2 * way);
}

/** Columns and cell of the grid that shows `count` clocks largest. */
function bestGrid(count, width, height) {
  const sizes = Array.from({ length: count }, (_, i) => {
    const columns = i + 1;
    return { columns, cell: Math.min(width / columns, height / Math.ceil(count / columns)) };
  });
  return sizes.reduce((best, size) => (size.cell > best.cell * 1.001 ? size : best));
}

function gridPlaces(count, box) {
  const { columns, cell } = bestGrid(count, box.width, box.height);
  const rows = Math.ceil(count / columns);
  const [wide, tall] = [Math.min(box.width / columns, 1.3 * cell), Math.min(box.height / rows, 1.2 * cell)];
  const places = Array.from({ length: count }, (_, i) => [
    ((i % columns) - (columns - 1) / 2) * wide,
    (Math.floor(i / columns) - (rows - 1) / 2) * tall,
  ]);
  return { places, cell };
}

/** The shelf in a box: as large as it can be without a part of it leaving the box, however it is turned. */
function shelfSizes(count, box, eye) {
  const gap = Math.min((0.8 * box.height) / Math.max(count - 1 + 2 / ROUND, 1), 0.36 * box.width);
  const radius = gap / ROUND;
  const length = box.width - 2 * radius * Math.abs(eye.first[0]);
  const rise = radius * Math.hypot(eye.first[1], eye.second[1]);
  const needed = (count - 1) * gap * -eye.second[1] + length * Math.abs(eye.axis[1]) + 2 * rise;
  const zoom = Math.min(1, box.height / needed);
  return { gap: gap * zoom, radius: radius * zoom, length: length * zoom };
}

/**
 * Everything that drawing needs: `radius` of the springs; `axis`, the screen vector from the first position to the last;
 * `first` and `second`, those of a hand's components; `centres` of the springs; `apart`.
 */
export function arrange(count, box, view) {
  const eye = camera(view);
  const apart = apartness(view);
  const shelf = shelfSizes(count, box, eye);
  const grid = gridPlaces(count, box);
  const radius = mix(shelf.radius, 0.36 * grid.cell, apart);
  const length = mix(shelf.length, Math.min(shelf.length, 4 * grid.cell), apart);
  const middle = [box.left + box.width / 2, box.top + box.height / 2];
  const drop = (i) => (i - (count - 1) / 2) * shelf.gap * -eye.second[1];
  return {
    apart, radius, box, near: eye.near, turn: view.turn,
    axis: eye.axis.map((part) => part * length),
    first: eye.first.map((part) => part * radius),
    second: eye.second.map((part) => part * radius),
    rowGap: shelf.gap * -eye.second[1],
    cell: grid.cell,
    centres: grid.places.map(([x, y], i) => [middle[0] + mix(0, x, apart), middle[1] + mix(drop(i), y, apart)]),
  };
}

/** Where the axis of spring i is at a share of the way from the first position to the last. */
export function onAxis({ centres, axis }, i, share) {
  return [centres[i][0] + axis[0] * (share - 0.5), centres[i][1] + axis[1] * (share - 0.5)];
}

/** Which share of the axis lies nearest to a point of the screen, seen from the middle of the stack. */
export function shareAt({ box, axis }, x, y) {
  const [dx, dy] = [x - box.left - box.width / 2, y - box.top - box.height / 2];
  return (dx * axis[0] + dy * axis[1]) / (axis[0] ** 2 + axis[1] ** 2) + 0.5;
}

/** Large changes of the view are a movement, small ones are there at once; calm pages get all at once. */
export function createMovement(stage, duration = 900) {
  let shown, goal, from, began;
  return ({ turn, tilt }) => {
    const now = performance.now();
    if (goal && (goal.turn !== turn || goal.tilt !== tilt)) {
      const far = Math.hypot(turn - shown.turn, tilt - shown.tilt) > 15;
      [from, began] = far && !stage.calm ? [shown, now] : [null, 0];
    }
    goal = { turn, tilt };
    const way = from ? Math.min((now - began) / duration, 1) : 1;
    const share = way * way * (3 - 2 * way);
    shown = way < 1 ? { turn: mix(from.turn, turn, share), tilt: mix(from.tilt, tilt, share) } : goal;
    if (way === 1) from = null;
    return { view: shown, moving: way < 1 };
  };
}
