"""Figures bring a still of themselves along, and none of anything else."""

import base64
import copy

import IPython.display
import matplotlib.image
import plotly.graph_objects as go
import plotly.io as pio
import pytest

import rope_viz as rv

PNG = "image/png"


@pytest.fixture(autouse=True)
def notebook(monkeypatch):
    monkeypatch.setattr(pio.renderers, "default", "plotly_mimetype")


def shown(figure):
    return figure._repr_mimebundle_()


def test_a_figure_is_plotly_s_own_and_shows_its_still(tmp_path):
    figure = rv.plot_angles(rv.Rope(8))
    assert isinstance(figure, go.Figure)
    file = tmp_path / "still.png"
    file.write_bytes(base64.b64decode(shown(figure)[PNG]))
    image = matplotlib.image.imread(file)
    assert image.shape[1] == 7 * 150 and image.std() > 0.05, "as wide as a page, and not empty"


def test_a_changed_figure_or_another_one_shows_no_still():
    figure = rv.plot_angles(rv.Rope(8))
    assert PNG not in shown(go.Figure(figure)) and PNG not in shown(copy.deepcopy(figure))
    assert PNG not in shown(figure.update_layout(title="mine"))
    assert figure.still() is None


def test_a_notebook_gets_both(monkeypatch):
    outputs = []
    monkeypatch.setattr(IPython.display, "display", lambda output, raw: outputs.append(output))
    monkeypatch.setattr(pio.renderers, "render_on_display", True)
    rv.plot_wavelengths(rv.wavelength_curve(rv.Rope(8), 64))._ipython_display_()
    (output,) = outputs
    assert set(output) == {"application/vnd.plotly.v1+json", PNG}


def test_where_nothing_is_shown_nothing_is_drawn(monkeypatch, capsys):
    monkeypatch.setattr(pio.renderers, "render_on_display", False)
    rv.plot_angles(rv.Rope(8))._ipython_display_()
    assert capsys.readouterr().out.startswith("Figure(")
