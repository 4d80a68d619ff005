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

import attending
import gpu
import peers
import tables
import torch
import turning
from report import Row, conditions, heading, table, verdicts, write

HOW = """
A ratio is the median over rounds of one time ÷ another time of the same round, and in brackets where the
middle half of the rounds lies. Contenders take turns in an order that changes, up to 61 rounds; each is right
within a stated tolerance of float64 before it is timed. A target is met if the median meets it. Threads that
wait for each other sleep (`OMP_WAIT_POLICY=passive`), because where other programs use the cores, waiting
in a loop takes the very core that is waited for.
""".strip()
SHAPES = "; ".join(f"{name} = {shape}" for name, shape in turning.SHAPES.items())
TEXTS = {
    "Turning beside copies": f"""
Queries and keys, [batch, heads, tokens, head_dim]: {SHAPES}; tables are ready. `clone` copies the same bytes
into new memory, which is the least that anybody does who hands back a new tensor. Where a pair lies in memory
as one complex number, one multiplication rotates it; in the half layout pairs lie apart, and three passes
over parts that stay in the cache are the fewest calls of torch. Plain bfloat16 widens, rotates and narrows
each part. What is compiled makes one pass. The textbook's dense matrix is not timed in bfloat16, where it
takes a CPU like this hundreds of times as long as a copy.""",
    "Turning beside peers": """
Each of our ways beside the fastest peer of its kind, plain or compiled. Peers compute angles in float32, and
transformers turns bfloat16 in bfloat16 arithmetic, with cosines rounded to it; ours widens, rounds once.""",
    "Turning on the GPU": "Shape B, query and key both, beside a copy of both; the cache holds other data.",
    "Tables": f"{tables.TOKENS:,} tokens × {tables.PAIRS} pairs.",
    "Import": "A fresh Python, its start and end included.",
    "Attention": f"""
Attention with an encoding ÷ attention without, float32, batch 1, {attending.HEADS} heads,
head_dim {attending.HEAD_DIM}, by torch's `scaled_dot_product_attention`: what the encoding adds, turns and
biases is made in each call from the positions, or was made before and only used. ShawKeys' bias reads the
query, so that nothing can be made before.""",
}


def measure() -> tuple[dict[str, list[Row]], list[str]]:
    """Rows for each title of the report, and words about what was wrong and so is not timed."""
    copies, beside, wrong, start = [], [], [], time.perf_counter()

    def begin(what: str) -> None:
        print(f"  {time.perf_counter() - start:4.0f} s: {what}", file=sys.stderr, flush=True)

    for shape in turning.SHAPES:
        for dtype in turning.DTYPES:
            begin(f"turning {turning.SHAPES[shape]} in {dtype}")
            to_copies, to_peers, words = turning.measure(shape, dtype)
            copies, beside, wrong = copies + to_copies, beside + to_peers, wrong + words
    begin("turning on a GPU, tables, import, attention")
    on_gpu = (
        [row for dtype in turning.DTYPES for row in gpu.measure(dtype)] if torch.cuda.is_available() else []
    )
    rows = copies, beside, on_gpu, tables.measure(), tables.importing(), attending.measure()
    return dict(zip(TEXTS, rows, strict=True)), wrong


def report(about: Row, found: dict[str, list[Row]], wrong: list[str]) -> list[str]:
    """The results as lines of Markdown."""
    lines = [*heading("Speed", about), HOW, "", *verdicts(row for rows in found.values() for row in rows)]
    lines += [f"- not timed, because wrong: {words}" for words in wrong] + [""] * bool(wrong)
    for title, rows in found.items():
        if rows:
            lines += [f"## {title}", "", TEXTS[title].strip(), "", *table(rows), ""]
    return lines[:-1]


def main() -> None:
    """Measure, write, and print."""
    torch.manual_seed(0)
    with torch.inference_mode():
        found, wrong = measure()
    waiting = os.environ.get("OMP_WAIT_POLICY", "as the system has it")
    threads = f"{torch.get_num_threads()}; OMP_WAIT_POLICY: {waiting}"
    load = ", ".join(f"{of:.1f}" for of in os.getloadavg())
    about = conditions(("numpy", *peers.LIBRARIES), threads=threads, load=load)
    write("speed", {"conditions": about, "wrong": wrong, **found}, report(about, found, wrong))


if __name__ == "__main__":
    main()
