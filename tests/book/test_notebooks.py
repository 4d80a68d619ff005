"""A notebook is the chapter: all of its prose, nothing that only the build needs; and it runs alone."""

from __future__ import annotations

import ast
import html
import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from chapters import PAGES, Chapter
from docutils import nodes
from markdown_it import MarkdownIt
from paths import BOOK, ROOT
from traitlets.config import Config

from rope_viz.book import notebooks
from rope_viz.book.as_markdown import Piece, pieces
from rope_viz.book.standing_alone import Code, needed

NOTEBOOKS = [page for page in PAGES[1:] if page.cells]
RUNNER = Path(__file__).with_name("notebook_run.py")
# Roles, directives, and what belongs to the build.
LEFT = re.compile(r"\{[a-z][a-z:-]*\}`|^:::|^```\{|myst_nb|\bglue\(|\\class\{", re.MULTILINE)
PARAGRAPH = re.compile(r"<(?:p|figcaption|li)>(.*?)</(?:p|li)>", re.DOTALL)

each = pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.path.stem)


def file_of(page: Chapter) -> Path:
    return BOOK / "_sources/book" / f"{page.path.stem}.ipynb"


@each
def test_a_notebook_has_the_page_s_words_and_nothing_of_the_build(page: Chapter):
    notebook = nbformat.read(file_of(page), as_version=4)
    nbformat.validate(notebook)
    assert "jupytext" not in notebook.metadata, "saving it would write a source"
    assert [cell.source for cell in notebook.cells if LEFT.search(cell.source)] == []
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    shown = _words(MarkdownIt().render(text))
    article = (BOOK / f"book/{page.path.stem}.html").read_text(encoding="utf-8")
    article = article[article.index("<article") : article.index("</article")]
    # Formulas are letters of a font in the page; what a page says without its scripts, no notebook says.
    prose = [p for p in PARAGRAPH.findall(article) if not re.search("<mjx-|<p|needs JavaScript", p)]
    assert len(prose) > 1
    assert [p for p in map(_words, prose) if p not in shown] == []


@each
def test_a_page_offers_its_notebook(page: Chapter):
    assert (
        f'href="../_sources/book/{page.path.stem}.ipynb"'
        in (BOOK / f"book/{page.path.stem}.html").read_text()
    )


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> Path:
    """Python in an environment with the book's wheel and what that depends on, without this repository."""
    folder = tmp_path_factory.mktemp("alone")
    venv.create(folder / "env", symlinks=True)
    python = folder / "env/bin/python"
    (wheel,) = (BOOK / "_static/rope_viz").glob("rope_viz-*.whl")
    quiet = ("--quiet", "--no-deps", "--no-index", "--no-warn-script-location")
    subprocess.run([sys.executable, "-m", "pip", f"--python={python}", "install", *quiet, wheel], check=True)
    # Paths in such a file are not searched for others, so the editable package is not found by it.
    site = next((folder / "env").glob("lib/python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return python


def test_every_notebook_runs_with_the_wheel_alone(alone: Path, tmp_path: Path):
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    surroundings |= {"IPYTHONDIR": str(tmp_path), "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}
    command = [alone, RUNNER, *map(file_of, NOTEBOOKS)]
    done = subprocess.run(
        command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=600
    )
    lines = [line.removeprefix("RAN ") for line in done.stdout.splitlines() if line.startswith("RAN ")]
    ran = {found["name"]: found for found in map(json.loads, lines)}
    assert sorted(ran) == sorted(page.path.stem for page in NOTEBOOKS), done.stderr
    assert [found["wrong"] for found in ran.values() if found["wrong"]] == []
    assert {Path(found["package"]).is_relative_to(alone.parents[1]) for found in ran.values()} == {True}


def test_nbconvert_makes_a_page_of_stills_that_needs_no_network_for_them():
    from nbconvert import HTMLExporter  # looks for a browser library when it is imported

    priority = re.search(r"display_data_priority=\"(.+?)\"", (ROOT / "book/notebooks.md").read_text("utf-8"))[
        1
    ]
    executed = nbformat.read(BOOK.parent / "jupyter_execute/book/five-minutes.ipynb", as_version=4)
    pictures = [
        o for cell in executed.cells for o in cell.get("outputs", ()) if "image/png" in o.get("data", ())
    ]
    config = Config(NbConvertBase={"display_data_priority": ast.literal_eval(priority)})
    page, _ = HTMLExporter(config=config).from_notebook_node(executed)
    assert page.count('src="data:image/png;base64,') == len(pictures) > 3
    assert '<script type="application/vnd.jupyter.widget-view+json"' not in page


def test_hidden_code_stays_where_later_code_needs_it():
    hidden = [
        "from myst_nb import glue\nimport math",
        "a = 1\nb = 2\nglue('b', b)\nassert b",  # of which a alone is needed
        "c = [a for a in range(3)]",  # whose a is its own
        "d = 1",  # given anew before it is used
        "%xmode Minimal",
        "for i in range(3):\n    glue(f'n{i}', i)",
    ]
    shown = ["a + math.pi", "d = 2\nd", "(a := 5)"]
    kept = needed([*(Code(text, True) for text in hidden), *map(Code, shown)])
    assert kept == ["import math", "a = 1", "", "", "%xmode Minimal", "", *shown]


def test_what_has_no_markdown_is_not_lost_in_silence():
    page = nodes.section("", nodes.title("", "So"), nodes.figure("", nodes.Text("12")))
    with pytest.raises(ValueError, match="figure has no Markdown in a notebook: '12'"):
        pieces(page, lambda reference: "")
    with pytest.raises(ValueError, match="image has no Markdown in a line"):
        pieces(nodes.container("", nodes.paragraph("", "", nodes.image())), lambda reference: "")


def table(*rows: list[str]) -> nodes.table:
    made = [nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in texts)) for texts in rows]
    return nodes.table("", nodes.tgroup("", nodes.thead("", made[0]), nodes.tbody("", *made[1:])))


def test_blocks_become_markdown():
    link = nodes.reference("", "", nodes.strong("", "there_"), refuri="x")
    answer = nodes.inline("", "", nodes.Text("a < b, "), nodes.emphasis("", "so"))
    page = nodes.container(
        "",
        nodes.paragraph("", "", nodes.Text("cost $5 * "), link, nodes.raw("", "<b>", format="html")),
        nodes.enumerated_list(
            "", nodes.list_item("", nodes.paragraph("", "one"), nodes.paragraph("", "more"))
        ),
        nodes.math_block("", r"\class{rv-symbol-m}{m}\theta"),
        nodes.literal_block("", "x = 1", language="python"),
        nodes.note("", nodes.paragraph("", "Mind.")),
        nodes.sidebar("", nodes.title("", "Why?"), nodes.paragraph("", "So.")),
        table(["of", "loss"], ["none", "3"]),
        nodes.raw("", "<details data-right><summary>", format="html"),
        answer,
        nodes.raw("", "</summary>", format="html"),
        nodes.paragraph("", "Right."),
        nodes.raw("", "</details>", format="html"),
        nodes.container("", nb_element="cell_code", cell_index=7),
    )
    texts = [
        r"cost \$5 \* [**there\_**](y)",
        "1. one\n   more",
        "$$\n{m}\\theta\n$$",
        "```python\nx = 1\n```",
        "> Mind.",
        "> **Why?**\n> \n> So.",
        "| of | loss |\n| --- | --- |\n| none | 3 |",
        "<details><summary>a &lt; b, <em>so</em></summary>",
        "Right.",
        "</details>",
    ]
    assert pieces(nodes.container("", page), lambda reference: "y") == [*map(Piece, texts), Piece(cell=7)]


def test_text_after_what_is_folded_is_a_cell_of_its_own():
    folded = [
        "<details><summary>One.</summary>",
        "No.",
        "</details>",
        "<details><summary>Two.</summary>",
        "Yes.",
        "</details>",
    ]
    parts = [Piece(text) for text in ("# Title", "## Quiz", "Which?", *folded, "Why?")]
    made = notebooks.notebook("Title", parts, nbformat.v4.new_notebook(), '"rope-viz"')
    title, install, quiz, after = [cell.source for cell in made.cells]
    assert (title, after) == ("# Title", "Why?") and '"install", "rope-viz"]' in install
    assert quiz == "\n\n".join(["## Quiz", "Which?", *folded])


def test_links_and_the_first_cell_follow_the_book_s_address(tmp_path: Path):
    executed = tmp_path / "jupyter_execute/book/decay.ipynb"
    executed.parent.mkdir(parents=True)
    executed.touch()
    kernel = {"kernelspec": {}}
    app = SimpleNamespace(
        outdir=tmp_path / "html",
        confdir=ROOT,
        env=SimpleNamespace(metadata={"book/decay": kernel}),
        config=SimpleNamespace(html_baseurl="", root_doc="book/index"),
        builder=SimpleNamespace(format="html"),
    )
    links = ["decay.html#why", "glossary.html#term-key", "decay.html?decay.peak=9#explorer-decay"]
    references = [nodes.reference(refuri=link, internal=True) for link in links]
    outside = nodes.reference(refuri="https://example.org")
    led = [notebooks._address(app, "book/pair", reference) for reference in [*references, outside]]
    assert led == ["decay.ipynb", "", "", "https://example.org"]
    assert notebooks._package(app) == '"--find-links", ".", "rope-viz"'
    app.config.html_baseurl = "https://example.org/rope/"
    assert [notebooks._address(app, "book/pair", reference) for reference in references] == [
        f"https://example.org/rope/book/{link}" for link in links
    ]
    wheel = r'"https://example\.org/rope/_static/rope_viz/rope_viz-[\d.]+-py3-none-any\.whl"'
    assert re.fullmatch(wheel, notebooks._package(app))


def _words(markup: str) -> str:
    """What markup shows, without spaces, quotation marks and permalinks."""
    text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r'<a class="headerlink.*?</a>', "", markup)))
    return re.sub(r"[\s#'\"‘’“”]+", "", text)
