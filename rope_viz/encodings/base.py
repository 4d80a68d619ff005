"""What every position encoding is made of: three doors into attention, positions, tables, and a device.

An encoding is an `Encoding` that opens one door (add, bias or rotate) and leaves the others shut, so
attention, decoding with a cache, studies and timings are written once, against the doors.
"""

from __future__ import annotations

import functools
import importlib
import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rope_viz import checks


class Encoding:
    """A position encoding with all three doors shut; subclasses open the one they use.

    Shapes: ``x`` is ``(..., tokens, dim)`` before the first layer; queries and keys are
    ``(..., heads, tokens, head_dim)``; positions are ``(tokens,)``, or ``(tokens, axes)`` for encodings of
    places with several coordinates.
    """

    axes: int | None = None  # coordinates of a position; None where it is one number

    def add(self, x: Tensor, positions: Tensor) -> Tensor:
        """Door 1: what enters the first layer, shape of ``x``."""
        return x

    def bias(
        self, query: Tensor, key: Tensor, query_positions: Tensor, key_positions: Tensor
    ) -> Tensor | None:
        """Door 2: what is added to the scores, or None where the door is shut.

        When a model writes word by word with a cache, there is one query, and a key for each token so far.

        Parameters
        ----------
        query, key : Tensor, shape (..., queries, head_dim) and (..., keys, head_dim)
            As they are multiplied to make the score, so already rotated if the encoding rotates. Encodings
            whose bias depends on positions only, such as `T5Bias` and `Alibi`, need neither and take None.
        query_positions, key_positions : Tensor, shape (queries,) and (keys,)
            Tokens.

        Returns
        -------
        Tensor, shape (..., heads or 1, queries, keys), or None
        """
        return None

    def rotate_query(self, query: Tensor, positions: Tensor) -> Tensor:
        """Door 3 for queries: shape of ``query``."""
        return query

    def rotate_key(self, key: Tensor, positions: Tensor) -> Tensor:
        """Door 3 for keys: shape of ``key``."""
        return key


class ByValue:
    """Compares by value and shows it: two are equal if they are of one class and made of equal arguments."""

    def _arguments(self) -> dict[str, Any]:
        """Arguments that make an equal one, by name."""
        raise NotImplementedError

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._arguments().items())
        return f"{type(self).__name__}({shown})"

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        mine, theirs = vars(self), vars(other)
        return mine.keys() == theirs.keys() and all(_same(mine[name], theirs[name]) for name in mine)

    def __hash__(self) -> int:
        numbers = {name: value for name, value in vars(self).items() if not isinstance(value, Tensor)}
        return hash((type(self), frozenset(numbers.items())))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return torch.equal(one, other)
    return bool(one == other)


class NoPositions(Encoding):
    """No position at all: attention sees a bag of words."""

    def __repr__(self) -> str:
        return "NoPositions()"


@dataclass(frozen=True, eq=False)
class Tables:
    """Cosines and sines of some positions, made once and used for queries, keys and every layer.

    Attributes
    ----------
    phasors : Tensor, shape (..., tokens, pairs), complex64 or complex128
        ``cos + i·sin`` of each pair's angle, times the attention factor. A pair (a, b), read as the complex
        number a + i·b, is rotated by multiplying it with its phasor.
    width : int
        How many components of a vector are rotated, 2 · pairs.
    real : torch.dtype
        float32 or float64, the precision in which they are rotated.

    Raises
    ------
    TypeError
        If ``phasors`` are not complex.
    """

    phasors: Tensor
    width: int = field(init=False, repr=False)
    real: torch.dtype = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.phasors.is_complex():
            raise TypeError(
                f"phasors must be complex, cos + i·sin of each angle; dtype {self.phasors.dtype} came."
            )
        # Every call asks for these, and a tensor takes longer to answer.
        object.__setattr__(self, "width", 2 * self.phasors.shape[-1])
        object.__setattr__(self, "real", self.phasors.real.dtype)

    @functools.cached_property
    def planes(self) -> tuple[Tensor, Tensor]:
        """Factors of both halves of a vector, (cos, cos) and (-sin, sin), each (..., tokens, 2 · pairs)."""
        cos, sin = self.phasors.real, self.phasors.imag
        with torch.inference_mode(False), torch.no_grad():  # what is kept must serve training as well
            return torch.cat((cos, cos), -1), torch.cat((-sin, sin), -1)

    @functools.cached_property
    def back(self) -> Tables:
        """The opposite rotations, by which gradients go back."""
        with torch.inference_mode(False), torch.no_grad():
            return Tables(self.phasors.conj().resolve_conj())

    @functools.cached_property
    def over_heads(self) -> Tables:
        """Those of each sequence with an axis for its heads: (batch, 1, tokens, pairs)."""
        return Tables(self.phasors.unsqueeze(-3))

    def fitted_to(self, x: Tensor, pairs: int) -> Tables:
        """These tables, once it is certain that they can rotate ``pairs`` pairs of each token of ``x``.

        Raises
        ------
        ValueError
            If they have other tokens or pairs, another precision, or lie on another device.
        """
        phasors, needed = self.phasors, precision_for(x)
        fits = phasors.shape == (x.shape[-2], pairs) and self.real == needed and phasors.device == x.device
        if not fits:  # at a glance; positions for each sequence, or an error, need a second look
            checks.per_token(x, tuple(phasors.shape)[:-1])
            self._check(x, pairs, needed)
        return self

    def _check(self, x: Tensor, pairs: int, needed: torch.dtype) -> None:
        if self.phasors.shape[-1] != pairs:
            raise ValueError(
                f"tables must hold {pairs} pairs, as this Rope turns; {self.phasors.shape[-1]} came."
            )
        if self.real != needed:
            raise ValueError(
                f"tables must be in {needed} to turn a {x.dtype} tensor with neither loss nor waste; "
                f"{self.real} came. Make them with rope.tables(positions, dtype={needed})."
            )
        if self.phasors.device != x.device:
            raise ValueError(
                f"tables must be on the device of x, because both are read together; x is on {x.device}, "
                f"tables on {self.phasors.device}. Make them from positions that are there."
            )


def precision_for(x: Tensor) -> torch.dtype:
    """float64 for float64 vectors; float32 for all others, bfloat16 and float16 included."""
    return torch.float64 if x.dtype == torch.float64 else torch.float32


def complex_of(dtype: torch.dtype) -> torch.dtype:
    """The complex dtype whose parts are of ``dtype``, float32 or float64."""
    kinds = {torch.float32: torch.complex64, torch.float64: torch.complex128}
    if dtype not in kinds:
        raise ValueError(
            f"dtype must be torch.float32 or torch.float64, in which turning is exact enough; {dtype} came."
        )
    return kinds[dtype]


def device() -> torch.device:
    """Choose where the package computes: CUDA, else Apple's MPS, else the CPU.

    The environment variable ``ROPE_VIZ_DEVICE`` overrides the choice. No other place in the package
    chooses a device: results live where the arguments live, and plain numbers become tensors here.

    Raises
    ------
    ValueError
        If ``ROPE_VIZ_DEVICE`` names no device that torch knows.

    Examples
    --------
    >>> isinstance(device(), torch.device)
    True
    """
    wanted = os.environ.get("ROPE_VIZ_DEVICE")
    if wanted:
        try:
            return torch.device(wanted)
        except RuntimeError as error:
            raise ValueError(
                f"ROPE_VIZ_DEVICE must name a torch device, like 'cpu' or 'cuda'; {wanted!r} came."
            ) from error
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def as_positions(positions: Any, fallback: torch.device | None = None) -> Tensor:
    """Checked positions in float64, on their own device or the fallback (the CPU if it lacks float64)."""
    if not isinstance(positions, Tensor):
        try:
            positions = torch.as_tensor(np.asarray(positions))  # NumPy keeps plain floats in float64
        except (TypeError, ValueError, RuntimeError) as error:
            raise TypeError(f"positions must be numbers; {positions!r} came.") from error
        target = fallback or device()
    else:
        target = positions.device
    return checks.positions(positions).to("cpu" if target.type == "mps" else target).to(torch.float64)


def random_table(rows: int, columns: int, seed: int, *, spread: float) -> Tensor:
    """Normal numbers with standard deviation ``spread``: an untrained table, (rows, columns).

    They are drawn on the CPU, so that a seed gives the same table on every device.
    """
    generator = torch.Generator().manual_seed(checks.at_least("seed", seed, 0))
    return (torch.randn(rows, columns, generator=generator) * spread).to(device())


def upstairs(module: str) -> Any:
    """A module of a floor above, loaded when somebody goes through a door to it.

    What stands below does not know what stands above, so it names it and imports nothing. The doors that
    there may be stand in ``tests/test_layers.py``.
    """
    return importlib.import_module(module)
