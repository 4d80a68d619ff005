"""Which families turn a part of a head: read from their defaults by another way."""

import json
from pathlib import Path

import rope_viz
from rope_viz.models.survey import partly_turned

DEFAULTS = json.loads(
    (Path(rope_viz.__file__).parent / "models/data/families.json").read_text(encoding="utf-8")
)["defaults"]


def says_a_part(said: dict) -> bool:
    """Whether some defaults name a factor below one, for one kind of layer or for all."""
    parameters = said.get("rope_parameters", {})
    kinds = [said, parameters, *(value for value in parameters.values() if isinstance(value, dict))]
    return any(kind.get("partial_rotary_factor", 1) < 1 for kind in kinds)


def test_the_families_that_turn_a_part_are_those_whose_defaults_say_so():
    survey = partly_turned()
    assert len(survey.read) > 100 and set(survey.found) < set(survey.read)
    assert {"codegen", "gptj", "gpt_neox", "phi", "gemma4_text"} <= set(survey.found)
    assert not {"llama", "qwen2_vl", "qwen3", "gpt_neox_japanese"} & set(survey.found)
    named = {name for name, said in DEFAULTS.items() if says_a_part(said)}
    assert set(survey.found) - named == {"codegen", "gptj"}  # these give a number of components
