/** The controls with which a model is chosen or a file is given, and the place where the model is put in words. */

const FIRST = "llama-3-1-8b";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

export const lists = {
  sourceOf: ({ published, source }) =>
    published ? `its published file (${source})` : `what its family's class fills in (${source})`,
};

/** Builds the controls in their place: { select, first, told, words, further, watch(given, refused) }. */
export function controls(place, catalog) {
  const select = element("select", { id: "rv-model-chosen" });
  const group = (label, models) =>
    element("optgroup", { label }, ...models.map(({ id, name }) => element("option", { value: id }, name)));
  select.append(
    element("option", { value: "", hidden: "" }, "a file of your own"),
    group(
      "Published files",
      catalog.filter(({ published }) => published),
    ),
    group(
      "Families, as their classes fill them in",
      catalog.filter(({ published }) => !published),
    ),
  );
  const file = element("input", { type: "file", accept: ".json,application/json", id: "rv-model-file" });
  const text = element("textarea", { id: "rv-model-text", rows: "6", spellcheck: "false" });
  const read = element("button", { type: "button" }, "Read it");
  const pasted = element(
    "details",
    {},
    element("summary", {}, "Paste its text"),
    element("label", { for: "rv-model-text" }, "The text of a config.json"),
    text,
    read,
  );
  const told = element("div", { class: "rv-model-words", role: "status" }); // by the form: what is amiss
  const words = element("div", { class: "rv-model-words" }); // below the picture: the model in words
  const further = element("p", { class: "rv-model-further" }); // and where it goes on
  place.replaceChildren(
    element("div", { class: "rv-model-row" }, element("label", { for: "rv-model-chosen" }, "A model"), select),
    element(
      "div",
      { class: "rv-model-row rv-model-drop" },
      element("label", { for: "rv-model-file" }, "or drop a config.json here"),
      file,
      pasted,
    ),
    told,
  );
  const watch = (given, refused) => {
    const readFile = async (one) => {
      if (!one) return;
      if (one.size > 5e6)
        refused(`${one.name} must be a config.json; it has ${Math.round(one.size / 1e6)} million bytes.`);
      else given(await one.text(), one.name);
    };
    file.addEventListener("change", () => readFile(/** @type {HTMLInputElement} */ (file).files[0]));
    read.addEventListener("click", () => given(/** @type {HTMLTextAreaElement} */ (text).value, "the pasted text"));
    place.addEventListener("dragover", (event) => {
      event.preventDefault();
      place.classList.add("rv-model-over");
    });
    place.addEventListener("dragleave", () => place.classList.remove("rv-model-over"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      place.classList.remove("rv-model-over");
      readFile(event.dataTransfer.files[0]);
    });
  };
  return { select: /** @type {HTMLSelectElement} */ (select), first: FIRST, told, words, further, watch };
}

/** Puts a model into words, or says why it is refused. */
export function say({ told, words }, { name = "", lines = [], warnings = [], source = "", refused = "" }) {
  told.replaceChildren();
  words.replaceChildren();
  if (refused) told.append(element("p", { class: "rv-model-refused" }, refused));
  for (const warning of warnings) told.append(element("p", { class: "rv-model-refused" }, `Beware: ${warning}`));
  if (lines.length) words.append(element("p", {}, element("strong", {}, name), " in the words of the package:"));
  if (lines.length) words.append(element("ul", {}, ...lines.map((line) => element("li", {}, line))));
  if (source) (refused ? told : words).append(element("p", { class: "rv-model-source" }, `Source: ${source}.`));
}

/** Leads on to the chapter on longer texts, with the model that is shown. */
export function lead({ further }, address) {
  if (further.querySelector("a")?.getAttribute("href") === address) return;
  further.replaceChildren(
    ...(address
      ? [element("a", { href: address }, "Give it a longer text"), ": these clocks, and what its rule does to them."]
      : []),
  );
}
