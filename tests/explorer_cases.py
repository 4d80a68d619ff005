"""Every explorer that the tests drive. A new one adds one line here."""

from __future__ import annotations

from collections.abc import Callable

from rope_viz import Rope, explorers
from rope_viz.explorers import Explorer

CASES: dict[str, Callable[[], Explorer]] = {
    "buckets": explorers.explore_buckets,
    "buckets-decoder": lambda: explorers.explore_buckets(64, 40, bidirectional=False, length=48, offset=-33),
    "clocks": explorers.explore_clocks,
    "corkscrew": explorers.explore_corkscrew,
    "corkscrew-matrix": lambda: explorers.explore_corkscrew(Rope(12, base=100.0), now=20, matrix=True),
    "decay": explorers.explore_decay,
    "order": explorers.explore_order,
    "order-rotate": lambda: explorers.explore_order(door="rotate", causal=True),
    "pair": explorers.explore_pair,
    "pair-hostile": lambda: explorers.explore_pair(
        ["<script>document.title = 'taken'</script>", "</script><b>x</b>", "<!--", "&amp;"],
        query_word="</script><b>x</b>",
        key_word="<script>document.title = 'taken'</script>",
    ),
    "positions": explorers.explore_positions,
    "positions-sinusoidal": lambda: explorers.explore_positions(table="sinusoidal", dim=16, position=300),
    "scores": explorers.explore_scores,
    "scores-turned": lambda: explorers.explore_scores(vectors="turned", distance=40),
    "waves": explorers.explore_waves,
    "waves-head": lambda: explorers.explore_waves("head"),
}
HOSTILE = ["pair-hostile"]
PLAIN = [name for name in CASES if name not in HOSTILE]
