"""A model's encodings as plain data, which travel to a browser as JSON and come back.

A Rope is its arguments by name, and so is its rule, with its name as ``rule``.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rope_viz import checks
from rope_viz.encodings import scaling
from rope_viz.encodings.base import Encoding
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Rope
from rope_viz.models.card import Kind, ModelCard

RULES = (
    "linear", "ntk_aware", "dynamic_ntk", "proportional", "per_pair", "longrope", "yarn", "yarn_paper",
    "llama3",
)  # fmt: skip


def model_as_data(card: ModelCard, name: str) -> dict[str, Any]:
    """A model's card as plain data."""
    kinds = [{"name": kind, **_kind(said)} for kind, said in card.kinds.items()]
    return {"name": name, "context": card.context, "notes": list(card.notes), "kinds": kinds}


def _kind(kind: Kind) -> dict[str, Any]:
    layers = kind.layers and {"used": list(kind.layers.used), "total": kind.layers.total}
    return {"layers": layers, "rope": rope_as_data(kind.encoding)}


def rope_as_data(encoding: Encoding) -> dict[str, Any] | None:
    """The arguments of a Rope; None if it is none, as where layers have no positions."""
    if not isinstance(encoding, Rope):
        return None
    found: dict[str, Any] = {
        "head_dim": encoding.head_dim,
        "base": encoding.base,
        "layout": encoding.layout,
        "rotary_dim": encoding.rotary_dim,
        "scaling": _rule_as_data(encoding),
    }
    if isinstance(encoding, MRope):
        found |= {"sections": list(encoding.sections), "order": encoding.order}
    return found


def _rule_as_data(rope: Rope) -> dict[str, Any] | None:
    rule = rope._changing  # before `at_length` fixed it
    if rule is None:
        return None
    name = type(rule).__name__
    if name not in RULES or type(rule) is not getattr(scaling, name):
        plain = Rope(rope.head_dim, rope.base, rotary_dim=rope.rotary_dim).inv_freq
        factors = plain / rule(plain, rope.base)  # of one length: which a rule of one's own is taken to be
        return {
            "rule": "per_pair",
            "factors": factors.tolist(),
            "attention_factor": rule.attention_factor,
        }
    given = {field.name: getattr(rule, field.name) for field in fields(rule)}
    plain_values = {n: list(v) if isinstance(v, tuple) else v for n, v in given.items() if v is not None}
    return {"rule": name, **plain_values}


def rope_from_data(data: dict[str, Any]) -> Rope:
    """The Rope that turns words: of one with several axes the plain one (`MRope.of_words`)."""
    rule = data.get("scaling")
    made = None
    if rule is not None:
        given = {n: tuple(v) if isinstance(v, list) else v for n, v in rule.items() if n != "rule"}
        made = getattr(scaling, checks.one_of("rule", rule["rule"], RULES))(**given)
    return Rope(data["head_dim"], data["base"], data["layout"], data["rotary_dim"], made)
