"""Patches of an image: which of them a query looks at, and whether its own place counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import traitlets
from torch import Tensor

from rope_viz import theme
from rope_viz.curves.common import Array
from rope_viz.curves.patches import by_place, corners, looking_at, patch_scores, turned_directions
from rope_viz.encodings.axes import AxesRope
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.generators import tilted
from rope_viz.encodings.mixed import MixedRope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, refusing, vector
from rope_viz.plots.content import Axis, Heat, Label, Panel, Picture, Points, floats
from rope_viz.words import brief, fixed

SIDE = traits_of("patches")["column"]["most"] + 1  # patches
MOST_PAIRS = 64
TICKS = tuple((float(at), str(at)) for at in range(0, SIDE, 2))


class PatchesExplorer(Explorer):
    """Scores of one query with the keys of all patches; see `explore_patches`."""

    column: int
    row: int
    right: int
    up: int
    both: bool
    direction: int
    tilt: int
    weights: bool
    sharpness: float
    head_dim: int
    base: float
    own_inv_freq: Any = traitlets.List().tag(sync=True)

    @traitlets.validate("own_inv_freq")
    def _has_an_x_and_a_y_for_each_pair(self, proposal: Any) -> list[float]:
        if not proposal.value:
            return []
        numbers = refusing(vector(), "own_inv_freq", proposal.value)
        if len(numbers) % 4:
            raise Refused(
                "own_inv_freq must have two speeds for each of an even number of pairs, all those along x "
                f"first; {len(numbers)} numbers came."
            )
        return list(numbers)

    @property
    def inv_freq(self) -> Tensor:
        """Speeds of the pairs along x and y, turned by ``direction``, (2, pairs), radians per patch."""
        own = torch.tensor(self.own_inv_freq, dtype=torch.float64).view(2, -1)
        plain = own if self.own_inv_freq else AxialRope(self.head_dim, self.base).inv_freq
        return turned_directions(plain, self.direction)

    @property
    def encoding(self) -> Encoding:
        """What turns queries and keys."""
        speeds = self.inv_freq
        return tilted(speeds, self.tilt) if self.tilt else MixedRope(2 * speeds.shape[1], inv_freq=speeds)

    @property
    def offset(self) -> tuple[int, int]:
        """Columns to the right and rows down."""
        return self.right, -self.up

    def numbers(self) -> dict[str, Any]:
        encoding = self.encoding
        query = torch.ones(2 * self.inv_freq.shape[1], dtype=torch.float64)
        key = looking_at(encoding, query, self.offset)
        if self.both:
            key = (key + looking_at(encoding, query, (-self.right, self.up))) / 2
        every = patch_scores(encoding, query, key, SIDE, SIDE) / len(query)
        shown = every[self.row, self.column]
        if self.weights:
            shown = torch.tensor(self.sharpness * shown).flatten().softmax(0).view(SIDE, SIDE).numpy()
        places = by_place(every, self.offset)
        one, opposite, upside_down, sideways = corners(shown, (self.column, self.row), self.offset)
        return {
            "shown": shown.flatten().tolist(),
            "target": one,
            "opposite": opposite,
            "upside_down": upside_down,
            "sideways": sideways,
            "places": places.flatten().tolist(),
            "least": float(np.nanmin(places)),
            "most": float(np.nanmax(places)),
        }

    def summary(self) -> str:
        n = self.numbers()
        both = ", and at the patch opposite" if self.both else ""
        what = "attention weight" if self.weights else "score q·k/|q|²"
        return (
            f"A query in column {self.column}, row {self.row} looks {_ways(self.right, self.up)}{both} "
            f"({self._pairs()}). The {what} of that patch is {self._said(n['target'])}; of the patch "
            f"opposite {self._said(n['opposite'])}; of the two mirrored {self._said(n['upside_down'])} and "
            f"{self._said(n['sideways'])}. From all places of the image the score of that offset is "
            f"{_range(n['least'], n['most'])}."
        )

    def _pairs(self) -> str:
        made = (
            f"{len(self.own_inv_freq) // 2} pairs of your own"
            if self.own_inv_freq
            else f"head_dim {self.head_dim}, base {brief(self.base)}"
        )
        directions = f"directions turned by {self.direction}°"
        return f"{made}, {directions}" + (f", planes tilted by {self.tilt}°" if self.tilt else "")

    def _said(self, value: float) -> str:
        if math.isnan(value):
            return "none, outside the image"
        return f"{fixed(100 * value, 1)} %" if self.weights else fixed(value)

    def picture(self) -> Picture:
        n, at = self.numbers(), np.arange(SIDE, dtype=float)
        shown = np.array(n["shown"]).reshape(SIDE, SIDE)
        low, high = _limits(shown, n, self.weights)
        across, down = (
            Axis("column", ticks=TICKS, grid=False),
            Axis("row", reverse=True, ticks=TICKS, grid=False),
        )
        x, y = float(self.column), float(self.row)
        marks: list[Heat | Points | Label] = [
            Heat(at, at, shown, (theme.PAPER, theme.SCORE), low, high, "weight" if self.weights else "score"),
            Points(floats(x), floats(y), theme.QUERY, size=11),
        ]
        if not math.isnan(n["target"]):
            marks.append(Points(floats(x + self.right), floats(y - self.up), theme.KEY, size=11))
        panels = (
            Panel(tuple(marks), across, down, "query (blue), where it looks (orange)", equal=True, width=1.5),
            self._frequencies(),
        )
        return Picture((panels,), self.summary())

    def _frequencies(self) -> Panel:
        """Each pair at its speeds along both axes."""
        speeds: Array = self.inv_freq.numpy()
        half = speeds.shape[1] // 2
        dots = tuple(
            Points(speeds[:1, i], speeds[1:, i], theme.pair_colour(i % half / max(half - 1, 1)), size=7)
            for i in range(2 * half)
        )
        most = 1.1 * float(np.abs(speeds).max())
        names = Axis("radians per column", (-most, most)), Axis("radians per row", (-most, most), True)
        return Panel(dots, *names, "each pair’s direction and speed", equal=True)


def _limits(shown: Array, n: dict[str, Any], weights: bool) -> tuple[float, float]:
    """The values that are drawn as paper and in full colour."""
    if weights:
        return 0.0, float(shown.max())
    return min(float(shown.min()), n["least"]), 1.0


def _ways(right: int, up: int) -> str:
    steps = [
        f"{abs(by)} {word if by > 0 else other}"
        for by, word, other in ((right, "right", "left"), (up, "up", "down"))
        if by
    ]
    return " and ".join(steps) or "at its own patch"


def _range(low: float, high: float) -> str:
    texts = fixed(low), fixed(high)
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} to {texts[1]}"


def explore_patches(
    rope: AxesRope | None = None,
    *,
    right: int = 3,
    up: int = 3,
    direction: int = 0,
    tilt: int = 0,
    both: bool = False,
    weights: bool = False,
    sharpness: float = 16,
) -> PatchesExplorer:
    """Explore which patches of an image a query looks at, and how the directions of the pairs decide it.

    The query is all ones, the key is the query turned back by the offset that it is looked for at. An image
    has 15 × 15 patches.

    Parameters
    ----------
    rope : AxialRope or MixedRope, optional
        Of two axes, all components turned, without heads of their own: 4 to 64 pairs, an even number. By
        default an axial one with head_dim 32 and base 10.
    right, up : int
        Where the query looks, −7 to 7 patches.
    direction : int
        Turns all directions counter-clockwise, 0 to 90 degrees. What is axial at 0 is mixed between.
    tilt : int
        Tilts the planes of every two pairs against each other, 0 to 90 degrees, so that their turns no longer
        commute.
    both : bool
        The key is the mean of two, and the query looks at the opposite patch as well.
    weights : bool
        Show what softmax makes of the scores.
    sharpness : float
        The largest score that goes into softmax, 1 to 1,024.

    Returns
    -------
    PatchesExplorer
        A widget; ``.save("patches.html")`` writes one file that works alone.

    Raises
    ------
    TypeError, ValueError
        If ``rope`` is another, or a parameter is out of its range.

    Examples
    --------
    >>> axial, mixed = explore_patches(both=True), explore_patches(both=True, direction=45)
    >>> names = "target", "opposite", "upside_down", "sideways"
    >>> [round(axial.numbers()[name], 2) for name in names]
    [0.5, 0.5, 0.5, 0.5]
    >>> [round(mixed.numbers()[name], 2) for name in names]
    [0.71, 0.71, -0.01, -0.01]
    """
    given: dict[str, Any] = {}
    if isinstance(rope, AxialRope) and rope.scaling is None and rope.rotary_dim == rope.head_dim:
        given = {"own_inv_freq": _speeds(rope)}
        sizes = traits_of("patches")["head_dim"]["values"]
        if rope.head_dim in sizes and 2 <= rope.base <= 100_000:
            given = {"head_dim": rope.head_dim, "base": rope.base}
    elif rope is not None:
        given = {"own_inv_freq": _speeds(rope)}
    explorer = PatchesExplorer(
        right=right, up=up, direction=direction, tilt=tilt, both=both, weights=weights, sharpness=sharpness
    )
    for name, value in given.items():
        setattr(explorer, name, value)
    return explorer


def _speeds(rope: Any) -> list[float]:
    """The speeds of an encoding of places in an image, all those along x first."""
    if not isinstance(rope, AxesRope):
        raise TypeError(
            "rope must be an AxialRope or a MixedRope, which turn by the column and the row of a patch; "
            f"{type(rope).__name__} came."
        )
    speeds = rope.inv_freq
    pairs = speeds.shape[-1]
    if speeds.ndim != 2 or len(speeds) != 2 or rope.rotary_dim != rope.head_dim:
        raise ValueError(
            "rope must turn all components by two coordinates, with the same speeds in all heads; "
            f"{rope!r} came."
        )
    if pairs % 2 or not 4 <= pairs <= MOST_PAIRS:
        raise ValueError(
            f"rope must have an even number of pairs, 4 to {MOST_PAIRS}, each a dot of the picture; "
            f"{pairs} came."
        )
    return [float(speed) for speed in speeds.flatten()]
