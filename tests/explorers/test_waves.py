"""The explorer of waves: which Rope it shows."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers.stills import colours, marks

import rope_viz as rv
from rope_viz import explore_waves, theme
from rope_viz.plots.content import Line

YARN = rv.scaling.yarn(factor=16, original_length=4096)
CASES = {
    "waves": explore_waves,
    "waves-head": lambda: explore_waves(vectors="head", summed=20),
    "waves-scaled": lambda: explore_waves(rv.Rope(16, rotary_dim=8, scaling=YARN), summed=6),
}


@pytest.mark.parametrize("vectors", ["ones", "gaussian", "head"])
def test_parts_add_up_to_the_score_of_the_rope_that_came(vectors):
    rope = rv.Rope(64, rotary_dim=32, scaling=YARN)
    explorer = explore_waves(rope, vectors=vectors, summed=32)
    given = {"gaussian": "gaussian", "head": "head"}.get(vectors)
    query, key = (
        torch.tensor(getattr(explorer, f"{given}_{role}") if given else [1.0] * 64, dtype=torch.float64)[:64]
        for role in ("query", "key")
    )
    scores = rv.score_curve(rope, query, key, range(65)).scores
    np.testing.assert_allclose(explorer.numbers()["partial_curve"], scores)


def test_what_passes_through_is_a_wave_that_stays_level():
    rope = rv.Rope(32, rotary_dim=16, scaling=YARN)
    explorer = explore_waves(rope)
    waves = explorer._by_pair(torch.arange(65)).numpy()
    assert (np.ptp(waves[:, 8:], axis=0) == 0).all() and (np.ptp(waves[:, :8], axis=0) > 0).all()
    np.testing.assert_allclose(waves[0, :8], 2 * rope.attention_factor**2)
    np.testing.assert_allclose(waves[0, 8:], 2)


def test_its_still_shows_its_numbers():
    explorer = rv.explore_waves()
    explorer.summed = 3
    picture, n = explorer.picture(), explorer.numbers()
    ticks = [height for height, _ in picture.panels[0].y.ticks]
    here = [np.interp(explorer.distance, wave.x, wave.y) for wave in marks(picture, Line)]
    np.testing.assert_allclose(np.subtract(here, ticks), n["contributions"], atol=1e-9)
    (total,) = marks(picture, Line, 1)
    np.testing.assert_allclose(
        np.interp(range(explorer.reach + 1), total.x, total.y), n["partial_curve"], atol=1e-9
    )
    waves = colours(marks(picture, Line))
    assert (waves[0], waves[-1], total.colour) == (theme.FAST_PAIR, theme.SLOW_PAIR, theme.SCORE)
    above, below = picture.panels
    assert [text for _, text in above.y.ticks] == [str(i) for i in range(8)] and ticks == sorted(ticks)[::-1]
    assert (above.x.name, above.y.name) == ("", "pair")
    assert (below.x.name, below.y.name) == ("distance m − n (tokens)", "sum: score q·k")
    assert below.x.ticks == tuple((8 * i, str(8 * i)) for i in range(9))
    assert [at for at, _ in above.x.ticks] == [at for at, _ in below.x.ticks], "one grid for both"
