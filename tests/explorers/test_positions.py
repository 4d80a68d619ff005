"""The explorer of positions."""

from __future__ import annotations

from rope_viz import explore_positions

CASES = {
    "positions": explore_positions,
    "positions-sinusoidal": lambda: explore_positions(table="sinusoidal", dim=16, position=300),
}
