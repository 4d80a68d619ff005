"""Stills, all of them: each says the explorer's sentence, and each is read back in its explorer's test."""

from __future__ import annotations

from pathlib import Path

import pytest
from explorer_cases import CASES

from rope_viz.explorers import NAMES


@pytest.mark.parametrize("name", CASES)
def test_the_sentence_of_a_still_is_the_explorers(name):
    explorer = CASES[name]()
    assert explorer.picture().alt == explorer.summary()


@pytest.mark.parametrize("name", NAMES)
def test_every_still_is_compared_with_its_numbers(name):
    tests = Path(__file__).with_name(f"test_{name}.py").read_text("utf-8")
    assert "\ndef test_its_still_shows_its_numbers(" in tests
