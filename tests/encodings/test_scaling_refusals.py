"""What a scaling rule refuses, and in which words."""

from __future__ import annotations

import math
import re

import pytest

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope


@pytest.mark.parametrize(
    ("make", "kind", "text"),
    [
        (lambda: scaling.linear(0), ValueError, "factor must be finite and above zero; 0 came."),
        (lambda: scaling.linear(math.nan), ValueError, "factor must be finite and above zero; nan came."),
        (lambda: scaling.linear("2"), TypeError, "factor must be a number, '2' (str) came."),
        (lambda: scaling.ntk_aware(-1), ValueError, "factor must be finite and above zero; -1 came."),
        (
            lambda: scaling.yarn(2, 4096.0),
            TypeError,
            "original_length must be a whole number, 4096.0 (float) came.",
        ),
        (
            lambda: scaling.yarn(2, 0),
            ValueError,
            "original_length must be at least 2, a number of tokens; 0 came.",
        ),
        (
            lambda: scaling.yarn(2, 4096, beta_fast=1, beta_slow=32),
            ValueError,
            "beta_fast must not be below beta_slow, because faster pairs turn more often; 1.0 and 32.0 came.",
        ),
        (
            lambda: scaling.llama3(8, 4, 3),
            ValueError,
            "high_freq_factor must not be below low_freq_factor, because faster pairs turn more often; "
            "3.0 and 4.0 came.",
        ),
        (
            lambda: scaling.yarn_paper(8, 4096, alpha=32, beta=1),
            ValueError,
            "beta must be above alpha, because the ramp lies between them; 1.0 and 32.0 came.",
        ),
        (
            lambda: scaling.longrope([1], [1, 2], 4096, factor=2),
            ValueError,
            "short_factor and long_factor must be as long as each other, one per pair; 1 and 2 came.",
        ),
        (
            lambda: scaling.longrope([1], [2], 4096),
            ValueError,
            "longrope must be given factor or attention_factor, to know the attention; none came.",
        ),
        (
            lambda: scaling.longrope([0], [2], 4096, factor=2),
            ValueError,
            "short_factor[0] must be finite and above zero; 0 came.",
        ),
        (
            lambda: scaling.longrope("1", [2], 4096, factor=2),
            TypeError,
            "short_factor must be a sequence with one number per pair, str came.",
        ),
        (
            lambda: scaling.per_pair([]),
            ValueError,
            "factors must have one number per pair, an empty sequence came.",
        ),
        (
            lambda: scaling.proportional(1.5),
            ValueError,
            "share must be between 0 and 1, the share of the pairs that turn; 1.5 came.",
        ),
        (lambda: scaling.linear(2).at_length(0), ValueError, "tokens must be at least 1; 0 came."),
        (lambda: Rope(8).at_length(0), ValueError, "tokens must be at least 1; 0 came."),
        (
            lambda: Rope(2, scaling=scaling.ntk_aware(2)).inv_freq,
            ValueError,
            "ntk_aware must have at least 2 pairs, because it keeps the fastest and slows the slowest; "
            "1 came.",
        ),
        (
            lambda: Rope(8, base=0.5, scaling=scaling.yarn(2, 4096)).inv_freq,
            ValueError,
            "base must be above 1 for yarn, because its logarithm divides; 0.5 came.",
        ),
        (
            lambda: Rope(8, scaling=scaling.per_pair([1, 2])).inv_freq,
            ValueError,
            "factors must be one per pair, of which there are 4; 2 came.",
        ),
        (
            lambda: Rope(8, scaling="yarn"),
            TypeError,
            "scaling must be a rule of rope_viz.scaling, like scaling.linear(2); 'yarn' came.",
        ),
        (
            lambda: Rope(8, scaling=scaling.linear),
            TypeError,
            "scaling must be a rule of rope_viz.scaling",
        ),
    ],
)
def test_a_rule_that_cannot_be_says_why(make, kind, text):
    with pytest.raises(kind, match=re.escape(text)):
        make()
