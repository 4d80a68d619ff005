"""How a Rope shows itself, and what a model's configuration says beside its encodings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from rope_viz.encodings.base import Encoding
from rope_viz.encodings.rope import Rope


@dataclass(frozen=True)
class Layers:
    """Some of a model's layers.

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


@dataclass(frozen=True)
class Kind:
    """One kind of a model's layers.

    Attributes
    ----------
    encoding : Encoding
        How its layers see positions.
    layers : Layers or None
        Which layers they are; None if it is all of them, or the configuration does not say.
    """

    encoding: Encoding
    layers: Layers | None = None


@dataclass(frozen=True, repr=False)
class ModelCard:
    """What a model's configuration says of positions; shows itself in words.

    Attributes
    ----------
    kinds : mapping of str to Kind
        By the configuration's layer types, or ``"every layer"``.
    context : int or None
        Tokens that the model is made for, if the configuration says it.
    notes : tuple of str
        What it says of attention that no rotation shows, such as a further factor on logits.
    """

    kinds: Mapping[str, Kind]
    context: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def rope(self) -> Rope:
        """The one Rope of all layers that rotate.

        Raises
        ------
        ValueError
            If layers rotate at different speeds.
        """
        ropes = self._rotating()
        first = next(iter(ropes.values())).encoding
        if any(kind.encoding != first for kind in ropes.values()):
            raise ValueError(
                "layer_type must say which layers, because they turn at different speeds: "
                f"{' or '.join(map(repr, ropes))}. Rope.all_from_config gives all of them."
            )
        assert isinstance(first, Rope)
        return first

    @property
    def layers(self) -> Layers | None:
        """Which layers rotate; None if it is all of them, or the configuration does not say."""
        several = [kind.layers for kind in self._rotating().values()]
        known = [layers for layers in several if layers]
        if len(known) < len(several):
            return None
        used = tuple(sorted(index for layers in known for index in layers.used))
        return None if len(used) == known[0].total else Layers(used, known[0].total)

    def _rotating(self) -> dict[str, Kind]:
        return {name: kind for name, kind in self.kinds.items() if isinstance(kind.encoding, Rope)}

    def _together(self) -> Iterator[tuple[str, Encoding, Layers | None]]:
        """Heading, encoding and layers of what differs: one entry if all rotating layers are alike."""
        ropes = self._rotating()
        if len({kind.encoding for kind in ropes.values()}) == 1:
            yield "", self.rope, self.layers
        else:
            yield from ((name, kind.encoding, kind.layers) for name, kind in self.kinds.items())

    def __repr__(self) -> str:
        lines = (
            f"{name}: " * bool(name) + _line(encoding, self.context, layers)
            for name, encoding, layers in self._together()
        )
        return "\n".join([*lines, *self.notes])

    def _repr_html_(self) -> str:
        return "".join(
            _table(encoding, name, self.context, layers) for name, encoding, layers in self._together()
        ) + "".join(f"<p>{escape(note)}</p>" for note in self.notes)


def in_a_line(rope: Rope) -> str:
    """A Rope in one line of words."""
    return _line(rope)


def as_table(rope: Rope) -> str:
    """A Rope as a small table, HTML; colours are the page's."""
    return _table(rope)


def facts(rope: Rope, context: int | None = None, layers: Layers | None = None) -> dict[str, str]:
    """What a Rope is, in words by name; with a model's context and layers, if they are known."""
    # (axes, pairs) where positions have several axes: a pair counts by the axis that turns it fastest
    speeds = rope.inv_freq.abs().reshape(-1, rope.pairs).amax(dim=0)
    wavelengths = 2 * math.pi / speeds[speeds > 0]
    still = rope.pairs - len(wavelengths)
    span = f"{float(wavelengths.min()):,.4g} … {float(wavelengths.max()):,.0f}" if len(wavelengths) else "∞"
    part = "" if rope.rotary_dim == rope.head_dim else f"{rope.rotary_dim} of "
    where = f"{rope.layout} layout, {part}{rope.head_dim} components"
    given = getattr(rope, "frequencies_given", False)
    found = {
        "what turns": f"{rope.pairs} pairs ({where})" + f", {still} stand still" * bool(still),
        "base": "none (frequencies given)" if given else f"{rope.base:,.10g}",
        "tokens per turn": span,
    }
    if context is not None:
        unfinished = rope.pairs - int((wavelengths <= context).sum())
        found["unfinished turns"] = f"{unfinished} pairs never finish one in {context:,} tokens"
    if rope.scaling is not None:
        fixed = f", fixed for {rope.length:,} tokens" if rope.length else ""
        found["scaling"] = f"{rope.scaling}{fixed}"
    if layers is not None:
        found["layers"] = str(layers)
    return found


def _line(encoding: Encoding, context: int | None = None, layers: Layers | None = None) -> str:
    if not isinstance(encoding, Rope):
        return "; ".join([repr(encoding), *([str(layers)] if layers else [])])
    found = facts(encoding, context, layers)
    numbers = f"base {found['base']}, {found['tokens per turn']} tokens per turn"
    unfinished = f", {found['unfinished turns']}" if context else ""
    further = [found[name] for name in ("scaling", "layers") if name in found]
    return "; ".join([f"{type(encoding).__name__}: {found['what turns']}, {numbers}{unfinished}", *further])


def _table(
    encoding: Encoding, name: str = "", context: int | None = None, layers: Layers | None = None
) -> str:
    found = {"layers": str(layers)} if layers else {}
    about = ""
    if isinstance(encoding, Rope):
        found = facts(encoding, context, layers)
        if encoding.scaling is not None:
            about = f'<tr><td colspan="2">{escape(encoding.scaling.about)}</td></tr>'
    rows = "".join(
        f'<tr><th scope="row">{escape(fact)}</th><td>{escape(words)}</td></tr>'
        for fact, words in found.items()
    )
    caption = f"{type(encoding).__name__}" + f", {escape(name)}" * bool(name)
    return f"<table><caption>{caption}</caption><tbody>{rows}{about}</tbody></table>"
