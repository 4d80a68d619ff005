// Draws the plotly figures of a page. One plotly.js serves them all and is fetched only when a figure comes
// near the screen; figures are drawn again when the page's theme or their own width changes.
"use strict";
(() => {
  const libraryUrl = new URL("plotly.min.js", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  const CLEAR = "rgba(0,0,0,0)";
  const NARROW = 520; // px; below it the legend goes under the plot, and scenes become square
  const SCENE_SHAPE = 1.5; // width over height at which a scene is as large as its figure says
  let library;

  function loadScript(src) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = src;
      script.onload = () => resolve(undefined);
      script.onerror = () => reject(new Error(`${src.split("/").at(-1)} did not load`));
      document.head.append(script);
    });
  }

  function loadPlotly() {
    library ??= loadScript(libraryUrl).then(() => window.Plotly);
    return library;
  }

  // A large figure is a script of its own beside the page, which a page from the disk may load, too (lighter.py).
  async function specOf(script) {
    const { file, key } = script.dataset;
    if (file && !window.ropeVizFigures?.[key]) await loadScript(file);
    return file ? window.ropeVizFigures[key] : JSON.parse(script.textContent);
  }

  const pageTheme = () => (document.documentElement.dataset.theme === "dark" ? "dark" : "light");
  const cssColour = (role) => getComputedStyle(document.documentElement).getPropertyValue(`--rv-${role}`).trim();

  // The same JSON with every light colour that has a dark partner replaced by it.
  function inDark(value, darkOf) {
    if (typeof value === "string") return value[0] === "#" ? (darkOf[value.toLowerCase()] ?? value) : value;
    if (Array.isArray(value)) {
      const numbers = value.every((item) => typeof item === "number");
      return numbers ? value : value.map((item) => inDark(item, darkOf));
    }
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inDark(item, darkOf)]));
  }

  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  function merged(under, over) {
    const result = { ...under };
    for (const [key, value] of Object.entries(over)) {
      result[key] = isObject(value) && isObject(result[key]) ? merged(result[key], value) : value;
    }
    return result;
  }

  // Goes into the template, so that whatever a figure sets itself stays.
  function pageStyle() {
    const [paper, ink, muted, grid] = ["paper", "ink", "muted", "grid"].map(cssColour);
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: muted, tickcolor: muted, automargin: true };
    const spatial = { ...axis, showbackground: false, color: ink };
    return {
      font: { color: ink },
      paper_bgcolor: CLEAR,
      plot_bgcolor: CLEAR,
      legend: { bgcolor: CLEAR },
      hoverlabel: { bgcolor: paper, bordercolor: muted, font: { color: ink } },
      xaxis: axis,
      yaxis: axis,
      scene: { bgcolor: CLEAR, xaxis: spatial, yaxis: spatial, zaxis: spatial },
    };
  }

  // WebGL scenes are fitted to their height: on a narrow page they would be cut off left and right, their
  // tick labels first, which do not shrink. Most is taken from the length, least from the height.
  function shrunk({ x, y, z }, share) {
    return { x: x * share ** 1.5, y: y * share, z: z * share ** 0.5 };
  }

  function layoutFor(layout, width, height) {
    const result = merged(layout, { width, height, autosize: false, uirevision: "kept" });
    result.template = merged(layout.template ?? {}, { layout: merged(layout.template?.layout ?? {}, pageStyle()) });
    // A notebook may be dark, so the house's figures bring their paper along: a page shows its own instead.
    for (const part of ["paper_bgcolor", "plot_bgcolor"]) {
      if (result[part] === cssColour("paper")) result[part] = CLEAR;
    }
    if (width < NARROW) {
      result.margin = {
        ...layout.margin,
        l: Math.min(layout.margin?.l ?? 44, 44),
        r: Math.max(layout.margin?.r ?? 8, 8),
      };
      if (layout.legend?.orientation !== "h") {
        result.legend = { ...layout.legend, orientation: "h", x: 0, xanchor: "left", y: -0.25, yanchor: "top" };
      }
    }
    if (layout.scene?.aspectratio) {
      const share = Math.min(1, width / height / SCENE_SHAPE);
      result.scene = { ...layout.scene, aspectratio: shrunk(layout.scene.aspectratio, share) };
    }
    // A finger that scrolls the page must not zoom the figure it happens to touch.
    if (matchMedia("(pointer: coarse)").matches) result.dragmode = false;
    return result;
  }

  class Figure {
    constructor(box) {
      this.box = box;
      this.plot = box.querySelector(".rv-figure-plot");
      this.spec = null; // read when it is drawn
      this.height = this.plot.clientHeight;
      this.near = false;
    }

    async draw() {
      if (!this.near || !this.plot.clientWidth) return;
      const theme = pageTheme();
      const state = `${theme} ${this.plot.clientWidth}`;
      if (state === this.state) return;
      this.state = state;
      try {
        this.spec ??= await specOf(this.box.querySelector("script"));
        const Plotly = await loadPlotly();
        const colours = JSON.parse(document.getElementById("rv-dark-colours").textContent);
        const { data, layout = {} } = theme === "dark" ? inDark(this.spec, colours) : structuredClone(this.spec);
        const width = this.plot.clientWidth;
        const height = layout.scene && width < NARROW ? Math.min(this.height, width) : this.height;
        this.plot.style.height = `${height}px`;
        await Plotly.react(this.plot, data, layoutFor(layout, width, height), {
          displayModeBar: false,
          responsive: false,
        });
        this.box.dataset.drawn = theme;
      } catch (error) {
        this.plot.textContent = `This figure could not be drawn (${error.message}). ${this.plot.ariaLabel}`;
      }
    }
  }

  function start() {
    const figures = new Map([...document.querySelectorAll("div.rv-figure")].map((box) => [box, new Figure(box)]));
    const nearScreen = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          nearScreen.unobserve(target);
          figures.get(target).near = true;
          figures.get(target).draw();
        }
      },
      { rootMargin: "600px" },
    );
    const width = new ResizeObserver((entries) => entries.forEach(({ target }) => figures.get(target).draw()));
    for (const box of figures.keys()) {
      nearScreen.observe(box);
      width.observe(box);
    }
    new MutationObserver(() => figures.forEach((figure) => figure.draw())).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme"],
    });
  }

  start(); // deferred: the page has been read
})();
