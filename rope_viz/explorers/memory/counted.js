/** What each way moves and multiplies for one token: rope_viz/curves/traffic.py counts the same from programs that it runs. */
const SIZES = { float32: 4, bfloat16: 2 }; // bytes of a number
const TABLE = 4; // of a cosine or a sine in a program of one pass
const STEPS = [2, 1, 2, 2, 3]; // how often each component is read or written: product, minus, flip, product, sum
const PRODUCTS = [0, 3]; // which of them multiply, and read a table
const MOVES = { once: 2, none: 0 };
const TABLES = { twice: 2, once: 1, spot: 0 }; // numbers for a component, cosines and sines

const YOURS = "yours";

const step = (moved, products) => [{ moved, products }];

export const headDim = ({ given }) => 2 * given.speeds.length;

/** Query and then key, step by step; each reads so many bytes of tables. */
const inSteps = (components, size, tables) =>
  [0, 1].flatMap(() =>
    STEPS.map((moves, i) => {
      const multiplies = PRODUCTS.includes(i);
      const moved = (moves * components * size) / 2 + (multiplies ? tables / 2 : 0);
      return { moved, products: multiplies ? components / 2 : 0 };
    }),
  );

/** Ways to turn the query and the key, [name, steps]; the first is a copy of both. */
function rotationWays(state) {
  const { heads, format } = state;
  const dim = headDim(state);
  const [size, components] = [SIZES[format], 2 * heads * dim];
  const [product] = step((components + dim * dim) * size, (components * dim) / 2);
  return [
    ["a copy", step(2 * components * size, 0)],
    ["block matrix", [product, product]],
    ["step by step", inSteps(components, size, 2 * dim * size)],
    ["in one pass", step(2 * components * size + 2 * dim * TABLE, 2 * components)],
  ];
}

/** What the reader has put together. */
function yours(state) {
  const { heads, format, passes, table, kept, together } = state;
  const dim = headDim(state);
  const components = 2 * heads * dim;
  const tables = TABLES[table] * dim * SIZES[kept] * (together ? 1 : 2);
  const angles = table === "spot" ? components / 2 : 0;
  if (passes === "steps") return [YOURS, [...inSteps(components, SIZES[format], tables / 2), ...step(0, angles)]];
  return [YOURS, step(MOVES[passes] * components * SIZES[format] + tables, 2 * components + angles)];
}

/** Attention for one token, its positions at one of the doors or nowhere. */
function layerWays(state) {
  const { heads, tokens, format } = state;
  const [size, dim, scores] = [SIZES[format], headDim(state), heads * tokens];
  const attend = (extra = 0, products = 0) => step(4 * heads * dim * size + extra, 2 * scores * dim + products);
  const turned = Object.fromEntries(rotationWays(state));
  const matrix = scores * size;
  return [
    ["no positions", attend()],
    ["turned in one pass", [...turned["in one pass"], ...attend()]],
    ["turned step by step", [...turned["step by step"], ...attend()]],
    ["bias in the kernel", attend(0, scores)],
    ["bias made before", attend(matrix)],
    ["bias written each time", [...step(matrix, 0), ...attend(matrix)]],
  ];
}

/** All ways that are compared, the unit of time first. */
export function waysOf(state) {
  if (state.view === "layer") return layerWays(state);
  return state.build ? [...rotationWays(state), yours(state)] : rotationWays(state);
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

export const totals = (steps) => ({
  moved: sum(steps.map(({ moved }) => moved)),
  products: sum(steps.map(({ products }) => products)),
});

/** In the time that a byte takes to be moved: in every step the longer of moving and multiplying. */
export const leastTime = (steps, balance) =>
  sum(steps.map(({ moved, products }) => Math.max(moved, products / balance)));
