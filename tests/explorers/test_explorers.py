"""Explorers without a browser: parameters and their errors, what a page gets, and the committed modules."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import torch
from explorer_cases import CASES, PLAIN

import rope_viz as rv
from rope_viz import explorers
from rope_viz.explorers import NAMES, explore_pair, explore_scores
from rope_viz.explorers.core import static
from rope_viz.explorers.core.traits import stops_of
from rope_viz.explorers.scores.explorer import DISTANCES
from rope_viz.words import brief, fixed

ROOT = Path(__file__).parents[2]
PNG = b"\x89PNG\r\n"


class Page(HTMLParser):
    """The elements of a page, and the text inside its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.elements and self.elements[-1][0] == "script":
            self.scripts[-1] += data

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("name", CASES)
class TestEveryExplorer:
    def test_its_module_is_there_and_renders(self, name):
        explorer = CASES[name]()
        assert explorer.name in NAMES and explorer.get_state()["_explorer"] == explorer.name
        assert explorer._esm.endswith("export default { render: ropeVizCore.render };\n")
        assert explorer._esm.count(f"ropeVizCore||={{}}).explorers||={{}}).{explorer.name}=") == 1

    def test_output_of_a_cell_serves_every_reader(self, name):
        explorer = CASES[name]()
        data, _ = explorer._repr_mimebundle_()
        assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
        assert base64.b64decode(data["image/png"]).startswith(PNG)
        assert data["text/plain"] == explorer.summary()
        payload = data[static.MIME]
        assert payload == json.loads(json.dumps(payload, default=list)) | {"state": payload["state"]}
        assert set(payload) == {"explorer", "state", "still", "alt"}

    def test_saved_page_is_whole_and_keeps_text_as_text(self, name, tmp_path):
        explorer = CASES[name]()
        path = explorer.save(tmp_path / "page.html", heading="A <b>title</b> & more")
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert page.named("html") == [{"lang": "en"}]
        assert "<title>A &lt;b&gt;title&lt;/b&gt; &amp; more</title>" in text
        assert page.named("img")[0]["alt"] == explorer.summary()
        assert not page.named("b")
        assert len(page.scripts) == 4  # state, what explorers share, its own, host
        state = json.loads(page.scripts[0])
        assert state == json.loads(json.dumps(explorer.state, default=list))
        outside = [
            a for _, a in page.elements for k, v in a.items() if k in ("src", "href") and "data:" not in v
        ]
        assert outside == []

    def test_state_makes_the_same_explorer_again(self, name):
        explorer = CASES[name]()
        again = CASES[name]()
        with again.hold_trait_notifications():
            for trait, value in json.loads(json.dumps(explorer.state, default=list)).items():
                again.set_trait(trait, value)
        assert again.state == explorer.state
        np.testing.assert_equal(again.numbers(), explorer.numbers())  # which takes one NaN for another


def test_a_saved_page_has_the_heading_and_theme_that_are_asked_for(tmp_path):
    explorer = explore_pair()
    plain = explorer.save(tmp_path / "plain.html").read_text(encoding="utf-8")
    assert f"<h1>{explorer.title}</h1>" in plain and "data-theme" not in plain.split(">")[1]
    dark = explorer.save(tmp_path / "dark.htm", heading="", theme="dark").read_text(encoding="utf-8")
    assert Page(dark).named("html") == [{"lang": "en", "data-theme": "dark"}] and "<h1" not in dark
    assert f"<title>{explorer.title}</title>" in dark


@pytest.mark.parametrize(
    ("path", "options", "text"),
    [
        ("pair.png", {}, "path must end in .html, because a page is written; 'pair.png' came."),
        ("pair", {}, "path must end in .html, because a page is written; 'pair' came."),
        ("pair.html", {"theme": "blue"}, "theme must be one of 'system', 'light', 'dark'; 'blue' came."),
    ],
)
def test_what_cannot_be_saved_says_why(path, options, text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        explore_pair().save(path, **options)


def test_assets_hold_a_script_for_each_explorer_and_one_for_all(tmp_path):
    static.write_assets(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"explorers.js", "explorers.css", "explorers"}
    written = {path.stem: path.read_text("utf-8") for path in (tmp_path / "explorers").iterdir()}
    assert written == {name: static.script(name) for name in ("core", *NAMES)}


def test_a_widget_and_a_saved_page_carry_their_own_explorer_only(tmp_path):
    explorer = explore_pair()
    page = explorer.save(tmp_path / "pair.html").read_text("utf-8")
    for name in NAMES:
        assert (static.script(name) in page) == (static.script(name) in explorer._esm) == (name == "pair")


def test_nothing_in_the_inline_scripts_ends_them():
    page = static.page(explore_pair().payload(), "Pair", "Pair", "light", compact=True)
    for script in (*Page(page).scripts, *map(static.script, NAMES)):
        assert "</script" not in script and "<!--" not in script


def test_no_colour_outside_the_theme():
    found = (path for kind in ("js", "css", "json") for path in static.EXPLORERS.glob(f"*/*.{kind}"))
    sources = [path for path in found if path.name != "bundle.js"]
    assert len(sources) > 20
    colour = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(", re.IGNORECASE)
    assert [f"{path.name}: {m.group()}" for path in sources for m in colour.finditer(path.read_text())] == []


REFUSED = [
    (lambda: explore_pair(length=65), "length must be from 2 to 64; 65 came."),
    (lambda: explore_pair(length=2.5), "length must be a whole number, 2.5 (float) came."),
    (
        lambda: explore_pair(inv_freq=0),
        "inv_freq must be a number, finite from 1e-06 to 3.14159, because faster",
    ),
    (lambda: explore_pair(inv_freq=float("nan")), "nan came."),
    (
        lambda: explore_pair(query=[1.0]),
        r"query must be 2 finite numbers, the components of a vector; [1.0] came.",
    ),
    (lambda: explore_pair(query=[1.0, float("inf")]), "query must be 2 finite numbers"),
    (
        lambda: explore_pair(query=[1.0, -1e308]),
        "query must have components of 1e+100 at most, because scores are sums of their products; -1e+308",
    ),
    (lambda: explore_scores([2e100] * 64, [1.0] * 64), "must have components of 1e+100 at most"),
    (lambda: explore_pair(query_word="cat"), "query_word must be a token of the sentence"),
    (lambda: explore_pair(3), "sentence must be a list of texts; 3 came."),
    (lambda: setattr(explore_scores(), "base", 0), "base must be a number, finite from 1 to 1e+12; 0 came."),
    (lambda: setattr(explore_scores(), "base", "ten"), "'ten' came."),
    (
        lambda: explore_scores(rope=rv.Rope(258)),
        "head_dim must be at most 256, because so many Gaussian components are kept; 258 came.",
    ),
    (
        lambda: explore_scores([1.0, 2.0], [2.0, 1.0], rope=rv.Rope(4)),
        "query and key must have the rope's head_dim, 4 components; 2 came.",
    ),
    (lambda: rv.explore_decay(rv.Rope(512)), "head_dim must be at most 256, because so many Gaussian"),
    (lambda: rv.explore_waves(rv.Rope(256)), "head_dim must be at most 128, because more waves"),
    (
        lambda: explore_scores(vectors="random"),
        "vectors must be one of 'given', 'ones', 'gaussian'; 'random' came.",
    ),
    (lambda: explore_scores(shift=-257), "shift must be at least -256; -257 came."),
    (lambda: explore_scores(distance=257), "distance must be from 0 to 256; 257 came."),
    (lambda: explore_scores(query=[1.0, 2.0]), "query and key must be given together"),
    (lambda: explore_scores([1.0, 2.0], [1.0]), "key must be as long as query, 2 components; 1 came."),
    (lambda: explore_scores([1.0], [1.0]), "the length of query must be even"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_errors_name_parameter_rule_and_value(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


def test_a_refused_value_is_taken_back():
    explorer = explore_pair()
    with pytest.raises(
        ValueError, match=r"query_position must be smaller than length, .*; 12 came, length is 12"
    ):
        explorer.query_position = 12
    with pytest.raises(
        ValueError, match="length must be at least 5, because a word stands at position 4; 3 came"
    ):
        explorer.length = 3
    with pytest.raises(ValueError, match="length"), explorer.hold_trait_notifications():
        explorer.length, explorer.query_position = 20, 30
    assert (explorer.length, explorer.query_position) == (12, 4)


def test_values_that_depend_on_each_other_may_come_together():
    explorer = explore_pair()
    with explorer.hold_trait_notifications():
        explorer.query_position, explorer.length = 30, 40
    assert (explorer.length, explorer.query_position) == (40, 30)


@pytest.mark.parametrize("kind", ["list", "numpy", "torch"])
def test_vectors_come_as_lists_arrays_and_tensors(kind):
    vector = torch.tensor([0.5, -2.0], dtype=torch.float64)
    given = {"list": vector.tolist(), "numpy": vector.numpy(), "torch": vector}[kind]
    assert explore_pair(query=given).query == (0.5, -2.0)
    assert explore_scores(given, given).given["query"] == (0.5, -2.0)


def test_moving_both_words_keeps_the_score():
    explorer = explore_pair(length=64)
    before = explorer.numbers()
    with explorer.hold_trait_notifications():
        explorer.query_position, explorer.key_position = 63, 60
    after = explorer.numbers()
    assert after["score"] == pytest.approx(before["score"], abs=1e-12)
    assert after["angle_between"] == pytest.approx(before["angle_between"], abs=1e-12)
    assert after["query_angle"] != before["query_angle"]


@pytest.mark.parametrize("vectors", ["given", "ones", "gaussian"])
@pytest.mark.parametrize("shift", [-7, 0, 100])
def test_scores_are_those_of_rotated_vectors(vectors, shift):
    explorer = explore_scores(rope=rv.Rope(64, base=500_000.0), vectors=vectors, shift=shift)
    size = explorer.numbers()["head_dim"]
    ones = {"query": torch.ones(size), "key": torch.ones(size)}
    source = ones if vectors == "ones" else getattr(explorer, vectors)
    query, key = (torch.as_tensor(source[role], dtype=torch.float64)[:size] for role in ("query", "key"))
    rope = rv.Rope(size, base=500_000)
    turned = rope.rotate(key[None], [shift])[0]
    scores = rope.rotate(query.expand(len(DISTANCES), -1), DISTANCES) @ turned
    assert explorer.numbers()["scores"] == pytest.approx(scores.tolist(), abs=1e-9)


@pytest.mark.parametrize("shift", [0, 1, 64, 100, 256])
def test_a_turned_key_shifts_the_curve_of_all_ones(shift):
    even = explore_scores(vectors="ones").numbers()["scores"]
    pulled = explore_scores(vectors="ones", shift=shift).numbers()
    assert pulled["scores"] == pytest.approx([even[abs(d - shift)] for d in DISTANCES], abs=1e-9)
    assert pulled["highest_at"] == pulled["crest_at"] == shift


def test_the_default_head_looks_at_the_token_before():
    numbers = explore_scores().numbers()
    assert (numbers["base"], numbers["head_dim"], numbers["highest_at"]) == (100_000.0, 64, 1)


def test_numbers_are_written_as_the_browser_writes_them():
    assert [fixed(x) for x in (0.125, -0.125, -0.004, 1e3)] == ["0.13", "−0.13", "0.00", "1000.00"]
    assert [brief(x) for x in (0, 0.0316228, 6.283, 9999.0, 1e8, -0.5)] == [
        "0", "0.0316", "6.28", "10,000", "100,000,000", "−0.5",
    ]  # fmt: skip


def test_every_explorer_has_a_case_and_a_public_name():
    assert set(NAMES) == {CASES[name]().name for name in PLAIN}
    assert {f"explore_{name}" for name in NAMES} == {name for name in dir(rv) if name.startswith("explore_")}


@pytest.mark.parametrize("name", PLAIN)
def test_traits_are_those_that_the_description_says(name):
    explorer = CASES[name]()
    assert set(explorer.state) == set(static.traits_of(explorer.name))


def test_an_unknown_explorer_is_no_attribute():
    with pytest.raises(AttributeError, match="has no attribute 'explore_nothing'"):
        explorers.explore_nothing  # noqa: B018


def test_stops_are_those_of_the_slider():
    assert stops_of({"stops": [1, 2]}) == (1, 2)
    assert stops_of({"stops": {"from": 100, "to": 1e4, "count": 5}}) == (100, 316, 1000, 3160, 10000)


@pytest.mark.parametrize(
    ("explore", "message"),
    [
        (lambda: rv.explore_pair(query=torch.tensor([1 + 1j, 2])), "query must be 2 finite numbers"),
        (
            lambda: rv.explore_order(["a\ud800", "b"]),
            r"text that can be written, in Unicode; 'a\\ud800'",
        ),
        (lambda: rv.explore_positions(torch.full((8, 4), torch.nan)), "learned must hold finite numbers"),
    ],
    ids=["complex", "half a character", "NaN"],
)
def test_what_cannot_be_drawn_is_refused_in_words(explore, message):
    with pytest.raises(ValueError, match=message):
        explore()
