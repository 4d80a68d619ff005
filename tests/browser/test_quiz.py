"""Quizzes: read strictly, right and wrong answered at once, and open without JavaScript."""

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


@pytest.mark.browser
class TestOnThePage:
    ADDRESS = "book/word-order.html"

    def test_an_answer_is_judged_at_once(self, page, site):
        page.goto(f"{site}/{self.ADDRESS}")
        quiz = page.locator(".rv-quiz").first
        quiz.get_by_role("radio").nth(0).check()
        assert quiz.locator(".rv-quiz-feedback").inner_text().startswith("Not quite.")
        quiz.get_by_role("radio").nth(1).check()
        assert quiz.locator(".rv-quiz-feedback").inner_text().startswith("Right.")

    def test_without_javascript_every_answer_opens(self, browser, site):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{site}/{self.ADDRESS}")
        page.locator(".rv-quiz details summary").first.click()
        assert page.locator(".rv-quiz-reply").first.is_visible()
        context.close()
