"""Quizzes are read strictly."""

import pytest

from rope_viz.book.quiz import read_quiz

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
