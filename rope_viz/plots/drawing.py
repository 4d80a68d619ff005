"""Makes a plotly figure of a picture; plotly is loaded when the first is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rope_viz.plots.content import Picture

if TYPE_CHECKING:
    import plotly.graph_objects as go


def drawn(picture: Picture) -> go.Figure:
    """Draw a picture."""
    from rope_viz.plots.figure import Figure

    return Figure.of(picture)
