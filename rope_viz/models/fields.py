"""A configuration's fields, by the names that most families use, and which of them were asked for.

What a reader of a file does not know, it overlooks. So the fields remember who was asked for, and
`overlooked` names those that speak of positions and were not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from rope_viz import checks

# Names that single families have for what the others call alike.
OTHER_NAMES = {
    "rotary_emb_base": "rope_theta",
    "rotary_embedding_base": "rope_theta",
    "rope_base": "rope_theta",
    "rotary_base": "rope_theta",
    "global_rope_theta": "rope_theta",
    "rope_freq_constant": "rope_theta",
    "local_rope_theta": "rope_local_base_freq",
    "swa_rope_theta": "rope_local_base_freq",
    "rope_theta_local": "rope_local_base_freq",
    "rope_theta_swa": "rope_local_base_freq",
    "rope_local_theta": "rope_local_base_freq",
    "sliding_rope_theta": "rope_local_base_freq",
    "rotary_pct": "partial_rotary_factor",
    "rope_pct": "partial_rotary_factor",
    "rope_percent": "partial_rotary_factor",
    "rotary_percent": "partial_rotary_factor",
    "rotary_emb_fraction": "partial_rotary_factor",
    "partial_rotary_factors": "partial_rotary_factor",
    "attn_rotary_emb": "rotary_dim",
    "rope_dim": "rotary_dim",
    "rotary_emb_dim": "rotary_dim",
    "rope_interleaved": "rope_interleave",
    "rotary_emb_interleaved": "rope_interleave",
    "rotary_interleaved": "rope_interleave",
    "n_embd": "hidden_size",
    "d_model": "hidden_size",
    "model_dim": "hidden_size",
    "n_head": "num_attention_heads",
    "n_heads": "num_attention_heads",
    "layers_block_type": "layer_types",
    "_block_types": "block_types",
    "_sliding_window_pattern": "sliding_window_pattern",
    "layer_group_size": "full_attention_interval",
    "full_attn_idxs": "attn_layer_indices",
    "full_attention_layers": "attn_layer_indices",
    "hybrid_layer_ids": "attn_layer_indices",
    "n_layer": "num_hidden_layers",
    "n_layers": "num_hidden_layers",
    "num_layers": "num_hidden_layers",
    "n_positions": "max_position_embeddings",
    "max_seq_len": "max_position_embeddings",
    "max_sequence_length": "max_position_embeddings",
    "seq_length": "max_position_embeddings",
    "mla_use_nope": "use_nope",
}
SPELLINGS: dict[str, list[str]] = {}
for _other, _name in OTHER_NAMES.items():
    SPELLINGS.setdefault(_name, []).append(_other)
# Where two spellings of these say different things, none of them is believed.
MUST_AGREE = ("rope_theta", "rope_local_base_freq", "partial_rotary_factor", "rotary_dim", "rope_interleave")
# Names that say whether there is a rotation.
SWITCHES = re.compile(
    "^(use|apply|enable|with)_(rope|rotary)(_pos_emb|_embeddings?|_position_embeddings?)?$|^rope$"
)
# Objects whose fields count as if they stood beside them (DBRX, MPT).
OPENED = ("attn_config",)

# Names that speak of positions …
SPEAKING = re.compile(
    r"rope|rotary|rotate|nope|ntk|yarn|swa_|mla|alibi|theta|interleave|position|pos_emb|sliding|layer_types?$"
    r"|block_types?|attn_types?|attention_types?|attn_layer|attention_layer|layer_pattern|window_pattern"
    r"|full_attn|full_attention|local_attn|attn_ind|attn_idx|attn_every|attention_interval|attn_interval"
    r"|per_layer_config|logn|hybrid|mamba_step|block_layout"
)
# … though what they say does not change a rotation: sizes of windows and tables, dropout, heads, experts.
SILENT = re.compile(
    r"^(use_|max_)?sliding_window(s|_size)?$|^(max_)?\w*_?(source|target|text|speech)_positions$|dropout|mlp_"
    r"|moe|_num_|num_heads|num_attention_heads|num_key_value|num_position_embeddings|alpha_factor|beta_factor"
    r"|v_head_dim|head_dim$|lora_rank|^mtp_|id_per_seconds|^position_id|sparse|_bias$|_token|kv_heads|init"
    r"|^max_position_embeddings$|^rope_max_length$|full_precision|^max_trained_positions$|^num_sliding|^index_|_norm$|_value_|_sink"
)
# Objects about something else than the part about words.
OTHER_PARTS = re.compile("vision|visual|image|video|audio|speech|sound|codec|vq|quant|compress|encoder")


class Fields(Mapping[str, Any]):
    """Fields of a configuration; None counts as not said.

    Parameters
    ----------
    given : mapping
        What the file says.
    defaults : mapping
        What its family's code fills in.
    outer : Fields, optional
        Given for an object about the rotation: where `shared` names are looked for before the defaults.
    """

    shared: ClassVar[tuple[str, ...]] = (
        "rope_theta",
        "partial_rotary_factor",
        "original_max_position_embeddings",
        "max_position_embeddings",
    )

    def __init__(
        self, given: Mapping[str, Any], defaults: Mapping[str, Any] | None = None, outer: Fields | None = None
    ) -> None:
        opened = {
            name: value
            for part in OPENED
            if isinstance(given.get(part), Mapping)
            for name, value in given[part].items()
            if name != "model_type"
        }
        self._given: dict[str, Any] = {
            **opened,
            **{name: value for name, value in given.items() if name not in OPENED},
        }
        self._defaults: Mapping[str, Any] = defaults or {}
        self._outer: Fields | None = outer
        self._asked: set[str] = {"model_type"}
        self._parts: dict[str, Fields] = {}

    def said(self, name: str) -> Any:
        """What the file itself says, under any of the field's names; None if it says nothing."""
        spellings = (name, *SPELLINGS.get(name, ()))
        self._asked.update(spellings)
        found = {s: self._given[s] for s in spellings if self._given.get(s) is not None}
        values = list(found.values())
        if name in MUST_AGREE and any(value != values[0] for value in values[1:]):
            raise ValueError(
                f"{' and '.join(found)} must agree, because both are names of one thing; "
                f"{' and '.join(map(repr, values))} came. Take one of them out."
            )
        return values[0] if values else None

    def whole(self, name: str) -> int:
        """A whole number above zero, which a file may write as 8192.0."""
        value = self[name]
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return checks.at_least(name, value, 1)

    def listed(self, name: str) -> list[Any] | None:
        """A list; None if there is none."""
        value = self.get(name)
        if value is None or isinstance(value, list | tuple):
            return None if value is None else list(value)
        raise ValueError(f"{name} must be a list; {value!r} came.")

    def says_null(self, name: str) -> bool:
        """Whether the file has the field and leaves it empty, which keeps a family's default out."""
        return self._given.get(name, 0) is None

    def default(self, name: str) -> Any:
        """What the family's code would fill in."""
        return self._defaults.get(name)

    def set_aside(self) -> None:
        """Count all fields as asked for: they are known, and nothing depends on them here."""
        self._asked.update(self._given)

    def part(self, name: str, defaults: Mapping[str, Any] | None = None) -> Fields | None:
        """An object inside, as fields of its own; None if the file has none of that name."""
        self._asked.add(name)
        if not isinstance(self._given.get(name), Mapping):
            return None
        if name not in self._parts:
            self._parts[name] = Fields(self._given[name], defaults, outer=self)
        return self._parts[name]

    def adopt(self, name: str, part: Fields) -> Fields:
        """Remember fields that were made of this part."""
        self._asked.add(name)
        return self._parts.setdefault(name, part)

    def raw(self) -> dict[str, Any]:
        """What the file says, without being asked for."""
        return dict(self._given)

    def having(self, values: Mapping[str, Any]) -> Fields:
        """The same fields with some other values; who asks the one has asked the other."""
        other = Fields({**self._given, **values}, self._defaults, self._outer)
        other._asked, other._parts = self._asked, self._parts
        return other

    def names(self) -> list[str]:
        """Fields of the file, its family apart."""
        return sorted(name for name in self._given if name != "model_type")

    def overlooked(self) -> dict[str, Any]:
        """Fields that speak of positions and that nobody asked for, with their values."""
        found: dict[str, Any] = {}
        for name, value in self._given.items():
            if not isinstance(name, str) or name in self._asked or not _says_something(name, value):
                continue
            if self._speaks(name):
                found[name] = value
            elif isinstance(value, Mapping) and "model_type" not in value and not OTHER_PARTS.search(name):
                found |= {f"{name}.{inner}": v for inner, v in Fields(value).overlooked().items()}
        for name, part in self._parts.items():
            found |= {f"{name}.{inner}": value for inner, value in part.overlooked().items()}
        return found

    def _speaks(self, name: str) -> bool:
        # inside the object about the rotation every field speaks of it
        return self._outer is not None or bool(SPEAKING.search(name) and not SILENT.search(name))

    def __getitem__(self, name: str) -> Any:
        value = self.said(name)
        if value is not None:
            return value
        if self._outer is not None and name in self.shared and name in self._outer:
            return self._outer[name]
        return self._defaults[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._defaults, **self._given})

    def __len__(self) -> int:
        return len({**self._defaults, **self._given})


def _says_something(name: str, value: Any) -> bool:
    """Whether a value says more than that there is nothing, or, of a rotation, that there is one."""
    if isinstance(value, bool):
        return value != bool(SWITCHES.search(name))
    return value is not None and not (isinstance(value, str | list | Mapping) and not value)
