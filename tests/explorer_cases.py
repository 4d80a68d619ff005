"""Every explorer that the tests drive: the CASES of each file of tests/explorers, found there."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from rope_viz.explorers import NAMES, Explorer

CASES: dict[str, Callable[[], Explorer]] = {}
for name in NAMES:
    CASES |= import_module(f"explorers.test_{name}").CASES
HOSTILE = [name for name in CASES if "hostile" in name]
PLAIN = [name for name in CASES if name not in HOSTILE]
