"""The turns of a table as they are drawn: hands, what foretold them, and how far the matrix sees."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import ATTRIBUTES, NUMBER, axis, placed, points, pull, settle, traits

import rope_viz as rv
from rope_viz.words import fixed

pytestmark = pytest.mark.browser

PATHS = "all => all.map(node => node.getAttribute('d'))"
ROW, AHEAD, KNOWN = 90, 20, 256


@pytest.fixture
def stage(page, tmp_path):
    explorer = rv.explore_clockwork(row=ROW, ahead=AHEAD, fitted=KNOWN)
    page.goto(explorer.save(tmp_path / "clockwork.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


@pytest.fixture(scope="module")
def fit():
    """Rows in ten components, the matrix, and for each turn its factor and its vector, fastest first."""
    rows = rv.explore_clockwork().rows.numpy()
    matrix = np.linalg.lstsq(rows[: KNOWN - 1], rows[1:KNOWN], rcond=None)[0]
    factors, vectors = np.linalg.eig(matrix)
    turning = sorted(np.flatnonzero(factors.imag > 0), key=lambda k: -np.angle(factors[k]))
    return rows, matrix, factors[turning], vectors[:, turning]


def tips(stage, name: str) -> np.ndarray:
    """The middles of a mark in all dials, in mean lengths of a hand, up being up."""
    paths = stage.locator(f".rv-turns-found .{name}").evaluate_all(PATHS)
    orbits = stage.locator(".rv-turns-found .rv-orbit").evaluate_all(PATHS)
    x, y, reach = np.array([[float(n) for n in NUMBER.findall(path)[:3]] for path in paths]).T
    unit = [float(NUMBER.findall(orbit)[2]) for orbit in orbits]
    return (x + reach - 1j * y) / unit


def test_hands_and_what_foretold_them(stage, fit):
    rows, _, factors, vectors = fit
    paths = rows @ vectors
    paths = paths / np.abs(paths).mean(0) * np.exp(-1j * np.angle(paths[0]))
    np.testing.assert_allclose(tips(stage, "rv-tip"), paths[ROW], atol=1e-6)
    np.testing.assert_allclose(tips(stage, "rv-foretold"), paths[ROW - AHEAD] * factors**AHEAD, atol=1e-6)
    said = stage.locator(".rv-turns-found .rv-period").all_text_contents()
    assert [float(text.split()[0]) for text in said] == pytest.approx(2 * np.pi / np.angle(factors), rel=5e-3)
    dials = [placed(dial) for dial in stage.locator(".rv-turns-found > g").all()]
    assert [x for x, _ in dials] == sorted(x for x, _ in dials), "fast hands stand on the left"
    trail = points(stage, ".rv-turns-found > g:first-child .rv-trail") @ [1, -1j]
    unit = float(NUMBER.findall(stage.locator(".rv-orbit").first.get_attribute("d"))[2])
    np.testing.assert_allclose(trail / unit, paths[ROW - 40 : ROW + 1, 0], atol=2e-4)


def test_how_far_the_matrix_sees_on_rows_that_it_was_not_fitted_to(stage, fit):
    rows, matrix, _, _ = fit
    x, y = axis(stage, "x"), axis(stage, "y")
    tried = rows[KNOWN:]
    for name, power in (("rv-role-line", matrix), ("rv-copying", np.eye(10))):
        line = points(stage, f"g:not(.rv-ghost) > g > .{name}")
        np.testing.assert_allclose(x(line[:, 0]), np.arange(1, 51), atol=0.01)
        for ahead in (1, AHEAD, 50):
            truth, guess = tried[ahead:], tried[:-ahead] @ np.linalg.matrix_power(power, ahead)
            share = 1 - ((guess - truth) ** 2).sum() / ((truth - truth.mean(0)) ** 2).sum()
            assert y(line[ahead - 1, 1]) == pytest.approx(share, abs=2e-3), (name, ahead)
            if ahead == AHEAD:
                said = stage.locator(".rv-readouts dd").nth(int(name == "rv-copying"))
                assert said.inner_text() == fixed(share)
            if (name, ahead) == ("rv-role-line", AHEAD):
                ((spot_x, spot_y),) = stage.locator(".rv-spot").evaluate_all(ATTRIBUTES, ["cx", "cy"])
                assert (x(spot_x), y(spot_y)) == (pytest.approx(AHEAD), pytest.approx(share, abs=1e-3))
    grip = complex(*placed(stage.locator(".rv-grip")))
    picture = stage.locator(".rv-stage svg").bounding_box()
    corner = complex(picture["x"], picture["y"])
    pull(stage, [corner + grip, corner + grip + 40, corner + grip + 100])
    assert traits(stage)["ahead"] == round(float(x(grip.real + 100)))
