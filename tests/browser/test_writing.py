"""Python that a reader writes in the page: run by MicroPython from the disk, judged, stopped, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from accessible import troubles
from playwright.sync_api import Page, expect

from rope_viz import theme
from rope_viz.book import write
from rope_viz.examination.faults import LAWS

pytestmark = pytest.mark.browser
STATIC = Path(write.__file__).parent / "static"
STARTS = write.starts("rope")


@pytest.fixture
def exercise(page: Page, tmp_path: Path) -> Page:
    """A page from the disk with the exercise alone."""
    (tmp_path / "theme.css").write_text(theme.css_variables(), encoding="utf-8")
    for name in ("write.js", "write.css", "micropython.js"):
        (tmp_path / name).symlink_to(STATIC / name)
    path = tmp_path / "page.html"
    path.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Write</title>'
        "<style>body { color: var(--rv-ink); background: var(--rv-paper); }</style>"
        '<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="write.css">'
        f'<main><h1>Write</h1>{write.markup("rope")}</main><script src="write.js"></script>',
        encoding="utf-8",
    )
    page.goto(path.as_uri())
    return page


def run(page: Page) -> None:
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("status")).not_to_contain_text("running")


def rows_of(page: Page, state: str) -> str:
    """The one sign before all laws of a state."""
    (sign,) = set(page.locator(f".rv-write-laws [aria-label={state}]").all_inner_texts())
    return sign


def laws(page: Page) -> list[str]:
    return page.locator(".rv-write-laws [role=img]").evaluate_all("all => all.map(sign => sign.ariaLabel)")


def test_every_starting_point_is_judged(exercise):
    """From the empty page to both layouts: what is said, and how each law stands."""
    assert exercise.locator("script[src*=micropython]").count() == 0, "brought when it is wanted"
    assert laws(exercise) == ["not tried yet"] * 8
    said = {}
    for start in STARTS:
        exercise.get_by_label("Begin with").select_option(start["title"])
        run(exercise)
        said[start["title"]] = (exercise.get_by_role("status").inner_text(), laws(exercise))
    faults = ["still", "adds", None, None, "mixed layout", "reflects", "exponent sign"]
    for fault, (words, states) in zip(faults, said.values(), strict=True):
        assert words.startswith(f"Fault: {fault}." if fault else "No fault found. This is RoPE.")
        assert (states == ["kept"] * 8) == (fault is None)
    # It runs; its list, zero, lengths and scores change; the rest needs a matrix to be seen in.
    assert [state[0] for state in said["the much-copied listing"][1]] == list("kbbbnnnb")
    assert "Half pairs, base 10,000, 8 of 8 components, counter-clockwise." in said[STARTS[3]["title"]][0]
    assert rows_of(exercise, "kept") == "✓"
    exercise.get_by_label("Begin with").select_option(STARTS[1]["title"])
    run(exercise)
    assert rows_of(exercise, "broken") == "✗"
    rows = exercise.locator(".rv-write-laws li").all_inner_texts()
    assert rows[2].endswith(f"{LAWS['linear'][0].upper()}{LAWS['linear'][1:]}.")


def test_errors_stand_at_their_line_and_loops_end(exercise):
    field = exercise.get_by_role("textbox")
    for code, line, words in (
        ("def rotate(x, m):\n    y = 1\n    return z", "3", "Line 3: NameError: name 'z' isn't defined"),
        ("def rotate(x, m)\n    return x", "1", "Line 1: SyntaxError: invalid syntax"),
        ("def rotate(x, m):\n    return x[:3]", None, "must give back a list of 8 numbers; 3 came."),
        ("turn = 3", None, "The code must define rotate(x, m)."),
        ("def rotate(x, m):\n    while True: pass", None, "It ran for more than 4 seconds and was stopped"),
    ):
        field.fill(code)
        run(exercise)
        assert words in exercise.get_by_role("status").inner_text()
        assert exercise.locator(".rv-write-marked").all_inner_texts() == ([f"{line}\n"] if line else [])
        assert laws(exercise)[0] == "broken"


def test_it_is_written_by_keyboard_and_kept(exercise):
    field = exercise.get_by_role("textbox")
    field.fill("")
    field.press_sequentially("def rotate(x, m):\nprint(m)\nreturn x")
    assert field.input_value() == "def rotate(x, m):\n    print(m)\n    return x"
    field.press("Control+Enter")
    expect(exercise.get_by_role("status")).to_contain_text("Fault: still.")
    assert exercise.locator(".rv-write-printed").inner_text().startswith("0\n")
    field.press("Shift+Tab")
    assert exercise.evaluate("document.activeElement.textContent") == "Run", "Tab leaves the field"
    exercise.reload()
    assert field.input_value().endswith("return x")
    for scheme in ("light", "dark"):
        exercise.emulate_media(color_scheme=scheme)
        assert troubles(exercise) == []
    exercise.set_viewport_size({"width": 390, "height": 844})
    assert exercise.evaluate("document.documentElement.scrollWidth") <= 390
