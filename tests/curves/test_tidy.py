"""Tables as pandas has them: every value in a row of its own, beside what it is the value of."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
import torch

import rope_viz as rv
from rope_viz import curves
from rope_viz.curves.tidy import Tidy

ROPE = rv.Rope(8, base=100.0)
ONES = torch.ones(8, dtype=torch.float64)
LEARNED = torch.randn(40, 16, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
TABLES = {
    "AngleTable": lambda: rv.angle_curve(ROPE, [3, 7]),
    "CorkscrewTable": lambda: rv.corkscrew_curve(ROPE, 5, pairs=[1, 3]),
    "PathTable": lambda: curves.vector_path(ROPE, ONES, range(3)),
    "WavelengthTable": lambda: rv.wavelength_curve(ROPE, 100),
    "ScoreTable": lambda: rv.score_curve(ROPE, ONES, ONES, [0, 5]),
    "DecayTable": lambda: rv.decay_curve(ROPE, [2, 4]),
    "BiasTable": lambda: rv.bias_curve(rv.Alibi(2), [-3, 0, 1]),
    "Heatmap": lambda: curves.position_map(rv.Sinusoidal(6), 6, range(4)),
    "OffsetTable": lambda: curves.offset_curve(LEARNED, [1, 2]),
    "ComponentTable": lambda: curves.component_curve(LEARNED, 3),
    "StepTable": lambda: curves.step_curve(LEARNED, 4),
    "ForesightTable": lambda: curves.foresight_curve(LEARNED, steps=[1, 2]),
    "PaceTable": lambda: curves.pace_curve(curves.step_curve(LEARNED, 4), window=8),
    "RaceTable": curves.race,
    "LengthTable": lambda: curves.lengths("Rope"),
    "ErrorTable": lambda: curves.error_curve(ROPE, curves.kept_in("bfloat16"), [1, 300], label="short"),
}


def test_every_table_is_here():
    assert set(TABLES) == {kind.__name__ for kind in Tidy.__subclasses__()}


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_the_values_and_their_places(name):
    table = TABLES[name]()
    frame = table.to_pandas()
    (first, axes), *_ = table._axes_of.items()
    values = np.asarray(getattr(table, first))
    assert list(frame.columns) == [*axes, *table._axes_of, "label"]
    assert len(frame) == values.size and set(frame["label"]) == {table.label}
    # Every value once more, looked up by its places.
    places = [
        getattr(table, table._places[axis]) if axis in table._places else range(size)
        for axis, size in zip(axes, values.shape, strict=True)
    ]
    rows = frame.set_index(list(axes))[first]
    for at in np.ndindex(values.shape):
        key = tuple(place[i] for place, i in zip(places, at, strict=True))
        assert rows.loc[key if len(key) > 1 else key[0]] == values[at]


def test_a_column_of_fewer_axes_is_repeated():
    frame = rv.angle_curve(ROPE, [3, 7]).to_pandas()
    assert (frame["angles"] == frame["position"] * frame["inv_freq"]).all()


def test_several_can_stand_in_one():
    ropes = rv.Rope(8, base=100.0), rv.Rope(8, base=1000.0)
    both = pd.concat(rv.decay_curve(rope).to_pandas() for rope in ropes)
    assert both.groupby("label").size().tolist() == [257, 257]


def test_without_pandas_it_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"to_pandas needs pandas, which is not installed: pip install"):
        rv.decay_curve(ROPE).to_pandas()
