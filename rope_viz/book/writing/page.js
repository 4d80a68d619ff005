/**
 * An editor for ten lines of Python, and the laws that they keep or break: `{write}` in a chapter. The page has the code as a
 * plain listing; this makes it a field to write in. What a reader writes stays in the browser.
 */
import { editor } from "./editor.js";
import { judge, questions } from "./judge.js";
import { run } from "./worker.js";

const SIGNS = { kept: "✓", broken: "✗", open: "·" };
const SAYS = { kept: "kept", broken: "broken", open: "not tried yet" };
const MICROPYTHON = new URL("micropython.js", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;

const sentence = (words) => (words ? `${words[0].toUpperCase()}${words.slice(1)}.` : "");

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/** What a reader wrote, kept under the exercise's name; a browser may refuse to keep anything. */
const kept = {
  get(name) {
    try {
      return localStorage.getItem(`rope-viz-write-${name}`);
    } catch {
      return null;
    }
  },
  set(name, code) {
    try {
      localStorage.setItem(`rope-viz-write-${name}`, code);
    } catch {}
  },
};

function start(place) {
  const { name, starts, laws, faults } = JSON.parse(place.querySelector("script").textContent);
  const code = editor(place, kept.get(name) ?? starts[0].code, (written) => kept.set(name, written));
  const choice = choiceOf(starts);
  const button = element("button", "rv-write-run", "Run");
  button.title = "Ctrl + Enter";
  const row = element("div", "rv-write-row");
  row.append(choice.label, button);
  const verdict = element("div", "rv-write-verdict");
  verdict.setAttribute("role", "status");
  const list = element("ul", "rv-write-laws");
  place.querySelector(".rv-write-plain").replaceWith(row, code.box, verdict, list);
  showLaws(list, laws, {});
  choice.select.addEventListener("change", () => {
    code.set(starts[choice.select.selectedIndex].code);
    verdict.replaceChildren();
    showLaws(list, laws, {});
  });

  let running = false;
  async function tryIt() {
    if (running) return;
    running = true;
    button.setAttribute("aria-disabled", "true");
    verdict.replaceChildren(element("p", "", "Python is running …"));
    code.mark(null);
    const { lines, states, line } = await judged(code.get(), faults);
    code.mark(line);
    verdict.replaceChildren(...lines);
    showLaws(list, laws, states);
    running = false;
    button.removeAttribute("aria-disabled");
  }
  button.addEventListener("click", tryIt);
  code.box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) tryIt();
  });
}

function choiceOf(starts) {
  const label = element("label", "rv-write-start", "Begin with ");
  const select = document.createElement("select");
  select.append(...starts.map(({ title }) => new Option(title)));
  label.append(select);
  return { label, select };
}

function showLaws(list, laws, states) {
  const rows = Object.entries(laws).map(([law, words]) => {
    const state = states[law] ?? "open";
    const row = element("li", `rv-write-${state}`);
    const sign = element("span", "rv-write-sign", SIGNS[state]);
    sign.setAttribute("role", "img");
    sign.setAttribute("aria-label", SAYS[state]);
    row.append(sign, ` ${sentence(words)}`);
    return row;
  });
  list.replaceChildren(...rows);
}

/** Runs the code: what to say, how the laws stand, and the line to mark. */
async function judged(source, faults) {
  let report;
  try {
    report = await run(MICROPYTHON, source, questions());
  } catch (error) {
    return { lines: [element("p", "rv-write-fault", error.message)], states: {}, line: null };
  }
  const printed = report.printed ? [element("pre", "rv-write-printed", report.printed)] : [];
  if (report.error || report.wrong) {
    const place = report.line ? `Line ${report.line}: ` : "";
    const said = element("p", "rv-write-fault", `${place}${report.error ?? report.wrong}`);
    return { lines: [said, ...printed], states: { runs: "broken" }, line: report.line ?? null };
  }
  const lawOf = Object.fromEntries(Object.entries(faults).map(([fault, [law]]) => [fault, law]));
  const verdict = judge(report.came, lawOf);
  const states = { runs: "kept", caller: report.changed ? "broken" : "kept", ...verdict.laws };
  return { lines: [...words(verdict, report.changed, faults), ...printed], states, line: null };
}

/** The finding, as rope_viz.examine prints it. */
function words({ fault, known }, changed, faults) {
  const notes = known.notes.length ? [element("p", "", `Also: ${sentence(known.notes.join("; "))}`)] : [];
  if (fault) {
    const said = [
      element("p", "rv-write-fault", `Fault: ${fault.fault}.`),
      element("p", "", `What: ${sentence(faults[fault.fault][1])} ${fault.detail}`.trim()),
    ];
    return fault.shown ? [...said, element("p", "", `Example: ${fault.shown}.`)] : said;
  }
  const turns = known.clockwise ? "clockwise" : "counter-clockwise";
  const layout = sentence(`${known.layout} pairs, base 10,000, 8 of 8 components, ${turns}`);
  const found = changed
    ? element("p", "rv-write-fault", "It turns rightly, but changes the list that it was given.")
    : element("p", "rv-write-right", "No fault found. This is RoPE.");
  return [found, element("p", "", `Known: ${layout}`), ...notes];
}

for (const place of document.querySelectorAll(".rv-write")) start(place);
