/**
 * Makes something anew only when what it comes from has changed: a slider that only moves the cursor need not compute
 * the curve again. `from(state)` lists what it comes from, compared by identity; `make(state)` makes it.
 */
export function keeping(from, make) {
  let parts = [];
  let made;
  return (state) => {
    const now = from(state);
    if (now.length !== parts.length || now.some((part, i) => part !== parts[i])) [parts, made] = [now, make(state)];
    return made;
  };
}
