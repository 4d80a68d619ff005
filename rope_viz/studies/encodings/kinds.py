"""The encodings that are compared, by name: the only thing in which two runs of one seed differ."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from rope_viz import checks
from rope_viz.encodings.absolute import Learned, Sinusoidal
from rope_viz.encodings.alibi import Alibi
from rope_viz.encodings.base import Encoding, NoPositions, random_table
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.t5 import T5Bias
from rope_viz.studies.encodings.size import Size

BUCKETS = 32  # of T5's bias


def _none(size: Size, seed: int, causal: bool) -> Encoding:
    return NoPositions()


def _learned(size: Size, seed: int, causal: bool) -> Encoding:
    """A table that begins small, as BERT's does: numbers with standard deviation 0.02."""
    return Learned(nn.Parameter(Learned.random(size.context, size.width, seed).table.cpu()))


def _sinusoidal(size: Size, seed: int, causal: bool) -> Encoding:
    return Sinusoidal(size.width)


def _t5(size: Size, seed: int, causal: bool) -> Encoding:
    """A table that begins as in the code of transformers, with standard deviation 1 / sqrt(width)."""
    table = random_table(BUCKETS, size.heads, seed, spread=size.width**-0.5).cpu()
    return T5Bias(nn.Parameter(table), bidirectional=not causal)


def _alibi(size: Size, seed: int, causal: bool) -> Encoding:
    return Alibi(size.heads)


def _rope(size: Size, seed: int, causal: bool) -> Encoding:
    return Rope(size.head_dim)


def _rope_quarter(size: Size, seed: int, causal: bool) -> Encoding:
    return Rope(size.head_dim, rotary_dim=size.head_dim // 4)


KINDS: dict[str, Callable[[Size, int, bool], Encoding]] = {
    "none": _none,
    "learned": _learned,
    "sinusoidal": _sinusoidal,
    "t5": _t5,
    "alibi": _alibi,
    "rope": _rope,
    "rope-quarter": _rope_quarter,
}
BIASED = ("t5", "alibi")  # they need a score to be added to, which linear attention never makes


def encoding(kind: str, size: Size, seed: int = 0, *, causal: bool = True) -> Encoding:
    """Make an encoding as it is before training.

    Parameters
    ----------
    kind : str
        A name of `KINDS`.
    size : Size
        Of the model that it is for.
    seed : int
        Draws the table, where there is one to be learned.
    causal : bool
        Whether queries see earlier keys only; T5's buckets differ.

    Returns
    -------
    Encoding
        With an ``nn.Parameter`` for its table, if it learns one.

    Examples
    --------
    >>> encoding("rope-quarter", Size(width=64, heads=4))
    Rope(head_dim=16, base=10000.0, layout='interleaved', rotary_dim=4)
    """
    return KINDS[checks.one_of("kind", kind, KINDS)](size, seed, causal)
