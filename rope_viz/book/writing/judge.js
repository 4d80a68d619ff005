/**
 * Judges what a reader's rotate(x, m) gave, law by law, as rope_viz.examine does, whose small twin this is: for lists of eight
 * numbers, one token at a time. Pure functions; a test compares the faults found with those that rope_viz.examine finds.
 */
import { measured } from "../../explorers/core/words.js";
import { Fault, readAngles, readSpeeds } from "./angles.js";

export const DIM = 8;
const NEAR = 2e-5; // in vectors of length 1
const COUPLED = 1e-8;
const FAR = [100, 1000, 4095]; // so that what starts again or stands still there is seen
const POSITIONS = [...Array.from({ length: 16 }, (_, m) => m), ...FAR];
const ANY = [0.6, -0.3, 0.2, 0.5, -0.4, 0.1, 0.7, -0.2]; // a vector with no zero, no two alike
const LARGE = 100; // times it, so that what cuts large numbers off is seen
const OTHER = [...ANY].reverse();
const APART = [2, 8, 100, 1000].map((key) => ({ key, query: key + 7 })); // seven tokens apart, all of them

const zeros = () => new Array(DIM).fill(0);
const unit = (j) => zeros().map((_, i) => (i === j ? 1 : 0));
const times = (x, factor) => x.map((part) => part * factor);
const length = (x) => Math.hypot(...x);
const dot = (a, b) => a.reduce((sum, part, i) => sum + part * b[i], 0);
const farthest = (a, b) => Math.max(...a.map((part, i) => Math.abs(part - b[i])));

/** What rotate is asked: [vector, position], in the order in which the answers are read. */
export function questions() {
  const vectors = [zeros(), ANY, times(ANY, LARGE), ...zeros().map((_, j) => unit(j))];
  const scored = APART.flatMap(({ query, key }) => [
    [ANY, query],
    [OTHER, key],
  ]);
  return [...POSITIONS.flatMap((m) => vectors.map((x) => [x, m])), ...scored];
}

/** The answers by what was asked; `axes[j][i]` is component i of what became of axis j. */
function sorted(came) {
  const size = 3 + DIM;
  const places = POSITIONS.map((m, k) => {
    const [zero, any, large, ...axes] = came.slice(size * k, size * (k + 1));
    return { m, zero, any, large, axes };
  });
  const rest = came.slice(size * POSITIONS.length);
  return { places, scores: APART.map((_, k) => dot(rest[2 * k], rest[2 * k + 1])) };
}

/** The first components that are not zero, as rope_viz.examine writes them. */
function components(x) {
  const found = x.flatMap((part, i) => (Math.abs(part) > 5e-7 ? [`${i}: ${measured(part)}`] : []));
  return `{${found.slice(0, 4).join(", ")}${found.length > 4 ? ", …" : ""}}`;
}

function example(x, m, came, wanted = undefined) {
  const told = `Components ${components(x)} at position ${m} became ${components(came)}`;
  return wanted ? `${told}; wanted ${components(wanted)}` : told;
}

const axisExample = ({ m, axes }, j, wanted = undefined) => example(unit(j), m, axes[j], wanted);

/**
 * In this order faults are named; what a check can't tell before another law is kept stays open.
 * @type {[string, (found: any) => string][]}
 */
const CHECKS = [
  ["linear", checkLinear],
  ["rotation", checkPairs],
  ["length", checkLength],
  ["angle", checkAngles],
  ["speeds", checkSpeeds],
  ["distance", checkDistance],
];

/**
 * The verdict on what rotate gave for `questions()`. `lawOf` says which law each fault breaks.
 * Of each law "kept", "broken", or "open"; the first fault, or null; what is known of the rotation.
 */
export function judge(came, lawOf) {
  const found = { ...sorted(came), known: { notes: [] } };
  const laws = {};
  let first = null;
  for (const [law, check] of CHECKS) {
    try {
      laws[law] ??= check(found);
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      laws[lawOf[fault.fault]] = "broken";
      laws[law] ??= "open";
      first ??= fault;
    }
  }
  return { laws, fault: first, known: found.known };
}

function checkLinear(found) {
  for (const { m, zero } of found.places) {
    if (length(zero) > NEAR) throw new Fault("adds", "", example(zeros(), m, zero, zeros()));
  }
  for (const { m, any, large, axes } of found.places) {
    const foretold = zeros().map((_, i) => ANY.reduce((sum, part, j) => sum + part * axes[j][i], 0));
    if (farthest(any, foretold) > NEAR) throw new Fault("not linear", "", example(ANY, m, any));
    if (farthest(large, times(foretold, LARGE)) > LARGE * NEAR) {
      throw new Fault("not linear", "", example(times(ANY, LARGE), m, large));
    }
  }
  found.known.linear = true;
  return "kept";
}

function checkLength({ places }) {
  for (const place of places) {
    const j = place.axes.findIndex((came) => Math.abs(length(came) - 1) > NEAR);
    if (j >= 0) throw new Fault("length", "", axisExample(place, j));
    if (Math.abs(length(place.any) - length(ANY)) > NEAR)
      throw new Fault("length", "", example(ANY, place.m, place.any));
  }
  return "kept";
}

function checkPairs(found) {
  if (!found.known.linear) return "open";
  const { places, known } = found;
  const [start, second] = places;
  if (places.every(({ axes }) => axes.every((came, j) => farthest(came, start.axes[j]) < COUPLED))) {
    throw new Fault("still", "No position makes a difference.", axisExample(second, 0));
  }
  const back = reordered(start.axes);
  if (back.some((place, i) => place !== i)) {
    known.notes.push("components come back in another order, which no score shows if queries and keys share it");
  }
  known.axes = places.map(({ axes }) => axes.map((came) => back.map((place) => came[place])));
  known.pairs = partners(known.axes, second);
  known.layout = layoutOf(known.pairs, second);
  for (const [t, axes] of known.axes.entries()) {
    for (const [a, b] of known.pairs) checkTurn(known, places[t], axes, a, b, back);
  }
  known.turning = true;
  return "kept";
}

/** For each component, where it is in the result: elsewhere if the function sorts as it turns. */
function reordered(axes) {
  const places = axes.map((came) => came.findIndex((part) => Math.abs(part - 1) < NEAR));
  const sorts = new Set(places).size === DIM && axes.every((came, j) => farthest(came, unit(places[j])) < NEAR);
  return sorts ? places : places.map((_, j) => j);
}

/** Components that turn together. */
function partners(all, place) {
  const beside = zeros().map((_, j) =>
    zeros().flatMap((_, i) => (i !== j && all.some((axes) => Math.abs(axes[j][i]) > COUPLED) ? [i] : [])),
  );
  if (beside.every((others) => others.length === 0)) {
    throw new Fault("length", "Components are multiplied; none turns.", axisExample(place, 0));
  }
  if (beside.some((others, j) => others.length > 1 || others.some((i) => beside[i][0] !== j))) {
    if (isMixed(beside)) {
      const detail = "Partners are picked by one layout and put down by the other.";
      throw new Fault("mixed layout", detail, axisExample(place, 0));
    }
    const longer = place.axes.some((came) => Math.abs(length(came) - 1) > 10 * NEAR);
    throw new Fault(longer ? "length" : "unknown", "Components do not turn in pairs.", axisExample(place, 0));
  }
  const alone = all.findLastIndex((axes) =>
    axes.some((came, j) => !beside[j].length && Math.abs(came[j] - 1) > COUPLED),
  );
  if (alone >= 0) throw new Fault("length", "A component changes without a partner.", axisExample(place, 0));
  return beside.flatMap(([i], j) => (i > j ? [[j, i]] : []));
}

/** Taken apart by neighbours and put together by halves, or the other way round. */
function isMixed(beside) {
  const half = DIM / 2;
  const same = (pattern) => beside.every((others, j) => others.every((i) => pattern(j, i)));
  const apart = (j, i) => (j % 2 ? i === (j - 1) / 2 : i === j / 2 + half);
  const together = (j, i) => (j < half ? i === 2 * j + 1 : i === 2 * (j - half));
  return same(apart) || same(together);
}

function layoutOf(pairs, place) {
  const [[start]] = pairs;
  if (pairs.every(([a, b], i) => a === start + 2 * i && b === a + 1)) return "interleaved";
  if (pairs.every(([a, b], i) => a === start + i && b === a + pairs.length)) return "half";
  const named = pairs.map(([a, b]) => `(${a}, ${b})`).slice(0, 3);
  const moving = `Pairs ${named.join(", ")}${pairs.length > 3 ? ", …" : ""} turn`;
  const even = pairs.every(([a, b]) => b - a === 1 && a % 2 === 0) || pairs.every(([a, b]) => b - a === DIM / 2);
  if (even) throw new Fault("still", `${moving}, others do not.`, axisExample(place, start));
  throw new Fault("layout", `${moving}, which are neither neighbours nor halves.`, axisExample(place, start));
}

/** One pair at one position: the same angle for both components. */
function checkTurn(known, place, axes, a, b, back) {
  const [aa, ba, ab, bb] = [axes[a][a], axes[a][b], axes[b][a], axes[b][b]];
  if (Math.abs(aa - bb) <= NEAR && Math.abs(ab + ba) <= NEAR) return;
  const everywhere = (test) =>
    known.axes.every((one) => known.pairs.every(([i, j]) => test(one[i][i], one[i][j], one[j][i], one[j][j])));
  const reflects =
    Math.abs(ab - ba) < NEAR && everywhere((ii, _, __, jj) => Math.abs(Math.abs(ii) - Math.abs(jj)) < NEAR);
  const wanted = zeros();
  [wanted[back[a]], wanted[back[b]]] = reflects ? [-ba, aa] : [ab, aa];
  const shown = axisExample(place, b, wanted);
  if (reflects) throw new Fault("reflects", "", shown);
  const near = (x, y) => Math.abs(Math.hypot(x, y) - 1) < NEAR;
  if (everywhere((ii, ij, ji, jj) => near(ii, ji) && near(ij, jj))) {
    throw new Fault("mixed layout", "Both components of a pair turn by angles of their own.", shown);
  }
  throw new Fault(everywhere((ii, ij, ji, jj) => near(ii, ij) && near(ji, jj)) ? "unknown" : "length", "", shown);
}

/** What the first component of a pair becomes, at every position tried. */
const phasors = ({ axes, pairs }) => pairs.map(([a, b]) => axes.map((one) => [one[a][a], one[a][b]]));

function checkAngles({ places, known }) {
  if (!known.turning) return "open";
  const positions = places.map(({ m }) => m);
  Object.assign(known, readAngles(phasors(known), positions));
  if (known.shift) {
    known.notes.push(`position 0 is turned as position ${known.shift}, which no score shows`);
  }
  return "kept";
}

function checkSpeeds({ known }) {
  if (!known.speeds) return "open";
  readSpeeds(known.speeds, DIM);
  known.clockwise = known.speeds[0] < 0;
  return "kept";
}

/** The same query and key, seven tokens apart, anywhere. */
function checkDistance({ scores }) {
  return Math.max(...scores) - Math.min(...scores) < NEAR ? "kept" : "broken";
}
