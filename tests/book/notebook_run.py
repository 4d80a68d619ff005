"""Runs notebooks in a process that has the package's wheel and what it depends on, and nothing of the book.

Arguments: notebooks. Prints a line of JSON for each: its name, and what went wrong in it.
"""

from __future__ import annotations

import json
import sys
from multiprocessing import get_context
from pathlib import Path

# What a reader need not have: imports of these fail.
ABSENT = ("docutils", "jupyter_book", "jupytext", "myst_nb", "sphinx")


def run(file: str) -> None:
    """Run all cells of a notebook as IPython does, one after the other."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    wrong: list[str] = []
    for cell in json.loads(Path(file).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]), store_history=True)
            error = result.error_before_exec or result.error_in_exec
            if (error is not None) != ("raises-exception" in cell["metadata"].get("tags", ())):
                wrong.append(f"{''.join(cell['source'])}: {error!r}")
    package = sys.modules["rope_viz"].__file__
    print("RAN", json.dumps({"name": Path(file).stem, "package": package, "wrong": wrong}), flush=True)


def main(files: list[str]) -> None:
    """Run each notebook in a process of its own, two at a time, which has torch and package loaded."""
    sys.modules.update(dict.fromkeys(ABSENT))
    import rope_viz

    rope_viz.explore_pair()
    context = get_context("fork")
    waiting, running = [context.Process(target=run, args=[file]) for file in files], []
    while waiting or running:
        running = [process for process in running if process.is_alive()]
        if waiting and len(running) < 2:
            running.append(waiting.pop())
            running[-1].start()
        elif running:
            running[0].join(0.2)


if __name__ == "__main__":
    main(sys.argv[1:])
