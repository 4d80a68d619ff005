"""Words that can be put in any order, and what attention puts out for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import checks, theme
from rope_viz.encodings.absolute import Sinusoidal
from rope_viz.encodings.alibi import Alibi
from rope_viz.encodings.attention import Attended, Layer, attend, embed_words
from rope_viz.encodings.base import Encoding, NoPositions
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, synced, texts, vector
from rope_viz.plots.content import Axis, Heat, Panel, Picture, one
from rope_viz.words import fixed

DIM = 8
MOST_WORDS = 8
MOST_LAYERS = traits_of("order")["layers"]["most"]
UNCHANGED = 1e-9  # rounding in float64 stays far below, a real change far above
SENTENCE = ("the", "dog", "chases", "the", "pig")


def encoding_of(door: str) -> Encoding:
    """The encoding that stands behind each door."""
    encodings = {"none": NoPositions(), "add": Sinusoidal(DIM), "bias": Alibi(8), "rotate": Rope(DIM)}
    return encodings[door]


def _permutation(name: str, value: Any) -> tuple[int, ...]:
    order = tuple(value) if hasattr(value, "__iter__") else ()
    if sorted(order) != list(range(len(order))) or not order:
        raise ValueError(f"{name} must hold each index of the sentence once; {value!r} came.")
    return tuple(int(word) for word in order)


def _words(name: str, value: Any) -> tuple[str, ...]:
    words = texts(name, value)
    if not 2 <= len(words) <= MOST_WORDS:
        raise ValueError(f"{name} must hold 2 to {MOST_WORDS} words; {len(words)} came.")
    return words


def _flat(tensors: Sequence[torch.Tensor]) -> tuple[float, ...]:
    return tuple(torch.cat([tensor.double().flatten() for tensor in tensors]).tolist())


def _matrices(seed: int) -> tuple[float, ...]:
    """Those of all layers, one after the other."""
    layers = [Layer.random(DIM, seed=seed + depth) for depth in range(MOST_LAYERS)]
    return _flat([matrix for layer in layers for matrix in (layer.to_query, layer.to_key, layer.to_value)])


class OrderExplorer(Explorer):
    """A sentence that can be reordered, read by attention; see `explore_order`."""

    door: str
    layers: int
    causal: bool
    begins: int
    turn_values: bool
    asking: int
    words = synced(SENTENCE, _words)
    order = synced((0, 1, 2, 3, 4), _permutation)
    vectors = synced(_flat([embed_words(SENTENCE, DIM)]), vector())
    matrices = synced(_matrices(seed=1), vector(MOST_LAYERS * 3 * DIM * DIM))

    @traitlets.validate("order")
    def _orders_the_words(self, proposal: Any) -> tuple[int, ...]:
        if len(proposal.value) != len(self.words):
            raise Refused(
                f"order must hold each index of the sentence once, 0 to {len(self.words) - 1}; "
                f"{proposal.value} came."
            )
        return proposal.value

    @traitlets.validate("asking")
    def _asks_for_a_word(self, proposal: Any) -> int:
        checks.at_most("asking", proposal.value, len(self.words) - 1, "because it is an index of the words")
        return int(proposal.value)

    @property
    def _values_turn(self) -> bool:
        return self.turn_values and self.door == "rotate"

    def _attend(self, order: Sequence[int], begins: int = 0) -> Attended:
        """What the last layer puts out; each reads what the one before puts out."""
        at = torch.arange(begins, begins + len(self.words))
        x = torch.tensor(self.vectors, dtype=torch.float64).reshape(len(self.words), DIM)[list(order)]
        matrices = torch.tensor(self.matrices, dtype=torch.float64).reshape(MOST_LAYERS, 3, 1, DIM, DIM)
        for depth in range(self.layers):
            # A vector is added once, before the first layer; a bias and a rotation come in at each.
            encoding = encoding_of("none" if self.door == "add" and depth else self.door)
            query, key, value = encoding.add(x, at) @ matrices[depth]
            if self._values_turn:
                value = encoding.rotate_key(value, at)
            attended = attend(
                query, key, value, encoding, query_positions=at, key_positions=at, causal=self.causal
            )
            x = attended.output[0]  # ALiBi has eight heads, of which the first is shown; the others have one
        return attended

    def numbers(self) -> dict[str, Any]:
        first = self._attend(range(len(self.words))).output[0][list(self.order)]
        now = self._attend(self.order, self.begins)
        changes = (now.output[0] - first).abs().amax(dim=-1)
        return {
            "outputs": now.output[0].flatten().tolist(),
            "first_outputs": first.flatten().tolist(),
            "weights": now.weights[0].flatten().tolist(),
            "asked_at": self.order.index(self.asking),
            "first_position": self.begins,
            "changes": changes.tolist(),
            "largest_change": float(changes.max()),
        }

    def summary(self) -> str:
        n = self.numbers()
        changed = sum(change > UNCHANGED for change in n["changes"])
        by = f", by up to {fixed(n['largest_change'])}" if n["largest_change"] > UNCHANGED else ""
        layers = "one layer" if self.layers == 1 else f"{self.layers} layers"
        mask = " and a causal mask" if self.causal else ""
        values = ", values turned too" if self._values_turn else ""
        begun = f", begun at position {self.begins}" if self.begins else ""
        against = "the first order, begun at 0" if self.begins else "the first order"
        return (
            f"“{self.sentence}” with door {self.door}{mask}{values}, {layers}{begun}: against {against}, "
            f"{changed} of {len(self.words)} words have another output{by}."
        )

    @property
    def sentence(self) -> str:
        """The words in their present order."""
        return " ".join(self.words[word] for word in self.order)

    def picture(self) -> Picture:
        count = len(self.words)
        columns = np.reshape(self.numbers()["outputs"], (count, DIM)).T
        most = float(np.abs(columns).max())
        places, components = np.arange(count, dtype=float), np.arange(DIM, dtype=float)
        heat = Heat(places, components, columns, theme.SIGNED, -most, most, apart=True)
        words = tuple((float(at), self.words[word]) for at, word in enumerate(self.order))
        x, y = Axis(ticks=words, grid=False), Axis(reverse=True, ticks=(), grid=False)
        return one(Panel((heat,), x, y, "what comes out for each word"), self.summary())


def explore_order(
    sentence: str | Sequence[str] = SENTENCE,
    *,
    door: str = "none",
    layers: int = 1,
    causal: bool = False,
    seed: int = 1,
) -> OrderExplorer:
    """Explore what attention puts out when its words change places.

    Parameters
    ----------
    sentence : str or sequence of str
        2 to 8 words; equal words have equal vectors.
    door : {"none", "add", "bias", "rotate"}
        Where the position enters: nowhere, as a sinusoidal vector, as ALiBi's bias (slope 1/2), or by RoPE.
    layers : int
        1 to 3, of one head each; each reads what the one before puts out.
    causal : bool
        Let a word see only itself and those before it.
    seed : int
        Of the words' vectors and of the layers' matrices, which are untrained.

    Returns
    -------
    OrderExplorer
        A widget; ``.save("order.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If there are fewer than 2 or more than 8 words, or no such door.

    Examples
    --------
    >>> explorer = explore_order()
    >>> explorer.order = (0, 4, 2, 3, 1)
    >>> explorer.sentence, explorer.numbers()["largest_change"] < 1e-12
    ('the pig chases the dog', True)
    """
    words = _words("sentence", sentence)
    return OrderExplorer(
        words=words,
        order=tuple(range(len(words))),
        door=door,
        layers=layers,
        causal=causal,
        asking=min(2, len(words) - 1),
        vectors=_flat([embed_words(words, DIM, seed=seed)]),
        matrices=_matrices(seed),
    )
