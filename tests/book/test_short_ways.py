"""The two short ways into the book: questions with their answers, and five pictures."""

import re

import pytest
from chapters import MARKUP, PAGES, PARTS

BY_NAME = {page.path.stem: page for page in PAGES}
QUESTIONS = dict(re.findall(r"^### (.+)\n((?:(?!^##).*\n)*)", BY_NAME["questions"].text, re.MULTILINE))
CELL = re.compile(r"^```\{code-cell\}.*\n((?:(?!```).*\n)*)```", re.MULTILINE)
MOVES = re.compile(r"\{(?:move|open)\}`")
WIDE = 76  # characters that the page shows beside its two bars
THREAD = re.compile(r"\[\S+ (?:PR )?#(\d+)\]\(https://github\.com/[\w.-]+/[\w.-]+/(?:issues|pull)/(\d+)\)")
ASKED = re.compile(rf"^\*Asked (in\* {THREAD.pattern}(, {THREAD.pattern})*\.|wherever .+\.\*)$", re.MULTILINE)
SENTENCE = re.compile(r"[.?!:](?=\s|$)")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_shortly_by_what_moves_or_is_computed(question):
    answer = QUESTIONS[question]
    shown = [cell for cell in CELL.findall(answer) if ":tags: [remove" not in cell]
    assert MOVES.search(answer) or shown
    assert all(len(cell.strip().splitlines()) <= 3 for cell in shown) and len(shown) <= 1
    assert max((len(line) for cell in shown for line in cell.splitlines()), default=0) <= WIDE
    assert ASKED.search(answer)
    for number, linked in THREAD.findall(answer):
        assert number == linked, "a thread's number and its link are of two threads"
    prose = re.sub(r"^\*Asked.*$|^%.*$", "", MARKUP.sub("", CELL.sub("", answer)), flags=re.MULTILINE)
    assert len(prose.split()) <= 80 and len(SENTENCE.findall(prose)) <= 6


def test_there_are_at_least_25_questions():
    assert len(QUESTIONS) >= 25


def test_five_minutes_are_five_pictures_that_move_and_lead_on():
    page = BY_NAME["five-minutes"]
    assert len(page.words) <= 400
    pictures = {name: text for name, text in page.sections.items() if "rv.explore_" in text}
    assert len(pictures) == 5
    chapters = {name.removeprefix("book/") for name in PARTS["Chapters"]}
    for name, text in pictures.items():
        assert "{move}`" in text, name
        assert set(re.findall(r"\]\(([\w-]+)\.md\)", text)) & chapters, name
