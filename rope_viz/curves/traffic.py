"""What it takes to turn queries and keys: bytes moved and numbers multiplied, the same on every machine.

A machine takes at least as long as it needs to move the bytes, and at least as long as it needs to multiply.
Both go on at once, so the longer of the two counts. That is the roofline model.

References
----------
Williams, Waterman and Patterson (2009), Roofline, Communications of the ACM 52(4).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from rope_viz import checks

SIZES = {"float32": 4, "bfloat16": 2}  # bytes of a number
TABLE = 4  # bytes of a cosine or a sine, which one keeps in float32


@dataclass(frozen=True)
class Step:
    """One way through memory: what is read and written, and what is multiplied on the way.

    Attributes
    ----------
    what : the operation
    moved : bytes read and written
    products : multiplications
    """

    what: str
    moved: float
    products: float


Steps = list[Step]


def total(steps: Iterable[Step]) -> Step:
    """Add up all steps.

    Examples
    --------
    >>> total([Step("read", 8, 0), Step("multiply", 8, 2)])
    Step(what='all', moved=16, products=2)
    """
    steps = [*steps]
    return Step("all", sum(step.moved for step in steps), sum(step.products for step in steps))


def least_time(steps: Iterable[Step], balance: float) -> float:
    """How long it takes at least, in the time that one byte takes to be moved.

    Parameters
    ----------
    steps : sequence of Step
        One after the other; within each, moving and multiplying go on at once.
    balance : float
        Multiplications that the machine makes while it moves a byte.

    Examples
    --------
    >>> least_time([Step("copy", 8, 0), Step("multiply", 8, 40)], balance=2)
    28.0
    """
    if not balance > 0:
        raise ValueError(f"balance must be positive, because a machine multiplies; {balance} came.")
    return math.fsum(max(step.moved, step.products / balance) for step in steps)


def count_steps(program: Callable[..., Any], *arguments: Any) -> Steps:
    """Run a program and count, for each of torch's operations, what it moves and multiplies.

    Every operand counts as read from memory and every result as written to it, as it is where they are larger
    than the caches. Operations that only look at memory in another way count nothing. On tensors of the
    device ``"meta"``, which have shapes and no numbers, nothing is computed and any size can be counted.

    Parameters
    ----------
    program : callable
    *arguments
        What it is called with.

    Returns
    -------
    list of Step
        In the order in which they were run.

    Examples
    --------
    >>> x = torch.ones(1000)
    >>> count_steps(lambda x: 2 * x + x, x)
    [Step(what='mul', moved=8000, products=1000), Step(what='add', moved=12000, products=0)]
    """
    with _Counter() as counter:
        program(*arguments)
    return counter.steps


class _Counter(TorchDispatchMode):
    """Sees every operation of torch that is run within it."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: Steps = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        if not (func.is_view or name in ALIKE):
            read = [x for x in _tensors(args) if not (name == "copy_" and x is args[0])]
            moved = sum(map(_bytes, [*read, *_tensors([result])]))
            self.steps.append(Step(name, moved, _products(name, read, result)))
        return result


ALIKE = {"_unsafe_view", "detach", "empty", "empty_like"}  # move nothing, and are no views to torch


def _tensors(values: Any) -> list[Tensor]:
    """The tensors among some values, those of lists as well."""
    lists = [value if isinstance(value, list | tuple) else [value] for value in values]
    return [value for value in itertools.chain(*lists) if isinstance(value, Tensor)]


def _bytes(x: Tensor) -> int:
    """Of all that lies in memory; what is repeated along an axis lies there once."""
    lengths = [length for length, stride in zip(x.shape, x.stride(), strict=True) if stride]
    return math.prod(lengths) * x.element_size()


def _products(name: str, read: list[Tensor], result: Any) -> int:
    if name in ("mm", "bmm"):
        return result.numel() * read[0].shape[-1]
    if name in ("mul", "mul_", "addcmul", "addcmul_"):
        return result.numel() * (4 if result.is_complex() else 1)
    return 0


def by_matrix(x: Tensor, matrices: Tensor) -> Tensor:
    """The textbook: vectors (..., heads, tokens, head_dim) times a matrix for each token, rows first."""
    return torch.einsum("...htd,tde->...hte", x, matrices)


def by_steps(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """The code of most models: halves flipped into new memory, two products, a sum."""
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat((-second, first), -1) * sin


def by_one_product(x: Tensor, phasors: Tensor) -> Tensor:
    """Neighbours as complex numbers, multiplied by phasors (tokens, pairs): one operation."""
    pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * phasors).flatten(-2)


def rotation_ways(heads: int, head_dim: int, format: str = "float32") -> dict[str, Steps]:
    """Count four ways to turn the query and the key of one token in all heads, each of them into new memory.

    Parameters
    ----------
    heads : int
        That share one table of cosines and sines, or one matrix: heads, times the texts of a batch.
    head_dim : int
        Even.
    format : {"float32", "bfloat16"}
        Of queries and keys, and of what is as long as they are; the table of the last way is in float32.

    Returns
    -------
    dict of str to list of Step
        A copy of query and key, for comparison; the block matrix; the halves flipped step by step; and all in
        one pass, as a complex product does it in float32 and a compiled program in any format.

    Examples
    --------
    >>> ways = rotation_ways(32, 128)
    >>> {name: total(steps).moved / total(ways["a copy"]).moved for name, steps in ways.items()}
    {'a copy': 1.0, 'block matrix': 3.0, 'step by step': 5.03125, 'in one pass': 1.015625}
    """
    checks.even("head_dim", head_dim, "because components turn in pairs")
    checks.at_least("heads", heads, 1)
    size = SIZES[checks.one_of("format", format, tuple(SIZES))]
    like = {"device": "meta", "dtype": getattr(torch, format)}
    x, table = torch.empty(heads, 1, head_dim, **like), torch.empty(1, head_dim, **like)
    matrices = torch.empty(1, head_dim, head_dim, **like)
    once = one_pass(2 * heads * head_dim, size, 2 * head_dim * TABLE)
    return {
        "a copy": 2 * count_steps(torch.clone, x),
        "block matrix": 2 * count_steps(by_matrix, x, matrices),
        "step by step": 2 * count_steps(by_steps, x, table, table),
        "in one pass": once,
    }


def one_pass(components: float, size: int, tables: float) -> Steps:
    """Read components of queries and keys, turn them with tables of so many bytes, write them."""
    return [Step("turn", 2 * size * components + tables, 2 * components)]


def layer_ways(tokens: int, heads: int, head_dim: int, format: str = "float32") -> dict[str, Steps]:
    """Count attention for one token among so many, with positions at one of the doors or with none.

    Attention itself is a fused kernel: it reads queries, keys and values once, writes the outputs, and keeps
    the scores to itself.

    Parameters
    ----------
    tokens : int
        That are attended to.
    heads, head_dim, format
        As in `rotation_ways`.

    Returns
    -------
    dict of str to list of Step
        Without positions; turned in one pass and step by step; with a bias for each score that a kernel works
        out, that is read from a matrix made before, and that is written as a matrix in each call first.
    """
    checks.at_least("tokens", tokens, 1)
    ways = rotation_ways(heads, head_dim, format)
    size = SIZES[format]
    moved, scores = 4 * heads * head_dim * size, heads * tokens

    def attend(extra: float = 0.0, products: float = 0.0) -> Step:
        return Step("attend", moved + extra, 2 * scores * head_dim + products)

    matrix = float(scores * size)
    return {
        "no positions": [attend()],
        "turned in one pass": [*ways["in one pass"], attend()],
        "turned step by step": [*ways["step by step"], attend()],
        "bias in the kernel": [attend(products=scores)],
        "bias made before": [attend(matrix)],
        "bias written each time": [Step("write", matrix, 0), attend(matrix)],
    }
