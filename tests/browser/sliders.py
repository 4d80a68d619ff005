"""Moves a slider as a reader does, by mouse and by keyboard."""

from __future__ import annotations

from playwright.sync_api import Locator


def press(slider: Locator) -> None:
    """One step by keyboard, away from the nearer end."""
    in_upper_half = slider.evaluate("s => +s.value - s.min > s.max - s.value")
    slider.press("ArrowLeft" if in_upper_half else "ArrowRight")


def click(slider: Locator) -> None:
    """A click on the track, away from where the thumb is."""
    in_upper_half = slider.evaluate("s => +s.value - s.min > s.max - s.value")
    box = slider.bounding_box()
    slider.click(position={"x": (0.12 if in_upper_half else 0.88) * box["width"], "y": box["height"] / 2})
