"""The explorer of texts on several devices: positions, work, and scores in complex numbers."""

from __future__ import annotations

import numpy as np
import pytest
from explorers.stills import marks

import rope_viz as rv
from rope_viz import explore_shards, theme
from rope_viz.curves.caching import RIGHT, drawn
from rope_viz.plots.content import Bars, Points

CASES = {
    "shards": explore_shards,
    "shards-local": lambda: explore_shards(
        rv.Rope(8, layout="half", rotary_dim=4), order="zig-zag", counted="device", devices=2
    ),
}


def last_scores(speeds, at):
    dim = 2 * len(speeds)
    query, key = (drawn(seed, 16, dim).numpy() for seed in (201, 202))
    q, k = (x[:, 0::2] + 1j * x[:, 1::2] for x in (query, key))
    turns = np.exp(1j * np.outer(at[-1] - np.array(at), speeds))
    return (q[-1] * k.conj() * turns).real.sum(1) / np.sqrt(dim)


@pytest.mark.parametrize("order", ["in order", "zig-zag"])
@pytest.mark.parametrize("devices", [2, 4])
def test_local_positions_break_scores_and_padding_does_not(order, devices):
    speeds = rv.Rope(16).inv_freq.numpy()
    right = last_scores(speeds, range(16))
    padded = explore_shards(order=order, devices=devices, padding=11).numbers()
    np.testing.assert_allclose(padded["scores"], right, atol=1e-12)
    assert padded["off"] < RIGHT and padded["at"] == list(range(11, 27))
    local = explore_shards(order=order, devices=devices, counted="device").numbers()
    np.testing.assert_allclose(local["scores"], last_scores(speeds, local["at"]), atol=1e-12)
    assert local["off"] == pytest.approx(abs(np.array(local["scores"]) - right).max()) and local["off"] > 0.5
    for device in range(devices):
        held = [at for at, its in zip(local["at"], local["device"], strict=True) if its == device]
        assert held == list(range(16 // devices))
    work = np.bincount(local["device"], weights=np.arange(1, 17))
    assert (local["least_work"], local["most_work"]) == (work.min(), work.max())
    assert (work.min() == work.max()) == (order == "zig-zag")


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match=r"padding must be from 0 to 16; 17 came\."):
        explore_shards(padding=17)
    with pytest.raises(ValueError, match=r"devices must be one of 2, 4; 3 came\."):
        explore_shards(devices=3)
    with pytest.raises(ValueError, match=r"rope\.head_dim must be at most 128, .*; 256 came\."):
        explore_shards(rv.Rope(256))
    with pytest.raises(ValueError, match=r"order must be one of 'in order', 'zig-zag'; 'ring' came\."):
        explore_shards(order="ring")


def test_its_still_shows_its_numbers():
    explorer = rv.explore_shards(padding=2, order="zig-zag")
    picture, n = explorer.picture(), explorer.numbers()
    bars = marks(picture, Bars)
    lanes = [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1, 0, 0]
    assert [(bar.x[0], round(-(bar.low[0] + bar.high[0]) / 2)) for bar in bars] == [
        (token + 2, lane) for token, lane in enumerate(lanes)
    ]
    assert [bar.colours for bar in bars] == [(theme.KEY,)] * 15 + [(theme.QUERY,)]
    right, made = marks(picture, Points, 1)
    np.testing.assert_allclose(right.y, made.y, atol=1e-9)
    np.testing.assert_allclose(made.y, n["scores"])
    assert right.hollow.all() and made.hollow is None and made.colour == theme.SCORE
    assert picture.panels[0].y.ticks[3] == (-3, "device 4")
