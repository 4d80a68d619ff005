"""Words that can be put in any order, and what attention puts out for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.encodings.absolute import Sinusoidal
from rope_viz.encodings.alibi import Alibi
from rope_viz.encodings.attention import Attended, Layer, embed_words
from rope_viz.encodings.base import Encoding, NoPositions
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import Refused, synced, texts, vector
from rope_viz.plots.content import Axis, Heat, Panel, Picture, one
from rope_viz.words import fixed

DIM = 8
MOST_WORDS = 8
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
    layer = Layer.random(DIM, seed=seed)
    return _flat([layer.to_query, layer.to_key, layer.to_value])


class OrderExplorer(Explorer):
    """A sentence that can be reordered, read by one attention head; see `explore_order`."""

    door: str
    causal: bool
    words = synced(SENTENCE, _words)
    order = synced((0, 1, 2, 3, 4), _permutation)
    vectors = synced(_flat([embed_words(SENTENCE, DIM)]), vector())
    matrices = synced(_matrices(seed=1), vector(3 * DIM * DIM))

    @traitlets.validate("order")
    def _orders_the_words(self, proposal: Any) -> tuple[int, ...]:
        if len(proposal.value) != len(self.words):
            raise Refused(
                f"order must hold each index of the sentence once, 0 to {len(self.words) - 1}; "
                f"{proposal.value} came."
            )
        return proposal.value

    def _attend(self, order: Sequence[int]) -> Attended:
        vectors = torch.tensor(self.vectors, dtype=torch.float64).reshape(len(self.words), DIM)
        layer = Layer(*torch.tensor(self.matrices, dtype=torch.float64).reshape(3, 1, DIM, DIM))
        return layer.attend(vectors[list(order)], encoding_of(self.door), causal=self.causal)

    def numbers(self) -> dict[str, Any]:
        # ALiBi has eight heads, of which the first is shown; the others have one.
        first = self._attend(range(len(self.words))).output[0]
        now = self._attend(self.order)
        changes = (now.output[0] - first[list(self.order)]).abs().amax(dim=-1)
        return {
            "outputs": now.output[0].flatten().tolist(),
            "weights": now.weights[0].flatten().tolist(),
            "changes": changes.tolist(),
            "largest_change": float(changes.max()),
        }

    def summary(self) -> str:
        n = self.numbers()
        changed = sum(change > UNCHANGED for change in n["changes"])
        by = f", by up to {fixed(n['largest_change'])}" if n["largest_change"] > UNCHANGED else ""
        return (
            f"“{self.sentence}” with door {self.door}{' and a causal mask' if self.causal else ''}: against "
            f"the first order, {changed} of {len(self.words)} words have another output{by}."
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
    sentence: str | Sequence[str] = SENTENCE, *, door: str = "none", causal: bool = False, seed: int = 1
) -> OrderExplorer:
    """Explore what one attention head puts out when its words change places.

    Parameters
    ----------
    sentence : str or sequence of str
        2 to 8 words; equal words have equal vectors.
    door : {"none", "add", "bias", "rotate"}
        Where the position enters: nowhere, as a sinusoidal vector, as ALiBi's bias (slope 1/2), or by RoPE.
    causal : bool
        Let a word see only itself and those before it.
    seed : int
        Of the words' vectors and of the head's matrices, which are untrained.

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
        causal=causal,
        vectors=_flat([embed_words(words, DIM, seed=seed)]),
        matrices=_matrices(seed),
    )
