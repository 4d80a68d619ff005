"""The deck of slides: what its source says, and what is refused."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

import pytest
from paths import ROOT

sys.path.insert(0, str(ROOT / "lectures"))

import slides

DECK = ROOT / "lectures/rope.md"
NOTES = "\n\n:::notes\n1.5 minutes. Ask.\n:::\n"


def parts(path: Path) -> list[str]:
    return re.split(r"^---$\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def test_the_deck_takes_forty_minutes_and_asks_before_each_picture():
    sources = parts(DECK)
    minutes = [
        float(re.search(r"^:::notes\n([\d.]+) minutes?\.", source, re.MULTILINE)[1]) for source in sources
    ]
    assert 18 <= len(sources) <= 24 and 36 <= sum(minutes) <= 44
    pictures = [source for source in sources if "```python" in source]
    assert len(pictures) == len(sources) - 2
    for source in pictures:
        before, _, after = slides.CODE.sub(slides.PICTURE, source).partition(slides.PICTURE)
        assert re.fullmatch(r"## .+\?", before.strip()), "a question stands before the picture"
        assert after.partition(":::notes")[0].strip(), "and what is seen after it"


def test_a_slide_has_its_explorer_and_its_numbers():
    code = "```python\nrv.explore_contexts(rv.Rope(head_dim=128), context=4096)\n```"
    slide = slides.read_slide(f"## How many?\n\n{code}\n\n{{never_round}} of {{context:,}}.{NOTES}")
    never = sum(2 * math.pi * 10_000 ** (i / 64) > 4096 for i in range(64))
    assert f"{never} of 4,096." in slide.html.partition("seen fragment")[2].partition("<aside")[0]
    assert slide.html.index("How many?") < slide.html.index('data-explorer="contexts"')
    assert slide.minutes == 1.5 and 'data-timing="90"' in slide.html and "```" not in slide.html
    assert slides.read_slide(f"# Words{NOTES}").html.startswith('<section class="words"')


@pytest.mark.parametrize(
    ("slide", "text"),
    [
        ("## Who?", "notes must begin with the minutes, as '2 minutes.'; '' came."),
        (
            "## Who?\n\n:::notes\nAsk.\n:::",
            "notes must begin with the minutes, as '2 minutes.'; 'Ask.' came.",
        ),
        (f"```python\nrv.Rope(8)\n```{NOTES}", "a block of code must make an explorer; Rope came."),
        (f"## Who?\n\n```python\nrv.explore_pair()\n```\n\n{{size}}{NOTES}", "slide 1 (## Who?): 'size'"),
        (f"## Who?\n\n```python\nrv.explore_pair(length=0)\n```{NOTES}", "slide 1 (## Who?): length must be"),
    ],
)
def test_a_wrong_slide_is_named(tmp_path: Path, slide: str, text: str):
    source = tmp_path / "deck.md"
    source.write_text(f"title: A deck\n---\n{slide}")
    with pytest.raises(ValueError) as refused:
        slides.write_deck(source, tmp_path / "out")
    assert text in str(refused.value) and str(refused.value).startswith("deck.md, slide 1")
    assert not (tmp_path / "out").exists()
