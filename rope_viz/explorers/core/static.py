"""Explorers without a kernel: fragments of a page, files that a site serves, pages that stand alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from rope_viz import theme

MIME = "application/vnd.rope-viz.explorer+json"
EXPLORERS = Path(__file__).parents[1]


@cache
def script(name: str) -> str:
    """The classic script of one explorer, or of ``"core"``, which comes first and has what all share."""
    return (EXPLORERS / name / "bundle.js").read_text(encoding="utf-8")


def module(name: str) -> str:
    """The ES module of one explorer, for anywidget."""
    return f"{script('core')}{script(name)}export default {{ render: ropeVizCore.render }};\n"


def css() -> str:
    """The theme's colours and the style sheets: what all explorers share, then each one's own."""
    shared = EXPLORERS / "core/style.css"
    sheets = [shared, *sorted(path for path in EXPLORERS.glob("*/style.css") if path != shared)]
    return theme.css_variables() + "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


def fragment(payload: Mapping[str, Any]) -> str:
    """Write an explorer's place on a page: its still, and the state that the host wakes it with.

    Parameters
    ----------
    payload : mapping
        ``Explorer.payload()``, or the notebook output of type `MIME`.
    """
    name, alt = escape(payload["explorer"]), escape(payload["alt"])
    return (
        f'<div class="rv-explorer-host" data-explorer="{name}">\n'
        f'<img class="rv-still" loading="lazy" src="data:image/png;base64,{escape(payload["still"])}"'
        f' alt="{alt}">\n'
        f'<script type="application/json">{_json(payload["state"])}</script>\n'
        "</div>\n"
    )


def write_assets(folder: Path) -> None:
    """Write what pages with fragments need beside them.

    A page loads ``explorers.js`` and ``explorers.css``; the host then loads ``explorers/core.js`` and the
    scripts of the explorers that the page shows.
    """
    scripts = {path.parent.name: script(path.parent.name) for path in sorted(EXPLORERS.glob("*/bundle.js"))}
    version = hashlib.sha256("".join(scripts.values()).encode()).hexdigest()[:8]
    host = f"window.ropeVizVersion = {_json(version)};\n{_own('host.js')}"
    files = {"explorers.js": host, "explorers.css": css()}
    files |= {f"explorers/{name}.js": text for name, text in scripts.items()}
    (folder / "explorers").mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (folder / file).write_text(content, encoding="utf-8")


def page(payload: Mapping[str, Any], title: str, heading: str, theme: str, compact: bool) -> str:
    """Write one self-contained HTML page that shows an explorer and asks for nothing else.

    ``theme`` and ``compact`` are as in ``Explorer.save``.
    """
    chosen = "" if theme == "system" else f' data-theme="{theme}"'
    scripts = [script("core"), script(payload["explorer"]), _own("host.js")]
    scripts += [_own("slide.js")] if compact else []
    head = f"<h1>{escape(heading)}</h1>\n" if heading else ""
    return f"""<!doctype html>
<html lang="en"{chosen}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>
{css()}</style>
</head>
<body class="rv-page{" rv-slide" if compact else ""}">
<main>
{head}{fragment(payload)}</main>
{"".join(f"<script>{text}</script>" for text in scripts)}
</body>
</html>
"""


def traits_of(name: str) -> dict[str, dict[str, Any]]:
    """What an explorer's ``explorer.json`` says of its traits."""
    said = json.loads((EXPLORERS / name / "explorer.json").read_text(encoding="utf-8"))
    traits: dict[str, dict[str, Any]] = said["traits"]
    return traits


def _own(name: str) -> str:
    return (EXPLORERS / "core" / name).read_text(encoding="utf-8")


def _json(value: Any) -> str:
    """JSON that may stand inside a script element: no text in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=list, separators=(",", ":"))
    return text.replace("<", r"\u003c")
