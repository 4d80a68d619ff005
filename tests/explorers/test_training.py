"""The explorer of the study: means, bands and what stands at the cursor, from the tables."""

from __future__ import annotations

import numpy as np
import pytest
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_training, theme
from rope_viz.plots.content import Axis, Line
from rope_viz.studies.encodings.results import Study, study


def longer():
    explorer = explore_training(shown="longer")
    explorer.tokens, explorer.rule = 640, "yarn"
    return explorer


def build():
    explorer = explore_training(step=300, build=True)
    explorer.one, explorer.other, explorer.seed_other = "sinusoidal", "learned", 3
    return explorer


CASES = {
    "training": explore_training,
    "training-longer": longer,
    "training-build": build,
}


def small(far=3.5):
    """A study of two seeds and three encodings, whose numbers one can say."""
    falls = {
        "none": [(5, 4, 3), (5, 4, 3.5)],
        "sinusoidal": [(5, 4, 2), (5, 4, 3)],
        "rope": [(5, 3, 1), (5, 3, 2)],
    }
    losses = [
        {
            "setting": "text",
            "kind": kind,
            "rate": "0.01",
            "seed": str(seed),
            "step": str(step),
            "loss": str(loss),
        }
        for kind, seeds in falls.items()
        for seed, fall in enumerate(seeds, start=1)
        for step, loss in zip((0, 10, 20), fall, strict=True)
    ]
    stretches = [
        {"kind": kind, "seed": str(seed), "rule": "as trained", "times": "8"}
        | {f"bin{k}": str(2 if k == 0 else far + seed / 10) for k in range(8)}
        for kind in ("none", "rope")
        for seed in (1, 2)
    ]
    rows = {"losses": losses, "stretches": stretches, "reaches": [], "seconds": []}
    return Study({"grid": {"size": {"context": 16}}}, {}, rows)


def test_means_and_bands_are_those_of_the_seeds():
    explorer, found = explore_training(step=300), study()
    n = explorer.numbers()
    losses = found.losses("text")
    shape = (7, len(losses["rope"].steps))
    means, lows, highs = (np.reshape(n[name], shape) for name in ("means", "lows", "highs"))
    for row, kind in enumerate(losses):
        np.testing.assert_allclose(means[row], losses[kind].losses.mean(0), atol=1e-3)
        np.testing.assert_allclose(lows[row], losses[kind].losses.min(0), atol=1e-3)
        np.testing.assert_allclose(highs[row], losses[kind].losses.max(0), atol=1e-3)
    assert n["here"] == means[:, -1].tolist() and n["best"] == int(means[:, -1].argmin())


def test_what_stands_at_the_cursor():
    explorer = explore_training(small(), step=20)
    n = explorer.numbers()
    by_name = dict(zip(("none", "learned", "sinusoidal", "t5", "alibi", "rope"), n["here"], strict=False))
    assert (by_name["none"], by_name["sinusoidal"], by_name["rope"]) == (3.25, 2.5, 1.5)
    assert np.isnan(by_name["learned"]), "it was not measured"
    assert n["best"] == 5
    assert n["caught"] == pytest.approx(10 + 10 * (3 - 2.5) / (3 - 1.5))
    explorer.step = 12
    assert explorer.mark == 1 and explorer.numbers()["caught"] == pytest.approx(10 * (5 - 4) / (5 - 3))
    explorer.step = 0
    assert explorer.numbers()["caught"] == 0


def test_a_headline_counts_the_pairs_of_seeds_that_say_so():
    explorer = explore_training(small(), build=True)
    explorer.one, explorer.other, explorer.seed_one, explorer.seed_other = "none", "sinusoidal", 1, 9
    n = explorer.numbers()
    assert n["ends"] == [3, 3], "a seed that there is not is the last"
    assert (n["won"], n["pairs"], n["by"]) == (0, 4, pytest.approx(0.75))
    explorer.one, explorer.other = explorer.other, explorer.one
    assert explorer.numbers()["won"] == 3 and "has the lower loss in 3" in explorer.summary()


def test_along_longer_texts_an_encoding_without_an_answer_has_none():
    explorer = explore_training(small(), shown="longer")
    explorer.tokens = 128
    n = explorer.numbers()
    assert n["here"][0] == pytest.approx(3.65) and np.isnan(n["here"][1]) and np.isnan(n["caught"])
    assert explorer.given["tokens"] == [16, 32, 48, 64, 80, 96, 112, 128]
    explorer.rule = "yarn"
    assert np.isnan(explorer.numbers()["here"][5]), "that was not measured"


def test_what_was_not_measured_is_refused():
    with pytest.raises(
        ValueError, match=r"shown must be one of 'text', 'longer', which were measured; 'copy'"
    ):
        explore_training(small(), shown="copy")
    with pytest.raises(ValueError, match=r"step must be .*; -1 came\."):
        explore_training(step=-1)


def test_its_still_shows_its_numbers():
    picture = rv.explore_training(small(), step=10).picture()
    (panel,) = picture.panels
    lines = {line.name: line for line in marks(picture, Line)}
    assert lines["RoPE"].x.tolist() == [0, 10] and lines["RoPE"].y.tolist() == [5, 3], "as far as the cursor"
    assert lines["sinusoidal"].y.tolist() == [5, 4]
    assert (lines["RoPE"].colour, lines["RoPE"].dash) == (theme.LIGHT.series[2], "solid")
    assert (lines["sinusoidal"].colour, lines["sinusoidal"].dash) == (theme.LIGHT.series[0], "dash")
    assert frame(panel) == ("", Axis("steps of training", (0, 20)), Axis("loss, nats"), set())
    explorer = rv.explore_training(small(), shown="longer")
    explorer.tokens, explorer.show_rope = 128, False
    (line,) = (line for line in marks(explorer.picture(), Line) if np.isfinite(line.y).any())
    assert line.name == "no positions" and line.y.tolist() == pytest.approx([2, *[3.65] * 7])
    assert explorer.picture().panels[0].x == Axis("place in the text, tokens", (16, 128))
