/** What is dragged round a centre, such as the hand of a clock. */
import { angleFromTo } from "./rope.js";

/**
 * For draggable and createGrip: turns a pointer's way into an angle, whole turns counted. `centre()` is where the hand turns,
 * in stage coordinates; `angle()` how far it has turned; `most()` how far it can. Of several hands, the event tells which.
 */
export function goingRound({ centre, angle, most }, moved) {
  let turned = 0;
  /** @type {[number, number]} */
  let last = [1, 0];
  return (x, y, event) => {
    const [across, down] = centre(event);
    /** @type {[number, number]} */
    const towards = [x - across, down - y];
    if (event.type === "pointerdown") turned = angle(event);
    else {
      turned = Math.min(Math.max(turned + angleFromTo(last, towards), 0), most(event));
      moved(turned, event);
    }
    last = towards;
  };
}
