"""What figures and explorers become in a page."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace

import pytest

from rope_viz import theme
from rope_viz.book.assets import redirect_page
from rope_viz.book.renderers import PLOTLY_MIME, ExplorerRenderer, PlotlyRenderer, plotly_fragment, with_still
from rope_viz.explorers.core import static as explorers

SPEC = {"data": [], "layout": {"height": 300, "meta": {"alt": "A curve that falls."}}}


class _Renderer:
    """What myst-nb hands to a mime renderer, as far as ours use it."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.logger = SimpleNamespace(warning=lambda text, **_: self.warnings.append(text))


def output(mime: str, content: object) -> SimpleNamespace:
    return SimpleNamespace(mime_type=mime, content=content, line=1)


def test_fragment_holds_the_figure_and_its_words():
    fragment = plotly_fragment(SPEC)
    assert 'role="img" aria-label="A curve that falls." style="height:300px"' in fragment
    assert "<noscript><p>This figure needs JavaScript to be drawn. It shows: A curve that falls." in fragment
    found = re.search(r'<script type="application/json">(.*)</script>', fragment)
    assert found and json.loads(found[1]) == SPEC


def test_a_still_takes_the_place_of_the_words_that_stand_in_for_it():
    fragment = with_still(plotly_fragment(SPEC), "aWNvbg==")
    image = (
        '<img class="rv-still" loading="lazy" src="data:image/png;base64,aWNvbg==" alt="A curve that falls.">'
    )
    assert image in fragment and "<noscript>" not in fragment


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--"]
)
def test_text_in_a_figure_stays_text(hostile: str):
    spec = {"data": [{"name": hostile}], "layout": {"meta": {"alt": hostile}}}
    fragment = plotly_fragment(spec)
    assert fragment.count("<script") == fragment.count("</script") == 1
    assert "<img" not in fragment and "<!--" not in fragment


def test_a_figure_without_words_is_a_warning():
    renderer = _Renderer()
    PlotlyRenderer.handle_mime(renderer, output(PLOTLY_MIME, {"data": [], "layout": {}}), False)
    assert renderer.warnings == ["a plotly figure has no alt text: set layout.meta.alt"]
    PlotlyRenderer.handle_mime(renderer, output(PLOTLY_MIME, SPEC), False)
    assert len(renderer.warnings) == 1


@pytest.mark.parametrize("renderer", [PlotlyRenderer, ExplorerRenderer])
def test_other_outputs_are_left_to_others(renderer: type):
    assert renderer.handle_mime(_Renderer(), output("text/plain", "3"), False) is None


def test_explorers_win_over_every_other_output():
    priorities = {mime: rank for _, mime, rank in ExplorerRenderer.mime_priority_overrides}
    assert priorities == {explorers.MIME: 0}


def test_redirect_is_a_page_of_its_own():
    page = redirect_page("book/index.html")
    assert 'lang="en"' in page and "<title>" in page and 'url=book/index.html"' in page


def test_every_light_colour_has_one_dark_partner():
    assert set(theme.LIGHT.roles.values()) == set(theme.DARK_OF)
