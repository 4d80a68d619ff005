"""Sets the results of cells as a reader reads numbers; the notebook keeps what Python prints.

``tensor(5.4410e+04, dtype=torch.float64)`` becomes 54,410 and a list of numbers a row of them. What is no
number, or no plain collection of numbers and words, stays as it is.
"""

from __future__ import annotations

import ast
import re
import textwrap
from typing import Any

from docutils import nodes

from rope_viz import words

# What numbers are wrapped in, and what is said of them besides: this leaves literals of Python.
WRAPPING = re.compile(r"\b(?:tensor|array|np\.\w+)(?=\()|,\s*(?:dtype|device|grad_fn)=[^,)\]]+")
NUMBER = re.compile(r"(?<![\w.-])-?\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?(?![\w.]*\w)")
SMALL = 1e-3  # below it a power of ten says more than zeros
GAP = "   "
WIDE = 76


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("doctree-read", _set_results)


def as_read(result: str) -> str:
    """Write a cell's result, as Python prints it, for a reader.

    Examples
    --------
    >>> print(as_read("(tensor(5.4410e+04), np.float64(-2.3e-16))"))
    54,410   −2 × 10⁻¹⁶
    >>> print(as_read("[(12, 64), (9, 32)]"))
    12   64
     9   32
    >>> print(as_read("'shorter by -0.5'"), as_read("Rope(head_dim=64)"), sep="; ")
    shorter by −0.5; Rope(head_dim=64)
    """
    try:
        value = ast.literal_eval(WRAPPING.sub("", result.strip()))
    except (SyntaxError, ValueError):
        return result
    return result if isinstance(value, bool) or "..." in result else _said(value)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return _table([[_one(key), *_row(item)] for key, item in value.items()])
    if not isinstance(value, list | tuple):
        return _one(value)
    if not any(isinstance(item, list | tuple) for item in value):
        return _list([_one(item) for item in value])
    rows = [_row(item) for item in value]
    alike = len({len(row) for row in rows if len(row) > 1}) == 1
    return _table(rows) if alike else "\n".join(_said(item) for item in value)


def _list(items: list[str]) -> str:
    """Side by side while there is room; then numbers fill lines, and each sentence has a line of its own."""
    line = GAP.join(items)
    if len(line) > WIDE and any(" " in item for item in items):
        return "\n".join(items)
    return textwrap.fill(line, WIDE, break_on_hyphens=False)


def _row(value: Any) -> list[str]:
    return [_one(item) for item in value] if isinstance(value, list | tuple) else [_one(value)]


def _table(rows: list[list[str]]) -> str:
    """Rows whose columns stand one below the other."""
    widths = [max(len(row[k]) for row in rows if k < len(row)) for k in range(max(map(len, rows)))]
    lines = (GAP.join(text.rjust(width) for text, width in zip(row, widths, strict=False)) for row in rows)
    return "\n".join(lines)


def _one(value: Any) -> str:
    if isinstance(value, list | tuple):
        return GAP.join(map(_one, value))
    if isinstance(value, str):
        return NUMBER.sub(lambda number: words.typeset(number[0]), value)
    if isinstance(value, bool) or value is None:
        return "none" if value is None else str(value)
    if isinstance(value, int) or abs(value) < SMALL:
        return words.measured(value)
    number = f"{float(f'{abs(value):.5g}'):,.5f}".rstrip("0").rstrip(".")
    return words.MINUS * (value < 0) + number


def _set_results(app: Any, doctree: nodes.document) -> None:
    for block in doctree.findall(nodes.literal_block):
        if "text_plain" in block["classes"]:
            block.rawsource = as_read(block.rawsource)
            block.children = [nodes.Text(block.rawsource)]
