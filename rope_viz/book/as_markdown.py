"""A page's text as plain Markdown, for a notebook that any program opens.

It is read from the page as Sphinx has resolved it: numbers stand in the prose, terms and citations are words
or links, verbs are words, what waits to be unfolded is in ``<details>``. A node that has no Markdown here
raises an error, so that nothing of a page is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from textwrap import indent

from docutils import nodes

from rope_viz.book.driving import driving

Address = Callable[[nodes.reference], str]

MARKS = {nodes.emphasis: "*", nodes.strong: "**"}
TAGS = {nodes.emphasis: "em", nodes.strong: "strong", nodes.literal: "code"}
# Words of a page that are inline and stand for themselves.
PLAIN = (nodes.inline, nodes.literal, nodes.math, nodes.reference, driving, *MARKS)
ASKING = {"rv-bet-question": "**Bet.** ", "rv-quiz-question": "**Question.** "}
SILENT = (nodes.comment, nodes.target, nodes.substitution_definition)
SPECIAL = re.compile(r"[\\*`$<]|(?<!\w)_|_(?!\w)")
# What a formula's letters have for the page: `driving` joins them with a picture.
SYMBOL = re.compile(r"\\class\{[^{}]*\}(\{(?:[^{}]|\{[^{}]*\})*\})")
OPENS, CLOSES = re.compile(r"<details[^>]*>"), "</details>"


@dataclass(frozen=True)
class Piece:
    """A paragraph or the like, or a code cell by its place in the notebook; `waits` until it is unfolded."""

    text: str = ""
    cell: int = -1
    waits: bool = False


def pieces(doctree: nodes.document, address: Address) -> list[Piece]:
    """Take a resolved page apart.

    Parameters
    ----------
    doctree : docutils.nodes.document
        The page after the event ``doctree-resolved``.
    address : callable
        Where a reference leads from a notebook, or "" where only its words are to stay.

    Raises
    ------
    ValueError
        If the page has something that has no Markdown here.
    """
    return list(_Page(address).inside(doctree, 0))


class _Page:
    def __init__(self, address: Address) -> None:
        self.address = address

    def inside(self, node: nodes.Element, depth: int) -> Iterator[Piece]:
        """What a block has in it; the words of a summary stand between two raw tags."""
        summary: list[str] = []
        for child in node.children:
            tag = OPENS.sub("<details>", child.astext()) if isinstance(child, nodes.raw) else ""
            if summary:
                summary.append(tag or self.words(child, html=True))
            elif tag.startswith("<details>"):
                summary = [tag]
            elif tag == CLOSES:
                yield Piece(tag)
            else:
                yield from self.block(child, depth)
            if summary and summary[-1].endswith("</summary>"):
                yield Piece("".join(summary))
                summary = []

    def block(self, node: nodes.Node, depth: int) -> Iterator[Piece]:
        """One block, as Markdown."""
        kind = type(node).__name__
        if isinstance(node, nodes.section):
            yield from self.inside(node, depth + 1)
        elif isinstance(node, nodes.title):
            aside = isinstance(node.parent, nodes.sidebar)
            yield Piece(f"**{self.words(node)}**" if aside else "#" * depth + " " + self.words(node))
        elif isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
            yield from self.cell(node)
        elif kind.startswith("exercise") or kind == "solution_node":
            yield from self.task(node, depth)
        elif isinstance(node, nodes.paragraph | nodes.rubric | nodes.caption):
            yield from self.paragraph(node)
        elif isinstance(node, nodes.bullet_list | nodes.enumerated_list):
            yield Piece("\n".join(self.items(node, depth)))
        elif isinstance(node, nodes.literal_block):
            yield Piece(f"```{node.get('language', '')}\n{node.astext()}\n```")
        elif isinstance(node, nodes.math_block):
            yield Piece(f"$$\n{without_symbols(node.astext())}\n$$")
        elif isinstance(node, nodes.block_quote | nodes.Admonition | nodes.sidebar):
            quoted = "\n\n".join(piece.text for piece in self.inside(node, depth))
            yield Piece(indent(quoted, "> ", lambda line: True))
        elif isinstance(node, nodes.transition):
            yield Piece("---")
        elif isinstance(node, nodes.table):
            yield Piece("\n".join(self.rows(node)))
        elif isinstance(node, nodes.container | nodes.compound):
            yield from self.inside(node, depth)
        elif not isinstance(node, SILENT) and not isinstance(node, nodes.raw):
            raise ValueError(f"{kind} has no Markdown in a notebook: {node.astext()[:60]!r}")

    def paragraph(self, node: nodes.Element) -> Iterator[Piece]:
        """A line of text, after what it is if it asks something."""
        asks = next((name for name in node["classes"] if name in ASKING), "")
        if "rv-bet-mark" not in node["classes"]:
            yield Piece(ASKING.get(asks, "") + self.words(node))

    def cell(self, node: nodes.Element) -> Iterator[Piece]:
        """A code cell; its figure's caption comes before it, as output will come after it."""
        caption = next(iter(node.findall(nodes.caption)), None)
        if caption is not None:
            yield Piece(f"*{self.words(caption).replace('*', '')}*")
        yield Piece(cell=node["cell_index"])

    def items(self, node: nodes.Element, depth: int) -> Iterator[str]:
        """The lines of a list."""
        for number, item in enumerate(node.children, start=1):
            mark = "- " if isinstance(node, nodes.bullet_list) else f"{number}. "
            text = "\n".join(piece.text for piece in self.inside(item, depth))
            yield mark + indent(text, " " * len(mark)).lstrip()

    def rows(self, node: nodes.Element) -> Iterator[str]:
        """The lines of a table, the first of which names the columns."""
        for number, row in enumerate(node.findall(nodes.row)):
            entries = [" ".join(piece.text for piece in self.inside(entry, 0)) for entry in row.children]
            yield f"| {' | '.join(entries)} |"
            if number == 0:
                yield "|" + " --- |" * len(entries)

    def task(self, node: nodes.Element, depth: int) -> Iterator[Piece]:
        """An exercise, or a solution, which waits."""
        _, *rest = node.children
        body = [piece for child in rest for piece in self.block(child, depth - 1)]
        if type(node).__name__ != "solution_node":
            yield Piece("**Exercise.**")
            yield from body
            return
        if body[0].cell >= 0:
            body.insert(0, Piece("Unfold the cell below."))
        summary = "Solution"
        for piece in body:
            if piece.cell >= 0:
                yield replace(piece, waits=True)
            else:
                yield Piece(f"<details><summary>{summary}</summary>\n\n{piece.text}\n\n</details>")
                summary = "Solution, continued"

    def words(self, node: nodes.Node, html: bool = False) -> str:
        """Inline text; as HTML inside a summary, which Markdown does not read."""
        if isinstance(node, nodes.Text):
            text = node.astext()
            return escape(text, quote=False) if html else plain(text)
        if isinstance(node, nodes.raw):
            return ""
        if isinstance(node, nodes.math):
            return f"${without_symbols(node.astext())}$"
        if isinstance(node, nodes.literal) and not html:
            return f"`{node.astext()}`"
        text = "".join(self.words(child, html) for child in node.children)
        if isinstance(node, nodes.reference):
            place = self.address(node)
            return f"[{text}]({place})" if place and not html else text
        if html and type(node) in TAGS:
            return f"<{TAGS[type(node)]}>{text}</{TAGS[type(node)]}>"
        mark = MARKS.get(type(node), "")
        if not isinstance(node, nodes.TextElement):
            raise ValueError(f"{type(node).__name__} has no Markdown in a line: {node.astext()[:60]!r}")
        return mark + text + mark


def plain(text: str) -> str:
    """Text that Markdown shows as it is.

    Examples
    --------
    >>> print(plain("2 * x_i costs $3, and rotate_half nothing"))
    2 \\* x_i costs \\$3, and rotate_half nothing
    """
    return SPECIAL.sub(r"\\\g<0>", text)


def without_symbols(formula: str) -> str:
    r"""A formula without the names that join its letters to a picture.

    Examples
    --------
    >>> print(without_symbols(r"\class{rv-symbol-q}{q}^\top R(\class{rv-symbol-distance}{n-m})"))
    {q}^\top R({n-m})
    """
    return SYMBOL.sub(r"\1", formula.strip())
