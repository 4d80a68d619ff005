"""How the tests of pictures find what a picture is made of."""

from __future__ import annotations

from rope_viz.plots.content import Axis


def of_kind(picture, kind, panel=0):
    return [mark for mark in picture.panels[panel].marks if isinstance(mark, kind)]


def axes_of(picture, panel=0):
    return picture.panels[panel].x, picture.panels[panel].y


def named(*names):
    return [Axis(name) for name in names]
