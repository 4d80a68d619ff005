"""How far pairs turn: angles, corkscrews, the path of one vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rope_viz import checks
from rope_viz.curves.common import (
    Array,
    an_encoding,
    by_one_position,
    exact_dtype,
    name_of,
    pair_components,
    real_vector,
    to_numpy,
    to_torch,
)
from rope_viz.curves.tidy import Tidy
from rope_viz.encodings.base import Encoding, device
from rope_viz.encodings.rope import Rope
from rope_viz.models.card import ModelCard

SHELF = 2.6  # height between two corkscrews whose hands are 1 long


@dataclass(frozen=True)
class AngleTable(
    Tidy, axes={"angles": ("position", "pair"), "inv_freq": ("pair",)}, places={"position": "positions"}
):
    """Angle of each pair at some positions.

    Attributes
    ----------
    positions : (positions,) tokens
    inv_freq : (pairs,) radians per token
    angles : (positions, pairs) radians, not wrapped
    label : what was turned
    """

    positions: Array
    inv_freq: Array
    angles: Array
    label: str


@dataclass(frozen=True)
class CorkscrewTable(
    Tidy,
    axes={"hands": ("pair", "position", "component"), "inv_freq": ("pair",)},
    places={"position": "positions", "pair": "pair_index"},
):
    """The path of each pair's hand as the position grows, and where it stands at the tokens.

    Attributes
    ----------
    inv_freq : (pairs,) radians per token
    thread_positions : (points,) tokens, finer than one token
    thread : (pairs, points, 2) components of a unit vector, turned
    positions : (tokens,) tokens
    hands : (pairs, tokens, 2) the same at whole positions
    pair_index : (pairs,) which pairs of the Rope these are
    label : what was turned
    """

    inv_freq: Array
    thread_positions: Array
    thread: Array
    positions: Array
    hands: Array
    pair_index: NDArray[np.int64]
    label: str


@dataclass(frozen=True)
class PathTable(Tidy, axes={"points": ("position", "component")}, places={"position": "positions"}):
    """Where an encoding puts one vector's first pair, position by position.

    Attributes
    ----------
    positions : (positions,) tokens
    points : (positions, 2) the pair's two components
    label : which encoding
    """

    positions: Array
    points: Array
    label: str

    @property
    def lengths(self) -> Array:
        """Length of the arrow at each position, (positions,)."""
        return np.hypot(*self.points.T)


@dataclass(frozen=True)
class WavelengthTable(Tidy, axes={"wavelengths": ("pair",)}):
    """How long each pair takes for one turn, beside how long a text may be.

    Attributes
    ----------
    wavelengths : (pairs,) tokens per turn
    context : tokens that the model reads at most
    label : which model
    """

    wavelengths: Array
    context: int
    label: str

    @property
    def unfinished(self) -> NDArray[np.bool_]:
        """Which pairs never finish a turn within the context, (pairs,) of bool."""
        return self.wavelengths > self.context


def wavelength_curve(
    rope: Rope | ModelCard, context: int | None = None, *, label: str = ""
) -> WavelengthTable:
    """Tabulate the wavelength of every pair beside a context length.

    Parameters
    ----------
    rope : Rope or ModelCard
    context : int, optional
        Tokens; by default what the model's card says.

    Raises
    ------
    ValueError
        If the context is not said and no card says it.

    Examples
    --------
    >>> wavelength_curve(Rope(4, base=100.0), 10).unfinished
    array([False,  True])
    """
    if context is None and isinstance(rope, ModelCard):
        context = rope.context
    if context is None:
        raise ValueError(
            "context must be given in tokens, because a Rope does not know it; nothing came. The card of a "
            "model whose configuration says it will do: wavelength_curve(read_model('config.json'))."
        )
    rope = by_one_position(rope)
    context = checks.at_least("context", context, 1)
    return WavelengthTable(to_numpy(rope.wavelengths), context, label or name_of(rope))


def angle_curve(rope: Rope, positions: Sequence[float] = range(1, 8)) -> AngleTable:
    """Tabulate the angle of every pair at some positions.

    Parameters
    ----------
    rope : Rope
    positions : sequence of numbers
        1 … 7 by default.

    Examples
    --------
    >>> angle_curve(Rope(4, base=100.0), [1, 2]).angles
    array([[1. , 0.1],
           [2. , 0.2]])
    """
    rope = by_one_position(rope)
    at = np.asarray(positions, dtype=np.float64)
    return AngleTable(at, to_numpy(rope.inv_freq), to_numpy(rope.angles(to_torch(at))), name_of(rope))


def corkscrew_curve(
    rope: Rope, tokens: int = 64, *, pairs: Sequence[int] | None = None, samples_per_turn: int = 24
) -> CorkscrewTable:
    """Turn one unit vector in every pair through the positions 0 … tokens − 1.

    Parameters
    ----------
    rope : Rope
    tokens : int
        How many positions.
    pairs : sequence of int, optional
        Which pairs to keep; all by default.
    samples_per_turn : int
        The thread is turned at fractional positions too, so that the fastest pair looks round.

    Examples
    --------
    >>> corkscrew_curve(Rope(8), tokens=16).hands.shape
    (4, 16, 2)
    """
    rope = by_one_position(rope)
    checks.at_least("tokens", tokens, 2, "a corkscrew has a length")
    chosen = np.arange(rope.pairs) if pairs is None else np.asarray(list(pairs), dtype=np.int64)
    if chosen.size == 0 or chosen.min() < 0 or chosen.max() >= rope.pairs:
        raise ValueError(f"pairs must be indices from 0 to {rope.pairs - 1}; {list(chosen)} came.")
    fastest = float(rope.inv_freq[torch.as_tensor(chosen)].max())
    points = int(np.ceil((tokens - 1) * max(fastest * samples_per_turn / (2 * np.pi), 1))) + 1
    fine, whole = np.linspace(0, tokens - 1, points), np.arange(tokens, dtype=np.float64)
    return CorkscrewTable(
        to_numpy(rope.inv_freq)[chosen],
        fine,
        _hands(rope, fine)[chosen],
        whole,
        _hands(rope, whole)[chosen],
        chosen,
        name_of(rope),
    )


def vector_path(
    encoding: Encoding, vector: Tensor, positions: Sequence[float] = range(8), *, label: str = ""
) -> PathTable:
    """Send one vector through the doors ``add`` and ``rotate`` at each position.

    Parameters
    ----------
    encoding : Encoding
    vector : Tensor, shape (dim,)

    Raises
    ------
    TypeError, ValueError
        If the encoding is none, or the vector has not one axis of finite real numbers.

    Examples
    --------
    >>> vector_path(Rope(2), torch.tensor([2.0, 0.0]), [0, 1]).points.round(2)
    array([[2.  , 0.  ],
           [1.08, 1.68]])
    """
    at = np.asarray(positions, dtype=np.float64)
    encoding = an_encoding(encoding)
    size = encoding.head_dim if isinstance(encoding, Rope) else None
    copies = real_vector("vector", vector, size).expand(len(at), -1)
    placed = encoding.rotate_query(encoding.add(copies, to_torch(at)), to_torch(at))
    pair = [pair_components(encoding)[i].start for i in (0, 1)] if isinstance(encoding, Rope) else [0, 1]
    return PathTable(at, to_numpy(placed[:, pair]), label or repr(encoding))


def _hands(rope: Rope, positions: Array) -> Array:
    """A unit vector in every pair, really rotated: (pairs, positions, 2)."""
    start = torch.zeros(len(positions), rope.head_dim, dtype=exact_dtype(), device=device())
    first, second = pair_components(rope)
    start[:, first] = 1
    turned = rope.rotate(start, to_torch(positions))
    return np.stack([to_numpy(turned[:, first]).T, to_numpy(turned[:, second]).T], axis=-1)
