"""Measure how fast vectors are turned, tables made, encodings attended with, and the package imported.

    python benchmarks/speed.py

shows progress, prints the tables and writes them to ``benchmarks/results/speed.md`` and ``.json``. Before
anything is timed, its result is compared with float64; what is wrong is named and left out. Times are told as
ratios within one interleaved run, because machines are shared. Rows about a GPU appear where there is one.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

import attending
import gpu
import importing
import peers
import tables
import torch
import turning
from report import Row, conditions, heading, table, write

LIBRARIES = ("numpy", *peers.LIBRARIES)
HOW = """
A ratio is the median over rounds of one time ÷ another time of the same round, and in brackets where the
middle half of the rounds lies. Contenders take turns in an order that changes, up to 61 rounds; each is right
within a stated tolerance of float64 before it is timed. A target is met if the median meets it. Threads that
wait for each other sleep (`OMP_WAIT_POLICY=passive`), because where other programs use the cores, waiting
in a loop takes the very core that is waited for, and each step of a parallel computation then lasts as long
as the scheduler's slices.
""".strip()
SHAPES = "; ".join(f"{name} = {shape}" for name, shape in turning.SHAPES.items())
TURNING = f"""
Queries and keys, [batch, heads, tokens, head_dim]: {SHAPES}; tables are ready. `clone` copies the same bytes
into new memory, which is the least that anybody does who hands back a new tensor. Where a pair lies in memory
as one complex number, one multiplication rotates it; in the half layout pairs lie apart, and three passes
over parts that stay in the cache are the fewest calls of torch. Plain bfloat16 widens, rotates and narrows
each part. What is compiled makes one pass. The textbook's dense matrix is not timed in bfloat16, where it
takes a CPU like this hundreds of times as long as a copy.
""".strip()
PEERS = """
Each of our ways beside the fastest peer of its kind, plain or compiled. Peers compute angles in float32, and
transformers turns bfloat16 in bfloat16 arithmetic, with cosines rounded to it; ours widens, and rounds once.
""".strip()
ATTENTION = f"""
Attention with an encoding ÷ attention without, float32, batch 1, {attending.HEADS} heads,
head_dim {attending.HEAD_DIM}, by torch's `scaled_dot_product_attention`: what the encoding adds, turns and
biases is made in each call from the positions, or was made before and only used. ShawKeys' bias reads the
query, so that nothing can be made before.
""".strip()


@dataclass(frozen=True)
class Section:
    """One table of the report, with its title and the text above it."""

    title: str
    text: str
    rows: list[Row]


def measure() -> list[Section]:
    """Everything, in the order of the report."""
    steps = Progress(len(turning.SHAPES) * len(turning.DTYPES) + 3 + torch.cuda.is_available())
    turned = []
    for shape in turning.SHAPES:
        for dtype in turning.DTYPES:
            steps.begin(f"turning {turning.SHAPES[shape]} in {dtype}")
            turned.append(turning.measure(shape, dtype))
    on_gpu: list[Row] = []
    if torch.cuda.is_available():
        steps.begin("turning on the GPU")
        on_gpu = [row for dtype in turning.DTYPES for row in gpu.measure(dtype)]
    steps.begin("tables")
    made, about_tables = tables.measure()
    steps.begin("import")
    imported, about_import = importing.measure()
    steps.begin("attention")
    attended = attending.measure()
    left_out = "; ".join(words for each in turned for words in each.wrong)
    sections = [
        Section("Turning beside copies", TURNING, [row for each in turned for row in each.rows]),
        Section(
            "Turning beside peers",
            PEERS + (f" Not timed, because wrong: {left_out}." if left_out else ""),
            [row for each in turned for row in each.beside_peers],
        ),
        Section("Turning on the GPU", "Shape B, query and key both.", on_gpu),
        Section(
            "What has a limit in itself",
            "As measured on this machine. Tables are new memory: what that takes alone stands beside them.",
            about_tables + about_import,
        ),
        Section("Tables", f"{tables.TOKENS:,} tokens × {tables.PAIRS} pairs.", made),
        Section("Import", "A fresh Python, its start and end included.", imported),
        Section("Attention", ATTENTION, attended),
    ]
    return [section for section in sections if section.rows]


class Progress:
    """Says on the screen which of so many steps begins, and after how long."""

    def __init__(self, steps: int) -> None:
        self.steps, self.done, self.start = steps, 0, time.perf_counter()

    def begin(self, what: str) -> None:
        """Announce the next step."""
        self.done += 1
        passed = time.perf_counter() - self.start
        print(f"  [{self.done}/{self.steps}] {passed:4.0f} s: {what}", file=sys.stderr, flush=True)


def verdicts(rows: Iterable[Row]) -> list[str]:
    """Lines of Markdown: how many targets are met, and which are not."""
    asked = [row for row in rows if row.get("verdict")]
    missed = [row for row in asked if row["verdict"] == "missed"]
    return [
        f"**{len(asked) - len(missed)} of {len(asked)} targets are met.**" + (" Missed:" if missed else ""),
        "",
        *(f"- {words(row)}" for row in missed),
        *([""] if missed else []),
    ]


def words(row: Row) -> str:
    """A row in one line."""
    return ", ".join(
        f"{value}" if name == "what" else f"{name} {value}" for name, value in row.items() if value
    )


def report(measured: dict[str, str], sections: list[Section]) -> list[str]:
    """The results as lines of Markdown."""
    lines = [*heading("Speed", measured), HOW, "", *verdicts(row for part in sections for row in part.rows)]
    for part in sections:
        lines += [f"## {part.title}", "", part.text, "", *table(part.rows), ""]
    return lines[:-1]


def threads() -> str:
    """How many torch uses, and how they wait for each other."""
    waiting = os.environ.get("OMP_WAIT_POLICY", "as the system has it")
    return f"{torch.get_num_threads()}; OMP_WAIT_POLICY: {waiting}"


def main() -> None:
    """Measure, write, and print."""
    torch.manual_seed(0)
    with torch.inference_mode():
        sections = measure()
    about = conditions(LIBRARIES, threads=threads())
    write("speed", {"conditions": about, "sections": sections}, report(about, sections))


if __name__ == "__main__":
    main()
