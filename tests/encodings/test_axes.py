# ruff: noqa: E501  (error texts stand on one line, as they are printed)
"""Rotations at places with several axes: laws by drawn cases, complex numbers as oracle, other people's models.

Tolerances: in float64, angles up to 3 · 10,000 · 4 rad are off by 2e-16 of their size, some 2e-11 rad; what is
compared with other people's float32 angles says so.
"""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings import scaling
from rope_viz.encodings.axes import AxesRope, grid_positions
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.base import device
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope

laws = settings(max_examples=50, deadline=None)
LAYOUTS = ["interleaved", "half"]
EXACT = {"rtol": 0, "atol": 1e-9}


# Drawing


@st.composite
def axial(draw) -> AxialRope:
    axes = draw(st.integers(1, 3))
    rotary_dim = 2 * axes * draw(st.integers(1, 4))
    base = draw(st.sampled_from([2.0, 100.0, 1e4]))
    head_dim = rotary_dim + 2 * draw(st.integers(0, 2))
    return AxialRope(head_dim, base, draw(st.sampled_from(LAYOUTS)), axes, rotary_dim)


@st.composite
def mixed(draw) -> MixedRope:
    heads = draw(st.none() | st.integers(1, 3))
    head_dim = 4 * draw(st.integers(1, 4))
    return MixedRope(head_dim, 10.0, draw(st.sampled_from(LAYOUTS)), heads, seed=draw(st.integers(0, 99)))


@st.composite
def given_frequencies(draw) -> MixedRope:
    leading = draw(st.sampled_from([(), (2,)]))
    axes, pairs = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31)))
    inv_freq = torch.randn((*leading, axes, pairs), generator=generator)
    return MixedRope(2 * pairs, layout=draw(st.sampled_from(LAYOUTS)), inv_freq=inv_freq)


@st.composite
def multimodal(draw) -> MRope:
    time, height, width = (draw(st.integers(0, 4)) for _ in range(3))
    order = draw(st.sampled_from(["contiguous", "interleaved"]))
    if order == "interleaved":  # as models have it: height and width alike, time at least as much
        height = width = min(height, width)
        time = max(time, height)
    pairs = max(time + height + width, 1)
    sections = (pairs - height - width, height, width)
    return MRope(2 * pairs, 1e6, draw(st.sampled_from(LAYOUTS)), sections, order)


encodings = axial() | mixed() | given_frequencies() | multimodal()
places = st.integers(-10_000, 10_000) | st.floats(-1e4, 1e4, allow_nan=False)
seeds = st.integers(0, 2**31)


def normal(*shape: int, seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)


def vectors(rope: AxesRope, tokens: int, seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Unit-variance vectors (..., tokens, head_dim), with heads where the encoding has them."""
    heads = getattr(rope, "heads", None)
    return normal(2, *([] if heads is None else [heads]), tokens, rope.head_dim, seed=seed, dtype=dtype)


def drawn_places(data, rope: AxesRope, tokens: int) -> Tensor:
    one = st.lists(places, min_size=rope.axes, max_size=rope.axes)
    return torch.tensor(data.draw(st.lists(one, min_size=tokens, max_size=tokens)), dtype=torch.float64)


# Judging


def components(rope: Rope) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.arange(rope.pairs)
    return (2 * pairs, 2 * pairs + 1) if rope.layout == "interleaved" else (pairs, pairs + rope.pairs)


def turned_by_complex_numbers(rope: AxesRope, x: Tensor, positions: Tensor) -> np.ndarray:
    """One factor e^(i · position[axis] · speed) after the other, in float64."""
    first, second = components(rope)
    values = x.to(torch.float64).numpy().copy()
    turned = values[..., first] + 1j * values[..., second]
    speeds = rope.inv_freq.numpy()
    for axis in range(rope.axes):
        turned = turned * np.exp(1j * positions.numpy()[:, axis, None] * speeds[..., None, axis, :])
    values[..., first], values[..., second] = turned.real, turned.imag
    return values


# Laws


@laws
@given(encodings, seeds, st.data())
def test_the_axes_turn_one_after_the_other(rope, seed, data):
    x, at = vectors(rope, 3, seed), drawn_places(data, rope, 3)
    expected = torch.as_tensor(turned_by_complex_numbers(rope, x, at))
    torch.testing.assert_close(rope.rotate(x, at), expected, **EXACT)


@laws
@given(encodings, seeds, st.data())
def test_a_score_depends_on_the_displacement_only(rope, seed, data):
    query, key = vectors(rope, 3, seed), vectors(rope, 3, seed + 1)
    at, to = drawn_places(data, rope, 3), drawn_places(data, rope, 3)
    shift = drawn_places(data, rope, 1)

    def scores(by) -> Tensor:
        return rope.rotate_query(query, at + by) @ rope.rotate_key(key, to + by).mT

    torch.testing.assert_close(scores(shift), scores(0), rtol=0, atol=1e-8)


@laws
@given(encodings, seeds, st.data())
def test_two_rotations_are_one_by_the_sum(rope, seed, data):
    x, at, more = vectors(rope, 2, seed), drawn_places(data, rope, 2), drawn_places(data, rope, 2)
    torch.testing.assert_close(rope.rotate(rope.rotate(x, at), more), rope.rotate(x, at + more), **EXACT)


@laws
@given(encodings, seeds, st.data())
def test_every_pair_keeps_its_length(rope, seed, data):
    first, second = components(rope)
    x, at = vectors(rope, 3, seed), drawn_places(data, rope, 3)
    turned = rope.rotate(x, at)
    torch.testing.assert_close(
        torch.hypot(turned[..., first], turned[..., second]),
        torch.hypot(x[..., first], x[..., second]),
        **EXACT,
    )


@laws
@given(encodings, seeds)
def test_the_origin_changes_nothing(rope, seed):
    x = vectors(rope, 4, seed, torch.float32)
    torch.testing.assert_close(rope.rotate(x, torch.zeros(4, rope.axes)), x, rtol=0, atol=0)


@laws
@given(encodings, seeds, st.data())
def test_the_layouts_agree_after_the_permutation(rope, seed, data):
    x, at = vectors(rope, 3, seed), drawn_places(data, rope, 3)
    first, second = components(rope)
    order = [*first, *second, *range(rope.rotary_dim, rope.head_dim)]
    twin = MixedRope(rope.rotary_dim, layout="half", inv_freq=rope.inv_freq)
    turning = x[..., order][..., : rope.rotary_dim]
    expected = rope.rotate(x, at)[..., order][..., : rope.rotary_dim]
    torch.testing.assert_close(twin.rotate(turning, at), expected, **EXACT)


@laws
@given(encodings, seeds, st.data(), st.sampled_from([torch.float32, torch.bfloat16, torch.float16]))
def test_results_are_rounded_once(rope, seed, data, dtype):
    x, at = vectors(rope, 3, seed, dtype), drawn_places(data, rope, 3)
    turned = rope.rotate(x, at)
    assert (turned.dtype, turned.shape) == (dtype, x.shape)
    expected = rope.rotate(x.to(torch.float64), at)
    # cosine, sine, two products and a sum in float32, then one rounding to the dtype
    allowed = (
        1.5 * float(expected.abs().max()) * (torch.finfo(dtype).eps + 2 * torch.finfo(torch.float32).eps)
    )
    torch.testing.assert_close(turned.to(torch.float64), expected, rtol=0, atol=allowed)


@laws
@given(encodings, seeds, st.data())
def test_the_matrix_is_the_rotation(rope, seed, data):
    x, at = vectors(rope, 1, seed), drawn_places(data, rope, 1)
    matrix = rope.matrix(at[0])
    assert matrix.shape == (*rope.inv_freq.shape[:-2], rope.head_dim, rope.head_dim)
    torch.testing.assert_close((matrix @ x.mT).mT, rope.rotate(x, at), **EXACT)
    identity = torch.eye(rope.head_dim, dtype=torch.float64).expand_as(matrix)
    torch.testing.assert_close(matrix @ matrix.mT, identity, **EXACT)


@laws
@given(encodings, seeds, st.data())
def test_tables_made_once_give_the_same(rope, seed, data):
    x, at = vectors(rope, 3, seed, torch.float32), drawn_places(data, rope, 3)
    assert torch.equal(rope.rotate(x, rope.tables(at)), rope.rotate(x, at))


# The grid


@laws
@given(st.integers(1, 9), st.integers(1, 9))
def test_the_grid_goes_row_by_row(height, width):
    expected = [[index % width, index // width] for index in range(height * width)]  # as rope-vit counts
    grid = grid_positions(height, width)
    assert (grid.tolist(), grid.dtype, grid.device.type) == (expected, torch.int64, device().type)


# Axial


@laws
@given(axial())
def test_each_axis_has_the_speeds_of_a_rope_of_its_own(rope):
    per_axis = rope.rotary_dim // rope.axes
    speeds = rope.base ** -(torch.arange(0, per_axis, 2, dtype=torch.float64) / per_axis)
    expected = torch.kron(torch.eye(rope.axes, dtype=torch.float64), speeds)
    torch.testing.assert_close(rope.inv_freq, expected, rtol=1e-15, atol=0)


def test_axial_as_rope_vit_has_it():
    head_dim, height, width = 64, 14, 10
    x = normal(3, height * width, head_dim, seed=0)
    turned = rope_vit_axial(x, height, width, base=100.0)
    torch.testing.assert_close(AxialRope(head_dim).rotate(x, grid_positions(height, width)), turned, **EXACT)


def rope_vit_axial(x: Tensor, height: int, width: int, base: float) -> Tensor:
    """Patch after patch, pair after pair: the first quarter of the components by x, the next by y."""
    result, quarter = x.numpy().copy(), x.shape[-1] // 4
    for token in range(height * width):
        row, column = divmod(token, width)
        for pair in range(2 * quarter):
            place, index = (column, pair) if pair < quarter else (row, pair - quarter)
            factor = np.exp(1j * place * base ** (-4 * index / x.shape[-1]))
            turned = (result[..., token, 2 * pair] + 1j * result[..., token, 2 * pair + 1]) * factor
            result[..., token, 2 * pair], result[..., token, 2 * pair + 1] = turned.real, turned.imag
    return torch.as_tensor(result)


def test_one_axis_is_plain_rope():
    x, at = normal(5, 32, seed=1), torch.arange(5) * 1000
    plain = Rope(32, 1e4, "half").rotate(x, at)
    assert torch.equal(AxialRope(32, 1e4, "half", axes=1).rotate(x, at[:, None]), plain)


def test_axial_pairs_do_not_see_the_other_axis():
    rope = AxialRope(64)
    x = normal(2, 64, seed=2)
    turned = rope.rotate(x, [[3, 5], [3, 900]])
    assert torch.equal(rope.rotate(x, [[3, -70], [3, 0]])[:, :32], turned[:, :32])


# Mixed


def test_before_training_pairs_point_along_a_direction_and_across_it():
    rope = MixedRope(64, heads=6, seed=3)
    along, across = rope.inv_freq.chunk(2, dim=-1)  # (heads, 2, 16)
    speeds = (10.0 ** (-4 * torch.arange(16, dtype=torch.float64) / 64)).expand(6, 16)
    for part in (along, across):
        torch.testing.assert_close(part.norm(dim=1), speeds, rtol=1e-14, atol=0)
    torch.testing.assert_close((along * across).sum(1), torch.zeros_like(speeds), rtol=0, atol=1e-15)
    directions = torch.atan2(along[:, 1], along[:, 0])
    assert bool((directions.std(dim=1) < 1e-14).all()) and len(directions[:, 0].unique()) == 6
    quarter_turn = torch.stack((-along[:, 1], along[:, 0]), dim=1)
    torch.testing.assert_close(across, quarter_turn, rtol=0, atol=1e-15)


def test_mixed_as_rope_vit_has_it():
    rope = MixedRope(16, heads=2, seed=4)
    x, height, width = normal(2, 12, 16, seed=5), 3, 4
    expected = x.numpy().copy()
    for head in range(2):
        for token in range(12):
            row, column = divmod(token, width)
            for pair in range(8):
                speed_x, speed_y = rope.inv_freq[head, :, pair].tolist()
                pair_of = expected[head, token, 2 * pair : 2 * pair + 2]
                turned = complex(*pair_of) * np.exp(1j * (column * speed_x + row * speed_y))
                pair_of[:] = turned.real, turned.imag
    turned = rope.rotate(x, grid_positions(height, width))
    torch.testing.assert_close(turned, torch.as_tensor(expected), **EXACT)


def test_a_mixed_pair_sees_diagonals():
    """Along a pair's own direction it turns, across it stands still: an axial pair cannot do that."""
    rope = MixedRope(4, seed=6)
    direction = rope.inv_freq[:, 0]
    across = torch.stack((-direction[1], direction[0]))
    assert abs(float(rope.angles(across[None])[0, 0])) < 1e-15
    assert float(rope.angles(direction[None])[0, 0]) == pytest.approx(1.0)


def test_mixed_with_axial_frequencies_is_axial():
    plain, x, at = AxialRope(32), normal(5, 32, seed=7), normal(5, 2, seed=8) * 50
    assert torch.equal(MixedRope(32, inv_freq=plain.inv_freq).rotate(x, at), plain.rotate(x, at))


def test_frequencies_can_be_learned():
    inv_freq = normal(2, 2, 3, seed=9).requires_grad_()
    x, at = normal(2, 4, 6, seed=10), normal(4, 2, seed=11)
    for layout in LAYOUTS:
        rotated = lambda f, layout=layout: MixedRope(6, layout=layout, inv_freq=f).rotate(x, at)  # noqa: E731
        assert torch.autograd.gradcheck(rotated, (inv_freq,))


def test_the_same_seed_gives_the_same_directions():
    assert torch.equal(MixedRope(32, heads=4, seed=1).inv_freq, MixedRope(32, heads=4, seed=1).inv_freq)
    assert not torch.equal(MixedRope(32, heads=4, seed=1).inv_freq, MixedRope(32, heads=4, seed=2).inv_freq)


def test_sequences_in_a_batch_have_places_of_their_own():
    rope = MixedRope(8, heads=3)
    x, at = normal(2, 3, 5, 8, seed=12), normal(2, 5, 2, seed=13)
    turned = rope.rotate(x, at[:, None])  # (batch, 1, tokens, axes)
    for one in range(2):
        torch.testing.assert_close(turned[one], rope.rotate(x[one], at[one]), **EXACT)


# Multimodal


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


# Scaling rules


def test_a_rule_applies_to_the_speeds_before_they_are_shared_out():
    rule = scaling.yarn(factor=4, original_length=4096)
    plain, rope = Rope(128, 1e6, "half", scaling=rule), MRope(128, scaling=rule)
    x = normal(3, 128, seed=14)
    assert torch.equal(rope.rotate(x, [0, 5000, 9000]), plain.rotate(x, [0, 5000, 9000]))
    assert rope.attention_factor == plain.attention_factor != 1
    half_speed = AxialRope(32, scaling=scaling.linear(factor=2))
    assert torch.equal(half_speed.inv_freq, AxialRope(32).inv_freq / 2)


def test_places_beyond_a_rules_length_are_refused():
    rope = AxialRope(32, scaling=scaling.dynamic_ntk(factor=2, original_length=100))
    with pytest.raises(ValueError, match="positions must stay below 100"):
        rope.angles([[3, 100]])
    assert rope.at_length(200).angles([[3, 100]]).shape == (1, 16)


# Other people's code: float32 angles, so an angle of up to 200 rad is off by 200 · 2^-23 = 2.4e-5 rad, and a
# component of size up to 4.5 by 1.1e-4.

FLOAT32_ANGLES = {"rtol": 0, "atol": 2e-4}


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


def test_the_vision_tower_of_qwen2_vl_is_axial():
    from transformers.models.qwen2_vl import modeling_qwen2_vl as module
    from transformers.models.qwen2_vl.configuration_qwen2_vl import Qwen2VLVisionConfig

    config = Qwen2VLVisionConfig(embed_dim=320, num_heads=4)
    x, at = normal(24, 4, 80, seed=19, dtype=torch.float32), grid_positions(4, 6).cpu().flip(-1)
    cos, sin = module.Qwen2VLVisionRotaryEmbedding(config)(x, at)
    expected = module.apply_rotary_pos_emb_vision(x, x, cos, sin)[0]  # (tokens, heads, head_dim)
    turned = AxialRope(80, 1e4, "half").rotate(x.transpose(0, 1), at).transpose(0, 1)
    torch.testing.assert_close(turned, expected, **FLOAT32_ANGLES)


@pytest.mark.parametrize("sizes", [(14, 10), (4, 5, 6)])
def test_rotary_embedding_torch_agrees(sizes):
    from rotary_embedding_torch import RotaryEmbedding, apply_rotary_emb

    axes = len(sizes)
    peer = RotaryEmbedding(dim=24, theta=100)  # components of one axis
    freqs = peer.get_axial_freqs(*sizes).flatten(0, axes - 1)
    x = normal(1, 2, math.prod(sizes), 24 * axes, seed=20, dtype=torch.float32)
    at = torch.cartesian_prod(*(torch.arange(size) for size in sizes))
    turned = AxialRope(24 * axes, 100.0, axes=axes).rotate(x, at)
    torch.testing.assert_close(turned, apply_rotary_emb(freqs, x), **FLOAT32_ANGLES)


# Words


def test_arguments_are_shown():
    assert repr(AxialRope(48, axes=3)) == "AxialRope(head_dim=48, base=100.0, layout='interleaved', axes=3)"
    assert repr(MixedRope(8, heads=3)) == "MixedRope(head_dim=8, layout='interleaved', base=10.0, heads=3)"
    given = MixedRope(8, inv_freq=torch.ones(2, 4))
    assert repr(given) == "MixedRope(head_dim=8, layout='interleaved', inv_freq=(2, 4))"
    assert "frequencies given" in str(given) and "base 10" in str(MixedRope(8))
    assert repr(MRope(16, sections=[2, 3, 3])).endswith("sections=(2, 3, 3), order='contiguous')")
    assert MRope(128, context=32_768).context == 32_768


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: AxialRope(6), "rotary_dim must be a multiple of 4, so that each of 2 axes rotates as many pairs; 6 came."),
        (lambda: AxialRope(8, axes=0), "axes must be at least 1; 0 came."),
        (lambda: MixedRope(6), "head_dim must be a multiple of 4, because half of the pairs rotate along a direction, half perpendicular to it; 6 came."),
        (lambda: MixedRope(8, heads=0), "heads must be at least 1; 0 came."),
        (lambda: MixedRope(8, inv_freq=torch.ones(2, 3)), "inv_freq must have shape (axes, 4) or (heads, axes, 4), a speed for each of 4 pairs; shape (2, 3) came."),
        (lambda: MRope(128, sections=(16, 24, 25)), "sections must sum to 64, because each of 64 pairs turns with one axis; (16, 24, 25) came, whose sum is 65."),
        (lambda: MRope(128, sections=(65, 0, -1)), "sections must be at least 0; -1 came."),
        (lambda: MRope(128, order="mixed"), "order must be one of 'contiguous', 'interleaved'; 'mixed' came."),
        (
            lambda: MRope(16, sections=(1, 6, 1), order="interleaved"),
            "sections must let the axes alternate: axis a has one pair in 3, from pair a on, so (1, 6, 1) would become (4, 3, 1). Give the axes after the first fewer pairs.",
        ),
        (lambda: grid_positions(0, 3), "height must be at least 1; 0 came."),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused(build, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        build()


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (lambda: AxialRope(8).angles([1, 2]), "positions must have shape (..., tokens, 2), a coordinate for each of 2 axes; shape (2,) came."),
        (lambda: AxialRope(8).angles([[1, 2, 3]]), "positions must have shape (..., tokens, 2), a coordinate for each of 2 axes; shape (1, 3) came."),
        (lambda: AxialRope(8).rotate(torch.ones(3, 8), [[0, 0], [1, 0]]), "positions must have one entry per token: x has 3 tokens (shape (3, 8)), positions has 2 (shape (2, 2))."),
        (lambda: AxialRope(8).rotate(torch.ones(5, 4, 3, 8), torch.zeros(5, 3, 2)), "Positions per sequence need an axis for the heads: shape (batch, 1, tokens, 2)."),
        (lambda: MRope(128).rotate(torch.ones(2, 128), [[0, 0], [1, 1]]), "positions must have shape (..., tokens, 3), a coordinate for each of 3 axes; shape (2, 2) came."),
        (lambda: MixedRope(8, heads=3).rotate(torch.ones(2, 8), [[0, 0], [1, 1]]), "x must have shape (..., 3, tokens, head_dim), because each of 3 heads has frequencies of its own; shape (2, 8) came."),
        (lambda: AxialRope(8).matrix([1, 2, 3]), "position must be one place with 2 coordinates; shape (3,) came."),
        (lambda: AxialRope(8).angles([[0, math.nan]]), "positions must be finite"),
    ],
)  # fmt: skip
def test_places_that_do_not_fit_are_refused(use, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        use()


def test_frequencies_must_be_real_numbers():
    with pytest.raises(
        TypeError, match=r"inv_freq must hold floating-point numbers, because speeds are not whole"
    ):
        MixedRope(8, inv_freq=torch.ones(2, 4, dtype=torch.int64))
    with pytest.raises(TypeError, match=r"sections must be a whole number, 1.5 \(float\) came\."):
        MRope(6, sections=(1.5, 1.5, 0))
    with pytest.raises(TypeError, match=r"x must be a torch tensor, list came\."):
        MRope(6, sections=(1, 1, 1)).rotate([[0.0] * 6], [0])


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
@pytest.mark.parametrize("rope", [AxialRope(64), MixedRope(64, heads=2), MRope(64, sections=(12, 10, 10))])
def test_the_gpu_agrees(rope):
    x, at = normal(2, 9, 64, seed=21), normal(9, rope.axes, seed=22) * 1000
    turned = rope.rotate(x.cuda(), at.cuda())
    assert turned.device.type == "cuda"
    torch.testing.assert_close(turned.cpu(), rope.rotate(x, at), **EXACT)
