"""The explorer of decay."""

from __future__ import annotations

from rope_viz import explore_decay

CASES = {"decay": explore_decay, "decay-far": lambda: explore_decay(reach=16_384, base=500_000)}
