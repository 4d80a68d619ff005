"""What the study of encodings measured: seven encodings, their seeds as bands, read at a cursor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.curves.common import Array
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused
from rope_viz.plots.content import Axis, Legend, Line, Panel, Picture, one
from rope_viz.studies.encodings.results import Study, study
from rope_viz.words import fixed

SAID = traits_of("training")
NAMES = {name: str(words) for name, words in SAID["one"]["options"]}
KINDS = tuple(NAMES)
SHOWN = {name: str(words) for name, words in SAID["shown"]["options"]}
TIMES = 8  # the length of the longer texts, in trained lengths
TASKS = ("copy", "flip-flop")
STRETCHED = "rope"  # the only one that is also tried with rules for longer texts
DASHED = ("sinusoidal", "alibi", "rope-quarter")  # the second encoding of each door
DECIMALS = 3


class TrainingExplorer(Explorer):
    """Seven encodings in one study; see `explore_training`."""

    shown: str
    step: int
    tokens: int
    distance: int
    rule: str
    build: bool
    one: str
    other: str
    seed_one: int
    seed_other: int
    show_none: bool
    show_learned: bool
    show_sinusoidal: bool
    show_t5: bool
    show_alibi: bool
    show_rope: bool
    show_rope_quarter: bool
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("shown")
    def _is_measured(self, proposal: Any) -> str:
        if self.given and proposal.value not in self.given["curves"]:
            measured = ", ".join(map(repr, self.given["curves"]))
            raise Refused(f"shown must be one of {measured}, which were measured; {proposal.value!r} came.")
        return str(proposal.value)

    @property
    def setting(self) -> str:
        """What the curves are of: a headline is built from the losses on text."""
        return "text" if self.build else self.shown

    @property
    def view(self) -> str:
        """What runs along the picture: steps of training, tokens of a text, or distances."""
        return view_of(self.setting)

    @property
    def mark(self) -> int:
        """Which of the measured places the cursor is nearest to."""
        at = {"step": self.step, "tokens": self.tokens, "distance": self.distance}[self.view]
        places = np.array(self.given[self.view], dtype=float)
        return int(np.abs(places - at).argmin())

    def seeds(self, kind: str) -> torch.Tensor:
        """What was measured of an encoding, (seeds, places); places that it has no answer for are NaN."""
        curves = self.given["curves"][self.setting]
        stretched = self.view == "tokens" and self.rule != "as trained" and kind == STRETCHED
        measured = curves.get(f"{kind} {self.rule}" if stretched else kind, [[]])
        found = torch.tensor(measured, dtype=torch.float64)
        missing = len(self.given[self.view]) - found.shape[1]
        return torch.nn.functional.pad(found, (0, missing), value=math.nan)

    def numbers(self) -> dict[str, Any]:
        seeds = [self.seeds(kind) for kind in KINDS]
        means = torch.stack([each.mean(0) for each in seeds])
        here = means[:, self.mark]
        # Accuracies are best where they are highest, losses where they are lowest.
        best = (here if self.view == "distance" else -here).nan_to_num(-math.inf).argmax()
        one, other = (self._ends(kind) for kind in (self.one, self.other))
        return {
            "means": means.flatten().tolist(),
            "lows": torch.stack([each.amin(0) for each in seeds]).flatten().tolist(),
            "highs": torch.stack([each.amax(0) for each in seeds]).flatten().tolist(),
            "here": here.tolist(),
            "best": int(best),
            "caught": self._caught(means),
            "ends": [float(one[_seed(self.seed_one, one)]), float(other[_seed(self.seed_other, other)])],
            "won": int((one[:, None] < other).sum()),
            "pairs": len(one) * len(other),
            "by": float(one.mean() - other.mean()),
        }

    def _ends(self, kind: str) -> torch.Tensor:
        """The losses on text at the end of training, (seeds,)."""
        losses = self.given["curves"]["text"].get(kind, [[math.nan]])
        return torch.tensor(losses, dtype=torch.float64)[:, -1]

    def _caught(self, means: torch.Tensor) -> float:
        """The step at which RoPE had the loss that sinusoids have at the cursor; NaN if it never had."""
        if self.view != "step":
            return math.nan
        rope, loss = means[KINDS.index("rope")], means[KINDS.index("sinusoidal"), self.mark]
        steps = torch.tensor(self.given["step"], dtype=torch.float64)
        there = (rope <= loss).nonzero()
        if not len(there):
            return math.nan
        k = int(there[0])
        if k == 0:
            return float(steps[0])
        share = (rope[k - 1] - loss) / (rope[k - 1] - rope[k])
        return float(steps[k - 1] + share * (steps[k] - steps[k - 1]))

    def summary(self) -> str:
        n = self.numbers()
        if self.build:
            return (
                f"{_capital(NAMES[self.one])}, seed {self.seed_one}, ends at {fixed(n['ends'][0], 3)}; "
                f"{NAMES[self.other]}, seed {self.seed_other}, at {fixed(n['ends'][1], 3)}. Of {n['pairs']} "
                f"pairs of seeds the first has the lower loss in {n['won']}; over all seeds it ends "
                f"{lower_by(n['by'])}."
            )
        read = [
            f"{NAMES[kind]} {fixed(value, 3)}"
            for kind, value in zip(KINDS, n["here"], strict=True)
            if value == value
        ]
        return f"{self._where()}: {', '.join(read)}. {self._about()}"

    def _where(self) -> str:
        place = self.given[self.view][self.mark]
        if self.view == "step":
            return f"{_capital(SHOWN[self.shown])}, after {place:,} steps"
        if self.view == "tokens":
            before = self.given["tokens"][self.mark - 1] if self.mark else 0
            context = self.given["context"]
            return f"Loss of tokens {before + 1:,} to {place:,} of a text, after training on {context:,}"
        return f"{_capital(SHOWN[self.shown])}, from {place:,} tokens: right answers"

    def _about(self) -> str:
        seeds = max(len(each) for each in self.given["curves"][self.setting].values())
        how = f"; RoPE {dict(SAID['rule']['options'])[self.rule]}" if self.view == "tokens" else ""
        return f"Means of {seeds} seeds{how}."

    def picture(self) -> Picture:
        n, places = self.numbers(), np.array(self.given[self.view], dtype=float)
        across = {
            "step": "steps of training",
            "tokens": "place in the text, tokens",
            "distance": "distance, tokens",
        }
        share = self.view == "distance"
        y = Axis("share of right answers", (0, 1.02)) if share else Axis("loss, nats")
        upto = slice(0, self.mark + 1)
        marks = tuple(
            _line(kind, places[upto], np.array(mean)[upto])
            for kind, mean in zip(KINDS, np.array(n["means"]).reshape(len(KINDS), -1), strict=True)
            if getattr(self, f"show_{kind.replace('-', '_')}")
        )
        x = Axis(across[self.view], (float(places[0]), float(places[-1])), log=share)
        return one(Panel(marks, x, y, legend=Legend() if marks else None), self.summary())


def view_of(setting: str) -> str:
    """What runs along the picture of a setting."""
    return "tokens" if setting == "longer" else "distance" if setting in TASKS else "step"


def lower_by(more: float) -> str:
    """How much lower or higher a loss is, in words."""
    return f"{fixed(abs(more), 3)} {'lower' if more < 0 else 'higher'}"


def _line(kind: str, x: Array, y: Array) -> Line:
    colour = theme.LIGHT.roles[SAID[f"show_{kind.replace('-', '_')}"]["role"]]
    return Line(x, y, colour, NAMES[kind], "dash" if kind in DASHED else "solid")


def _seed(seed: int, ends: torch.Tensor) -> int:
    return min(seed, len(ends)) - 1


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def given_of(found: Study) -> dict[str, Any]:
    """What an explorer is given of a study: seed by seed, rounded to what one can read."""
    settings = list(dict.fromkeys(row["setting"] for row in found.rows["losses"]))
    curves: dict[str, dict[str, Any]] = {}
    distances = [1]
    for setting in (each for each in SHOWN if each in settings and each not in TASKS):
        losses = found.losses(setting)
        curves[setting] = {kind: _short(each.losses) for kind, each in losses.items()}
        steps = [int(step) for step in next(iter(losses.values())).steps]
    longer = {kind: found.stretch(kind, times=TIMES) for kind in KINDS}
    rules = [rule for rule in SAID["rule"]["values"] if rule != "as trained"]
    longer |= {f"{STRETCHED} {rule}": found.stretch(STRETCHED, rule, TIMES) for rule in rules}
    curves["longer"] = {name: _short(losses) for name, losses in longer.items() if len(losses)}
    for task in (each for each in TASKS if each in settings):
        reached = {kind: found.reach(task, kind) for kind in KINDS}
        curves[task] = {kind: _short(shares) for kind, (_, shares) in reached.items() if len(shares)}
        distances = [int(nearest) for nearest in reached["none"][0]]
    bins = max(losses.shape[1] for losses in longer.values())
    width = TIMES * found.context // bins
    tokens = [width * (k + 1) for k in range(bins)]
    return {
        "step": steps,
        "tokens": tokens,
        "distance": distances,
        "context": found.context,
        "curves": curves,
    }


def _short(values: Array) -> list[list[float]]:
    rounded: list[list[float]] = np.round(values, DECIMALS).tolist()
    return rounded


def explore_training(
    found: Study | None = None, *, shown: str = "text", step: int = 25, build: bool = False
) -> TrainingExplorer:
    """Explore how small models learn that differ in their encoding alone.

    Lines are means over seeds, and bands reach from the lowest seed to the highest. All is drawn as far as
    the cursor has come.

    Parameters
    ----------
    found : Study, optional
        As `rope_viz.studies.encodings.results.study` reads it, which is the default.
    shown : {"text", "masked", "linear", "longer", "copy", "flip-flop"}
        Losses as they fall, in three settings; losses along longer texts; or right answers by distance.
    step : int
        Where the cursor stands, of the steps of training.
    build : bool
        Begin with a headline: one seed of each of two encodings.

    Returns
    -------
    TrainingExplorer
        A widget; ``.save("training.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If something is to be shown that was not measured, or a parameter is out of its range.

    Examples
    --------
    >>> explorer = explore_training(step=300)
    >>> len(explorer.numbers()["here"])
    7
    """
    return TrainingExplorer(given=given_of(found or study()), shown=shown, step=step, build=build)
