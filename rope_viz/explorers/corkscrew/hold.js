/** What a reader can take hold of on the picture: the view, the plane, and the button between two views. */

import { say } from "../core/controls.js";
import { shareAt } from "./view.js";

/** Turns the view by dragging the ground. A finger's way up and down still scrolls the page. */
export function turnable(node, current, change) {
  let grip;
  node.on("pointerdown", (event) => {
    const { view_angle, tilt } = current();
    grip = { x: event.clientX, y: event.clientY, view_angle, tilt };
    event.currentTarget.setPointerCapture(event.pointerId);
  });
  node.on("pointermove", (event) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const within = (value, most) => Math.round(10 * Math.min(Math.max(value, -most), most)) / 10;
    change({
      view_angle: within(grip.view_angle + 0.3 * (grip.x - event.clientX), 90),
      tilt: within(grip.tilt + 0.3 * (event.clientY - grip.y), 60),
    });
  });
}

/** For draggable: moves the plane along the axis by as much as the pointer moves. */
export function alongAxis(current, change) {
  let grip = 0;
  return (x, y, event) => {
    const { places, tokens, now } = current();
    const place = shareAt(places, x, y) * (tokens - 1);
    if (event.type === "pointerdown") grip = place - now;
    else change({ now: Math.min(Math.max(Math.round(place - grip), 0), tokens - 1) });
  };
}

/** A button on the picture; `show(text)` says what it will do next. */
export function createButton(stage, press) {
  const box = stage.el.appendChild(document.createElement("div"));
  box.className = "rv-buttons rv-look";
  const button = box.appendChild(document.createElement("button"));
  button.type = "button";
  button.addEventListener("click", press);
  return (text) => {
    say(button, text);
  };
}
