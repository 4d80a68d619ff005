"""Reads drawn things back from a picture, in the numbers of its own axes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page

# d3 sets its ticks half a pixel aside on coarse screens, so that they are crisp.
TICKS = """axes => axes.map(axis => {
    const aside = devicePixelRatio > 1 ? 0 : 0.5;
    const moved = axis.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
    return [...axis.querySelectorAll(".tick")].map(tick => {
        const { e, f } = tick.transform.baseVal.consolidate().matrix;
        return [e + moved.e - aside, f + moved.f - aside, tick.textContent];
    });
})"""
# Of a canvas: red, green and blue at places in stage coordinates.
PIXELS = """(canvas, places) => {
    const context = canvas.getContext("2d"), ratio = devicePixelRatio;
    return places.map(([x, y]) => [...context.getImageData(x * ratio, y * ratio, 1, 1).data.slice(0, 3)]);
}"""
# Of marks: the numbers of these attributes, a row for each.
ATTRIBUTES = "(all, names) => all.map(node => names.map(name => +node.getAttribute(name)))"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def settle(page: Page) -> None:
    """Let everything that was asked for be drawn."""
    for _ in range(3):
        page.evaluate("() => new Promise(requestAnimationFrame)")


def axis(page: Page, which: str, nth: int = 0, *, up: bool = True) -> Callable[[Any], Any]:
    """From stage coordinates to the numbers of an axis, "x" or "y", as its ticks say them.

    The numbers must grow to the right, and on the y axis upwards, unless ``up`` says otherwise.
    """
    ticks = page.locator(f".rv-axis-{which}").evaluate_all(TICKS)[nth]
    places = [tick["xy".index(which)] for tick in ticks]
    numbers = [float(text.replace("−", "-").replace(",", "")) for *_, text in ticks]
    slope, start = np.polyfit(places, numbers, 1)
    # Ticks are labels of one straight scale, or the picture is read wrongly.
    np.testing.assert_allclose(slope * np.array(places) + start, numbers, atol=1e-6 * np.ptp(numbers))
    assert slope > 0 if which == "x" or not up else slope < 0, "the axis runs the wrong way"
    return lambda place: slope * np.asarray(place) + start


def powers(page: Page, axes: str) -> Callable[[Any], Any]:
    """From stage coordinates to the numbers that the ticks of an axis say, powers of ten evenly apart."""
    which = "xy".index(axes[-1])
    ticks = page.locator(axes).evaluate_all(TICKS)[0]
    places = [tick[which] for tick in ticks]
    numbers = [float(words.replace(",", "").replace(" k", "e3").replace(" M", "e6")) for *_, words in ticks]
    slope, start = np.polyfit(places, np.log10(numbers), 1)
    np.testing.assert_allclose(slope * np.array(places) + start, np.log10(numbers), atol=1e-6)
    assert slope > 0 if which == 0 else slope < 0, "the axis runs the wrong way"
    return lambda place: 10 ** (slope * np.asarray(place) + start)


def points(page: Page, selector: str) -> np.ndarray:
    """The corners of a path of straight lines, shape (count, 2), in stage coordinates."""
    path = page.locator(selector).get_attribute("d")
    return np.array([float(number) for number in NUMBER.findall(path)]).reshape(-1, 2)


def discs(paths: Locator) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Of each disc that these paths are made of: its middle, x and y, and the classes of its path."""
    found = paths.evaluate_all("all => all.map(n => [n.getAttribute('d'), n.getAttribute('class')])")
    each = [(NUMBER.findall(disc)[:3], name) for path, name in found for disc in path.split("M")[1:]]
    left, heights, reach = np.array([numbers for numbers, _ in each], dtype=float).T
    return left + reach, heights, [name for _, name in each]


def placed(mark: Locator) -> tuple[float, float]:
    """Where a mark's own transform has put it."""
    x, y = NUMBER.findall(mark.get_attribute("transform"))[:2]
    return float(x), float(y)


def traits(page: Page) -> dict[str, Any]:
    """The state that the explorer shows."""
    return page.locator(".rv-explorer").evaluate("root => root.ropeViz.state()")


def pull(page: Page, way: Iterable[complex]) -> None:
    """Press the mouse where a way begins, follow it, and let go; x + iy on the screen."""
    first, *others = way
    page.mouse.move(first.real, first.imag)
    page.mouse.down()
    for place in others:
        page.mouse.move(place.real, place.imag)
    page.mouse.up()
    settle(page)
