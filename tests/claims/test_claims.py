"""Claims on trial: verdicts follow from measurements, and a broken rotation changes those it should."""

import inspect

import pytest
import torch

import rope_viz as rv
from rope_viz.claims import CLAIMS, Verdict

HOLDS, WHEN, FAILS = Verdict.HOLDS, Verdict.HOLDS_WHEN, Verdict.FAILS
VERDICTS = {
    "bag-of-words": WHEN,
    "same-word-two-places": WHEN,
    "added-at-the-input": HOLDS,
    "learned-table-is-capped": HOLDS,
    "sinusoids-are-unique": WHEN,
    "learned-as-good-as-sinusoidal": WHEN,
    "positions-are-unrelated": WHEN,
    "bias-is-toeplitz": HOLDS,
    "bias-is-added-to-scores": HOLDS,
    "rotation-keeps-length": HOLDS,
    "turned-by-its-position": HOLDS,
    "later-tokens-change-nothing": WHEN,
    "same-distance-same-score": WHEN,
    "one-matrix-for-query-and-key": HOLDS,
    "pairs-make-a-corkscrew": HOLDS,
    "angles-fall-exponentially": HOLDS,
    "every-step-is-equal": HOLDS,
    "self-score-is-a-cosine": WHEN,
    "near-words-score-higher": WHEN,
    "farther-is-smaller": WHEN,
    "absolute-and-relative": HOLDS,
    "bound-decays": WHEN,
}
TIMED = {"nobody-builds-the-matrix"}  # its verdict is a ratio of times, and tests do not time


class WrongSign(rv.Rope):
    """Turns keys backwards."""

    def rotate_key(self, key, positions):
        return self.rotate(key, -torch.as_tensor(positions))


class Adding(rv.Rope):
    """Adds the hands instead of rotating by them."""

    def rotate(self, x, positions):
        angles = self.angles(positions)
        return x + torch.stack([angles.cos(), angles.sin()], -1).flatten(-2).to(x)


class DroppedPair(rv.Rope):
    """Leaves pair 0 where it is."""

    @property
    def inv_freq(self):
        speeds = super().inv_freq.clone()
        speeds[0] = 0
        return speeds


CHANGED = {
    WrongSign: {
        "same-distance-same-score": FAILS,
        "one-matrix-for-query-and-key": FAILS,
        "self-score-is-a-cosine": FAILS,
        "absolute-and-relative": FAILS,
    },
    Adding: {
        "rotation-keeps-length": FAILS,
        "turned-by-its-position": FAILS,
        "same-distance-same-score": FAILS,
        "one-matrix-for-query-and-key": FAILS,
        "pairs-make-a-corkscrew": FAILS,
        "angles-fall-exponentially": FAILS,
        "every-step-is-equal": FAILS,
        "self-score-is-a-cosine": FAILS,
        "near-words-score-higher": HOLDS,  # added hands do favour near words, which rotation does not
        "absolute-and-relative": FAILS,
        "bound-decays": FAILS,
    },
    DroppedPair: {
        "turned-by-its-position": FAILS,
        "one-matrix-for-query-and-key": FAILS,
        "pairs-make-a-corkscrew": FAILS,
        "angles-fall-exponentially": FAILS,
        "self-score-is-a-cosine": FAILS,
        "farther-is-smaller": FAILS,
    },
}
TURNING = [
    slug
    for slug, claim in CLAIMS.items()
    if "rope" in inspect.signature(claim.experiment).parameters and slug not in TIMED
]


def test_every_claim_is_judged_here():
    assert set(CLAIMS) == set(VERDICTS) | TIMED
    assert sorted(claim.number for claim in CLAIMS.values()) == [
        *range(1, 10),
        *range(13, 20),
        *range(21, 27),
        30,
    ]


@pytest.mark.parametrize("slug", VERDICTS)
def test_verdict(slug):
    trial = rv.try_claim(slug)
    assert trial.verdict is VERDICTS[slug]
    assert (trial.ruling.when != "") == (trial.verdict is WHEN)
    assert all(quantity.what for quantity in trial.findings.values())


@pytest.mark.filterwarnings("ignore:divide by zero")  # a pair that stands still has no ratio of angles
@pytest.mark.parametrize("slug", TURNING)
@pytest.mark.parametrize("broken", CHANGED, ids=lambda kind: kind.__name__)
def test_a_broken_rotation_changes_the_verdicts_that_it_should(broken, slug):
    expected = CHANGED[broken].get(slug, VERDICTS[slug])
    assert rv.try_claim(slug, rope=broken).verdict is expected


def test_matrices_and_products_do_the_same_work():
    findings = rv.try_claim("nobody-builds-the-matrix").findings
    assert findings["off"].value < 1e-6
    assert rv.try_claim("nobody-builds-the-matrix", rope=WrongSign).findings["faster"].value > 0


def test_a_card_says_claim_verdict_and_numbers():
    trial = rv.try_claim("rotation-keeps-length")
    html = trial._repr_html_()
    assert trial.claim.wording in html and "Holds" in html and "claim-rotation-keeps-length" in html
    assert trial.claim.wording in str(trial) and "<" not in str(trial)


def test_the_table_has_a_row_for_each_claim():
    html = rv.claims_table()._repr_html_()
    assert html.count('data-verdict="') == len(CLAIMS)


def test_unknown_claims_and_encodings_are_refused():
    with pytest.raises(
        ValueError, match=r"slug must name a claim, like 'bag-of-words'.*; 'bag-of-word' came"
    ):
        rv.try_claim("bag-of-word")
    with pytest.raises(ValueError, match=r"the experiment of 'bias-is-toeplitz' uses t5; rope came\."):
        rv.try_claim("bias-is-toeplitz", rope=rv.Rope)
