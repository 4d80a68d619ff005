// What the reader said of each bet, and the words for it. The browser keeps it; where it keeps nothing, the page does.
// A bet that was looked at without being placed is kept as null.
"use strict";
(() => {
  const PLACE = "rope-viz bets";
  let said = {};

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE));
      said = kept && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
    } catch {
      // nothing can be kept, or what was is no JSON: what this page knows stays
    }
  }

  function keep(next) {
    said = next;
    try {
      if (Object.keys(said).length) localStorage.setItem(PLACE, JSON.stringify(said));
      else localStorage.removeItem(PLACE);
    } catch {
      // it lives as long as the page
    }
  }

  const inRange = (bet, value) => Number.isFinite(value) && value >= bet.least && value <= bet.most;

  /** Whether this could be said of the bet: what was kept may be of a former book. */
  function sayable(bet, value) {
    if (bet.kind === "choice") return Number.isInteger(value) && value in bet.possibilities;
    if (bet.kind === "number") return inRange(bet, value);
    return Array.isArray(value) && value.length === bet.at.length && value.every((y) => inRange(bet, y));
  }

  /** What was said: undefined if nothing, null if the reader only looked. */
  function get(bet) {
    const value = Object.hasOwn(said, bet.name) ? said[bet.name] : undefined;
    return value === null || sayable(bet, value) ? value : undefined;
  }

  /** Keeps what was said, or forgets it (undefined). */
  function set(bet, value) {
    const { [bet.name]: _former, ...others } = said;
    keep(value === undefined ? others : { ...others, [bet.name]: value });
  }

  /** Calls back when another page, or a visit in between, has changed what is kept. */
  function watch(changed) {
    const again = () => {
      load();
      changed();
    };
    addEventListener("storage", (event) => (event.key === PLACE || event.key === null) && again());
    addEventListener("pageshow", (event) => event.persisted && again());
  }

  /** A number with the decimals of the bet's step, as bet.py writes it. */
  function number(bet, value) {
    const digits = Math.max(0, -Math.floor(Math.log10(bet.step)));
    const size = Math.abs(value).toLocaleString("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return (value < 0 ? "−" : "") + size;
  }

  const withUnit = (bet, value) =>
    `${number(bet, value)} ${value === 1 ? bet.unit.replace(/s$/, "") : bet.unit}`.trim();

  /** How far what was said is from what it is; of a curve, on the average of its points. */
  function distance(bet, value) {
    if (bet.kind !== "curve") return Math.abs(value - bet.truth);
    return value.reduce((sum, y, i) => sum + Math.abs(y - bet.truth[i]), 0) / value.length;
  }

  /** The verdict in a sentence or two: what was said, and what it is. */
  function verdict(bet, value) {
    const quoted = (text) => `“${text.replace(/\.$/, "")}”`;
    const answer = bet.kind === "choice" ? quoted(bet.answer) : bet.answer;
    if (value === null) return bet.kind === "curve" ? "Here is the curve." : `It is ${answer}.`;
    if (bet.kind === "curve") return `Your curve is off by ${number(bet, distance(bet, value))} on the average.`;
    const words = bet.kind === "choice" ? quoted(bet.possibilities[value]) : withUnit(bet, value);
    return value === bet.truth ? `You said ${words}. So it is.` : `You said ${words}. It is ${answer}.`;
  }

  /** How near it came, in a few words; of a curve the verdict says it. */
  function nearness(bet, value) {
    if (value === null) return "looked at, not placed";
    if (bet.kind === "curve") return "";
    const off = distance(bet, value);
    if (bet.kind === "choice") return off ? "not so" : "right";
    return off ? `off by ${withUnit(bet, off)}` : "exactly right";
  }

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const button = (text, press) => {
    const made = element("button", { type: "button" }, text);
    made.addEventListener("click", press);
    return made;
  };

  const read = (box) => JSON.parse(box.querySelector('script[type="application/json"]').textContent);

  load();
  /** @type {any} */ (window).ropeVizBets = {
    get,
    set,
    watch,
    forget: () => keep({}),
    number,
    withUnit,
    verdict,
    nearness,
    element,
    button,
    read,
  };
})();
