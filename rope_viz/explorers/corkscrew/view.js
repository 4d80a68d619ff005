/**
 * Where the springs stand and how they are looked at. World: position to the right, a hand's first component away from
 * the reader, its second component up; orthographic, so that equal turns stay equal. Seen from the side the springs
 * stand one above the other. Looked at along the axis they come apart into a grid, where each hand is a clock's.
 */
export const HOME = { view_angle: 45, tilt: 6 };
export const ALONG = { view_angle: 90, tilt: 0 };
const APART = [66, 88]; // degrees of the view between which the shelf of springs comes apart
const OVERLAP = [2, 1.25]; // height between two springs whose hands are 1 long: of few springs, of many

const radians = (degrees) => (degrees * Math.PI) / 180;
export const mix = (a, b, share) => a + (b - a) * share;

/** What one step along each axis of the world is on the screen (y downwards), and how much nearer it comes. */
export function camera({ view_angle: angle, tilt }) {
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  const [level, above] = [Math.cos(radians(tilt)), Math.sin(radians(tilt))];
  return {
    axis: [cos, sin * above],
    first: [sin, -cos * above],
    second: [0, -level],
    near: [-cos * level, above], // of a hand's two components
  };
}

const HOME_EYE = camera(HOME);

/** 0: one above the other; 1: side by side as clocks. */
export function apartness({ view_angle: angle }) {
  const way = Math.min(Math.max((Math.abs(angle) - APART[0]) / (APART[1] - APART[0]), 0), 1);
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

/** Clocks with a number below each, where there is room for it. */
function clockGrid(count, box, em) {
  const { columns, cell } = bestGrid(count, box.width, box.height);
  const rows = Math.ceil(count / columns);
  const [wide, tall] = [Math.min(box.width / columns, 1.4 * cell), Math.min(box.height / rows, 1.3 * cell)];
  const named = tall > 4.2 * em;
  const centres = Array.from({ length: count }, (_, i) => [
    ((i % columns) - (columns - 1) / 2) * wide,
    (Math.floor(i / columns) - (rows - 1) / 2) * tall - (named ? 0.5 * em : 0),
  ]);
  return { centres, columns, named, radius: Math.min(0.43 * wide, (tall - (named ? 1.7 : 0.4) * em) / 2) };
}

/** The axis fills the width, as it is seen at first and from there to the side. */
const length = (box, eye) => box.width / Math.max(eye.axis[0], HOME_EYE.axis[0]);

/** Height that a shelf needs whose springs are 1 apart and `round` thick, without the rise of its axis. */
const heightOf = (count, round, eye) =>
  (count - 1) * -eye.second[1] + 2 * round * Math.hypot(eye.first[1], eye.second[1]);

/** The shelf fills its box as it is seen at first, and shrinks where a turn would carry it out. */
function shelfSizes(count, box, eye) {
  const round = 1 / mix(...OVERLAP, Math.min(count / 24, 1));
  const fill = box.height - HOME_EYE.axis[1] * length(box, HOME_EYE);
  const gap = Math.min(fill / heightOf(count, round, HOME_EYE), (0.16 * box.width) / round);
  const long = length(box, eye) - (2 * round * gap * Math.abs(eye.first[0])) / Math.max(eye.axis[0], HOME_EYE.axis[0]);
  const zoom = Math.min(1, box.height / (gap * heightOf(count, round, eye) + long * Math.abs(eye.axis[1])));
  return { gap: gap * zoom, radius: round * gap * zoom, length: long * zoom };
}

/**
 * Everything that drawing needs: `radius` of the springs; `axis`, the screen vector from the first position to the last;
 * `first` and `second`, those of a hand's components (of length `stretch` in the world); `centres` of the springs; how far they are `apart`.
 */
export function arrange(count, box, view, em, stretch = 1) {
  const eye = camera(view);
  const apart = apartness(view);
  const shelf = shelfSizes(count, box, eye);
  const grid = clockGrid(count, box, em);
  const radius = stretch * mix(shelf.radius, grid.radius, apart);
  const long = mix(shelf.length, Math.min(shelf.length, 6 * grid.radius), Math.sqrt(apart));
  const rowGap = shelf.gap * -eye.second[1];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const drop = (i) => (i - (count - 1) / 2) * rowGap;
  return {
    apart,
    radius,
    box,
    grid,
    rowGap,
    near: eye.near,
    view_angle: view.view_angle,
    axis: eye.axis.map((part) => part * long),
    first: eye.first.map((part) => part * radius),
    second: eye.second.map((part) => part * radius),
    centres: grid.centres.map(([dx, dy], i) => [x + mix(0, dx, apart), y + mix(drop(i), dy, apart)]),
  };
}

/**
 * Where the axis of spring i is at a share of the way from the first position to the last.
 * @returns {[number, number]}
 */
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
  return ({ view_angle: angle, tilt }) => {
    const now = performance.now();
    if (goal && (goal.view_angle !== angle || goal.tilt !== tilt)) {
      const far = Math.hypot(angle - shown.view_angle, tilt - shown.tilt) > 15;
      [from, began] = far && !stage.calm ? [shown, now] : [null, 0];
    }
    goal = { view_angle: angle, tilt };
    const way = from ? Math.min((now - began) / duration, 1) : 1;
    const share = way * way * (3 - 2 * way);
    shown = way < 1 ? { view_angle: mix(from.view_angle, angle, share), tilt: mix(from.tilt, tilt, share) } : goal;
    if (way === 1) from = null;
    return { view: shown, moving: way < 1 };
  };
}
