"""What the plotly figures share: the house layout, and text that stays text."""

from __future__ import annotations

import html
from collections.abc import Iterable

import plotly.graph_objects as go

from rope_viz import theme

# Above the picture, and as many lines up as a narrow page needs.
LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.03, "yanchor": "bottom"}


def new_figure(alt: str, x: str = "", y: str = "") -> go.Figure:
    figure = go.Figure(layout=theme.plotly_layout() | {"meta": {"alt": alt}, "template": None})
    figure.update_xaxes(title={"text": plain(x)})
    figure.update_yaxes(title={"text": plain(y)})
    return figure


def plain(text: str) -> str:
    """Text that plotly, which reads some HTML, shows as it stands."""
    return html.escape(text, quote=False)


def cycle(values: tuple[str, ...]) -> Iterable[str]:
    while True:
        yield from values
