"""Ropes, vectors and positions, as hypothesis draws them."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import torch
from hypothesis import settings
from hypothesis import strategies as st
from torch import Tensor

from rope_viz.encodings.rope import Rope

laws = settings(max_examples=60, deadline=None)
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
LAYOUTS = ["interleaved", "half"]
GPUS = [name for name, there in (("cuda", torch.cuda.is_available()),) if there]
needs_gpu = pytest.mark.skipif(not GPUS, reason="no GPU here")


@st.composite
def ropes(draw, partial: bool = True) -> Rope:
    rotary_dim = 2 * draw(st.integers(1, 32))
    still = 2 * draw(st.integers(0, 8)) if partial else 0
    base = 10 ** draw(st.floats(1, 8))
    return Rope(rotary_dim + still, base=base, layout=draw(st.sampled_from(LAYOUTS)), rotary_dim=rotary_dim)


whole = st.integers(-10_000_000, 10_000_000)
between = st.floats(-1e6, 1e6, allow_nan=False)
places = whole | between


class Case(NamedTuple):
    rope: Rope
    x: Tensor
    positions: Tensor


@st.composite
def cases(draw, dtypes=DTYPES, partial: bool = True) -> Case:
    """A Rope, unit-variance vectors (..., tokens, head_dim) and a place for every token."""
    rope = draw(ropes(partial))
    tokens = draw(st.integers(0, 5))
    shape = (*draw(st.lists(st.integers(0, 3), max_size=2)), tokens, rope.head_dim)
    positions = torch.tensor(draw(st.lists(places, min_size=tokens, max_size=tokens)), dtype=torch.float64)
    return Case(rope, draw(vectors(shape, draw(st.sampled_from(dtypes)))), positions)


@st.composite
def vectors(draw, shape: tuple[int, ...], dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**31)))
    return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)
