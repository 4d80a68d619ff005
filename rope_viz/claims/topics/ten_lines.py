"""Claims of the chapter ten-lines."""

from __future__ import annotations

import inspect

from rope_viz.claims.claim import (
    FAILS,
    HOLDS,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    holds,
    on_page,
)
from rope_viz.claims.view import view
from rope_viz.examination import by_hand, examine

claim = on_page("Rotation", __name__)

ABOUT_TEN = 12  # a fifth more at most


@claim(
    "It takes about ten lines of PyTorch.",
    shown=view("listing", right=63),
    expected=HOLDS,
    broken={"halves at the neighbours' angles": FAILS},
)
def about_ten_lines(written: Factory = by_hand.turn) -> Findings:
    """Count the lines of a function that uses PyTorch alone, and examine it."""
    lines = inspect.getsource(written).splitlines()
    return {
        "lines": Quantity(
            sum(bool(line.strip()) for line in lines), "lines, the first with its name included"
        ),
        "faults": Quantity(int(examine(written).fault is not None), "faults that the examination names"),
    }


@about_ten_lines.judged
def judge_lines(found: Findings) -> Ruling:
    if found["faults"].value:
        return fails(f"{found['lines']} lines, and they are not RoPE.")
    if found["lines"].value > ABOUT_TEN:
        return fails(f"It takes {found['lines']} lines.")
    return holds(f"{found['lines']} lines do it, and the examination finds no fault in them.")
