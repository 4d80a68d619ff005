"""Chapters are computed anew when what a cell can see has changed, and only then."""

from __future__ import annotations

from types import SimpleNamespace

import nbformat
import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

from rope_viz.book import cache

FILES = [
    "encodings/rope.py",
    "models/data/table.safetensors",
    "explorers/pair/explorer.json",
    "explorers/pair/explorer.js",
    "explorers/style.css",
    "book/quiz.py",
    "book/static/quiz.js",
    "book/cells/doors.py",
    "theme.py",
]
SEEN = [
    "encodings/rope.py",
    "models/data/table.safetensors",
    "explorers/pair/explorer.json",
    "book/cells/doors.py",
    "theme.py",
]


@pytest.fixture
def package(tmp_path, monkeypatch):
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    monkeypatch.setattr(cache, "PACKAGE", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_key_follows_what_a_cell_can_see(package, name):
    before = cache.cache_key()
    (package / name).write_text("after")
    assert (cache.cache_key() != before) == (name in SEEN)


def test_key_follows_names_and_new_files(package):
    keys = [cache.cache_key()]
    (package / "theme.py").rename(package / "colours.py")
    keys.append(cache.cache_key())
    (package / "words.py").write_text("")
    keys.append(cache.cache_key())
    assert len(set(keys)) == 3


def test_key_follows_the_device(monkeypatch):
    keys = set()
    for device in ("cpu", "cuda"):
        monkeypatch.setenv("ROPE_VIZ_DEVICE", device)
        keys.add(cache.cache_key())
    assert len(keys) == 2


def test_pages_follow_every_file(package):
    before = cache.digest(cache.package_files())
    (package / "explorers/style.css").write_text("after")
    assert cache.digest(cache.package_files()) != before


def test_no_cell_s_output_holds_a_script_or_a_style_sheet():
    """An explorer gives a page its state and its still; scripts and styles are placed by the build."""
    from rope_viz import explorers
    from rope_viz.explorers.core.static import MIME, css

    data, _ = explorers.explore_clocks()._repr_mimebundle_()
    assert set(data[MIME]) == {"explorer", "state", "still", "alt"}
    assert css()[:100] not in str(data) and "export{" not in str(data)


def page_of(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


@pytest.mark.parametrize("known", [True, False])
def test_a_page_from_the_cache_is_written_with_its_outputs(tmp_path, known):
    executed = page_of("1 + 1")
    executed.cells[0].outputs = [nbformat.v4.new_output("stream", text="2")]
    kept = get_cache(tmp_path / "cache")
    kept.cache_notebook_bundle(CacheBundleIn(executed, "page.ipynb"), check_validity=False)
    app = SimpleNamespace(
        outdir=tmp_path / "html",
        env=SimpleNamespace(docname="book/page"),
        config=SimpleNamespace(nb_execution_cache_path=str(tmp_path / "cache")),
    )
    file = cache.executed_file(app, "book/page")
    file.parent.mkdir(parents=True)
    nbformat.write(page_of("1 + 1" if known else "2 + 2"), file)
    cache._keep_outputs(app, None)
    (cell,) = nbformat.read(file, as_version=4).cells
    assert [output.text for output in cell.outputs] == (["2"] if known else [])
