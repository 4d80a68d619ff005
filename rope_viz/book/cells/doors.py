"""The picture of the three doors, which every chapter shows with its own door open."""

from __future__ import annotations

from rope_viz import checks

# What comes in by each door, and what it does on the way.
DOORS = {
    "add": ("add", "a vector for the position is added to the word", "+"),
    "rotate": ("rotate", "query and key are turned by their positions", "↻"),
    "bias": ("bias", "a number is added to the score", "+"),
}
# What flows, with the door that stands before each of the later steps.
FLOW = (("word", None), ("query, key", "add"), ("score", "rotate"), ("attention", "bias"))

# Colours are the page's own: the picture must do in the book, in a notebook and on a slide. The way is a line
# with an arrow before each step; position comes in through an open door, and stops at one that is shut.
STYLE = """
.rv-doors { display: flex; align-items: flex-end; margin: 1em 0; line-height: 1.25 }
.rv-doors > .rv-step { font-weight: 600; padding: 0 .4em; height: 1.6em; line-height: 1.6em;
  white-space: nowrap }
.rv-doors > .rv-way { flex: 1 1 7em; max-width: 15em; display: flex; flex-direction: column;
  align-items: center }
.rv-doors .rv-door { box-sizing: border-box; width: 92%; border: 2px dashed; border-radius: .5em;
  padding: .4em .7em; font-size: .85em }
.rv-doors .rv-door b { display: block; font-size: 1.15em }
.rv-doors .rv-open > .rv-door { border: 3px solid;
  box-shadow: 0 0 0 3px color-mix(in srgb, currentColor 18%, transparent) }
.rv-doors :is(.rv-in, .rv-on) { position: relative; display: block }
.rv-doors .rv-in { height: 1.5em; width: 0 }
.rv-doors .rv-open > .rv-in { border-left: 2px solid }
.rv-doors .rv-on { width: 100%; height: 1.6em }
.rv-doors .rv-on::before { content: ""; position: absolute; top: calc(.8em - 1px); left: 0; right: .2em;
  border-top: 2px solid }
.rv-doors :is(.rv-on, .rv-open > .rv-in)::after { content: ""; position: absolute; width: .45em;
  height: .45em; border: solid; border-width: 2px 2px 0 0; transform: rotate(45deg) }
.rv-doors .rv-on::after { top: calc(.8em - .31em); right: .2em }
.rv-doors .rv-open > .rv-in::after { bottom: 0; left: calc(-.31em - 1px); transform: rotate(135deg) }
.rv-doors .rv-on > i { position: absolute; left: 50%; top: 0; z-index: 1; width: 1.6em; height: 1.6em;
  margin-left: -.8em; box-sizing: border-box; border: 2px solid; border-radius: 50%; font-style: normal;
  background: var(--rv-paper, Canvas); font-weight: 700; line-height: calc(1.6em - 4px); text-align: center }
@media (max-width: 600px) {
  .rv-doors { flex-direction: column; align-items: stretch }
  .rv-doors > .rv-step { align-self: flex-start; width: 7em; text-align: center }
  .rv-doors > .rv-way { max-width: none; flex: none; flex-direction: row-reverse;
    padding-left: 2.7em; margin-block: .2em }
  .rv-doors .rv-door { flex: 1; width: auto }
  .rv-doors .rv-in { width: 1.5em; height: 0 }
  .rv-doors .rv-open > .rv-in { border-left: 0; border-top: 2px solid }
  .rv-doors .rv-open > .rv-in::after { bottom: auto; top: calc(-.31em - 1px); left: 0;
    transform: rotate(225deg) }
  .rv-doors .rv-on { width: 1.6em; align-self: stretch; min-height: 3.2em; height: auto }
  .rv-doors .rv-on::before { top: 0; bottom: .2em; left: calc(.8em - 1px); right: auto; border-top: 0;
    border-left: 2px solid }
  .rv-doors > .rv-way > .rv-on::after { top: auto; bottom: .2em; left: calc(.8em - .31em); right: auto;
    transform: rotate(135deg) }
  .rv-doors .rv-on > i { top: calc(50% - .8em) }
}
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
        parts = [self._way(door) + _step(step) if door else _step(step) for step, door in FLOW]
        return (
            f"<style>{STYLE}</style>"
            f'<div class="rv-doors" role="img" aria-label="{self}">{"".join(parts)}</div>'
        )

    def _way(self, door: str) -> str:
        """The line to the next step, the door above it, and what an open one does to what passes."""
        name, what, sign = DOORS[door]
        is_open = door in self.opened
        state, said, done = (" rv-open", " — open", f"<i>{sign}</i>") if is_open else ("", "", "")
        return (
            f'<span class="rv-way{state}"><span class="rv-door"><b>{name}{said}</b>{what}</span>'
            f'<span class="rv-in"></span><span class="rv-on">{done}</span></span>'
        )


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
