/**
 * Slider values in the address: page.html?pair.length=12&pair.inv_freq=0.3#explorer-pair
 * `key` tells apart the explorers of one page: "pair", and "pair-2" for a second one.
 */
import { allowed } from "./controls.js";

/** The traits that the page's address sets, each brought to a value that its control allows. */
export function traitsFromLink(key, controls, state) {
  const query = new URLSearchParams(location.search);
  const found = {};
  for (const control of controls.filter((control) => control.trait)) {
    const text = query.get(`${key}.${control.trait}`);
    const value = text === null ? undefined : allowed(control, text, { ...state, ...found });
    if (value !== undefined) Object.assign(found, control.write(value, { ...state, ...found }));
  }
  return found;
}

/** The page's address with the traits that differ from the first state. */
export function linkTo(key, controls, state, first) {
  const url = new URL(location.href);
  for (const name of [...url.searchParams.keys()]) {
    if (name.startsWith(`${key}.`)) url.searchParams.delete(name);
  }
  for (const { trait } of controls) {
    if (trait && String(state[trait]) !== String(first[trait])) url.searchParams.set(`${key}.${trait}`, state[trait]);
  }
  url.hash = `explorer-${key}`;
  return url.href;
}
