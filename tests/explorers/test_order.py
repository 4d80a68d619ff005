"""The explorer of order."""

from __future__ import annotations

from rope_viz import explore_order

CASES = {
    "order": explore_order,
    "order-rotate": lambda: explore_order(door="rotate", causal=True),
    "order-add": lambda: explore_order(door="add", layers=2),
    "order-deep": lambda: explore_order(layers=2, causal=True),
}
