"""Against distance: scores, and what is said to fall."""

from __future__ import annotations

from collections.abc import Iterable

from rope_viz.curves import DecayTable, ScoreTable
from rope_viz.plots.content import Axis, Panel, Picture, one
from rope_viz.plots.pictures.common import curve, legend_of, several

HOVER = "distance {x}: {y:.4g}"


def scores(curves: ScoreTable | Iterable[ScoreTable]) -> Picture:
    tables = several(curves, ScoreTable)
    marks = tuple(curve(i, t.distances, t.scores, t.label, HOVER) for i, t in enumerate(tables))
    return one(
        Panel(marks, Axis("distance (tokens)"), Axis(tables[0].unit), legend=legend_of(tables)),
        "Score against distance. "
        + " ".join(
            f"{t.label}: {t.scores[0]:.3g} at distance {t.distances[0]:g}, "
            f"{t.scores[-1]:.3g} at {t.distances[-1]:g}."
            for t in tables
        ),
    )


def decay(curves: DecayTable | Iterable[DecayTable], *, log: bool = False) -> Picture:
    tables = several(curves, DecayTable)
    marks = tuple(curve(i, t.distances, t.values, t.label, HOVER) for i, t in enumerate(tables))
    names = " or ".join(dict.fromkeys(table.value_name for table in tables))
    return one(
        Panel(marks, Axis("distance (tokens)", log=log), Axis(names), legend=legend_of(tables)),
        " ".join(
            f"{t.label}: {t.value_name} from {t.values[0]:.3g} at distance {t.distances[0]:g} to "
            f"{t.values[-1]:.3g} at {t.distances[-1]:g}, rising on {t.rises} of {len(t.values) - 1} steps."
            for t in tables
        ),
    )
