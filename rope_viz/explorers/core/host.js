/**
 * Shows explorers on a page without a kernel. It finds each placeholder that static.py wrote,
 *
 *   <div class="rv-explorer-host" data-explorer="pair"><img class="rv-still"> and the state as JSON</div>
 *
 * and puts the living explorer there, with a model that has anywidget's interface; the still is for paper and for those
 * without JavaScript. Scripts are classic ones, because a page opened from the disk may not import modules: core.js with what
 * explorers share, and one for each explorer that the page has, unless they stand in the page itself.
 */
(() => {
  const folder = /** @type {HTMLScriptElement} */ (document.currentScript)?.src.replace(/[^/]*$/, "");
  const loading = {};

  function loadScript(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.async = false; // all at once, and run in this order
      // so that a new build's script is not an old one from the cache
      script.src = `${folder}explorers/${name}.js?v=${window.ropeVizVersion}`;
      Object.assign(script, { onload: resolve, onerror: () => reject(new Error(`${script.src} did not load`)) });
      document.head.append(script);
    });
  }

  async function load(name) {
    if (!window.ropeVizCore) loading.core ??= loadScript("core");
    if (!window.ropeVizCore?.explorers[name]) loading[name] ??= loadScript(name);
    await Promise.all([loading.core, loading[name]]);
    return window.ropeVizCore;
  }

  /** What anywidget gives to render(), with nobody at the other end. */
  function createModel(state) {
    const listeners = new Map();
    const emit = (event, ...values) => [...(listeners.get(event) ?? [])].forEach((listener) => listener(...values));
    return {
      get: (name) => state[name],
      set(name, value) {
        if (state[name] === value) return;
        state[name] = value;
        emit(`change:${name}`, {}, value);
        emit("change");
      },
      on(event, listener) {
        if (!listeners.has(event)) listeners.set(event, new Set());
        listeners.get(event).add(listener);
      },
      off: (event, listener) => void listeners.get(event)?.delete(listener),
      save_changes() {},
    };
  }

  async function show(place, key) {
    const name = place.dataset.explorer;
    place.id = `explorer-${key}`;
    const state = { _explorer: name };
    Object.assign(state, JSON.parse(place.querySelector('script[type="application/json"]').textContent));
    const { render } = await load(name);
    const el = place.appendChild(document.createElement("div"));
    await render({ model: createModel(state), el, host: { key } });
  }

  function showAll() {
    const count = {};
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".rv-explorer-host"))) {
      const name = place.dataset.explorer;
      const nth = (count[name] = (count[name] ?? 0) + 1);
      show(place, nth === 1 ? name : `${name}-${nth}`).catch((error) => {
        console.error("explorer", name, error);
        place.classList.add("rv-failed"); // which shows the still at least
      });
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", showAll);
  else showAll();
})();
