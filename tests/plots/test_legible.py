"""What is printed can be read: no words beyond the edge of a picture, and none over others."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from itertools import combinations
from typing import Any
from unittest.mock import patch

import matplotlib as mpl
import pytest
import torch
from explorer_cases import CASES
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import rope_viz as rv
from rope_viz import theme
from rope_viz.book.cells.gallery import example
from rope_viz.plots import to_matplotlib
from rope_viz.plots.content import Axis, Line, Panel, Picture, floats, one

FIGURES = sorted(name for name in dir(rv.plots) if name.startswith("plot_"))
SHARE = 1 / 3  # of the smaller of two words, which may lie on the other: boxes are larger than letters
Word = tuple[str, Bbox]


def printed(picture: Picture, size: tuple[float, float] | None = None) -> tuple[Bbox, list[Word]]:
    """The edge of a printed picture, and its words where they are when they are drawn."""
    words: list[Word] = []
    draw = Text.draw

    def noted(text: Text, renderer: Any) -> None:
        draw(text, renderer)
        if text.get_visible() and text.get_text().strip():
            words.append((text.get_text(), text.get_window_extent()))

    with mpl.rc_context(to_matplotlib._style(picture)), patch.object(Text, "draw", noted):
        figure = Figure(size or to_matplotlib._size(picture), layout="constrained")
        to_matplotlib._draw_on(figure, picture)
        FigureCanvasAgg(figure).draw()
    return figure.bbox.padded(1), words


def amiss(edge: Bbox, words: list[Word]) -> list[str]:
    found = []
    for text, box in words:
        if not (edge.x0 <= box.x0 and box.x1 <= edge.x1 and edge.y0 <= box.y0 and box.y1 <= edge.y1):
            found.append(f"“{text}” is cut")
    for (text, box), (other, beside) in combinations(words, 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        smaller = min(box.width * box.height, beside.width * beside.height)
        if min(across, down) > 0 and across * down > SHARE * smaller:
            found.append(f"“{text}” over “{other}”")
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_still_can_be_read(name):
    explorer = CASES[name]()
    assert amiss(*printed(explorer.picture(), explorer.still_size)) == []


@pytest.mark.parametrize("name", FIGURES)
def test_the_example_of_a_figure_can_be_read(name):
    *before, last = example(inspect.getdoc(getattr(rv.plots, name)) or "").splitlines()
    names: dict[str, Any] = {"rv": rv, "torch": torch}
    exec("\n".join(before), names)
    assert amiss(*printed(eval(last, names)._picture)) == []


def panel(x: Axis | None = None, title: str = "") -> Panel:
    return Panel((Line(floats([1, 9]), floats([0, 1]), theme.INK),), x or Axis("x"), Axis("y"), title)


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (lambda: panel(title="a title that is longer than all of its picture " * 3), "is cut"),
        (lambda: panel(Axis("x", ticks=((4.0, "three words here"), (4.2, "and three more")))), "over"),
    ],
)
def test_a_fault_is_found(faulty: Callable[[], Panel], said: str):
    assert said in "".join(amiss(*printed(one(faulty(), "words", 400))))
