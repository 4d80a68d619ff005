"""The picture of the three doors, which every chapter shows with its own door open."""

from __future__ import annotations

from rope_viz import checks

DOORS = {
    "add": ("add", "a vector for the position is added to the word"),
    "rotate": ("rotate", "query and key are turned by their positions"),
    "bias": ("bias", "a number is added to the score"),
}
# What flows, with the door that stands before each of the later steps.
FLOW = (("word", None), ("query, key", "add"), ("score", "rotate"), ("attention", "bias"))

# Colours are the page's own: the picture must do in the book, in a notebook and on a slide.
STYLE = """
.rv-doors { display: flex; align-items: center; gap: .4em; margin: 1em 0; line-height: 1.25 }
.rv-doors > .rv-step { font-weight: 600; padding: .4em .2em }
.rv-doors > .rv-door { flex: 1 1 6em; max-width: 15em; border: 2px dashed; border-radius: .5em;
  padding: .4em .7em; font-size: .85em }
.rv-doors > .rv-door b { display: block; font-size: 1.15em }
.rv-doors > .rv-open { border: 3px solid;
  box-shadow: 0 0 0 3px color-mix(in srgb, currentColor 18%, transparent) }
@media (max-width: 600px) { .rv-doors { flex-direction: column; align-items: stretch; text-align: center }
  .rv-doors > .rv-door { max-width: none; flex: none } }
"""


class Doors:
    """The way from a word to attention, with the doors that an encoding opens; see `draw_doors`."""

    def __init__(self, opened: tuple[str, ...]) -> None:
        self.opened = opened

    def __repr__(self) -> str:
        steps = [
            f"[{door}{': open' if door in self.opened else ''}] -> {step}" for step, door in FLOW if door
        ]
        return "word -> " + " -> ".join(steps)

    def _repr_html_(self) -> str:
        parts = [self._door(door) + _step(step) if door else _step(step) for step, door in FLOW]
        return (
            f"<style>{STYLE}</style>"
            f'<div class="rv-doors" role="img" aria-label="{self}">{"".join(parts)}</div>'
        )

    def _door(self, door: str) -> str:
        name, what = DOORS[door]
        state = " rv-open" if door in self.opened else ""
        return f'<span class="rv-door{state}"><b>{name}{" — open" if state else ""}</b>{what}</span>'


def draw_doors(*opened: str) -> Doors:
    """Draw the way from a word to attention, and open the doors that an encoding uses.

    Parameters
    ----------
    *opened : {"add", "rotate", "bias"}
        None: all three are shut.

    Raises
    ------
    ValueError
        If there is no such door.

    Examples
    --------
    >>> draw_doors("rotate")
    word -> [add] -> query, key -> [rotate: open] -> score -> [bias] -> attention
    """
    return Doors(tuple(checks.one_of("opened", door, DOORS) for door in opened))


def _step(text: str) -> str:
    return f'<span class="rv-step">{text}</span>'
