"""How figures look beside what they show: titles, sizes, palettes and themes, said once for every picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypedDict, TypeVar

from rope_viz import theme
from rope_viz.plots.content import Label, Line, Picture, Points, Rule

Part = TypeVar("Part")
ThemeName = Literal["light", "dark", "print", "projector"]


class _Shared(TypedDict, total=False):
    title: str
    palette: Sequence[str]
    theme: ThemeName


class Look(_Shared, total=False):
    """What every plotly figure takes beside its table.

    Attributes
    ----------
    title : above the figure and its legend
    height : pixels
    palette : colours of the curves, one after the other, as #rrggbb or by CSS name
    theme : "light", "dark", "print" or "projector"; what `rope_viz.use_theme` said, if it is left out
    """

    height: float


class PrintLook(_Shared, total=False):
    """What every matplotlib picture takes beside its table: `Look`, with ``figsize`` for ``height``.

    Attributes
    ----------
    figsize : width and height in inches, of a figure that is made; a given ``ax`` has its size
    """

    figsize: tuple[float, float]


@dataclass(frozen=True)
class Theme:
    """Colours, and how much larger than on a page text and strokes are."""

    palette: theme.Palette = theme.LIGHT
    text: float = 1
    stroke: float = 1


THEMES: dict[str, Theme] = {
    "light": Theme(),
    "dark": Theme(theme.DARK),
    "print": Theme(theme.PRINTED, text=0.9, stroke=0.75),
    "projector": Theme(theme.PRINTED, text=1.2, stroke=1.6),
}
_chosen = "light"


def use_theme(name: ThemeName) -> None:
    """Draw all figures from here on for a light page, a dark one, paper or a lecture hall.

    Parameters
    ----------
    name : {"light", "dark", "print", "projector"}
        On paper text and lines are finer, for a projector larger. Explorers follow the page by themselves.

    Examples
    --------
    >>> import rope_viz as rv
    >>> rv.use_theme("dark")
    >>> rv.plot_angles(rv.Rope(8)).layout.paper_bgcolor == rv.theme.DARK.paper
    True
    >>> rv.use_theme("light")
    """
    global _chosen  # as a context variable it would end with the notebook's cell
    _chosen = _known(name)


def current(picture: Picture) -> Theme:
    """The theme that a picture is drawn in."""
    return THEMES[picture.theme]


def looking(picture: Picture, look: Mapping[str, Any], kind: type) -> Picture:
    """The picture as somebody wants it to look, or a refusal in words before anything is drawn."""
    allowed = [*_Shared.__annotations__, *kind.__annotations__]
    for name in look:
        if name not in allowed:
            raise TypeError(f"a figure takes {', '.join(dict.fromkeys(allowed))}; {name!r} came.")
    title = look.get("title", "")
    if not isinstance(title, str):
        raise ValueError(f"title must be text; {title!r} came.")
    chosen = _known(look.get("theme", _chosen))
    palette = _palette(look.get("palette", ()))
    height, size = _positive("height", look.get("height", picture.height)), look.get("figsize")
    if size is not None:
        if not isinstance(size, Iterable) or isinstance(size, str) or len(sides := [*size]) != 2:
            raise ValueError(f"figsize must be width and height in inches; {size!r} came.")
        size = (_positive("figsize's width", sides[0]), _positive("figsize's height", sides[1]))
    now, swap = THEMES[chosen], dict(zip(theme.SERIES, _around(palette), strict=False))
    swap = {one: now.palette.roles[role] for role, one in theme.LIGHT.roles.items()} | swap
    return replace(
        _in_colours(picture, swap, now.stroke, now.text),
        title=title, theme=chosen, height=round(height), size=size,
    )  # fmt: skip


def _known(name: Any) -> str:
    if not isinstance(name, str) or name not in THEMES:
        raise ValueError(f"theme must be one of {', '.join(map(repr, THEMES))}; {name!r} came.")
    return name


def _positive(name: str, value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
        raise ValueError(f"{name} must be a number greater than 0; {value!r} came.")
    return float(value)


def _palette(colours: Any) -> list[str]:
    given = [colours] if isinstance(colours, str) or not isinstance(colours, Iterable) else list(colours)
    if not given:
        return []
    from matplotlib.colors import is_color_like, to_hex  # waits until somebody brings colours

    for colour in given:
        if not is_color_like(colour):
            raise ValueError(f"palette must hold colours, by name or as #rrggbb; {colour!r} came.")
    return [to_hex(colour) for colour in given]


def _around(palette: list[str]) -> list[str]:
    """As many colours as curves have, from the first again after the last."""
    return [palette[i % len(palette)] for i in range(len(theme.SERIES))] if palette else []


def _in_colours(part: Part, swap: Mapping[str, str], stroke: float, text: float) -> Part:
    """A part of a picture, or all of it, with other colours and other sizes of lines, dots and words."""
    made: Any = part
    if isinstance(part, str):
        return swap.get(part, made)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(_in_colours(one, swap, stroke, text) for one in part)  # type: ignore[return-value]
    if not is_dataclass(part) or isinstance(part, type):
        return part
    made = replace(
        part, **{f.name: _in_colours(getattr(part, f.name), swap, stroke, text) for f in fields(part)}
    )
    if isinstance(made, Line):
        made = replace(made, width=made.width * stroke, dots=made.dots * stroke)
    elif isinstance(made, Rule):
        made = replace(made, width=made.width * stroke)
    elif isinstance(made, Points):
        made = replace(made, size=made.size * stroke)
    elif isinstance(made, Label):
        made = replace(made, size=made.size * text)
    return made  # type: ignore[no-any-return]
