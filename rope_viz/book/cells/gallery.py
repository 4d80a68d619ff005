"""The gallery: every explorer and every figure that the package has, with its picture and what to type.

Explorers are those of `rope_viz`, each as it begins, but for the two that begin empty; figures those of
`rope_viz.plots`, each as the example of its docstring draws it.
"""

from __future__ import annotations

import base64
import html
import inspect
import io
import re
from collections.abc import Iterator
from doctest import DocTestParser
from typing import Any, NamedTuple

from PIL import Image

from rope_viz import checks

WIDTH, COLOURS = 720, 64
# Curves that are drawn as their slider moves: shown where it has come to its end.
MOVED = {"explore_precision": "start=1_000_000", "explore_training": "step=300"}
# What names what is shown; the book's build leads from there to where it is moved or explained.
NAME = '<a data-shown="{0}">{0}</a>'
# Lines of code break after a sign, and within a name only where they must.
SIGN, BREAK = re.compile(r"(?<=[(\[=.,])(?=\w)"), "<wbr>"
# Stills are drawn for white paper; a dark theme would grey what is around them.
STYLE = """
.rv-gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20em), 1fr));
  gap: 2em }
.rv-gallery figure { margin: 0; min-width: 0 }
.rv-gallery img { width: 100%; aspect-ratio: 3 / 2; object-fit: contain; background: #fff !important;
  padding: .4em; box-sizing: border-box; border: 1px solid var(--rv-grid, #8884); border-radius: 4px }
.rv-gallery figcaption { text-align: left }
.rv-gallery b { display: block; margin-top: .4em }
.rv-gallery pre { margin: .4em 0 0; padding: .4em .6em; font-size: .8em; white-space: pre-wrap;
  overflow-wrap: anywhere }
"""


class Shown(NamedTuple):
    """One entry: a public function, what it does in a line, how it is called, and what comes of it."""

    name: str
    line: str
    code: str
    png: bytes
    alt: str


class Gallery:
    """Shows itself as pictures with their captions; see `gallery`."""

    def __init__(self, entries: list[Shown]) -> None:
        self.entries = entries

    def __repr__(self) -> str:
        return "\n".join(f"{entry.name}: {entry.line}" for entry in self.entries)

    def _repr_html_(self) -> str:
        return f'<style>{STYLE}</style><div class="rv-gallery">{"".join(map(_figure, self.entries))}</div>'


def gallery(what: str) -> Gallery:
    """Draw all explorers, or all figures.

    Parameters
    ----------
    what : {"explorers", "figures"}

    Raises
    ------
    ValueError
        If it is neither, or a figure's docstring has no example that ends in ``figure = …``.

    Examples
    --------
    >>> print(example("The curve.\\n\\n>>> import rope_viz as rv\\n>>> figure = rv.plot_angles(rv.Rope(8))"))
    rv.plot_angles(rv.Rope(8))
    """
    makers = {"explorers": _explorers, "figures": _figures}
    return Gallery(list(makers[checks.one_of("what", what, makers)]()))


def example(docstring: str) -> str:
    """What the example of a figure's docstring has besides its imports, as one types it in a notebook."""
    lines = [part.source.strip() for part in DocTestParser().get_examples(docstring)]
    if not lines or not lines[-1].startswith("figure = "):
        raise ValueError(f"an example must end in 'figure = …'; {docstring.splitlines()[0]!r} has none.")
    shown = (line.removeprefix("figure = ") for line in lines if not line.startswith("import "))
    return "\n".join(shown)


def _explorers() -> Iterator[Shown]:
    import rope_viz as rv

    for name in sorted(name for name in dir(rv) if name.startswith("explore_")):
        code = f"rv.{name}({MOVED.get(name, '')})"
        explorer = eval(code, {"rv": rv})
        yield Shown(name, _line(getattr(rv, name)), code, explorer.still(), explorer.summary())


def _figures() -> Iterator[Shown]:
    import torch

    import rope_viz as rv

    for name in sorted(name for name in dir(rv.plots) if name.startswith("plot_")):
        function = getattr(rv.plots, name)
        code = example(inspect.getdoc(function) or name)
        *before, last = code.splitlines()
        names: dict[str, Any] = {"rv": rv, "torch": torch}
        exec("\n".join(before), names)
        figure = eval(last, names)
        yield Shown(name, _line(function), code, figure.still(), figure.layout.meta["alt"])


def _line(function: Any) -> str:
    return (inspect.getdoc(function) or "").partition("\n\n")[0].replace("\n", " ").replace("``", "")


def _small(png: bytes) -> bytes:
    """A picture as small as the gallery shows it, on a screen of two dots for each pixel."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((WIDTH, WIDTH))
    file = io.BytesIO()
    picture.quantize(COLOURS).save(file, "png", optimize=True)
    return file.getvalue()


def _figure(entry: Shown) -> str:
    content, alt = base64.b64encode(_small(entry.png)).decode("ascii"), html.escape(entry.alt)
    return (
        f'<figure><img class="dark-light" loading="lazy" src="data:image/png;base64,{content}" alt="{alt}">'
        f"<figcaption><p><b>{NAME.format(entry.name)}</b> {html.escape(entry.line)}</p>"
        f"<pre><code>{SIGN.sub(BREAK, html.escape(entry.code))}</code></pre></figcaption></figure>"
    )
