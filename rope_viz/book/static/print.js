// Paper is light, whatever the screen is. Figures and explorers are stills there (print.css), so nothing is drawn for it.
"use strict";
{
  const page = document.documentElement;
  let shown;
  addEventListener("beforeprint", () => {
    shown = page.dataset.theme;
    if (shown === "dark") page.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    if (shown) page.dataset.theme = shown;
  });
}
