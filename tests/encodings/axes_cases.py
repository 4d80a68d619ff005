"""Drawn rotations and positions with several axes, for the tests of what rotates by them.

Tolerances: in float64, angles up to 3 · 10,000 · 4 rad are off by 2e-16 of their size, some 2e-11 rad.
"""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import settings
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings.axes import AxesRope
from rope_viz.encodings.axial import AxialRope
from rope_viz.encodings.mixed import MixedRope
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope

laws = settings(max_examples=50, deadline=None)
LAYOUTS = ["interleaved", "half"]
EXACT = {"rtol": 0, "atol": 1e-9}
# Other people's angles in float32: one of up to 200 rad is off by 200 · 2^-23 = 2.4e-5 rad,
# and a component of size up to 4.5 by 1.1e-4.
FLOAT32_ANGLES = {"rtol": 0, "atol": 2e-4}


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


def components(rope: Rope) -> tuple[np.ndarray, np.ndarray]:
    pairs = np.arange(rope.pairs)
    return (2 * pairs, 2 * pairs + 1) if rope.layout == "interleaved" else (pairs, pairs + rope.pairs)
