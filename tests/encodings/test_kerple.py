"""KERPLE: the paper's two formulas in 50 digits, what makes them kernels, and ALiBi as a case of one."""

import math
import re

import mpmath
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_viz import Alibi, Kerple, Layer, attend

laws = settings(max_examples=50, deadline=None)
VARIANTS = ["logarithmic", "power"]


def numbers(*values):
    return torch.tensor(values, dtype=torch.float64)


@st.composite
def kerples(draw):
    variant, heads = draw(st.sampled_from(VARIANTS)), draw(st.integers(1, 4))
    r1 = draw(st.lists(st.floats(0.01, 5), min_size=heads, max_size=heads))
    r2 = draw(st.lists(st.floats(0.01, 2), min_size=heads, max_size=heads))
    return Kerple(numbers(*r1), numbers(*r2), variant)


places = st.lists(st.integers(-(10**6), 10**6) | st.floats(-1e4, 1e4), min_size=1, max_size=4)


@given(kerple=kerples(), at=places, to=places)
@laws
def test_each_number_is_the_papers_formula(kerple, at, to):
    found = kerple.bias(None, None, at, to)
    assert found.shape == (len(kerple.r1), len(at), len(to))
    for head, (r1, r2) in enumerate(zip(kerple.r1.tolist(), kerple.r2.tolist(), strict=True)):
        for i, m in enumerate(at):
            for j, n in enumerate(to):
                with mpmath.workdps(50):
                    apart = abs(mpmath.mpf(m) - mpmath.mpf(n))
                    power = apart**r2 if apart else mpmath.mpf(0)
                    grown = mpmath.log(1 + r2 * apart) if kerple.variant == "logarithmic" else power
                    expected = float(-r1 * grown)
                # The distance is rounded once in float64, and a power multiplies its relative error by r2.
                assert float(found[head, i, j]) == pytest.approx(expected, rel=1e-13, abs=1e-13)


@given(
    kerple=kerples(),
    at=st.lists(st.integers(-500, 500), min_size=2, max_size=12, unique=True),
    seed=st.integers(0, 99),
)
@laws
def test_both_variants_are_kernels(kerple, at, seed):
    """Conditionally positive definite: no weights whose sum is 0 make the form negative."""
    weights = torch.randn(len(at), generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    weights -= weights.mean()
    bias = kerple.bias(None, None, at, at)
    form = torch.einsum("m,hmn,n->h", weights, bias, weights)
    assert float(form.min()) >= -1e-12 * float(bias.abs().max()) * len(at) ** 2


def test_beyond_a_power_of_2_it_would_be_no_kernel():
    """Why it is refused: weights 1, −2, 1 on three tokens in a row."""
    weights, apart = numbers(1, -2, 1), (torch.arange(3)[:, None] - torch.arange(3)).abs().double()
    forms = [float(weights @ -(apart**power) @ weights) for power in (1.9, 2.0, 2.1)]
    assert forms[0] > 0.1 and forms[1] == 0 and forms[2] < -0.1


def test_a_power_of_1_is_alibi():
    alibi, at = Alibi(8), torch.arange(50)
    kerple = Kerple(alibi.slopes, torch.ones_like(alibi.slopes), "power")
    assert torch.equal(kerple.bias(None, None, at, at), alibi.bias(alibi.slopes, None, at, at))


@given(kerple=kerples(), start=st.integers(-10_000, 10**6))
@laws
def test_a_bias_does_not_see_a_shift(kerple, start):
    at = torch.arange(20)
    assert torch.equal(kerple.bias(None, None, at, at), kerple.bias(None, None, at + start, at + start))


@pytest.mark.parametrize("variant", VARIANTS)
def test_decoding_with_a_cache_equals_the_full_pass(variant):
    layer, kerple = Layer.random(12, heads=2, head_dim=8, seed=3), Kerple.random(2, variant)
    words = torch.randn(9, 12, generator=torch.Generator().manual_seed(0))
    full, bare = (layer.attend(words, *encoding, causal=True).output for encoding in ([kerple], []))
    torch.testing.assert_close(layer.decode(words, kerple), full, atol=2e-6, rtol=1e-5)
    assert float((full - bare).abs().max()) > 0.1


def test_it_is_added_after_the_division():
    query, kerple = torch.ones(1, 3, 4), Kerple(torch.ones(1), torch.ones(1))
    found = attend(query, query, query, kerple).scores[0, 0]
    torch.testing.assert_close(found, 2 - torch.tensor([1.0, 2.0, 3.0]).log())


@pytest.mark.parametrize("variant", VARIANTS)
def test_gradients_reach_both_numbers(variant):
    given = numbers(0.5, 1.5).requires_grad_(), numbers(0.3, 1.2).requires_grad_()
    assert torch.autograd.gradcheck(
        lambda r1, r2: Kerple(r1, r2, variant).bias(None, None, [3, 0], range(5)), given
    )


@pytest.mark.parametrize(("variant", "r1", "r2"), [("logarithmic", 2, 1), ("power", 1, 2)])
def test_untrained_numbers_are_uniform(variant, r1, r2):
    kerple, again, other = (Kerple.random(4000, variant, seed) for seed in (1, 1, 2))
    for found, largest in ((kerple.r1, r1), (kerple.r2, r2)):
        assert float(found.min()) > 0.0099 and float(found.max()) <= largest
        assert float(found.mean()) == pytest.approx(largest / 2, abs=4 * largest / math.sqrt(12 * 4000))
    assert torch.equal(kerple.r1, again.r1) and not torch.equal(kerple.r1, other.r1)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_gpu_agrees(variant):
    kerple, at = Kerple(numbers(0.5, 1.5), numbers(0.3, 1.2), variant), torch.arange(30)
    found = kerple.bias(None, None, at.cuda(), at.cuda())
    assert found.device.type == "cuda"
    torch.testing.assert_close(found.cpu(), kerple.bias(None, None, at, at))


ONE = torch.ones(1)
ERRORS = {
    "shape": (
        lambda: Kerple(torch.ones(2, 2), ONE),
        "r1 must have shape (heads,), with at least one head; shape (2, 2) came.",
    ),
    "heads": (
        lambda: Kerple(ONE, torch.ones(2)),
        "r2 must have shape (1,), one number for each head, as r1 has; shape (2,) came.",
    ),
    "zero": (
        lambda: Kerple(ONE, torch.tensor([0.0])),
        "r2[0] must be finite and above zero, so that the bias falls with the distance; 0.0 came.",
    ),
    "power": (
        lambda: Kerple(ONE, torch.tensor([2.5]), "power"),
        "r2 must be at most 2 in the power variant, or the bias is no kernel; 2.5 came.",
    ),
    "variant": (
        lambda: Kerple(ONE, ONE, "linear"),
        "variant must be one of 'logarithmic', 'power'; 'linear' came.",
    ),
    "no heads": (lambda: Kerple.random(0), "heads must be at least 1; 0 came."),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_say_what_is_wrong(name):
    call, text = ERRORS[name]
    with pytest.raises(ValueError, match=re.escape(text) + "$"):
        call()


def test_wrong_types_are_named():
    with pytest.raises(TypeError, match=re.escape("r1 must be a torch tensor, float came.") + "$"):
        Kerple(0.5, ONE)
