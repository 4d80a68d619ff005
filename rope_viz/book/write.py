"""The directive ``{write}``: ten lines of Python that a reader writes in the page, judged law by law.

```{write} rope
```

The page has the code of the first starting point as a plain listing; its script makes an editor of it. Code
runs in MicroPython, which is brought when *Run* is first pressed. Starting points are files of
``writing/NAME/``, in the order of their names; the first line of each is its title.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from rope_viz.book.assets import FOLDER
from rope_viz.examination.faults import FAULTS, LAWS

MARK = "rv-write"
FOLDERS = Path(__file__).parent / "writing"
LABEL = "Your code: rotate(x, m)"
# Laws of one token at a time; before them what any code must do.
JUDGED = {
    "runs": "it runs",
    "caller": "the list that it was given stays as it was",
    **{law: LAWS[law] for law in ("linear", "length", "rotation", "angle", "speeds", "distance")},
}


class Write(SphinxDirective):
    """Puts an exercise in writing into the page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the listing, with what the script needs."""
        try:
            return [nodes.raw("", markup(self.arguments[0]), format="html", classes=[f"{MARK}-place"])]
        except ValueError as error:
            raise self.error(str(error)) from error


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.add_directive("write", Write)
    app.connect("html-page-context", _add_scripts)


def starts(name: str) -> list[dict[str, str]]:
    """The starting points of an exercise: title and code of each.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    exercises = sorted(folder.name for folder in FOLDERS.iterdir() if folder.is_dir())
    if name not in exercises:
        raise ValueError(f"write must name one of {', '.join(exercises)}; {name!r} came.")
    texts = [path.read_text(encoding="utf-8") for path in sorted((FOLDERS / name).glob("*.txt"))]
    parts = [text.partition("\n") for text in texts]
    return [{"title": title, "code": code.strip("\n")} for title, _, code in parts]


def markup(name: str) -> str:
    """The exercise as HTML that reads well without its script."""
    found = starts(name)
    given = json.dumps({"name": name, "starts": found, "laws": JUDGED, "faults": FAULTS}, ensure_ascii=False)
    inside = given.replace("</", "<\\/")  # nothing in it ends the script
    return (
        f'<div class="{MARK}" data-label="{escape(LABEL)}">'
        f'<div class="rv-write-plain"><pre><code>{escape(found[0]["code"])}</code></pre>'
        "<p>Writing it here needs JavaScript; in a notebook <code>rv.examine</code> judges.</p></div>"
        f'<script type="application/json">{inside}</script></div>'
    )


def _add_scripts(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    shown = {name for node in doctree.findall(nodes.raw) for name in node["classes"]} if doctree else set()
    if f"{MARK}-place" in shown:
        app.add_css_file(f"{FOLDER}/write.css")
        app.add_js_file(f"{FOLDER}/write.js", loading_method="defer")
