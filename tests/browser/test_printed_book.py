"""Two pages of the book printed into one PDF: contents, bookmarks, numbers, links and stills."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT
from pypdf import PdfReader

pytestmark = pytest.mark.browser
PAGES = ("book/index", "book/one-pair")


@pytest.fixture(scope="module")
def printed(book: Path, tmp_path_factory) -> PdfReader:
    path = tmp_path_factory.mktemp("printed") / "book.pdf"
    # A process of its own: it starts a browser, and the tests have one.
    command = [sys.executable, str(ROOT / "tools/print_book.py"), str(book), str(path), *PAGES]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return PdfReader(path)


def links(reader: PdfReader) -> list[dict]:
    found = [a.get_object() for page in reader.pages for a in page.get("/Annots", ())]
    return [annotation for annotation in found if annotation["/Subtype"] == "/Link"]


def test_contents_bookmarks_and_numbers_agree(printed: PdfReader):
    contents = printed.pages[0].extract_text()
    (number,) = re.findall(r"4\. Turn one pair\s*(\d+)", contents)
    first = printed.pages[int(number) - 1].extract_text()
    assert "Turn one pair" in first and first.rstrip().endswith(number)
    for i, page in enumerate(printed.pages[1:], 2):
        assert page.extract_text().rstrip().endswith(str(i)), "numbers go on from page to page"
    chapter, sections = printed.outline[-1]  # what stands below the last part
    assert chapter.title == "4. Turn one pair"
    assert printed.get_destination_page_number(chapter) == int(number) - 1
    assert [section.title for section in sections][:2] == ["First, a bet", "One word, one arrow, one turn"]
    for section in sections:
        page = printed.pages[printed.get_destination_page_number(section)]
        assert section.title in page.extract_text().replace("\n", " ")


def test_links_lead_to_pages_of_it_or_to_the_web(printed: PdfReader):
    addresses = [str(link["/A"]["/URI"]) for link in links(printed) if "/A" in link]
    assert [address for address in addresses if not address.startswith("https://")] == []
    inner = [link["/Dest"] for link in links(printed) if "/Dest" in link]
    pages = [page.indirect_reference.idnum for page in printed.pages]
    assert inner and {place[0].idnum for place in inner} <= set(pages)
    first = printed.get_destination_page_number(printed.outline[-1][0])
    assert any(place[0].idnum == pages[first] for place in inner), "from the contents to the chapter"


def test_stills_stand_for_what_moves_and_every_page_is_of_one_size(printed: PdfReader):
    text = "".join(page.extract_text() for page in printed.pages)
    assert "Copy link" not in text and "Full screen" not in text
    assert max(image.image.width for page in printed.pages for image in page.images) >= 1000
    (size,) = {tuple(map(float, page.mediabox[2:])) for page in printed.pages}
    assert size == pytest.approx((210 / 25.4 * 72, 297 / 25.4 * 72), abs=1)  # points; A4
