"""A score taken apart: one wave for each pair, and their sum."""

from __future__ import annotations

from typing import Any

import torch
import traitlets
from torch import Tensor

from rope_viz import theme
from rope_viz.curves.common import by_one_position
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.speeds import OwnSpeeds, came_with
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, synced, vector
from rope_viz.models import pretrained
from rope_viz.plots.content import Axis, Line, Panel, Picture
from rope_viz.words import brief, fixed

SAID = traits_of("waves")
MOST_NAMES = 16  # of rows of the still, for which its axis has room
MOST, HEAD = SAID["gaussian_key"]["size"], SAID["head_key"]["size"]


class WavesExplorer(OwnSpeeds, Explorer):
    """The waves whose sum is the score; see `explore_waves`."""

    vectors: str
    reach: int
    distance: int
    summed: int
    head_label: str
    head_query: tuple[float, ...]
    head_key: tuple[float, ...]
    gaussian_query: tuple[float, ...]
    gaussian_key: tuple[float, ...]
    attention_factor: float
    own_inv_freq = synced(tuple(Rope(16).inv_freq.tolist()), vector())

    @traitlets.validate("distance")
    def _is_shown(self, proposal: Any) -> int:
        if proposal.value > self.reach:
            raise Refused(f"distance must be at most reach, {self.reach} tokens; {proposal.value} came.")
        return proposal.value

    @traitlets.validate("summed")
    def _has_the_pairs(self, proposal: Any) -> int:
        if proposal.value > self.dim // 2:
            raise Refused(
                f"summed must be at most {self.dim // 2}, the number of pairs; {proposal.value} came."
            )
        return proposal.value

    @traitlets.observe("reach", "head_dim", "vectors")
    def _follow(self, change: Any) -> None:
        self.distance = min(self.distance, self.reach)
        self.summed = min(self.summed, self.dim // 2)

    @property
    def dim(self) -> int:
        """Components of query and key."""
        return HEAD if self.vectors == "head" else self.head_dim

    def _by_pair(self, distances: Tensor) -> Tensor:
        """What each pair adds to the score, (distances, pairs), by rotating the query."""
        given = {
            "ones": ((1.0,) * MOST, (1.0,) * MOST),
            "gaussian": (self.gaussian_query, self.gaussian_key),
            "head": (self.head_query, self.head_key),
        }[self.vectors]
        query, key = (torch.tensor(v[: self.dim], dtype=torch.float64) for v in given)
        rope = self.rope_of(self.dim)
        turned = rope.rotate(query.expand(len(distances), -1), distances)
        kept = rope.rotate(key[None], [0])  # longer by the attention factor, as the query is
        return (turned * kept).unflatten(-1, (-1, 2)).sum(dim=-1)

    def numbers(self) -> dict[str, Any]:
        curve = self._by_pair(torch.arange(self.reach + 1))
        contributions = curve[self.distance]
        return {
            "contributions": contributions.tolist(),
            "partial": float(contributions[: self.summed].sum()),
            "score": float(contributions.sum()),
            "partial_curve": curve[:, : self.summed].sum(dim=-1).tolist(),
        }

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"At distance {self.distance} the first {self.summed} of {len(n['contributions'])} pairs add up "
            f"to {fixed(n['partial'])}; all of them, the score, to {fixed(n['score'])} "
            f"({self.settings_of(self.dim)})."
        )

    def picture(self) -> Picture:
        # Every whole distance is drawn, and points between them where there is room.
        points = self.reach * max(400 // self.reach, 1) + 1
        distances = torch.linspace(0, self.reach, points, dtype=torch.float64)
        waves, at = self._by_pair(distances), distances.numpy()
        # Farther apart than crests reach: a slow wave, which stays up, is nearest to its own number.
        step, last = 3.0 * float(waves.abs().max()), max(waves.shape[1] - 1, 1)
        rows = tuple(
            Line(at, wave - step * i, theme.pair_colour(i / last)) for i, wave in enumerate(waves.T.numpy())
        )
        total = Line(at, waves[:, : self.summed].sum(dim=-1).numpy(), theme.SCORE)
        apart = -(-len(rows) // MOST_NAMES)
        pairs = Axis("pair", ticks=tuple((-step * i, str(i)) for i in range(0, len(rows), apart)))
        eighths = tuple(self.reach * i / 8 for i in range(9))
        above = Panel(rows, Axis(ticks=tuple((at, "") for at in eighths)), pairs)
        across = Axis("distance m − n (tokens)", ticks=tuple((at, f"{at:g}") for at in eighths))
        below = Panel((total,), across, Axis("sum: score q·k"))
        return Picture(((above,), (below,)), self.summary(), heights=(3, 2))


def explore_waves(
    rope: Rope | None = None,
    *,
    vectors: str = "ones",
    summed: int = 1,
    distance: int = 20,
    seed: int = 7,
) -> WavesExplorer:
    """Explore a score as the sum of one wave for each pair.

    Parameters
    ----------
    rope : Rope, optional
        Any, also a real model's. Its own speeds are shown, whatever rule made them, until head_dim or base
        are moved. Components that pass through are waves that stay level.
        ``Rope(16)`` by default, for the real head one of its own base; at most 128 components.
    vectors : {"ones", "gaussian", "head"}
        All ones; a query and a key that have nothing to do with each other; or the mean query and the mean
        key of a previous-token head of SmolLM2, which has 64 components: a Rope of another head_dim turns it
        by the plain formula.
    summed : int
        How many waves, from pair 0 on, are added up.
    distance : int
        Tokens at which the parts are read.
    seed : int
        Of the Gaussian vectors.

    Returns
    -------
    WavesExplorer
        A widget; ``.save("waves.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> explorer = explore_waves(distance=0)
    >>> explorer.numbers()["score"], explorer.numbers()["contributions"][:2]
    (16.0, [2.0, 2.0])
    """
    heads = pretrained.smollm2_heads()
    layer, head = (int(i) for i in heads.heads[0])
    means = [tensor[0, 20:].double().mean(dim=0).tolist() for tensor in (heads.q, heads.k)]
    gaussian = torch.randn(2, MOST, generator=torch.Generator().manual_seed(seed)).double().tolist()
    if rope is None:
        rope = Rope(HEAD, base=heads.base) if vectors == "head" else Rope(16)
    rope = by_one_position(rope)
    return WavesExplorer(
        **came_with(rope),
        attention_factor=rope.attention_factor,
        vectors=vectors,
        distance=distance,
        summed=summed,
        head_label=f"SmolLM2, layer {layer}, head {head} (made with base {brief(heads.base)})",
        head_query=means[0],
        head_key=means[1],
        gaussian_query=gaussian[0],
        gaussian_key=gaussian[1],
    )
