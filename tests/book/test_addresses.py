"""Addresses stand in one place, and where there is none there is no link."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from paths import ROOT

from rope_viz.book.addresses import _add_buttons, _read, launches, urls

NOTEBOOKS = "https://github.com/me/rope/tree/notebooks"


def test_binder_and_a_hub_fetch_the_notebook_into_the_lab():
    places = launches(NOTEBOOKS + "/", "https://hub.edu/", "decay.ipynb")
    assert list(places) == ["Colab", "Binder", "JupyterHub"]
    binder, hub = urlsplit(places["Binder"]), urlsplit(places["JupyterHub"])
    assert binder.path == "/v2/gh/me/rope/HEAD" and hub.path == "/hub/user-redirect/git-pull"
    pulled = unquote(binder.query.removeprefix("urlpath="))
    for query in (pulled.removeprefix("git-pull?"), hub.query):
        asked = {name: value for name, (value,) in parse_qs(query).items()}
        assert asked == {
            "repo": "https://github.com/me/rope",
            "branch": "notebooks",
            "urlpath": "lab/tree/rope/decay.ipynb",
        }


def test_a_place_that_no_front_end_can_open_is_refused():
    with pytest.raises(
        ValueError, match=r"must be https://github\.com/OWNER/NAME/tree/BRANCH; 'https://x' came"
    ):
        launches("https://x", "", "decay.ipynb")


@pytest.mark.parametrize(
    "said", ["", f'[project.urls]\nDocumentation = "https://x"\nNotebooks = "{NOTEBOOKS}"']
)
def test_a_page_has_links_where_there_is_an_address(tmp_path, said: str):
    (tmp_path / "pyproject.toml").write_text(said)
    (tmp_path / "_sources/book").mkdir(parents=True)
    (tmp_path / "_sources/book/decay.ipynb").touch()
    config = SimpleNamespace(html_baseurl="")
    app = SimpleNamespace(confdir=tmp_path, outdir=tmp_path)
    _read(app, config)
    shown = {}
    for page in ("book/decay", "book/glossary"):
        context: dict = {"header_buttons": []}
        _add_buttons(app, page, "", context, object())
        shown[page] = [button["text"] for group in context["header_buttons"] for button in group["buttons"]]
    assert config.html_baseurl == ("https://x" if said else "")
    assert shown == {"book/decay": ["Colab", "Binder"] if said else [], "book/glossary": []}


def test_this_book_s_addresses_are_whole():
    said = urls(ROOT)
    assert set(said) <= {"Documentation", "Repository", "Notebooks", "JupyterHub"}
    launches(said.get("Notebooks", ""), said.get("JupyterHub", ""), "decay.ipynb")


def test_binder_installs_this_package_from_the_root():
    lines = (ROOT / "binder/requirements.txt").read_text().splitlines()
    assert "." in lines and "nbgitpuller" in lines
    assert (ROOT / "binder/runtime.txt").read_text() == "python-3.11\n"
