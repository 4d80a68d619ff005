"""A video between words: the position ids of each token, and which pairs turn with time, row and column."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope

Order = Literal["sections", "interleaved", "slow time", "one line"]
ORDERS: tuple[Order, ...] = ("sections", "interleaved", "slow time", "one line")
TIME_LAST = 16  # pairs of "slow time" that turn with time: as many as in sections


def clip_positions(before: int, frames: int, rows: int, columns: int, after: int) -> Tensor:
    """Number the tokens of words, a video and words again, as the paper of Qwen2-VL says.

    Words have three equal ids. The ids of a patch start where the words end: its frame, its row and its
    column are added. The words after it go on one above the largest id so far.

    Parameters
    ----------
    before, after : int
        Words.
    frames, rows, columns : int
        Of the video, whose patches follow each other frame by frame and row by row.

    Returns
    -------
    Tensor, shape (tokens, 3), int64
        ``(time, row, column)`` of each token.

    Raises
    ------
    TypeError, ValueError
        If one of them is no whole number, or the video is empty.

    References
    ----------
    Wang et al. (2024), Qwen2-VL, section 2.1. (In transformers 5 the words after a video of more frames than
    rows and columns go on at the larger of these two.)

    Examples
    --------
    >>> clip_positions(1, 2, 1, 2, 1).tolist()
    [[0, 0, 0], [1, 1, 1], [1, 1, 2], [2, 1, 1], [2, 1, 2], [3, 3, 3]]
    """
    for name, words in {"before": before, "after": after}.items():
        checks.at_least(name, words, 0)
    for name, size in {"frames": frames, "rows": rows, "columns": columns}.items():
        checks.at_least(name, size, 1)
    patches = torch.cartesian_prod(*(torch.arange(size) for size in (frames, rows, columns))) + before
    first = torch.arange(before)[:, None].expand(-1, 3)
    last = torch.arange(after)[:, None].expand(-1, 3) + before + max(frames, rows, columns)
    return torch.cat((first, patches, last))


def clip_rope(order: Order, base: float = 1_000_000.0) -> Rope:
    """Make the rotation of a head of 128 components, whose pairs are shared out in one of four ways.

    Parameters
    ----------
    order : {"sections", "interleaved", "slow time", "one line"}
        The fast pairs turn with time, the next with the row, the slow ones with the column, as in Qwen2-VL;
        pairs alternate, as in Qwen3-VL; rows and columns alternate and the slowest pairs turn with time, as
        VideoRoPE proposes; or all pairs turn with the token's number, as in a text.
    base : float

    Examples
    --------
    >>> [clip_rope(order).axes for order in ORDERS]
    [3, 3, 3, None]
    >>> axis_of_pairs(clip_rope("slow time"))[-18:-14].tolist()
    [1, 2, 0, 0]
    """
    checks.one_of("order", order, ORDERS)
    if order == "sections":
        return MRope(128, base)
    if order == "interleaved":
        return MRope(128, base, sections=(24, 20, 20), order="interleaved")
    plain = Rope(128, base, "half")
    if order == "one line":
        return plain
    places = plain.pairs - TIME_LAST
    axis = torch.tensor([1, 2] * (places // 2) + [0] * TIME_LAST)
    speeds = (torch.arange(3)[:, None] == axis) * plain.inv_freq
    return MixedRope(128, layout="half", inv_freq=speeds)


def axis_of_pairs(rope: Rope) -> Tensor:
    """Which axis turns each pair: 0 for time, 1 for the row, 2 for the column; −1 where all do as one.

    Parameters
    ----------
    rope : Rope
        Of three axes, each pair of which turns with one of them; or of one.

    Returns
    -------
    Tensor, shape (pairs,), int64

    Raises
    ------
    ValueError
        If a pair turns with several axes, or there are other than three.
    """
    if rope.axes is None:
        return torch.full((rope.pairs,), -1)
    turns = rope.inv_freq != 0
    if rope.inv_freq.ndim != 2 or len(turns) != 3 or bool((turns.sum(0) > 1).any()):
        raise ValueError(
            f"rope must turn each pair with one of three axes, time, row or column; {rope!r} came."
        )
    return turns.int().argmax(0)


def angles_between(rope: Rope, positions: Tensor, one: int, other: int) -> Tensor:
    """How far each pair is turned from one token to another.

    Parameters
    ----------
    rope : Rope
        Of `clip_rope`, or an `MRope`.
    positions : Tensor, shape (tokens, 3)
        Of `clip_positions`. Where the rope turns by one number, the tokens are counted instead.
    one, other : int
        Tokens.

    Returns
    -------
    Tensor, shape (pairs,), float64, radians

    Examples
    --------
    >>> at = clip_positions(3, 4, 3, 3, 3)
    >>> between = angles_between(clip_rope("sections"), at, 3, 4)  # one column apart
    >>> between.nonzero().flatten().tolist() == list(range(40, 64))
    True
    """
    places = positions if rope.axes else torch.arange(len(positions))
    angles = rope.angles(places[[one, other]])
    return angles[1] - angles[0]
