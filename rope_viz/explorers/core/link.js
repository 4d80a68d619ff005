/**
 * Slider values in the address: page.html?pair.length=12&pair.inv_freq=0.3#explorer-pair
 * `key` tells apart the explorers of one page: "pair", and "pair-2" for a second one.
 */
import { allowed } from "./controls.js";

/** The traits that a query such as the address's sets. */
export function traitsFrom(search, key, controls, state) {
  const query = new URLSearchParams(search);
  return traitsOf((trait) => query.get(`${key}.${trait}`), controls, state);
}

/** The traits that `textOf(trait)` sets (null: not at all), each brought to a value that its control allows. */
export function traitsOf(textOf, controls, state) {
  const found = {};
  const named = controls.filter((control) => control.trait);
  // What one control allows may depend on another that stands after it: the second time all of them are known.
  for (const control of [...named, ...named]) {
    const text = textOf(control.trait);
    const value = text === null ? undefined : allowed(control, String(text), { ...state, ...found });
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

const place = (key) => `rope-viz ${location.pathname} ${key}`;

/** Keeps what was moved for as long as the tab lives, in case the reader comes back to the page. */
export function remember(key, search) {
  try {
    sessionStorage.setItem(place(key), search);
  } catch {
    // a browser that keeps nothing loses no more than before
  }
}

/** What was moved when the reader left, if it was by going back or forward that he came; else what the address says. */
export function whatToShow(key) {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  try {
    return (visit?.type === "back_forward" && sessionStorage.getItem(place(key))) || location.search;
  } catch {
    return location.search;
  }
}
