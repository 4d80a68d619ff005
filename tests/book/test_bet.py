"""Bets are read strictly, and gathered from the pages that have them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from sphinx.application import Sphinx

from rope_viz.book.bet import read_bet, said_as, with_truth

CHOICE = ["Is it", "so?", "", "- [ ] *No*.", "- [x] Yes.", "", "It", "is."]
PLAIN = ["How far?", "", "So far."]
NUMBER = {"kind": "number", "range": "-5 99", "truth": "far"}
CURVE = NUMBER | {"kind": "curve", "step": "0.5", "at": "1 2 4 8 16 32 64 1,000", "axes": "distance | score"}


def test_a_choice_is_read():
    bet = read_bet("so", {"kind": "choice", "covers": "pair-2"}, CHOICE)
    assert (bet.question, bet.possibilities, bet.reply) == ("Is it so?", ("*No*.", "Yes."), "It is.")
    assert (bet.truth, bet.answer, bet.covers) == (1, "Yes.", "pair-2")


def test_a_number_is_read_and_rounded_to_its_step():
    bet = with_truth(read_bet("far", NUMBER | {"unit": "tokens"}, PLAIN), "54.4")
    assert (bet.truth, bet.answer, bet.said_how) == (54, "54 tokens", "A number from −5 to 99 tokens.")
    assert with_truth(bet, "1").answer == "1 token"
    assert with_truth(read_bet("far", NUMBER | {"step": "0.1"}, PLAIN), "-2.25").answer == "−2.2"


def test_a_curve_is_read():
    bet = with_truth(read_bet("far", CURVE, PLAIN), "[0, 1, 2, 3, 4, 5, 6, 98.76]")
    assert bet.truth == (0, 1, 2, 3, 4, 5, 6, 98.8) and bet.axes == ("distance", "score")
    assert bet.answer.startswith("0.0 at 1; 1.0 at 2; ") and bet.answer.endswith("; 98.8 at 1,000")
    assert bet.said_how == (
        "A curve between −5.0 and 99.0, drawn at 1, 2, 4, 8, 16, 32, 64, 1,000 (distance)."
    )


@pytest.mark.parametrize(
    ("name", "options", "lines", "text"),
    [
        ("So 1", {}, PLAIN, "the name of a bet must be small letters and hyphens; 'So 1' came."),
        ("so", {"kind": "guess"}, PLAIN, "kind must be one of choice, number, curve; 'guess' came."),
        ("so", {}, PLAIN, "kind must be one of choice, number, curve; '' came."),
        (
            "so",
            {"kind": "curve", "range": "0 1", "truth": "far"},
            PLAIN,
            "a bet of kind curve must say range, truth, at, axes; at, axes did not come.",
        ),
        (
            "so",
            NUMBER | {"range": "5"},
            PLAIN,
            "range must be two numbers, the least and the most; '5' came.",
        ),
        ("so", NUMBER | {"range": "5 1"}, PLAIN, "range must be two numbers, .*; '5 1' came."),
        ("so", NUMBER | {"step": "0"}, PLAIN, "step must be a number above zero; '0' came."),
        ("so", NUMBER | {"step": "one"}, PLAIN, "step must be a number above zero; 'one' came."),
        (
            "so",
            CURVE | {"at": "1 2 3"},
            PLAIN,
            "at must be 8 different places, parted by blanks; '1 2 3' came.",
        ),
        ("so", CURVE | {"at": "1 " * 8}, PLAIN, "at must be 8 different places, .* came."),
        (
            "so",
            CURVE | {"axes": "x"},
            PLAIN,
            "axes must say what stands along both, parted by a bar; 'x' came.",
        ),
        (
            "so",
            {"kind": "choice", "covers": "Pair 2"},
            CHOICE,
            "covers must be an explorer of the page, such as pair or pair-2; 'Pair 2' came.",
        ),
        (
            "so",
            NUMBER,
            ["How far?"],
            "a bet of kind number must have as paragraphs the question, what follows; 1 came.",
        ),
        (
            "so",
            {"kind": "choice"},
            PLAIN,
            "must have as paragraphs the question, the possibilities, what follows; 2 came.",
        ),
        (
            "so",
            {"kind": "choice"},
            ["Q?", "", "- [x] a", "", "b"],
            r"possibilities must be at least two lines '- \[ \] words', one of them '- \[x\]'; .* came.",
        ),
        (
            "so",
            {"kind": "choice"},
            ["Q?", "", "- [x] a", "- [x] c", "", "b"],
            "possibilities must be .* came.",
        ),
        ("so", {"kind": "choice"}, ["Q?", "", "- [x] a", "or c", "", "b"], "possibilities must be .* came."),
    ],
)
def test_bets_that_are_none_are_refused(name, options, lines, text):
    with pytest.raises(ValueError, match=text):
        read_bet(name, options, lines)


@pytest.mark.parametrize(
    ("options", "glued", "text"),
    [
        (NUMBER, "100", "truth must be a number from -5 to 99; far is 100."),
        (NUMBER, "nan", "truth must be a number from -5 to 99; far is nan."),
        (NUMBER, "[1, 2]", "truth must be a number"),
        (CURVE, "[1, 2]", r"truth must be 8 numbers from -5 to 99; far is \[1, 2\]."),
        (CURVE, "[1, 2, 3, 4, 5, 6, 7, 100]", "truth must be 8 numbers"),
        (CURVE, "3", "truth must be 8 numbers"),
    ],
)
def test_a_truth_that_nobody_could_say_is_refused(options, glued, text):
    with pytest.raises(ValueError, match=text):
        with_truth(read_bet("far", options, PLAIN), glued)


def test_numbers_are_written_as_print_does():
    assert said_as(-1234.5, 0.1) == "−1,234.5"
    assert said_as(-0.25, 0.02) == "−0.25" and said_as(0, 1) == "0"


BET = """
.. bet:: {name}
   :kind: {kind}
   {more}

   Is *it* so?
{possibilities}
   It is.
"""
POSSIBLE = "\n   - [ ] No.\n   - [x] *Yes*.\n"


def bet(name: str, more: str = "", kind: str = "choice", possibilities: str = POSSIBLE) -> str:
    return BET.format(name=name, kind=kind, more=more, possibilities=possibilities)


def build(folder: Path, **pages: str) -> tuple[Path, str]:
    """A book of these pages in this order, and its warnings."""
    toc = ".. toctree::\n\n   " + "\n   ".join(pages)
    (folder / "conf.py").write_text('extensions = ["rope_viz.book.bets"]', encoding="utf-8")
    for name, text in {"index": toc, **pages}.items():
        (folder / f"{name}.rst").write_text(f"{name}\n{'=' * len(name)}\n\n{text}\n", encoding="utf-8")
    warnings = StringIO()
    places = folder, folder, folder / "out", folder / "trees"
    app = Sphinx(*map(str, places), "html", status=None, warning=warnings)
    app.build()
    return folder / "out", warnings.getvalue()


def test_bets_are_gathered_in_the_order_of_the_book(tmp_path: Path):
    pages = {"zebra": bet("first"), "ape": bet("second"), "yours": ".. bets::"}
    out, warnings = build(tmp_path, **pages)
    assert "WARNING" not in warnings and "ERROR" not in warnings
    page = (out / "yours.html").read_text(encoding="utf-8")
    assert page.index('href="zebra.html#bet-first">zebra</a>') < page.index('href="ape.html#bet-second"')
    assert 'id="bet-first"' in (out / "zebra.html").read_text(encoding="utf-8")
    assert page.count("bets.js") == 1 and "/bet.js" not in page
    out, _ = build(tmp_path, **pages | {"zebra": "no bet any more"})
    assert page.count("#bet-first") == 1 and "#bet-second" in page


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (
            {"one": bet("so"), "two": bet("so")},
            "a bet must have a name of its own; 'so' is of one too",
        ),
        ({"one": bet("so", ":covers: pair")}, "covers must be an explorer of the page; 'pair' came"),
        (
            {"one": bet("so", ":range: 0 1\n   :truth: far", "number", "")},
            "truth must be what a cell of this page glues; 'far' came.",
        ),
        ({"one": bet("so", kind="guess")}, "kind must be one of"),
    ],
)
def test_a_build_says_what_is_wrong_with_a_bet(tmp_path: Path, pages: dict[str, str], text: str):
    _, warnings = build(tmp_path, **pages)
    assert text in warnings
