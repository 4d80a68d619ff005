"""T5's buckets: which one a relative position falls into, and the matrix that they make of a text."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.encodings.t5 import t5_bucket
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import Refused, refusing
from rope_viz.plots.content import Axis, Bars, Heat, Mark, Panel, Picture, Points, Rule, floats

FAINTEST = 0.18  # share of the colour that the last bucket keeps


class BucketExplorer(Explorer):
    """The staircase and the matrix of T5's buckets; see `explore_buckets`."""

    num_buckets: int
    max_distance: int
    bidirectional: bool
    length: int
    offset: int

    @traitlets.validate("offset")
    def _is_in_the_text(self, proposal: Any) -> int:
        if abs(proposal.value) >= self.length:
            raise Refused(
                f"offset must be from {1 - self.length} to {self.length - 1}, as far apart as two of "
                f"length = {self.length} tokens can be; {proposal.value} came."
            )
        return proposal.value

    @traitlets.validate("max_distance")
    def _is_beyond_the_first_buckets(self, proposal: Any) -> int:
        reason = f"because distances below {self._alone} have buckets of their own"
        return refusing(checks.at_least, "max_distance", proposal.value, self._alone + 1, reason)

    @traitlets.observe("num_buckets", "bidirectional", "length")
    def _follow(self, change: Any) -> None:
        self.max_distance = max(self.max_distance, self._alone + 1)
        self.offset = min(max(self.offset, 1 - self.length), self.length - 1)

    @property
    def _each(self) -> int:
        return self.num_buckets // 2 if self.bidirectional else self.num_buckets

    @property
    def _alone(self) -> int:
        return self._each // 2

    def _bucket(self, relative: torch.Tensor) -> torch.Tensor:
        return t5_bucket(relative, self.bidirectional, self.num_buckets, self.max_distance)

    def numbers(self) -> dict[str, Any]:
        here = self._bucket(torch.arange(1 - self.length, self.length))
        bucket = here[self.offset + self.length - 1]
        # Nothing changes beyond max_distance, so this shows what any text could hold.
        anywhere = torch.arange(-self.max_distance - 1, self.max_distance + 2)
        found = self._bucket(anywhere)
        shared = anywhere[found == bucket].tolist()
        last = self.num_buckets - 1 if not self.bidirectional else self._each - 1
        return {
            "buckets": here.tolist(),
            "offset": self.offset,
            "bucket": int(bucket),
            "shared_from": -math.inf if shared[0] == anywhere[0] else shared[0],
            "shared_to": math.inf if shared[-1] == anywhere[-1] else shared[-1],
            "used": torch.isin(torch.arange(self.num_buckets), found).int().tolist(),
            "occurring": len(here.unique()),
            "one_bucket_from": int(-anywhere[found == last].max()),
        }

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"{self.num_buckets} buckets {'both ways' if self.bidirectional else 'only back'}, up to "
            f"{self.max_distance:,} tokens: key − query = {_signed(self.offset)} falls into bucket "
            f"{n['bucket']}, which holds {_range(n['shared_from'], n['shared_to'])}. {sum(n['used'])} of "
            f"{self.num_buckets} buckets are ever used, and all distances from "
            f"{n['one_bucket_from']:,} on are one."
        )

    def picture(self) -> Picture:
        n, at = self.numbers(), np.arange(self.length, dtype=float)
        shades = [_shade(bucket, self._each) for bucket in range(self.num_buckets)]
        offsets, buckets = np.arange(1.0 - self.length, self.length), np.array(n["buckets"])
        unread = offsets > (math.inf if self.bidirectional else 0)
        colours = tuple(theme.GRID if u else shades[b] for u, b in zip(unread, buckets, strict=True))
        never = [i for i, used in enumerate(n["used"]) if not used and self.mark_unused]
        unused = (Rule(i, theme.REFERENCE, "dash", 1) for i in never)
        stairs: tuple[Mark, ...] = (
            Bars(offsets, buckets - 0.5, buckets + 0.5, colours),
            *unused,
            Points(floats(self.offset), floats(n["bucket"]), theme.SCORE, size=11),
        )
        # The matrix has one value in each direction along its diagonals; what is not read comes before 0.
        key_minus_query = (at[None, :] - at[:, None]).astype(int) + self.length - 1
        cells = np.where(unread, -1, buckets)[key_minus_query].astype(float)
        last = self.num_buckets - 0.5
        heat = Heat(at, at, cells, (theme.GRID, *shades), -1.5, last, stepped=True)
        across, up = Axis("key position (tokens)", grid=False), Axis("query position (tokens)", grid=False)
        panels = (
            Panel(stairs, Axis("key position − query position (tokens)"), Axis("bucket"), width=1.25),
            Panel((heat,), across, replace(up, reverse=True), equal=True),
        )
        return Picture((panels,), self.summary())


def _shade(bucket: int, each: int) -> str:
    """The colour of a bucket: its direction's, the paler the farther."""
    share = 1 - (1 - FAINTEST) * (bucket % each) / max(each - 1, 1)
    return theme.mixed(theme.LIGHT.series[0 if bucket < each else 1], theme.PAPER, share)


def _signed(offset: float) -> str:
    return f"{offset:+}".replace("-", "−") if offset else "0"


def _range(low: float, high: float) -> str:
    if low == high:
        return f"{_signed(low)} only"
    if low == -math.inf:
        return f"{_signed(high)} and everything before"
    if high == math.inf:
        return f"{_signed(low)} and everything after"
    return f"{_signed(low)} to {_signed(high)}"


def explore_buckets(
    num_buckets: int = 32,
    max_distance: int = 128,
    *,
    bidirectional: bool = True,
    length: int = 128,
    offset: int = -20,
    mark_unused: bool = False,
) -> BucketExplorer:
    """Explore which of T5's buckets each relative position falls into.

    Parameters
    ----------
    num_buckets, max_distance, bidirectional
        As for `rope_viz.t5_bucket`; 4 to 64 buckets.
    length : int
        Tokens of the text whose matrix is drawn, up to 512.
    offset : int
        The relative position that is read: key position − query position, tokens.
    mark_unused : bool
        Draw a dashed line where a bucket is never used, in any text.

    Returns
    -------
    BucketExplorer
        A widget; ``.save("buckets.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If the buckets cannot be laid out, or no two tokens of the text are ``offset`` apart.

    Examples
    --------
    >>> numbers = explore_buckets(offset=-20).numbers()
    >>> numbers["bucket"], numbers["shared_from"], numbers["shared_to"]
    (10, -22, -16)
    >>> numbers["used"].index(0)
    16
    """
    return BucketExplorer(
        num_buckets=num_buckets,
        max_distance=max_distance,
        bidirectional=bidirectional,
        length=length,
        offset=offset,
        mark_unused=mark_unused,
    )
