/**
 * Lets a reader choose a model, or give a config.json that stays in the browser, and shows it with the page's explorer of
 * models. The address has it: page.html?model=llama-3-1-8b, also as #model=llama-3-1-8b; a file of one's own goes along whole
 * as ?config={...} if it is short.
 */
import { inWords } from "./card.js";
import { controls, lead, lists, say } from "./form.js";
import { readModel } from "./reader.js";
import { stretchAddress } from "./stretch.js";
import { setTables } from "./tables.js";
import { Refused } from "./values.js";

const LONGEST = 6000; // characters of a file that an address may carry
const UNKNOWN = 4096; // tokens of context where a file says nothing
const NONE = { kind: null, context: null };
const MOST = 16777216; // that the explorer can draw
const IN_PYTHON = "In Python, rv.read_model(path) reads or refuses it in the same words.";

function start(place) {
  const { tables, catalog } = window.ropeVizModels;
  setTables(tables);
  const form = controls(place, catalog);
  let latest; // the model as the explorer has it

  /** The explorer of this page, once it is drawn. */
  const explorer = new Promise((found) => {
    const root = () => /** @type {HTMLElement} */ (document.querySelector('.rv-explorer[data-explorer="model"]'));
    if (root()?.ropeViz) found(root());
    else
      addEventListener("rv-drawn", (event) => {
        if (event.target === root()) found(root());
      });
  });

  explorer.then((root) =>
    (root.closest("figure") ?? root.closest(".rv-explorer-host")).after(form.words, form.further),
  );

  /** Reads a configuration and shows it, or says why not. */
  async function show(config, name, source, traits = NONE) {
    const root = await explorer;
    const host = root.closest(".rv-explorer-host");
    try {
      const { model, warnings } = readModel(config, name);
      latest = model;
      const context = Math.min(Math.max(model.context ?? UNKNOWN, 2), MOST);
      root.ropeViz.change({ model, kind: 0, context });
      root.ropeViz.change(traitsOf(traits, model));
      host.hidden = false;
      say(form, { name, lines: inWords(model), warnings, source });
    } catch (error) {
      host.hidden = true; // another model's picture is not this one's
      lead(form, "");
      const refused = error instanceof Refused ? `${name} is refused: ${error.message}` : `${name} can't be read here.`;
      say(form, { refused: `${refused} ${IN_PYTHON}`, source });
    }
  }

  function choose(id, traits = NONE) {
    const model = catalog.find((entry) => entry.id === id);
    if (!model) return say(form, { refused: `No model of the list is called ${id}.` });
    form.select.value = id;
    return show(model.config, model.name, lists.sourceOf(model), traits);
  }

  function give(text, name, traits = NONE) {
    form.select.value = "";
    let config;
    try {
      config = JSON.parse(text);
    } catch (error) {
      return refuse(`${name} must be JSON, but it is broken: ${error.message}.`);
    }
    const family = typeof config?.model_type === "string" ? config.model_type : name;
    return show(config, family, `${name}, read in this browser and sent nowhere`, traits);
  }

  async function refuse(text) {
    (await explorer).closest(".rv-explorer-host").hidden = true;
    say(form, { refused: text });
  }

  const given = (text, name) => {
    remember({ config: text.length <= LONGEST ? compact(text) : null });
    return give(text, name);
  };
  form.select.addEventListener("change", () => {
    remember({ model: form.select.value });
    choose(form.select.value);
  });
  form.watch(given, refuse);
  explorer.then((root) =>
    root.addEventListener("rv-drawn", (/** @type {CustomEvent} */ { detail }) => {
      const { model, kind } = detail.state;
      lead(form, stretchAddress(model.kinds.filter(({ rope }) => rope)[kind]?.rope, model.context));
      if (!latest || model === latest) return; // else the explorer was reset
      latest = model;
      const first = catalog.find(({ name }) => name === model.name);
      if (first) choose(first.id);
    }),
  );

  const asked = new URLSearchParams(location.search);
  const hash = new URLSearchParams(location.hash.slice(1));
  const at = (name) => asked.get(name) ?? hash.get(name);
  const traits = { kind: asked.get("model.kind"), context: asked.get("model.context") };
  if (at("config")) give(at("config"), "the address's config.json", traits);
  else choose(at("model") ?? form.first, traits);
  addEventListener("hashchange", () => {
    const named = new URLSearchParams(location.hash.slice(1)).get("model");
    if (named) choose(named);
  });
}

/** What the address says of the explorer's sliders, where this model allows it. */
function traitsOf({ kind, context }, { kinds }) {
  const [layers, tokens] = [Number(kind), Number(context)];
  const found = {};
  if (Number.isInteger(layers) && layers > 0 && layers < kinds.filter(({ rope }) => rope).length) found.kind = layers;
  if (Number.isInteger(tokens) && tokens >= 2 && tokens <= MOST) found.context = tokens;
  return found;
}

function compact(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Puts it into the address, in place of what was there. */
function remember({ model = null, config = null }) {
  const url = new URL(location.href);
  for (const name of [...url.searchParams.keys()])
    if (/^(model|config)($|\.)/.test(name)) url.searchParams.delete(name);
  if (model) url.searchParams.set("model", model);
  if (config) url.searchParams.set("config", config);
  url.hash = "";
  try {
    history.replaceState(history.state, "", url);
  } catch {
    // a page that may not rewrite its own address works as well
  }
}

document.querySelectorAll(".rv-your-model").forEach(start);
