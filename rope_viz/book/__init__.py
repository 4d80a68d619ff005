"""The Sphinx extension of the book, and in `cells` what its chapters show besides figures and explorers.

Every page draws itself, with no request to anywhere outside the book.
"""

from __future__ import annotations

from typing import Any


def setup(app: Any) -> dict[str, Any]:
    """Connect the extension to Sphinx, which a reader of the package need not have."""
    from rope_viz.book import extension

    return extension.connect(app)
