"""The parts of the Sphinx extension, connected one after the other."""

from __future__ import annotations

from typing import Any

from rope_viz.book import (
    addresses,
    api,
    assets,
    bets,
    cache,
    claims,
    driving,
    figures,
    folding,
    formulas,
    gallery,
    lighter,
    notebooks,
    opening,
    pages,
    publish,
    quiz,
    results,
    write,
    your_model,
)

PARTS = (
    publish,
    addresses,
    cache,
    assets,
    figures,
    folding,
    results,
    pages,
    quiz,
    bets,
    claims,
    driving,
    opening,
    api,
    formulas,
    gallery,
    lighter,
    notebooks,
    write,
    your_model,
)


def connect(app: Any) -> dict[str, Any]:
    """Connect every part to Sphinx."""
    for part in PARTS:
        part.setup(app)
    # Pages that Sphinx keeps from the last build are read again when anything of the package has changed.
    version = int(cache.digest(cache.package_files()), 16)
    return {"env_version": version, "parallel_read_safe": True, "parallel_write_safe": True}
