"""What a model loses by wrong rows or a wrong rotation, as two scripts in ``tools`` measured once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Ported:
    """Losses of one model on one text, by what was done to it.

    Attributes
    ----------
    model : name
    source : package on the Python package index that holds it
    tokens : length of the text
    loss : nats a token, by case
    date : when it was measured
    machine : where
    """

    model: str
    source: str
    tokens: int
    loss: Mapping[str, float]
    date: str
    machine: str


def smollm2_ported() -> Ported:
    """Load what SmolLM2-135M-Instruct loses by rows in the order of halves, and by pairs read otherwise.

    Examples
    --------
    >>> ported = smollm2_ported()
    >>> min(ported.loss, key=ported.loss.get)
    'rows as stored, neighbours'
    """
    return _told("smollm2_ported.json")


def smollm2_turning() -> Ported:
    """Load what SmolLM2-135M-Instruct loses by other positions, and by pairs that stand still.

    Examples
    --------
    >>> loss = smollm2_turning().loss
    >>> loss["nothing turns"] > loss["the slowest 16 pairs stand still"]
    True
    """
    return _told("smollm2_turning.json")


def _told(file: str) -> Ported:
    told = (resources.files(__package__) / "data" / file).read_text(encoding="utf-8")
    return Ported(**json.loads(told))
