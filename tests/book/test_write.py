"""Code that readers write in the page: judged by the page as `rope_viz.examine` judges it."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import node
import pytest
import torch
from paths import ROOT

import rope_viz as rv
from rope_viz.book import write
from rope_viz.examination.faults import FAULTS

TURN = """
def rotate(x, m):
    turned = list(x)
    for i in range(0, len(x), 2):
        angle = ANGLE
        a, b = x[i], x[i + 1]
        turned[i] = a * cos(angle) - b * sin(angle)
        turned[i + 1] = a * sin(angle) + b * cos(angle)
    return turned
"""
SORTED = """
def rotate(x, m):
    angles = [m * 10_000 ** (-i / 4) for i in range(4)]
    first = [x[2 * i] * cos(angles[i]) - x[2 * i + 1] * sin(angles[i]) for i in range(4)]
    return first + [x[2 * i] * sin(angles[i]) + x[2 * i + 1] * cos(angles[i]) for i in range(4)]
"""
MATRIX = "\ndef rotate(x, m):\n    return [sum(x) * m / 7 for part in x]\n"
# angle of the pair that begins at component i, or a whole function: what is wrong with it
PLANTED: dict[str, str | None] = {
    "m * 10_000 ** (-i / 8)": None,
    "-m * 10_000 ** (-i / 8)": None,
    "(m + 1) * 10_000 ** (-i / 8)": None,
    "m": "one speed",
    "m * 10_000 ** (i / 8)": "exponent sign",
    "m * 2 ** (i / 8)": "exponent sign",
    "m * 10_000 ** (-(i + 2) / 8)": "exponent",
    "m * 10_000 ** (-i / 16)": "width",
    "m * 500 ** (-i / 8)": "base",
    "m * pi / 180 * 10_000 ** (-i / 8)": "degrees",
    "m * 180 / pi * 10_000 ** (-i / 8)": "degrees",
    "m * 10_000 ** (-i / 8) * (-1) ** (i // 2)": "mixed directions",
    "m * 10_000 ** (-i / 8) + 0.3": "fixed angle",
    "(m % 512) * 10_000 ** (-i / 8)": "wraps",
    "min(m, 50) * 10_000 ** (-i / 8)": "clamps",
    "m * m * 10_000 ** (-i / 8)": "unknown",
    "m * 10_000 ** (-i / 8) if i < 4 else 0": "width",
    "m * 10_000 ** (-i / 4) if i < 4 else 0": "rotary_dim",
    "m if i < 2 else 0": "rotary_dim",
    "0": "still",
    SORTED: None,
    "\ndef rotate(x, m):\n    return [2 * part for part in x]\n": "still",
    "\ndef rotate(x, m):\n    return [part * cos(0.1 * m) for part in x]\n": "length",
    "\ndef rotate(x, m):\n    return [part + 0.1 * m for part in x]\n": "adds",
    "\ndef rotate(x, m):\n    return [part * abs(part) * m for part in x]\n": "not linear",
    "\ndef rotate(x, m):\n    return [max(-3, min(3, part)) for part in x]\n": "not linear",
    MATRIX: "length",
}
LISTED = [None, "adds", None, None, "mixed layout", "reflects", "exponent sign"]  # of the starting points
SCRIPT = """
    import { readFileSync } from "node:fs";
    import { judge, questions } from "./rope_viz/book/writing/judge.js";
    const { lawOf, all } = JSON.parse(readFileSync(0, "utf8"));
    const said = ({ laws, fault, known }) => ({
      laws, known, fault: fault?.fault ?? null, shown: fault?.shown,
    });
    console.log(JSON.stringify(all ? all.map((came) => said(judge(came, lawOf))) : questions()));
"""


def rotate_of(code: str) -> Any:
    whole = code if "def rotate" in code else TURN.replace("ANGLE", code)
    space: dict[str, Any] = {}
    exec(f"from math import cos, pi, sin\n{whole}", space)
    return space["rotate"]


def in_browser(**given: Any) -> Any:
    command = [*node.command("node"), "--input-type=module", "--eval", SCRIPT]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(given), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[str, str | None, dict[str, Any]]]:
    """What the page's judge says of every planted fault and every starting point."""
    codes = dict(PLANTED)
    codes |= {start["code"]: fault for start, fault in zip(write.starts("rope"), LISTED, strict=True)}
    asked = in_browser()
    given = [[list(rotate_of(code)(list(x), m)) for x, m in asked] for code in codes]
    said = in_browser(all=given, lawOf={fault: law for fault, (law, _) in FAULTS.items()})
    return [(code, fault, found) for (code, fault), found in zip(codes.items(), said, strict=True)]


def examined(code: str, like: rv.Rope | None) -> rv.Examination:
    rotate = rotate_of(code)

    def fn(x: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        flat = x.double().reshape(-1, len(positions), 8)
        rows = [[rotate(v, int(m)) for v, m in zip(row.tolist(), positions, strict=True)] for row in flat]
        return torch.tensor(rows, dtype=torch.float64).reshape(x.shape).to(x.dtype)

    return rv.examine(fn, head_dim=8, like=like, context=1100)


def test_the_faults_are_those_that_were_planted(verdicts):
    still = write.starts("rope")[0]["code"]
    wrong = [
        (code, fault, found["fault"])
        for code, fault, found in verdicts
        if found["fault"] != ("still" if code == still else fault)
    ]
    assert wrong == []


def test_laws_stand_as_the_fault_says(verdicts):
    for code, _, found in verdicts:
        if found["fault"] is None:
            assert set(found["laws"].values()) == {"kept"}, code
        else:
            assert found["laws"][FAULTS[found["fault"]][0]] == "broken", code


def test_examine_finds_the_same(verdicts):
    for code, _, found in verdicts:
        layout = found["known"].get("layout") or "interleaved"
        there = examined(code, rv.Rope(8, layout=layout))
        assert there.fault == found["fault"], (code, there)
        if found["fault"] in ("reflects", "mixed layout", "still"):
            assert str(there.example) == found["shown"], code
        if found["fault"] is None:
            assert there.clockwise == found["known"]["clockwise"]
            assert list(there.notes) == found["known"]["notes"]


def test_an_exercise_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"^write must name one of rope; 'verse' came\.$"):
        write.markup("verse")
