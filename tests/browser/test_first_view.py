"""What a page asks for before its reader does anything: from the disk, and light enough for a phone."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import arrive
from paths import BOOK

pytestmark = pytest.mark.browser
# The gallery is its pictures; how many a browser fetches before one scrolls there is the browser's affair.
PAGES = [path for path in sorted((BOOK / "book").glob("*.html")) if path.stem != "gallery"]
SENT, UNPACKED = 300_000, 1_200_000  # bytes at most
PACKED = {".png", ".webp", ".woff", ".woff2"}  # no server packs these once more


def sent(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix in PACKED else len(gzip.compress(content, 6))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_first_view_is_light(page, path):
    asked: set[Path] = set()
    page.on("request", lambda request: asked.add(Path(unquote(urlsplit(request.url).path))))
    arrive(page, path.as_uri())
    files = [file for file in asked if file.is_file()]
    assert path in files and len(files) > 10
    assert sum(map(sent, files)) <= SENT
    assert sum(file.stat().st_size for file in files) <= UNPACKED
