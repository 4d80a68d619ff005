"""The explorer of caches: what a small model keeps, step by step, in several encodings."""

from __future__ import annotations

import cache_by_hand as by_hand
import numpy as np
import pytest
from explorers.stills import marks

import rope_viz as rv
from rope_viz import explore_cache, theme
from rope_viz.curves.caching import RIGHT
from rope_viz.explorers.cache.explorer import small_model
from rope_viz.plots.content import Bars, Points


def build():
    explorer = explore_cache(tokens=9, encoding="dynamic", build=True)
    explorer.first, explorer.second = "bare", "nothing"
    return explorer


CASES = {
    "cache": explore_cache,
    "cache-moved": lambda: explore_cache(tokens=9, kept="moved", room=5, places="cache"),
    "cache-shaw": lambda: explore_cache(tokens=7, encoding="shaw"),
    "cache-partial": lambda: explore_cache(
        rv.Rope(16, layout="half", rotary_dim=8), tokens=12, encoding="dynamic", kept="moved"
    ),
    "cache-build": build,
}


def test_numbers_are_those_of_loops():
    explorer = explore_cache(tokens=10, encoding="dynamic", room=8)
    words, layers = small_model(8)
    matrices = [tuple(m[0].numpy() for m in vars(layer).values()) for layer in layers]
    off, outputs = by_hand.written(words.numpy(), matrices, by_hand.dynamic(8, 100.0, 2.0, 4), room=8)
    n = explorer.numbers()
    np.testing.assert_allclose(n["outputs"], outputs, atol=1e-12)
    drawn = np.array(n["off"]).reshape(2, 12, 12)
    np.testing.assert_allclose(drawn[:, 9, 2:10], off[9], atol=1e-12)
    assert (drawn[:, 9, :2] == -1).all(), "dropped"
    assert n["wrong"] == (np.array(off[9]) > RIGHT).sum() > 8
    assert n["output_off"] == pytest.approx(outputs[9]) and n["worst"] == pytest.approx(max(outputs))


def test_bytes_are_counted():
    # A key and a value of 8 numbers in bfloat16 are 32 bytes.
    n = explore_cache(tokens=10, room=8).numbers()
    assert (n["kept_bytes"], n["made_bytes"], n["whole_bytes"]) == (2 * 8 * 32, 2 * 32, 2 * 8 * 32)
    assert n["made_in_all"] == 2 * 12 * 32
    nothing = explore_cache(tokens=10, kept="nothing").numbers()
    assert (nothing["kept_bytes"], nothing["made_bytes"], nothing["redone"]) == (0, 2 * 10 * 32, 0)
    mixed = build().numbers()
    assert mixed["kept_bytes"] == 9 * 32 and mixed["made_bytes"] == 32 + 9 * 32
    assert mixed["made_in_all"] == (12 + 12 * 13 // 2) * 32 and mixed["worst"] < RIGHT
    assert mixed["redone"] == 7, "all bare keys of layer 1 but that of position 0 and the new one"


@pytest.mark.parametrize("encoding", ["none", "learned", "sinusoidal", "t5", "alibi", "rope"])
def test_nothing_goes_bad(encoding):
    n = explore_cache(tokens=12, encoding=encoding).numbers()
    assert n["worst"] < RIGHT and n["wrong"] == n["redone"] == 0


def test_a_rope_that_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match=r"rope\.rotary_dim must .*at least 4.*2 came"):
        explore_cache(rv.Rope(2))
    with pytest.raises(ValueError, match=r"rope\.head_dim must be at most 128, because .*; 256 came\."):
        explore_cache(rv.Rope(256))
    with pytest.raises(ValueError, match=r"turns by 2 coordinates"):
        explore_cache(rv.AxialRope(64))
    with pytest.raises(ValueError, match=r"kept must be one of 'ready', .*; 'turned' came\."):
        explore_cache(kept="turned")
    explorer = explore_cache()
    with pytest.raises(ValueError, match=r"speeds must be one for two of 8 components; 3 came\."):
        explorer.given = explorer.given | {"speeds": [1.0] * 3}


def test_its_still_shows_its_numbers():
    explorer = rv.explore_cache(tokens=9, kept="moved", room=7, places="cache")
    picture, n = explorer.picture(), explorer.numbers()
    off = np.array(n["off"]).reshape(2, 12, 12)
    for layer in range(2):
        bars = marks(picture, Bars, layer)
        boxes = [bar for bar in bars if bar.high[0] - bar.low[0] == pytest.approx(0.8) and bar.edge]
        cells = [(bar.x[0], (bar.low[0] + bar.high[0]) / 2) for bar in boxes if bar.x[0] < 12]
        # Seven steps with all tokens so far, then two with the last seven.
        steps = [(n, -step) for step in range(9) for n in range(max(0, step - 6), step + 1)]
        np.testing.assert_allclose(cells, steps)
        new = [bar.x[0] for bar in boxes if bar.colours == (theme.KEY,)]
        assert new == list(range(9)), "the diagonal"
        rings = [(spot.x[0], spot.y[0]) for spot in marks(picture, Points, layer)]
        assert rings == ([] if layer else [(n, -step) for step in (7, 8) for n in range(step - 6, step)])
        shares = {
            (bar.x[0], round(bar.low[0] + 0.4)): bar.high[0] - bar.low[0]
            for bar in bars
            if bar.colours == (theme.INK,)
        }
        for (column, row), high in shares.items():
            wrong = n["outputs"][-row] if column > 12 else off[layer, -row, int(column)]
            assert high == pytest.approx(0.8 * min(wrong, 1))
        assert len(shares) == (12 + 2 if layer else 0), "keys of layer 2, and the outputs"
    assert [text for _, text in picture.panels[0].y.ticks][:3] == ["the", "dog", "chases"]
    assert [panel.title for panel in picture.panels] == ["layer 1", "layer 2"]
