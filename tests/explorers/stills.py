"""Reads back what a still is drawn from: its marks, and what stands around them."""

from __future__ import annotations


def marks(picture, kind, panel=0):
    return [mark for mark in picture.panels[panel].marks if isinstance(mark, kind)]


def frame(panel):
    """What stands around the marks: title, both axes, and how they are drawn."""
    drawn = {"equal": panel.equal, "bare": panel.bare}
    return panel.title, panel.x, panel.y, {name for name, is_so in drawn.items() if is_so}


def colours(marks):
    return [mark.colour for mark in marks]
