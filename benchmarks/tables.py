"""Making the cosines and sines of a long sequence: how soon, and how exact."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import peers
import torch
from report import Row, Target, judged
from timing import interleaved, ratios

from rope_viz import Rope

TOKENS, PAIRS = 131_072, 64
NUMPY = "NumPy, float32"
MEMORY = "zeros written to as much new memory"
Planes = tuple[Any, Any]  # cosines and sines, (tokens, pairs)


def measure() -> tuple[list[Row], list[Row]]:
    """Rows that compare makers, and rows about ours alone."""
    makers = {NUMPY: with_numpy}
    for name, prepare in {"rope_viz": ours, "transformers, Llama": llama, "torchtune": torchtune}.items():
        try:
            makers[name] = prepare()
        except ImportError:
            continue
    exact = exactly()
    errors = {name: largest_error(make(), exact) for name, make in makers.items()}
    times = interleaved(makers | {MEMORY: new_memory})
    rows = []
    for name, ratio in ratios(times, NUMPY).items():
        target = Target(1, NUMPY) if name == "rope_viz" else None
        row = {
            "what": name,
            f"÷ {NUMPY}": ratio,
            "largest error": f"{errors[name]:.1e}" if name in errors else "",
        }
        rows.append(row | judged(target, ratio.median))
    took, touched = (1e3 * statistics.median(times[name]) for name in ("rope_viz", MEMORY))
    error = errors["rope_viz"]
    what = f"tables, {TOKENS:,} tokens × {PAIRS} pairs"
    return rows, [
        {"what": what, "measured": f"{took:.1f} ms"} | judged(Target(30, "ms"), took),
        {"what": f"{what}: {MEMORY}", "measured": f"{touched:.1f} ms"} | judged(None, touched),
        {"what": f"{what}: largest error", "measured": f"{error:.1e}"} | judged(Target(2e-7), error),
    ]


def ours() -> Callable[[], Planes]:
    """Angles added in float64, rounded once."""
    rope, positions = Rope(2 * PAIRS), torch.arange(TOKENS)

    def make() -> Planes:
        turns = rope.tables(positions).phasors
        return turns.real, turns.imag

    return make


def with_numpy() -> Planes:
    """Plain NumPy, all of it float32."""
    speeds = np.float32(10_000) ** -(np.arange(PAIRS, dtype=np.float32) / np.float32(PAIRS))
    angles = np.arange(TOKENS, dtype=np.float32)[:, None] * speeds
    return np.cos(angles), np.sin(angles)


def new_memory() -> None:
    """What the system takes for the memory alone, before anything is computed."""
    torch.empty(TOKENS, PAIRS, dtype=torch.complex64).zero_()


def llama() -> Callable[[], Planes]:
    """transformers, which makes each cosine twice."""
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

    config = LlamaConfig(hidden_size=2 * PAIRS, num_attention_heads=1, max_position_embeddings=TOKENS)
    module, like, positions = LlamaRotaryEmbedding(config), torch.empty(0), torch.arange(TOKENS)[None]

    def make() -> Planes:
        cos, sin = module(like, positions)
        return cos[0, :, :PAIRS], sin[0, :, :PAIRS]

    return make


def torchtune() -> Callable[[], Planes]:
    """torchtune's module, whose tables are made with it."""
    kind = peers.one_file("torchtune", "modules/position_embeddings.py").RotaryPositionalEmbeddings
    return lambda: kind(2 * PAIRS, max_seq_len=TOKENS).cache.unbind(-1)


def exactly() -> Planes:
    """In long double, whose own error is far below what is looked for."""
    speeds = np.longdouble(10_000) ** -(np.arange(PAIRS, dtype=np.longdouble) / PAIRS)
    angles = np.arange(TOKENS, dtype=np.longdouble)[:, None] * speeds
    return np.cos(angles).astype(np.float64), np.sin(angles).astype(np.float64)


def largest_error(made: Planes, exact: Planes) -> float:
    """Of a cosine or sine."""
    return max(float(np.abs(np.asarray(part) - want).max()) for part, want in zip(made, exact, strict=True))
