/** What the study measured, as the picture needs it: means and bands over the seeds, and what stands at the cursor. */
import { keeping } from "../core/keeping.js";
import spec from "./explorer.json";

export const KINDS = spec.traits.one.options.map(([kind]) => kind);
export const NAMES = Object.fromEntries(spec.traits.one.options);
const TASKS = ["copy", "flip-flop"];
const STRETCHED = "rope"; // the only one that is also tried with rules for longer texts

/** What the curves are of: a headline is built from the losses on text. */
export const settingOf = ({ build, shown }) => (build ? "text" : shown);

/** What runs along the picture: "step", "tokens" or "distance", which are traits too. */
export function viewOf(state) {
  const setting = settingOf(state);
  return setting === "longer" ? "tokens" : TASKS.includes(setting) ? "distance" : "step";
}

export const placesOf = (state) => state.given[viewOf(state)];

/** Which of the measured places the cursor is nearest to. */
export function markOf(state) {
  const gaps = placesOf(state).map((place) => Math.abs(place - state[viewOf(state)]));
  return gaps.indexOf(Math.min(...gaps));
}

/** Seed by seed, what was measured of an encoding; none where it was not. */
export function seedsOf(state, kind) {
  const stretched = viewOf(state) === "tokens" && state.rule !== "as trained" && kind === STRETCHED;
  return state.given.curves[settingOf(state)][stretched ? `${kind} ${state.rule}` : kind] ?? [];
}

/** Over the seeds, at each place; NaN where there is nothing. */
function over(seeds, count, what) {
  return Array.from({ length: count }, (_, k) => {
    const values = seeds.map((each) => each[k]).filter((value) => value !== undefined);
    return values.length ? what(values) : NaN;
  });
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Means and bands, which the cursor changes nothing of. */
const curvesOf = keeping(
  (s) => [s.given, settingOf(s), s.rule],
  (state) => {
    const count = placesOf(state).length;
    const seeds = KINDS.map((kind) => seedsOf(state, kind));
    const each = (what) => seeds.flatMap((curves) => over(curves, count, what));
    return {
      means: each(mean),
      lows: each((values) => Math.min(...values)),
      highs: each((values) => Math.max(...values)),
    };
  },
);

export const row = (values, state, kind) => {
  const count = placesOf(state).length;
  return values.slice(count * KINDS.indexOf(kind), count * (KINDS.indexOf(kind) + 1));
};

/** The step at which RoPE had the loss that sinusoids have at the cursor; NaN if it never had. */
function caughtAt(state, means) {
  if (viewOf(state) !== "step") return NaN;
  const steps = state.given.step;
  const [rope, loss] = [row(means, state, "rope"), row(means, state, "sinusoidal")[markOf(state)]];
  const there = rope.findIndex((value) => value <= loss);
  if (there < 0) return NaN;
  if (there === 0) return steps[0];
  const share = (rope[there - 1] - loss) / (rope[there - 1] - rope[there]);
  return steps[there - 1] + share * (steps[there] - steps[there - 1]);
}

/** The losses on text at the end of training, seed by seed. */
const endsOf = (state, kind) => (state.given.curves.text[kind] ?? [[NaN]]).map((losses) => losses[losses.length - 1]);

/** Where the cursor stands, the best place of seven is the highest share or the lowest loss. */
function bestOf(here, view) {
  const worth = here.map((value) => (Number.isNaN(value) ? -Infinity : view === "distance" ? value : -value));
  return worth.indexOf(Math.max(...worth));
}

export function measure(state) {
  const curves = curvesOf(state);
  const here = KINDS.map((kind) => row(curves.means, state, kind)[markOf(state)]);
  const [one, other] = [endsOf(state, state.one), endsOf(state, state.other)];
  const picked = (ends, seed) => ends[Math.min(seed, ends.length) - 1];
  return {
    ...curves,
    here,
    best: bestOf(here, viewOf(state)),
    caught: caughtAt(state, curves.means),
    ends: [picked(one, state.seed_one), picked(other, state.seed_other)],
    won: one.flatMap((loss) => other.map((against) => Number(loss < against))).reduce((sum, won) => sum + won, 0),
    pairs: one.length * other.length,
    by: mean(one) - mean(other),
  };
}
