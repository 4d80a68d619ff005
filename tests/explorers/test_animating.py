"""A sweep: one frame for each value, as the still draws it, and nothing written if something is wrong."""

from __future__ import annotations

import io

import matplotlib.animation
import numpy as np
import pytest
from PIL import Image

import rope_viz as rv

VALUES = (3, 7, 40)


@pytest.fixture
def corkscrew():
    return rv.explore_corkscrew(rv.Rope(head_dim=8), tokens=64, now=5)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"), dtype=float)


def test_each_frame_is_the_still_of_its_value(corkscrew, tmp_path, capsys):
    path = corkscrew.animate(tmp_path / "sweep.gif", trait="now", values=VALUES, fps=5)
    assert capsys.readouterr().err.endswith("\rsweep.gif: frame 3 of 3\n")
    assert corkscrew.now == 5 and [*tmp_path.iterdir()] == [path]
    stills = []
    for now in VALUES:
        still = rv.explore_corkscrew(rv.Rope(head_dim=8), tokens=64, now=now).still()
        stills.append(pixels(Image.open(io.BytesIO(still))))
    with Image.open(path) as film:
        assert film.n_frames == len(VALUES) and film.info["duration"] == 200
        for i in range(film.n_frames):
            film.seek(i)
            off = [np.abs(pixels(film) - still).mean() for still in stills]
            assert np.argmin(off) == i and off[i] < 1, off  # of 255; a GIF has 256 colours


def test_a_film_is_written_in_silence_if_one_likes(corkscrew, tmp_path, capsys):
    corkscrew.animate(tmp_path / "sweep.gif", trait="tilt", values=[0.0, 30.0], progress=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (
            {"path": "sweep.avi"},
            "path must end in .gif or .mp4, because a film is written; 'sweep.avi' came.",
        ),
        ({"path": "nowhere/sweep.gif"}, "path must be in a folder that exists; 'nowhere/sweep.gif' came."),
        ({"trait": "nows"}, "trait must be one of"),
        ({"values": 7}, "values must be several values of now, such as range(10); 7 came."),
        ({"values": "37"}, "values must be several values of now, such as range(10); '37' came."),
        ({"values": [3]}, "values must be two at least, because something has to move; 1 came."),
        ({"values": [3, 64]}, "now must be smaller than tokens, the number of positions shown; 64 came"),
        ({"fps": 0}, "fps must be a number above 0 and at most 100, frames a second; 0 came."),
        ({"fps": "fast"}, "fps must be a number above 0 and at most 100, frames a second; 'fast' came."),
    ],
)
def test_what_cannot_be_filmed_is_refused_before_anything_is_written(
    corkscrew, tmp_path, monkeypatch, changed, text
):
    monkeypatch.chdir(tmp_path)
    asked = {"path": "sweep.gif", "trait": "now", "values": VALUES} | changed
    with pytest.raises(ValueError) as refused:
        corkscrew.animate(asked.pop("path"), **asked)
    assert text in str(refused.value)
    assert not any(tmp_path.iterdir())


def test_without_ffmpeg_an_mp4_is_refused_in_words(corkscrew, tmp_path, monkeypatch):
    monkeypatch.setattr(matplotlib.animation.FFMpegWriter, "isAvailable", classmethod(lambda _: False))
    with pytest.raises(
        ValueError, match=r"path must end in \.gif on this machine, because MP4 is written by ffm"
    ):
        corkscrew.animate(tmp_path / "sweep.mp4", trait="now", values=VALUES)


@pytest.mark.skipif(not matplotlib.animation.FFMpegWriter.isAvailable(), reason="ffmpeg is not installed")
def test_with_ffmpeg_an_mp4_is_written(corkscrew, tmp_path):
    path = corkscrew.animate(tmp_path / "sweep.mp4", trait="now", values=VALUES)
    assert path.read_bytes()[4:8] == b"ftyp"


def test_a_film_that_breaks_off_leaves_nothing_and_what_was_there_stays(corkscrew, tmp_path, monkeypatch):
    path = tmp_path / "sweep.gif"
    path.write_bytes(b"former")
    still, drawn = type(corkscrew).still, []

    def breaks_off(self):
        drawn.append(self)
        if len(drawn) == 2:
            raise MemoryError
        return still(self)

    monkeypatch.setattr(type(corkscrew), "still", breaks_off)
    with pytest.raises(MemoryError):
        corkscrew.animate(path, trait="now", values=VALUES)
    assert path.read_bytes() == b"former" and [*tmp_path.iterdir()] == [path]
