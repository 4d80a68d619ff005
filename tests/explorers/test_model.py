"""The explorer of models: what it takes, and what it refuses."""

from __future__ import annotations

import re

import numpy as np
import pytest
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_model, theme
from rope_viz.book.your_model import catalog
from rope_viz.plots.content import Axis, Line, Points, Rule

MODELS = {model["id"]: model for model in catalog()}


def of_catalog(name: str) -> rv.explorers.Explorer:
    return explore_model(MODELS[name]["config"], name=MODELS[name]["name"])


CASES = {
    "model": lambda: of_catalog("llama-3-1-8b"),
    "model-two-bases": lambda: of_catalog("gemma-3-4b"),
}


@pytest.mark.parametrize("name", ["gemma-4-family", "command-r7b", "recurrentgemma-family", "qwen2-vl-7b"])
def test_a_model_of_the_catalog_is_shown_with_its_facts(name):
    explorer, facts = of_catalog(name), MODELS[name]["facts"]
    assert explorer.context == (facts[0]["context"] or 4096)
    for kind, fact in enumerate(facts):
        explorer.kind = kind
        rope = explorer.rope
        assert (rope.head_dim, rope.base) == (fact["head_dim"], fact["base"])
        assert len(explorer.numbers()["inv_freq"]) == fact["head_dim"] * fact["share"] / 2


class Mine(rv.scaling.Rule):
    """A rule of one's own, of which the browser knows no more than its speeds."""

    def __call__(self, inv_freq, base):
        return inv_freq / (2 + inv_freq)


@pytest.mark.parametrize(
    "rope",
    [
        rv.Rope(64, rotary_dim=16),
        rv.Rope(64, scaling=rv.scaling.dynamic_ntk(2, 2048)).at_length(8192),
        rv.Rope(64, scaling=Mine()),
        rv.MRope(128),
        rv.MLARope(64, 128),
    ],
    ids=["partial", "fixed", "own rule", "axes", "latent"],
)
def test_any_rope_is_taken(rope):
    explorer = explore_model(rope)
    words = rope.of_words() if isinstance(rope, rv.MRope) else getattr(rope, "rope", rope)
    assert explorer.context == (words.length or 4096)
    assert explorer.numbers()["inv_freq"] == pytest.approx(words.inv_freq.tolist(), rel=1e-15)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: explore_model({"model_type": "gpt2"}), "'gpt2' has a learned table (rope_viz.Learned)."),
        (lambda: explore_model(rv.AxialRope(64)), "rope must turn by one position, because distances"),
        (lambda: explore_model(rv.Rope(64), context=1), "context must be at least 2; 1 came."),
        (lambda: setattr(explore_model(rv.Rope(64)), "kind", 1), "kind must be below 1, the kinds of layers"),
        (
            lambda: setattr(explore_model(rv.Rope(64)), "model", {"kinds": 3}),
            "model must be what explore_model makes of a configuration; {'kinds': 3} came.",
        ),
    ],
)
def test_errors_name_parameter_rule_and_value(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


def test_its_still_shows_its_numbers():
    rope = rv.Rope(16, base=500.0, rotary_dim=8, scaling=rv.scaling.llama3(8, original_length=512))
    picture = rv.explore_model(rope, context=1000).picture()
    plain = 2 * np.pi * 500.0 ** (np.arange(4) / 4)
    before, *dots = marks(picture, Points)
    np.testing.assert_allclose(before.y, plain)
    assert before.colour == theme.MUTED
    np.testing.assert_allclose(np.concatenate([dot.y for dot in dots]), rope.wavelengths)
    assert np.concatenate([dot.hollow for dot in dots]).tolist() == (rope.wavelengths > 1000).tolist()
    assert (dots[0].colour, dots[-1].colour) == (theme.FAST_PAIR, theme.SLOW_PAIR)
    (line,) = marks(picture, Rule)
    assert (line.y, line.colour) == (1000, theme.REFERENCE)
    (curve,), (ratios,) = marks(picture, Line, 1), marks(picture, Points, 2)
    turned = np.cos(np.outer(np.arange(1000), rope.inv_freq.numpy())).sum(axis=1)
    np.testing.assert_allclose(curve.y, (2 * turned + 8) / 16)
    assert curve.colour == theme.SCORE
    np.testing.assert_allclose((ratios.x, ratios.y), (plain, rope.wavelengths.numpy() / plain))
    waves, scores, slowed = picture.panels
    x, y = Axis("pair i, fast to slow", (-1, 4)), Axis("tokens for one turn", log=True)
    assert frame(waves) == ("", x, y, set())
    assert frame(scores) == ("", Axis("distance (tokens)"), Axis("score, all ones"), set())
    assert frame(slowed) == ("", Axis("tokens for one turn, before", log=True), Axis("times slower"), set())
