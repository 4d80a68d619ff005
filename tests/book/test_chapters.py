"""Every chapter runs as the notebook that a learner opens, keeps to the template, types no result by hand."""

from __future__ import annotations

import re
import statistics
from functools import reduce
from itertools import takewhile
from pathlib import Path

import jupytext
import nbformat
import pytest
from chapters import CELL, CHAPTERS, MARKUP, PAGES, Cell, Chapter
from nbformat import NotebookNode
from paths import BOOK, ROOT

import rope_viz
from rope_viz.book.quiz import read_quiz
from rope_viz.book.renderers import PLOTLY_MIME as PLOTLY
from rope_viz.claims import CLAIMS
from rope_viz.explorers.core.static import MIME

EXECUTED = BOOK.parent / "jupyter_execute"  # chapters with their outputs, as the book was built from them
NOTEBOOKS = [page for page in PAGES if page.cells]
# `rv.scores`, `rv.prints.plot_angles`: the dotted name, up to the first that is no name.
PUBLIC_NAME = re.compile(r"\brv((?:\.[A-Za-z_]\w*)+)")
OPENING = re.compile(
    r"\*\d+ minutes\* · \*\*You will make\*\* .+\*\*You will be able to\*\* .+\*\*You need\*\* .+", re.DOTALL
)
EXERCISE = re.compile(r"^```\{exercise\}\n:label: (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SOLUTION = r"```\{{solution-start\}} {}\n:class: dropdown\n```\n(.*?)```\{{solution-end\}}"
QUIZ = re.compile(r"^```\{quiz\}\n(.*?)^```", re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r"rv\.(plot|explore)_")
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(|^```\{image\}(?P<options>.*?)^```", re.DOTALL | re.MULTILINE)
TRIED = re.compile(r'try_claim\("(.+?)"\)')
WIDE = 76  # characters that the page shows beside its two bars

each_page = pytest.mark.parametrize("source", PAGES, ids=lambda source: source.path.stem)
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path.stem)


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda source: source.path.stem)
def test_page_ran_quietly_and_its_figures_have_words(source: Chapter):
    executed = EXECUTED / source.path.relative_to(ROOT).with_suffix(".ipynb")
    assert executed.is_file(), f"there is no {executed}: run `make book`"
    cells = _code_cells(nbformat.read(executed, as_version=4))
    # What a learner opens as a notebook is what was built.
    opened = [cell.source for cell in _code_cells(jupytext.read(source.path))]
    assert [cell.source for cell in cells] == opened, "the book is older than the chapter: run `make book`"
    outputs = [output for cell in cells for output in cell.outputs]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    shown = [output.data for output in outputs if "data" in output]
    for data in shown:
        if PLOTLY in data:
            assert len(data[PLOTLY]["layout"]["meta"]["alt"]) > 40
        elif MIME in data:
            assert len(data[MIME]["alt"]) > 40
        else:
            assert "image/png" not in data, "a picture without words"


@each_page
def test_page_names_what_exists(source: Chapter):
    names = {match[1] for match in PUBLIC_NAME.finditer(source.text)}
    assert sorted(f"rv{name}" for name in names if not _exists(name)) == []


@each_page
def test_images_have_words(source: Chapter):
    for image in IMAGE.finditer(source.text):
        assert image["alt"] or re.search(r"^:alt: .{20}", image["options"], re.MULTILINE), image[0]


@each_page
def test_figures_have_captions(source: Chapter):
    solutions = "".join(re.findall(SOLUTION.format(r"\S+"), source.text, re.DOTALL))
    for cell in source.cells:
        if any(FIGURE.match(line) for line in cell.lines) and "\n".join(cell.lines) not in solutions:
            assert any(re.search(r'caption: "[A-Z].{20,}\."', option) for option in cell.options), cell.lines


@each_page
def test_no_result_is_typed_by_hand(source: Chapter):
    assert source.typed_numbers == []


@each_chapter
def test_opening_says_what_for(chapter: Chapter):
    _, opening = re.match(r"\s*# ([^\n]+)\n\n(.*?)\n\n", chapter.text, re.DOTALL).groups()
    assert OPENING.fullmatch(opening)


@each_chapter
def test_sections_come_in_the_template_s_order(chapter: Chapter):
    first, *_, quiz, exercises, seen = chapter.sections
    assert (first, quiz, exercises, seen) == ("First, a bet", "Quiz", "Exercises", "What you saw")
    bet = chapter.sections[first]
    assert 0 < bet.index("```{bet} ") < bet.index("rv.explore_"), "the bet comes before the figure"
    end = chapter.sections[seen]
    facts = re.findall(r"^- .+(?:\n(?!- |\n).+)*", end, re.MULTILINE)
    assert len(facts) == 3
    assert sum("{glue:text}" in fact for fact in facts) >= 2, "facts have numbers"
    assert re.search(r"\*\*In practice\.\*\* .+\*\*Further reading\.\*\* .*\{cite\}", end, re.DOTALL)
    assert chapter.cells[-1].lines == ("rv.computed_with()",)


@each_chapter
def test_every_chapter_opens_its_door(chapter: Chapter):
    assert "rv.draw_doors(" in chapter.text


@each_chapter
def test_cells_are_short_and_define_nothing(chapter: Chapter):
    visible = [len(cell.lines) for cell in chapter.cells if cell.visible]
    assert max(visible) <= 10 and statistics.median(visible) <= 3
    assert max(len(line) for cell in chapter.cells if cell.visible for line in cell.lines) <= WIDE
    lines = [line for cell in chapter.cells for line in cell.lines]
    # What a reader writes to have it examined is no helper.
    kept = [line for cell in chapter.cells if not _examined(cell) for line in cell.lines]
    assert [line for line in kept if re.search(r"^\s*(def|class)\b|\blambda\b", line)] == []
    imported = {line.split()[1].split(".")[0] for line in lines if re.match(r"(import|from)\b", line)}
    assert imported <= {"torch", "rope_viz", "myst_nb", "numpy", "math"}


@each_chapter
def test_length_is_that_of_one_sitting(chapter: Chapter):
    assert 800 <= len(chapter.words) <= 1300


def test_the_first_rotation_is_reached_soon():
    """From the first page's first word to the chapter that turns; quizzes and exercises can wait."""
    first, *_ = PAGES
    before = [first, *takewhile(lambda chapter: chapter.path.stem != "one-pair", CHAPTERS)]
    later = [page.sections.get(name, "") for page in before for name in ("Quiz", "Exercises")]
    waiting = sum(len(MARKUP.sub("", CELL.sub("", text)).split()) for text in later)
    assert len(before) == 4 and sum(len(page.words) for page in before) - waiting <= 2600


@each_chapter
def test_exercises_have_executed_solutions_in_dropdowns(chapter: Chapter):
    exercises = EXERCISE.findall(chapter.sections["Exercises"])
    assert len(exercises) >= 3
    assert any(re.search(r"\bby code\b", text, re.IGNORECASE) for _, text in exercises)
    for label, _ in exercises:
        solution = re.search(SOLUTION.format(label), chapter.text, re.DOTALL)
        assert solution and "{code-cell}" in solution[1], label


@each_chapter
def test_quizzes_are_well_formed(chapter: Chapter):
    quizzes = [read_quiz(text.splitlines()) for text in QUIZ.findall(chapter.sections["Quiz"])]
    assert len(quizzes) >= 2
    for _, answers in quizzes:
        assert len({answer.text for answer in answers}) == len(answers) >= 3


def test_every_claim_is_tried_in_its_chapter():
    tried = [(page.path.stem, slug) for page in CHAPTERS for slug in TRIED.findall(page.text)]
    assert sorted(tried) == sorted((claim.chapter, slug) for slug, claim in CLAIMS.items())


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("It took 17 tokens.", ["17 tokens"]),
        ("It rose on 12 rising\nsteps, by 3.5 %.", ["12 rising steps", "3.5 %"]),
        ("A cosine of 0.93.", ["0.93"]),
        ("Of 64 pairs, and 127 tokens of {glue:text}`a:.2f` radians.", []),
        ("Here $0.5$ and `0.7` and [a link](one-pair.md).", []),
    ],
)
def test_typed_numbers_are_found(tmp_path: Path, prose: str, found: list[str]):
    path = tmp_path / "page.md"
    path.write_text(
        f"---\na: 1\n---\n{prose}\n```{{code-cell}} ipython3\nrv.Rope(128)\n```\n", encoding="utf-8"
    )
    assert Chapter(path).typed_numbers == found


def _examined(cell: Cell) -> bool:
    defined = re.match(r"def (\w+)\(", cell.lines[0])
    return bool(defined) and any(line.startswith(f"rv.examine({defined[1]})") for line in cell.lines)


def _code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _exists(dotted: str) -> bool:
    try:
        reduce(getattr, dotted.strip(".").split("."), rope_viz)
    except AttributeError:
        return False
    return True
