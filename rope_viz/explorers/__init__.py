"""Pictures with sliders: one folder each, with what Python and the browser share in its ``explorer.json``.

Nothing lists the explorers: a folder that has an ``explorer.json`` is one, and its ``explorer.py`` has the
function ``explore_<folder>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from rope_viz.explorers.core.base import Explorer

NAMES = sorted(path.parent.name for path in Path(__file__).parent.glob("*/explorer.json"))
__all__ = ["Explorer", "restored", *(f"explore_{name}" for name in NAMES)]


def __getattr__(name: str) -> Any:
    folder = name.removeprefix("explore_")
    if folder == name or folder not in NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{folder}.explorer"), name)


def restored(payload: Mapping[str, Any]) -> Explorer:
    """Make an explorer in the state that ``Explorer.payload()`` described."""
    name = payload["explorer"]
    module = import_module(f"{__name__}.{name}.explorer")
    (kind,) = (kind for kind in Explorer.__subclasses__() if kind.__module__ == module.__name__)
    return kind(**payload["state"])


def __dir__() -> list[str]:
    return __all__
