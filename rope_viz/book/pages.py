"""What every page has differently from what other extensions would give it.

Numbers are set as print sets them, citations can be read out, and nothing asks for a live kernel.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from docutils import nodes

from rope_viz import words

WIDGET_STATE_MIME = "application/vnd.jupyter.widget-state+json"


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("doctree-read", _typeset_numbers)
    app.connect("doctree-read", _keep_units, priority=900)  # once driving.py has written its numbers, too
    app.connect("html-page-context", _mend_names_and_roles)
    app.connect("html-page-context", _drop_kernel_scripts, priority=990)


def _typeset_numbers(app: Any, doctree: nodes.document) -> None:
    # Numbers that cells computed stand in the prose in an inline of this class.
    for node in doctree.findall(nodes.inline):
        if "pasted-text" in node["classes"]:
            node.children = [nodes.Text(words.typeset(node.astext()))]


def _keep_units(app: Any, doctree: nodes.document) -> None:
    """Let no line end between a number of the prose and its unit."""
    for words_around in doctree.findall(nodes.TextElement):
        for number, text in list(pairwise(words_around.children)):
            if isinstance(text, nodes.Text):
                last = number.astext()[-1:]
                words_around.replace(text, nodes.Text(words.unbroken(last + text).removeprefix(last)))


# What other extensions write into a page and screen readers cannot use, and what is written instead.
MENDED = {
    '<div role="list" class="citation-list">': "<div>",  # a list whose children are no list items
    ' role="doc-biblioentry"': "",  # deprecated, and not allowed outside such a list
    '<section id="exercise-content">': "<section>",  # the same id for every exercise of a page
    '<section id="solution-content">': "<section>",
    '<summary aria-label="Toggle hidden content">': "<summary>",  # whose own words say what it opens
}


def _mend_names_and_roles(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    for written, instead in MENDED.items():
        if "body" in context:
            context["body"] = context["body"].replace(written, instead)


def _drop_kernel_scripts(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    context["script_files"] = [s for s in context.get("script_files", []) if not _needs_kernel(s)]


def _needs_kernel(script: Any) -> bool:
    """Whether a script is Thebe's (added twice, which is an error) or the state of live widgets."""
    attributes = getattr(script, "attributes", {})
    return (
        attributes.get("type") == WIDGET_STATE_MIME
        or "THEBE_JS_URL" in attributes.get("body", "")
        or "sphinx-thebe" in str(getattr(script, "filename", ""))
    )
