"""Makes a plotly figure of a picture; plotly is loaded when the first is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from rope_viz.plots.content import Picture
from rope_viz.plots.look import Look, looking

if TYPE_CHECKING:
    import plotly.graph_objects as go


def drawn(picture: Picture, **look: Unpack[Look]) -> go.Figure:
    """Draw a picture, with the look that somebody wants."""
    looked = looking(picture, look, Look)
    from rope_viz.plots.figure import Figure

    return Figure.of(looked)
