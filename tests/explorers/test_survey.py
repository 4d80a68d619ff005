"""The explorer of every head of a model."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_survey, theme
from rope_viz.models.heads import Heads
from rope_viz.plots.content import Axis, Bars, Heat, Points


def heads(tokens=30, *, count=3):
    """Random heads of two layers, pairs as halves, a part of which turns."""
    rope = rv.Rope(12, rotary_dim=8, layout="half", base=200.0)
    drawn = torch.randn(2, count, tokens, 12, generator=torch.Generator().manual_seed(5)) * 2
    names = tuple((i // 2, i % 2) for i in range(count))
    return Heads(drawn[0], drawn[1], names, tuple(map(str, range(tokens))), rope)


CASES = {
    "survey": explore_survey,
    "survey-mine": lambda: explore_survey(heads(), label="mine", chosen=(0, 1)),
}


def test_smollm2_is_as_it_ships():
    pairs, lags = rv.pretrained.smollm2_pairs(), rv.pretrained.smollm2_attention_by_lag()
    explorer = explore_survey(chosen=(11, 1))
    n = explorer.numbers()
    at = 11 * 9 + 1
    assert explorer.chosen == at and len(n["values"]) == 270
    shares = lags.by_lag[..., 1].flatten().double().numpy()
    np.testing.assert_allclose(n["values"], shares, atol=3e-4)  # float16
    assert n["more"] == (shares > shares[at]).sum() == 1
    assert n["sizes"] == pairs.size[11, 1].double().tolist()
    assert n["still"] == pairs.still[11, 1].double().tolist()
    assert n["on_first"] == float(pairs.first[11, 1])
    explorer.first = True
    assert explorer.numbers()["values"] == pairs.first.flatten().double().tolist()


def test_heads_of_ones_own_are_measured():
    mine = heads()
    n = explore_survey(mine, chosen=(1, 0)).numbers()
    at = torch.arange(30)
    query, key = (mine.rope.rotate(x[2].double(), at) for x in (mine.q, mine.k))
    logits = query @ key.T / 12**0.5
    weights = logits.masked_fill(torch.ones(30, 30, dtype=torch.bool).triu(1), -torch.inf).softmax(-1)
    by_lag = [np.mean([weights[m, m - lag] for m in range(max(8, lag), 30)]) for lag in range(16)]
    assert n["by_lag"] == pytest.approx(by_lag, abs=5e-4)
    assert n["on_first"] == pytest.approx(float(weights[8:, 0].mean()), abs=5e-4)
    # Pair 1 is components 1 and 5; standing still, it is not turned.
    held = [x.clone() for x in (query, key)]
    for turned, plain in zip(held, (mine.q[2], mine.k[2]), strict=True):
        turned[:, [1, 5]] = plain[:, [1, 5]].double()
    other = (held[0] @ held[1].T / 12**0.5).masked_fill(
        torch.ones(30, 30, dtype=torch.bool).triu(1), -torch.inf
    ).softmax(-1)  # fmt: skip
    assert n["still"][1] == pytest.approx(float((other - weights)[8:].abs().sum(1).mean() / 2), abs=5e-4)
    assert n["still"][4:] == [0, 0], "components that never turn move nothing"
    sizes = [
        float(mine.q[2][:, pair].norm(dim=1).mean() * mine.k[2][:, pair].norm(dim=1).mean())
        for pair in ([0, 4], [1, 5], [2, 6], [3, 7], [8, 9], [10, 11])
    ]
    assert n["sizes"] == pytest.approx((np.array(sizes) / sum(sizes)).tolist(), abs=5e-4)


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match=r"on a text of 24 tokens or more; 3 heads on 23 tokens came\."):
        explore_survey(heads(23))
    with pytest.raises(ValueError, match=r"chosen must be one of the heads given, .*; \(9, 0\) came\."):
        explore_survey(heads(), chosen=(9, 0))
    explorer = explore_survey(heads())
    with pytest.raises(ValueError, match=r"chosen must be at most 2, because there are no more; 3 came\."):
        explorer.chosen = 3
    with pytest.raises(ValueError, match=r"lag must be at most 15, because there are no more; 16 came\."):
        explorer.lag = 16
    with pytest.raises(ValueError, match=r"rows must have 21 numbers for each head; 29 came\."):
        explorer.given = explorer.given | {"speeds": [1.0, 0.5]}


def test_its_still_shows_its_numbers():
    picture = rv.explore_survey(chosen=(18, 8)).picture()
    pairs, lags = rv.pretrained.smollm2_pairs(), rv.pretrained.smollm2_attention_by_lag()
    (shades,), (mark,) = marks(picture, Heat), marks(picture, Points)
    np.testing.assert_allclose(shades.values.T**2, lags.by_lag[..., 1].numpy(), atol=5e-4)
    assert (shades.low, shades.high, shades.colours) == (0, 1, (theme.PAPER, theme.SCORE))
    assert (mark.x[0], mark.y[0], mark.colour) == (18, 8, theme.QUERY)
    (bars,), (up, down) = marks(picture, Bars, 1), marks(picture, Bars, 2)
    np.testing.assert_allclose(bars.high, lags.by_lag[18, 8, :16].numpy(), atol=5e-4)
    np.testing.assert_allclose(up.high, 100 * pairs.size[18, 8].numpy(), rtol=1e-6)
    np.testing.assert_allclose(-down.low, 100 * pairs.still[18, 8].numpy(), rtol=1e-6)
    assert (up.colours[0], up.colours[-1]) == (
        theme.FAST_PAIR,
        theme.SLOW_PAIR,
    ) and up.colours == down.colours
    heads, looks, sides = picture.panels
    x, y = Axis("layer", (-0.5, 29.5), grid=False), Axis("head", (-0.5, 8.5), True, grid=False)
    assert frame(heads) == ("", x, y, set())
    assert frame(looks) == ("", Axis("distance (tokens)"), Axis("attention", (0, 1)), set())
    waves = ((0, "6.28"), (8, "112"), (16, "1,990"), (24, "35,300"))
    x = Axis("tokens for one turn of a pair", (-1, 32), ticks=waves, grid=False)
    assert frame(sides) == ("up: share of |q||k|; down: moved when still", x, Axis("%"), set())
