/**
 * Remembers how the picture was when the reader's hand began to move, so that it can be drawn as a pale ghost and a change
 * be seen as one. The ghost leaves a moment after the hand has let go; what moves by itself leaves none.
 */
const REST = 1500; // ms

export function createMemory(root, changed) {
  let latest; // { state, numbers } as last drawn
  let ghost;
  let timer = 0;
  let held = false;

  const letGo = () => {
    clearTimeout(timer);
    timer = setTimeout(forget, REST);
  };
  const forget = () => {
    if (held) return;
    ghost = undefined;
    changed();
  };
  const press = () => {
    held = true;
  };
  const release = () => {
    held = false;
    if (ghost) letGo();
  };
  root.addEventListener("pointerdown", press, { capture: true });
  for (const event of ["pointerup", "pointercancel"]) addEventListener(event, release);

  return {
    /** What was before the movement that is on its way, if one is. */
    before(state, numbers, moving) {
      const same = !latest || Object.keys(state).every((trait) => state[trait] === latest.state[trait]);
      if (moving) ghost = undefined;
      else if (!same) {
        ghost ??= latest;
        letGo();
      }
      latest = { state, numbers };
      return ghost;
    },
    leave() {
      clearTimeout(timer);
      for (const event of ["pointerup", "pointercancel"]) removeEventListener(event, release);
    },
  };
}
