/**
 * A deck of explorers in reveal.js. The slide is the window and nothing is scaled, so that a hand on a picture is where it
 * looks to be; instead the letters of each explorer are made as large as its slide allows. Keys belong to the deck until an
 * explorer has the focus; a clicker's keys always turn the page. The address keeps the slide and what was moved.
 */
import Reveal from "reveal.js";
import Notes from "reveal.js/plugin/notes";

const CLICKER = { PageDown: "next", PageUp: "prev" };
const page = document.documentElement;
const asked = location.hash;
const isPreview = new URLSearchParams(location.search).has("receiver"); // beside the speaker's notes

const within = (node) => node?.closest?.(".rv-explorer");
const explorerOf = (slide) => slide?.querySelector(".rv-explorer");
const isDrawn = (root) => root?.dataset.drawn !== undefined;

const deck = new Reveal({
  disableLayout: true,
  display: "flex",
  center: false,
  controlsTutorial: false,
  hash: true,
  overview: false,
  pause: true,
  scrollActivationWidth: null,
  slideNumber: "c/t",
  touch: false, // a finger moves the picture, and turns the deck at its arrows
  transition: "none",
  viewDistance: 2,
  keyboardCondition: (event) => !within(document.activeElement) && !CLICKER[event.key],
  plugins: [Notes],
});

/** Letters as large as the picture's place allows. */
function fit(slide) {
  const root = explorerOf(slide);
  const place = slide?.querySelector(".picture");
  if (!isDrawn(root) || place.clientHeight === 0) return;
  root.ropeViz.fit(() => place.scrollHeight <= place.clientHeight && place.scrollWidth <= place.clientWidth);
}

function turnTheme() {
  const isDark = page.dataset.theme
    ? page.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  page.dataset.theme = isDark ? "light" : "dark";
}

/** A clicker turns the page wherever the focus is, and Escape gives the keys back to the deck. */
function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (CLICKER[event.key]) {
    event.preventDefault();
    event.stopPropagation();
    leave();
    deck[CLICKER[event.key]]();
  } else if (event.key === "Escape" && within(document.activeElement)) {
    event.stopPropagation();
    leave();
  }
}

const leave = () => {
  const held = /** @type {HTMLElement} */ (document.activeElement);
  if (within(held)) held.blur();
};

let writing = 0;
/** What was moved, into the address. */
function keep(root) {
  clearTimeout(writing);
  writing = window.setTimeout(() => {
    const { search } = new URL(root.ropeViz.link());
    if (search !== location.search)
      history.replaceState(history.state, "", `${search || location.pathname}${location.hash}`);
  }, 300);
}

const fitted = new WeakSet();
document.addEventListener("rv-drawn", ({ target }) => {
  const root = /** @type {HTMLElement} */ (target);
  if (!isPreview) keep(root);
  if (fitted.has(root)) return;
  fitted.add(root);
  const slide = root.closest("section");
  root.addEventListener("toggle", () => fit(slide), { capture: true }); // of what lies behind More
  fit(slide);
});
addEventListener("resize", () => fit(deck.getCurrentSlide()));
addEventListener("keydown", press, { capture: true });

deck.on("slidechanged", (/** @type {any} */ { currentSlide, previousSlide }) => {
  leave();
  explorerOf(previousSlide)?.querySelector(".rv-playing")?.click();
  fit(currentSlide);
});
deck.initialize().then(() => {
  deck.addKeyBinding({ keyCode: 84, key: "T", description: "Light or dark" }, turnTheme);
  deck.addKeyBinding({ keyCode: 80, key: "P", description: "Play the picture" }, () => {
    explorerOf(deck.getCurrentSlide())?.querySelector(".rv-play")?.click();
  });
  // A copied link names an explorer: it is shown, without the question before it.
  if (asked.startsWith("#explorer-")) deck.slide(deck.getIndices().h, 0, 0);
});
