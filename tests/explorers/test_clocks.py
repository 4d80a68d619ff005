"""The explorer of clocks."""

from __future__ import annotations

from rope_viz import explore_clocks

CASES = {"clocks": explore_clocks}
