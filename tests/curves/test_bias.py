"""Curves of biases: what they hold, and how straight they are."""

from __future__ import annotations

import numpy as np
import pytest

import rope_viz as rv
from rope_viz.curves import BiasTable


@pytest.fixture(scope="module")
def mpnet():
    trained = rv.pretrained.mpnet_bias()
    return rv.bias_curve(rv.T5Bias(trained.table), label="MPNet")


def test_a_curve_is_a_row_of_the_bias_matrix(mpnet):
    encoding = rv.T5Bias(rv.pretrained.mpnet_bias().table)
    matrix = rv.curves.bias_map(encoding, tokens=129, head=8).values
    np.testing.assert_array_equal(mpnet.values[8, :129], matrix[128])  # the last query sees all keys before
    np.testing.assert_array_equal(mpnet.values[8, 128:], matrix[0])  # and the first one all keys after


def test_every_matrix_of_a_bias_is_toeplitz():
    for encoding in (rv.T5Bias.random(2), rv.Alibi(4)):
        values = rv.curves.bias_map(encoding, tokens=200, head=1).values
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
