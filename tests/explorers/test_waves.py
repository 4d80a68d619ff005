"""The explorer of waves."""

from __future__ import annotations

from rope_viz import explore_waves

CASES = {
    "waves": explore_waves,
    "waves-head": lambda: explore_waves("head", summed=20),
}
