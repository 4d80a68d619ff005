"""Measure how fast vectors are turned, tables made, encodings attended with, and the package imported.

    python benchmarks/speed.py

shows progress, prints the tables and writes them to ``benchmarks/results/speed.md`` and ``.json``. Before
anything is timed, its result is compared with float64; what is wrong is named and left out. Times are told as
ratios within one interleaved run, because machines are shared.

    python benchmarks/speed.py --book

measures what the book shows of turning, in one thread by its own clock, which stands while others work, and
keeps it in the package with the table about attention, as ``rope_viz/models/data/speed.json``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import attending
import peers
import tables
import torch
import turning
from report import RESULTS, ROOT, Row, conditions, page, write
from timing import Spread

SHOWN = ("prompt", "B")  # in the book
SHIPPED = ROOT / "rope_viz/models/data"
HOW = """
A ratio is the median over rounds of one time ÷ another time of the same round, and in brackets where the
middle half of the rounds lies. A target is met if that whole half meets it, missed if none of it does, and
unclear if the limit lies within. Contenders take turns in an order that changes, up to 61 rounds; each is
right within a stated tolerance of float64 before it is timed. Threads that wait for each other sleep
(`OMP_WAIT_POLICY=passive`), because a loop that waits would take the very core that it waits for.
""".strip()
SHAPES = "; ".join(f"{name} = {shape}" for name, shape in turning.SHAPES.items())
TEXTS = {
    "Turning beside copies": f"""
Queries and keys, [batch, heads, tokens, head_dim]: {SHAPES}; tables are ready. `clone` copies the same bytes
into new memory, the least that anybody does who hands back a new tensor; a copy into memory that is ready is
the best that the machine can do. The textbook's dense matrix is not timed in bfloat16, where it takes a CPU
like this hundreds of times as long.""",
    "Turning beside peers": """
Each of our ways beside the fastest peer of its kind, plain or compiled. Peers compute angles in float32, and
transformers turns bfloat16 in bfloat16 arithmetic, with cosines rounded to it; ours widens, rounds once.""",
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
    copies, beside, wrong = [], [], []
    for shape in turning.SHAPES:
        for dtype in turning.DTYPES:
            print(f"  turning {turning.SHAPES[shape]} in {dtype}", file=sys.stderr, flush=True)
            to_copies, to_peers, words = turning.measure(shape, dtype)
            copies, beside, wrong = copies + to_copies, beside + to_peers, wrong + words
    print("  tables, import, attention", file=sys.stderr, flush=True)
    rows = copies, beside, tables.measure(), tables.importing(), attending.measure()
    return dict(zip(TEXTS, rows, strict=True)), wrong


def main(for_the_book: bool = False) -> None:
    """Measure, write, and print; or measure only what the book shows, in a minute or two."""
    torch.manual_seed(0)
    with torch.inference_mode():
        if for_the_book:
            ship(*measure_for_the_book())
            return
        found, wrong = measure()
    waiting = os.environ.get("OMP_WAIT_POLICY", "as the system has it")
    load = ", ".join(f"{of:.1f}" for of in os.getloadavg())
    about = conditions(
        ("numpy", *peers.LIBRARIES),
        threads=f"{torch.get_num_threads()}; OMP_WAIT_POLICY: {waiting}",
        load=load,
        wrong="; ".join(wrong),
    )
    write("speed", {"conditions": about, **found}, page("Speed", about, HOW, TEXTS, found))


def measure_for_the_book(seconds: float = 8) -> tuple[list[Row], Spread]:
    """Rows about turning, and the machine's balance, by the clock of one thread."""
    torch.set_num_threads(1)
    clock = time.process_time
    turned = [row for shape in SHOWN for row in turning.measure(shape, torch.float32, clock, seconds)[0]]
    return turned, tables.balance(clock, seconds)


def ship(turned: list[Row], balance: Spread, folder: Path = SHIPPED, results: Path = RESULTS) -> None:
    """Keep for the package: times of turning ÷ a copy into ready memory, and the last ones of attention."""
    about, kept = conditions(), json.loads((results / "speed.json").read_text(encoding="utf-8"))
    shipped = {"date": about["date"], "machine": about["machine"], "balance": balance}
    shipped["turning"] = [
        {"shape": turning.SHAPES[row["shape"]], "dtype": row["dtype"], "way": row["what"]}
        | {"copies": row[f"÷ {turning.READY}"]}
        for row in turned
    ]
    shipped["attention_date"] = kept["conditions"]["date"]
    shipped["attention"] = [
        {"encoding": row["encoding"], "made": row["positions"], "tokens": int(name[:-7].replace(",", ""))}
        | {"times": value}
        for row in kept["Attention"]
        for name, value in row.items()
        if name.endswith(" tokens")
    ]
    lines = json.dumps(shipped, ensure_ascii=False).replace(' {"', '\n{"')
    (folder / "speed.json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main("--book" in sys.argv)
