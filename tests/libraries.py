"""Other people's packages, as far as the tests need them."""

import importlib.util
import sys
from pathlib import Path

import pytest


def torchtune_module(path: str):
    """One file of torchtune, without the rest of the package and what it needs."""
    spec = importlib.util.find_spec("torchtune")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(
            "torchtune is not installed: pip install --no-deps torchtune==0.6.1", allow_module_level=True
        )
    file = Path(spec.submodule_search_locations[0]) / path
    loaded = importlib.util.spec_from_file_location(f"torchtune_{file.stem}", file)
    module = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(module)
    assert "torchtune.modules" not in sys.modules
    return module
