"""Every head of a model as a map of where it looks, and what the pairs of a chosen one are and do."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.curves.common import Array
from rope_viz.curves.inside import (
    attention_without,
    in_pairs,
    looks_first,
    pair_uses,
    pair_weights,
    speeds_of,
)
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import Refused, refusing, text, vector, whole
from rope_viz.explorers.inside.given import TrainedHeads
from rope_viz.plots.content import Axis, Bars, Heat, Panel, Picture, Points, Rule, floats
from rope_viz.words import brief, fixed

LAGS = 16
MOST_HEADS = 1_024
ROWS = "first", "by_lag", "sizes", "still"


class SurveyExplorer(Explorer):
    """Every head of a model, and the pairs of one; see `explore_survey`."""

    lag: int
    chosen: int
    first: bool
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("given")
    def _is_a_survey(self, proposal: Any) -> dict[str, Any]:
        return refusing(_given, proposal.value)

    @traitlets.validate("lag", "chosen")
    def _is_there(self, proposal: Any) -> int:
        most = LAGS - 1 if proposal.trait.name == "lag" else len(self.given.get("heads", [0])) - 1
        if self.given and proposal.value > most:
            raise Refused(
                f"{proposal.trait.name} must be at most {most}, because there are no more; "
                f"{proposal.value} came."
            )
        return int(proposal.value)

    @property
    def table(self) -> dict[str, Array]:
        """What is known of all heads, a row for each."""
        pairs = len(self.given["speeds"])
        rows = _decoded(self.given["rows"], len(self.given["heads"]))
        ends = np.cumsum([1, LAGS, pairs, pairs])
        return dict(zip(ROWS, np.split(rows, ends[:-1], axis=1), strict=True))

    def numbers(self) -> dict[str, Any]:
        table = self.table
        values = table["first"][:, 0] if self.first else table["by_lag"][:, self.lag]
        return {
            "values": values.tolist(),
            "value": float(values[self.chosen]),
            "more": int((values > values[self.chosen]).sum()),
            "by_lag": table["by_lag"][self.chosen].tolist(),
            "on_first": float(table["first"][self.chosen, 0]),
            "sizes": table["sizes"][self.chosen].tolist(),
            "still": table["still"][self.chosen].tolist(),
        }

    def summary(self) -> str:
        n, heads = self.numbers(), self.given["heads"]
        layer, head = heads[self.chosen]
        large, used = (int(np.argmax(n[name])) for name in ("sizes", "still"))
        where = "the first token" if self.first else f"the key {_distance(self.lag)}"
        speeds = self.given["speeds"]
        return (
            f"{self.given['label']}, layer {layer} head {head}: {fixed(n['value'])} of its attention is on "
            f"{where}; {n['more']} of {len(heads)} heads have more there. Its largest pair is {large} "
            f"({_wave(speeds[large])} tokens a turn), with {_percent(n['sizes'][large])} of |q||k|; its "
            f"attention moves most, by {_percent(n['still'][used])}, when pair {used} "
            f"({_wave(speeds[used])}) stands still."
        )

    def picture(self) -> Picture:
        n = self.numbers()
        places = np.array(self.given["heads"])
        layers, heads = places.max(0) + 1
        shades = np.full((heads, layers), np.nan)
        shades[places[:, 1], places[:, 0]] = np.sqrt(n["values"])
        layer, head = places[self.chosen]
        heat = Heat(
            np.arange(layers, dtype=float), np.arange(heads, dtype=float), np.nan_to_num(shades),
            (theme.PAPER, theme.SCORE), 0, 1, apart=True,
        )  # fmt: skip
        mark = Points(floats(layer), floats(head), theme.QUERY, symbol="cross", size=9)
        x, y = (
            Axis("layer", (-0.5, layers - 0.5), grid=False),
            Axis("head", (-0.5, heads - 0.5), True, grid=False),
        )
        lags = np.arange(LAGS, dtype=float)
        bars = Bars(lags, np.zeros(LAGS), np.array(n["by_lag"]), (theme.SCORE,) * LAGS, 0.8)
        looks = Panel((bars,), Axis("distance (tokens)"), Axis("attention", (0, 1)))
        return Picture(
            ((Panel((heat, mark), x, y),), (looks, self._pairs(n))), self.summary(), 520, (1.0, 1.2)
        )

    def _pairs(self, n: dict[str, Any]) -> Panel:
        sizes, still = (100 * np.array(n[name]) for name in ("sizes", "still"))
        pairs = len(sizes)
        colours = tuple(theme.pair_colour(i / max(pairs - 1, 1)) for i in range(pairs))
        at, none = np.arange(pairs, dtype=float), np.zeros(pairs)
        marks = (
            Bars(at, none, sizes, colours, 0.8),
            Bars(at, -still, none, colours, 0.8),
            Rule(0, theme.MUTED),
        )
        step = max(pairs // 4, 1)
        speeds = self.given["speeds"]
        ticks = tuple((float(i), _wave(speeds[i], "∞")) for i in range(0, pairs, step))
        x = Axis("tokens for one turn of a pair", (-1, pairs), ticks=ticks, grid=False)
        return Panel(marks, x, Axis("%"), "up: share of |q||k|; down: moved when still")


def explore_survey(
    heads: TrainedHeads | None = None, *, label: str = "your model", chosen: tuple[int, int] | None = None
) -> SurveyExplorer:
    """Explore every head of a model: where it looks, and what the pairs of a chosen one are and do.

    Parameters
    ----------
    heads : Heads or QueriesKeys, optional
        From `rope_viz.heads_of`; all heads of SmolLM2 by default, on a text of 148 tokens. It takes a moment
        for each head.
    label : str
        The name of the model whose heads are given.
    chosen : (layer, head), optional
        The first one by default, of SmolLM2 one that looks at the token before.

    Returns
    -------
    SurveyExplorer
        A widget; ``.save("survey.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If the head is not among those given, there are more than 1,024, or the text has fewer than 24 tokens.

    Examples
    --------
    >>> n = explore_survey().numbers()
    >>> round(n["value"], 2), n["more"]
    (0.71, 0)
    """
    given = _smollm2() if heads is None else _surveyed(heads, label)
    wanted = chosen or ((16, 0) if heads is None else tuple(given["heads"][0]))
    if [*wanted] not in given["heads"]:
        raise ValueError(f"chosen must be one of the heads given, (layer, head); {tuple(wanted)} came.")
    return SurveyExplorer(given=given, chosen=given["heads"].index([*wanted]))


def _smollm2() -> dict[str, Any]:
    from rope_viz.models import pretrained

    pairs, lags = pretrained.smollm2_pairs(), pretrained.smollm2_attention_by_lag()
    parts = pairs.first[..., None], lags.by_lag[..., :LAGS], pairs.size, pairs.still
    layers, heads = pairs.first.shape
    return {
        "label": "SmolLM2",
        "heads": [[layer, head] for layer in range(layers) for head in range(heads)],
        "speeds": speeds_of(pretrained.smollm2_heads().rope).tolist(),
        "rows": _encoded(torch.cat([part.flatten(0, 1).cpu() for part in parts], dim=-1).numpy()),
    }


def _surveyed(heads: TrainedHeads, label: str) -> dict[str, Any]:
    if len(heads.heads) > MOST_HEADS or len(heads.tokens) < LAGS + 8:
        raise ValueError(
            f"heads must be at most {MOST_HEADS:,}, on a text of {LAGS + 8} tokens or more; "
            f"{len(heads.heads):,} heads on {len(heads.tokens)} tokens came."
        )
    speeds, rows = speeds_of(heads.rope), []
    for query, key in zip(in_pairs(heads.rope, heads.q), in_pairs(heads.rope, heads.k), strict=True):
        weights = attention_without(query, key, speeds)
        by_lag = [float(weights.diagonal(-lag)[max(8 - lag, 0) :].mean()) for lag in range(LAGS)]
        _, still = pair_uses(query, key, speeds)
        rows.append([looks_first(weights), *by_lag, *pair_weights(query, key).tolist(), *still.tolist()])
    return {
        "label": text("label", label),
        "heads": [list(which) for which in heads.heads],
        "speeds": speeds.tolist(),
        "rows": _encoded(np.array(rows)),
    }


def _encoded(rows: Array) -> str:
    return base64.b64encode(rows.astype("<f2").tobytes()).decode("ascii")


def _decoded(written: str, count: int) -> Array:
    return np.frombuffer(base64.b64decode(written), dtype="<f2").astype(np.float64).reshape(count, -1)


def _distance(lag: int) -> str:
    return f"{lag} tokens before" if lag > 1 else ("itself", "just before")[lag]


def _wave(speed: float, endless: str = "endlessly many") -> str:
    return brief(2 * np.pi / speed) if speed else endless


def _percent(share: float) -> str:
    return f"{fixed(100 * share, 0)} %"


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    speeds = vector()("speeds", value["speeds"])
    heads = [
        [whole(0)(name, i) for name, i in zip(("layer", "head"), which, strict=True)]
        for which in value["heads"]
    ]
    rows = _decoded(text("rows", value["rows"]), len(heads))
    if rows.shape[1] != 1 + LAGS + 2 * len(speeds):
        raise ValueError(
            f"rows must have {1 + LAGS + 2 * len(speeds)} numbers for each head; {rows.shape[1]} came."
        )
    return {
        "label": text("label", value["label"]),
        "heads": heads,
        "speeds": list(speeds),
        "rows": value["rows"],
    }
