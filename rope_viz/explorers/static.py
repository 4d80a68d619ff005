"""Explorers without a kernel: fragments of a page, files that a site serves, pages that stand alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from rope_viz import theme

MIME = "application/vnd.rope-viz.explorer+json"
HERE = Path(__file__).parent
BUNDLES = HERE / "bundles"


def module(name: str) -> str:
    """The ES module of an explorer."""
    return (BUNDLES / f"{name}.js").read_text(encoding="utf-8")


def css() -> str:
    """The theme's colours and the style sheet."""
    return theme.css_variables() + (HERE / "explorers.css").read_text(encoding="utf-8")


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
        f'<img class="rv-still" src="data:image/png;base64,{escape(payload["still"])}" alt="{alt}">\n'
        f'<script type="application/json">{_json(payload["state"])}</script>\n'
        "</div>\n"
    )


def write_assets(folder: Path) -> None:
    """Write what pages with fragments need beside them: ``explorers.js``, ``explorers.css`` and the modules.

    A page loads ``explorers.js`` and ``explorers.css``; the host loads the modules that the page uses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    modules = {f"{name}.module.js": _registered([name]) for name in names()}
    version = hashlib.sha256("".join(modules.values()).encode()).hexdigest()[:8]
    host = f"window.ropeVizVersion = {_json(version)};\n{_host()}"
    files = {"explorers.js": host, "explorers.css": css(), **modules}
    for file, content in files.items():
        (folder / file).write_text(content, encoding="utf-8")


def page(payload: Mapping[str, Any], title: str) -> str:
    """Write one self-contained HTML page that shows an explorer and asks for nothing else."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>
{css()}</style>
</head>
<body class="rv-page">
<main>
<h1>{escape(title)}</h1>
{fragment(payload)}</main>
<script>{_registered([payload["explorer"]])}</script>
<script>{_host()}</script>
</body>
</html>
"""


def names() -> list[str]:
    """Every explorer that has a module."""
    return sorted(path.stem for path in BUNDLES.glob("*.js"))


def _host() -> str:
    return (HERE / "host.js").read_text(encoding="utf-8")


def _registered(modules: Iterable[str]) -> str:
    """A script that hands the host its modules as text, which a page opened from the disk can load too."""
    return "\n".join(
        f"(window.ropeVizModules ??= {{}})[{_json(name)}] = {_json(module(name))};" for name in modules
    )


def _json(value: Any) -> str:
    """JSON that may stand inside a script element: no text in it can close the element or open a comment."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=list).replace("<", r"\u003c")
