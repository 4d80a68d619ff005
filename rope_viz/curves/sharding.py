"""A text that is spread over several devices: which positions each of them holds."""

from __future__ import annotations

import torch
from torch import Tensor

from rope_viz import checks

ORDERS = ("in order", "zig-zag")


def shard_positions(tokens: int, devices: int, order: str = "in order") -> Tensor:
    """Spread the positions of a text over devices.

    Parameters
    ----------
    tokens : int
        A multiple of twice the number of devices.
    devices : int
    order : {"in order", "zig-zag"}
        ``"in order"``: the first device holds the first positions, and so on. ``"zig-zag"``: the text is cut
        into 2 · devices pieces, and device r holds piece r from the front and piece r from the back, so that
        under a causal mask all have as many keys to look at.

    Returns
    -------
    Tensor, shape (devices, tokens / devices), whole numbers

    Examples
    --------
    >>> shard_positions(8, 2, "zig-zag")
    tensor([[0, 1, 6, 7],
            [2, 3, 4, 5]])
    """
    checks.one_of("order", order, ORDERS)
    pieces = 2 * checks.at_least("devices", devices, 1)
    if checks.at_least("tokens", tokens, 1) % pieces:
        raise ValueError(
            f"tokens must be a multiple of {pieces}, twice the devices, because pieces are equal; "
            f"{tokens} came."
        )
    if order == "in order":
        return torch.arange(tokens).reshape(devices, -1)
    front, back = torch.arange(tokens).reshape(pieces, -1).chunk(2)
    return torch.cat((front, back.flip(0)), dim=-1)
