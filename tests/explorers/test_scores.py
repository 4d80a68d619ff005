"""The explorer of scores."""

from __future__ import annotations

from rope_viz import explore_scores

CASES = {
    "scores": explore_scores,
    "scores-pulled": lambda: explore_scores(vectors="ones", shift=64, distance=40),
}
