"""Claims on trial: verdicts follow from measurements, and a broken rotation changes those that it should.

What is expected of a claim stands beside it (`Claim.expected`, `Claim.broken`): no list here names them.
"""

import inspect
from functools import cache

import pytest
import torch

import rope_viz as rv
from rope_viz.claims import CLAIMS, Verdict


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


BROKEN = {
    "keys turned backwards": WrongSign,
    "added, not turned": Adding,
    "pair 0 left alone": DroppedPair,
}
JUDGED = [claim for claim in CLAIMS.values() if claim.expected]  # tests do not judge by time
TURNING = [claim for claim in JUDGED if "rope" in inspect.signature(claim.experiment).parameters]
each_claim = pytest.mark.parametrize("claim", JUDGED, ids=lambda claim: claim.slug)


@cache
def tried(slug):
    return rv.try_claim(slug)


def test_every_way_of_breaking_changes_some_verdicts_and_no_claim_knows_another():
    named = {name for claim in CLAIMS.values() for name in claim.broken}
    assert named == set(BROKEN)
    assert all(verdict is not claim.expected for claim in JUDGED for verdict in claim.broken.values())


@each_claim
def test_verdict(claim):
    trial = tried(claim.slug)
    assert trial.verdict is claim.expected
    assert (trial.ruling.when != "") == (trial.verdict is Verdict.HOLDS_WHEN)
    assert all(quantity.what for quantity in trial.findings.values())


@pytest.mark.filterwarnings("ignore:divide by zero")  # a pair that stands still has no ratio of angles
@pytest.mark.parametrize("claim", TURNING, ids=lambda claim: claim.slug)
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_rotation_changes_the_verdicts_that_it_should(how, claim):
    assert rv.try_claim(claim.slug, rope=BROKEN[how]).verdict is claim.broken.get(how, claim.expected)


def test_matrices_and_products_do_the_same_work():
    findings = tried("nobody-builds-the-matrix").findings
    assert findings["off"].value < 1e-6
    assert rv.try_claim("nobody-builds-the-matrix", rope=WrongSign).findings["faster"].value > 0


def test_a_card_says_claim_verdict_and_numbers():
    trial = tried("rotation-keeps-length")
    html = trial._repr_html_()
    assert trial.claim.wording in html and "Holds" in html and "claim-rotation-keeps-length" in html
    assert "\u00a0degrees" in html and "×\u00a010" in html
    assert trial.claim.wording in str(trial) and "<" not in str(trial)


def test_the_table_has_a_row_for_each_claim(monkeypatch):
    monkeypatch.setattr("rope_viz.claims._try", lambda claim, _: tried(claim.slug))
    html = rv.claims_table()._repr_html_()
    assert html.count('data-verdict="') == len(CLAIMS)


def test_unknown_claims_and_encodings_are_refused():
    with pytest.raises(
        ValueError, match=r"slug must name a claim, like 'bag-of-words'.*; 'bag-of-word' came"
    ):
        rv.try_claim("bag-of-word")
    with pytest.raises(ValueError, match=r"the experiment of 'bias-is-toeplitz' uses t5; rope came\."):
        rv.try_claim("bias-is-toeplitz", rope=rv.Rope)
