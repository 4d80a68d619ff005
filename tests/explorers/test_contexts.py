"""The explorer of wavelengths and contexts."""

from __future__ import annotations

import pytest

import rope_viz as rv
from rope_viz import explore_contexts

CASES = {
    "contexts": explore_contexts,
    "contexts-long": lambda: explore_contexts(rv.Rope(256, base=5e5), context=131_072),
}


def test_what_has_no_such_picture_is_refused():
    with pytest.raises(
        ValueError,
        match=r"rope must turn all components by the plain formula; Rope.* explore_model shows any Rope\.",
    ):
        explore_contexts(rv.Rope(128, rotary_dim=64))
    with pytest.raises(ValueError, match=r"context must be at least 2; 1 came\."):
        explore_contexts(context=1)
