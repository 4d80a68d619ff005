"""The explorer of positions as it is drawn: the curve and the square are the cosines that torch computes."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import PIXELS, axis, points, settle

import rope_viz as rv
from rope_viz.words import fixed

pytestmark = pytest.mark.browser


@pytest.fixture(params=["learned", "sinusoidal"])
def explorer(request):
    return rv.explore_positions(table=request.param, position=200, base=100)


@pytest.fixture
def stage(page, explorer, tmp_path):
    page.goto(explorer.save(tmp_path / "positions.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def test_the_curve_and_its_spots_stand_where_torch_says(stage, explorer):
    numbers, x, y = explorer.numbers(), axis(stage, "x"), axis(stage, "y")
    line = points(stage, "g:not([clip-path]) > .rv-here-line")
    np.testing.assert_allclose(x(line[:, 0]), np.arange(512), atol=0.05)
    np.testing.assert_allclose(y(line[:, 1]), numbers["cosines"], atol=1e-3)
    spots = stage.locator(".rv-role-spot").evaluate_all(
        "all => all.map(s => [+s.getAttribute('cx'), +s.getAttribute('cy')])"
    )
    expected = [(200, 1), (numbers["twin_at"], numbers["twin"])]
    for (across, up), (position, cosine) in zip(spots, expected, strict=True):
        assert x(across) == pytest.approx(position, abs=0.05)
        assert y(up) == pytest.approx(cosine, abs=1e-3)


def test_words_are_the_numbers(stage, explorer):
    n = explorer.numbers()
    said = [f"{fixed(n[name])} (position {n[f'{name}_at']})" for name in ("neighbour", "hundred", "twin")]
    words = stage.locator(".rv-readouts dd").all_inner_texts()
    assert words == [*said, fixed(n["uneven"])]


def test_the_square_is_blue_for_opposite_and_orange_for_alike(stage, explorer):
    rows = explorer.rows()
    frame = stage.locator(".rv-frame")
    left, top, side = (float(frame.get_attribute(name)) for name in ("x", "y", "width"))
    across, down = axis(stage, "x", 1), axis(stage, "y", 1, up=False)
    assert float(across(left)) == pytest.approx(-0.5, abs=0.3)
    assert float(down(top)) == pytest.approx(-0.5, abs=0.3), "position 0 stands on top"
    # A pixel covers about one position and a half: places are chosen whose neighbours are of one sign.
    similarity = (rows @ rows.T).numpy()
    around = np.stack([np.roll(similarity, shift, (0, 1)) for shift in np.ndindex(3, 3)])
    centre = np.roll(similarity, (1, 1), (0, 1))
    clear = (np.abs(around).min(0) > 0.15) & (np.abs(np.sign(around).sum(0)) == 9)
    clear[[0, 1, -1]], clear[:, [0, 1, -1]] = False, False
    chosen = []
    for sign in (1, -1):
        found = np.argwhere(clear & (np.sign(centre) == sign)) - 1
        chosen += np.random.default_rng(0).permutation(found)[:5].tolist()
    assert len(chosen) == 10, "five of each sign"
    places = [[left + side * (n + 0.5) / 512, top + side * (m + 0.5) / 512] for m, n in chosen]
    for (m, n), (red, _, blue) in zip(chosen, stage.locator("canvas").evaluate(PIXELS, places), strict=True):
        assert (red > blue) == (similarity[m, n] > 0), (m, n, similarity[m, n])
