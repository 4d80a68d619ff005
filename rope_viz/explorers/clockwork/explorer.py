"""One matrix for every step of a table of positions: the planes in which it turns, how far ahead it sees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import torch
import traitlets
from torch import Tensor

from rope_viz import checks, theme
from rope_viz.curves.learned import main_components, random_walk
from rope_viz.curves.steps import ForesightTable, StepTable, foreseen, step_matrix, turns_of
from rope_viz.encodings.absolute import Sinusoidal
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, refusing, text, vector, whole
from rope_viz.plots.content import Arrow, Axis, Label, Legend, Line, Panel, Picture, Points, Rule, floats
from rope_viz.words import brief, fixed

TRAITS = traits_of("clockwork")
COMPONENTS = TRAITS["components"]["values"][-1]
FARTHEST = TRAITS["ahead"]["most"]
LEAST_ROWS, MOST_ROWS = 192, 512
LARGEST = 4000  # number of a table as it is sent, in whole numbers
TRIED = 64  # rows at least that a fit must leave to be tried on
FIRM = 130  # the row from which on gears are counted: MiniLM's last training reached no further
TAIL = 40  # rows that a path goes back
BASE = 3 ** (COMPONENTS // 2)  # of the sinusoids: each hand three times as slow as the one before


class ClockworkExplorer(Explorer):
    """Turns of the matrix that carries each row of a table to the next; see `explore_clockwork`."""

    table: str
    row: int
    ahead: int
    components: int
    fitted: int
    tables = traitlets.Dict().tag(sync=True)

    @traitlets.validate("tables")
    def _are_packed(self, proposal: Any) -> dict[str, Any]:
        return {name: refusing(_checked, proposal.value[name]) for name in TRAITS["table"]["values"]}

    @traitlets.validate("row")
    def _exists(self, proposal: Any) -> int:
        if self.tables and proposal.value >= self.tables["learned"]["rows"]:
            raise Refused(
                f"row must be smaller than the number of rows, {self.tables['learned']['rows']}; "
                f"{proposal.value} came."
            )
        return proposal.value

    @property
    def rows(self) -> Tensor:
        """The table that is shown, in the components that are kept, (rows, components)."""
        return _rows_of(self.tables[self.table]["columns"], self.components)

    @property
    def known(self) -> int:
        """How many rows the matrix is fitted to: all, where too few would be left to try it on."""
        count = self.tables[self.table]["rows"]
        return self.fitted if self.fitted <= count - TRIED else count

    def fit(self) -> tuple[StepTable, ForesightTable]:
        """Fit the matrix to the rows it may know, and try it on the others, or on all where it knows all."""
        table = self.tables[self.table]
        return _fitted(table["columns"], table["shares"], self.components, self.known)

    def numbers(self) -> dict[str, Any]:
        turns, foresight = self.fit()
        paths = turns.planes @ [1, 1j]
        start = max(self.row - self.ahead, 0)
        guesses = paths[:, start] * turns.factors ** (self.row - start)
        slots = self.components // 2
        return {
            "periods": _filled(turns.periods, slots),
            "gears": _filled(turns.gears(FIRM)[0], slots - 1),
            "hands": _filled(_flat(paths[:, self.row]), 2 * slots),
            "guesses": _filled(_flat(guesses), 2 * slots),
            "turning": foresight.turning.tolist(),
            "copying": foresight.copying.tolist(),
            "explained": float(foresight.turning[self.ahead - 1]),
            "copied": float(foresight.copying[self.ahead - 1]),
            "kept": turns.kept,
        }

    def summary(self) -> str:
        n = self.numbers()
        count = self.tables[self.table]["rows"]
        known = f"all {count}" if self.known == count else f"the first {self.known} of {count}"
        periods = [brief(period) for period in n["periods"] if period]
        turns = f"{len(periods)} turns, of {' · '.join(periods)} rows each" if periods else "no turn"
        rows = "row" if self.ahead == 1 else "rows"
        return (
            f"{self.tables[self.table]['label']}: the matrix fitted to {known} rows, in {self.components} "
            f"main components with {fixed(100 * n['kept'], 0)} % of the variance, has {turns}. "
            f"{self.ahead} {rows} ahead it explains {fixed(n['explained'])} of how rows differ; copying the "
            f"earlier row explains {fixed(n['copied'])}."
        )

    def picture(self) -> Picture:
        n = self.numbers()
        paths = self.fit()[0].planes
        slots = self.components // 2
        past = slice(max(self.row - TAIL, 0), self.row + 1)
        dials = tuple(
            _dial(n, i, paths[i] if i < len(paths) else None, past, _colour(i, slots)) for i in range(slots)
        )
        ahead = np.arange(1, FARTHEST + 1, dtype=float)
        curves = (
            Rule(0, theme.MUTED, width=1),
            Line(ahead, floats(n["copying"]), theme.REFERENCE, "copying", dash="dash"),
            Line(ahead, floats(n["turning"]), theme.SCORE, "the matrix"),
            Points(floats(self.ahead), floats(n["explained"]), theme.SCORE),
        )
        axes = Axis("rows ahead", (0, FARTHEST)), Axis("share explained", (-1.2, 1.05))
        return Picture((dials, (Panel(curves, *axes, legend=Legend()),)), self.summary())


def _dial(n: Mapping[str, Any], i: int, path: np.ndarray | None, past: slice, colour: str) -> Panel:
    """One turn: its path to the row that is shown, the hand, and where the matrix foretold it."""
    reach = 1.7 if path is None else max(1.7, 1.1 * float(np.linalg.norm(path, axis=1).max()))
    axis, around = Axis(limits=(-reach, reach)), np.linspace(0, math.tau, 97)
    ring = Line(np.cos(around), np.sin(around), theme.GRID)
    if path is None:
        return Panel((ring,), axis, axis, equal=True, bare=True)
    x, y = n["hands"][2 * i : 2 * i + 2]
    guess = Points(
        floats(n["guesses"][2 * i]), floats(n["guesses"][2 * i + 1]), theme.SCORE, hollow=np.array([True])
    )
    period = Label(0, -0.97 * reach, f"{brief(n['periods'][i])} rows a turn", colour, side="above")
    marks = (ring, Line(path[past, 0], path[past, 1], colour, width=1), Arrow(x, y, colour), guess, period)
    return Panel(marks, axis, axis, equal=True, bare=True)


def explore_clockwork(
    learned: Tensor | None = None,
    *,
    label: str = "your table",
    table: str = "learned",
    row: int = 200,
    ahead: int = 1,
    components: int = 10,
    fitted: int = 512,
) -> ClockworkExplorer:
    """Explore which turns a single matrix finds that carries every row of a table to the next one.

    Beside the learned table stand a random walk of its size and sinusoids of ten components and base 3⁵.
    Each is drawn by its ten main components, taken from all rows, in whole numbers up to 4,000.

    Parameters
    ----------
    learned : Tensor, shape (rows, dim), optional
        192 to 512 rows of neighbouring positions with 10 components or more. By default the positions of
        all-MiniLM-L6-v2 without the row of the token [CLS].
    label : str
        What it is called.
    table : {"learned", "walk", "sinusoids"}
        Which is shown first.
    row : int
        Where the hands stand.
    ahead : int
        From how many rows before they are foretold, 1 to 50.
    components : {4, 6, 8, 10}
        Main components in which the matrix is fitted.
    fitted : {128, 192, 256, 384, 512}
        Rows, from the first on, that the matrix is fitted to; it is then tried on the others. Where fewer
        than 64 would be left, it is fitted to all and tried on all.

    Returns
    -------
    ClockworkExplorer
        A widget; ``.save("clockwork.html")`` writes one file that works alone.

    Raises
    ------
    TypeError, ValueError
        If ``learned`` is not such a table, or a parameter is out of its range.

    Examples
    --------
    >>> numbers = explore_clockwork().numbers()
    >>> round(numbers["periods"][0], 2), round(numbers["explained"], 3)
    (5.94, 0.996)
    """
    if learned is None:
        tables = _tables()
    else:
        checks.table("learned", learned, "rows", "dim")
        tables = _beside(learned, label)
    return ClockworkExplorer(
        tables=tables, table=table, row=row, ahead=ahead, components=components, fitted=fitted
    )


@lru_cache(maxsize=8)
def _fitted(
    columns: tuple[float, ...], shares: tuple[float, ...], components: int, known: int
) -> tuple[StepTable, ForesightTable]:
    # Kept: it is asked for several times in one state, and lapack's last digits are not the same each time.
    rows = _rows_of(columns, components)
    step, tried = step_matrix(rows[:known]), rows[known:] if known < len(rows) else rows
    return turns_of(step, rows, kept=sum(shares[:components])), foreseen(step, tried, range(1, FARTHEST + 1))


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    from rope_viz.models.pretrained import minilm_positions

    return _beside(minilm_positions().table[1:], "MiniLM, trained")


def _beside(learned: Tensor, label: str) -> dict[str, Any]:
    """The learned table and the two that it is compared with."""
    rows, dim = learned.shape
    if not (LEAST_ROWS <= rows <= MOST_ROWS and dim >= COMPONENTS):
        raise ValueError(
            f"learned must have {LEAST_ROWS} to {MOST_ROWS} rows, of {COMPONENTS} components or more; "
            f"({rows}, {dim}) came."
        )
    if learned.is_meta or not bool(learned.isfinite().all()):
        raise ValueError("learned must hold finite numbers; a table with others came.")
    sinusoids = Sinusoidal(COMPONENTS, base=BASE).table(range(rows), dtype=torch.float64)
    return {
        "learned": _reduced(learned, label),
        "walk": _reduced(random_walk(rows, dim), "random walk"),
        "sinusoids": _reduced(sinusoids, f"sinusoids, base {BASE}"),
    }


def _reduced(table: Tensor, label: str) -> dict[str, Any]:
    rows, shares = main_components(table.detach().cpu(), COMPONENTS)
    # Column by column, because neighbours in a column are alike and so take less room; a common factor
    # changes nothing that is shown.
    columns = (LARGEST * rows / rows.abs().max()).round().T.flatten().int().tolist()
    return {"columns": columns, "shares": shares.tolist(), "rows": len(rows), "label": label}


def _rows_of(columns: Sequence[float], components: int) -> Tensor:
    return torch.tensor(columns, dtype=torch.float64).view(COMPONENTS, -1)[:components].T.contiguous()


def _checked(value: Mapping[str, Any]) -> dict[str, Any]:
    rows = whole(LEAST_ROWS, MOST_ROWS)("rows", value["rows"])
    return {
        "columns": vector(COMPONENTS * rows)("columns", value["columns"]),
        "shares": vector(COMPONENTS)("shares", value["shares"]),
        "rows": rows,
        "label": text("label", value["label"]),
    }


def _flat(hands: np.ndarray) -> list[float]:
    return np.stack([hands.real, hands.imag], axis=1).ravel().tolist()


def _filled(values: Any, count: int) -> list[float]:
    """So many numbers, with zeros where there is no turn."""
    return [*map(float, values), *[0.0] * (count - len(values))]


def _colour(i: int, slots: int) -> str:
    return theme.pair_colour(i / max(slots - 1, 1))
