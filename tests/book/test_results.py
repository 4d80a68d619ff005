"""Results as a reader reads them, and no page with one as Python prints it."""

from __future__ import annotations

import html
import re

import pytest
from paths import BOOK

from rope_viz.book.results import as_read

OUTPUT = re.compile(r'<div class="output text_plain[^"]*"><div class="highlight"><pre>(.*?)</pre>', re.DOTALL)
RAW = re.compile(r"tensor\(|array\(|np\.\w+\(|dtype=|\d\.\d{7}|\de[+-]\d|^[(\[{'\"]", re.MULTILINE)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("tensor(5.4410e+04)", "54,410"),
        ("tensor(4.6810e-14, dtype=torch.float64)", "5 × 10⁻¹⁴"),
        ("tensor(0., grad_fn=<MaxBackward1>)", "0"),
        ("np.int64(1000)", "1,000"),
        ("-0.9119459986686707", "−0.91195"),
        ("(722.5195531867215, 4095.9999999999986)", "722.52   4,096"),
        ("array([1.11803399,\n       1.11803399])", "1.118   1.118"),
        ("(tensor([14, 15]), tensor([0, 0, 1]))", "14   15\n0   0   1"),
        ("[[1.0, -0.5], [0.25, 10.0]]", "   1   −0.5\n0.25     10"),
        ("[(1, 711), None]", "   1   711\nnone"),
        ("{'10,000': 1707, '100,000': None}", " 10,000   1,707\n100,000    none"),
        ("{'a': (2048, 2049)}", "a   2,048   2,049"),
        ("'off by 7e-15'", "off by 7\xa0×\xa010⁻¹⁵"),
        ("{0: '-0.53 ± 0.25'}", "0   −0.53 ± 0.25"),
        ("'GPT-2 and 1,000 tokens, 5-7, v1.2.3'", "GPT-2 and 1,000 tokens, 5-7, v1.2.3"),
    ],
)
def test_numbers_are_set_for_a_reader(printed: str, read: str):
    assert as_read(printed) == read


@pytest.mark.parametrize("printed", ["True", "Rope(head_dim=64)", "tensor([1., ..., 2.])", "<Axes: >"])
def test_what_is_no_collection_of_numbers_stays(printed: str):
    assert as_read(printed) == printed


def test_a_long_row_is_as_wide_as_a_page():
    lines = as_read(str([1.2345] * 40)).splitlines()
    assert len(lines) > 3 and max(map(len, lines)) <= 76


def test_sentences_too_long_for_a_line_have_one_each():
    sentences = [f"pair {i}: [0.1234 0.1234 0.1234]" for i in range(4)]
    assert as_read(str(sentences)).splitlines() == sentences
    assert as_read(str(sentences[:2])).splitlines() == ["   ".join(sentences[:2])]


@pytest.mark.browser
def test_no_page_shows_a_result_as_python_prints_it():
    results = [
        (page.name, html.unescape(re.sub(r"<[^>]+>", "", result)))
        for page in BOOK.glob("book/*.html")
        for result in OUTPUT.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(results) > 20
    assert [(page, text) for page, text in results if RAW.search(text)] == []
