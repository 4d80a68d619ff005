// Eight points to draw: by mouse or finger in one stroke, by keyboard and screen reader as a slider each.
"use strict";
(() => {
  const { element, number } = /** @type {any} */ (window).ropeVizBets;
  const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [260, 46, 12, 26, 54];

  const drawn = (name, attributes = {}, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    made.append(...children);
    return made;
  };

  /** Places on a plane as wide as there is room, and back. */
  function planeOf(bet, width) {
    const last = bet.at.length - 1;
    const [wide, tall] = [width - LEFT - RIGHT - 24, HEIGHT - TOP - BOTTOM];
    return {
      wide,
      x: (i) => LEFT + 12 + (wide * i) / last,
      y: (value) => TOP + tall * (1 - (value - bet.least) / (bet.most - bet.least)),
      nearest: (x) => Math.min(Math.max(Math.round(((x - LEFT - 12) / wide) * last), 0), last),
      value: (y) => bet.most - ((y - TOP) / tall) * (bet.most - bet.least),
    };
  }

  const path = (plane, values) => values.map((value, i) => `${i ? "L" : "M"}${plane.x(i)},${plane.y(value)}`).join("");

  function axes(bet, plane, width) {
    const levels = [bet.least, (bet.least + bet.most) / 2, bet.most];
    const crowded = plane.wide / bet.at.length < 52; // then labels stand in two rows
    return [
      drawn("text", { class: "rv-bet-axis", x: 0, y: 14 }, bet.axes[1]),
      ...levels.flatMap((level) => [
        drawn("path", { class: "rv-bet-grid", d: `M${LEFT},${plane.y(level)}H${width - RIGHT}` }),
        drawn("text", { x: LEFT - 8, y: plane.y(level) + 4, "text-anchor": "end" }, number(bet, level)),
      ]),
      ...bet.at.map((place, i) =>
        drawn(
          "text",
          { x: plane.x(i), y: HEIGHT - BOTTOM + 20 + (crowded && i % 2 ? 14 : 0), "text-anchor": "middle" },
          place,
        ),
      ),
      drawn("text", { class: "rv-bet-axis", x: width - RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, bet.axes[0]),
    ];
  }

  /** Calls draw(width) now and whenever the width changes. */
  function fitted(svg, draw) {
    const fit = () => {
      const width = svg.parentElement?.clientWidth;
      if (!width) return;
      svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
      draw(width);
    };
    new ResizeObserver(fit).observe(svg.parentElement);
    fit();
  }

  /** Points that were not set follow those that were: on a line between two, level beyond the last. */
  function completed(values, otherwise) {
    const set = [...values.keys()].filter((i) => values[i] !== null);
    return values.map((value, i) => {
      if (value !== null) return value;
      const [before, after] = [set.findLast((k) => k < i), set.find((k) => k > i)];
      if (before === undefined && after === undefined) return otherwise;
      if (before === undefined || after === undefined) return values[before ?? after];
      return values[before] + ((values[after] - values[before]) * (i - before)) / (after - before);
    });
  }

  /** The board to draw on: its element, and value(), which is null until something was drawn. */
  function board(bet) {
    const values = bet.at.map(() => null);
    const settle = (value) =>
      Number((Math.round(Math.min(Math.max(value, bet.least), bet.most) / bet.step) * bet.step).toFixed(9));
    const now = () => completed(values, (bet.least + bet.most) / 2).map(settle);
    const ground = drawn("g");
    const line = drawn("path", { class: "rv-bet-line" });
    const points = bet.at.map((place, i) => {
      const point = drawn(
        "g",
        {
          class: "rv-bet-point",
          role: "slider",
          tabindex: 0,
          "aria-orientation": "vertical",
          "aria-label": `${bet.axes[0]}: ${place}`,
          "aria-valuemin": bet.least,
          "aria-valuemax": bet.most,
        },
        drawn("circle", { r: 14, class: "rv-bet-reach" }),
        drawn("circle", { r: 6 }),
      );
      point.addEventListener("keydown", (event) => {
        const value = moved(event.key, now()[i]);
        if (value === undefined) return;
        event.preventDefault();
        put(i, value);
      });
      return point;
    });
    const svg = drawn("svg", { class: "rv-bet-board", height: HEIGHT }, ground, line, ...points);
    const el = element("div", { class: "rv-bet-curve" }, svg);
    let plane;

    function moved(key, value) {
      const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[key];
      if (steps) return value + steps * bet.step;
      return { Home: bet.least, End: bet.most }[key];
    }

    function put(i, value) {
      values[i] = settle(value);
      show();
    }

    function show() {
      const shown = now();
      if (!plane) return;
      line.setAttribute("d", path(plane, shown));
      line.toggleAttribute(
        "data-begun",
        values.some((value) => value !== null),
      );
      points.forEach((point, i) => {
        point.setAttribute("transform", `translate(${plane.x(i)},${plane.y(shown[i])})`);
        point.setAttribute("aria-valuenow", String(shown[i]));
        point.setAttribute("aria-valuetext", number(bet, shown[i]) + (values[i] === null ? ", not set yet" : ""));
        point.toggleAttribute("data-set", values[i] !== null);
      });
    }

    stroked(svg, (from, to) => {
      const [first, last] = [plane.nearest(from.x), plane.nearest(to.x)];
      for (let i = first; i !== last; i += Math.sign(last - first)) {
        const share = (i - first) / (last - first);
        put(i, plane.value(from.y + share * (to.y - from.y)));
      }
      put(last, plane.value(to.y));
    });
    requestAnimationFrame(() =>
      fitted(svg, (width) => {
        plane = planeOf(bet, width);
        ground.replaceChildren(...axes(bet, plane, width));
        show();
      }),
    );
    return { el, value: () => (values.some((value) => value !== null) ? now() : null) };
  }

  /** Calls back with each piece of a stroke, so that a fast hand leaves no point out. */
  function stroked(svg, piece) {
    let last = null;
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      svg.setPointerCapture(event.pointerId);
      last = at(event);
      piece(last, last);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = at(event);
      piece(last, next);
      last = next;
    });
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (last = null));
  }

  /** Both curves, and their numbers: what was drawn (or null) beside what it is. */
  function compared(bet, said) {
    const svg = drawn("svg", { class: "rv-bet-compared", height: HEIGHT, role: "img" });
    svg.setAttribute("aria-label", said ? "Your curve beside the true one; the numbers follow." : "The true curve.");
    const rows = bet.at.map((place, i) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, place),
        ...(said ? [element("td", {}, number(bet, said[i]))] : []),
        element("td", {}, number(bet, bet.truth[i])),
      ),
    );
    const names = [bet.axes[0], ...(said ? ["you"] : []), "it is"];
    const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
    const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
    const el = element(
      "div",
      { class: "rv-bet-curve" },
      svg,
      element("details", { class: "rv-bet-numbers" }, element("summary", {}, "The numbers"), table),
    );
    requestAnimationFrame(() =>
      fitted(svg, (width) => {
        const plane = planeOf(bet, width);
        const curves = said ? [{ text: "you", values: said, name: "rv-bet-line" }] : [];
        curves.push({ text: "it is", values: bet.truth, name: "rv-bet-true" });
        const lines = curves.map(({ values, name }) => drawn("path", { class: name, d: path(plane, values) }));
        svg.replaceChildren(...axes(bet, plane, width), ...lines, ...namesOf(curves, plane));
      }),
    );
    return el;
  }

  /** Each curve's name at its beginning: above the upper one, below the other. */
  function namesOf(curves, plane) {
    const highest = Math.max(...curves.map(({ values }) => values[0]));
    return curves.map(({ text, values, name }, k) => {
      const above = values[0] === highest && (k === 0 || curves[0].values[0] !== highest);
      const y = plane.y(values[0]) + (above ? -10 : 20);
      return drawn("text", { class: `${name}-name`, x: plane.x(0) - 6, y }, text);
    });
  }

  Object.assign(/** @type {any} */ (window).ropeVizBets, { board, compared });
})();
