"""The rules that the explorer offers, made from its sliders; rules.js is its twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rope_viz.encodings import scaling
from rope_viz.encodings.rope import Rope
from rope_viz.encodings.scaling import Rule
from rope_viz.words import brief

BESIDE = ("linear", "ntk_aware", "yarn_paper", "yarn", "llama3", "proportional")  # drawn pale, as usual
RAMP = {"llama3": (1.0, 4.0)}  # turns, where others have 1 to 32
USUAL = (1.0, 32.0)
RAMPS = ("yarn", "yarn_paper", "llama3", "own")


@dataclass(frozen=True)
class Settings:
    """What sliders say of a rule."""

    trained: int
    factor: float = 8
    slow: float = 1
    fast: float = 32
    share: float = 0.75
    attention: float = 1
    factors: tuple[float, ...] = ()

    def rule(self, name: str) -> Rule | None:
        """The rule of this name; a ramp needs a length, however the sliders stand."""
        factor, trained, slow, fast = self.factor, self.trained, self.slow, max(self.fast, self.slow)
        made = {
            "linear": lambda: scaling.linear(factor),
            "ntk_aware": lambda: scaling.ntk_aware(factor),
            "dynamic_ntk": lambda: scaling.dynamic_ntk(factor, trained),
            "yarn": lambda: scaling.yarn(factor, trained, beta_fast=fast, beta_slow=slow),
            "yarn_paper": lambda: scaling.yarn_paper(factor, trained, slow, max(fast, 1.001 * slow)),
            "own": lambda: scaling.yarn_paper(factor, trained, slow, max(fast, 1.001 * slow), self.attention),
            "llama3": lambda: scaling.llama3(factor, slow, fast, trained),
            "proportional": lambda: scaling.proportional(self.share),
            "per_pair": lambda: scaling.per_pair(self.factors, self.attention),
        }
        return made[name]() if name in made else None

    def in_words(self, name: str, title: str) -> str:
        """The rule with what its sliders say."""
        if name in ("none", "per_pair"):
            return title
        if name == "own":
            title = f"a ramp of your own, queries and keys × {brief(self.attention)}"
        if name == "proportional":
            return f"{title}, share {brief(self.share)}"
        ramp = (
            f", ramp {brief(max(self.fast, self.slow))} to {brief(self.slow)} turns" if name in RAMPS else ""
        )
        return f"{title}, factor {brief(self.factor)}{ramp}"


def usual(trained: int, name: str, factor: float, factors: Sequence[float]) -> Settings:
    """The settings with which a rule is drawn beside others."""
    slow, fast = RAMP.get(name, USUAL)
    return Settings(trained, factor, slow, fast, factors=tuple(factors))


def roped(head_dim: int, base: float, rule: Rule | None, length: int) -> Rope:
    """A Rope that turns all components, at one length of text."""
    return Rope(head_dim, base=base, scaling=rule).at_length(length)
