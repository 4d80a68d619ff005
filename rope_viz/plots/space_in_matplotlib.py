"""Draws what stands in space, the corkscrew, on matplotlib's axes of three dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from rope_viz import theme
from rope_viz.plots.content import Space, Threads
from rope_viz.plots.look import Theme


def draw_space(ax: Any, space: Space, now: Theme) -> None:
    """Draw threads and points, looked at from the side and a little from above."""
    if not hasattr(ax, "set_zlim"):
        raise ValueError(f'ax must be made with projection="3d"; {type(ax).__name__} without it came.')
    for mark in space.marks:
        if isinstance(mark, Threads):
            last = max(len(mark.y) - 1, 1)
            for i, (y, z) in enumerate(zip(mark.y, mark.z, strict=True)):
                ax.plot(mark.x, y, z, color=_of_pairs(now, i / last), linewidth=1.3 * now.stroke)
        else:
            across = np.full(len(mark.y), mark.x)
            ax.scatter(across, mark.y, mark.z, color=mark.colour, s=12, depthshade=False)
    ax.set_xlabel(space.x.name, labelpad=8)
    ax.set_zlabel(space.z.name)
    if space.x.limits is not None:
        ax.set_xlim(space.x.limits)
    ax.set_yticks([])
    ticks = space.z.ticks or ()
    ax.set_zticks([at for at, _ in ticks], [text for _, text in ticks])
    ax.set_box_aspect((2.4, 0.5, 1.5), zoom=1.25)
    ax.set_proj_type("ortho")
    ax.view_init(elev=14, azim=-66)
    ax.grid(False)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.pane.set_visible(False)


def _of_pairs(now: Theme, share: float) -> str:
    light = theme.pair_colour(share)
    return now.palette.pairs[theme.LIGHT.pairs.index(light)]
