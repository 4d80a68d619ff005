"""Every scaling rule of transformers, beside ours.

They compute speeds and angles in float32. A float32 power ``base ** x`` is off by the rounding of x, times
ln(base), so their speeds are off by up to about ``(2 + ln base) · 2^-23``; and their angles by that times the
angle. mpmath, with 30 digits, says whose error a difference is: see `test_the_differences_are_theirs`. Where
code differs by more than rounding, a test with "disagree" in its name says in what.
"""

from __future__ import annotations

import warnings

import mpmath
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope
from rope_viz.models.rules import RULES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import transformers
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from parity_cases import assert_same, laws, rounding


def theirs(head_dim: int, parameters: dict, context: int = 131_072, tokens: int | None = None, **more):
    """Speeds and attention factor from transformers' function for the rule."""
    config = transformers.LlamaConfig(
        hidden_size=4 * head_dim,
        num_attention_heads=4,
        max_position_embeddings=context,
        rope_parameters=dict(parameters),
        **more,
    )
    speeds, attention_factor = ROPE_INIT_FUNCTIONS[parameters["rope_type"]](config, seq_len=tokens)
    return speeds.to(torch.float64), attention_factor, config


def check_rule(head_dim: int, parameters: dict, steep: float = 1.0, **more) -> None:
    tokens = more.get("tokens")
    speeds, attention_factor, config = theirs(head_dim, parameters, **more)
    rope = Rope.from_config(config)
    assert_same(rope if tokens is None else rope.at_length(tokens), speeds, attention_factor, steep)


lengths = st.integers(256, 65_536)
shared = st.fixed_dictionaries({"rope_theta": st.floats(1e3, 1e8), "factor": st.floats(1, 64)})
head_dims = st.integers(2, 64).map(lambda pairs: 2 * pairs)


@laws
@given(head_dims, shared)
def test_linear(head_dim, p):
    check_rule(head_dim, {"rope_type": "linear", **p})


@laws
@given(head_dims, shared, lengths, st.integers(1, 300_000))
def test_dynamic(head_dim, p, context, tokens):
    check_rule(head_dim, {"rope_type": "dynamic", **p}, steep=3, context=context, tokens=tokens)


@laws
@given(
    head_dims,
    shared,
    lengths,
    st.fixed_dictionaries(
        {},
        optional={
            "beta_fast": st.floats(16, 64),
            "beta_slow": st.floats(0.25, 8),
            "truncate": st.booleans(),
            "mscale": st.floats(0, 2),
            "mscale_all_dim": st.floats(0, 2),
            "attention_factor": st.floats(0.5, 2),
        },
    ),
)
def test_yarn(head_dim, p, original_length, options):
    p = {"rope_type": "yarn", "original_max_position_embeddings": original_length, **p, **options}
    low, high = scaling.yarn(
        p["factor"],
        original_length,
        p.get("beta_fast", 32),
        p.get("beta_slow", 1),
        truncate=p.get("truncate", True),
    ).ramp(head_dim // 2, p["rope_theta"])
    # their ramp is float32: an index of up to 64, rounded, over the ramp's length
    check_rule(head_dim, p, steep=2 + 64 / abs(high - low))


@laws
@given(head_dims, shared, lengths, st.floats(0.5, 8), st.floats(0.5, 32))
def test_llama3(head_dim, p, original_length, low, more):
    bounds = {"low_freq_factor": low, "high_freq_factor": low + more}
    p = {"rope_type": "llama3", "original_max_position_embeddings": original_length, **bounds, **p}
    check_rule(head_dim, p, steep=2 + (low + more) / more)


@laws
@given(head_dims, shared, lengths, st.data(), st.integers(1, 200_000))
def test_longrope(head_dim, p, original_length, data, tokens):
    lists = st.lists(st.floats(1, 100), min_size=head_dim // 2, max_size=head_dim // 2)
    p = {"rope_type": "longrope", "short_factor": data.draw(lists), "long_factor": data.draw(lists), **p}
    p["original_max_position_embeddings"] = original_length
    check_rule(head_dim, p, tokens=tokens)


@laws
@given(head_dims, shared, st.floats(0, 1))
def test_proportional(head_dim, p, share):
    check_rule(head_dim, {"rope_type": "proportional", "partial_rotary_factor": share, **p})


@pytest.mark.parametrize("base", [1e4, 5e5, 1e7])
@pytest.mark.parametrize("head_dim", [64, 128])
@pytest.mark.parametrize("rule", list(ROPE_INIT_FUNCTIONS))
def test_every_rule_over_a_grid(rule, head_dim, base):
    for factor in (1.0, 2.0, 8.0, 40.0):
        p = {"rope_type": rule, "rope_theta": base, "factor": factor, "partial_rotary_factor": 0.5}
        if rule in ("yarn", "llama3", "longrope"):
            p["original_max_position_embeddings"] = 4096
        if rule == "llama3":
            p |= {"low_freq_factor": 1.0, "high_freq_factor": 4.0}
        if rule == "longrope":
            p |= {"short_factor": [1.1] * (head_dim // 4), "long_factor": [4.0] * (head_dim // 4)}
        for tokens in (None, 4096, 100_000):
            check_rule(head_dim, p, steep=8, context=8192, tokens=tokens)


def test_no_rule_of_transformers_is_missing():
    assert set(ROPE_INIT_FUNCTIONS) <= set(RULES)


def test_the_differences_are_theirs():
    """Speeds against 30 digits: theirs are off by some 1e-7 of themselves, ours by some 1e-16."""
    for head_dim, base in ((128, 1e4), (64, 5e5), (256, 1e7)):
        speeds, _, _ = theirs(head_dim, {"rope_type": "linear", "rope_theta": base, "factor": 1.0})
        with mpmath.workdps(30):
            exact = [mpmath.mpf(base) ** (-mpmath.mpf(2 * i) / head_dim) for i in range(head_dim // 2)]
            off = [
                max(float(abs(mpmath.mpf(float(s)) / e - 1)) for s, e in zip(found, exact, strict=True))
                for found in (Rope(head_dim, base).inv_freq, speeds)
            ]
        assert off[0] < 5e-15, "ours: a float64 power"
        assert 1e-8 < off[1] < rounding(base), "theirs: a float32 power"
