"""Claims on trial: verdicts follow from measurements, and encodings that are broken get others.

What is expected of a claim stands beside it (`Claim.expected`, `Claim.broken`): no list here names them.
"""

import inspect
from functools import cache

import pytest
from broken import BROKEN

import rope_viz as rv
from rope_viz.claims import CLAIMS, Verdict
from rope_viz.claims.claim import FAILS

# Each is tried on every claim that turns: those that do not name it keep their verdict.
ON_ALL = ("keys turned backwards", "added, not turned", "pair 0 left alone", "nothing turned")
each_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim.slug)


@cache
def tried(slug):
    return rv.try_claim(slug)


def fitting(claim, how):
    """What of a way of breaking the claim's experiment uses."""
    used = inspect.signature(claim.experiment).parameters
    return {name: made for name, made in BROKEN[how].items() if name in used}


def test_every_way_of_breaking_is_noticed_by_some_claim_and_no_claim_knows_another():
    assert {how for claim in CLAIMS.values() for how in claim.broken} == set(BROKEN)


@each_claim
def test_verdict(claim):
    trial = tried(claim.slug)
    assert trial.verdict is claim.expected
    assert (trial.ruling.when != "") == (trial.verdict is Verdict.HOLDS_WHEN)
    assert all(quantity.what for quantity in trial.findings.values())


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")  # a pair that stands still
@each_claim
def test_what_is_broken_gets_another_verdict(claim):
    assert claim.broken, "nothing that could be broken would be noticed"
    for how, verdict in claim.broken.items():
        trial = rv.try_claim(claim.slug, **fitting(claim, how))
        assert trial.verdict is verdict, how
        # Where the claim fails with the package's own encodings, some other reason may be found.
        assert verdict is not claim.expected or trial.ruling.sentence != tried(claim.slug).ruling.sentence, (
            how
        )
    assert any(verdict is not claim.expected for verdict in claim.broken.values())


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("how", ON_ALL)
@each_claim
def test_what_is_not_named_keeps_its_verdict(claim, how):
    if how not in claim.broken and fitting(claim, how):
        assert rv.try_claim(claim.slug, **fitting(claim, how)).verdict is claim.expected


def test_no_verdict_depends_on_time():
    for claim in CLAIMS.values():
        source = inspect.getsource(inspect.getmodule(claim.experiment))
        assert "import time" not in source and "perf_counter" not in source


def test_some_claims_do_not_hold():
    assert sum(claim.expected is FAILS for claim in CLAIMS.values()) > 5


def test_a_card_says_claim_verdict_and_numbers():
    trial = tried("rotation-keeps-length")
    html = trial._repr_html_()
    assert trial.claim.wording in html and "Holds" in html and "claim-rotation-keeps-length" in html
    assert "\u00a0degrees" in html and "×\u00a010" in html
    assert trial.claim.wording in str(trial) and "<" not in str(trial)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_card_of_each_kind_says_so_by_sign_and_words(verdict):
    claim = next(claim for claim in CLAIMS.values() if claim.expected is verdict)
    html, text = tried(claim.slug)._repr_html_(), tried(claim.slug)._repr_markdown_()
    words = verdict.value[0].upper() + verdict.value[1:]
    assert f"<strong>{words}</strong>" in html and f" {words}" in text
    assert "*" not in tried(claim.slug).ruling.sentence  # sentences are no Markdown


def test_the_table_has_a_row_for_each_claim(monkeypatch):
    known = {slug: tried(slug) for slug in CLAIMS}  # before the way there is another
    monkeypatch.setattr("rope_viz.claims._try", lambda claim, _: known[claim.slug])
    html = rv.claims_table()._repr_html_()
    assert html.count('data-verdict="') == len(CLAIMS)


def test_unknown_claims_and_encodings_are_refused():
    with pytest.raises(
        ValueError, match=r"slug must name a claim, like 'bag-of-words'.*; 'bag-of-word' came"
    ):
        rv.try_claim("bag-of-word")
    with pytest.raises(ValueError, match=r"the experiment of 'bias-is-toeplitz' uses t5; rope came\."):
        rv.try_claim("bias-is-toeplitz", rope=rv.Rope)
