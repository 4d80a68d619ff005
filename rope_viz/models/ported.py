"""What a model loses when its rows are put in a wrong order, as ``tools/measure_ported.py`` measured once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Ported:
    """Losses of one model on one text, by what was done to its rows.

    Attributes
    ----------
    model : name
    source : package on the Python package index that holds it
    tokens : length of the text
    loss : nats a token, by case: which rows were moved into the order of halves, and how pairs were read
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
    """Load what SmolLM2-135M-Instruct loses.

    Examples
    --------
    >>> ported = smollm2_ported()
    >>> min(ported.loss, key=ported.loss.get)
    'rows as stored, neighbours'
    """
    told = (resources.files(__package__) / "data" / "smollm2_ported.json").read_text(encoding="utf-8")
    return Ported(**json.loads(told))
