"""Reads the book's chapters: their cells, their prose, and the numbers that the prose types by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from paths import ROOT

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PARTS = {part["caption"]: [entry["file"] for entry in part["chapters"]] for part in TOC["parts"]}
FILES = [TOC["root"], *(name for part in PARTS.values() for name in part)]

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
TAGS = re.compile(r"^:tags: \[(.*)\]$", re.MULTILINE)
OPTION = re.compile(r":\w+: ")
HIDDEN = {"remove-cell", "remove-input", "hide-input"}
# What is no result: sections of papers, formulas, code, targets of links, roles that print, cite or link.
NOT_PROSE = re.compile(
    r"[Ss]ection [\d.]+|\$\$.*?\$\$|\$[^$\n]+\$|\{[\w:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|!\[[^\]]*\]", re.DOTALL
)
UNITS = (
    "tokens? radians? degrees? times steps? turns? words? pairs? rows? components? dimensions? hands? "
    "positions? buckets? heads? numbers? texts? layers? bits? distances? panels? seconds? percent"
).replace(" ", "|")
MARKUP = re.compile(r"(?s:\$\$.*?\$\$)|^```.*$|^:\w+: .*$| <[\w -]+: [^>`]*>(?=`)", re.MULTILINE)
BEFORE = r"(?<![\w.,])"
TYPED = re.compile(
    rf"{BEFORE}(\d[\d,]*(?:\.\d+)?)(?:\s+(?:[a-z]+\s+)?(?:{UNITS})\b|\s*%)|{BEFORE}(\d[\d,]*\.\d+)(?!\.?\d)",
    re.IGNORECASE,
)
IN_CODE = re.compile(r"(?<![\w.])(\d[\d_]*(?:\.\d+)?(?:e\d+)?)")


@dataclass(frozen=True)
class Cell:
    """One code cell: its options, its tags, and its lines without these and without blank ones."""

    options: tuple[str, ...]
    tags: frozenset[str]
    lines: tuple[str, ...]

    @property
    def visible(self) -> bool:
        return not self.tags & HIDDEN


@dataclass(frozen=True)
class Chapter:
    """One page of the book as it is written."""

    path: Path

    @cached_property
    def text(self) -> str:
        return FRONT_MATTER.sub("", self.path.read_text(encoding="utf-8"))

    @cached_property
    def cells(self) -> list[Cell]:
        return [_cell(source) for source in CELL.findall(self.text)]

    @cached_property
    def without_cells(self) -> str:
        return CELL.sub("", self.text)

    @cached_property
    def words(self) -> list[str]:
        """Words of prose: what a reader meets, without fences, options, formulas and what verbs lead to."""
        return MARKUP.sub("", self.without_cells).split()

    @cached_property
    def sections(self) -> dict[str, str]:
        """Text by heading of the second level."""
        _, *parts = re.split(r"^## ", self.text, flags=re.MULTILINE)
        return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}

    @cached_property
    def typed_numbers(self) -> list[str]:
        """Numbers with a unit, and fractions, that stand in the prose and are no setting of a cell.

        A setting is written in a cell; counted from 0 it is one less or more, and pairs are half of it.
        """
        settings = {
            float(n.replace("_", "")) for cell in self.cells for n in IN_CODE.findall("\n".join(cell.lines))
        }
        known = {value for n in settings for value in (n - 1, n, n + 1, n / 2)}
        prose = NOT_PROSE.sub(" § ", _without_quizzes(self.without_cells))
        found = [(match[0], match[1] or match[2]) for match in TYPED.finditer(prose)]
        return [
            " ".join(words.split())
            for words, n in found
            if float(n.rstrip(",").replace(",", "")) not in known
        ]


def _cell(source: str) -> Cell:
    tags = frozenset(tag.strip() for match in TAGS.findall(source) for tag in match.split(","))
    lines = [line for line in source.splitlines() if line.strip()]
    options = tuple(line for line in lines if OPTION.match(line))
    return Cell(options, tags, tuple(lines[len(options) :]))


def _without_quizzes(text: str) -> str:
    # Quizzes suppose things: a text of 600 tokens, a head of 8 components.
    return re.sub(r"^```\{quiz\}.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


PAGES = [Chapter(ROOT / f"{name}.md") for name in FILES]
CHAPTERS = [Chapter(ROOT / f"{name}.md") for name in PARTS["Chapters"]]
