"""What the families of models that the package knows do, counted."""

from __future__ import annotations

from typing import NamedTuple

from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Rope
from rope_viz.models import families
from rope_viz.models.config import read_encodings


class Survey(NamedTuple):
    """Families by ``model_type``: those whose code says enough to be read, and some of them."""

    read: list[str]
    found: list[str]


def partly_turned() -> Survey:
    """Find the families that turn a part of a head only, in at least one kind of layer.

    Either fewer components are made into pairs, or the slowest pairs stand still. Positions with several
    axes are no part: there each pair turns, along one of them.

    Examples
    --------
    >>> {"gpt_neox", "gemma4_text"} <= set(partly_turned().found)
    True
    """
    survey = Survey([], [])
    for family in sorted(families.KNOWN):
        try:
            kinds = read_encodings({"model_type": family}).values()
        except ValueError:  # its configuration has to say more
            continue
        survey.read.append(family)
        if any(map(_stands_still, kinds)):
            survey.found.append(family)
    return survey


def _stands_still(encoding: Encoding) -> bool:
    if not isinstance(encoding, Rope):
        return False
    speeds = encoding.inv_freq  # (pairs,), or a row for each axis
    return encoding.rotary_dim < encoding.head_dim or (speeds.ndim == 1 and bool((speeds == 0).any()))
