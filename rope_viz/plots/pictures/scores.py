"""Against distance: scores, and what is said to fall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from rope_viz import words
from rope_viz.curves import DecayTable, ScoreTable, decay_curve, index_of, score_curve
from rope_viz.curves.common import by_one_position, name_of
from rope_viz.plots.content import Axis, Panel, Picture, Points, one
from rope_viz.plots.pictures.common import curve, legend_of, nth_colour, several

HOVER = "distance {x}: {y:.4g}"


def scores(curves: Any, *, at: Sequence[float] = ()) -> Picture:
    tables = several(curves, ScoreTable, _of_ones)
    marks = tuple(curve(i, t.distances, t.scores, t.label, HOVER) for i, t in enumerate(tables))
    read = tuple(_read(i, table, at) for i, table in enumerate(tables) if len(at))
    distance = Axis("distance (tokens)", limits=_with_room(tables) if read else None)
    return one(
        Panel((*marks, *read), distance, Axis(tables[0].unit), legend=legend_of(tables)),
        "Score against distance. "
        + " ".join(
            f"{t.label}: {t.scores[0]:.3g} at distance {t.distances[0]:g}, "
            f"{t.scores[-1]:.3g} at {t.distances[-1]:g}."
            for t in tables
        ),
    )


def _of_ones(source: Any, *, label: str = "") -> ScoreTable:
    """Of a rotation alone, the scores of a query and a key of ones."""
    rope = by_one_position(source)
    ones = torch.ones(rope.head_dim, dtype=torch.float64)
    return score_curve(rope, ones, ones, label=label or f"all ones, {name_of(rope)}")


def _with_room(tables: Sequence[ScoreTable]) -> tuple[float, float]:
    """All distances, and on both sides room for half a number."""
    first, last = min(t.distances[0] for t in tables), max(t.distances[-1] for t in tables)
    room = 0.12 * (last - first)  # of a number on a phone
    return float(first - room), float(last + room)


def _read(place: int, table: ScoreTable, at: Sequence[float]) -> Points:
    """A curve's scores at some distances, as numbers beside its points."""
    rows = [index_of(table.distances, distance, "at", "distances") for distance in at]
    read = table.scores[rows]
    texts = tuple(words.brief(float(score)) for score in read)
    return Points(table.distances[rows], read, nth_colour(place), texts=texts, hover=HOVER)


def decay(curves: Any, *, log: bool = False) -> Picture:
    tables = several(curves, DecayTable, decay_curve)
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
