"""A model's positions: the tokens that each pair needs for a turn, its scaling, scores and layers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.curves.common import by_one_position
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import Refused, refusing
from rope_viz.models.card import Kind, ModelCard
from rope_viz.models.config import read_model
from rope_viz.models.file import read_config
from rope_viz.models.plain import model_as_data, rope_from_data
from rope_viz.plots.content import Axis, Line, Panel, Picture, Points, Rule, floats
from rope_viz.words import brief

DISTANCES = 1024  # of the curve of scores, all of them whole
STEPS = 8  # of the colours from fast to slow
UNKNOWN = 4096  # tokens of context where a model says nothing


class ModelExplorer(Explorer):
    """What a model's configuration says of its positions; see `explore_model`."""

    context: int
    kind: int
    model = traitlets.Dict().tag(sync=True)

    @traitlets.validate("model")
    def _can_be_made(self, proposal: Any) -> dict[str, Any]:
        refusing(_ropes, proposal.value)
        return dict(proposal.value)

    @traitlets.validate("kind")
    def _is_there(self, proposal: Any) -> int:
        count = len(self._rotating())
        if self.model and proposal.value >= count:
            raise Refused(
                f"kind must be below {count}, the kinds of layers that rotate; {proposal.value} came."
            )
        return proposal.value

    def _rotating(self) -> list[dict[str, Any]]:
        return [kind for kind in self.model.get("kinds", []) if kind["rope"]]

    @property
    def rope(self) -> Rope:
        """The Rope that is shown, fixed for the context."""
        return rope_from_data(self._rotating()[self.kind]["rope"]).at_length(self.context)

    def numbers(self) -> dict[str, Any]:
        rope = self.rope
        speeds = rope.inv_freq
        plain = Rope(rope.head_dim, rope.base, rotary_dim=rope.rotary_dim).inv_freq
        turning = speeds > 0
        ones = torch.ones(min(DISTANCES, self.context), rope.head_dim, dtype=torch.float64)
        turned = rope.rotate(ones, range(len(ones)))
        return {
            "inv_freq": speeds.tolist(),
            "plain": plain.tolist(),
            "slowed": torch.where(turning, plain / speeds.where(turning, plain), 0.0).tolist(),
            "never_round": int((speeds * self.context < math.tau).sum()),
            "still": int((~turning).sum()),
            "arc": 360 * self.context * float(speeds[turning].min()) / math.tau if turning.any() else 0.0,
            "scores": (turned @ turned[0] / (turned[0] @ turned[0])).tolist(),
            "attention_factor": rope.attention_factor,
        }

    def summary(self) -> str:
        n, said = self.numbers(), self._rotating()[self.kind]
        turning = [speed for speed in n["inv_freq"] if speed > 0]
        where = f", {said['name']}" if len(self._rotating()) > 1 else ""
        waves = [math.tau / max(turning), math.tau / min(turning)] if turning else []
        turn = f" A turn needs {' to '.join(map(brief, waves))} tokens." if waves else ""
        return (
            f"{self.model['name']}{where}: {self._turning(said['rope'])}.{turn} Within a context of "
            f"{self.context:,} tokens {n['never_round']} of {len(n['inv_freq'])} pairs never come round. "
            f"{self._scaling(said['rope'], n)}"
        )

    @staticmethod
    def _turning(rope: dict[str, Any]) -> str:
        part = "all" if rope["rotary_dim"] == rope["head_dim"] else f"{rope['rotary_dim']} of"
        pairs, base = rope["rotary_dim"] // 2, brief(rope["base"])
        return f"{part} {rope['head_dim']} components turn, in {pairs} pairs, with base {base}"

    @staticmethod
    def _scaling(rope: dict[str, Any], n: dict[str, Any]) -> str:
        if rope["scaling"] is None:
            return "No rule scales them."
        slowed = [ratio for ratio in n["slowed"] if ratio > 0] or [1.0]
        rule = f"The rule {rope['scaling']['rule']}"
        still = f", and {n['still']} stand still" if n["still"] else ""
        least, most = min(slowed), max(slowed)
        if most - least > 1e-9:
            return f"{rule} makes them {brief(least)} to {brief(most)} times slower{still}."
        kept = most < 1 + 1e-9
        return f"{rule} {'keeps their speed' if kept else f'makes all {brief(most)} times slower'}{still}."

    def picture(self) -> Picture:
        n = self.numbers()
        scores = floats(n["scores"])
        curve = Line(np.arange(len(scores), dtype=float), scores, theme.SCORE, width=1.2)
        axes = Axis("distance (tokens)"), Axis("score, all ones")
        panels = [self._waves(n), Panel((Rule(0, theme.MUTED, width=1), curve), *axes)]
        if self._scaled():
            turning = floats(n["slowed"]) > 0
            before, slowed = math.tau / floats(n["plain"])[turning], floats(n["slowed"])[turning]
            axes = Axis("tokens for one turn, before", log=True), Axis("times slower")
            panels.append(Panel((Points(before, slowed, theme.SLOW_PAIR, size=4),), *axes))
        return Picture((tuple(panels),), self.summary())

    def _waves(self, n: dict[str, Any]) -> Panel:
        """Tokens for one turn by pair, against the context; pairs that stand still need no end of them."""
        plain, speeds = floats(n["plain"]), floats(n["inv_freq"])
        pairs = np.arange(len(speeds), dtype=float)
        marks: list[Any] = [Rule(self.context, theme.REFERENCE)]
        if self._scaled():
            marks.append(Points(pairs, math.tau / plain, theme.MUTED, size=3))
        steps = np.round(STEPS * pairs / max(len(pairs) - 1, 1))
        for step in range(STEPS + 1):
            of = (speeds > 0) & (steps == step)
            waves = math.tau / speeds[of]
            if len(waves):
                colour, hollow = theme.pair_colour(step / STEPS), waves > self.context
                marks.append(Points(pairs[of], waves, colour, size=6, hollow=hollow))
        x, y = Axis("pair i, fast to slow", (-1, len(pairs))), Axis("tokens for one turn", log=True)
        return Panel(tuple(marks), x, y)

    def _scaled(self) -> bool:
        return self._rotating()[self.kind]["rope"]["scaling"] is not None


def _ropes(model: Any) -> list[Rope]:
    """The ropes of what a page or a person gives as a model; refused in words if there is none."""
    try:
        found = [rope_from_data(kind["rope"]) for kind in model["kinds"] if kind["rope"]]
        named = isinstance(model["name"], str)
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(
            f"model must be what explore_model makes of a configuration; {model!r} came."
        ) from error
    if not found or not named:
        raise ValueError("model must have a name and layers that rotate; none came.")
    for rope in found:
        _ = rope.inv_freq
    return found


def explore_model(model: Any = None, *, name: str | None = None, context: int | None = None) -> ModelExplorer:
    """Explore what a model's configuration says of its positions.

    Parameters
    ----------
    model : Rope, path, mapping or object with ``to_dict()``, optional
        A Rope, by default a plain one of 128 components; or a ``config.json`` as for `read_model`: the
        file, its folder, its content, or a configuration of transformers.
    name : str, optional
        What the picture calls it; the configuration's ``model_type`` by default.
    context : int, optional
        Tokens that the model reads, 2 to 16,777,216; what the configuration says by default, else 4,096.

    Returns
    -------
    ModelExplorer
        A widget; ``.save("model.html")`` writes one file that works alone.

    Raises
    ------
    FileNotFoundError, TypeError, ValueError
        As for `read_model`, or if a Rope's positions have several coordinates that words do not share.

    Examples
    --------
    >>> explore_model({"model_type": "gpt_neox"}, name="GPT-NeoX").numbers()["never_round"]
    4
    """
    model = Rope(128) if model is None else model
    if isinstance(model, Encoding):
        rope = model if isinstance(model, MRope) else by_one_position(model)
        card = ModelCard({"every layer": Kind(rope)}, rope.length)
        name = name or f"{type(model).__name__}"
    else:
        card = read_model(model)
        name = name or str(read_config(model).get("model_type") or "This model")
    made = ModelExplorer(model=model_as_data(card, name))
    made.context = context or card.context or UNKNOWN
    return made
