"""The chapter's foot, in words and in HTML."""

from __future__ import annotations

import datetime

import torch

from rope_viz.book.cells.colophon import Colophon, computed_with

LINE = Colophon("H <200>", "2.13.0", datetime.date(2026, 3, 1))


def test_text():
    assert repr(LINE) == "Computed on H <200> with torch 2.13.0, 1 March 2026."


def test_html_is_escaped_and_one_line():
    assert LINE._repr_html_() == (
        '<p class="rv-computed-with"><small>'
        "Computed on H &lt;200&gt; with torch 2.13.0, 1 March 2026.</small></p>"
    )


def test_says_what_computes_here(monkeypatch):
    monkeypatch.setenv("ROPE_VIZ_DEVICE", "cpu")
    here = computed_with()
    assert here.device.startswith("CPU") and here.torch == torch.__version__
    assert here.date == datetime.date.today()
