"""The explorer of pair."""

from __future__ import annotations

from rope_viz import explore_pair

CASES = {
    "pair": explore_pair,
    "pair-hostile": lambda: explore_pair(
        ["<script>document.title = 'taken'</script>", "</script><b>x</b>", "<!--", "&amp;"],
        query_word="</script><b>x</b>",
        key_word="<script>document.title = 'taken'</script>",
    ),
}
