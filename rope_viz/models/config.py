"""What a Hugging Face ``config.json`` says about rotary embedding, as ropes.

A file is read in four steps: the part about words, with its family's defaults filled in; the kinds of layers
it has; for each kind the parameters of its rotary embedding, from the newer ``rope_parameters`` or the older
``rope_scaling`` and its companions; and from these the arguments of `Rope`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rope_viz import checks
from rope_viz.encodings import scaling
from rope_viz.encodings.base import Encoding, NoPositions
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Layout, Rope
from rope_viz.models import families
from rope_viz.models.card import Kind, ModelCard
from rope_viz.models.fields import Fields
from rope_viz.models.file import read_config
from rope_viz.models.layers import head_dim_of, kinds_of
from rope_viz.models.notes import notes_of
from rope_viz.models.parts import words_part
from rope_viz.models.refusals import check_readable, name_of, warn, warn_of_overlooked
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
    check_readable(config)
    layout = _layout(config) if layout is None else layout
    kinds = {
        name: Kind(NoPositions() if p is None else _rope(config, name, p, layout), layers)
        for name, (p, layers) in kinds_of(config).items()
    }
    if not any(isinstance(kind.encoding, Rope) for kind in kinds.values()):
        raise ValueError(
            f"source must describe a rotary embedding; all layers of {name_of(config)} do without."
        )
    card = ModelCard(kinds, _context(config), notes_of(config, kinds))
    warn_of_overlooked(config)
    return card


def _context(config: Fields) -> int | None:
    unknown = config.get("max_position_embeddings") is None or config.says_null("max_position_embeddings")
    return None if unknown else config.whole("max_position_embeddings")


def _layout(config: Fields) -> Layout:
    family = config.get("model_type")
    said = config.said("rope_interleave")
    if said is not None:
        return "interleaved" if said else "half"
    if _is_latent(config):  # multi-head latent attention pairs neighbours
        return "interleaved"
    if family in families.INTERLEAVED | families.INTERLEAVED_ELSEWHERE:
        return "interleaved"
    if family not in families.HALF | families.HALF_ELSEWHERE | families.LATENT:
        warn(f"layout 'half' is assumed, because model_type {family!r} is not known; say layout= to be sure.")
    return "half"


def _is_latent(config: Fields) -> bool:
    """Multi-head latent attention, which turns a part of its own of each head."""
    if config.said("use_mla") is False:
        config.said("qk_rope_head_dim")
        return False
    family = config.get("model_type")
    return bool(config.get("qk_rope_head_dim")) and (
        family in families.LATENT or family not in families.KNOWN
    )


def _rope(config: Fields, kind: str, parameters: Fields, layout: Layout) -> Rope:
    rule = rule_of(config, parameters)
    head_dim = _head_dim(config, kind)
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


def _head_dim(config: Fields, kind: str) -> int:
    own = head_dim_of(config, kind)
    if own:
        return own
    latent = config.said("use_mla") is not False
    for name in ("qk_rope_head_dim",) * latent + ("head_dim", "attention_head_dim", "kv_channels"):
        if config.get(name) and not config.says_null(name):
            return config.whole(name)
    hidden, heads = config.get("hidden_size"), config.get("num_attention_heads")
    if not hidden or not heads:
        raise ValueError(
            "source must give head_dim, or hidden_size and num_attention_heads; "
            f"{name_of(config)} has the fields {', '.join(config.names()) or 'none'}."
        )
    wide = families.WIDER_HEADS.get(config.get("model_type", ""), 1)
    return wide * config.whole("hidden_size") // config.whole("num_attention_heads")


def _base(config: Fields, parameters: Fields) -> float:
    base = parameters.get("rope_theta")
    if base is None:
        raise ValueError(
            "source must describe a rotary embedding by rope_theta or rope_parameters; "
            f"{name_of(config)} has no base in it."
        )
    if config.get("model_type") in families.WITH_RATIO:
        config.said("original_rope")
        base = base * checks.positive("rope_ratio", config.get("rope_ratio", 1))
    return checks.positive("rope_theta", base)


def _rotary_dim(config: Fields, parameters: Fields, head_dim: int) -> int | None:
    if config.get("qk_rope_head_dim") and config.said("use_mla") is not False:
        parameters.get("partial_rotary_factor")  # of the whole head, of which only that part is read
        return None  # that part turns as a whole
    share = parameters.get("partial_rotary_factor")
    if config.get("rotary_dim") and parameters.said("partial_rotary_factor") is None:
        return config.whole("rotary_dim")
    return (
        None if share is None else int(head_dim * checks.share("partial_rotary_factor", share, "that turns"))
    )


# Several axes


def _with_sections(config: Fields, p: Fields, arguments: dict[str, Any], sections: Sequence[int]) -> Rope:
    rule = arguments["scaling"]
    if rule is not None and rule.valid_length is not None:
        raise ValueError(f"mrope_section must come with a rule for every length; {type(rule).__name__} came.")
    turns = p.get("mrope_interleaved") or config.get("model_type") in families.TURNS
    return MRope(**arguments, sections=tuple(sections), order="interleaved" if turns else "contiguous")
