"""What a Hugging Face ``config.json`` says about rotary embedding, as ropes.

A file is read in four steps: the part about words, with its family's defaults filled in; the kinds of layers
it has; for each kind the parameters of its rotary embedding, from the newer ``rope_parameters`` or the older
``rope_scaling`` and its companions; and from these the arguments of `Rope`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from rope_viz import checks
from rope_viz.encodings import scaling
from rope_viz.encodings.base import Encoding, NoPositions
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Layout, Rope
from rope_viz.models import families
from rope_viz.models.card import Kind, ModelCard
from rope_viz.models.file import Config, name_of, read_config, words_part
from rope_viz.models.layers import kinds_of, of_layer
from rope_viz.models.rules import rule_of


def read_rope(source: Any, layer_type: str | None = None, layout: Layout | None = None) -> Rope:
    """Read the rotary embedding that a Hugging Face ``config.json`` describes; also `Rope.from_config`.

    Older (``rope_scaling``) and newer (``rope_parameters``) field names are read alike. Fields that real
    files leave out are filled in for the families of `rope_viz.models.families`. For models with multi-head
    latent attention (DeepSeek) the result is the part of a head that turns, ``qk_rope_head_dim`` wide.

    Parameters
    ----------
    source : path, mapping, or object with ``to_dict()``
        The file, the folder that holds it, its content, or a configuration of transformers.
    layer_type : str, optional
        Which layers, where they differ: Gemma 3 has other speeds in its ``"full_attention"`` than in its
        ``"sliding_attention"`` layers. `read_encodings` gives all of them, `read_model` what else is said.
    layout : {"interleaved", "half"}, optional
        Overrides what is known of the family; no file says it.

    Returns
    -------
    Rope
        An `MRope` if the file has ``mrope_section``.

    Raises
    ------
    FileNotFoundError, TypeError, ValueError
        If the file is missing or broken, the model has no rotary embedding, uses a rule that is not known
        here, or has layers that differ and none was asked for.

    Warns
    -----
    UserWarning
        If the family is not known and no layout is given: then ``"half"`` is assumed, as most have it.

    Examples
    --------
    >>> Rope.from_config({"model_type": "llama", "hidden_size": 4096, "num_attention_heads": 32})
    Rope(head_dim=128, base=10000.0, layout='half')
    """
    card = read_model(source, layout)
    if layer_type is None:
        return card.rope
    chosen = card.kinds[checks.one_of("layer_type", layer_type, card.kinds)].encoding
    if not isinstance(chosen, Rope):
        raise ValueError(f"layer_type must be of layers with rotary embedding; {layer_type!r} has none.")
    return chosen


def read_encodings(source: Any, layout: Layout | None = None) -> dict[str, Encoding]:
    """Read the encoding of every kind of layer of a ``config.json``; also `Rope.all_from_config`.

    Parameters and errors are those of `read_rope`, different layers excepted.

    Returns
    -------
    dict of str to Encoding
        By the configuration's ``layer_types``, or ``"every layer"``. Layers without positions have
        `NoPositions`; where only some layers of a type do without, their key is the type's name and
        ``" without positions"``.

    Examples
    --------
    >>> gemma = {"model_type": "gemma3_text", "num_hidden_layers": 26, "head_dim": 256}
    >>> for layer_type, rope in Rope.all_from_config(gemma).items():
    ...     print(layer_type, rope.base)
    sliding_attention 10000.0
    full_attention 1000000.0
    """
    return {name: kind.encoding for name, kind in read_model(source, layout).kinds.items()}


def read_model(source: Any, layout: Layout | None = None) -> ModelCard:
    """Read all that a ``config.json`` says of positions: encodings, layers and context.

    Parameters and errors are those of `read_rope`, different layers excepted.

    Returns
    -------
    ModelCard
        Shows itself in words.

    Examples
    --------
    >>> model = read_model({"model_type": "gemma3_text", "num_hidden_layers": 26, "head_dim": 256})
    >>> print(model.kinds["full_attention"].layers)
    4 of 26 layers
    """
    config = words_part(read_config(source))
    _check_readable(config)
    layout = _layout(config) if layout is None else layout
    kinds = {
        name: Kind(NoPositions() if p is None else _rope(of_layer(config, name), p, layout), layers)
        for name, (p, layers) in kinds_of(config).items()
    }
    if not any(isinstance(kind.encoding, Rope) for kind in kinds.values()):
        raise ValueError(
            f"source must describe a rotary embedding; all layers of {name_of(config)} do without."
        )
    return ModelCard(kinds, _context(config))


def _context(config: Config) -> int | None:
    length = config.get("max_position_embeddings")
    return None if length is None else checks.at_least("max_position_embeddings", int(length), 1)


# What would be read wrongly


def _check_readable(config: Config) -> None:
    """Refuse what would be read wrongly."""
    family = config.get("model_type", "")
    reason = families.NOT_READ.get(family)
    if reason:
        raise ValueError(
            f"source must be of a family whose rotation Rope has; that of {name_of(config)} {reason}."
        )
    if config.get("alibi"):
        raise ValueError(f"source must describe a rotary embedding; {name_of(config)} has alibi.")
    if not config.get("use_mem_rope", True):
        raise ValueError(
            f"source must describe a rotary embedding; {name_of(config)} has none unless "
            "use_mem_rope is true."
        )
    # a leftover of BERT's in some files of rotary families, ModernBERT's among them
    leftover = family in families.KNOWN and family not in families.CHOOSING
    kind = config.get("position_embedding_type", "rotary")
    if kind not in ("rotary", "rope") and not leftover:
        raise ValueError(
            f"source must describe a rotary embedding; {name_of(config)} has "
            f"position_embedding_type {kind!r}."
        )


def _layout(config: Config) -> Layout:
    family = config.get("model_type")
    if family in families.LATENT:  # multi-head latent attention says it, or pairs neighbours
        return "interleaved" if config.get("rope_interleave", True) else "half"
    if family in families.INTERLEAVED:
        return "interleaved"
    if family not in families.HALF:
        warnings.warn(
            f"layout 'half' is assumed, because model_type {family!r} is not known; say layout= to be sure.",
            stacklevel=5,
        )
    return "half"


def _rope(config: Config, parameters: Config, layout: Layout) -> Rope:
    rule = rule_of(config, parameters)
    head_dim = _head_dim(config)
    arguments: dict[str, Any] = {
        "head_dim": head_dim,
        "base": _base(config, parameters),
        "layout": layout,
        "rotary_dim": _rotary_dim(config, parameters, head_dim),
        "scaling": rule,
    }
    if isinstance(rule, scaling.proportional):  # the share is the rule's; the head turns as a whole
        arguments["rotary_dim"] = None
    sections = parameters.get("mrope_section") or families.SECTIONS.get(config.get("model_type", ""))
    rope = _with_sections(config, parameters, arguments, sections) if sections else Rope(**arguments)
    _ = rope.inv_freq  # a rule that does not fit the number of pairs says so now
    return rope


def _head_dim(config: Config) -> int:
    for name in ("qk_rope_head_dim", "head_dim", "attention_head_dim", "kv_channels"):
        if config.get(name):
            return config[name]
    hidden, heads = config.get("hidden_size"), config.get("num_attention_heads")
    if not hidden or not heads:
        raise ValueError(
            "source must give head_dim, or hidden_size and num_attention_heads; "
            f"{name_of(config)} has the fields {', '.join(sorted(config)) or 'none'}."
        )
    return hidden // heads


def _base(config: Config, parameters: Config) -> float:
    base = parameters.get("rope_theta") or config.get("rope_theta")
    if base is None:
        raise ValueError(
            "source must describe a rotary embedding by rope_theta or rope_parameters; "
            f"{name_of(config)} has no base in it."
        )
    return checks.positive("rope_theta", base)


def _rotary_dim(config: Config, parameters: Config, head_dim: int) -> int | None:
    if config.get("qk_rope_head_dim"):
        return None  # that part turns as a whole
    if config.get("rotary_dim"):
        return config["rotary_dim"]
    share = parameters.get("partial_rotary_factor")
    return (
        None if share is None else int(head_dim * checks.share("partial_rotary_factor", share, "that turns"))
    )


# Several axes


def _with_sections(config: Config, p: Config, arguments: dict[str, Any], sections: Sequence[int]) -> Rope:
    rule = arguments["scaling"]
    if rule is not None and rule.valid_length is not None:
        raise ValueError(f"mrope_section must come with a rule for every length; {type(rule).__name__} came.")
    turns = p.get("mrope_interleaved") or config.get("model_type") in families.TURNS
    return MRope(**arguments, sections=tuple(sections), order="interleaved" if turns else "contiguous")
