"""The explorer of decay."""

from __future__ import annotations

from rope_viz import explore_decay

CASES = {"decay": explore_decay}
