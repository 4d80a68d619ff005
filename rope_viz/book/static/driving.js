// Joins the prose with the page's explorers, as driving.py has marked it: verbs become buttons that move an explorer, numbers
// follow it, and the symbols of a formula and the marks of the picture light each other. Without this script the words
// stand as they are.
"use strict";
(() => {
  const IN_VIEW = 0.8; // the share of a picture that one must see before it moves

  const placeOf = (key) => document.getElementById(`explorer-${key}`);
  const rootOf = (key) => /** @type {HTMLElement} */ (placeOf(key)?.querySelector(".rv-explorer"));
  const keyOf = (root) => root.closest(".rv-explorer-host")?.id.replace("explorer-", "");
  const frame = () => new Promise(requestAnimationFrame);

  /** Makes a span act as a button that breaks between lines as words do, which a button does not. */
  function pressable(span, act) {
    span.setAttribute("role", "button");
    span.tabIndex = 0;
    span.addEventListener("click", act);
    span.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault(); // the space bar would scroll
      act();
    });
  }

  /** The same words inside a button, with the span's classes and data. */
  function button(span) {
    const made = document.createElement("button");
    for (const { name, value } of span.attributes) made.setAttribute(name, value);
    made.type = "button";
    made.append(...span.childNodes);
    span.replaceWith(made);
    return made;
  }

  /** How far the page must scroll, at least, until enough of the picture is in view. */
  function distanceTo(root) {
    const above = Number.parseFloat(root.style.getPropertyValue("--rv-header")) || 0;
    const { top, height } = root.querySelector(".rv-stage").getBoundingClientRect();
    const room = innerHeight - above;
    const seen = Math.min(top + height, innerHeight) - Math.max(top, above);
    if (seen >= IN_VIEW * Math.min(height, room)) return 0;
    // What stays in view while one scrolls stands lower than its own place, which is at the head of the explorer.
    const start = Math.min(root.getBoundingClientRect().top, top) - above;
    return start < 0 || height > room ? start : start + height - room;
  }

  /** Scrolls until the picture is in view; where it cannot be, a second and a half. */
  async function bringIntoView(root) {
    const way = distanceTo(root);
    const calm = way === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollTo({ top: scrollY + way, behavior: calm ? "instant" : "smooth" }); // also ends a way that is not yet at its end
    const end = performance.now() + 1500;
    while (distanceTo(root) !== 0 && performance.now() < end) await frame();
  }

  /** After a verb has scrolled its text away, a button that leads back to the verb; one on a page at most. */
  const back = document.createElement("button");
  Object.assign(back, { type: "button", className: "rv-back", textContent: "back to the text" });
  const seen = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) leaveBack();
  });
  function leaveBack() {
    seen.disconnect();
    back.remove();
  }
  function offerBack(verb) {
    leaveBack();
    verb.after(back); // so that it is the next stop of the Tab key
    seen.observe(verb);
    back.onclick = () => {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      verb.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
      verb.focus({ preventScroll: true });
      leaveBack();
    };
  }

  async function move(verb) {
    const { explorer: key, traits } = verb.dataset;
    for (let waited = 0; !rootOf(key)?.ropeViz && waited < 600; waited++) await frame(); // it is still being made
    const root = rootOf(key);
    if (!root) return;
    await bringIntoView(root);
    root.ropeViz.moveTo(JSON.parse(traits));
    for (let drawn = 0; drawn < 2; drawn++) await frame();
    await bringIntoView(root); // for some states a picture is taller
    const { top, bottom } = verb.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) offerBack(verb);
  }

  function follow(spans) {
    document.addEventListener("rv-drawn", (event) => {
      const { target, detail } = /** @type {CustomEvent} */ (event);
      const root = /** @type {HTMLElement} */ (target);
      const { fixed, count } = root.ropeViz.words;
      for (const span of spans) {
        const { explorer, number, digits } = span.dataset;
        if (explorer !== keyOf(root)) continue;
        const value = detail.numbers[number];
        const text = Number.isFinite(value) ? fixed(value, Number(digits)) : "–"; // not asked in this state
        const written = digits === "0" ? count(text) : text;
        if (span.textContent !== written) span.textContent = written;
      }
    });
    // Where this script comes late, pictures have been drawn without it, and not all as the page was built.
    for (const root of document.querySelectorAll(".rv-explorer")) /** @type {any} */ (root).ropeViz?.change({});
  }

  /** Symbols of one page: { key, symbol } of what is pointed at or chosen, as formula, list and picture show it. */
  function link(buttons) {
    const known = new Set(buttons.map((entry) => entry.dataset.symbol));
    const key = buttons[0].dataset.explorer;
    let chosen = null;
    let lit = null;

    function show(symbol, inPicture) {
      if (symbol === lit) return;
      lit = symbol;
      const root = rootOf(key);
      root?.classList.toggle("rv-lighting", Boolean(symbol) && !inPicture);
      for (const node of document.querySelectorAll("[data-lit]")) node.removeAttribute("data-lit");
      if (!symbol) return;
      const marks = root?.querySelectorAll(`[data-symbol~="${symbol}"]`) ?? [];
      const letters = document.querySelectorAll(`mjx-math .rv-symbol-${symbol}`);
      const entries = buttons.filter((entry) => entry.dataset.symbol === symbol);
      for (const node of [...marks, ...letters, ...entries]) node.setAttribute("data-lit", "");
    }
    const rest = () => {
      const focused = buttons.find((entry) => entry.matches(":focus-visible"));
      show(focused?.dataset.symbol ?? chosen, false);
    };

    function choose(symbol) {
      chosen = symbol === chosen ? null : symbol;
      for (const entry of buttons) entry.setAttribute("aria-pressed", String(entry.dataset.symbol === chosen));
      lit = undefined;
      rest();
    }

    /** The symbol at a place of the page, and whether it is the picture that has it there. */
    function symbolAt({ target, clientX, clientY }) {
      const letter = target.closest?.('mjx-math [class*="rv-symbol-"]');
      const name = letter && /rv-symbol-([a-z]+)/.exec(letter.className)?.[1];
      if (known.has(name)) return { symbol: name, inPicture: false };
      if (!rootOf(key)?.contains(target)) return {};
      const marks = document.elementsFromPoint(clientX, clientY).map((node) => node.getAttribute("data-symbol"));
      return { symbol: marks.find((symbol) => known.has(symbol)), inPicture: true };
    }

    for (const entry of buttons) {
      entry.setAttribute("aria-pressed", "false");
      entry.addEventListener("click", () => choose(entry.dataset.symbol));
      for (const enter of ["pointerenter", "focus"])
        entry.addEventListener(enter, () => show(entry.dataset.symbol, false));
      for (const leave of ["pointerleave", "blur"]) entry.addEventListener(leave, rest);
    }
    document.addEventListener("click", (event) => {
      const { symbol, inPicture } = symbolAt(event);
      if (symbol && !inPicture) choose(symbol);
    });
    document.addEventListener("pointermove", (event) => {
      if (/** @type {Element} */ (event.target).closest(".rv-symbols")) return;
      const { symbol, inPicture } = symbolAt(event);
      if (symbol) show(symbol, inPicture);
      else rest();
    });
  }

  for (const verb of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".rv-move"))) {
    verb.title = "moves the picture";
    pressable(verb, () => move(verb));
  }
  const spans = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("span.rv-live")]);
  for (const span of spans) span.title = "follows the picture";
  if (spans.length) follow(spans);
  const symbols = [...document.querySelectorAll(".rv-symbols span[data-symbol]")].map(button);
  if (symbols.length) link(symbols);
})();
