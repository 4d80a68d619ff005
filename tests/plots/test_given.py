"""What plots take beside tables: Ropes, encodings, models' cards, several with names; and whose subplots."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from picture_parts import of_kind
from plotly.subplots import make_subplots

import rope_viz as rv
from rope_viz.plots.content import Line, Points, Rule
from rope_viz.plots.pictures import bias, scores, turning

LLAMA = {"model_type": "llama", "head_dim": 64, "rope_theta": 5e5, "max_position_embeddings": 8192}
CARD = rv.read_model(LLAMA)
LIBRARIES = pytest.mark.parametrize("library", [rv, rv.prints])


def test_a_rope_a_card_and_a_table_of_it_are_one():
    rope = rv.Rope(64, base=5e5, layout="half")
    for picture, ways in (
        (scores.decay, [rv.decay_curve(rope), rope, CARD]),
        (turning.angles, [rv.angle_curve(rope), rope, CARD]),
        (turning.wavelengths, [rv.wavelength_curve(rope, 8192), CARD]),
    ):
        first, *others = ([(mark.x, mark.y) for mark in of_kind(picture(it), (Line, Points))] for it in ways)
        for other in others:
            np.testing.assert_array_equal(other, first)


def test_of_a_rope_the_scores_of_ones_are_drawn():
    (curve,) = of_kind(scores.scores(rv.Rope(4, base=100.0)), Line)
    np.testing.assert_allclose(curve.y, 2 * np.cos(curve.x) + 2 * np.cos(curve.x / 10))
    assert curve.name == "all ones, head_dim 4, base 100"


def test_names_come_as_keys_and_the_scaling_stands_in_names_that_are_left_out():
    scaled = rv.Rope(64, scaling=rv.scaling.linear(4))
    assert [line.name for line in of_kind(scores.decay({"mine": scaled, "yours": rv.Rope(64)}), Line)] == [
        "mine", "yours",
    ]  # fmt: skip
    assert [line.name for line in of_kind(scores.decay([scaled, rv.Rope(64)]), Line)] == [
        "head_dim 64, base 10,000, linear 4", "head_dim 64, base 10,000",
    ]  # fmt: skip
    (rule,) = of_kind(turning.wavelengths({"Llama": CARD}), Rule)
    assert rule.y == 8192


def test_many_models_are_told_apart():
    ropes = [rv.wavelength_curve(rv.Rope(8, base=10.0**i), 50) for i in range(2, 14)]
    dots = of_kind(turning.wavelengths(ropes), Points)
    assert len({(mark.colour, mark.symbol) for mark in dots}) == len(ropes)


def test_an_encoding_stands_for_its_biases():
    alibi, table = rv.Alibi(2), rv.bias_curve(rv.Alibi(2))
    of_table, of_encoding = (of_kind(bias.biases(it, beside=it), Line) for it in (table, alibi))
    for one, other in zip(of_table, of_encoding, strict=True):
        np.testing.assert_array_equal(one.y, other.y)


@LIBRARIES
def test_what_cannot_be_drawn_is_refused_in_words(library):
    with pytest.raises(ValueError, match=r"context must be given in tokens, because a Rope does not know it"):
        library.plot_wavelengths(rv.Rope(8))
    with pytest.raises(ValueError, match=r"the first argument must be one DecayTable or several; str came\."):
        library.plot_decay({"mine": "llama"})
    with pytest.raises(
        ValueError, match=r"the first argument must be one DecayTable or several; nothing came"
    ):
        library.plot_decay([])
    with pytest.raises(ValueError, match="encoding must open the door 'bias'"):
        library.plot_biases(rv.Rope(8))


def test_a_figure_is_put_into_subplots_with_all_that_belongs_to_it():
    both = make_subplots(1, 2)
    right = rv.plot_wavelengths(CARD)
    rv.plots.put(rv.plot_angles(rv.Rope(8), log=True), both, row=1, col=1)
    rv.plots.put(right, both, row=1, col=2)
    assert [trace.xaxis for trace in both.data] == ["x"] * 7 + ["x2"]
    layout = both.layout
    assert (layout.yaxis.type, layout.yaxis2.type) == ("log", "log")
    assert (layout.xaxis.title.text, layout.yaxis2.title.text) == ("pair", "wavelength (tokens per turn)")
    (rule,) = layout.shapes
    assert (rule.xref, rule.yref, rule.y0, rule.y1) == ("x2 domain", "y2", 8192, 8192)
    assert layout.xaxis2.domain[0] > 0.5, "the cells stay where they are"
    assert right.layout.shapes[0].xref == "x domain", "the figure itself stays as it is"


def test_words_and_arrows_go_along():
    both = make_subplots(2, 1)
    table = rv.curves.step_curve(rv.Sinusoidal(8).add(torch.zeros(40, 8), torch.arange(40)), 4)
    figure = rv.plots.plot_step(table)
    rv.plots.put(figure, both, row=2, col=1)
    for before, after in zip(figure.layout.annotations, both.layout.annotations, strict=True):
        assert (after.x, after.y, after.text) == (before.x, before.y, before.text)
        assert (after.xref, after.yref) == ("x2", "y2")


@pytest.mark.parametrize(
    ("figure", "cell", "text"),
    [
        (
            lambda: rv.plot_biases(rv.Alibi(2)),
            (1, 1),
            "figure must have one panel on two axes; one with xaxis",
        ),
        (
            lambda: rv.plot_corkscrew(rv.Rope(4)),
            (1, 1),
            "figure must have one panel on two axes; one with scene",
        ),
    ],
)
def test_what_does_not_fit_into_a_cell_is_refused(figure, cell, text):
    both = make_subplots(1, 2)
    with pytest.raises(ValueError, match=text):
        rv.plots.put(figure(), both, row=cell[0], col=cell[1])
    assert not both.data


def test_a_title_that_comes_later_has_a_line_of_its_own_above_the_legend():
    made = rv.plot_decay([rv.Rope(8), rv.Rope(8, base=100.0)], title="Decay")
    later = rv.plot_decay([rv.Rope(8), rv.Rope(8, base=100.0)]).update_layout(title="Decay")
    assert later.layout.legend.title == made.layout.legend.title
    assert later.layout.margin.t == made.layout.margin.t and math.isfinite(made.layout.margin.t)
    assert rv.plot_decay([rv.Rope(8)]).update_layout(height=300).layout.title.text is None
