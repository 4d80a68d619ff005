"""Curves of biases, their figures, and the buckets of the explorer."""

from __future__ import annotations

import math

import numpy as np
import pytest

import rope_viz as rv
from rope_viz.curves import BiasTable
from rope_viz.explorers import explore_buckets


@pytest.fixture(scope="module")
def mpnet():
    trained = rv.pretrained.mpnet_bias()
    return rv.bias_curve(rv.T5Bias(trained.table), label="MPNet")


def test_a_curve_is_a_row_of_the_bias_matrix(mpnet):
    encoding = rv.T5Bias(rv.pretrained.mpnet_bias().table)
    matrix = rv.bias_map(encoding, tokens=129, head=8).values
    np.testing.assert_array_equal(mpnet.values[8, :129], matrix[128])  # the last query sees all keys before
    np.testing.assert_array_equal(mpnet.values[8, 128:], matrix[0])  # and the first one all keys after


def test_every_matrix_of_a_bias_is_toeplitz():
    for encoding in (rv.T5Bias.random(2), rv.Alibi(4)):
        values = rv.bias_map(encoding, tokens=200, head=1).values
        np.testing.assert_array_equal(values[1:, 1:], values[:-1, :-1])


def test_favourites_are_where_the_bias_is_highest():
    table = BiasTable(np.array([-2.0, -1, 0, 1]), np.array([[0.0, 3, 1, 2], [5, 3, 1, 2]]), "two heads")
    assert table.favourites.tolist() == [-1, -2]


@pytest.mark.parametrize("keys", ["before", "after"])
def test_straightness_tells_a_line_from_a_logarithm(keys):
    offsets = np.arange(-50.0, 51)
    distance = np.maximum(np.abs(offsets), 1)
    table = BiasTable(offsets, np.stack([-0.3 * distance, 2 - np.log(distance)]), "line and logarithm")
    linear, logarithmic = (table.straightness(a, keys=keys) for a in ("distance", "logarithm"))
    np.testing.assert_allclose([linear[0], logarithmic[1]], 1)
    assert linear[1] < 0.9 and logarithmic[0] < 0.9


def test_straightness_is_that_of_a_fitted_line(mpnet):
    distance, values = np.arange(1.0, 129), mpnet.values[8, :128][::-1]
    fitted = np.polyval(np.polyfit(np.log(distance), values, 1), np.log(distance))
    explained = 1 - ((values - fitted) ** 2).sum() / ((values - values.mean()) ** 2).sum()
    assert mpnet.straightness("logarithm")[8] == pytest.approx(explained, abs=1e-9)


def test_errors_name_parameter_rule_and_value(mpnet):
    with pytest.raises(ValueError, match="against must be one of 'distance', 'logarithm'; 'square' came"):
        mpnet.straightness("square")
    with pytest.raises(ValueError, match="offsets must hold at least three with keys after the query"):
        rv.bias_curve(rv.Alibi(1), [-3, -2, -1, 0]).straightness(keys="after")
    with pytest.raises(ValueError, match=r"encoding must open the door 'bias', .*; Rope"):
        rv.bias_curve(rv.Rope(8))


def test_mpnet_heads_are_what_the_chapter_says(mpnet):
    assert mpnet.favourites[[0, 6, 11]].tolist() == [1, -1, 1]
    log, line = mpnet.straightness("logarithm"), mpnet.straightness("distance")
    assert (log[[7, 8]] > 0.95).all() and (line[[7, 8]] < 0.8).all()
    assert (line[[2, 5, 9]] > log[[2, 5, 9]]).all() and (line[[2, 5, 9]] > 0.89).all()
    assert (mpnet.values[:, 128] < -4).all()  # no head likes the token itself


def test_both_libraries_draw_the_table(mpnet):
    alibi = rv.bias_curve(rv.Alibi(12), range(-128, 129, 16))
    plotly, axes = rv.plot_biases(mpnet, beside=alibi), rv.prints.plot_biases(mpnet, beside=alibi)
    drawn = [trace for trace in plotly.data if trace.name]
    lines = [line for line in axes.lines if not line.get_label().startswith("_")]
    assert len(drawn) == len(lines) == 12
    for head, (trace, line) in enumerate(zip(drawn, lines, strict=True)):
        np.testing.assert_array_equal(trace.x, mpnet.offsets)
        np.testing.assert_array_equal(trace.y, mpnet.values[head])
        np.testing.assert_array_equal(line.get_ydata(), mpnet.values[head])
    grey = np.reshape(next(trace for trace in plotly.data if not trace.name).y, (12, -1))
    np.testing.assert_array_equal(grey[:, :-1], alibi.values)
    assert len({trace.xaxis for trace in drawn}) == 12
    ranges = {tuple(plotly.layout[name].range) for name in plotly.layout if name.startswith("yaxis")}
    assert len(ranges) == 1, "panels that are compared share their axes"
    assert "MPNet" in plotly.layout.meta["alt"] and "Alibi(heads=12)" in plotly.layout.meta["alt"]


def test_the_axis_may_end_above_the_lowest_value(mpnet):
    assert rv.plot_biases(mpnet, low=-6).layout.yaxis12.range[0] == -6
    assert rv.prints.plot_biases(mpnet, low=-6).get_ylim()[0] == -6


def test_one_head_needs_one_panel():
    table = rv.bias_curve(rv.Alibi(1), range(-4, 5))
    assert len(rv.plot_biases(table).data) == len(rv.prints.plot_biases(table).lines) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: explore_buckets(31),
            "num_buckets must be even and at least 2, because each direction takes",
        ),
        (lambda: explore_buckets(66), "num_buckets must be from 4 to 64; 66 came."),
        (lambda: explore_buckets(offset=128), "offset must be from -127 to 127, as far apart as two of"),
        (lambda: explore_buckets(32, 8), "max_distance must be at least 9, because distances below 8 have"),
    ],
)
def test_the_explorer_refuses_what_cannot_be_laid_out(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_explorer_follows_what_is_set_one_by_one():
    explorer = explore_buckets(8, 8, length=64, offset=60)
    explorer.num_buckets, explorer.bidirectional, explorer.length = 64, False, 16
    assert (explorer.max_distance, explorer.offset) == (33, 15)


@pytest.mark.parametrize("bidirectional", [True, False])
def test_what_shares_a_bucket_is_said_of_both_ends(bidirectional):
    explorer = explore_buckets(bidirectional=bidirectional)
    for offset in (-127, -20, -1, 0, 1, 20, 127):
        explorer.offset = offset
        numbers = explorer.numbers()
        for end, beyond in ((numbers["shared_from"], -1), (numbers["shared_to"], 1)):
            inner = end if math.isfinite(end) else beyond * 10**6
            here, outside = rv.t5_bucket([inner, inner + beyond], bidirectional).tolist()
            assert here == numbers["bucket"]
            assert math.isinf(end) or outside != here
