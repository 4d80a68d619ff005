"""Every explorer and every chapter in Firefox, where one is installed."""

from __future__ import annotations

import pytest
from explorer_cases import CASES, PLAIN
from firefox import find_firefox, firefox
from shown import assert_computed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not find_firefox(), reason="no Firefox is installed"),
]
RIGHT, LEFT = "\ue014", "\ue012"
ROOT = "document.querySelector('.rv-explorer')"
HOSTS = "[...document.querySelectorAll('.rv-explorer-host')]"
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with firefox(tmp_path_factory.mktemp("firefox")) as tab:
        yield tab


@pytest.mark.parametrize("name", PLAIN)
def test_an_explorer_draws_what_torch_computes_and_heeds_a_key(tab, saved, name):
    tab.errors.clear()
    tab.goto(saved(name))
    tab.wait_for(f"{ROOT}?.dataset.drawn !== undefined")
    key = tab.run(
        "(() => { const all = [...document.querySelectorAll('.rv-explorer input[type=range]')];"
        " const slider = all.find(one => one.checkVisibility()); slider.focus();"
        f" return +slider.value - slider.min > slider.max - slider.value ? '{LEFT}' : '{RIGHT}'; }})()"
    )
    before = tab.run(f"{ROOT}.ropeViz.state()")
    tab.press(key)
    tab.run(FRAMES)
    texts, state = (
        tab.run(f"({ROOT}.ropeViz.publish(), {what})")
        for what in (f"{{...{ROOT}.dataset}}", f"{ROOT}.ropeViz.state()")
    )
    assert state != before

    assert_computed(CASES[name](), state, texts)
    assert tab.errors == []


def test_every_chapter_from_the_disk_draws_its_explorers_and_complains_of_nothing(tab, book):
    tab.errors.clear()
    pages = sorted((book / "book").glob("*.html"))
    assert len(pages) > 8
    for path in pages:
        tab.goto(path.as_uri())
        tab.wait_for(f"{HOSTS}.every(host => host.querySelector('[data-drawn]'))")
        assert tab.run("document.documentElement.scrollWidth <= innerWidth"), path.name
        # Firefox complains of a font that is still coming when its page is left.
        tab.wait_for("document.fonts.status === 'loaded'")
        assert tab.errors == [], path.name
