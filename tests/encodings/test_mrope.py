# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""Multimodal RoPE: sections, text as plain RoPE, and four families of models of transformers."""

from __future__ import annotations

import re

import pytest
import torch
from axes_cases import FLOAT32_ANGLES, laws, multimodal, normal, places, seeds
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings import scaling
from rope_viz.encodings.axes import grid_positions
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope


@laws
@given(multimodal(), seeds, st.lists(places, min_size=4, max_size=4))
def test_equal_ids_are_plain_rope(rope, seed, text):
    plain = Rope(rope.head_dim, rope.base, rope.layout)
    x, at = normal(4, rope.head_dim, seed=seed), torch.tensor(text, dtype=torch.float64)
    expected = plain.rotate(x, at)
    assert torch.equal(rope.rotate(x, at[:, None].expand(-1, 3)), expected)
    assert torch.equal(rope.rotate(x, text), expected)  # text may have one axis
    assert torch.equal(rope.rotate(x, rope.tables(text, torch.float64)), expected)


@laws
@given(multimodal())
def test_every_pair_turns_with_one_axis_at_its_own_speed(rope):
    assert torch.equal((rope.inv_freq != 0).sum(dim=1), torch.tensor(rope.sections))
    assert torch.equal(rope.inv_freq.sum(dim=0), Rope(rope.head_dim, rope.base).inv_freq)


def test_contiguous_and_interleaved_sections():
    qwen2, qwen3 = MRope(128), MRope(128, sections=(24, 20, 20), order="interleaved")
    assert qwen2.axis_of_pair.tolist() == [0] * 16 + [1] * 24 + [2] * 24
    assert qwen3.axis_of_pair.tolist() == [0, 1, 2] * 20 + [0] * 4


def test_text_in_the_shape_of_places_is_told_from_text():
    """Three tokens of text, and one token at (t, h, w): two shapes, two meanings."""
    rope = MRope(128)
    assert rope.angles([1, 2, 3]).shape == (3, 64)
    assert rope.angles([[1, 2, 3]]).shape == (1, 64)


def test_a_rule_applies_to_the_speeds_before_they_are_shared_out():
    rule = scaling.yarn(factor=4, original_length=4096)
    plain, rope = Rope(128, 1e6, "half", scaling=rule), MRope(128, scaling=rule)
    x = normal(3, 128, seed=14)
    assert torch.equal(rope.rotate(x, [0, 5000, 9000]), plain.rotate(x, [0, 5000, 9000]))
    assert rope.attention_factor == plain.attention_factor != 1


# Other people's code


def multimodal_places(tokens: int) -> Tensor:
    """Text, then a picture of 4 × 6 patches, then text again: the ids of Qwen2-VL."""
    start = torch.arange(8)[:, None].expand(-1, 3)
    rows_and_columns = grid_positions(4, 6).cpu().flip(-1) + 8
    picture = torch.cat((torch.full((24, 1), 8), rows_and_columns), dim=-1)
    rest = torch.arange(14, 14 + tokens - 32)[:, None].expand(-1, 3)
    return torch.cat((start, picture, rest))


def theirs(module, config, x: Tensor, at: Tensor, rotary: str) -> Tensor:
    """Rotate with a model of transformers: ids are (3, batch, tokens) there."""
    cos, sin = getattr(module, rotary)(config)(x, at.T[:, None])
    return module.apply_rotary_pos_emb(x, x, cos, sin)[0]


def test_qwen2_vl_agrees():
    from transformers.models.qwen2_vl import modeling_qwen2_vl as module
    from transformers.models.qwen2_vl.configuration_qwen2_vl import Qwen2VLTextConfig

    parameters = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [16, 24, 24]}
    config = Qwen2VLTextConfig(hidden_size=512, num_attention_heads=4, rope_parameters=parameters)
    x, at = normal(1, 4, 200, 128, seed=15, dtype=torch.float32), multimodal_places(200)
    expected = theirs(module, config, x, at, "Qwen2VLRotaryEmbedding")
    torch.testing.assert_close(MRope(128).rotate(x, at), expected, **FLOAT32_ANGLES)


def test_qwen3_vl_agrees():
    from transformers.models.qwen3_vl import modeling_qwen3_vl as module
    from transformers.models.qwen3_vl.configuration_qwen3_vl import Qwen3VLTextConfig

    parameters = {"rope_type": "default", "rope_theta": 5e6, "mrope_section": [24, 20, 20]}
    config = Qwen3VLTextConfig(head_dim=128, rope_parameters=parameters)
    x, at = normal(1, 4, 200, 128, seed=16, dtype=torch.float32), multimodal_places(200)
    expected = theirs(module, config, x, at, "Qwen3VLTextRotaryEmbedding")
    rope = MRope(128, 5e6, sections=(24, 20, 20), order="interleaved")
    torch.testing.assert_close(rope.rotate(x, at), expected, **FLOAT32_ANGLES)


def test_glm4v_agrees():
    """Contiguous sections in the interleaved layout, half of the head."""
    from transformers.models.glm4v import modeling_glm4v as module
    from transformers.models.glm4v.configuration_glm4v import Glm4vTextConfig

    parameters = {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [8, 12, 12]}
    parameters["partial_rotary_factor"] = 0.5
    config = Glm4vTextConfig(hidden_size=512, num_attention_heads=4, rope_parameters=parameters)
    x, at = normal(1, 4, 200, 128, seed=17, dtype=torch.float32), multimodal_places(200)
    expected = theirs(module, config, x, at, "Glm4vTextRotaryEmbedding")
    rope = MRope(128, 1e4, "interleaved", (8, 12, 12), rotary_dim=64)
    torch.testing.assert_close(rope.rotate(x, at), expected, **FLOAT32_ANGLES)


def test_ernie_is_a_matrix_of_frequencies():
    """Height and width alternate, time has the slow pairs: no section rule, but the same mechanism."""
    from transformers.models.ernie4_5_vl_moe import modeling_ernie4_5_vl_moe as module
    from transformers.models.ernie4_5_vl_moe.configuration_ernie4_5_vl_moe import Ernie4_5_VLMoeTextConfig

    parameters = {"rope_type": "default", "rope_theta": 5e5, "mrope_section": [22, 22, 20]}
    config = Ernie4_5_VLMoeTextConfig(hidden_size=512, num_attention_heads=4, rope_parameters=parameters)
    x, at = normal(1, 4, 200, 128, seed=18, dtype=torch.float32), multimodal_places(200)
    expected = theirs(module, config, x, at, "Ernie4_5_VLMoeTextRotaryEmbedding")
    axis_of_pair = torch.tensor([1, 2] * 22 + [0] * 20)
    inv_freq = (torch.arange(3)[:, None] == axis_of_pair) * Rope(128, 5e5).inv_freq
    turned = MixedRope(128, inv_freq=inv_freq).rotate(x, at)
    torch.testing.assert_close(turned, expected, **FLOAT32_ANGLES)


# Words


def test_arguments_are_shown():
    assert repr(MRope(16, sections=[2, 3, 3])).endswith("sections=(2, 3, 3), order='contiguous')")


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: MRope(128, sections=(16, 24, 25)), "sections must sum to 64, because each of 64 pairs turns with one axis; (16, 24, 25) came, whose sum is 65."),
        (lambda: MRope(128, sections=(65, 0, -1)), "sections must be at least 0; -1 came."),
        (lambda: MRope(128, order="mixed"), "order must be one of 'contiguous', 'interleaved'; 'mixed' came."),
        (
            lambda: MRope(16, sections=(1, 6, 1), order="interleaved"),
            "sections must let the axes alternate: axis a has one pair in 3, from pair a on, so (1, 6, 1) would become (4, 3, 1). Give the axes after the first fewer pairs.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused(build, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        build()


def test_wrong_types_are_named():
    with pytest.raises(TypeError, match=r"sections must be a whole number, 1.5 \(float\) came\."):
        MRope(6, sections=(1.5, 1.5, 0))
    with pytest.raises(TypeError, match=r"x must be a torch tensor, list came\."):
        MRope(6, sections=(1, 1, 1)).rotate([[0.0] * 6], [0])
