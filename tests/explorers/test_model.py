"""The explorer of models: what it takes, and what it refuses."""

from __future__ import annotations

import re

import pytest

import rope_viz as rv
from rope_viz import explore_model
from rope_viz.book.your_model import catalog

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
