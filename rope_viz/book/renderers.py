"""Renders a notebook's outputs that myst-nb does not know: plotly figures and explorers with no kernel."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from docutils import nodes

from rope_viz.explorers.core import static as explorers

PLOTLY_MIME = "application/vnd.plotly.v1+json"
HTML_BUILDERS = ("html", "dirhtml", "singlehtml")
# Classes of the nodes by which a page knows its scripts.
FIGURE, EXPLORER = "rv-figure-output", "rv-explorer-output"
DEFAULT_HEIGHT = 420  # px, where a figure sets none


class PlotlyRenderer:
    """Shows plotly's JSON, which myst-nb would drop."""

    mime_priority_overrides = tuple((builder, PLOTLY_MIME, 1) for builder in HTML_BUILDERS)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Turn a figure's JSON into the fragment that `book-plotly.js` draws."""
        if data.mime_type != PLOTLY_MIME:
            return None
        if not alt_text(data.content):
            # The strict build fails on it: no figure reaches a reader without words.
            renderer.logger.warning("a plotly figure has no alt text: set layout.meta.alt", line=data.line)
        return [_raw(plotly_fragment(data.content), FIGURE)]


class ExplorerRenderer:
    """Shows an explorer with no kernel behind it."""

    mime_priority_overrides = tuple((builder, explorers.MIME, 0) for builder in HTML_BUILDERS)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Turn an explorer's payload into the fragment that `explorers.js` brings to life."""
        if data.mime_type != explorers.MIME:
            return None
        node = _raw(explorers.fragment(data.content), EXPLORER)
        node["payload"] = {name: data.content[name] for name in ("explorer", "state")}
        return [node]


def alt_text(spec: dict[str, Any]) -> str:
    """What a figure says to those who cannot see it: ``layout.meta.alt``."""
    meta = spec.get("layout", {}).get("meta")
    return str(meta.get("alt", "")) if isinstance(meta, dict) else ""


def with_still(fragment: str, png: str) -> str:
    """A figure's HTML with its picture, in base64, in place of the words that stand in for it."""
    alt = fragment.partition('aria-label="')[2].partition('"')[0]
    image = f'<img class="rv-still" loading="lazy" src="data:image/png;base64,{png}" alt="{alt}">'
    return re.sub("<noscript>.*?</noscript>", lambda _: image, fragment, count=1)


def plotly_fragment(spec: dict[str, Any]) -> str:
    """One figure as HTML: a box of its height, its words, and its JSON."""
    alt = html.escape(alt_text(spec))
    height = spec.get("layout", {}).get("height", DEFAULT_HEIGHT)
    # An escaped "<" keeps any text in the figure from closing the script element.
    content = json.dumps(spec, separators=(",", ":")).replace("<", "\\u003c")
    return (
        '<div class="rv-figure">'
        f'<div class="rv-figure-plot" role="img" aria-label="{alt}" style="height:{height}px"></div>'
        f"<noscript><p>This figure needs JavaScript to be drawn. It shows: {alt}</p></noscript>"
        f'<script type="application/json">{content}</script></div>'
    )


def _raw(text: str, name: str) -> nodes.raw:
    return nodes.raw("", text, format="html", classes=[name])
