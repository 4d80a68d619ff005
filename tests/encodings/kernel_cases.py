"""Vectors as they may lie in memory, and the oracle that every path of turning is held to."""

import torch
from torch import Tensor

from rope_viz.encodings import kernel
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import yarn

LAYOUTS = ["interleaved", "half"]
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]


def normal(*shape: int, dtype=torch.float32, seed: int = 0) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


def exact(rope: Rope, x: Tensor, positions) -> Tensor:
    """Turned in float64 by complex numbers, written without the package's arithmetic."""
    a, b, still = parts(rope, x.detach().double())
    number = (a + 1j * b) * torch.exp(1j * rope.angles(positions)) * rope.attention_factor
    if rope.layout == "half":
        return torch.cat((number.real, number.imag, still), -1)
    return torch.cat((torch.stack((number.real, number.imag), -1).flatten(-2), still), -1)


def parts(rope: Rope, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    rotating, still = x[..., : rope.rotary_dim], x[..., rope.rotary_dim :]
    if rope.layout == "half":
        return *rotating.chunk(2, -1), still
    return rotating[..., 0::2], rotating[..., 1::2], still


def assert_rounded_once(turned: Tensor, rope: Rope, x: Tensor, positions) -> None:
    """Half precision: as near as its dtype allows. float32 and float64: a few roundings."""
    assert (turned.shape, turned.dtype, turned.device) == (x.shape, x.dtype, x.device)
    want = exact(rope, x, positions)
    a, b, still = parts(rope, x.detach().double())
    length = torch.hypot(a, b) * rope.attention_factor
    length = torch.cat((length, length), -1) if rope.layout == "half" else length.repeat_interleave(2, -1)
    length = torch.cat((length, still.abs()), -1)
    if x.dtype in (torch.bfloat16, torch.float16):
        limits = torch.finfo(x.dtype)
        allowed = 0.5 * limits.eps * want.abs().clamp(min=limits.tiny) + 4 * 2**-24 * length
    else:
        allowed = 3 * torch.finfo(x.dtype).eps * length
    assert ((turned.double() - want).abs() <= allowed).all()


def as_stored(x: Tensor, how: str) -> Tensor:
    """The same numbers, elsewhere in memory."""
    if how == "odd offset":  # by one component: no pair begins where a complex number may
        return torch.cat((x.new_zeros(1), x.flatten()))[1:].view(x.shape)
    if how == "odd rows":
        return torch.cat((x, x[..., :1]), -1)[..., :-1]
    if how == "strided":
        return x.repeat_interleave(2, -1)[..., ::2]
    if how == "heads after tokens":
        return x.transpose(-2, -3).contiguous().transpose(-2, -3)
    if how == "one of three":
        return torch.stack((x, x, x))[1]
    if how == "negated":  # a minus sign that is not in memory
        return torch._neg_view(-x)
    if how == "expanded":
        return x[:1].expand(x.shape)
    return x


STORED = [
    "plain",
    "odd offset",
    "odd rows",
    "strided",
    "heads after tokens",
    "one of three",
    "negated",
    "expanded",
]
ROPES = {
    "whole": {"head_dim": 8},
    "partial": {"head_dim": 12, "rotary_dim": 6},
    "scaled": {"head_dim": 8, "scaling": yarn(factor=4, original_length=64)},
}
# By layout, what torch.compile compiles; here as it is, for speed.
COMPILED = {"half": kernel._fused_half, "interleaved": kernel._fused_bfloat16}
