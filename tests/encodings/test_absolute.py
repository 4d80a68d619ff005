"""Vectors that are added: the paper's definition, its laws, other people's tables."""

import math
import re

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_viz import Learned, Rope, Sinusoidal

laws = settings(max_examples=40, deadline=None)
LAYOUTS = ["interleaved", "concatenated"]
EPS = torch.finfo(torch.float64).eps


@st.composite
def sinusoids(draw):
    return Sinusoidal(
        2 * draw(st.integers(1, 24)),
        base=10 ** draw(st.floats(0.5, 7)),
        layout=draw(st.sampled_from(LAYOUTS)),
        endpoint=draw(st.booleans()),
    )


places = st.integers(-1_000_000, 1_000_000) | st.floats(-1e5, 1e5)


def drawn(*shape, seed=0, dtype=torch.float32):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def places_at(*places):
    """On the CPU; plain numbers would be put on the GPU where there is one."""
    return torch.tensor(places, dtype=torch.float64)


# Sinusoids


@pytest.mark.parametrize("position", [0, 1, 511, 10_000_000, -3.25])
def test_each_entry_is_the_papers_formula(position):
    found = Sinusoidal(64).table(places_at(position), dtype=torch.float64)[0]
    with mpmath.workdps(40):
        for component in range(64):
            pair, wave = component // 2, (mpmath.sin, mpmath.cos)[component % 2]
            expected = wave(mpmath.mpf(position) / mpmath.power(10_000, mpmath.mpf(2 * pair) / 64))
            # The speed and the angle are each rounded once in float64.
            assert abs(float(found[component]) - expected) <= 4 * EPS * max(1, abs(position))


@given(encoding=sinusoids(), position=places)
@laws
def test_rounding_comes_last(encoding, position):
    exact = encoding.table(places_at(position), dtype=torch.float64)
    assert torch.equal(encoding.table(places_at(position)), exact.float())


@given(encoding=sinusoids(), start=places, distance=st.floats(-1000, 1000))
@laws
def test_the_product_of_two_positions_depends_on_their_distance_only(encoding, start, distance):
    first, second = encoding.table(places_at(start, start + distance), dtype=torch.float64)
    expected = torch.cos(distance * encoding.inv_freq).sum()
    tolerance = 4 * EPS * (1 + abs(start) + abs(distance)) * encoding.dim
    torch.testing.assert_close(first @ second, expected, atol=tolerance, rtol=0)


@given(encoding=sinusoids(), position=places)
@laws
def test_every_vector_is_equally_long(encoding, position):
    (row,) = encoding.table(places_at(position), dtype=torch.float64)
    torch.testing.assert_close(row @ row, torch.tensor(encoding.dim / 2).double())


@given(half=st.integers(1, 16), base=st.floats(3, 1e6), position=st.integers(-(10**6), 10**6))
@laws
def test_the_hands_are_those_that_rope_turns(half, base, position):
    """Turning (1, 0) in each pair gives (cos, sin); the table holds (sin, cos)."""
    still = torch.tensor([1.0, 0.0], dtype=torch.float64).repeat(half)[None]
    turned = Rope(2 * half, base=base).rotate(still, places_at(position))
    added = Sinusoidal(2 * half, base=base).table(places_at(position), dtype=torch.float64)
    torch.testing.assert_close(added.unflatten(-1, (-1, 2)).flip(-1).flatten(-2), turned, atol=1e-9, rtol=0)


def test_the_layouts_hold_the_same_numbers_in_another_order():
    at = torch.arange(20)
    together, apart = (Sinusoidal(12, layout=layout).table(at) for layout in LAYOUTS)
    assert torch.equal(together[:, 0::2], apart[:, :6])
    assert torch.equal(together[:, 1::2], apart[:, 6:])


@pytest.mark.parametrize(("endpoint", "share"), [(False, 10_000 ** (-2 / 512)), (True, 1.0)])
def test_wavelengths_run_from_2_pi_to_where_they_are_said_to(endpoint, share):
    waves = 2 * math.pi / Sinusoidal(512, endpoint=endpoint).inv_freq
    assert float(waves[0]) == pytest.approx(2 * math.pi)
    assert float(waves[-1]) == pytest.approx(share * 10_000 * 2 * math.pi)
    torch.testing.assert_close(waves[1:] / waves[:-1], (waves[1] / waves[0]).expand(255))
    assert share == pytest.approx(0.965 if not endpoint else 1, abs=5e-4)


def test_one_pair_has_one_speed_with_or_without_the_endpoint():
    assert Sinusoidal(2, endpoint=True).inv_freq.tolist() == Sinusoidal(2).inv_freq.tolist() == [1.0]


def test_equals_the_tables_of_transformers():
    from transformers.models.m2m_100.modeling_m2m_100 import M2M100SinusoidalPositionalEmbedding
    from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding
    from transformers.models.xlm.modeling_xlm import create_sinusoidal_embeddings

    at = torch.arange(600)
    xlm = create_sinusoidal_embeddings(600, 64, torch.empty(600, 64))
    assert torch.equal(Sinusoidal(64).table(at), xlm)
    marian = MarianSinusoidalPositionalEmbedding(600, 64).create_weight()
    assert torch.equal(Sinusoidal(64, layout="concatenated").table(at), marian)
    fairseq = M2M100SinusoidalPositionalEmbedding.get_embedding(600, 64)
    ours = Sinusoidal(64, layout="concatenated", endpoint=True).table(at)
    # fairseq's angles are float32: at 600 rad off by up to 3e-5, and by as much again through the speed.
    torch.testing.assert_close(ours, fairseq, atol=1.2e-4, rtol=0)
    assert (Sinusoidal(64, layout="concatenated").table(at) - fairseq).abs().max() > 1


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_adding_rounds_once(dtype):
    encoding, x, at = Sinusoidal(16), drawn(2, 5, 16, dtype=dtype), torch.arange(5) * 1000
    found = encoding.add(x, at)
    exact = x.double() + encoding.table(at, dtype=torch.float64)
    assert (found.dtype, found.shape) == (dtype, x.shape)
    # Unless in float64, what is added and the sum are rounded to float32 on the way.
    way = 0 if dtype == torch.float64 else 3e-7
    torch.testing.assert_close(found.double(), exact, atol=way, rtol=torch.finfo(dtype).eps / 2)


def test_positions_may_differ_between_sequences():
    encoding, x = Sinusoidal(4), drawn(2, 3, 4)
    at = torch.tensor([[0, 1, 2], [7, 5, 9]])
    found = encoding.add(x, at)
    for sequence in range(2):
        assert torch.equal(found[sequence], encoding.add(x[sequence], at[sequence]))


# Learned tables


def test_learned_adds_the_row_of_each_position():
    table, x = drawn(9, 4), drawn(2, 3, 4, seed=1)
    found = Learned(table).add(x, [8, 0, 3])
    expected = np.stack([[x[s, t] + table[p] for t, p in enumerate((8, 0, 3))] for s in range(2)])
    np.testing.assert_array_equal(found, expected)


def test_positions_of_a_learned_table_may_come_in_any_dtype_or_per_sequence():
    encoding, x = Learned(drawn(9, 4)), drawn(2, 3, 4, seed=1)
    at = torch.tensor([[0, 1, 2], [7, 5, 8]])
    for dtype in (torch.int32, torch.uint8, torch.float64, torch.bfloat16):
        assert torch.equal(encoding.add(x, at.to(dtype)), encoding.add(x, at))
    assert torch.equal(encoding.add(x, at)[1], encoding.add(x[1], at[1]))


def test_a_learned_table_learns():
    table = drawn(5, 2).requires_grad_()
    Learned(table).add(torch.zeros(3, 2), [1, 1, 4]).sum().backward()
    assert table.grad.tolist() == [[0, 0], [2, 2], [0, 0], [0, 0], [1, 1]]


def test_a_seed_is_a_table():
    first, again, other = (Learned.random(512, 64, seed=seed).table for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert float(first.std()) == pytest.approx(0.02, rel=0.03)  # 32,768 draws: four standard errors


def test_a_learned_table_keeps_dtype():
    x = torch.ones(2, 4, dtype=torch.bfloat16)
    found = Learned(drawn(3, 4)).add(x, [0, 2])
    assert found.dtype == torch.bfloat16
    torch.testing.assert_close(found.float(), 1 + drawn(3, 4)[[0, 2]], atol=0, rtol=2**-8)


def test_empty_texts_stay_empty():
    nothing = torch.empty(0, 4)
    assert Learned(drawn(3, 4)).add(nothing, []).shape == (0, 4)
    assert Sinusoidal(4).add(nothing, []).shape == (0, 4)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
@pytest.mark.parametrize("encoding", [Sinusoidal(8), Learned(drawn(20, 8))], ids=repr)
def test_the_gpu_agrees(encoding):
    x, at = drawn(5, 8), torch.arange(5)
    found = encoding.add(x.cuda(), at.cuda())
    assert found.device.type == "cuda"
    torch.testing.assert_close(found.cpu(), encoding.add(x, at), atol=1e-6, rtol=0)


# Errors


def refused(call, text, kind=ValueError):
    with pytest.raises(kind, match=re.escape(text) + "$"):
        call()


X = torch.zeros(1, 4)
ERRORS = {
    "beyond": (
        lambda: Learned(drawn(512, 4)).add(X, [512]),
        "positions must be below 512, the number of rows of the learned table; position 512 came.",
    ),
    "negative": (
        lambda: Learned(drawn(512, 4)).add(X, [-1]),
        "positions must be at least 0, the first row of the learned table; position -1 came.",
    ),
    "between": (
        lambda: Learned(drawn(512, 4)).add(X, [0.5]),
        "positions must be whole numbers, because rows are counted; 0.5 came.",
    ),
    "dim": (
        lambda: Learned(drawn(3, 4)).add(torch.zeros(1, 5), [0]),
        "x must have dim = 4 entries on its last axis; shape (1, 5) came.",
    ),
    "count": (
        lambda: Learned(drawn(3, 4)).add(X, [0, 1]),
        "positions must have one entry per token: x has 1 tokens (shape (1, 4)), "
        "positions has 2 (shape (2,)).",
    ),
    "table shape": (
        lambda: Learned(drawn(3)),
        "table must have shape (num_positions, dim), neither of them empty; shape (3,) came.",
    ),
    "empty table": (
        lambda: Learned(drawn(0, 4)),
        "table must have shape (num_positions, dim), neither of them empty; shape (0, 4) came.",
    ),
    "rows": (lambda: Learned.random(0, 4), "num_positions must be at least 1; 0 came."),
    "columns": (lambda: Learned.random(4, 0), "dim must be at least 1; 0 came."),
    "odd": (
        lambda: Sinusoidal(5),
        "dim must be even and at least 2, because sines and cosines come in pairs; 5 came.",
    ),
    "base": (
        lambda: Sinusoidal(4, base=0),
        "base must be finite and above zero, because the speeds are its powers; 0 came.",
    ),
    "layout": (
        lambda: Sinusoidal(4, layout="half"),
        "layout must be one of 'interleaved', 'concatenated'; 'half' came.",
    ),
    "sinusoidal dim": (
        lambda: Sinusoidal(4).add(torch.zeros(1, 6), [0]),
        "x must have dim = 4 entries on its last axis; shape (1, 6) came.",
    ),
    "sinusoidal count": (
        lambda: Sinusoidal(4).add(X, [0, 1]),
        "positions must have one entry per token: x has 1 tokens (shape (1, 4)), "
        "positions has 2 (shape (2,)).",
    ),
    "nan": (
        lambda: Sinusoidal(4).table([math.nan]),
        "positions must be finite, because NaN and infinity have no angle; nan at entry 0 came.",
    ),
}
TYPE_ERRORS = {
    "table": (
        lambda: Learned(drawn(3, 4).long()),
        "table must hold floating-point numbers, because it is learned; "
        "dtype torch.int64 came. Try table.float().",
    ),
    "list": (lambda: Learned([[1.0]]), "table must be a torch tensor, list came."),
    "words": (
        lambda: Sinusoidal(4).add(X.long(), [0]),
        "x must hold floating-point numbers, because a position is added to it; "
        "dtype torch.int64 came. Try x.float().",
    ),
    "learned words": (
        lambda: Learned(drawn(3, 4)).add(X.long(), [0]),
        "x must hold floating-point numbers, because a position is added to it; "
        "dtype torch.int64 came. Try x.float().",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_say_what_is_wrong(name):
    refused(*ERRORS[name])


@pytest.mark.parametrize("name", TYPE_ERRORS)
def test_wrong_types_are_named(name):
    refused(*TYPE_ERRORS[name], TypeError)


def test_a_seed_is_a_whole_number():
    with pytest.raises(TypeError, match=r"seed must be a whole number, 'a' \(str\) came"):
        Learned.random(8, 4, seed="a")
