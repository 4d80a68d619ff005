"""The small line at a chapter's foot: what computed its numbers, and when."""

from __future__ import annotations

import datetime
import html
import platform
from dataclasses import dataclass

import torch

from rope_viz.encodings.base import device


@dataclass(frozen=True, repr=False)
class Colophon:
    """Where and when a chapter's numbers were computed; shows itself as one line."""

    device: str
    torch: str
    date: datetime.date

    def __repr__(self) -> str:
        date = f"{self.date.day} {self.date:%B %Y}"
        return f"Computed on {self.device} with torch {self.torch}, {date}."

    def _repr_html_(self) -> str:
        return f'<p class="rv-computed-with"><small>{html.escape(repr(self))}</small></p>'


def computed_with() -> Colophon:
    """Say which device, which torch and which day computed the numbers above.

    The last cell of every chapter shows it, so that a reader who gets other numbers knows what differs.

    Returns
    -------
    Colophon
        One line, as HTML in a notebook and as text elsewhere.

    Examples
    --------
    >>> computed_with()
    Computed on ... with torch ..., ...
    """
    return Colophon(device_name(device()), torch.__version__, datetime.date.today())


def device_name(where: torch.device) -> str:
    """Name a device as its maker does.

    Examples
    --------
    >>> device_name(torch.device("cpu")).startswith("CPU")
    True
    """
    if where.type == "cuda":
        return torch.cuda.get_device_name(where)
    kind = {"cpu": "CPU", "mps": "Apple GPU"}.get(where.type, where.type)
    return f"{kind} ({platform.machine()})"
