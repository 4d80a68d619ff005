"""The function under examination, called in one way whatever shape it wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from rope_viz.encodings.base import device
from rope_viz.examination.faults import Fault, example

# Tried in this order unless the caller says which.
SHAPES = ("batch heads tokens dim", "batch tokens dim", "tokens dim")
EQUAL = 5  # batch, heads and tokens alike: a function that mistakes one for another does not fail


def with_tables(apply: Callable[..., Tensor], *tables: Any) -> Callable[[Tensor, Tensor], Tensor]:
    """Make a function of vectors and positions of one that wants tables, for `examine`.

    Parameters
    ----------
    apply : callable
        ``apply(x, *tables)``, as ``apply(x, cos, sin)`` or ``apply(x, freqs_cis)``.
    *tables : Tensor or callable
        Tables with a row for each position from 0 on, of which the rows of the positions are taken; or one
        function of positions that gives a table or a tuple of tables.

    Returns
    -------
    callable
        ``fn(x, positions)``.

    Examples
    --------
    >>> speeds = 10_000.0 ** -(torch.arange(0, 64, 2) / 64)
    >>> angles = torch.arange(2048)[:, None] * speeds
    >>> def turned(x, phasors):
    ...     pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)))
    ...     return torch.view_as_real(pairs * phasors).flatten(-2)
    >>> fn = with_tables(turned, torch.polar(torch.ones_like(angles), angles))
    >>> fn(torch.ones(3, 64), torch.tensor([5, 6, 7])).shape
    torch.Size([3, 64])
    """

    def fn(x: Tensor, positions: Tensor) -> Tensor:
        if len(tables) == 1 and callable(tables[0]):
            found = tables[0](positions)
            return apply(x, *(found if isinstance(found, tuple | list) else (found,)))
        return apply(x, *(table[positions] for table in tables))

    return fn


class Subject:
    """A function that turns vectors.

    Parameters
    ----------
    fn : callable
        ``fn(x, positions)``.
    name : str
        What error texts call it.
    head_dim : int
    shape : str or None
        Names of the axes of ``x``; None tries `SHAPES`.
    """

    fn: Callable[..., Any]
    name: str
    head_dim: int
    axes: str
    device: torch.device

    def __init__(self, fn: Callable[..., Any], name: str, head_dim: int, shape: str | None = None) -> None:
        if not callable(fn):
            raise TypeError(f"{name} must be a function fn(x, positions); {fn!r} ({type(fn).__name__}) came.")
        self.fn, self.name, self.head_dim = fn, name, head_dim
        self.axes, self.device = self._way_to_call(SHAPES if shape is None else (_axes("shape", shape),))

    def __call__(
        self, x: Tensor, positions: Sequence[int] | Tensor, dtype: torch.dtype = torch.float32
    ) -> Tensor:
        """Turn ``x``, (batch, tokens, dim) or (batch, heads, tokens, dim); float64 on the CPU comes back."""
        full = x[:, None] if x.ndim == 3 else x
        try:
            turned = self._turn(full.to(self.device, dtype), torch.as_tensor(positions, device=self.device))
        except Exception as error:
            if isinstance(error, Fault):
                raise
            first, last = int(positions[0]), int(positions[-1])
            given = (
                f"{len(positions)} tokens, positions {first} … {last}"
                if last != first
                else f"position {first}"
            )
            raise Fault("raises", detail=f"{type(error).__name__} at {given}: {error}") from error
        found = turned.detach().to("cpu", torch.float64)
        if not bool(torch.isfinite(found).all()):
            token = int((~torch.isfinite(found)).any(-1).flatten(0, 1).any(0).nonzero()[0])
            shown = example(full[0, 0, token], [int(positions[token])], found[0, 0, token])
            raise Fault("not finite", shown)
        return found[:, 0] if x.ndim == 3 else found

    def longest(self, context: int) -> int:
        """How many positions from 0 on the function takes, up to ``context``; halved until it does."""
        while True:
            try:
                self(torch.zeros(1, context, self.head_dim), torch.arange(context))
                return context
            except Fault as fault:
                if fault.name != "raises":
                    return context
                if context <= 16:
                    raised = fault.detail.rstrip(".")
                    raise ValueError(
                        f"{self.name} must take positions up to 15 at least; it raised {raised}."
                    ) from fault.__cause__
                context = max(16, context // 2)

    def sizes(self) -> tuple[int, int, int]:
        """Batch, heads and tokens, equal where the function has them."""
        return (EQUAL if "batch" in self.axes else 1, EQUAL if "heads" in self.axes else 1, EQUAL)

    def _way_to_call(self, shapes: Sequence[str]) -> tuple[str, torch.device]:
        failed: Exception | None = None
        for where in dict.fromkeys((device(), torch.device("cpu"))):
            for self.axes in shapes:
                try:
                    probe = torch.ones(*self.sizes(), self.head_dim, device=where)
                    self._turn(probe, torch.arange(EQUAL, device=where))
                except Exception as error:
                    failed = failed or error
                else:
                    return self.axes, where
        assert failed is not None
        if isinstance(failed, _NotTurned):
            raise failed.as_error() from None
        raise ValueError(
            f"{self.name} must turn x of shape ({shapes[0].replace(' ', ', ')}) with dim = {self.head_dim} "
            f"and positions of shape (tokens,); it raised {type(failed).__name__}: {failed}. "
            f"Give head_dim and shape if yours differ, as shape='batch tokens heads dim'."
        ) from failed

    def _turn(self, x: Tensor, positions: Tensor) -> Tensor:
        """(batch, heads, tokens, dim) to the same, by way of the axes that the function wants."""
        batch, heads = x.shape[:2]
        wanted = self.axes.split()
        names = sorted(wanted, key=["batch", "heads", "tokens", "dim"].index)
        if "heads" not in names:
            x = x.flatten(0, 1)
        if "batch" not in names:  # one after another
            rows = x if "heads" in names else x.reshape(-1, *x.shape[-2:])
            return torch.stack([self._once(row, positions, names, wanted) for row in rows]).reshape(
                batch, heads, *x.shape[-2:]
            )
        return self._once(x, positions, names, wanted).reshape(batch, heads, *x.shape[-2:])

    def _once(self, x: Tensor, positions: Tensor, names: list[str], wanted: list[str]) -> Tensor:
        order = [names.index(name) for name in wanted]
        given = x.permute(order).clone(memory_format=torch.contiguous_format)
        shape = given.shape
        result = self.fn(given, positions.clone())
        if not isinstance(result, Tensor) or result.shape != shape or not result.is_floating_point():
            raise _NotTurned(self.name, tuple(shape), result)
        return result.permute([wanted.index(name) for name in names])


class _NotTurned(Exception):
    """What came back is not the vectors, turned."""

    def __init__(self, name: str, shape: tuple[int, ...], result: object) -> None:
        self.name, self.shape, self.result = name, shape, result
        super().__init__(str(self.as_error()))

    def as_error(self) -> Exception:
        if not isinstance(self.result, Tensor):
            repair = " Take one of them: lambda x, p: fn(x, p)[0]." * isinstance(self.result, tuple | list)
            kind = type(self.result).__name__
            return TypeError(f"{self.name} must give back a tensor, the turned vectors; {kind} came.{repair}")
        came = f"shape {tuple(self.result.shape)} in {self.result.dtype}"
        return ValueError(
            f"{self.name} must give back real numbers in the shape of x, {self.shape}; {came} came."
        )


def _axes(name: str, shape: str) -> str:
    found = shape.split() if isinstance(shape, str) else []
    known = {"batch", "heads", "tokens", "dim"}
    if not (
        set(found) <= known and len(set(found)) == len(found) and found[-1:] == ["dim"] and "tokens" in found
    ):
        raise ValueError(
            f"{name} must name the axes of x, some of batch, heads and tokens, and dim at the end, as "
            f"'batch tokens heads dim'; {shape!r} came."
        )
    return " ".join(found)
