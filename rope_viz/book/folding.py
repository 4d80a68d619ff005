"""Leaves out of the page the code that says nothing to its reader; the notebook has all of it.

A cell that only makes a figure or an explorer becomes a line of the caption, which says what to type in a
notebook. Above a card of a claim, the doors or the colophon there is no code, nor are there bare imports.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from docutils import nodes

MAKES_A_PICTURE = re.compile(r"rv\.(plots\.)?(plot|explore)_\w+")
SPEAKS_FOR_ITSELF = {"rv.try_claim", "rv.claims_table", "rv.draw_doors", "rv.computed_with"}


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("doctree-read", _fold)


def only_imports(code: str) -> bool:
    """Whether a cell does nothing but import."""
    return all(isinstance(line, ast.Import | ast.ImportFrom) for line in _parsed(code))


def only_call(code: str) -> str:
    """Dotted name of the function that a cell consists of calling, or nothing.

    Examples
    --------
    >>> only_call("rv.explore_pair(length=12)"), only_call("pair = rv.Rope(2)")
    ('rv.explore_pair', '')
    """
    lines = _parsed(code)
    if len(lines) == 1 and isinstance(lines[0], ast.Expr) and isinstance(lines[0].value, ast.Call):
        return ast.unparse(lines[0].value.func)
    return ""


def _parsed(code: str) -> list[ast.stmt]:
    try:
        return ast.parse(code).body
    except SyntaxError:  # a magic line of the notebook
        return [ast.Pass()]


def _fold(app: Any, doctree: nodes.document) -> None:
    for cell in _parts(doctree, "cell_code"):
        code = next(iter(_parts(cell, "cell_code_source")), None)
        if code is None:
            continue
        text, output = code.astext(), next(iter(_parts(cell, "cell_code_output")), None)
        function = only_call(text)
        if output is None and only_imports(text):
            cell.parent.remove(cell)
        elif output is not None and function in SPEAKS_FOR_ITSELF:
            code.parent.remove(code)
        elif output is not None and MAKES_A_PICTURE.fullmatch(function):
            code.parent.remove(code)
            figure = next(iter(output.findall(nodes.figure)), output)
            figure += nodes.legend("", _typed(code))


def _parts(node: nodes.Element, name: str) -> list[nodes.Element]:
    return [part for part in node.findall(nodes.container) if part.get("nb_element") == name]


def _typed(code: nodes.Element) -> nodes.Element:
    """What to type: the code as the page sets it, which brings its button to copy it."""
    words = nodes.inline("", "In a notebook: ")
    return nodes.container("", words, *code.children, classes=["rv-typed"])
