"""Every curve takes what `Rope.from_config` returns, or says in words why it does not."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.curves.decay import cosine_sum, score_bound

QUERY, KEY = torch.randn(2, 128, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
CURVES = {
    "angles": lambda rope: rv.angle_curve(rope).angles,
    "wavelengths": lambda rope: rv.wavelength_curve(rope, 4096).wavelengths,
    "corkscrew": lambda rope: rv.corkscrew_curve(rope, 16, pairs=range(8)).hands,
    "decay": lambda rope: rv.decay_curve(rope).values,
    "cosines": lambda rope: cosine_sum(rope).values,
    "scores": lambda rope: rv.score_curve(rope, QUERY, KEY).scores,
    "bound": lambda rope: score_bound(rope, QUERY, KEY).values,
}
LLAMA = {"model_type": "llama", "head_dim": 128}
GEMMA = {"model_type": "gemma3_text", "head_dim": 128}
DYNAMIC = {"type": "dynamic", "factor": 2.0}
RULE = {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 4096}
ROPES = {
    "partial": rv.Rope.from_config({**LLAMA, "partial_rotary_factor": 0.5}),
    "scaled": rv.Rope.from_config({**LLAMA, "rope_scaling": RULE}),
    "dynamic": rv.Rope.from_config({**LLAMA, "rope_scaling": DYNAMIC}).at_length(8192),
    "one type of layers": rv.Rope.from_config(GEMMA, "full_attention"),
    "still pairs": rv.Rope(128, scaling=rv.scaling.proportional(0.25)),
    "of words and places": rv.Rope.from_config({"model_type": "qwen3_vl"}),
}  # fmt: skip


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
@pytest.mark.parametrize("rope", ROPES.values(), ids=ROPES)
def test_a_models_rope_has_its_curves(curve, rope):
    values = curve(rope)
    assert not np.isnan(values).any() and np.isfinite(values).any()


def test_a_curves_name_tells_a_scaled_and_a_partial_rope_from_a_plain_one():
    ropes = rv.Rope(128), ROPES["scaled"], ROPES["partial"]
    assert [rv.decay_curve(rope).label for rope in ropes] == [
        "head_dim 128, base 10,000",
        "head_dim 128, base 10,000, yarn 4",
        "head_dim 128, 64 turning, base 10,000",
    ]


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_an_mrope_is_drawn_as_words_get_it(curve):
    base = {"base": 1e6, "layout": "half"}
    assert np.array_equal(curve(rv.MRope(128)), curve(rv.Rope(128, **base)))
    yarn = rv.scaling.yarn(4, 4096)
    assert np.array_equal(curve(rv.MRope(128, scaling=yarn)), curve(rv.Rope(128, **base, scaling=yarn)))


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_places_with_coordinates_are_refused_before_anything_is_drawn(curve):
    with pytest.raises(ValueError, match=r"rope must turn by one position, .* AxialRope turns by 2"):
        curve(rv.AxialRope(128))
    with pytest.raises(TypeError, match="rope must be a Rope, which turns pairs; str came"):
        curve("llama")


EXPLORERS = [
    *(rv.explore_corkscrew, rv.explore_clocks, rv.explore_contexts),
    *(rv.explore_decay, rv.explore_waves, rv.explore_scores),
]


@pytest.mark.parametrize("explore", EXPLORERS)
def test_explorers_of_a_rope_take_one_of_words_and_places(explore):
    words = rv.Rope(16, base=1e6, layout="half")
    assert explore(rope=rv.MRope(16, sections=(2, 3, 3))).numbers() == explore(rope=words).numbers()
    with pytest.raises(ValueError, match="AxialRope turns by 2 coordinates"):
        explore(rope=rv.AxialRope(16))


@pytest.mark.parametrize("explore", EXPLORERS)
@pytest.mark.parametrize("rope", ROPES.values(), ids=ROPES)
def test_explorers_of_a_rope_take_what_a_model_has(explore, rope):
    explorer = explore(rope=rope)
    assert (
        explorer.rope.inv_freq.tolist()
        == (rope.of_words() if isinstance(rope, rv.MRope) else rope).inv_freq.tolist()
    )
    assert "nan" not in explorer.summary() and explorer.picture().alt == explorer.summary()


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_latent_attention_is_drawn_by_the_part_that_turns(curve):
    assert np.array_equal(curve(rv.MLARope(qk_rope_head_dim=128)), curve(rv.Rope(128)))


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_ropes_of_several_kinds_of_layers_and_other_encodings_are_refused(curve):
    ropes = {"full_attention": rv.Rope(128), "sliding_attention": rv.Rope(128, base=100.0)}
    text = (
        r"rope must be that of one kind of layer, like ropes\['full_attention'\]; those of 'full_attention'"
    )
    with pytest.raises(TypeError, match=text):
        curve(ropes)
    for other in (rv.Alibi(8), rv.NoPositions(), rv.XPos(128)):
        with pytest.raises(TypeError, match=f"which turns pairs; {type(other).__name__} came"):
            curve(other)


@pytest.mark.parametrize("curve", [rv.score_curve, score_bound])
@pytest.mark.parametrize(
    ("vector", "message"),
    [
        (QUERY * 1j, "query must be a torch tensor of real numbers; dtype torch.complex128 came"),
        ([1.0] * 128, "query must be a torch tensor of real numbers; list came"),
        (QUERY[:64], r"query must have shape \(128,\), as the rope turns; \(64,\) came"),
        (QUERY / 0, "query must hold finite numbers; tensor"),
        (QUERY.to("meta"), "query must hold finite numbers; tensor"),
    ],
    ids=["complex", "list", "short", "infinite", "meta"],
)
def test_vectors_that_have_no_score_are_refused(curve, vector, message):
    with pytest.raises((TypeError, ValueError), match=message):
        curve(rv.Rope(128), vector, KEY)


@pytest.mark.parametrize(
    "curve", [rv.bias_curve, rv.curves.bias_map, lambda it: rv.curves.position_map(it, 8),
              lambda it: rv.curves.vector_path(it, QUERY)]
)  # fmt: skip
def test_what_opens_no_door_is_refused(curve):
    with pytest.raises(TypeError, match=r"encoding must be an Encoding, like .*; dict came"):
        curve({"full_attention": rv.Rope(128)})


@pytest.mark.parametrize("library", [rv, rv.prints])
def test_plots_take_what_from_config_returns_or_say_what_they_take(library):
    for rope in (*ROPES.values(), rv.MLARope()):
        library.plot_angles(rope)
    for name in ("angles", "corkscrew"):
        with pytest.raises(TypeError, match="rope must be that of one kind of layer"):
            getattr(library, f"plot_{name}")({"full_attention": rv.Rope(8)})
    with pytest.raises(ValueError, match="the first argument must be a Heatmap; Rope came"):
        library.plot_heatmap(rv.Rope(8))


def test_vectors_whose_score_is_too_large_are_refused():
    with pytest.raises(ValueError, match="query and key must be so short that their score is finite"):
        rv.score_curve(rv.Rope(128), 1e300 * QUERY, 1e300 * KEY)


@pytest.mark.parametrize(
    ("encoding", "vector", "text"),
    [
        (3, QUERY, "encoding must be an Encoding, like Rope(64) or Alibi(8); int came."),
        (rv.Rope(128), [1.0] * 128, "vector must be a torch tensor of real numbers; list came."),
        (rv.Rope(128), QUERY[:64], "vector must have shape (128,), as the rope turns; (64,) came."),
        (rv.Sinusoidal(128), QUERY[None], "vector must have one axis, its components; shape (1, 128) came."),
    ],
)
def test_a_path_of_what_has_none_is_refused(encoding, vector, text):
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(text)}$"):
        rv.curves.vector_path(encoding, vector)


def test_a_picture_of_another_table_is_refused():
    with pytest.raises(ValueError, match=r"^the first argument must be a ForesightTable; int came\.$"):
        rv.plots.plot_foresight(3)
