"""What every plot of a learned table shows; see `test_pictures`."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from picture_parts import axes_of, named, of_kind

import rope_viz as rv
from rope_viz import theme
from rope_viz.curves import ComponentTable, PaceTable, StepTable
from rope_viz.plots.content import Label, Legend, Line, Points
from rope_viz.plots.pictures import learned


def test_offsets():
    table = torch.tensor([[1.0, 0], [0, 1], [-1, 0], [0, -1]])  # a quarter turn a row
    picture = learned.offsets(
        [rv.curves.offset_curve(table, [0, 1, 2], label="a"), rv.curves.offset_curve(table, [2], label="b")]
    )
    assert list(axes_of(picture)) == named("offset (tokens)", "mean cosine")
    first, second = of_kind(picture, Line)
    np.testing.assert_allclose(first.y, [1, 0, -1], atol=1e-12)
    assert (first.name, second.name) == ("a", "b") and second.x.tolist() == [2]
    assert first.colour != second.colour and first.dash != second.dash
    assert picture.panels[0].legend == Legend()
    assert "a: 1.00 at 0, -1.00 at 2." in picture.alt


def test_components():
    table = ComponentTable(np.arange(3.0), np.array([[0.0, 2, -4], [1, 0, 1]]), np.array([0.7, 0.2]), "mine")
    picture = learned.components(table)
    x, y = axes_of(picture)
    assert (x.name, y.name) == ("position (tokens)", "component (its share of the variance)")
    assert y.ticks == ((0, "1 (70 %)"), (-1, "2 (20 %)"))
    for row, mark in enumerate(of_kind(picture, Line)):
        np.testing.assert_allclose((mark.y + row) / 0.8, table.values[row] / 4)  # all on one scale
        np.testing.assert_array_equal(mark.details, table.values[row])
        assert mark.colour == theme.SERIES[0]
    assert "2 main components" in picture.alt and "70 %, 20 %" in picture.alt


def test_step():
    turns = np.exp(1j * np.array([0.5, -0.5, 0.05, -0.05]))
    made = StepTable(turns, 2 * np.pi / np.array([0.5, 0.05]), 1, 0, np.zeros((2, 3, 2)), 1, "made")
    picture = learned.step([made, made])
    assert [axis.name for axis in axes_of(picture)] == ["real part", "imaginary part"] and picture.panels[
        0
    ].equal
    (circle,) = of_kind(picture, Line)
    np.testing.assert_allclose(np.hypot(circle.x, circle.y), 1)
    first, second = of_kind(picture, Points)
    np.testing.assert_array_equal(first.x + 1j * first.y, turns)
    assert first.symbol != second.symbol and first.colour != second.colour
    (label,) = of_kind(picture, Label)  # 0.05 radians per token crowd at 1
    assert (label.x, label.y) == pytest.approx((math.cos(0.5), math.sin(0.5)))
    assert label.text == "12.6 tokens"
    assert "moduli 1.000 to 1.000; one turn takes 12.6, 125.7 tokens." in picture.alt


def test_foresight():
    angle = torch.arange(60, dtype=torch.float64) * torch.pi / 6
    ahead = rv.curves.foresight_curve(
        torch.stack([angle.cos(), angle.sin()], dim=1), [1, 6], 2, label="circle"
    )
    picture = learned.foresight(ahead)
    assert list(axes_of(picture)) == named("steps ahead (tokens)", "share of variance explained (R²)")
    turned, copied = of_kind(picture, Line)
    assert (turned.name, copied.name) == ("turning: the matrix, step by step", "copying")
    assert (turned.colour, copied.colour) == (theme.SCORE, theme.REFERENCE)
    assert picture.panels[0].legend == Legend()
    np.testing.assert_allclose(turned.y, [1, 1], atol=1e-9)
    # Where a copy stands half a turn away, it is wrong by twice the length: 1 − 4.
    np.testing.assert_allclose(copied.y, [1 - (2 - 2 * math.cos(math.pi / 6)), -3], atol=0.05)
    assert "Turning: 1.000 at 1, 1.00 at 6." in picture.alt and f"{copied.y[1]:.2f} at 6." in picture.alt


def test_pace():
    table = PaceTable(np.arange(3.0), np.array([[6.0, 6, 5], [18.0, 17, 15], [50.0, 51, 52]]), "mine")
    picture = learned.pace(table, gear=3, turns=2)
    assert list(axes_of(picture)) == named("position (tokens)", "tokens per turn, divided")
    first, second = of_kind(picture, Line)
    np.testing.assert_array_equal(first.y, [6, 6, 5])
    np.testing.assert_array_equal(second.y, [6, 17 / 3, 5])
    assert (first.name, second.name) == ("hand 0", "hand 1 ÷ 3")
    assert first.colour == theme.FAST_PAIR
    assert "for 2 hands" in picture.alt and "hand 1 ÷ 3: 5.00 to 6.00." in picture.alt
    assert learned.pace(table).panels[0].y.name == "tokens per turn"
