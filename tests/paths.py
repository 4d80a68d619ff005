"""Where things are: the repository, and the built book."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
BOOK = Path(os.environ.get("ROPE_VIZ_BOOK", ROOT / "_build/html"))
