"""Quizzes are read strictly, and their answers shuffled."""

import re
from collections import Counter

import pytest
from paths import BOOK

from rope_viz.book.quiz import Answer, read_quiz, shuffled

QUIZ = re.compile(r"^```\{quiz\}\n(.*?)^```", re.DOTALL | re.MULTILINE)
GOOD = ["Is it", "so?", "- [x] Yes. :: It is.", "- [ ] No. :: But it", "is."]


def test_question_answers_and_feedback_are_read():
    question, answers = read_quiz(GOOD)
    assert question == "Is it so?"
    assert answers[0] == ("Yes.", True, "It is.") and answers[1] == ("No.", False, "But it is.")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (GOOD[2:], "a quiz must begin with its question; it begins with an answer."),
        (["Q?", "- [ ] a :: b", "- [ ] c :: d"], "one of them right, .*; 2 came, 0 right"),
        (["Q?", "- [x] a :: b", "- [x] c :: d"], "one of them right, .*; 2 came, 2 right"),
        (["Q?", "- [x] a", "- [ ] c :: d"], "every answer must have feedback, .*; 'a' came"),
    ],
)
def test_quizzes_that_are_none_are_refused(lines, text):
    with pytest.raises(ValueError, match=text):
        read_quiz(lines)


def test_answers_are_shuffled_whatever_order_they_are_written_in():
    answers = [Answer(text, text == "a", "") for text in "abcdef"]
    assert shuffled("Q?", answers) == shuffled("Q?", answers[::-1])
    assert sorted(shuffled("Q?", answers)) == answers
    assert shuffled("Q?", answers) != shuffled("Another?", answers), "not the same order in every quiz"


def test_the_right_answers_of_the_book_stand_at_every_place():
    places = Counter()
    for chapter in BOOK.glob("*.md"):
        for quiz in QUIZ.findall(chapter.read_text("utf-8")):
            question, answers = read_quiz(quiz.splitlines())
            places[[answer.right for answer in shuffled(question, answers)].index(True)] += 1
    assert all(places[place] >= places.total() / 5 for place in range(3)), places
