"""The reference part: papers, glossary, notation and API pages are whole, and name what exists."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from importlib.metadata import version
from importlib.util import find_spec
from inspect import signature
from pathlib import Path

import pytest
from chapters import FILES, PARTS
from pybtex.database import parse_file

import rope_viz
from rope_viz.book.api import public_names
from rope_viz.curves import BiasTable, ScoreTable
from rope_viz.encodings.kernel import LAYOUTS
from rope_viz.models.card import ModelCard

BOOK = Path(__file__).parents[2] / "book"
PAGES = {name: (BOOK.parent / f"{name}.md").read_text(encoding="utf-8") for name in FILES}
CHAPTERS = {name: PAGES[name] for name in PARTS["Chapters"]}

PAPERS = parse_file(str(BOOK / "references.bib")).entries
CITED = {
    key.strip()
    for text in PAGES.values()
    for keys in re.findall(r"\{cite\}`([^`]+)`", text)
    for key in keys.split(",")
}
ARXIV = re.compile(r"\d{4}\.\d{4,5}")
DOI = re.compile(r"10\.\d{4,}/\S+")

ENTRY = re.compile(r"^(?P<term>\S.*)\n(?P<text>(?:  .+\n)+)", re.MULTILINE)
TERM = re.compile(r"\{term\}`(?:[^`<]*<)?(?P<term>[^`>]+)>?`")
NOT_PROSE = re.compile(r"^#[^\n]*|^```\{(?:quiz|code-cell)\}.*?^```", re.DOTALL | re.MULTILINE)
LINKS_PER_CHAPTER = range(3, 9)

DOCUMENTED = re.compile(r"^\.\. auto(?:class|function|module):: (\S+)", re.MULTILINE)
FOLDER = re.compile(r"^\.\. public-names:: (\w+)(?:\n   :except: (.+))?", re.MULTILINE)

# Where the notation page says that its names were read.
SOURCES = {
    "transformers": (
        "models/llama/modeling_llama.py",
        "models/gptj/modeling_gptj.py",
        "models/deepseek_v3/modeling_deepseek_v3.py",
        "modeling_rope_utils.py",
    ),
    "torchtune": (
        "modules/position_embeddings.py",
        "models/llama3/_component_builders.py",
        "models/llama3_1/_position_embeddings.py",
    ),
}


@pytest.mark.parametrize("key", PAPERS)
def test_paper_is_identified(key: str):
    entry = PAPERS[key]
    assert entry.fields["title"]
    assert re.fullmatch(r"(19|20)\d\d", entry.fields["year"])
    authors = entry.persons["author"]
    assert authors
    assert [str(person) for person in authors if not (person.first_names and person.last_names)] == []
    assert key.startswith(authors[0].last_names[-1].lower() + entry.fields["year"])
    identifiers = []
    if "eprint" in entry.fields:
        assert entry.fields["archiveprefix"] == "arXiv"
        assert ARXIV.fullmatch(entry.fields["eprint"])
        identifiers.append("arXiv")
    if "doi" in entry.fields:
        assert DOI.fullmatch(entry.fields["doi"])
        identifiers.append("DOI")
    if "howpublished" in entry.fields:  # an article on the web has its address
        assert entry.fields["url"].startswith("https://")
        identifiers.append("URL")
    assert identifiers


def test_papers_and_citations_agree():
    assert set(PAPERS) == CITED
    fields = [paper.fields for paper in PAPERS.values()]
    identifiers = Counter(f[name] for f in fields for name in ("eprint", "doi") if name in f)
    assert [identifier for identifier, times in identifiers.items() if times > 1] == []


def glossary() -> dict[str, str]:
    _, _, text = PAGES["book/glossary"].partition("```{glossary}\n")
    return {match["term"]: match["text"] for match in ENTRY.finditer(text)}


def linked(text: str) -> list[str]:
    return [match["term"] for match in TERM.finditer(text)]


def test_glossary_is_in_order_and_leads_to_the_book():
    terms = list(glossary())
    assert terms == sorted(terms, key=str.casefold)
    assert [term for term, text in glossary().items() if not re.search(r"\]\([\w./-]+\.md", text)] == []
    assert [term for term, text in glossary().items() if not text.rstrip().endswith((".", ")"))] == []


def test_every_glossary_entry_is_linked_from_where_it_is_met():
    used = {term for name in (*CHAPTERS, "book/questions") for term in linked(PAGES[name])}
    assert used == set(glossary())


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_links_each_term_once(name: str):
    terms = linked(CHAPTERS[name])
    assert [term for term, times in Counter(terms).items() if times > 1] == []
    assert len(terms) in LINKS_PER_CHAPTER
    not_prose = NOT_PROSE.findall(CHAPTERS[name])
    assert [term for part in not_prose for term in linked(part)] == []


def table(class_: str) -> list[list[str]]:
    """Rows of a table of the notation page, its head first."""
    _, _, text = PAGES["book/notation"].partition(f":class: {class_}\n")
    rows = [line.strip("| \n").split(" | ") for line in text.partition(":::")[0].splitlines() if "|" in line]
    return [row for row in rows if not set("".join(row)) <= set("-|")]


def names_in(cell: str) -> list[str]:
    return [name for code in re.findall(r"`([^`]+)`", cell) for name in re.findall(r"[A-Za-z_]\w*", code)]


def test_notation_names_what_the_package_has():
    rope = rope_viz.Rope(4)
    own = {*dir(rope), "rv", *rope_viz.__all__}
    own |= {field.name for made in (ScoreTable, BiasTable, ModelCard) for field in fields(made)}
    own |= set(signature(rope.rotate).parameters)
    (head, *words), (others, *rows) = table("rv-words"), table("rv-names")
    in_code = [row[head.index("in code")] for row in words] + [row[others.index("here")] for row in rows]
    assert [name for cell in in_code for name in names_in(cell) if name not in {*own, *LAYOUTS}] == []
    assert {"inv_freq", "wavelengths", "angles", "scores"} <= {n for cell in in_code for n in names_in(cell)}


@pytest.mark.parametrize("library", SOURCES)
def test_notation_names_what_the_library_has(library: str):
    spec = find_spec(library)  # read, not imported
    assert spec and spec.submodule_search_locations, f"{library} is not installed: run `make .venv/.test`"
    folder = Path(spec.submodule_search_locations[0])
    source = "\n".join((folder / name).read_text(encoding="utf-8") for name in SOURCES[library])
    head, *rows = table("rv-names")
    cells = [row[head.index(library)] for row in rows]
    assert [name for cell in cells for name in names_in(cell) if not re.search(rf"\b{name}\b", source)] == []
    said = re.search(rf"\[{library}\]\([^)]+\) (\d[\d.]*\d|\d)", PAGES["book/notation"])
    assert said and f"{version(library)}.".startswith(f"{said[1]}.")


def documented_on(page: str) -> list[str]:
    typed = [name.rpartition(".")[2] for name in DOCUMENTED.findall(page)]
    found = [
        name
        for folder, elsewhere in FOLDER.findall(page)
        for name in public_names(folder)
        if name not in elsewhere.split()
    ]
    return typed + found


def test_every_public_name_is_on_one_api_page():
    pages = {name: text for name, text in PAGES.items() if name.startswith("book/api/")}
    documented = Counter(name for text in pages.values() for name in documented_on(text))
    assert [name for name, times in documented.items() if times > 1] == []
    public = {*dir(rope_viz)} - {"__version__"}
    assert sorted(name for name in public - set(documented) if not name.startswith("_")) == []
