"""Which cells of a chapter its notebook needs, when the numbers of the prose stand in it already.

Hidden cells compute what the prose says. Of them a statement stays if later code needs a name that it gives,
and a line of magic; nothing is left of `glue`, which only the book's build has a use for.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple


class Code(NamedTuple):
    """A code cell: what it says, and whether the page hides it."""

    text: str
    hidden: bool = False


def needed(cells: Iterable[Code]) -> list[str]:
    """The code that a notebook keeps of each cell, or "" where it needs nothing of it.

    Examples
    --------
    >>> hidden = [Code("a = 1", True), Code("b = 2", True), Code("from myst_nb import glue")]
    >>> needed([*hidden, Code("a + 1"), Code('glue("a", a)', True)])
    ['a = 1', '', '', 'a + 1', '']
    """
    kept: list[str] = []
    wanted: set[str] = set()  # names that later code needs
    for cell in reversed(list(cells)):
        parts: list[str] = []
        text = without_glue(cell.text)
        for part in reversed(_parts(text)) if cell.hidden else [text]:
            uses, gives = names(part)
            if not cell.hidden or gives & wanted or part.startswith("%"):
                wanted = (wanted - gives) | uses
                parts.append(part)
        kept.append("\n".join(reversed(parts)))
    return kept[::-1]


def without_glue(text: str) -> str:
    """A cell without the statements that keep numbers for the prose.

    Examples
    --------
    >>> without_glue('from myst_nb import glue\\nhalf = 1 / 2\\nglue("half", half, display=False)')
    'half = 1 / 2'
    """
    lines = text.splitlines()
    for statement in reversed(_statements(text)):
        if _glues(statement):
            del lines[statement.lineno - 1 : statement.end_lineno]
    return "\n".join(lines).strip("\n")


def names(text: str) -> tuple[set[str], set[str]]:
    """Names that a cell must find when it begins, and names that it gives.

    Examples
    --------
    >>> uses, gives = names("k = 1\\nrows = [k * row for row in table]")
    >>> sorted(uses), sorted(gives)
    (['table'], ['k', 'rows'])
    """
    uses: set[str] = set()
    gives: set[str] = set()
    for statement in _statements(text):
        top = symtable.symtable(ast.unparse(statement), "cell", "exec")
        inner = (symbol for table in _within(top) for symbol in table.get_symbols() if symbol.is_global())
        outer = (symbol for symbol in top.get_symbols() if symbol.is_referenced())
        found = {symbol.get_name() for symbol in chain(inner, outer)}
        uses |= found - gives - _counted(statement)
        gives |= {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    return uses, gives


def _statements(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except SyntaxError:  # a magic line of the notebook
        return []


def _parts(text: str) -> list[str]:
    """The statements of a cell, one by one; what is not Python stays whole."""
    lines, found = text.splitlines(), _statements(text)
    return ["\n".join(lines[part.lineno - 1 : part.end_lineno]) for part in found] or [text]


def _glues(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "myst_nb"
    return any(isinstance(node, ast.Name) and node.id == "glue" for node in ast.walk(statement))


def _counted(statement: ast.stmt) -> set[str]:
    """What a loop counts with, which it gives to itself."""
    loops = (node.target for node in ast.walk(statement) if isinstance(node, ast.For))
    return {name.id for target in loops for name in ast.walk(target) if isinstance(name, ast.Name)}


def _within(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """Comprehensions and the like, which have names of their own."""
    for child in table.get_children():
        yield child
        yield from _within(child)
