"""Prints the built book as one PDF: ``python tools/print_book.py _build/html _build/book.pdf``.

Names of pages after these, such as ``book/one-pair``, print only those.

Chromium prints each page as its style sheet for paper says, with stills in place of what moves. pypdf joins
them in the order of the table of contents; links between pages become links within the PDF, and headings its
bookmarks. A page with the titles and the numbers of their pages comes first.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import yaml
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, Fit, NameObject

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/browser"))

from browser import FLAGS, find_browser  # noqa: E402  (how tests find one)

POINT = 72 / 25.4  # of a millimetre
TOP, SIDE, WIDTH, HEIGHT = 50, 25, 210, 297  # mm, of the page of contents
CONTENTS = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Contents</title><style>
@page {{ size: A4; margin: 0 }}
body {{ margin: 0; font: 11pt system-ui, sans-serif; color: #111 }}
p, h1 {{ position: absolute; left: {SIDE}mm; right: {SIDE}mm; margin: 0 }}
h1 {{ top: 26mm; font-size: 20pt }}
p {{ display: flex; gap: 1em }}
p span {{ flex: 1 }} .part {{ font-weight: 600; padding-top: 1mm }}
</style>"""
NUMBERS = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Numbers</title><style>
@page { size: A4; margin: 0 }
body { margin: 0 } div { box-sizing: border-box; height: 296.9mm; padding-top: 284mm; break-after: page;
  text-align: center; font: 9pt system-ui, sans-serif; color: #444 }
</style>"""
TITLE = """heading => {
    const copy = heading.cloneNode(true);
    for (const link of copy.querySelectorAll(".headerlink")) link.remove();
    return copy.textContent.trim().replace(/\\s+/g, " ");
}"""
# Numbers go through the book, its contents stand at its beginning, and long tables may go on overleaf.
IN_A_BOOK = """@page { @bottom-center { content: none } }
#print-main-content, .rv-claims-filter { display: none !important }
#jb-print-docs-body { margin-bottom: 1.5rem } .rv-claims-sort { display: inline !important }
dt, .rubric { break-after: avoid } .rv-gallery > * { break-inside: avoid }
table:has(tbody > tr:nth-of-type(10)) { break-inside: auto !important } tr { break-inside: avoid }"""


@dataclass
class Chapter:
    """A page of the book, printed."""

    file: str
    part: str
    number: int | None = None
    title: str = ""
    reader: Any = None
    first: int = 0  # its first page in the book, from 0


def chapters_of(toc: Path) -> list[Chapter]:
    """The pages of the book in their order, with their parts, and their numbers if they have any."""
    said = yaml.safe_load(toc.read_text(encoding="utf-8"))
    listed = [Chapter(said["root"], "")]
    for part in said["parts"]:
        for number, entry in enumerate(part["chapters"], 1):
            listed.append(Chapter(entry["file"], part["caption"], number if "numbered" in part else None))
    return listed


def write_pdf(book: Path, chapters: Sequence[Chapter], path: Path) -> None:
    """Print chapters of a built book into one file.

    Raises
    ------
    ValueError
        If a chapter is not in the book, or no browser is found.
    """
    for chapter in chapters:
        if not (book / f"{chapter.file}.html").is_file():
            raise ValueError(f"the book must have been built with {chapter.file}; {book} lacks it.")
    with _browser() as page:
        for chapter in chapters:
            _print(page, book, chapter)
        count = 1
        for chapter in chapters:
            chapter.first, count = count, count + len(chapter.reader.pages)
        contents = _printed(page, _contents(chapters))
        numbers = _printed(page, NUMBERS + "".join(f"<div>{n}</div>" for n in range(1, count + 1)))
    writer = PdfWriter()
    writer.append(contents, import_outline=False)
    for chapter in chapters:
        _resolve_names(chapter.reader)
        writer.append(chapter.reader, import_outline=False)
    for printed, number in zip(writer.pages[1:], numbers.pages[1:], strict=True):
        printed.merge_page(number)
        printed.compress_content_streams()  # merged, they are plain text
    _add_bookmarks(writer, chapters)
    _add_links(writer, book, chapters)
    writer.add_metadata({"/Title": chapters[0].title, "/Author": "The rope_viz authors"})
    writer.compress_identical_objects()
    writer.write(path)


@contextmanager
def _browser() -> Iterator[Page]:
    executable = find_browser()
    if not executable:
        raise ValueError("a browser must be there to print with, Chromium or Chrome; none was found.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(executable), args=FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        browser.close()


def _print(page: Page, book: Path, chapter: Chapter) -> None:
    page.goto((book / f"{chapter.file}.html").resolve().as_uri())
    page.wait_for_load_state("networkidle")
    page.add_style_tag(content=IN_A_BOOK)
    title = page.locator("h1").first.evaluate(TITLE)
    chapter.title = title if chapter.number is None else f"{chapter.number}. {title}"
    printed = page.pdf(
        prefer_css_page_size=True, format="A4", outline=True, tagged=True, print_background=True
    )
    chapter.reader = PdfReader(io.BytesIO(printed))
    print(f"  {chapter.file}: {len(chapter.reader.pages)} pages", flush=True)


def _printed(page: Page, html: str) -> PdfReader:
    page.set_content(html)
    return PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))


def _contents(chapters: Sequence[Chapter]) -> str:
    """The page of contents: the parts, and what is in them."""
    rows = [f"<h1>{escape(chapters[0].title)}</h1>"]
    for top, entry in _rows(chapters):
        inside = (
            f"<span>{escape(entry.title)}</span>{entry.first + 1}"
            if isinstance(entry, Chapter)
            else f'<span class="part">{escape(entry)}</span>'
        )
        rows.append(f'<p style="top: {top}mm">{inside}</p>')
    return CONTENTS + "".join(rows)


def _rows(chapters: Sequence[Chapter]) -> list[tuple[float, Chapter | str]]:
    """What stands in the page of contents, and how far from its upper edge, in millimetres."""
    rows: list[Chapter | str] = []
    part = ""
    for chapter in chapters[1:]:
        if chapter.part != part:
            rows.append(part := chapter.part)
        rows.append(chapter)
    pitch = min(7, (HEIGHT - TOP - 15) / len(rows))
    return [(TOP + i * pitch, row) for i, row in enumerate(rows)]


def _resolve_names(reader: PdfReader) -> None:
    """Links within a page lead to places and not to names, which other pages have as well."""
    named = reader.named_destinations
    for page in reader.pages:
        for annotation in _annotations(page):
            name = annotation.get("/Dest")
            if isinstance(name, str) and name in named:
                annotation[NameObject("/Dest")] = named[name].dest_array


def _add_bookmarks(writer: PdfWriter, chapters: Sequence[Chapter]) -> None:
    writer.add_outline_item(title="Contents", page_number=0)
    parts: dict[str, Any] = {"": None}
    for chapter in chapters:
        if chapter.part not in parts:
            parts[chapter.part] = writer.add_outline_item(
                title=chapter.part, page_number=chapter.first, bold=True
            )
        item = writer.add_outline_item(
            title=chapter.title, page_number=chapter.first, parent=parts[chapter.part]
        )
        for heading in _sections(chapter.reader.outline):
            page = chapter.first + chapter.reader.get_destination_page_number(heading)
            writer.add_outline_item(
                title=heading.title.rstrip("#¶ "), page_number=page, parent=item, fit=Fit.xyz(top=heading.top)
            )


def _sections(outline: Sequence[Any]) -> list[Any]:
    """The headings below a page's title."""
    nested = [entry for entry in outline if isinstance(entry, list)]
    return [heading for entry in nested for heading in entry if not isinstance(heading, list)]


def _add_links(writer: PdfWriter, book: Path, chapters: Sequence[Chapter]) -> None:
    """From the contents, and between the book's pages; links to what was not printed are taken away."""
    for top, entry in _rows(chapters):
        if isinstance(entry, Chapter):
            left, right, upper = SIDE * POINT, (WIDTH - SIDE) * POINT, (HEIGHT - top) * POINT
            link = Link(rect=(left, upper - 15, right, upper), target_page_index=entry.first)
            writer.add_annotation(0, link)
    home = book.resolve().as_uri()
    first = {f"{home}/{chapter.file}.html": chapter.first for chapter in chapters}
    for page in writer.pages:
        gone = []
        for annotation in _annotations(page):
            address = str(annotation.get("/A", {}).get("/URI", ""))
            if not address.startswith("file:"):
                continue
            target = first.get(urldefrag(address).url.partition("?")[0])
            if target is None:
                gone.append(annotation)
                continue
            del annotation[NameObject("/A")]
            place = [writer.pages[target].indirect_reference, NameObject("/Fit")]
            annotation[NameObject("/Dest")] = ArrayObject(place)
        if gone:
            kept = [a for a in page["/Annots"] if a.get_object() not in gone]
            page[NameObject("/Annots")] = ArrayObject(kept)


def _annotations(page: Any) -> list[DictionaryObject]:
    return [annotation.get_object() for annotation in page.get("/Annots", ())]


if __name__ == "__main__":
    book, path = map(Path, sys.argv[1:3])
    chosen = sys.argv[3:]
    write_pdf(book, [c for c in chapters_of(ROOT / "_toc.yml") if not chosen or c.file in chosen], path)
    print(f"The book is in {path}.")
