"""What a Hugging Face ``config.json`` says about rotary embedding, as ropes.

A file is read in four steps: the part about words, with its family's defaults filled in; the kinds of layers
it has; for each kind the parameters of its rotary embedding, from the newer ``rope_parameters`` or the older
``rope_scaling`` and its companions; and from these the arguments of `Rope`.
"""

from __future__ import annotations

import json
import warnings
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from rope_viz import checks
from rope_viz.encodings import scaling
from rope_viz.encodings.base import Encoding, NoPositions
from rope_viz.encodings.mrope import MRope
from rope_viz.encodings.rope import Layout, Rope
from rope_viz.models import families
from rope_viz.models.card import Kind, Layers, ModelCard

Config = Mapping[str, Any]
EVERY = "every layer"
# Names that single families have for what the others call alike.
OTHER_NAMES = {
    "rotary_emb_base": "rope_theta",
    "rotary_pct": "partial_rotary_factor",
    "n_embd": "hidden_size",
    "d_model": "hidden_size",
    "n_head": "num_attention_heads",
    "n_heads": "num_attention_heads",
    "layers_block_type": "layer_types",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "n_positions": "max_position_embeddings",
    "max_seq_len": "max_position_embeddings",
    "max_sequence_length": "max_position_embeddings",
    "seq_length": "max_position_embeddings",
}
# Models that also see or hear keep the part about words in one of these, some of them nested.
WORDS_PARTS = ("text_config", "thinker_config", "llm_config", "language_config")


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
    config = _words_part(read_config(source))
    _check_readable(config)
    layout = _layout(config) if layout is None else layout
    kinds = {
        name: Kind(NoPositions() if p is None else _rope(_of_layer(config, name), p, layout), layers)
        for name, (p, layers) in _kinds(config).items()
    }
    if not any(isinstance(kind.encoding, Rope) for kind in kinds.values()):
        raise ValueError(
            f"source must describe a rotary embedding; all layers of {_name(config)} do without."
        )
    return ModelCard(kinds, _context(config))


def _context(config: Config) -> int | None:
    length = config.get("max_position_embeddings")
    return None if length is None else checks.at_least("max_position_embeddings", int(length), 1)


def read_config(source: Any) -> Config:
    """The configuration as a mapping, from a path, a folder, a mapping or a configuration object."""
    if isinstance(source, Mapping):
        return source
    if callable(getattr(source, "to_dict", None)):
        return source.to_dict()
    if not isinstance(source, str | PathLike):
        raise TypeError(
            "source must be a path, a mapping or a configuration with to_dict(); "
            f"{type(source).__name__} came."
        )
    path = Path(source)
    path = path / "config.json" if path.is_dir() else path
    if not path.exists():
        raise FileNotFoundError(
            f"source must be an existing config.json or its folder; {str(source)!r} came."
        )
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"source must be JSON, but {path} is broken: {error}.") from error
    if not isinstance(config, dict):
        raise ValueError(
            f"source must hold one JSON object, as config.json does; {path} holds a {type(config).__name__}."
        )
    return config


# The part about words


def _words_part(config: Config) -> Config:
    for name in WORDS_PARTS:
        if isinstance(config.get(name), Mapping):
            return _words_part(config[name])
    given = {name: value for name, value in config.items() if value is not None}
    for other, name in OTHER_NAMES.items():
        if other in given:
            given.setdefault(name, given[other])
    return ChainMap(given, families.DEFAULTS.get(config.get("model_type", ""), {}))


def _check_readable(config: Config) -> None:
    """Refuse what would be read wrongly."""
    family = config.get("model_type", "")
    reason = families.NOT_READ.get(family)
    if reason:
        raise ValueError(
            f"source must be of a family whose rotation Rope has; that of {_name(config)} {reason}."
        )
    if config.get("alibi"):
        raise ValueError(f"source must describe a rotary embedding; {_name(config)} has alibi.")
    if not config.get("use_mem_rope", True):
        raise ValueError(
            f"source must describe a rotary embedding; {_name(config)} has none unless use_mem_rope is true."
        )
    # a leftover of BERT's in some files of rotary families, ModernBERT's among them
    leftover = family in families.KNOWN and family not in families.CHOOSING
    kind = config.get("position_embedding_type", "rotary")
    if kind not in ("rotary", "rope") and not leftover:
        raise ValueError(
            f"source must describe a rotary embedding; {_name(config)} has position_embedding_type {kind!r}."
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


# Kinds of layers


def _of_layer(config: Config, kind: str) -> Config:
    """The configuration as layers of one kind have it: Gemma 4's heads are wider where all is seen."""
    if kind == "full_attention" and config.get("global_head_dim"):
        return ChainMap({"head_dim": config["global_head_dim"]}, config)  # type: ignore[arg-type]
    return config


def _kinds(config: Config) -> dict[str, tuple[Config | None, Layers | None]]:
    """By kind of layer: its parameters, None if it has no positions, and which layers are of that kind."""
    parameters = _parameters_by_type(config)
    types = _layer_types(config, parameters)
    if not types:  # the file does not say how many layers there are
        return {kind: (found, None) for kind, found in parameters.items()}
    rotary = _rotary_layers(config, types)
    kinds: dict[str, tuple[Config | None, list[int]]] = {}
    for layer, (layer_type, turns) in enumerate(zip(types, rotary, strict=True)):
        found = parameters.get(layer_type, parameters.get(EVERY)) if turns else None
        mixed = not turns and any(r for t, r in zip(types, rotary, strict=True) if t == layer_type)
        kinds.setdefault(layer_type + " without positions" * mixed, (found, []))[1].append(layer)
    return {
        kind: (found, None if len(used) == len(types) else Layers(tuple(used), len(types)))
        for kind, (found, used) in kinds.items()
    }


def _layer_types(config: Config, parameters: Config) -> list[str]:
    """Type of each layer; empty if the number of layers is unknown."""
    if config.get("layer_types"):
        return list(config["layer_types"])
    count = config.get("num_hidden_layers", 0)
    period, offset = families.full_attention_layers(config)
    if period and (len(parameters) > 1 or config.get("model_type") in families.FULL_WITHOUT_POSITIONS):
        return ["full_attention" if (i + offset) % period == 0 else "sliding_attention" for i in range(count)]
    return [EVERY] * count


def _rotary_layers(config: Config, types: Sequence[str]) -> list[bool]:
    """Whether each layer turns its queries and keys."""
    turns = [layer_type not in families.WITHOUT_ATTENTION for layer_type in types]
    if config.get("model_type") in families.FULL_WITHOUT_POSITIONS and "sliding_attention" in types:
        turns = [layer_type == "sliding_attention" for layer_type in types]
    given = config.get("no_rope_layers")  # in spite of its name, 1 stands for a layer with rotary embedding
    if not given and config.get("no_rope_layer_interval"):
        given = [(layer + 1) % config["no_rope_layer_interval"] for layer in range(len(types))]
    if given:
        if len(given) < len(types):
            raise ValueError(
                f"no_rope_layers must have an entry for each of {len(types)} layers; {len(given)} came."
            )
        turns = [turn and bool(entry) for turn, entry in zip(turns, given, strict=False)]
    bases = config.get("layer_rope_theta")
    if bases:
        if len(set(bases) - {0, None}) > 1:
            raise ValueError(
                f"layer_rope_theta must hold one base, and 0 for layers without positions; {bases} came."
            )
        turns = [turn and bool(base) for turn, base in zip(turns, bases, strict=True)]
    return turns


# Parameters, in their newer and older places


def _parameters_by_type(config: Config) -> dict[str, Config | None]:
    """Parameters of the rotary embedding by layer type, the companions outside of them filled in."""
    given = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"rope_parameters must be an object; {given!r} came.")
    outside = {name: config[name] for name in ("rope_theta", "partial_rotary_factor") if name in config}
    if any(isinstance(value, Mapping) for value in given.values()):
        nested = {kind: value for kind, value in given.items() if value is None or isinstance(value, Mapping)}
        return {kind: None if value is None else {**outside, **value} for kind, value in nested.items()}
    older = families.older_bases(config)
    if older and "rope_parameters" not in config:
        scaled = families.older_scaled_types(config)
        return {
            kind: {**outside, "rope_theta": base, **(given if kind in scaled else {})}
            for kind, base in older.items()
        }
    return {EVERY: {**outside, **given}}


def _rope(config: Config, parameters: Config, layout: Layout) -> Rope:
    rule = _rule(config, parameters)
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
            f"{_name(config)} has the fields {', '.join(sorted(config)) or 'none'}."
        )
    return hidden // heads


def _base(config: Config, parameters: Config) -> float:
    base = parameters.get("rope_theta") or config.get("rope_theta")
    if base is None:
        raise ValueError(
            "source must describe a rotary embedding by rope_theta or rope_parameters; "
            f"{_name(config)} has no base in it."
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


# Rules by the names of configurations


def _rule(config: Config, parameters: Config) -> scaling.Rule | None:
    name = parameters.get("rope_type", parameters.get("type", "default"))
    if name not in RULES:
        hint = " Images have AxialRope." if name == "axial" else ""
        raise ValueError(f"rope_type must be one of {', '.join(map(repr, RULES))}; {name!r} came.{hint}")
    try:
        return RULES[name](config, parameters)
    except KeyError as error:
        raise ValueError(
            f"rope_type {name!r} must come with the field {error}; {dict(parameters)} came."
        ) from error


def _plain(config: Config, p: Config) -> None:
    return None


def _linear(config: Config, p: Config) -> scaling.Rule:
    return scaling.linear(p["factor"])


def _dynamic(config: Config, p: Config) -> scaling.Rule:
    if p.get("alpha"):  # Hunyuan's, fixed for every length
        return scaling.ntk_aware(p["alpha"])
    return scaling.dynamic_ntk(p["factor"], config["max_position_embeddings"])


def _yarn(config: Config, p: Config) -> scaling.Rule:
    length = _original_length(config, p)
    return scaling.yarn(
        factor=p.get("factor") or config["max_position_embeddings"] / length,
        original_length=length,
        beta_fast=p.get("beta_fast") or 32,
        beta_slow=p.get("beta_slow") or 1,
        truncate=p.get("truncate", True),
        **{name: p[name] for name in ("mscale", "mscale_all_dim", "attention_factor") if p.get(name)},
    )


def _llama3(config: Config, p: Config) -> scaling.Rule:
    return scaling.llama3(
        p["factor"], p["low_freq_factor"], p["high_freq_factor"], _original_length(config, p)
    )


# Phi-3.5-MoE has an attention factor for each list; others have one or none.
ATTENTION_NAMES = {
    "short_mscale": "attention_factor",
    "long_mscale": "long_attention_factor",
    "attention_factor": "attention_factor",
}


def _longrope(config: Config, p: Config) -> scaling.Rule:
    length = _original_length(config, p)
    return scaling.longrope(
        p["short_factor"],
        p["long_factor"],
        length,
        factor=p.get("factor") or config["max_position_embeddings"] / length,
        **{ours: p[theirs] for theirs, ours in ATTENTION_NAMES.items() if p.get(theirs)},
    )


def _proportional(config: Config, p: Config) -> scaling.Rule:
    return scaling.proportional(p.get("partial_rotary_factor", 1.0), p.get("factor", 1.0))


def _original_length(config: Config, p: Config) -> int:
    """Phi-3 keeps it outside of the parameters, where it counts before the one inside."""
    name = "original_max_position_embeddings"
    return config.get(name) or p.get(name) or config["max_position_embeddings"]


RULES: dict[str, Callable[[Config, Config], scaling.Rule | None]] = {
    "default": _plain,
    "mrope": _plain,  # the older name of the plain rule with mrope_section
    "linear": _linear,
    "dynamic": _dynamic,
    "yarn": _yarn,
    "llama3": _llama3,
    "longrope": _longrope,
    "su": _longrope,  # its older name
    "proportional": _proportional,
}


def _name(config: Config) -> str:
    return f"a configuration of model_type {config.get('model_type', 'unknown')!r}"
