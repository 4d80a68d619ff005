"""Rotary position embedding: every pair of components turns by its token's position times its own speed.

Shapes: D = head_dim, R = rotary_dim (the first R of the D components turn), pairs = R / 2.
"""

from __future__ import annotations

import math
from copy import copy
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.base import Encoding, as_positions
from rope_viz.encodings.kernel import LAYOUTS, turn
from rope_viz.encodings.scaling import Rule
from rope_viz.encodings.sharded import rotate_sharded
from rope_viz.encodings.tables import Tables, turns_in_a_row

Layout = Literal["interleaved", "half"]
# Consecutive positions whose turns are multiplied at once. They stay in the cache, and with up to 64 pairs
# torch starts no threads for so few, for which a busy machine would make every block wait.
ROW = 512


Scaling = Rule


@dataclass(frozen=True)
class Layers:
    """Which layers of a model turn with a Rope.

    Attributes
    ----------
    used : tuple of int
        Their indices, from 0.
    total : int
        How many layers the model has.
    """

    used: tuple[int, ...]
    total: int

    def __str__(self) -> str:
        return f"{len(self.used)} of {self.total} layers"


class Rope(Encoding):
    """Rotary position embedding of one attention head.

    The vector's components are taken in pairs; pair i of the token at position m is turned by
    ``m · inv_freq[i]`` radians. Lengths stay, and the score of a query and a key depends on the
    distance of their positions only.

    Parameters
    ----------
    head_dim : int
        Components of a query or key vector (D); even.
    base : float
        The pairs' speeds are ``base ** (-2 i / rotary_dim)`` radians per token: pair 0 always turns one
        radian per token, a larger base slows all others down.
    layout : {"interleaved", "half"}
        Which components form pair i: ``(2i, 2i + 1)`` as in RoFormer, or ``(i, i + rotary_dim / 2)`` as
        in GPT-NeoX and Hugging Face's Llama.
    rotary_dim : int, optional
        Turn the first ``rotary_dim`` components only and let the others through; all by default.
    scaling : Rule, optional
        A rule of `rope_viz.scaling`: ``inv_freq -> inv_freq`` and an attention factor.
    context : int, optional
        Tokens that the model is made for. Changes no number; ``str`` then says how many pairs never finish a
        turn within it.

    Attributes
    ----------
    layers : Layers or None
        Which layers of the model turn with it, where a configuration told and it is not all.

    Raises
    ------
    TypeError, ValueError
        If ``head_dim`` or ``rotary_dim`` is not an even whole number, ``rotary_dim`` is larger than
        ``head_dim``, ``base`` is not above zero, ``layout`` is unknown, or ``scaling`` is not a rule.

    References
    ----------
    Su et al. (2021), RoFormer: Enhanced Transformer with Rotary Position Embedding, equations 13-16.

    Examples
    --------
    >>> rope = Rope(head_dim=4, base=100.0)
    >>> rope.inv_freq
    tensor([1.0000, 0.1000], dtype=torch.float64)
    >>> x = torch.tensor([[1.0, 0.0, 1.0, 0.0]])
    >>> rope.rotate(x, [2.0]).round(decimals=3)
    tensor([[-0.4160,  0.9090,  0.9800,  0.1990]])
    """

    axes: int | None = None
    """Coordinates of a position; None where it is one number (`rope_viz.encodings.axes` has the others)."""

    def __init__(
        self,
        head_dim: int = 64,
        base: float = 10_000.0,
        layout: Layout = "interleaved",
        rotary_dim: int | None = None,
        scaling: Rule | None = None,
        context: int | None = None,
    ) -> None:
        self.head_dim = checks.even("head_dim", head_dim, "because components turn in pairs")
        self.base = checks.positive("base", base, "because the speeds are its powers")
        self.layout = checks.one_of("layout", layout, LAYOUTS)
        rotary_dim = head_dim if rotary_dim is None else rotary_dim
        self.rotary_dim = checks.even("rotary_dim", rotary_dim, "because components turn in pairs")
        checks.at_most("rotary_dim", rotary_dim, head_dim, "the head_dim")
        self.scaling = None if scaling is None else checks.rule("scaling", scaling, Rule)
        self.context = None if context is None else checks.at_least("context", context, 1)
        self.layers: Layers | None = None

    @staticmethod
    def from_config(source: Any, layer_type: str | None = None, layout: Layout | None = None) -> Rope:
        """Read the rotary embedding that a Hugging Face ``config.json`` describes.

        Older (``rope_scaling``) and newer (``rope_parameters``) field names are read alike. Fields that real
        files leave out are filled in for the families of `rope_viz.models.families`. For models with
        multi-head latent attention (DeepSeek) the result is the part of a head that turns,
        ``qk_rope_head_dim`` wide.

        Parameters
        ----------
        source : path, mapping, or object with ``to_dict()``
            The file, the folder that holds it, its content, or a configuration of transformers.
        layer_type : str, optional
            Which layers, where they differ: Gemma 3 has other speeds in its ``"full_attention"`` than in its
            ``"sliding_attention"`` layers. `all_from_config` gives all of them.
        layout : {"interleaved", "half"}, optional
            Overrides what is known of the family; no file says it.

        Returns
        -------
        Rope
            An `MRope` if the file has ``mrope_section``. Its ``context`` is ``max_position_embeddings``;
            its ``layers`` say where some layers do without.

        Raises
        ------
        FileNotFoundError, TypeError, ValueError
            If the file is missing or broken, the model has no rotary embedding, uses a rule that is not known
            here, or has layers that differ and none was asked for.

        Warns
        -----
        UserWarning
            If the family is not known and no layout is given: then ``"half"`` is assumed, as most have it.

        Examples
        --------
        >>> Rope.from_config({"model_type": "llama", "hidden_size": 4096, "num_attention_heads": 32})
        Rope(head_dim=128, base=10000.0, layout='half')
        """
        from rope_viz.models.config import read_rope

        return read_rope(source, layer_type, layout)

    @staticmethod
    def all_from_config(source: Any, layout: Layout | None = None) -> dict[str, Encoding]:
        """Read the position encoding of every kind of layer that a ``config.json`` describes.

        Parameters
        ----------
        source : path, mapping, or object with ``to_dict()``
            As for `from_config`.
        layout : {"interleaved", "half"}, optional
            As for `from_config`.

        Returns
        -------
        dict of str to Encoding
            By the configuration's ``layer_types``, or ``"every layer"``. Layers without positions have
            `NoPositions`; where only some layers of a type do without, their key is the type's name and
            ``" without positions"``.

        Raises
        ------
        FileNotFoundError, TypeError, ValueError
            As for `from_config`, different layers excepted.

        Examples
        --------
        >>> gemma = {"model_type": "gemma3_text", "num_hidden_layers": 26, "head_dim": 256}
        >>> for layer_type, rope in Rope.all_from_config(gemma).items():
        ...     print(layer_type, rope.base, rope.layers)
        sliding_attention 10000.0 22 of 26 layers
        full_attention 1000000.0 4 of 26 layers
        """
        from rope_viz.models.config import read_encodings

        return read_encodings(source, layout)

    def at_length(self, tokens: int) -> Rope:
        """Fix the rule for sequences of one length; only `dynamic_ntk` and `longrope` change with it.

        Parameters
        ----------
        tokens : int
            Length of the sequence, cached tokens included.

        Returns
        -------
        Rope
            With ``scaling.at_length(tokens)``.

        Raises
        ------
        TypeError, ValueError
            If ``tokens`` is not a whole number above zero.

        Examples
        --------
        >>> from rope_viz.encodings import scaling
        >>> rope = Rope(head_dim=4, scaling=scaling.dynamic_ntk(factor=2, original_length=4096))
        >>> rope.at_length(8192).scaling
        ntk_aware(factor=3.0)
        >>> rope.angles([8191])
        Traceback (most recent call last):
        ...
        ValueError: positions must stay below 4096, up to which dynamic_ntk holds as it stands; 8191 came. ...
        """
        checks.at_least("tokens", tokens, 1)
        fixed = copy(self)
        fixed.scaling = None if self.scaling is None else self.scaling.at_length(tokens)
        return fixed

    @property
    def pairs(self) -> int:
        """How many pairs turn, rotary_dim / 2."""
        return self.rotary_dim // 2

    @property
    def inv_freq(self) -> Tensor:
        """Speed of each pair, shape (pairs,), float64, radians per token, after scaling.

        If the rule changes with the length (see `at_length`), up to its original length.
        """
        exponent = torch.arange(0, self.rotary_dim, 2, dtype=torch.float64) / self.rotary_dim
        plain = self.base**-exponent
        return plain if self.scaling is None else self.scaling(plain, self.base)

    @property
    def wavelengths(self) -> Tensor:
        """Tokens that each pair needs for one turn, shape (pairs,), float64."""
        return 2 * math.pi / self.inv_freq

    @property
    def attention_factor(self) -> float:
        """What queries and keys are multiplied by beside the rotation; 1.0 unless the rule says otherwise."""
        return 1.0 if self.scaling is None else self.scaling.attention_factor

    def angles(self, positions: Any) -> Tensor:
        """Angle of every pair at every position.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens)
            Need not be integers, sorted or positive. A dtype that cannot hold them exactly is refused.

        Returns
        -------
        Tensor, shape (..., tokens, pairs), float64, radians
            On the device of ``positions``, or on `device()` if they are plain numbers. (On the CPU
            where the device has no float64.)

        Raises
        ------
        TypeError, ValueError
            If a position is not a finite real number, too large for its dtype, or beyond the length up to
            which the scaling rule holds as it stands.

        Examples
        --------
        >>> Rope(head_dim=4, base=100.0).angles([0, 1, 2])
        tensor([[0.0000, 0.0000],
                [1.0000, 0.1000],
                [2.0000, 0.2000]], dtype=torch.float64)
        """
        exact = as_positions(positions)
        if self.scaling is not None:
            checks.within(exact, self.scaling.valid_length, type(self.scaling).__name__)
        return exact[..., None] * self.inv_freq.to(exact.device)

    def tables(self, positions: Any, dtype: torch.dtype = torch.float32) -> Tables:
        """Make the turns of these positions once, for queries, keys and every layer.

        Parameters
        ----------
        positions : Tensor, array or sequence, shape (..., tokens)
            As for `angles`.
        dtype : torch.float32 or torch.float64
            Precision in which vectors will be turned. float32 also serves bfloat16 and float16 vectors.
        """
        kind = _complex(dtype)
        if dtype == torch.float32 and (turns := self._turns_in_a_row(positions)) is not None:
            return Tables(turns)
        return Tables(self._turns(self.angles(positions)).to(kind))

    def rotate(
        self, x: Tensor, positions: Any, *, out: Tensor | None = None, compiled: bool = False
    ) -> Tensor:
        """Turn every pair of components of ``x`` by its token's angle.

        A token's rotation needs its own position only, so a part of a sequence is turned with the positions
        of that part, and a sequence that is spread over devices without any of them asking another.

        Parameters
        ----------
        x : Tensor, shape (..., tokens, head_dim)
            Queries or keys, in any floating dtype. A ``torch.distributed.tensor.DTensor`` may be sharded
            along any axis but the last.
        positions : Tensor, array or sequence, shape (..., tokens), or Tables
            One position per token, or what `tables` made of them. For a DTensor: those of the tokens that are
            here, or a DTensor that is sharded alike.
        out : Tensor, optional
            Where the result goes, of the shape, dtype and device of ``x``; may be ``x`` itself. Saves the
            memory and, for large tensors, most of the time. Nothing is then recorded for gradients.
        compiled : bool
            Turn in one pass over memory, by loops that Numba compiles on a CPU where it is installed (extra
            ``fast``), by ``torch.compile`` elsewhere; the first call takes seconds. Several times faster for
            the half layout, and for bfloat16 in both. The other cases, and vectors of a few tokens on a CPU,
            have nothing to gain and run as without.

        Returns
        -------
        Tensor
            Shape, dtype and device of ``x``; differentiable. Angles are computed in float64, and cosine,
            sine and result are each rounded once.

        Raises
        ------
        TypeError, ValueError
            If ``x`` is not a floating tensor of that shape, there is not one position per token, or ``out``
            does not fit or would have to carry a gradient.

        Warns
        -----
        RuntimeWarning
            If ``compiled`` is done by ``torch.compile`` and torch's limit of recompilations is reached; the
            result is right then, but not fast.

        References
        ----------
        Su et al. (2021), RoFormer, section 3.2.2 and equation 34.

        Examples
        --------
        >>> rope, x = Rope(head_dim=64), torch.randn(2, 8, 16, 64)
        >>> tables = rope.tables(range(16))
        >>> turned = rope.rotate(x, tables)
        >>> rope.rotate(x, tables, out=x) is x
        True
        >>> torch.equal(x, turned)
        True
        """
        checks.last_axis("x", checks.floating("x", x), self.head_dim, "head_dim")
        if type(x) is not Tensor and hasattr(x, "device_mesh"):
            return rotate_sharded(self, x, positions, out=out, compiled=compiled)
        tables = self._tables_for(x, positions)
        if out is not None:
            checks.writable("out", out, x, tables.turns)
        return turn(x, tables, self.layout, out, compiled)

    def matrix(self, position: float) -> Tensor:
        """The rotation at one position as the textbook writes it: a block matrix.

        Returns
        -------
        Tensor, shape (head_dim, head_dim), float64
            ``rope.matrix(m) @ x`` equals ``rope.rotate(x[None], [m])[0]``. Made to be looked at: it does
            D multiplications a component where the rotation needs two.

        Examples
        --------
        >>> Rope(head_dim=2).matrix(math.pi / 2).round(decimals=3)
        tensor([[ 0., -1.],
                [ 1.,  0.]], dtype=torch.float64)
        """
        where = torch.full((self.head_dim,), float(position), dtype=torch.float64)
        columns = torch.eye(self.head_dim, dtype=torch.float64)
        return self.rotate(columns, where).T

    def rotate_query(self, query: Tensor, positions: Any) -> Tensor:
        """Door 3 for queries."""
        return self.rotate(query, positions)

    def rotate_key(self, key: Tensor, positions: Any) -> Tensor:
        """Door 3 for keys."""
        return self.rotate(key, positions)

    def __repr__(self) -> str:
        parts = [f"head_dim={self.head_dim}, base={self.base}, layout={self.layout!r}"]
        if self.rotary_dim != self.head_dim:
            parts.append(f"rotary_dim={self.rotary_dim}")
        if self.scaling is not None:
            parts.append(f"scaling={self.scaling!r}")
        if self.context is not None:
            parts.append(f"context={self.context}")
        return f"{type(self).__name__}({', '.join(parts)})"

    def __str__(self) -> str:
        facts = self._facts()
        further = [facts[name] for name in ("scaling", "layers") if name in facts]
        numbers = f"base {facts['base']}, {facts['tokens per turn']} tokens per turn"
        unfinished = f", {facts['unfinished turns']}" if self.context else ""
        return "; ".join([f"{type(self).__name__}: {facts['what turns']}, {numbers}{unfinished}", *further])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(words)}</td></tr>'
            for name, words in self._facts().items()
        )
        if self.scaling is not None:
            rows += f'<tr><td colspan="2">{escape(self.scaling.about)}</td></tr>'
        return f"<table><caption>{type(self).__name__}</caption><tbody>{rows}</tbody></table>"

    def _facts(self) -> dict[str, str]:
        """What it is, in words by name."""
        # (axes, pairs) where positions have several axes: a pair counts by the axis that turns it fastest
        speeds = self.inv_freq.abs().reshape(-1, self.pairs).amax(dim=0)
        turns = 2 * math.pi / speeds[speeds > 0]
        still = f", {self.pairs - len(turns)} stand still" if len(turns) < self.pairs else ""
        span = f"{float(turns.min()):,.4g} … {float(turns.max()):,.0f}" if len(turns) else "∞"
        part = "" if self.rotary_dim == self.head_dim else f"{self.rotary_dim} of "
        where = f"{self.layout} layout, {part}{self.head_dim} components"
        facts = {
            "what turns": f"{self.pairs} pairs ({where}){still}",
            "base": f"{self.base:,.10g}",
            "tokens per turn": span,
        }
        if self.context is not None:
            unfinished = self.pairs - int((turns <= self.context).sum())
            facts["unfinished turns"] = f"{unfinished} pairs never finish one in {self.context:,} tokens"
        if self.scaling is not None:
            facts["scaling"] = str(self.scaling)
        if self.layers is not None:
            facts["layers"] = str(self.layers)
        return facts

    def _tables_for(self, x: Tensor, positions: Any) -> Tables:
        needed = torch.float64 if x.dtype == torch.float64 else torch.float32
        if not isinstance(positions, Tables):
            exact = as_positions(positions, x.device)
            checks.per_token(x, tuple(exact.shape), self.axes)
            tables = self.tables(exact, needed)
            return tables if tables.turns.device == x.device else Tables(tables.turns.to(x.device))
        turns = positions.turns
        plainly = turns.shape == (x.shape[-2], self.rotary_dim // 2) and turns.device == x.device
        if not (plainly and positions.real == needed):  # what fits at a glance needs no further look
            checks.per_token(x, tuple(turns.shape)[:-1])
            checks.tables_fit(x, turns, self.pairs, needed)
        return positions

    def _turns(self, angles: Tensor) -> Tensor:
        return torch.polar(torch.full_like(angles, self.attention_factor), angles)

    def _turns_in_a_row(self, positions: Any) -> Tensor | None:
        """Turns of many consecutive positions, by adding angles; None if they are something else."""
        exact = as_positions(positions)
        if exact.ndim != 1 or len(exact) < 4 * ROW or exact.requires_grad or not exact.is_cpu:
            return None
        if type(self).angles is not Rope.angles:
            return None
        if not torch.equal(exact, torch.arange(len(exact), dtype=torch.float64).add_(exact[0])):
            return None
        self.angles(exact[-1:])  # refuses the largest where the scaling rule does not reach it
        steps = self.angles(torch.arange(ROW))
        turned = torch.polar(torch.ones_like(steps), steps)
        return turns_in_a_row(self._turns(self.angles(exact[::ROW])), turned, len(exact))


def _complex(dtype: torch.dtype) -> torch.dtype:
    kinds = {torch.float32: torch.complex64, torch.float64: torch.complex128}
    if dtype not in kinds:
        raise ValueError(
            f"dtype must be torch.float32 or torch.float64, in which turning is exact enough; {dtype} came."
        )
    return kinds[dtype]
