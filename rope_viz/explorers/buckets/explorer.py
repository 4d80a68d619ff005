"""T5's buckets: which one a relative position falls into, and the matrix that they make of a text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.encodings.t5 import t5_bucket
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import Refused, refusing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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

    def draw_still(self, figure: Figure) -> None:
        from matplotlib.colors import ListedColormap

        n = self.numbers()
        stairs, matrix = figure.subplots(1, 2, width_ratios=(1.25, 1))
        shades = [_shade(bucket, self._each) for bucket in range(self.num_buckets)]
        offsets = torch.arange(1 - self.length, self.length)
        shown = [
            theme.GRID if not self.bidirectional and offset > 0 else shades[bucket]
            for offset, bucket in zip(offsets.tolist(), n["buckets"], strict=True)
        ]
        stairs.bar(offsets, 1, bottom=[bucket - 0.5 for bucket in n["buckets"]], width=1, color=shown)
        for bucket, used in enumerate(n["used"]):
            if not used:
                stairs.axhline(bucket, color=theme.REFERENCE, ls="--", lw=1)
        stairs.plot(self.offset, n["bucket"], "o", color=theme.SCORE, mec=theme.PAPER, ms=8)
        stairs.set(xlabel="key position − query position, tokens", ylabel="bucket")
        at = torch.arange(self.length)
        apart = at[None, :] - at[:, None]
        cells = self._bucket(apart).cpu().numpy()
        if not self.bidirectional:
            cells = np.ma.masked_where(apart.numpy() > 0, cells)
            matrix.set_facecolor(theme.GRID)
        matrix.imshow(cells, cmap=ListedColormap(shades), vmin=-0.5, vmax=self.num_buckets - 0.5)
        matrix.set(xlabel="key position, tokens", ylabel="query position, tokens")
        matrix.grid(False)


def _shade(bucket: int, each: int) -> tuple[float, ...]:
    """The colour of a bucket: its direction's, the paler the farther."""
    from matplotlib.colors import to_rgb

    share = 1 - (1 - FAINTEST) * (bucket % each) / max(each - 1, 1)
    ends = to_rgb(theme.QUERY if bucket < each else theme.KEY), to_rgb(theme.PAPER)
    return tuple(share * colour + (1 - share) * paper for colour, paper in zip(*ends, strict=True))


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
    )
