"""Sequences that are spread over devices: each turns the tokens it holds, and asks nobody."""

from __future__ import annotations

from typing import Any

from torch.distributed.tensor import DTensor, Partial, Replicate, Shard


def rotate(rope: Any, x: DTensor, positions: Any, *, compiled: bool = False) -> DTensor:
    """Turn a DTensor where its shards lie: ``rope.rotate`` of each, without communication.

    Raises
    ------
    ValueError
        If ``x`` is a sum that is still spread, or torn along its last axis, or positions lie elsewhere.
    """
    for placement in x.placements:
        if isinstance(placement, Partial):
            raise ValueError(
                f"x must not be a sum that is still spread over devices, because each term would be rounded "
                f"by itself; placements {x.placements} came. Use x.redistribute(placements=...) first."
            )
        if isinstance(placement, Shard) and placement.dim == x.ndim - 1:
            raise ValueError(
                f"x must not be sharded along its last axis, because that tears pairs apart; placements "
                f"{x.placements} came. Shard tokens or heads."
            )
    if isinstance(positions, DTensor):
        # Axis -1 of positions is axis -2 of x; with several axes of positions, -2 is.
        shift = x.ndim - 1 - (positions.ndim - (0 if rope.axes is None else 1))
        placements = [
            Shard(place.dim - shift)
            if isinstance(place, Shard) and place.dim >= shift and positions.shape[place.dim - shift] > 1
            else Replicate()
            for place in x.placements
        ]
        came = positions.placements
        if positions.device_mesh != x.device_mesh:
            raise ValueError(
                f"positions must lie on the devices of x, {x.device_mesh}; {positions.device_mesh} came."
            )
        if any(is_ not in (wanted, Replicate()) for is_, wanted in zip(came, placements, strict=True)):
            raise ValueError(
                f"positions must be sharded like x, or be whole on every device, so that nobody has to ask; "
                f"x has placements {x.placements}, positions {tuple(came)} instead of {tuple(placements)}."
            )
        positions = positions.redistribute(placements=placements).to_local()
    turned = rope.rotate(x.to_local(), positions, compiled=compiled)
    return DTensor.from_local(
        turned, x.device_mesh, x.placements, run_check=False, shape=x.shape, stride=x.stride()
    )
