"""The command `rope-viz`, as a shell calls it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from PIL import Image

import rope_viz as rv
from rope_viz.command import _swept, main

LLAMA = {
    "model_type": "llama",
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "max_position_embeddings": 8192,
    "rope_theta": 500000.0,
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(LLAMA))
    (tmp_path / "other.json").write_text(json.dumps(LLAMA | {"rope_theta": 10000.0}))
    (tmp_path / "bloom.json").write_text(json.dumps({"model_type": "bloom"}))
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_info_says_what_read_model_says(run):
    result = run("info", "config.json")
    assert result.exit_code == 0 and result.output == f"{rv.read_model('config.json')}\n"


def test_explore_writes_a_page_of_the_model(run, tmp_path):
    result = run("explore", "corkscrew", "config.json", "--slide", "--theme", "dark", "--heading", "Mine")
    assert result.output == "corkscrew.html\n"
    page = (tmp_path / "corkscrew.html").read_text(encoding="utf-8")
    assert '"base":500000.0' in page and 'data-theme="dark"' in page and "<h1>Mine</h1>" in page
    assert run("explore", "order", "-o", "words.html").exit_code == 0
    assert (tmp_path / "words.html").is_file()


def test_explore_writes_a_film_of_a_sweep(run, tmp_path):
    result = run("explore", "corkscrew", "--sweep", "now=0:10:5")
    assert result.exit_code == 0 and result.stdout == "corkscrew.gif\n"
    with Image.open(tmp_path / "corkscrew.gif") as film:
        assert film.n_frames == 3


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("now=0:3", [0, 1, 2, 3]),
        ("now=9:0:-4", [9, 5, 1]),
        ("tilt=0:1:.25", [0, 0.25, 0.5, 0.75, 1]),
        ("base=1e4,5e5", [10_000, 500_000]),
    ],
)
def test_a_sweep_is_listed_or_steps(text, values):
    trait, swept = _swept(text)
    assert text.startswith(f"{trait}=") and swept == values


@pytest.mark.parametrize("name", ["angles", "corkscrew", "decay", "wavelengths"])
def test_plot_draws_in_either_library(run, tmp_path, name):
    assert run("plot", name, "config.json", "-o", "figure.html").exit_code == 0
    assert "Plotly.newPlot" in (tmp_path / "figure.html").read_text(encoding="utf-8")
    assert run("plot", name, "config.json", "-o", "figure.svg").exit_code == 0
    assert "<svg" in (tmp_path / "figure.svg").read_text(encoding="utf-8")


def test_plot_compares_models_by_the_names_of_their_files(run, tmp_path):
    assert run("plot", "decay", "config.json", "other.json", "-o", "both.html").exit_code == 0
    page = (tmp_path / "both.html").read_text(encoding="utf-8")
    assert f'"name":"{tmp_path.name}"' in page and '"name":"other"' in page


def test_examine_ends_with_the_status_of_its_verdict(run, tmp_path):
    (tmp_path / "mine.py").write_text(
        "import rope_viz as rv\n"
        "right = rv.Rope(64).rotate\n"
        "def adds(x, positions): return x + rv.Rope(64).angles(positions).repeat_interleave(2, -1)\n"
    )
    result = run("examine", "mine:right")
    assert result.exit_code == 0 and "No fault found" in result.output
    result = run("examine", "mine:adds")
    assert result.exit_code == 1 and "No fault found" not in result.output


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("info", "missing.json"), "File 'missing.json' does not exist."),
        (("info", "bloom.json"), "ALiBi"),
        (("explore", "helix"), "'helix' is not one of"),
        (("explore", "order", "config.json"), "order shows no model's rotation; leave CONFIG out."),
        (("explore", "order", "-o", "a.png"), "path must end in .html, because a page is written; 'a.png'"),
        (("explore", "order", "--sweep", "seed=4"), "--sweep must be as now=0:63, now=0:63:3 or"),
        (("explore", "order", "--sweep", "seed=4:1"), "--sweep must take a step at least from its"),
        (("explore", "order", "--sweep", "sed=1:4"), "trait must be one of"),
        (("plot", "angles", "config.json", "other.json", "-o", "a.svg"), "angles is of one model; 2 came."),
        (("plot", "angles", "config.json", "-o", "a.xyz"), "Format 'xyz' is not supported"),
        (("examine", "mine"), "MODULE:FUNCTION must have a colon, as in my_model:rotate; 'mine' came."),
        (("examine", "json:turn"), "json must have a function turn; it has none."),
        (("examine", "no_such_module:f"), "No module named 'no_such_module'"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_without_a_traceback(run, arguments, text):
    result = run(*arguments)
    assert result.exit_code in (1, 2) and text in result.output, result.output
    assert isinstance(result.exception, SystemExit)
