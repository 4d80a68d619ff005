"""Reads the study's tables, and says by how much two encodings differ."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_viz import checks

Array = NDArray[np.float64]
RESAMPLED = 10_000
BETWEEN = (2.5, 97.5)  # percent of the means of resampled seeds


@dataclass(frozen=True, eq=False)
class Losses:
    """How the loss of held-out texts fell.

    Attributes
    ----------
    steps : (steps,) batches
    losses : (seeds, steps) nats
    rate : of learning, the best of those tried
    """

    steps: Array
    losses: Array
    rate: float

    @property
    def last(self) -> Array:
        """Where each seed ended, (seeds,)."""
        return self.losses[:, -1]

    def steps_to(self, loss: float) -> Array:
        """Steps that each seed needs down to a loss, (seeds,), between two measurements on a straight line.

        Infinity where it never comes so far.

        Examples
        --------
        >>> fell = Losses(np.array([0.0, 10, 20]), np.array([[5.0, 3, 2], [5, 4, 4]]), 0.01)
        >>> fell.steps_to(4.0), fell.steps_to(3.0)
        (array([ 5., 10.]), array([10., inf]))
        """
        return np.array([_crossing(self.steps, each, loss) for each in self.losses])


@dataclass(frozen=True)
class Difference:
    """What one encoding's numbers have more than another's, seed by seed.

    Attributes
    ----------
    mean : over the seeds
    error : standard error of that mean
    low, high : between which 95 % of the means lie, if seeds are drawn again from those that there are
    """

    mean: float
    error: float
    low: float
    high: float

    @property
    def told(self) -> bool:
        """Whether the mean is further from zero than three of its standard errors."""
        return abs(self.mean) > 3 * self.error


@dataclass(frozen=True, eq=False)
class Study:
    """All that was measured; see `study`.

    Attributes
    ----------
    about : machine, versions, date, revision, text and grid
    tables : (seeds, rows, columns), what was learned on text: "learned", "t5", and "long", the learned table
        of a training ten times as long
    """

    about: dict[str, Any]
    tables: dict[str, Array]
    rows: dict[str, list[dict[str, str]]]

    @property
    def context(self) -> int:
        """Tokens of a text in training."""
        return int(self.about["grid"]["size"]["context"])

    def losses(self, setting: str) -> dict[str, Losses]:
        """How the loss fell in a setting, for each encoding that was tried there.

        Examples
        --------
        >>> sorted(study().losses("linear"))
        ['learned', 'none', 'rope', 'sinusoidal']
        """
        rows = [row for row in self.rows["losses"] if row["setting"] == _known(self, setting)]
        found = {}
        for kind in dict.fromkeys(row["kind"] for row in rows):
            mine = [row for row in rows if row["kind"] == kind and row["seed"] != "0"]
            if mine:
                steps = list(dict.fromkeys(int(row["step"]) for row in mine))
                losses = np.array([float(row["loss"]) for row in mine]).reshape(-1, len(steps))
                found[kind] = Losses(np.array(steps, dtype=float), losses, float(mine[0]["rate"]))
        return found

    def stretch(self, kind: str, rule: str = "as trained", times: int = 8) -> Array:
        """The loss place by place in a text of so many trained lengths, (seeds, bins).

        It ends where the encoding has no answer.

        Examples
        --------
        >>> study().stretch("rope", "yarn", 4).shape[1], study().stretch("learned").shape[1]
        (16, 4)
        """
        mine = [row for row in self.rows["stretches"] if row["kind"] == kind and row["rule"] == rule]
        reached = max((int(row["times"]) for row in mine if int(row["times"]) <= times), default=0)
        chosen = [row for row in mine if int(row["times"]) == reached]
        bins = [[float(row[name]) for name in row if name.startswith("bin") and row[name]] for row in chosen]
        return np.array(bins) if bins else np.empty((0, 0))

    def reach(self, setting: str, kind: str, times: int = 1) -> tuple[Array, Array]:
        """How often a task was right: the least distance of each bin, and shares, (seeds, bins)."""
        mine = [
            row
            for row in self.rows["reaches"]
            if (row["setting"], row["kind"], row["times"]) == (_known(self, setting), kind, str(times))
        ]
        nearest = list(dict.fromkeys(int(row["nearest"]) for row in mine))
        shares = np.array([float(row["accuracy"]) for row in mine]).reshape(-1, max(len(nearest), 1))
        return np.array(nearest, dtype=float), shares

    def cost(self, kind: str) -> float:
        """Time of a step of training, in steps without positions: the median of ratios, round by round."""
        mine, none = (
            np.array([float(row["seconds"]) for row in self.rows["seconds"] if row["kind"] == each])
            for each in (kind, "none")
        )
        return float(np.median(mine / none))


RESULTS = Path(__file__).with_name("results")


@lru_cache(maxsize=2)
def study(folder: Path = RESULTS) -> Study:
    """Read what the study has measured; by default what is kept with the package."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    rows = {
        name: list(csv.DictReader((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
        for name in ("losses", "stretches", "reaches", "seconds")
    }
    with (folder / "tables.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
        tables = {name: kept[name].astype(np.float64) for name in kept.files}
    return Study(about, tables, rows)


def difference(one: Array, other: Array) -> Difference:
    """Compare two encodings seed by seed: their weights and batches were the same.

    Parameters
    ----------
    one, other : Array, shape (seeds,)

    Examples
    --------
    >>> apart = difference(np.array([2.0, 2.1, 2.0]), np.array([2.5, 2.5, 2.6]))
    >>> round(apart.mean, 2), round(apart.error, 2), apart.told
    (-0.5, 0.06, True)
    """
    if len(one) != len(other) or len(one) < 2:
        raise ValueError(
            f"one and other must have the same seeds, two at least; {len(one)} and {len(other)} came."
        )
    apart = np.asarray(one, dtype=np.float64) - other
    low, high = np.percentile(_resampled_means(apart), BETWEEN)
    return Difference(
        float(apart.mean()), float(apart.std(ddof=1) / len(apart) ** 0.5), float(low), float(high)
    )


def interval(values: Array) -> tuple[float, float]:
    """Between which 95 % of the means lie, if seeds are drawn again from those that there are.

    Examples
    --------
    >>> interval(np.array([3.0, 3.0]))
    (3.0, 3.0)
    """
    low, high = np.percentile(_resampled_means(np.asarray(values, dtype=np.float64)), BETWEEN)
    return float(low), float(high)


def _resampled_means(values: Array) -> Array:
    drawn = np.random.default_rng(0).integers(len(values), size=(RESAMPLED, len(values)))
    means: Array = values[drawn].mean(axis=1)
    return means


def _crossing(steps: Array, losses: Array, loss: float) -> float:
    below = np.flatnonzero(losses <= loss)
    if not len(below):
        return float("inf")
    k = int(below[0])
    if k == 0:
        return float(steps[0])
    share = (losses[k - 1] - loss) / (losses[k - 1] - losses[k])
    return float(steps[k - 1] + share * (steps[k] - steps[k - 1]))


def _known(found: Study, setting: str) -> str:
    return checks.one_of("setting", setting, dict.fromkeys(row["setting"] for row in found.rows["losses"]))
