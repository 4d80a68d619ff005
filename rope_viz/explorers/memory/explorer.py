"""What a way of turning moves and multiplies, and how long a machine takes for it at least."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
import traitlets

from rope_viz import theme
from rope_viz.curves.common import by_one_position
from rope_viz.curves.rounding import Precision, rounded_angles, rounded_to
from rope_viz.curves.traffic import (
    SIZES,
    Step,
    Steps,
    layer_ways,
    least_time,
    rotation_ways,
    total,
)
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, vector
from rope_viz.plots.content import Axis, Bars, Label, Line, Panel, Picture, Points, Rule, floats
from rope_viz.words import brief, fixed

SAID = traits_of("memory")
FAR = 131_072  # tokens, the end of a long context
LAST = 64  # positions there, among which the worst hand is looked for
MOVES = {"once": 2, "none": 0}  # how often each component is read or written
TABLES = {"twice": 2, "once": 1, "spot": 0}  # numbers for a component, cosines and sines
REACH = {"rotation": (0.01, 1000.0), "layer": (0.1, 100_000.0)}  # multiplications for each byte
MOVING, MULTIPLYING = theme.LIGHT.series[0], theme.LIGHT.series[1]


class MemoryExplorer(Explorer):
    """Counted bytes and multiplications of several ways, on one machine; see `explore_memory`."""

    view: str
    balance: float
    heads: int
    tokens: int
    format: str
    build: bool
    passes: str
    table: str
    kept: str
    together: bool
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _is_speeds(self, proposal: Any) -> dict[str, Any]:
        return refusing(_given, proposal.value)

    @property
    def head_dim(self) -> int:
        return 2 * len(self.given["speeds"])

    @property
    def ways(self) -> dict[str, Steps]:
        """What is compared, by name; the first is the unit of time and no contender."""
        if self.view == "layer":
            return layer_ways(self.tokens, self.heads, self.head_dim, self.format)
        ways = rotation_ways(self.heads, self.head_dim, self.format)
        return ways | {"yours": self._yours()} if self.build else ways

    def _yours(self) -> Steps:
        """For one token: vectors as often as they are moved, a table for query and key each or for both."""
        components, size = 2 * self.heads * self.head_dim, SIZES[self.format]
        tables = TABLES[self.table] * self.head_dim * SIZES[self.kept] * (1 if self.together else 2)
        angles = components // 2 if self.table == "spot" else 0
        if self.passes == "steps":
            known = 2 * self.head_dim * size // 2  # of a table, which a product of the usual code reads
            steps = rotation_ways(self.heads, self.head_dim, self.format)["step by step"]
            changed = [
                replace(step, moved=step.moved - known + tables / 4) if step.products else step
                for step in steps
            ]
            return [*changed, Step("angles", 0, angles)]
        return [Step("turn", MOVES[self.passes] * components * size + tables, 2 * components + angles)]

    def _off(self) -> float:
        """How far the tip of the worst hand is off at the end of a long context, in radii."""
        spot = dict.fromkeys(("speeds", "angles"), "float32") if self.table == "spot" else {}
        speeds = torch.tensor(self.given["speeds"], dtype=torch.float64)
        at = torch.arange(FAR - LAST, FAR, dtype=torch.float64)
        true = at[:, None] * speeds
        angles = rounded_angles(speeds, at, Precision(**spot))
        tips = [rounded_to(self.kept, f(angles)) - f(true) for f in (torch.cos, torch.sin)]
        return float(torch.hypot(*tips).max())

    def numbers(self) -> dict[str, Any]:
        first, *ways = self.ways.values()
        unit = least_time(first, self.balance)
        sums = [total(steps) for steps in ways]
        took = [least_time(steps, self.balance) for steps in ways]
        every = [step for steps in ways for step in steps]
        return {
            "moved": [float(each.moved) for each in sums],
            "products": [float(each.products) for each in sums],
            "steps": [len(steps) for steps in ways],
            "moving": [step.moved / unit for step in every],
            "multiplying": [step.products / self.balance / unit for step in every],
            "times": [time / unit for time in took],
            "first": took[0] / unit,
            "second": took[1] / unit,
            "rates": [each.products / time if time else 0.0 for each, time in zip(sums, took, strict=True)],
            "off": self._off() if self.build and self.view == "rotation" else 0.0,
        }

    def _limits(self) -> list[str]:
        """What takes each way the longer, moving or multiplying."""
        sums = [total(steps) for steps in [*self.ways.values()][1:]]
        return [
            "memory" if each.moved >= each.products / self.balance else "multiplications" for each in sums
        ]

    def summary(self) -> str:
        n, names = self.numbers(), [*self.ways][1:]
        unit = "copies of them" if self.view == "rotation" else "times attention without positions"
        rows = [
            f"{name} {_times(time)} ({limit})"
            for name, time, limit in zip(names, n["times"], self._limits(), strict=True)
        ]
        length = f" over {self.tokens:,} tokens" if self.view == "layer" else ""
        said = (
            f"A machine of balance {brief(self.balance)} (multiplications while a byte moves); "
            f"{self.heads:,} head{'s' * (self.heads > 1)} of {self.head_dim} components in {self.format}"
            f"{length}. How many {unit} it takes at least, and for what: {', '.join(rows)}."
        )
        if self.build and self.view == "rotation":
            said += (
                f" Yours moves {n['moved'][-1]:,.0f} bytes for a token; at position {FAR:,} the worst hand "
                f"is off by {off_text(n['off'])} radii."
            )
        return said

    def picture(self) -> Picture:
        n, names = self.numbers(), [*self.ways][1:]
        return Picture(
            ((self._roof(names, n),), (self._lanes(names, n),)), self.summary(), 620, heights=(1.1, 1.0)
        )

    def _roof(self, names: list[str], n: dict[str, Any]) -> Panel:
        """What the machine can do at most, and where each way lies beneath it."""
        least, most = REACH[self.view]
        marks: list[Line | Points | Label] = [
            Line(floats((least, self.balance)), floats((least, self.balance)), MOVING, width=3),
            Line(floats((self.balance, most)), floats((self.balance,) * 2), MULTIPLYING, width=3),
        ]
        for i, name in enumerate(names):
            if n["moved"][i] and n["rates"][i]:
                at, rate = n["products"][i] / n["moved"][i], n["rates"][i]
                marks.append(Points(floats(at), floats(rate), theme.INK, size=9, hover=name))
                marks.append(Label(at, rate, f"{i + 1}", theme.INK, "below"))
        return Panel(
            tuple(marks),
            Axis("multiplications for each byte that is moved", (least, most), log=True),
            Axis("multiplications in the time of a byte", (least, 1000.0), log=True),
        )

    def _lanes(self, names: list[str], n: dict[str, Any]) -> Panel:
        """A bar each for moving and for multiplying; the next step begins when both have ended."""
        marks: list[Bars | Label | Rule | Line] = [
            Line(floats((1, 1)), floats((-len(names) + 0.5, 0.6)), theme.REFERENCE, dash="dash", width=1.5)
        ]
        parts = iter(zip(n["moving"], n["multiplying"], strict=True))
        for i, name in enumerate(names):
            start = 0.0
            for moving, multiplying in itertools.islice(parts, n["steps"][i]):
                for up, length, colour in ((0.12, moving, MOVING), (-0.12, multiplying, MULTIPLYING)):
                    ends = floats((start, start + 0.97 * length))
                    marks.append(Line(ends, floats((-i + up,) * 2), colour, width=6))
                start += max(moving, multiplying)
            said = f"{i + 1} {name}: {_times(n['times'][i])}"
            marks.append(Label(0, -i + 0.42, said, theme.INK, "right", 12))
        unit = "a copy" if self.view == "rotation" else "attention without positions"
        across = Axis(f"at least as long as {unit}, times", (0, 1.15 * max(n["times"])))
        return Panel(tuple(marks), across, Axis("", (-len(names) + 0.5, 0.9), ticks=(), grid=False))


def _times(value: float) -> str:
    return fixed(value, 3 if value < 0.1 else 2) if value < 100 else f"{value:,.0f}"


def off_text(value: float) -> str:
    """How far a tip is off."""
    return fixed(value, 4) if value >= 5e-5 else "less than 0.0001"


def explore_memory(
    rope: Rope | None = None,
    *,
    view: str = "rotation",
    balance: float = 1.0,
    heads: int = 32,
    tokens: int = 4096,
    format: str = "float32",
    build: bool = False,
) -> MemoryExplorer:
    """Explore how long ways to turn queries and keys take at least, on any machine.

    What each way moves and multiplies is counted, and the same everywhere. What differs between machines is
    how often they multiply while they move a byte.

    Parameters
    ----------
    rope : Rope, optional
        One that turns whole vectors; of it count the components and, where a way of one's own is built, the
        speeds. 128 components by default.
    view : {"rotation", "layer"}
        Turning alone, in units of a copy of queries and keys; or attention with positions at one of the
        doors, in units of attention without.
    balance : float
        Multiplications while a byte moves, 0.5 to 500.
    heads : int
        That share one table, 1 to 1,024: heads, times the texts of a batch.
    tokens : int
        That are attended to, 128 to 131,072.
    format : {"float32", "bfloat16"}
        Of queries and keys.
    build : bool
        Begin with a way of one's own beside the others.

    Returns
    -------
    MemoryExplorer
        A widget; ``.save("memory.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If some components of ``rope`` do not turn, it turns by more than one position, or a parameter is out
        of its range.

    Examples
    --------
    >>> explorer = explore_memory(balance=10)
    >>> [round(time, 2) for time in explorer.numbers()["times"]]
    [3.0, 5.03, 1.02]
    """
    rope = by_one_position(rope or Rope(128))
    if rope.rotary_dim != rope.head_dim:
        raise ValueError(
            f"rope must turn whole vectors, because components that stand still need not be moved; "
            f"{rope.rotary_dim} of {rope.head_dim} turn."
        )
    given = {"speeds": rope.inv_freq.tolist()}
    return MemoryExplorer(
        given=given, view=view, balance=balance, heads=heads, tokens=tokens, format=format, build=build
    )


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"speeds": vector()("speeds", value["speeds"])}
