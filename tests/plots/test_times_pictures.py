"""The pictures of measured times: their content, computed once more."""

from __future__ import annotations

import numpy as np
import pytest

from rope_viz import theme
from rope_viz.curves import LengthTable, RaceTable
from rope_viz.curves import race as race_of
from rope_viz.curves.race import lengths as lengths_of
from rope_viz.models.timed import timed
from rope_viz.plots import prints
from rope_viz.plots.content import Axis, Label, Line, Points
from rope_viz.plots.pictures import times as pictures

RACE = RaceTable(
    ("fast", "slow"), *map(np.array, ([1.0, 5.0], [1.5, 6.0], [1.2, 5.5], [1.9, 7.0])), balance=3.0, label="x"
)


def test_times():
    (panel,) = pictures.times(RACE).panels
    assert (panel.x.name, panel.x.log) == ("time (copies)", True)
    one, other, *lines, counted, measured = panel.marks
    assert isinstance(one, Label) and isinstance(other, Label)
    assert [(name.text, name.x, round(name.y)) for name in (one, other)] == [("fast", 1, 0), ("slow", 1, -1)]
    assert panel.y.ticks == () and all(isinstance(line, Line) for line in lines)
    assert [(*line.x, *line.y) for line in lines] == [(1.2, 1.9, 0, 0), (5.5, 7, -1, -1)]
    assert isinstance(counted, Points) and isinstance(measured, Points)
    assert (counted.x.tolist(), counted.y.tolist(), counted.colour) == ([1, 5], [0, -1], theme.INK)
    assert (measured.x.tolist(), measured.colour) == ([1.5, 6], theme.SCORE)
    assert (counted.name, measured.name) == ("counted, at least", "measured")
    assert "slow: counted 5.00, measured 6.00." in pictures.times(RACE).alt
    assert prints.plot_times(RACE).get_xscale() == "log"
    with pytest.raises(ValueError, match="must be a RaceTable; str came"):
        pictures.times("short")


def test_lengths():
    one = LengthTable(*np.array([[512, 1024], [1.1, 1.3], [1, 1], [1.2, 2]]), label="one")
    other = LengthTable(*np.array([[512, 1024], [2.1, 4.3], [2, 4], [2.2, 5]]), label="other")
    picture = pictures.lengths([one, other])
    (panel,) = picture.panels
    ticks = ((512.0, "512"), (1024.0, "1,024"))
    ends = pytest.approx((512 / 1.1, 1024 * 1.1))
    assert panel.x == Axis("length of the text (tokens)", panel.x.limits, log=True, ticks=ticks)
    assert panel.x.limits == ends and panel.y.log
    drawn = [(line.name, line.x.tolist(), line.y.tolist(), line.colour) for line in panel.marks]
    assert drawn[0] == ("one", [512, 1024], [1.1, 1.3], theme.SERIES[0])
    assert drawn[1][2] == [2.1, 4.3] and panel.legend is not None
    assert "other: 2.10 at 512 tokens, 4.30 at 1,024." in picture.alt
    assert pictures.lengths(one).panels[0].legend is None
    assert prints.plot_lengths([one, other]).get_yscale() == "log"


def test_tables_are_what_was_measured():
    told, table = timed(), race_of(4096)
    of = dict(zip(table.ways, zip(table.median, table.low, table.high, strict=True), strict=True))
    known = told.turning[(1, 32, 4096, 128), "float32", "transformers, Llama"]
    assert of["transformers"] == known
    floors = dict(zip(table.ways, table.counted, strict=True))
    assert floors["block matrix"] == pytest.approx(max(3, 16 / told.balance[0]))
    assert floors["transformers, compiled"] == floors["rope_viz, neighbours"] == 1 + 1 / 64
    bias = lengths_of("T5Bias", "before")
    assert bias.label == "T5Bias, made before"
    assert (bias.median[1], bias.low[1], bias.high[1]) == told.attention["T5Bias", "built before", 1024]
    with pytest.raises(
        ValueError, match=r"tokens must be one of \[512, 4096\], which were measured; 7 came\."
    ):
        race_of(7)
    with pytest.raises(ValueError, match=r"encoding and made must be one of .*; 'Rope' built 'never' came\."):
        lengths_of("Rope", "never")
