/**
 * Light or dark, as the page around says it: the book on <html data-theme>, marimo on <body data-theme>, JupyterLab on
 * <body data-jp-theme-light>, VS Code by a class, others by a class `dark` or `light`; where nobody says, the reader's
 * system. A style sheet alone could not know it within a shadow root, where several hosts put explorers.
 */
const system = matchMedia("(prefers-color-scheme: dark)");
const SAYS = ["data-theme", "data-jp-theme-light", "class"];

function isDark() {
  for (const { dataset, classList } of [document.documentElement, document.body]) {
    if (dataset.jpThemeLight) return dataset.jpThemeLight === "false";
    if (/^(dark|light)$/.test(dataset.theme)) return dataset.theme === "dark";
    for (const name of ["dark", "vscode-dark", "vscode-high-contrast"]) if (classList.contains(name)) return true;
    for (const name of ["light", "vscode-light"]) if (classList.contains(name)) return false;
  }
  return system.matches;
}

/** Keeps `data-scheme` of an explorer's root as the page is, and tells of each change. Returns what stops it. */
export function followScheme(root, changed) {
  const look = () => {
    const scheme = isDark() ? "dark" : "light";
    if (root.dataset.scheme === scheme) return;
    root.dataset.scheme = scheme;
    changed();
  };
  look();
  const observer = new MutationObserver(look);
  for (const node of [document.documentElement, document.body]) {
    observer.observe(node, { attributes: true, attributeFilter: SAYS });
  }
  system.addEventListener("change", look);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", look);
  };
}
