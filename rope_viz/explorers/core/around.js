/** What stands around the picture: the numbers in words, the controls, reset, the link, and the whole screen. */
import { element, say } from "./controls.js";
import { fillScreen } from "./fitting.js";
import { linkTo } from "./link.js";

/**
 * The controls: two at most stand with the picture, and the others wait behind "More", which says how they stand. An
 * explorer that names no main control shows all.
 */
export function createPanel(mounted) {
  const isMain = ({ control }) => control.main || !mounted.some((other) => other.control.main);
  const [near, behind] = [mounted.filter(isMain), mounted.filter((control) => !isMain(control))];
  const main = element("div", "rv-controls");
  main.append(...near.map(({ box }) => box));
  const more = element("details", "rv-more");
  const name = more.appendChild(element("summary"));
  const panel = more.appendChild(element("div", "rv-controls"));
  panel.append(...behind.map(({ box }) => box));
  return {
    nodes: behind.length ? [main, more] : [main],
    show(state) {
      mounted.forEach((control) => control.show(state));
      const shown = behind.filter(({ box }) => !box.hidden);
      more.hidden = shown.length === 0;
      say(name, `More: ${shown.map((control) => control.words(state)).join(" · ")}`);
    },
  };
}

/** What stands around the picture: the numbers in words, also those that only the picture shows, reset, the link, and the whole screen. */
export function surroundings(definition, { root, host, sentenceId, state, first, change }) {
  const readouts = element("dl", "rv-readouts");
  const values = (definition.readouts ?? []).map((readout) => {
    const pair = readouts.appendChild(element("div"));
    if (readout.role) pair.style.setProperty("--rv-role", `var(--rv-${readout.role})`);
    const name = pair.appendChild(element("dt"));
    const value = pair.appendChild(element("dd"));
    return (numbers, now) => {
      say(name, typeof readout.label === "function" ? readout.label(now) : readout.label);
      say(value, readout.text(numbers, now));
    };
  });

  const foot = element("div", "rv-foot");
  const summary = foot.appendChild(element("p", "rv-summary"));
  summary.setAttribute("aria-live", "polite");
  summary.id = sentenceId;
  const buttons = foot.appendChild(element("div", "rv-buttons"));
  const addButton = (text, press, name) => {
    const button = buttons.appendChild(element("button", name));
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => press(button));
  };
  addButton("Reset", () => change(first));
  if (host?.key) {
    const copy = (button) => copyLink(button, linkTo(host.key, definition.controls, state(), first));
    addButton("Copy link", copy, "rv-copy");
  }
  if (document.fullscreenEnabled) addButton("Full screen", () => fillScreen(root), "rv-fill");

  const unseen = definition.spoken && foot.appendChild(element("ul", "rv-unseen"));
  const tellUnseen = (texts) => {
    while (unseen.children.length > texts.length) unseen.lastChild.remove();
    texts.forEach((text, i) => say(unseen.children[i] ?? unseen.appendChild(element("li")), text));
  };

  let latest;
  let timer = 0;
  const tell = () => {
    say(summary, latest.sentence);
    if (unseen) tellUnseen(latest.spoken);
  };
  return {
    readouts,
    foot,
    leave: () => clearTimeout(timer),
    show(numbers, now) {
      values.forEach((show) => show(numbers, now));
      const next = { sentence: definition.summary(numbers, now), spoken: definition.spoken?.(numbers, now) };
      if (next.sentence === latest?.sentence && String(next.spoken) === String(latest.spoken)) return;
      const wait = latest === undefined ? 0 : 300; // a screen reader should hear where it ended, not every step
      latest = next;
      clearTimeout(timer);
      timer = setTimeout(tell, wait);
    },
  };
}

/** Into the clipboard and the address bar: one of the two works everywhere. */
async function copyLink(button, link) {
  try {
    history.replaceState(history.state, "", link);
  } catch {
    // a page that may not rewrite its own address still has the clipboard
  }
  const text = button.textContent;
  try {
    await navigator.clipboard.writeText(link);
    button.textContent = "Copied";
  } catch {
    button.textContent = "In the address bar";
  }
  setTimeout(() => (button.textContent = text), 2000);
}
