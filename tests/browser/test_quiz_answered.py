"""Quizzes in the page: right and wrong answered at once, and open without JavaScript."""

import pytest

pytestmark = pytest.mark.browser
ADDRESS = "book/word-order.html"


def test_an_answer_is_judged_at_once(page, site):
    page.goto(f"{site}/{ADDRESS}")
    quiz = page.locator(".rv-quiz").first
    said = []
    for option in quiz.get_by_role("radio").all():
        option.check()
        said.append(quiz.locator(".rv-quiz-feedback").inner_text())
    right = [words for words in said if words.startswith("Right.")]
    wrong = [words for words in said if words.startswith("Not quite.")]
    assert (len(right), len(wrong)) == (1, len(said) - 1) and len(said) > 1


def test_without_javascript_every_answer_opens(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{ADDRESS}")
    page.locator(".rv-quiz details summary").first.click()
    assert page.locator(".rv-quiz-reply").first.is_visible()
    context.close()
