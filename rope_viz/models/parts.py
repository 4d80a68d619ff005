"""The part of a configuration that is about words, with what its family fills in."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from rope_viz.models import families
from rope_viz.models.fields import SPEAKING, Fields

# Models that also see or hear, or that have an encoder beside, keep the part about words in one of these,
# some
# of them nested. The first that there is counts.
WORDS_PARTS = (
    "text_config", "thinker_config", "llm_config", "language_config", "vlm_config", "lm_config",
    "language_model", "global_config", "decoder", "decoder_config",
)  # fmt: skip


@functools.cache
def known() -> dict[str, Any]:
    """What ``tools/extract_families.py`` read in transformers."""
    text = (resources.files(__package__) / "data" / "families.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def defaults_of(model_type: str) -> dict[str, Any]:
    """Fields that the family's code fills in."""
    return {**known()["defaults"].get(model_type, {}), **families.DEFAULTS.get(model_type, {})}


def without_rotation() -> frozenset[str]:
    """Families whose code has no rotation."""
    return families.WITHOUT_ROTATION.union(known()["without_rotation"])


def words_part(config: Mapping[str, Any]) -> Fields:
    """The fields of the part about words."""
    part, inherited = config, config.get("model_type", "")
    whole = []
    while name := next((n for n in WORDS_PARTS if isinstance(part.get(n), Mapping)), None):
        whole.append({n: v for n, v in part.items() if not isinstance(v, Mapping) or SPEAKING.search(n)})
        inherited = known()["parts"].get(inherited, ["", ""])[1]
        part = part[name]
        inherited = part.get("model_type") or inherited
    if inherited in known()["parts"]:
        inherited = known()["parts"][inherited][1]  # the file has no part of its own for words
    # what stands beside the part counts if the part says nothing of it, or if it says something else
    around = {n: v for outside in whole for n, v in outside.items() if part.get(n) is None or part[n] != v}
    fields = Fields({**part, "model_type": inherited or "unknown"}, defaults_of(inherited))
    fields.adopt("around", _around(around))
    return fields


def _around(given: Mapping[str, Any]) -> Fields:
    return Fields({name: value for name, value in given.items() if name != "model_type"})
