"""The explorer of buckets."""

from __future__ import annotations

from rope_viz import explore_buckets

CASES = {
    "buckets": explore_buckets,
    "buckets-decoder": lambda: explore_buckets(64, 40, bidirectional=False, length=48, offset=-33),
}
