"""Style sheets of explorers stand on one page together: each reaches its own marks and no other's."""

from __future__ import annotations

import re

import pytest

from rope_viz.explorers import NAMES
from rope_viz.explorers.core.static import EXPLORERS

CLASS = re.compile(r"\brv-[\w-]+")


def drawn_by(name: str) -> set[str]:
    """Classes that an explorer's scripts name."""
    scripts = (path for path in (EXPLORERS / name).glob("*.js") if path.name != "bundle.js")
    return {found for path in scripts for found in CLASS.findall(path.read_text("utf-8"))}


def selectors(name: str) -> list[str]:
    sheet = (EXPLORERS / name / "style.css").read_text("utf-8") if _has_sheet(name) else ""
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    heads = (head.strip() for head in re.findall(r"([^{}]+)\{", sheet) if "@" not in head)
    return [one.strip() for head in heads for one in re.split(r",(?![^(]*\))", head)]


def _has_sheet(name: str) -> bool:
    return (EXPLORERS / name / "style.css").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_reaches_no_other_explorers_marks(name):
    """What two of them draw is styled in core/style.css, or below the one's own ``.rv-NAME``."""
    shared = drawn_by("core")
    reaching = {}
    for selector in selectors(name):
        classes = set(CLASS.findall(selector)) - shared
        others = [other for other in NAMES if other != name and classes and classes <= drawn_by(other)]
        if f"rv-{name}" not in classes and others:
            reaching[selector] = others
    assert reaching == {}


def test_no_sheet_styles_a_mark_by_the_name_of_an_explorer():
    """Every explorer has ``rv-NAME`` on its outermost element, and what is set there is inherited."""
    roots = {f"rv-{name}" for name in NAMES}
    for name in NAMES:
        last = [CLASS.findall(selector.split()[-1]) for selector in selectors(name)]
        by_name = {found for classes in last for found in classes} & roots - {f"rv-{name}"}
        assert not {found for found in by_name if any(s.startswith(f".{found}") for s in selectors(name))}, (
            name
        )
