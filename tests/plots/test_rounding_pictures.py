"""The picture of errors in short formats: its content, computed once more."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rope_viz import theme
from rope_viz.curves import ErrorTable
from rope_viz.plots import prints
from rope_viz.plots.content import Line, Points
from rope_viz.plots.pictures import rounding


def test_errors():
    one = ErrorTable(np.array([10.0, 100, 1000]), np.array([0.0, 0.02, math.nan]), "short")
    other = ErrorTable(np.array([10.0, 100, 1000]), np.array([1e-7, 2e-7, 3e-7]), "long")
    picture = rounding.errors([one, other], reports={"bug #1": (500, 0.75), "bug #2": (90, 0.5)})
    (panel,) = picture.panels
    assert (panel.x.name, panel.y.name) == ("position (tokens)", "tip of the worst hand off by (radii)")
    assert panel.x.log and panel.y.log and not panel.y.reverse and panel.legend is not None
    first, second, *reports = panel.marks
    assert isinstance(first, Line) and isinstance(second, Line) and len(reports) == 2
    assert [line.name for line in (first, second)] == ["short", "long"]
    np.testing.assert_array_equal(first.y, [math.nan, 0.02, math.nan])  # no logarithm of nothing
    np.testing.assert_array_equal(second.y, other.errors)
    assert (first.colour, second.colour) == theme.SERIES[:2]
    assert all(isinstance(report, Points) for report in reports)
    seen = [(*report.x, *report.y, report.name, report.symbol) for report in reports]
    assert seen == [(500, 0.75, "bug #1", "dot"), (90, 0.5, "bug #2", "cross")]
    assert "short: 0e+00 at 10, 2e-02 at 100." in picture.alt
    assert "long: 1e-07 at 10, 3e-07 at 1,000. bug #1: 0.75 at 500." in picture.alt
    assert rounding.errors(one).panels[0].legend is None
    assert prints.plot_errors([one, other]).get_xscale() == "log"
    with pytest.raises(ValueError, match="must be one ErrorTable or several; str came"):
        rounding.errors("short")
