"""Titles, sizes, palettes and themes: one mechanism for every picture in both libraries."""

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.figure import Figure

import rope_viz as rv
from rope_viz import theme
from rope_viz.plots import prints


@pytest.fixture(autouse=True)
def light_again():
    yield
    rv.use_theme("light")


def curves(count):
    ones = torch.ones(8)
    return [rv.score_curve(rv.Rope(8, base=10.0 + base), ones, ones, range(9)) for base in range(count)]


def test_title_size_and_palette_stand_where_they_are_looked_for():
    figure = rv.plot_scores(curves(3), title="$a$ & <b>", height=300, palette=["teal", "#ff0000"])
    assert figure.layout.title.text == "$a$ &amp; &lt;b&gt;" and figure.layout.height == 300
    assert [trace.line.color for trace in figure.data] == ["#008080", "#ff0000", "#008080"]
    assert figure.layout.legend.title.text.isspace(), "a line of the legend is kept for the title"
    ax = prints.plot_scores(curves(3), title="$a$", figsize=(5, 2), palette="teal")
    title = ax.figure.get_suptitle()
    assert (title, *ax.figure.get_size_inches()) == ("$a$", 5, 2)
    assert {line.get_color() for line in ax.lines} == {"#008080"}


@pytest.mark.parametrize("name", ["light", "dark", "print", "projector"])
def test_a_theme_is_of_all_figures_until_the_next_one(name):
    rv.use_theme(name)
    palette, text = rv.plots.look.THEMES[name].palette, rv.plots.look.THEMES[name].text
    figure, ax = rv.plot_scores(curves(1)), prints.plot_scores(curves(1))
    assert (figure.layout.paper_bgcolor, figure.layout.font.color) == (palette.paper, palette.ink)
    assert figure.layout.xaxis.gridcolor == palette.grid and figure.data[0].line.color == palette.score
    assert mpl.colors.to_hex(ax.figure.get_facecolor()) == palette.paper
    assert ax.lines[0].get_color() == palette.score and ax.xaxis.label.get_color() == palette.ink
    assert figure.layout.font.size == 14 * text and figure.data[0].line.width == 2 * (
        {"print": 0.75, "projector": 1.6}.get(name, 1)
    )
    assert rv.plot_scores(curves(1), theme="dark").layout.paper_bgcolor == theme.DARK.paper
    assert rv.plot_scores(curves(1)).layout.paper_bgcolor == palette.paper, "one figure changes no other"


def test_dark_threads_are_dark_ones():
    for made in (rv.plot_corkscrew(rv.Rope(8), theme="dark"),):
        assert made.data[0].line.colorscale[0][1] == theme.DARK.pairs[0]
    ax = prints.plot_corkscrew(rv.Rope(8), theme="dark")
    assert ax.lines[0].get_color() == theme.DARK.pairs[0]


def test_25_curves_differ():
    figure = rv.plot_scores(curves(25))
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data}) == 25


@pytest.mark.parametrize(
    ("look", "kind", "message"),
    [
        ({"titel": "a"}, TypeError, "'titel' came"),
        ({"title": 3}, ValueError, "title must be text; 3 came"),
        ({"figsize": (0, 2)}, ValueError, "figsize's width must be a number greater than 0; 0 came"),
        ({"figsize": 3}, ValueError, "figsize must be width and height in inches; 3 came"),
        ({"palette": ["no colour"]}, ValueError, "palette must hold colours, .*'no colour' came"),
        ({"theme": "pink"}, ValueError, "theme must be one of 'light', 'dark', 'print', 'projector'; 'pink'"),
    ],
)
def test_a_wrong_look_is_refused_before_anything_is_drawn(look, kind, message):
    ax = Figure().subplots()
    before = ax.get_facecolor()
    with pytest.raises(kind, match=message):
        prints.plot_scores(curves(2), ax=ax, **look)
    assert not ax.lines and ax.get_facecolor() == before
    with pytest.raises(ValueError, match="height must be a number greater than 0; 'tall' came"):
        rv.plot_scores(curves(2), height="tall")
    with pytest.raises(ValueError, match="theme must be one of"):
        rv.use_theme("pink")


@pytest.mark.parametrize("name", ["plot_scores", "plot_corkscrew", "plot_biases"])
def test_a_print_shows_itself_and_is_saved_in_one_line(name, tmp_path):
    table = {
        "plot_scores": curves(1),
        "plot_corkscrew": rv.Rope(8),
        "plot_biases": rv.bias_curve(rv.Alibi(2), range(-4, 5)),
    }
    ax = getattr(prints, name)(table[name])
    assert plt.imread(io.BytesIO(ax._repr_png_())).std() > 0.05
    for suffix, start in (("pdf", b"%PDF"), ("svg", b"<?xml"), ("png", b"\x89PNG")):
        ax.figure.savefig(file := tmp_path / f"figure.{suffix}")
        assert file.read_bytes().startswith(start)


def test_given_axes_of_another_style_take_the_house_s():
    with plt.style.context("dark_background"):
        ax = Figure().subplots()
        ax.plot([0, 1], [0, 1])
        prints.plot_scores(curves(2), ax=ax, title="A title")
    assert len(ax.lines) == 3, "what was drawn before stays"
    assert (
        mpl.colors.to_hex(ax.get_facecolor()) == mpl.colors.to_hex(ax.figure.get_facecolor()) == theme.PAPER
    )
    words = (ax.xaxis.label, ax._left_title, *ax.get_legend().get_texts())
    assert {text.get_color() for text in words} == {theme.INK} and not ax.spines["top"].get_visible()
    assert {tick.get_color() for tick in ax.get_xticklabels()} == {theme.MUTED}
