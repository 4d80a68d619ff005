"""A wall of clocks in a text longer than any in training: arcs never seen, and what heads make of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import checks
from rope_viz.curves.common import by_one_position
from rope_viz.curves.stretching import (
    TURN,
    MeanHead,
    looked_at,
    mean_heads,
    neighbours_apart,
    unseen_arcs,
)
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import refusing, stops_of, text, vector
from rope_viz.explorers.stretch.rules import BESIDE, RAMP, USUAL, Settings, roped, usual
from rope_viz.explorers.stretch.still import drawn
from rope_viz.models.plain import rope_as_data
from rope_viz.plots.content import Picture
from rope_viz.words import brief

SAID = traits_of("stretch")
MOST = 131_072  # tokens of a text in which the heads are asked
STOPS = tuple(int(stop) for stop in stops_of(SAID["length"]) if stop <= MOST)
APART, OFF = 90, 5  # %, of a rule of one's own: what neighbours must keep, by what no head may be off
TITLES = dict(SAID["rule"]["options"])


class StretchExplorer(Explorer):
    """Clocks, rules and heads in a longer text; see `explore_stretch`."""

    length: int
    rule: str
    factor: float
    slow: float
    fast: float
    share: float
    attention: float
    view: str
    build: bool
    head: int
    trained: int
    base: float
    head_dim: int
    factors: list[float] = traitlets.List([]).tag(sync=True)  # type: ignore[assignment]
    given = traitlets.Dict().tag(sync=True)

    @traitlets.validate("factors")
    def _are_factors(self, proposal: Any) -> list[float]:
        return [checks.positive(f"factors[{i}]", value) for i, value in enumerate(proposal.value)]

    @traitlets.validate("given")
    def _is_heads(self, proposal: Any) -> dict[str, Any]:
        return refusing(_given, proposal.value)

    @property
    def settings(self) -> Settings:
        """What the sliders say of a rule."""
        return Settings(**{field.name: getattr(self, field.name) for field in fields(Settings)})

    @property
    def shown(self) -> str:
        """The name of the rule in force: none where a list has another number of pairs."""
        listed = self.rule == "per_pair" and 2 * len(self.factors) != self.head_dim
        return "own" if self.build else "none" if listed else self.rule

    def at_length(self, length: int, name: str | None = None) -> Rope:
        """The Rope by the rule in force, or by another of the sliders' rules, at a length of text."""
        rule = self.settings.rule(self.shown if name is None else name)
        return roped(self.head_dim, self.base, rule, length)

    @property
    def fits(self) -> bool:
        """Whether the clocks are those of the heads."""
        return (self.head_dim, self.base) == tuple(self.given["settings"])

    def numbers(self) -> dict[str, Any]:
        plain, now = self.at_length(self.length, "none"), self.at_length(self.length)
        unseen = unseen_arcs(plain, now, self.trained, self.length)
        weights, farthest = self._so_far(None)
        n: dict[str, Any] = {
            "plain": plain.inv_freq.tolist(),
            "ratios": (now.inv_freq / plain.inv_freq).tolist(),
            "seen": (plain.inv_freq * self.trained).clamp(max=TURN).tolist(),
            "swept": (now.inv_freq * self.length).tolist(),
            "unseen": unseen.tolist(),
            "strangers": int((unseen > 0).sum()),
            "widest": math.degrees(unseen.max()),
            "apart": 100 * neighbours_apart(now) / neighbours_apart(plain),
            "weights": weights[:-1],
            "plain_weights": self._so_far("none")[0][:-1],
            "weight": weights[-1],
            "farthest": farthest,
            "beside": self._beside(),
        }
        n["off"] = self._off() if self.build and self.fits and self.length <= MOST else math.nan
        n["met"] = sum((n["strangers"] == 0, n["apart"] >= APART, n["off"] <= OFF))
        return n

    def _asked(self, head: int, lengths: Sequence[int], name: str | None = None) -> tuple[Any, Any]:
        """What `looked_at` finds, each length by the rule that holds for it."""
        one = _heads(self.given)[head]
        if (self.rule if name is None else name) != "dynamic_ntk" or self.build:
            return looked_at(self.at_length(self.length, name), one, lengths)
        found = [looked_at(self.at_length(length, name), one, [length]) for length in lengths]
        weights, farthest = (np.concatenate(part) for part in zip(*found, strict=True))
        return weights, farthest

    def _so_far(self, name: str | None) -> tuple[list[float], float]:
        """The head's weight in % at every stop up to this length, and at this length; what scores highest."""
        lengths = [stop for stop in STOPS if stop <= self.length]
        after = [math.nan] * (len(STOPS) - len(lengths))
        if not self.fits:
            return [math.nan] * (len(STOPS) + 1), math.nan
        if self.length > MOST:
            return [*(100 * self._asked(self.head, lengths, name)[0]).tolist(), math.nan], math.nan
        weights, farthest = self._asked(self.head, [*lengths, self.length], name)
        weights = (100 * weights).tolist()
        return [*weights[:-1], *after, weights[-1]], float(farthest[-1])

    def _off(self) -> float:
        """The largest change of a head's weight from what it was in training, in % of it."""
        before = [self._asked(i, [self.trained], "none")[0][0] for i in range(len(self.given["sinks"]))]
        now = [self._asked(i, [self.length])[0][0] for i in range(len(before))]
        return 100 * max(abs(b / a - 1) for a, b in zip(before, now, strict=True))

    def _beside(self) -> list[float]:
        """Speeds by the other rules, as shares of the plain ones."""
        plain = self.at_length(self.length, "none").inv_freq
        ropes = [
            roped(
                self.head_dim,
                self.base,
                usual(self.trained, name, self.factor, self.factors).rule(name),
                self.length,
            )
            for name in BESIDE
        ]
        return torch.cat([rope.inv_freq / plain for rope in ropes]).tolist()

    def summary(self) -> str:
        return self._in_words(self.numbers())

    def _in_words(self, n: dict[str, Any]) -> str:
        title = TITLES.get(self.shown, "")
        arcs = f", the widest of {brief(n['widest'])}°" if n["strangers"] else ""
        return (
            f"{self.head_dim // 2} clocks (base {brief(self.base)}), trained on texts of {self.trained:,} "
            f"tokens and now in one of {self.length:,}; {self.settings.in_words(self.shown, title)}: "
            f"{n['strangers']} hands enter arcs they have never seen{arcs}. Neighbours are "
            f"{brief(n['apart'])} % as far apart as before. {self._head_in_words(n)}"
        )

    def _head_in_words(self, n: dict[str, Any]) -> str:
        if not self.fits:
            return "The heads of SmolLM2 have other clocks."
        if self.length > MOST:
            return f"Its heads are asked up to {MOST:,} tokens."
        target = "first token" if self.given["sinks"][self.head] else "token before"
        off = ""
        if self.build:
            count = len(self.given["sinks"])
            off = f" Of {count} heads one is off by {brief(n['off'])} %; {n['met']} of 3 conditions are met."
        return (
            f"{self.given['labels'][self.head]} gives the {target} {brief(n['weight'])} % of its weight; "
            f"highest scores the token {n['farthest']:,.0f} back.{off}"
        )

    def picture(self) -> Picture:
        n = self.numbers()
        return drawn(self, n, STOPS, self._in_words(n))


def explore_stretch(
    rope: Rope | None = None,
    *,
    trained: int | None = None,
    length: int | None = None,
    rule: str = "none",
    factor: float = 8,
    view: str = "clocks",
    build: bool = False,
) -> StretchExplorer:
    """Explore which hands a longer text takes where training never did, and what scaling rules do to them.

    Parameters
    ----------
    rope : Rope, optional
        Any, also a real model's; its rule is shown in place of ``rule`` and ``factor``. SmolLM2's by default,
        whose heads are then asked how much weight is left on what they look at.
    trained : int, optional
        Tokens of the longest text in training; by default what the rope's rule says, else 8,192.
    length : int, optional
        Tokens of the text, from 1,024 on; as long as in training by default.
    rule : {"none", "linear", "ntk_aware", "dynamic_ntk", "yarn_paper", "yarn", "llama3", "proportional"}
        Rules of `rope_viz.scaling`, by name.
    factor : float
        Of the rule, 1 to 1,024.
    view : {"clocks", "speeds"}
        Begin with the wall of clocks, or with all rules as speeds against wavelengths.
    build : bool
        Begin with a rule of one's own: two ends of a ramp, a factor, an attention factor.

    Returns
    -------
    StretchExplorer
        A widget; ``.save("stretch.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a parameter is out of its range, or the rope's rule lets pairs stand still and is not p-RoPE.

    Examples
    --------
    >>> explore_stretch(length=16384).numbers()["strangers"]
    12
    >>> explore_stretch(length=65536, rule="linear").numbers()["strangers"]
    0
    """
    made: dict[str, Any] = {"rule": rule, "factor": factor}
    slow, fast = RAMP.get(rule, USUAL)
    made |= {"slow": slow, "fast": fast, "trained": SAID["trained"]["default"]}
    if rope is not None:
        made |= _settings_of(by_one_position(rope))
    made["trained"] = made["trained"] if trained is None else trained
    made["length"] = max(made["trained"], SAID["length"]["least"]) if length is None else length
    return StretchExplorer(given=_smollm2(), view=view, build=build, **made)


def _settings_of(rope: Rope) -> dict[str, Any]:
    """A Rope as the sliders say it; a rule that they cannot say becomes its list of factors."""
    found: dict[str, Any] = {"head_dim": rope.rotary_dim, "base": rope.base}
    said = (rope_as_data(rope) or {})["scaling"] or {"rule": "none"}
    name = said["rule"]
    if "original_length" in said:
        found["trained"] = said["original_length"]
    ends = {
        "yarn": ("beta_slow", "beta_fast"),
        "yarn_paper": ("alpha", "beta"),
        "llama3": ("low_freq_factor", "high_freq_factor"),
    }
    if name in ends:
        found |= dict(zip(("slow", "fast"), (said[end] for end in ends[name]), strict=True))
    if name == "longrope":
        name, said = "per_pair", said | {"factors": said["long_factor"]}
    found |= {key: said[key] for key in ("factor", "share", "factors") if key in said}
    attention = {"attention": said["attention_factor"]} if name == "per_pair" else {}
    return found | attention | {"rule": name}


def _smollm2() -> dict[str, Any]:
    from rope_viz.models.pretrained import smollm2_heads

    heads = smollm2_heads()
    means = [asdict(head) for head in mean_heads()]
    labels = [f"Layer {layer} head {head}" for layer, head in heads.heads[: len(means)]]
    vectors = {part: [head[part].tolist() for head in means] for part in ("query", "key", "first")}
    sinks = [head["sink"] for head in means]
    return {"labels": labels, "sinks": sinks, "settings": [heads.rope.head_dim, heads.base], **vectors}


def _given(value: Mapping[str, Any]) -> dict[str, Any]:
    size, base = value["settings"]
    parts = {
        part: [list(vector(size)(part, one)) for one in value[part]] for part in ("query", "key", "first")
    }
    labels = [text("labels", label) for label in value["labels"]]
    return {"labels": labels, "sinks": list(value["sinks"]), "settings": [size, base], **parts}


def _heads(given: Mapping[str, Any]) -> list[MeanHead]:
    vectors = (torch.tensor(given[part], dtype=torch.float64) for part in ("query", "key", "first"))
    return [MeanHead(*row) for row in zip(*vectors, given["sinks"], strict=True)]
