"""The explorer of scores."""

from __future__ import annotations

from rope_viz import explore_scores

CASES = {
    "scores": explore_scores,
    "scores-turned": lambda: explore_scores(vectors="turned", distance=40),
}
