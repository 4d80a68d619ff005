"""The debate on decay: RoFormer's curve and the scores of four pairs of vectors on one axis."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.curves import decay_curve, score_curve
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import OwnSpeeds, came_with
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, synced, vector
from rope_viz.models import pretrained
from rope_viz.plots.content import Axis, Legend, Line, Panel, Picture, one
from rope_viz.words import fixed

SAID = traits_of("decay")
SAMPLES = 256  # equal steps of the reach at which the curves' numbers are published
MOST, HEAD = SAID["gaussian_key"]["size"], SAID["head_key"]["size"]
ROLES = {name.removeprefix("show_"): said["role"] for name, said in SAID.items() if name.startswith("show_")}


class DecayExplorer(OwnSpeeds, Explorer):
    """Curves that fall with distance, and curves that do not; see `explore_decay`."""

    reach: int
    peak: int
    distance: int
    show_bound: bool
    show_ones: bool
    show_gaussian: bool
    show_turned: bool
    show_head: bool
    head_label: str
    head_query: tuple[float, ...]
    head_key: tuple[float, ...]
    gaussian_query: tuple[float, ...]
    gaussian_key: tuple[float, ...]
    own_inv_freq = synced(tuple(Rope(128).inv_freq.tolist()), vector())

    @traitlets.validate("peak")
    def _is_in_reach(self, proposal: Any) -> int:
        if proposal.value > self.reach:
            raise Refused(f"peak must be at most reach, {self.reach:,} tokens; {proposal.value} came.")
        return proposal.value

    @traitlets.validate("distance")
    def _is_shown(self, proposal: Any) -> int:
        if proposal.value > self.reach:
            raise Refused(f"distance must be at most reach, {self.reach:,} tokens; {proposal.value} came.")
        return proposal.value

    @traitlets.observe("reach")
    def _follow(self, change: Any) -> None:
        self.peak = min(self.peak, self.reach)
        self.distance = min(self.distance, self.reach)

    def _curves(self) -> dict[str, np.ndarray]:
        """Every curve at every whole distance."""
        rope, distances = self.rope, np.arange(self.reach + 1)
        ones = torch.ones(self.head_dim, dtype=torch.float64)

        def cosines(rope: Rope, *vectors: Any) -> np.ndarray:
            query, key = (torch.as_tensor(v, dtype=torch.float64)[: rope.head_dim] for v in vectors)
            return score_curve(rope, query, key, distances.tolist(), per_length=True).scores

        bound = decay_curve(rope, distances.tolist()).values
        return {
            "bound": bound / bound[0],
            "ones": cosines(rope, ones, ones),
            "gaussian": cosines(rope, self.gaussian_query, self.gaussian_key),
            "turned": cosines(rope, ones, rope.rotate(ones[None], [self.peak])[0]),
            "head": cosines(self.rope_of(HEAD), self.head_query, self.head_key),
        }

    def numbers(self) -> dict[str, Any]:
        curves = self._curves()
        below = np.flatnonzero(curves["ones"] < 0)
        each = self.reach // SAMPLES
        return (
            {name: curve[::each].tolist() for name, curve in curves.items()}
            | {f"{name}_here": float(curve[self.distance]) for name, curve in curves.items()}
            | {f"{name}_rises": int((np.diff(curves[name]) > 0).sum()) for name in ("bound", "ones")}
            | {"ones_first_negative": int(below[0]) if len(below) else -1}
        )

    def summary(self) -> str:
        n = self.numbers()
        negative = n["ones_first_negative"]
        rest = "stays above zero" if negative < 0 else f"is below zero first at {negative:,} tokens"
        return (
            f"Over {self.reach:,} tokens ({self.settings}) RoFormer’s curve rises on "
            f"{n['bound_rises']:,} of {self.reach:,} steps and ends at {fixed(n['bound'][-1])} of its start; "
            f"the score of all ones rises on {n['ones_rises']:,} and {rest}."
        )

    def picture(self) -> Picture:
        labels = {
            "bound": "RoFormer's curve (÷ its start)", "ones": "all ones", "gaussian": "Gaussian, unrelated",
            "turned": f"key turned to peak at {self.peak}", "head": self.head_label,
        }  # fmt: skip
        distances = np.arange(self.reach + 1, dtype=float)
        marks = tuple(
            Line(distances, curve, theme.LIGHT.roles[ROLES[name]], labels[name])
            for name, curve in self._curves().items()
            if getattr(self, f"show_{name}")
        )
        x, y = Axis("distance m − n (tokens)"), Axis("score ÷ |q||k|", (-1, 1.05))
        return one(Panel(marks, x, y, legend=Legend() if marks else None), self.summary())


def explore_decay(
    rope: Rope | None = None, *, reach: int = 256, peak: int = 100, seed: int = 3
) -> DecayExplorer:
    """Explore whether scores fall with distance: RoFormer's curve beside four pairs of vectors.

    Parameters
    ----------
    rope : Rope, optional
        Any, also a real model's. Its own speeds are shown, whatever rule made them, until head_dim or base
        are moved. Components that pass through count in the scores; an
        attention factor makes query and key longer, so it does not show. The real head has 64 components: a
        Rope of another head_dim turns it by the plain formula. ``Rope(128)`` by default; at most 256.
    reach : int
        The largest distance shown, 256 to 16,384 tokens in doublings.
    peak : int
        Distance at which the turned key has its highest score.
    seed : int
        Of the Gaussian vectors.

    Returns
    -------
    DecayExplorer
        A widget; ``.save("decay.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> numbers = explore_decay().numbers()
    >>> numbers["bound_rises"], numbers["turned"].index(max(numbers["turned"]))
    (115, 100)
    """
    heads = pretrained.smollm2_heads()
    layer, head = (int(i) for i in heads.heads[0])
    means = [tensor[0, 20:].double().mean(dim=0).tolist() for tensor in (heads.q, heads.k)]
    gaussian = torch.randn(2, MOST, generator=torch.Generator().manual_seed(seed)).double().tolist()
    return DecayExplorer(
        **came_with(Rope(128) if rope is None else rope),
        reach=reach,
        peak=peak,
        head_label=f"real head: SmolLM2, layer {layer}, head {head}",
        head_query=means[0],
        head_key=means[1],
        gaussian_query=gaussian[0],
        gaussian_key=gaussian[1],
    )
