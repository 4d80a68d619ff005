// Makes a form of each bet: the answers of the explorer that it names stay covered until the bet is placed, or the reader
// wants to look without one. Without this script a bet is text, its answer opens, and nothing is covered.
"use strict";
(() => {
  const bets = /** @type {any} */ (window).ropeVizBets;
  const { element, button } = bets;

  /** The n-th explorer of its kind on the page, by the name that links give it: pair, pair-2. */
  function explorerOf(name) {
    const [kind, nth = "1"] = name.split("-");
    return document.querySelectorAll(`.rv-explorer-host[data-explorer="${kind}"]`)[Number(nth) - 1];
  }

  /** Covers an explorer's answers or shows them. What is hidden by style alone could still be read as a description. */
  function createCover(name) {
    const host = name && explorerOf(name);
    if (!host) return () => {};
    const describe = () => {
      const covered = host.classList.contains("rv-covered");
      const described = /** @type {NodeListOf<HTMLElement>} */ (
        host.querySelectorAll("[aria-describedby], [data-rv-described]")
      );
      for (const picture of described) {
        const id = picture.getAttribute("aria-describedby") ?? picture.dataset.rvDescribed;
        if (covered) picture.removeAttribute("aria-describedby");
        else picture.setAttribute("aria-describedby", id);
        picture.dataset.rvDescribed = id;
      }
    };
    new MutationObserver(describe).observe(host, { childList: true, subtree: true });
    return (covered) => {
      host.classList.toggle("rv-covered", covered);
      describe();
    };
  }

  function radios(name, options) {
    const choices = options.map((words, i) => {
      const id = `${name}-${i}`;
      const radio = element("input", { type: "radio", name, id, value: String(i) });
      return element("div", { class: "rv-bet-option" }, radio, element("label", { for: id }, ...words.childNodes));
    });
    const el = element("div", {}, ...choices);
    const value = () => {
      const chosen = el.querySelector("input:checked");
      return chosen && Number(chosen.value);
    };
    return { el, value, first: () => el.querySelector("input"), wanted: "Choose one of them first." };
  }

  function field(bet, name) {
    const id = `${name}-number`;
    const [least, most] = [bet.least, bet.most].map((value) => bets.number(bet, value));
    const { least: min, most: max, step } = bet;
    const input = element("input", { type: "number", id, min, max, step, inputmode: "decimal", autocomplete: "off" });
    const label = element("label", { for: id }, `From ${least} to ${most}`);
    const el = element("div", { class: "rv-bet-number" }, label, input, element("span", {}, bet.unit));
    const whole = bet.step === 1 ? "a whole number" : "a number";
    const value = () => {
      const said = input.valueAsNumber;
      return input.validity.valid && Number.isFinite(said) ? said : null;
    };
    return { el, value, first: () => input, wanted: `Type ${whole} from ${least} to ${most} first.` };
  }

  function curve(bet) {
    const { el, value } = bets.board(bet);
    return { el, value, first: () => el.querySelector('[role="slider"]'), wanted: "Draw the curve first." };
  }

  /** What the reader sets before placing: el, value() (null while it is not sayable), first() and the words for that. */
  function createInput(bet, name, sayable) {
    if (bet.kind === "number") return field(bet, name);
    if (bet.kind === "curve") return curve(bet);
    const options = [...sayable.querySelectorAll("li")].map((item) => item.querySelector("p") ?? item);
    return radios(name, options);
  }

  function ask(box) {
    const bet = bets.read(box);
    const name = `rv-bet-${bet.name}`;
    const cover = createCover(bet.covers);
    const [question, sayable, reply] = ["question", "sayable", "reply"].map((part) =>
      box.querySelector(`.rv-bet-${part}`),
    );
    const input = createInput(bet, name, sayable);
    const error = element("p", { class: "rv-bet-error", id: `${name}-error`, role: "alert" });
    const place = element("button", { type: "submit", class: "rv-bet-place" }, "Place the bet");
    const look = button("Show me anyway", () => say(null));
    const again = button("", () => say(undefined));
    const open = element("div", {}, input.el, error, element("p", { class: "rv-bet-buttons" }, place, look));
    const result = element("div", { class: "rv-bet-result", role: "status" });
    const legend = element("legend", {}, element("span", { class: "rv-bet-mark" }, "Bet"), ...question.childNodes);
    const taken = element("p", { class: "rv-bet-buttons" }, again);
    const form = element("form", { novalidate: "" }, element("fieldset", {}, legend, open, result, taken));

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = input.value();
      error.textContent = said === null ? input.wanted : "";
      input.first().setAttribute("aria-invalid", String(said === null));
      if (said === null) input.first().focus();
      else say(said);
    });

    function say(said) {
      bets.set(bet, said);
      error.textContent = "";
      show();
      (said === undefined ? input.first() : again).focus({ preventScroll: true });
    }

    function show() {
      const said = bets.get(bet);
      const placed = said !== undefined;
      cover(!placed);
      open.hidden = placed;
      taken.hidden = !placed;
      again.textContent = said === null ? "Bet after all" : "Bet again";
      reply.hidden = !placed; // it stays in the page, where other scripts look for its verbs
      const verdict = placed ? [element("p", { class: "rv-bet-verdict" }, bets.verdict(bet, said))] : [];
      const curves = placed && bet.kind === "curve" ? [bets.compared(bet, said)] : [];
      result.replaceChildren(...verdict, ...curves, reply);
    }

    box.replaceChildren(form);
    show();
    bets.watch(show);
  }

  document.querySelectorAll(".rv-bet").forEach(ask);
})();
