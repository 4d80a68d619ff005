// Says of each bet of the book what the reader said, what it is and how near that was, and forgets it all when asked.
// Without this script the page lists the questions, and their answers open.
"use strict";
(() => {
  const bets = /** @type {any} */ (window).ropeVizBets;
  const { element, button } = bets;

  function gather(list) {
    const rows = [...list.children].map((row) => ({
      bet: bets.read(row),
      text: element("p", { class: "rv-bets-said" }),
      details: row.querySelector("details"),
    }));
    rows.forEach(({ text, details }) => details.replaceWith(text));
    const summary = element("p", { class: "rv-bets-summary", role: "status" });
    const forget = button("Forget all bets", () => {
      bets.forget();
      show();
      first.focus();
    });
    const first = list.querySelector("a");
    const buttons = element("p", { class: "rv-bet-buttons" }, forget);
    list.before(summary);
    list.after(buttons);

    function show() {
      for (const { bet, text } of rows) {
        const said = bets.get(bet);
        const known = said !== undefined;
        const near = known && bets.nearness(bet, said);
        text.toggleAttribute("data-said", known);
        text.replaceChildren(known ? bets.verdict(bet, said) : "Not placed yet.");
        if (near) text.append(" ", element("span", { class: "rv-bets-near" }, `(${near})`));
      }
      const known = rows.map(({ bet }) => bets.get(bet));
      const placed = known.filter((said) => said !== undefined && said !== null).length;
      buttons.hidden = known.every((said) => said === undefined);
      summary.textContent = placed
        ? `${placed} of ${rows.length} bets placed.`
        : "You have placed no bet yet. Each chapter opens with one; they are kept in this browser and nowhere else.";
    }

    show();
    bets.watch(show);
  }

  document.querySelectorAll("ol.rv-bets").forEach(gather);
})();
