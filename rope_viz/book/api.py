"""The directive ``public-names``: documents all that a folder of the package gives to the public.

The names are read from the package's stub ``__init__.pyi``, so that a new one is in the reference at once.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

import rope_viz

STUB = Path(rope_viz.__file__).with_suffix(".pyi")


def public_names(folder: str) -> list[str]:
    """List the public classes and functions of a folder, in the order of the stub.

    Examples
    --------
    >>> [name for name in public_names("explorers") if "pair" in name]
    ['explore_pair']
    """
    imports = [node for node in ast.parse(STUB.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    found = [a.name for node in imports if (node.module or "").split(".")[0] == folder for a in node.names]
    return [name for name in found if not inspect.ismodule(getattr(rope_viz, name))]


def documentation(names: list[str]) -> str:
    """Write reStructuredText that documents each name, classes with their members.

    Examples
    --------
    >>> print(documentation(["device"]))
    .. currentmodule:: rope_viz
    <BLANKLINE>
    .. autofunction:: device
    """
    entries = [".. currentmodule:: rope_viz"]
    for name in names:
        is_class = inspect.isclass(getattr(rope_viz, name))
        entries.append(f".. autoclass:: {name}\n   :members:" if is_class else f".. autofunction:: {name}")
    return "\n\n".join(entries)


class PublicNames(SphinxDirective):
    """Names of the folder that is the argument; ``:except:`` leaves out those that another page documents."""

    required_arguments = 1
    option_spec: ClassVar = {"except": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Write the entries as if they stood in the page."""
        elsewhere = self.options.get("except", "").split()
        names = [name for name in public_names(self.arguments[0]) if name not in elsewhere]
        return list(self.parse_text_to_nodes(documentation(names)))


def setup(app: Any) -> None:
    """Tell Sphinx about the directive."""
    app.add_directive("public-names", PublicNames)
