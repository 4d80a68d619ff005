"""RoPE as one writes it: ten lines of PyTorch with nothing of this package."""

from __future__ import annotations

import torch
from torch import Tensor


def turn(x: Tensor, positions: Tensor) -> Tensor:
    dim = x.shape[-1]
    pairs = torch.arange(0, dim, 2, dtype=torch.float64)
    speeds = 10_000.0 ** -(pairs / dim)
    angles = positions[:, None] * speeds
    cos, sin = angles.cos().to(x), angles.sin().to(x)
    a, b = x[..., 0::2], x[..., 1::2]
    turned = torch.stack((a * cos - b * sin, a * sin + b * cos), dim=-1)
    return turned.flatten(-2)
