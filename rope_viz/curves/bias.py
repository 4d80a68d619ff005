"""Biases against relative position: one curve for each head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rope_viz import checks
from rope_viz.curves.common import Array, an_encoding, to_numpy
from rope_viz.curves.tidy import Tidy
from rope_viz.encodings.base import Encoding, device


@dataclass(frozen=True)
class BiasTable(Tidy, axes={"values": ("head", "offset")}, places={"offset": "offsets"}):
    """What each head adds to the score of a query and a key, by how far the key stands from the query.

    Attributes
    ----------
    offsets : (offsets,) tokens, key position minus query position: before the query is negative
    values : (heads, offsets) added to the score
    label : which encoding
    """

    offsets: Array
    values: Array
    label: str

    @property
    def favourites(self) -> NDArray[np.int64]:
        """The offset at which each head's bias is highest, (heads,), tokens."""
        return self.offsets[self.values.argmax(axis=1)].astype(np.int64)

    def straightness(self, against: str = "distance", *, keys: str = "before") -> Array:
        """Measure how straight each head's bias falls against the distance, or against its logarithm.

        Parameters
        ----------
        against : {"distance", "logarithm"}
        keys : {"before", "after"}
            Which side of the query; the token itself is left out.

        Returns
        -------
        (heads,)
            Share of the variance that a straight line explains (R²), from 0 to 1.

        Examples
        --------
        >>> from rope_viz.encodings.alibi import Alibi
        >>> bias_curve(Alibi(2)).straightness("distance").round(6)
        array([1., 1.])
        """
        checks.one_of("against", against, ("distance", "logarithm"))
        side = -1 if checks.one_of("keys", keys, ("before", "after")) == "before" else 1
        chosen = side * self.offsets > 0
        if chosen.sum() < 3:
            raise ValueError(
                f"offsets must hold at least three with keys {keys} the query, because a line always fits "
                f"two; {int(chosen.sum())} came."
            )
        distance = np.abs(self.offsets[chosen])
        place = np.log(distance) if against == "logarithm" else distance
        # A single head may have one value everywhere: nothing varies, and nothing is explained.
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.array([np.corrcoef(place, values)[0, 1] ** 2 for values in self.values[:, chosen]])


def bias_curve(
    encoding: Encoding,
    offsets: Sequence[int] = range(-128, 129),
    *,
    head_dim: int = 64,
    label: str = "",
) -> BiasTable:
    """Tabulate the bias of every head against relative position.

    Parameters
    ----------
    encoding : Encoding
        One whose bias depends on positions only, such as `T5Bias` or `Alibi`.
    offsets : sequence of int
        Key position minus query position, tokens.
    head_dim : int
        Components of the query and the keys that the encoding is shown, which are zero.

    Raises
    ------
    ValueError
        If the encoding leaves the door ``bias`` shut.

    Examples
    --------
    >>> from rope_viz.encodings.alibi import Alibi
    >>> bias_curve(Alibi(8), [-2, -1, 0, 1]).values[0]
    array([-1. , -0.5,  0. , -0.5])
    """
    apart = torch.as_tensor(np.asarray(offsets, dtype=np.int64), device=device())
    query, keys = (torch.zeros(count, head_dim, device=device()) for count in (1, len(apart)))
    bias = an_encoding(encoding).bias(query, keys, torch.zeros_like(apart[:1]), apart)
    if bias is None:
        raise ValueError(f"encoding must open the door 'bias', as T5Bias and Alibi do; {encoding!r} came.")
    # (heads, 1 query, offsets) -> (heads, offsets)
    return BiasTable(to_numpy(apart), to_numpy(bias[:, 0]), label or repr(encoding))
