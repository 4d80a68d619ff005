"""An explorer in the state that shows a claim, as a link says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True)
class View:
    """One explorer of a chapter, and where its controls stand.

    Attributes
    ----------
    key : the explorer's name in a link; a page's second one of a kind has "-2" behind it
    state : traits that the link sets; all others are as the chapter shows them first
    """

    key: str
    state: Mapping[str, Any]

    @property
    def place(self) -> str:
        """What follows the page's address: ``?pair.length=12#explorer-pair``."""
        query = urlencode({f"{self.key}.{name}": _said(value) for name, value in self.state.items()})
        return f"{'?' if query else ''}{query}#explorer-{self.key}"


def view(key: str, **state: Any) -> View:
    """Name an explorer of the claim's chapter, and the state in which it shows the claim.

    Examples
    --------
    >>> view("corkscrew-2", now=1, matrix=True).place
    '?corkscrew-2.now=1&corkscrew-2.matrix=true#explorer-corkscrew-2'
    """
    return View(key, MappingProxyType(state))


def _said(value: Any) -> str:
    """A value as JavaScript writes it in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
