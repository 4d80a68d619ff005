"""Each rule just on either side of each of its thresholds, and no finding that no rule reads."""

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from rope_viz.claims import CLAIMS, try_claim
from rope_viz.claims.bench import rounding
from rope_viz.claims.claim import DEFINED, FAILS, HOLDS, HOLDS_WHEN, UNTOLD
from rope_viz.claims.miniature import SEEDS

TINY = 5e-324
FAR = 1_000_000
INF = math.inf


def edge(slug, name, at, below, above, **given):
    """Verdicts for a finding just below and just above a threshold, with some other findings given."""
    return [
        (slug, given | {name: float(np.nextafter(at, -INF))}, below),
        (slug, given | {name: float(np.nextafter(at, INF))}, above),
    ]


def edges(slug, names, at, below, above, **given):
    return [row for name in names.split() for row in edge(slug, name, at, below, above, **given)]


def steps(slug, name, *verdicts, **given):
    """Verdicts for several values of a finding that is counted."""
    return [(slug, given | {name: value}, verdict) for value, verdict in verdicts]


# Losses of 3 and 4 spread over five seeds differ by chance by three standard errors of their difference.
CHANCE, CHANCE_OF_ONE = 3 * 5 / SEEDS**0.5, 3 * 3 / SEEDS**0.5
LOSSES = {"nothing_late": 10, "nothing_late_spread": 3}
TABLE = {"learned_late": 0, "learned_late_spread": 0}
SINES = {"sinusoidal_late": 0, "sinusoidal_late_spread": 0}

# Three settings in which RoPE's loss is lower for certain.
AHEAD = {
    f"{name}{part}": value
    for name in ("text", "masked", "linear")
    for part, value in (("", -9), ("_error", 0))
}

# Both kinds of added positions have gained what RoPE has.
LEARNED = {"learned": 100, "sines": 100}

ROWS = [
    *edge("bag-of-words", "free", rounding(), HOLDS_WHEN, FAILS),
    *edge("bag-of-words", "masked", rounding(), HOLDS, HOLDS_WHEN),
    *edge("same-word-two-places", "nothing", rounding(), HOLDS_WHEN, FAILS),
    *edges("same-word-two-places", "add bias rotate", rounding(), FAILS, HOLDS_WHEN),
    *edge("same-word-two-places", "add_copies", rounding(), HOLDS_WHEN, HOLDS, bias_copies=1,
          rotate_copies=1),
    *edge("same-word-two-places", "bias_copies", rounding(), HOLDS_WHEN, HOLDS, rotate_copies=1),
    *edge("same-word-two-places", "rotate_copies", rounding(), HOLDS_WHEN, HOLDS, bias_copies=1),
    *edge("added-at-the-input", "size", rounding(), FAILS, DEFINED),
    *edges("added-at-the-input", "uneven elsewhere", rounding(), DEFINED, FAILS),
    *steps("learned-table-is-capped", "first", (512, FAILS), (513, HOLDS), (514, FAILS)),
    *steps("sinusoids-are-unique", "exact", (0, HOLDS_WHEN), (1, FAILS)),
    *steps("sinusoids-are-unique", "bfloat16", (257, HOLDS_WHEN), (INF, HOLDS), float16=INF, float32=INF),
    *steps("sinusoids-are-unique", "float16", (2_049, HOLDS_WHEN), (INF, HOLDS), bfloat16=INF, float32=INF),
    *steps("sinusoids-are-unique", "float32", (2**24, HOLDS_WHEN), (INF, HOLDS), bfloat16=INF, float16=INF),
    *edge("positions-are-unrelated", "trained_near", 0.3, HOLDS, FAILS, trained_far=0, sinusoidal_near=0,
          sinusoidal_far=0, chance=0.3),
    *edge("positions-are-unrelated", "sinusoidal_near", 0.3, HOLDS, FAILS, sinusoidal_far=0, trained_near=0,
          trained_far=0, chance=0.3),
    *edge("nothing-relative", "trained", 2, HOLDS, FAILS, fresh=1, sinusoidal=0),
    *edge("nothing-relative", "sinusoidal", 2, HOLDS, FAILS, fresh=1, trained=0),
    *edge("learned-as-good-as-sinusoidal", "learned_late", 10 - CHANCE, UNTOLD, FAILS,
          learned_late_spread=4, **LOSSES, **SINES),
    *edge("learned-as-good-as-sinusoidal", "sinusoidal_late", 10 - CHANCE_OF_ONE, UNTOLD, FAILS,
          sinusoidal_late_spread=0, **LOSSES, **TABLE),
    *edge("absolute-hinders", "learned_late", 10 + CHANCE, UNTOLD, HOLDS, learned_late_spread=4, **LOSSES,
          **SINES),
    *edge("absolute-hinders", "sinusoidal_late", 10 + CHANCE, UNTOLD, HOLDS, sinusoidal_late_spread=4,
          **LOSSES, **TABLE),
    *steps("bias-is-toeplitz", "along", (0, HOLDS), (TINY, FAILS)),
    *steps("bias-is-toeplitz", "farther", (0, HOLDS), (TINY, FAILS)),
    *steps("one-scalar-for-each-offset", "alone", (598, FAILS), (599, HOLDS)),
    *edges("bias-is-added-to-scores", "scores output words turned", rounding(), DEFINED, FAILS),
    *steps("bias-extends-to-any-length", "answered", (0, FAILS), (1, HOLDS_WHEN)),
    *steps("bias-extends-to-any-length", "last", (FAR - 1, HOLDS_WHEN), (FAR, HOLDS)),
    *edges("bias-spoils-the-cache", "decoded keys", rounding(), FAILS, HOLDS),
    *edge("bias-costs-a-matrix", "at_4096", 2, FAILS, HOLDS_WHEN, at_512=2),
    *edge("bias-costs-a-matrix", "added", 64, HOLDS_WHEN, HOLDS),
    *steps("bias-complicates", "stored", (0, FAILS), (1, UNTOLD), made=0),
    *steps("bias-complicates", "made", (0, FAILS), (1, UNTOLD), stored=0),
    *steps("bias-not-in-large-models", "parameters", (6_738_415_615, HOLDS), (6_738_415_616, FAILS)),
    *edge("rotation-keeps-length", "stretched", rounding(), HOLDS, FAILS),
    *edge("rotation-keeps-length", "least", np.rad2deg(rounding()), FAILS, HOLDS),
    *edges("turned-by-its-position", "query key", rounding(10_000), HOLDS_WHEN, FAILS),
    *edge("turned-by-its-position", "word", rounding(), HOLDS_WHEN, HOLDS),
    *edges("later-tokens-change-nothing", "turned masked", rounding(), HOLDS_WHEN, FAILS),
    *edge("later-tokens-change-nothing", "free", rounding(), HOLDS, HOLDS_WHEN),
    *edge("two-words-apart", "angle", 2 - 1.1 * rounding(4), FAILS, FAILS),
    *edge("two-words-apart", "angle", 2 - 0.9 * rounding(4), HOLDS, HOLDS),
    *edge("two-words-apart", "angle", 2 + 0.9 * rounding(4), HOLDS, HOLDS),
    *edge("two-words-apart", "angle", 2 + 1.1 * rounding(4), FAILS, FAILS),
    *edges("one-matrix-for-query-and-key", "query key", rounding(100), DEFINED, FAILS),
    *edge("same-distance-same-score", "spread", rounding(FAR), HOLDS_WHEN, FAILS),
    *edge("same-distance-same-score", "told", rounding(), FAILS, HOLDS_WHEN),
    *edge("same-distance-same-score", "deeper", rounding(), HOLDS, HOLDS_WHEN),
    *edge("cache-possible-again", "rotate", rounding(), HOLDS, FAILS, add=1, bias=1),
    *edge("cache-possible-again", "add", rounding(), FAILS, HOLDS, bias=1),
    *edge("cache-possible-again", "bias", rounding(), FAILS, HOLDS, add=1),
    *steps("pairs-make-a-corkscrew", "six", (2, FAILS), (3, HOLDS), (4, FAILS)),
    *steps("pairs-make-a-corkscrew", "blocks", (63, FAILS), (64, HOLDS), (65, FAILS)),
    *steps("pairs-make-a-corkscrew", "angles", (63, FAILS), (64, HOLDS), (65, FAILS)),
    *edges("pairs-make-a-corkscrew", "round straight", rounding(199), HOLDS, FAILS),
    *steps("matrix-is-never-built", "builders", (0, UNTOLD), (1, FAILS)),
    *steps("about-ten-lines", "lines", (10, HOLDS), (12, HOLDS), (13, FAILS)),
    *steps("about-ten-lines", "faults", (0, HOLDS), (1, FAILS)),
    *edge("angles-fall-exponentially", "uneven", 1e4 * rounding(), HOLDS, FAILS),
    *steps("angles-fall-exponentially", "uneven", (math.nan, FAILS)),
    *edge("angles-fall-exponentially", "ratio", 0, FAILS, HOLDS),
    *edge("angles-fall-exponentially", "ratio", 1 - 1e4 * rounding(), HOLDS, FAILS),
    *edge("angles-fall-exponentially", "least", 0, FAILS, HOLDS),
    *edge("scales-to-long-contexts", "held", 10, FAILS, HOLDS, left=90, strangers=0),
    *edge("scales-to-long-contexts", "left", 40, FAILS, HOLDS, held=80, strangers=0),
    *steps("scales-to-long-contexts", "strangers", (0, HOLDS), (1, FAILS), held=80, left=80),
    *edge("products-do-the-same-work", "off", rounding(1_000), HOLDS_WHEN, FAILS),
    *edge("products-do-the-same-work", "products", 10, HOLDS_WHEN, FAILS, multiplied=100),
    *edge("products-do-the-same-work", "matrix", 20, HOLDS_WHEN, HOLDS, steps=2, once=1),
    *edge("products-do-the-same-work", "matrix", 20, HOLDS_WHEN, HOLDS, steps=1, once=2),
    *steps("rope-is-efficient", "each", (1, FAILS), (2, HOLDS)),
    *edge("rope-is-efficient", "share", 1, HOLDS, FAILS),
    *edge("turning-in-every-layer", "turned", 100, FAILS, HOLDS_WHEN, added=100, tables=1),
    *edge("turning-in-every-layer", "tables", 100, HOLDS_WHEN, HOLDS, added=100, turned=1000),
    *edge("frequencies-computed-once", "differ", rounding(8), HOLDS, FAILS),
    *edge("frequencies-computed-once", "moved", rounding(), FAILS, HOLDS),
    *edge("rope-suits-inference", "turned", rounding(), FAILS, HOLDS_WHEN),
    *edge("rope-suits-inference", "decoded", rounding(), HOLDS_WHEN, FAILS),
    *edge("rope-suits-inference", "following", 100 * rounding(), HOLDS, HOLDS_WHEN),
    *edge("cached-key-is-moved", "untouched", 100 * rounding(), FAILS, HOLDS_WHEN),
    *edge("cached-key-is-moved", "first", rounding(), HOLDS_WHEN, FAILS),
    *edge("cached-key-is-moved", "second", 100 * rounding(), HOLDS, HOLDS_WHEN),
    *edges("only-differences-in-images", "axial mixed", rounding(15), HOLDS, FAILS),
    *edge("only-differences-in-images", "told", rounding(15), FAILS, HOLDS),
    *edge("axial-is-blind-to-diagonals", "sums", rounding(15), HOLDS_WHEN, FAILS),
    *edge("axial-is-blind-to-diagonals", "mixed", 25, FAILS, HOLDS_WHEN),
    *edge("axial-is-blind-to-diagonals", "one", 50, HOLDS, HOLDS_WHEN),
    *edges("every-step-is-equal", "one three", rounding(100_000), HOLDS, FAILS),
    *edge("every-step-is-equal", "moved", rounding(), FAILS, HOLDS),
    *steps("larger-angle-is-further", "never", (63, FAILS), (64, HOLDS)),
    *edges("self-score-is-a-cosine", "plane_one plane_sum plane_moved head_moved head_sum", rounding(756),
           HOLDS_WHEN, FAILS),
    *edge("self-score-is-a-cosine", "head_one", rounding(756), HOLDS, HOLDS_WHEN),
    *edge("absolute-and-relative", "absolute", 10 * rounding(5_000), FAILS, HOLDS),
    *edge("absolute-and-relative", "relative", rounding(), FAILS, HOLDS, absolute=1),
    *edge("robust-across-architectures", "moved", rounding(5_000), UNTOLD, FAILS),
    *edge("robust-across-architectures", "told", rounding(), FAILS, UNTOLD),
    *edge("rope-trains-faster", "text", -3, HOLDS_WHEN, UNTOLD, **AHEAD | {"text_error": 1}),
    *edge("rope-trains-faster", "masked", -3, HOLDS_WHEN, UNTOLD, **AHEAD | {"masked_error": 1}),
    *edge("rope-trains-faster", "linear", -3, HOLDS_WHEN, UNTOLD, **AHEAD | {"linear_error": 1}),
    *edges("rope-trains-faster", "text masked linear", 0, HOLDS_WHEN, FAILS, **AHEAD),
    *edge("learned-trains-like-sinusoidal", "end", 3, HOLDS_WHEN, FAILS, end_error=1, **LEARNED),
    *edge("learned-trains-like-sinusoidal", "end", -3, FAILS, HOLDS_WHEN, end_error=1, **LEARNED),
    *edges("learned-trains-like-sinusoidal", "learned sines", 50, UNTOLD, FAILS, end=1, end_error=0,
           **LEARNED),
    *edge("bias-survives-longer-texts", "t5", 3, HOLDS, FAILS, t5_error=1, rope=4, rope_error=1),
    *edge("bias-survives-longer-texts", "rope", 3, UNTOLD, HOLDS, rope_error=1, t5=0, t5_error=1),
    *edge("near-words-score-higher", "alike_low", 53, FAILS, HOLDS_WHEN, error=1),
    *edge("near-words-score-higher", "strangers_low", 53, HOLDS_WHEN, HOLDS, error=1),
    *steps("farther-is-smaller", "rises", (0, HOLDS), (1, FAILS)),
    *steps("bound-decays", "broken", (0, HOLDS_WHEN), (1, FAILS), until=65_536),
    *steps("bound-decays", "until", (32_768, FAILS), (65_536, HOLDS_WHEN)),
    *steps("bound-decays", "rises", (0, HOLDS), (1, HOLDS_WHEN), until=65_536),
    *edge("bound-decays", "end", 32.5, HOLDS_WHEN, FAILS, until=65_536, start=32.5),
]  # fmt: skip


class Read(Mapping):
    """Findings that remember which of them were asked for."""

    def __init__(self, findings):
        self.findings, self.names = findings, set()

    def __getitem__(self, name):
        self.names.add(name)
        return self.findings[name]

    def __iter__(self):
        self.names.update(self.findings)
        return iter(self.findings)

    def __len__(self):
        return len(self.findings)


@cache
def found(slug):
    return try_claim(slug).findings


def changed(slug, values):
    assert set(values) <= set(found(slug)), values
    return found(slug) | {name: replace(found(slug)[name], value=value) for name, value in values.items()}


@pytest.mark.parametrize(("slug", "values", "verdict"), ROWS, ids=lambda value: str(value))
def test_a_rule_on_either_side_of_a_threshold(slug, values, verdict):
    assert CLAIMS[slug].rule(changed(slug, values)).verdict is verdict


def test_every_claim_has_thresholds():
    assert {slug for slug, *_ in ROWS} == set(CLAIMS)


@pytest.mark.parametrize("slug", CLAIMS)
def test_no_finding_is_left_unread(slug):
    read = set()
    for values in ({}, *(values for name, values, _ in ROWS if name == slug)):
        findings = Read(changed(slug, values))
        CLAIMS[slug].rule(findings)
        read |= findings.names
    assert read == set(found(slug))
