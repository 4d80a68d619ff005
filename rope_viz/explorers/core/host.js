/**
 * Shows explorers on a page without a kernel. It finds each placeholder that static.py wrote,
 *
 *   <div class="rv-explorer-host" data-explorer="pair"><img class="rv-still"> and the state as JSON</div>
 *
 * and puts the living explorer there, with a model that has anywidget's interface; the still is for paper and for those
 * without JavaScript. The module is registered by a classic script as text, `ropeVizModule = "..."`, because a page opened
 * from the disk may load scripts but not import modules. It is loaded once, whatever explorers the page has.
 */
(() => {
  const folder = /** @type {HTMLScriptElement} */ (document.currentScript)?.src.replace(/[^/]*$/, "");
  let imported;

  function loadScript(src) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src, onload: resolve, onerror: () => reject(new Error(`${src} did not load`)) });
      document.head.append(script);
    });
  }

  async function importModule() {
    const version = window.ropeVizVersion; // so that a new build's module is not an old one from the cache
    if (!window.ropeVizModule) await loadScript(`${folder}explorers.module.js?v=${version}`);
    const url = URL.createObjectURL(new Blob([window.ropeVizModule], { type: "text/javascript" }));
    const module = await import(url);
    URL.revokeObjectURL(url);
    return module.default;
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
    const { render } = await (imported ??= importModule());
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
