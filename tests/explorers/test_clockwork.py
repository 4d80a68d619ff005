"""The explorer of the turns of a table."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from explorers.stills import colours, frame, marks

import rope_viz as rv
from rope_viz import explore_clockwork, theme
from rope_viz.plots.content import Arrow, Axis, Label, Line, Points

CASES = {
    "clockwork": explore_clockwork,
    "clockwork-walk": lambda: explore_clockwork(table="walk", ahead=5, fitted=256),
    "clockwork-sinusoids": lambda: explore_clockwork(table="sinusoids", row=300, components=6),
}


def test_the_explorer_finds_what_the_whole_table_has():
    table = rv.pretrained.minilm_positions().table[1:]
    step, ahead = rv.curves.step_curve(table), rv.curves.foresight_curve(table, [7])
    n = explore_clockwork(ahead=7).numbers()
    np.testing.assert_allclose(n["periods"], step.periods, rtol=1e-4)
    np.testing.assert_allclose(np.reshape(n["hands"], (5, 2)), step.planes[:, 200], atol=1e-3)
    np.testing.assert_allclose(n["gears"], step.gears(130)[0], rtol=1e-3)
    assert n["explained"] == pytest.approx(ahead.turning[0], abs=1e-4)
    assert n["copied"] == pytest.approx(ahead.copying[0], abs=1e-4)
    assert n["kept"] == pytest.approx(step.kept)


def test_a_matrix_of_the_first_rows_is_tried_on_the_others():
    explorer = explore_clockwork(table="walk", fitted=256)
    rows = explorer.rows.numpy()
    step = np.linalg.lstsq(rows[:255], rows[1:256], rcond=None)[0]
    truth = rows[257:]
    missed = ((rows[256:-1] @ step - truth) ** 2).sum() / ((truth - truth.mean(0)) ** 2).sum()
    assert explorer.numbers()["turning"][0] == pytest.approx(1 - missed, abs=1e-9)
    explorer.fitted = 512
    assert explorer.known == 511


def test_fifty_rows_ahead_the_walk_s_matrix_explains_more_where_it_was_fitted():
    known, unseen = (
        [
            explore_clockwork(table=table, ahead=50, fitted=rows).numbers()["explained"]
            for table in ("walk", "learned")
        ]
        for rows in (512, 256)
    )
    assert known[0] > 0.9 > 0.3 > known[1] and unseen[0] < 0 < unseen[1]


def test_a_hand_is_foretold_by_turning_it():
    angles = torch.outer(torch.arange(200.0), torch.tensor([0.9, 0.4, 0.2, 0.1, 0.05])).double()
    n = explore_clockwork(torch.cat([angles.cos(), angles.sin()], 1), row=90, ahead=30).numbers()
    np.testing.assert_allclose(n["hands"][0:2], [np.cos(81), np.sin(81)], atol=0.02)
    np.testing.assert_allclose(n["guesses"][0:2], n["hands"][0:2], atol=0.02)
    assert n["turning"][-1] > 0.95 > 0 > n["copying"][-1]  # turns cut short leave a mean, which is taken away


def test_a_table_that_does_not_turn_has_no_hands():
    straight = torch.linspace(-1, 1, 300).double()[:, None] ** torch.arange(1, 11)
    explorer = explore_clockwork(straight, components=4)
    n = explorer.numbers()
    still = [i for i, period in enumerate(n["periods"]) if period == 0]
    assert still and all(n["hands"][2 * i : 2 * i + 2] == [0, 0] for i in still)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"learned": torch.ones(191, 10)}, "192 to 512 rows, of 10 components or more; (191, 10) came."),
        ({"learned": torch.full((200, 10), torch.nan)}, "learned must hold finite numbers"),
        ({"row": 511}, "row must be smaller than the number of rows, 511; 511 came."),
        ({"ahead": 51}, "ahead must be from 1 to 50; 51 came."),
        ({"components": 5}, "components must be one of 4, 6, 8, 10; 5 came."),
        ({"fitted": 100}, "fitted must be one of 128, 192, 256, 384, 512; 100 came."),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(wrong, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        explore_clockwork(**wrong)


def test_its_still_shows_its_numbers():
    explorer = rv.explore_clockwork(row=100, ahead=9, fitted=256)
    picture, n = explorer.picture(), explorer.numbers()
    for i in range(5):
        (arrow,), (guess,), (label,) = (marks(picture, kind, i) for kind in (Arrow, Points, Label))
        ring, path = marks(picture, Line, i)
        hand, foretold = (n[name][2 * i : 2 * i + 2] for name in ("hands", "guesses"))
        assert [arrow.x, arrow.y] == hand == pytest.approx([path.x[-1], path.y[-1]])
        assert [guess.x, guess.y] == foretold and len(path.x) == len(path.y) == 41
        assert float(label.text.split()[0]) == pytest.approx(n["periods"][i], rel=5e-3)
        np.testing.assert_allclose(np.hypot(ring.x, ring.y), 1)
        assert guess.colour == theme.SCORE and arrow.colour == path.colour == label.colour
        reach = max(1.7, 1.1 * float(np.abs(explorer.fit()[0].planes[i] @ [1, 1j]).max()))
        title, across, up, drawn = frame(picture.panels[i])
        assert across == up == Axis(limits=across.limits) and (title, drawn) == ("", {"equal", "bare"})
        assert across.limits == pytest.approx((-reach, reach))
    assert marks(picture, Arrow, 0)[0].colour == theme.FAST_PAIR
    assert marks(picture, Arrow, 4)[0].colour == theme.SLOW_PAIR
    (copying, turning), (here,) = marks(picture, Line, 5), marks(picture, Points, 5)
    assert turning.y.tolist() == n["turning"] and copying.y.tolist() == n["copying"]
    assert (turning.x[0], turning.x[-1], here.x, here.y) == (1, 50, 9, n["turning"][8])
    assert colours([copying, turning, here]) == [theme.REFERENCE, theme.SCORE, theme.SCORE]
    axes = Axis("rows ahead", (0, 50)), Axis("share explained", (-1.2, 1.05))
    assert frame(picture.panels[5]) == ("", *axes, set())
