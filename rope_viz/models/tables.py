"""What is known of families of models, as plain data for the browser's reader of configurations."""

from __future__ import annotations

from typing import Any

from rope_viz.models import families, fields, layers, parts, refusals

SETS = (
    "HALF", "INTERLEAVED", "LATENT", "HALF_ELSEWHERE", "INTERLEAVED_ELSEWHERE", "CHOOSING",
    "WITHOUT_ATTENTION", "LAYER_TYPES", "FULL_WITHOUT_POSITIONS", "SCALED_EVERYWHERE", "SCALED_WHERE_FULL",
    "ONE_BASE", "LONGROPE_AS_YARN", "WITH_RATIO", "TURNS",
)  # fmt: skip


def tables() -> dict[str, Any]:
    """Everything that the reader asks beside the file, by the names that its JavaScript twin has for it."""
    known = parts.known()
    patterns = {
        "speaking": fields.SPEAKING,
        "silent": fields.SILENT,
        "switches": fields.SWITCHES,
        "other_parts": fields.OTHER_PARTS,
        "images": refusals.IMAGES,
    }
    names = {*known["defaults"], *families.DEFAULTS}
    return {
        "defaults": {name: parts.defaults_of(name) for name in sorted(names)},
        "parts": known["parts"],
        "sets": {
            **{name.lower(): sorted(getattr(families, name)) for name in SETS},
            "without_rotation": sorted(parts.without_rotation()),
        },
        "words_parts": parts.WORDS_PARTS,
        "spellings": fields.SPELLINGS,
        "must_agree": fields.MUST_AGREE,
        "opened": fields.OPENED,
        "patterns": {name: pattern.pattern for name, pattern in patterns.items()},
        "not_read": families.NOT_READ,
        "has_instead": refusals.HAS_INSTEAD,
        "of_images": sorted(refusals.OF_IMAGES),
        "renamed": families.RENAMED,
        "sections": families.SECTIONS,
        "indexer": families.INDEXER,
        "wider_heads": families.WIDER_HEADS,
        "letters": layers.LETTERS,
        "pattern_letters": layers.PATTERN_LETTERS,
        "layer_patterns": layers.PATTERNS,
        "spelled_out": layers.SPELLED_OUT,
    }
