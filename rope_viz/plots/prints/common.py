"""What the matplotlib figures share."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rope_viz import theme

LINES = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 3))}


def axes_for(ax: Axes | None, **kwargs: Any) -> Axes:
    """The given axes, or those of a new figure in the house style, which pyplot does not keep."""
    if ax is not None:
        return ax
    with mpl.rc_context(theme.matplotlib_style()):
        return Figure(layout="constrained").add_subplot(**kwargs)
