/**
 * Movement that nobody's hand makes: ▶ beside a slider, and the glide to a state that a verb in the text names.
 * Both are ended by the reader's own hand, and neither moves anything for those who ask for reduced motion.
 */
import { element, of, places, set } from "./controls.js";

const GLIDE = 700; // ms

/** Runs `step(share of the time that has passed, ms since the last frame)` in each frame until it says stop. */
function everyFrame(step) {
  let frame = 0;
  let last = 0;
  const run = (now) => {
    const passed = last ? now - last : 0;
    last = now;
    if (step(passed) === false) stop();
    else frame = requestAnimationFrame(run);
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = last = 0;
  };
  return {
    start: () => void (frame ||= requestAnimationFrame(run)),
    stop,
    get running() {
      return frame !== 0;
    },
  };
}

/**
 * ▶ for a control with `play`, the steps that it makes in a second: from where it is to its end, and there it rests.
 * Pressed at the end it begins anew.
 */
export function createPlayer(control, stage, current, change) {
  const button = element("button", "rv-play");
  button.type = "button";
  let due = 0; // steps that time has brought, and of which only whole ones are made
  const loop = everyFrame((passed) => {
    due += (passed * of(control.play, current())) / 1000;
    const steps = Math.floor(due);
    due -= steps;
    if (steps) forward(steps);
    return !atEnd();
  });
  const range = () => places(control, current());
  const atEnd = () => range().now >= range().last;
  const forward = (steps) => {
    const { now, last, valueAt } = range();
    change(control.write(valueAt(Math.min(now + steps, last)), current()));
  };
  const player = {
    button,
    get running() {
      return loop.running;
    },
    stop() {
      if (!loop.running) return;
      loop.stop();
      player.show(current());
    },
    show(state) {
      if (loop.running && atEnd()) loop.stop();
      const doing = loop.running ? "Pause" : "Play";
      button.hidden = stage.calm;
      button.classList.toggle("rv-playing", loop.running);
      set(button, "aria-label", `${doing}: ${of(control.label, state)}`);
    },
  };
  button.addEventListener("click", () => {
    if (loop.running) return player.stop();
    due = 0;
    const { first, valueAt } = range();
    if (atEnd()) change(control.write(valueAt(first), current()));
    loop.start();
    player.show(current());
  });
  return player;
}

/**
 * Moves along the sliders' places from the present state to one where `goal` holds. What no slider shows changes first, at
 * once; where nothing can glide, everything does.
 */
export function createGlide(controls, stage, current, change) {
  /** @type {(passed: number) => boolean} */
  let step = () => false;
  const loop = everyFrame((passed) => step(passed));
  const slid = (goal) => controls.filter(({ kind, trait }) => kind === "slider" && trait in goal);
  const way = (control, goal) => {
    const from = places(control, current());
    const to = places(control, { ...current(), ...goal });
    return (share) => control.write(to.valueAt(Math.round(from.now + share * (to.now - from.now))), current());
  };
  return {
    stop: loop.stop,
    to(goal) {
      loop.stop();
      const gliding = stage.calm ? [] : slid(goal);
      if (gliding.length === 0) return change(goal);
      const ways = gliding.map((control) => way(control, goal));
      const traits = gliding.map(({ trait }) => trait);
      change(Object.fromEntries(Object.entries(goal).filter(([trait]) => !traits.includes(trait))));
      let share = 0;
      step = (passed) => {
        share = Math.min(1, share + passed / GLIDE);
        const eased = share * share * (3 - 2 * share);
        change(share < 1 ? Object.assign({}, ...ways.map((along) => along(eased))) : goal);
        return share < 1;
      };
      loop.start();
    },
  };
}
