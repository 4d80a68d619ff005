"""The explorer of sinusoids."""

from __future__ import annotations

import pytest

from rope_viz import explore_sinusoids

CASES = {
    "sinusoids": explore_sinusoids,
    "sinusoids-few": lambda: explore_sinusoids(position=50, shift=17, pair=3, dim=16),
}


def test_rows_and_pairs_that_the_table_lacks_are_refused():
    with pytest.raises(
        ValueError, match=r"position must be at most 96, because the table ends at 99 and shift"
    ):
        explore_sinusoids(position=97)
    with pytest.raises(ValueError, match=r"pair must be smaller than dim / 2, 8; 8 came\."):
        explore_sinusoids(pair=8, dim=16)
    explorer = explore_sinusoids(position=90, pair=20)
    explorer.shift, explorer.dim = 30, 16
    assert (explorer.position, explorer.pair) == (69, 7)
