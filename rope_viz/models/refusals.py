"""What would be read wrongly, and what the errors say of it."""

from __future__ import annotations

import re
import sys
import warnings
from types import FrameType

from rope_viz.models import families
from rope_viz.models.fields import SWITCHES, Fields
from rope_viz.models.parts import without_rotation

# How families without rotation see positions.
INSTEAD = {
    "ALiBi, a slope for each head (rope_viz.Alibi)": "bloom mpt",
    "a learned table (rope_viz.Learned)": """
        albert bart bert biogpt camembert codegen2 distilbert electra ernie gpt-sw3 gpt2 gpt_bigcode gpt_neo
        imagegpt mbart megatron-bert openai-gpt opt roberta xlm xlm-roberta xlm-roberta-xl
    """,
    "a learned bias for each distance (rope_viz.T5Bias)": """
        longt5 mpnet mt5 pop2piano switch_transformers t5 udop umt5
    """,
    "sinusoids (rope_viz.Sinusoidal)": "ctrl fsmt m2m_100 marian nllb-moe pegasus xglm",
    "recurrence": "falcon_mamba mamba mamba2 rwkv xlstm",
    "recurrence in some layers, and no positions in the others": "jamba kimi_linear nemotron_h zamba",
}
HAS_INSTEAD = {family: words for words, names in INSTEAD.items() for family in names.split()}

# What towers that see are called, and what they have and no text has.
IMAGES = re.compile("(^|_)(vision|vit|image)(_(?!text)|$)")
OF_IMAGES = {"patch_size", "image_size", "num_channels", "in_channels"}


def name_of(config: Fields) -> str:
    """What errors call it."""
    return f"a configuration of model_type {config.get('model_type', 'unknown')!r}"


def check_readable(config: Fields) -> None:
    """Refuse what would be read wrongly."""
    family = config.get("model_type", "")
    if family in families.NOT_READ:
        raise ValueError(
            "source must be of a family whose rotation Rope has; "
            f"that of {name_of(config)} {families.NOT_READ[family]}."
        )
    _check_not_an_image(config)
    instead = _instead(config)
    if instead:
        raise ValueError(f"source must describe a rotary embedding; {name_of(config)} has {instead}.")


def _check_not_an_image(config: Fields) -> None:
    raw = config.raw()
    named = IMAGES.search(config.get("model_type", ""))
    if named or (OF_IMAGES & set(raw) and "vocab_size" not in raw):
        raise ValueError(
            f"source must be about words, in one order; {name_of(config)} is about images, whose "
            "places have rows and "
            "columns. AxialRope turns by both."
        )
    if "model_type" in raw and {"dim", "n_heads"} <= set(raw) and raw["model_type"] == "unknown":
        raise ValueError(
            "source must be a config.json of Hugging Face; this looks like a params.json of Mistral "
            "or Meta, which has "
            "other fields. Make the Rope of them: Rope(head_dim, base, layout='interleaved')."
        )


def _instead(config: Fields) -> str | None:
    """What there is in place of a rotation; None if there is one."""
    family = config.get("model_type", "")
    kind = config.get("position_embedding_type", "rotary")
    says_so = config.said("rope") is True or config.said("position_embedding_type") in ("rotary", "rope")
    if family in without_rotation() and not says_so:
        return HAS_INSTEAD.get(family, "none") + ", whatever base it names" * ("rope_theta" in config.raw())
    if config.get("alibi") or config.get("use_alibi"):
        return HAS_INSTEAD["bloom"]
    if family == "baichuan" and config.get("hidden_size") == 5120:  # of two sizes, only the larger
        return HAS_INSTEAD["bloom"]
    if config.get("position_encoding_2d"):
        return "two positions for each token, those of the first ChatGLM"
    if config.get("use_nope"):
        return "none, because mla_use_nope is true"
    if not config.get("use_mem_rope", True):
        return "none unless use_mem_rope is true"
    for name, value in config.raw().items():
        if value is False and SWITCHES.search(name):
            return f"none, because {name} is false"
    # a leftover of BERT's in some files of rotary families, ModernBERT's among them
    leftover = family in families.KNOWN and family not in families.CHOOSING
    return (
        None if kind in ("rotary", "rope", "rope_gptj") or leftover else f"position_embedding_type {kind!r}"
    )


def warn_of_overlooked(config: Fields) -> None:
    """Name the fields that speak of positions and were not read."""
    found = {re.sub(r"^around\.", "", name): value for name, value in config.overlooked().items()}
    if found:
        shown = ", ".join(f"{name} ({_short(value)})" for name, value in found.items())
        warn(
            f"{shown}: not read, because it is not known what "
            f"{'it means' if len(found) == 1 else 'they mean'} in "
            f"{name_of(config)}. If positions depend on it, the result is wrong; if not, take it out "
            "of the mapping."
        )


def warn(text: str) -> None:
    """Warn at the line that called this package."""
    frame: FrameType | None = sys._getframe()
    level = 0
    while frame is not None and frame.f_globals.get("__name__", "").split(".")[0] == "rope_viz":
        frame, level = frame.f_back, level + 1
    warnings.warn(text, stacklevel=level + 1)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
