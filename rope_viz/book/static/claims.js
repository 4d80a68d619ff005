// Makes the table of claims sort and filter. Without this script it is a plain table, in the book's order.
"use strict";
(() => {
  const SORTED = ["Verdict", "Move it yourself"]; // columns whose order says something

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  function compare(one, other) {
    const numbers = [Number(one), Number(other)];
    return numbers.some(Number.isNaN) ? one.localeCompare(other) : numbers[0] - numbers[1];
  }

  function makeSortable(table) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      if (!SORTED.includes(heading.textContent)) return;
      const button = element("button", { type: "button", class: "rv-claims-sort" }, heading.textContent);
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const downwards = heading.getAttribute("aria-sort") === "ascending";
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", downwards ? "descending" : "ascending");
        const key = (row) => row.cells[column].dataset.sort;
        // Equal rows keep the book's order, whichever way the others go.
        const sorted = [...original].sort((a, b) => (downwards ? -1 : 1) * compare(key(a), key(b)));
        body.append(...sorted);
      });
    });
    headings.at(-1).setAttribute("aria-sort", "ascending"); // the order of the chapters
  }

  function makeFilter(table, number) {
    const rows = [...table.tBodies[0].rows];
    // In the order in which the column sorts them.
    const verdicts = new Map(rows.map((row) => [row.dataset.verdict, Number(row.cells[1].dataset.sort)]));
    const named = [...verdicts.keys()].sort((a, b) => verdicts.get(a) - verdicts.get(b));
    const word = element("input", { type: "search", id: `rv-claims-word-${number}`, autocomplete: "off" });
    const verdict = element(
      "select",
      { id: `rv-claims-verdict-${number}` },
      element("option", { value: "" }, "Any"),
      ...named.map((name) => element("option", { value: name }, capital(name))),
    );
    const count = element("output", { class: "rv-claims-count" });
    const form = element(
      "form",
      { class: "rv-claims-filter", role: "search", "aria-label": "Filter the claims" },
      element("span", {}, element("label", { for: word.id }, "With the word "), word),
      element("span", {}, element("label", { for: verdict.id }, "Verdict "), verdict),
      count,
    );
    const filter = () => {
      const wanted = word.value.trim().toLowerCase();
      for (const row of rows) {
        const fits = !verdict.value || row.dataset.verdict === verdict.value;
        row.hidden = !(fits && row.textContent.toLowerCase().includes(wanted));
      }
      count.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims`;
    };
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    filter();
    table.before(form);
  }

  // On a narrow screen each cell stands alone, under the name of its column.
  function nameCells(table) {
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, column) => (cell.dataset.name = names[column]));
    }
  }

  document.querySelectorAll("table.rv-claims").forEach((table, number) => {
    nameCells(table);
    makeSortable(table);
    makeFilter(table, number);
  });
})();
