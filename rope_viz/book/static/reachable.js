// Keyboard and screen reader on every page: formulas stop the Tab key only where they scroll, buttons that open a solution
// say which, and what other scripts leave without a name or a landmark gets one.
"use strict";
const SCROLLING = "article :is(pre, .pst-scrollable-table-container, .cell_output > .output)";

function theme() {
  // The shortcut stands in the button and belongs to its name.
  for (const button of document.querySelectorAll(".search-button-field")) button.removeAttribute("aria-label");
  // Titles of its three icons would be words of the button that its name does not say. They may be drawn by now, or not.
  for (const icon of document.querySelectorAll(".theme-switch-button .theme-switch")) {
    icon.removeAttribute("title");
    icon.querySelector("title")?.remove();
    icon.setAttribute("aria-hidden", "true");
  }
  const home = document.querySelector(".navbar-brand.logo")?.parentElement;
  home?.setAttribute("role", "navigation");
  home?.setAttribute("aria-label", "Home");
}

theme();
addEventListener("load", () => {
  /**
   * The theme asks once which texts scroll, when some are still closed, and formulas it does not ask. A text is a stop
   * while it scrolls, and only then.
   */
  const width = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const target = /** @type {HTMLElement} */ (entry.target);
      target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
    }
  });

  function formulas() {
    for (const formula of document.querySelectorAll("mjx-container")) {
      // Letters may lean out of a formula within a line, but it does not scroll.
      if (getComputedStyle(formula).overflowX !== "visible") width.observe(formula);
    }
  }

  /** "Solution to Exercise 4.1" is what the button opens; whether it is open, aria-expanded says already. */
  function solutions() {
    for (const button of document.querySelectorAll("button.toggle-button")) {
      const title = button.closest(".admonition-title").textContent.trim().replace(/\s+/g, " ");
      button.setAttribute("aria-label", `Show ${title[0].toLowerCase()}${title.slice(1)}`);
    }
  }

  for (const text of document.querySelectorAll(SCROLLING)) width.observe(text);
  solutions();
  theme();
  formulas();
});
