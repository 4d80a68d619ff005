// Makes a quiz of each list of answers: choose one, and its feedback is shown and read out. Without this
// script every answer opens on its own, as the page's HTML has it.
"use strict";
(() => {
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  function ask(quiz, number) {
    const feedback = element("div", { class: "rv-quiz-feedback", "aria-live": "polite" });
    const legend = element("legend", {}, ...quiz.querySelector(".rv-quiz-question").childNodes);
    const fieldset = element("fieldset", {}, legend);
    for (const [index, answer] of [...quiz.querySelectorAll("details")].entries()) {
      const id = `rv-quiz-${number}-${index}`;
      const radio = element("input", { type: "radio", name: `rv-quiz-${number}`, id });
      const words = element("label", { for: id }, ...answer.querySelector("summary").childNodes);
      const option = element("div", { class: "rv-quiz-option" }, radio, words);
      const reply = [...answer.querySelector(".rv-quiz-reply").childNodes];
      radio.addEventListener("change", () => {
        for (const other of fieldset.querySelectorAll(".rv-quiz-option")) other.classList.remove("rv-chosen");
        option.classList.add("rv-chosen", answer.hasAttribute("data-right") ? "rv-right" : "rv-wrong");
        feedback.replaceChildren(...reply);
      });
      fieldset.append(option);
    }
    quiz.replaceChildren(fieldset, feedback);
  }

  document.querySelectorAll(".rv-quiz").forEach(ask);
})();
