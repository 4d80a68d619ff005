/** A plain field for code: numbered lines, Enter keeps the indentation, Tab goes on to the next control as anywhere. */

export function editor(place, first, changed) {
  const box = document.createElement("div");
  box.className = "rv-write-editor";
  const numbers = document.createElement("pre");
  numbers.setAttribute("aria-hidden", "true");
  const field = document.createElement("textarea");
  Object.assign(field, { value: first, spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off" });
  field.setAttribute("aria-label", place.dataset.label);
  box.append(numbers, field);
  let marked = null;

  /** As many rows as there are lines, so that the page scrolls and not the field. */
  function fit() {
    const lines = field.value.split("\n").length;
    field.rows = lines;
    numbers.replaceChildren(
      ...Array.from({ length: lines }, (_, i) => {
        const number = document.createElement("span");
        number.textContent = `${i + 1}\n`;
        number.classList.toggle("rv-write-marked", i + 1 === marked);
        return number;
      }),
    );
    if (marked) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  function written() {
    marked = null;
    fit();
    changed(field.value);
  }

  field.addEventListener("input", written);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    field.setRangeText(`\n${indentation(field)}`, field.selectionStart, field.selectionEnd, "end");
    written();
  });
  fit();
  return {
    box,
    get: () => field.value,
    set(code) {
      field.value = code;
      written();
    },
    mark(line) {
      marked = line;
      fit();
    },
  };
}

/** The blanks with which the next line begins: as this one, and four more after a colon. */
function indentation({ value, selectionStart }) {
  const line = value.slice(0, selectionStart).split("\n").at(-1);
  return /^ */.exec(line)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
}
