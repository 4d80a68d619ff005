"""The directive ``{quiz}``: a question, answers marked right or wrong, and a sentence of feedback for each.

It needs no kernel. With JavaScript the answers are radio buttons whose feedback is shown and read out at
once; without, each answer opens and says what it is. As a notebook it reads as a list.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from rope_viz.book.assets import FOLDER

OPTION = re.compile(r"- \[(?P<mark>[ x])\] (?P<rest>.+)")
RIGHT, WRONG = "Right.", "Not quite."


class Answer(NamedTuple):
    """One answer of a quiz."""

    text: str
    right: bool
    feedback: str


def read_quiz(lines: list[str]) -> tuple[str, list[Answer]]:
    """Take a quiz apart into its question and its answers.

    Parameters
    ----------
    lines : list of str
        The question, then ``- [x] the right answer :: feedback`` once and
        ``- [ ] a wrong answer :: feedback`` at least once. Other lines continue the one before.

    Raises
    ------
    ValueError
        If the question is missing, an answer has no feedback, or not exactly one answer is right.

    Examples
    --------
    >>> question, answers = read_quiz(["Is it?", "- [x] Yes. :: It is.", "- [ ] No. :: But it is."])
    >>> question, answers[1]
    ('Is it?', Answer(text='No.', right=False, feedback='But it is.'))
    """
    question: list[str] = []
    found: list[tuple[bool, list[str]]] = []
    for line in filter(None, map(str.strip, lines)):
        option = OPTION.fullmatch(line)
        if option:
            found.append((option["mark"] == "x", [option["rest"]]))
        else:
            (found[-1][1] if found else question).append(line)
    answers = [_answer(" ".join(texts), right) for right, texts in found]
    if not question:
        raise ValueError("a quiz must begin with its question; it begins with an answer.")
    if len(answers) < 2 or sum(answer.right for answer in answers) != 1:
        raise ValueError(
            f"a quiz must have at least two answers, one of them right, '- [x]'; "
            f"{len(answers)} came, {sum(answer.right for answer in answers)} right."
        )
    return " ".join(question), answers


def shuffled(question: str, answers: list[Answer]) -> list[Answer]:
    """Put the answers in an order that their author did not choose, the same at each build.

    Authors like to hide the right answer in the middle, and readers notice.
    """
    return sorted(answers, key=lambda answer: hashlib.sha256((question + answer.text).encode()).digest())


def _answer(text: str, right: bool) -> Answer:
    answer, separator, feedback = text.partition(" :: ")
    if not separator or not feedback.strip():
        raise ValueError(f"every answer must have feedback, 'answer :: feedback'; {text!r} came.")
    return Answer(answer.strip(), right, feedback.strip())


class Quiz(SphinxDirective):
    """Shows one question; several in a row make a longer quiz."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        """Make the nodes that work without JavaScript, which `quiz.js` makes into a form."""
        try:
            question, answers = read_quiz(list(self.content))
        except ValueError as error:
            raise self.error(str(error)) from error
        quiz = nodes.container(classes=["rv-quiz"])
        quiz += nodes.paragraph("", "", *self._inline(question), classes=["rv-quiz-question"])
        for answer in shuffled(question, answers):
            quiz += _raw(f"<details{' data-right' * answer.right}><summary>")
            quiz += nodes.inline("", "", *self._inline(answer.text))
            quiz += _raw("</summary>")
            verdict = nodes.strong("", RIGHT if answer.right else WRONG)
            words = [verdict, nodes.Text(" "), *self._inline(answer.feedback)]
            quiz += nodes.paragraph("", "", *words, classes=["rv-quiz-reply"])
            quiz += _raw("</details>")
        return [quiz]

    def _inline(self, text: str) -> list[nodes.Node]:
        found, messages = self.state.inline_text(text, self.lineno)
        return [*found, *messages]


def setup(app: Any) -> None:
    """Connect the directive to Sphinx."""
    app.add_directive("quiz", Quiz)
    app.connect("html-page-context", _add_script)


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def _add_script(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if doctree and any("rv-quiz" in node["classes"] for node in doctree.findall(nodes.container)):
        app.add_js_file(f"{FOLDER}/quiz.js", loading_method="defer")
