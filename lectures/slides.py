"""Makes a deck of slides whose pictures answer: ``python lectures/slides.py lectures/rope.md _build/slides``.

The source is Markdown. Lines of ``---`` part the slides; a block of Python makes the slide's explorer, whose
numbers and parameters stand in the slide's text as ``{name:.2f}``; ``:::notes`` begins what only the speaker
sees, with the minutes that the slide takes. What stands below the picture comes after it.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

import rope_viz as rv
from rope_viz.explorers import Explorer
from rope_viz.explorers.core import static

HERE = Path(__file__).parent
MARKDOWN = MarkdownIt("commonmark").use(container_plugin, "notes")
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PICTURE = "PICTURE"  # where the block of code stood
MINUTES = re.compile(r"([\d.]+) minutes?\b")


@dataclass(frozen=True)
class Slide:
    """One slide: its HTML, and how long it takes."""

    html: str
    minutes: float


def read_slide(source: str) -> Slide:
    """Make one slide of its Markdown.

    Raises
    ------
    ValueError
        If the block of code makes no explorer, or the notes do not begin with the minutes.

    Examples
    --------
    >>> slide = read_slide("## Who?\\n\\n:::notes\\n2 minutes. Ask.\\n:::")
    >>> slide.minutes
    2.0
    """
    found = CODE.search(source)
    explorer = _explorer(found[1]) if found else None
    text = CODE.sub(PICTURE, source)
    if explorer:
        text = text.format_map(explorer.state | explorer.numbers())
    tokens = MARKDOWN.parse(text)
    notes = _within(tokens, "container_notes")
    words = [token for token in tokens if token not in notes]
    minutes = MINUTES.match(_text(notes))
    if not minutes:
        raise ValueError(f"notes must begin with the minutes, as '2 minutes.'; {_text(notes)[:40]!r} came.")
    shown = _with_picture(words, explorer) if explorer else _render(words)
    kind = "" if explorer else ' class="words"'
    timing = round(60 * float(minutes[1]))  # s, for the clock beside the speaker's notes
    aside = f'<aside class="notes">{_render(notes)}</aside>'
    html = f'<section{kind} data-timing="{timing}">\n{shown}{aside}\n</section>\n'
    return Slide(html, float(minutes[1]))


def write_deck(source: Path, folder: Path) -> float:
    """Write a deck and all that it needs into a folder, and return the minutes that it takes.

    Raises
    ------
    ValueError
        If a slide is wrong; its number and its first line are said.
    """
    title, *sources = re.split(r"^---$\n", source.read_text(encoding="utf-8"), flags=re.MULTILINE)
    slides = []
    for number, text in enumerate(sources, 1):
        try:
            slides.append(read_slide(text))
        except Exception as error:
            first = text.strip().partition("\n")[0]
            raise ValueError(f"{source.name}, slide {number} ({first}): {error}") from error
    static.write_assets(folder)
    for file in ("deck.js", "deck.css"):
        shutil.copy(HERE / file, folder)
    page = _page(title.strip().removeprefix("title: "), "".join(slide.html for slide in slides))
    (folder / "index.html").write_text(page, encoding="utf-8")
    return sum(slide.minutes for slide in slides)


def _explorer(code: str) -> Explorer:
    made = eval(code, {"rv": rv})
    if not isinstance(made, Explorer):
        raise ValueError(f"a block of code must make an explorer; {type(made).__name__} came.")
    return made


def _within(tokens: list[Token], name: str) -> list[Token]:
    """The tokens between a container's beginning and its end."""
    ends = [i for i, token in enumerate(tokens) if token.type.startswith(name)]
    return tokens[ends[0] : ends[1] + 1] if ends else []


def _text(tokens: list[Token]) -> str:
    return " ".join(token.content for token in tokens if token.type == "inline")


def _render(tokens: list[Token]) -> str:
    return MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})


def _with_picture(words: list[Token], explorer: Explorer) -> str:
    """The question, the picture, and what is seen in it, one after the other."""
    at = next(i for i, token in enumerate(words) if token.content == PICTURE)
    before, after = words[: at - 1], words[at + 2 :]
    picture = static.fragment(explorer.payload())
    return (
        f'{_render(before)}<div class="picture fragment">\n{picture}</div>\n'
        f'<div class="seen fragment">{_render(after)}</div>\n'
    )


def _page(title: str, slides: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="explorers.css">
<link rel="stylesheet" href="deck.css">
</head>
<body>
<div class="reveal">
<div class="slides">
{slides}</div>
</div>
<script defer src="explorers.js"></script>
<script defer src="deck.js"></script>
</body>
</html>
"""


if __name__ == "__main__":
    source, folder = map(Path, sys.argv[1:])
    minutes = write_deck(source, folder)
    print(f"{minutes:g} minutes; open with a browser:\n  {(folder / 'index.html').resolve().as_uri()}")
