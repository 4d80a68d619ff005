"""One pair of components: two words in a sentence, and the arrows that turn with their positions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import traitlets

from rope_viz import theme
from rope_viz.encodings.rope import Rope
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.traits import Refused, texts
from rope_viz.plots.content import Arrow, Axis, Bars, Label, Line, Panel, Picture, Points, floats
from rope_viz.words import fixed


class PairExplorer(Explorer):
    """Two arrows, a query's and a key's, turned by position times inv_freq; see `explore_pair`."""

    words: tuple[str, ...]
    query_word: str
    key_word: str
    length: int
    query_position: int
    key_position: int
    query: tuple[float, ...]
    key: tuple[float, ...]
    inv_freq: float

    @traitlets.validate("query_position", "key_position")
    def _stands_in_sentence(self, proposal: Any) -> int:
        if proposal.value >= self.length:
            raise Refused(
                f"{proposal.trait.name} must be smaller than length, the number of tokens in the sentence; "
                f"{proposal.value} came, length is {self.length}."
            )
        return proposal.value

    @traitlets.validate("length")
    def _holds_both_words(self, proposal: Any) -> int:
        last = max(self.query_position, self.key_position)
        if proposal.value <= last:
            raise Refused(
                f"length must be at least {last + 1}, because a word stands at position {last}; "
                f"{proposal.value} came."
            )
        return proposal.value

    def _turned(self, vector: Sequence[float], position: int) -> torch.Tensor:
        # A head of one pair turns 1 rad per token, so position times inv_freq tokens is the pair's angle.
        x = torch.tensor([vector], dtype=torch.float64)
        angle = torch.tensor([position * self.inv_freq], dtype=torch.float64)
        return Rope(head_dim=2).rotate(x, angle)[0]

    def numbers(self) -> dict[str, Any]:
        query = self._turned(self.query, self.query_position)
        key = self._turned(self.key, self.key_position)
        cross = query[1] * key[0] - query[0] * key[1]
        return {
            "length": self.length,
            "query_angle": self.query_position * self.inv_freq,
            "key_angle": self.key_position * self.inv_freq,
            "distance": self.query_position - self.key_position,
            "wavelength": 2 * math.pi / self.inv_freq,
            "turned_query": query.tolist(),
            "turned_key": key.tolist(),
            "query_length": math.hypot(*self.query),
            "key_length": math.hypot(*self.key),
            "angle_between": abs(float(torch.atan2(cross, query @ key))),
            "score": float(query @ key),
        }

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"“{self.query_word}” (query) at position {self.query_position} has turned by "
            f"{fixed(n['query_angle'])} rad, “{self.key_word}” (key) at position {self.key_position} by "
            f"{fixed(n['key_angle'])} rad; at distance {fixed(n['distance'], 0)} the angle between them is "
            f"{fixed(math.degrees(n['angle_between']), 1)}° and the score is {fixed(n['score'])}."
        )

    def picture(self) -> Picture:
        n = self.numbers()
        rows = ((self._sentence(),), (self._circle(n), self._curve(n)))
        return Picture(rows, self.summary(), heights=(1, 5))

    def _sentence(self) -> Panel:
        colours = {self.key_position: theme.KEY, self.query_position: theme.QUERY}
        at = np.arange(self.length, dtype=float)
        faces = tuple(colours.get(position, theme.PAPER) for position in range(self.length))
        query, key = (
            f"{self.query_word}, m = {self.query_position}",
            f"{self.key_word}, n = {self.key_position}",
        )
        marks = (
            Bars(at, np.full(self.length, -0.5), np.full(self.length, 0.5), faces, 0.9, theme.GRID),
            Label(self.query_position, 0.5, query, theme.QUERY, "above"),
            Label(self.key_position, -0.5, key, theme.KEY, "below"),
        )
        return Panel(marks, Axis("", (-0.5, self.length - 0.5)), Axis("", (-1.3, 1.3)), bare=True)

    def _circle(self, n: dict[str, Any]) -> Panel:
        most = max(n["query_length"], n["key_length"]) or 1.0
        ring = np.linspace(0, 2 * math.pi, 121)
        marks: list[Line | Arrow | Label] = []
        for start, tip, colour, word in (
            (self.query, n["turned_query"], theme.QUERY, self.query_word),
            (self.key, n["turned_key"], theme.KEY, self.key_word),
        ):
            length = math.hypot(*tip)
            x, y = ((1 + 0.2 * most / (length or 1.0)) * part for part in tip)
            marks += [
                Line(length * np.cos(ring), length * np.sin(ring), theme.GRID, width=1.3),
                Line(floats([0, start[0]]), floats([0, start[1]]), colour, dash="dot", width=1.3),
                Arrow(tip[0], tip[1], colour),
                Label(x, y, word, colour, "centre"),
            ]
        across, up = Axis("", (-1.4 * most, 1.4 * most)), Axis("", (-1.3 * most, 1.3 * most))
        return Panel(tuple(marks), across, up, equal=True, bare=True)

    def _curve(self, n: dict[str, Any]) -> Panel:
        far = self.length - 1
        distances = torch.linspace(-far, far, 601, dtype=torch.float64)
        query, key = (torch.tensor(v, dtype=torch.float64) for v in (self.query, self.key))
        turned = Rope(head_dim=2).rotate(query.expand(601, 2), distances * self.inv_freq)
        marks = (
            Line(distances.numpy(), (turned @ key).numpy(), theme.SCORE),
            Points(floats(n["distance"]), floats(n["score"]), theme.SCORE, size=12),
        )
        return Panel(marks, Axis("distance m − n (tokens)"), Axis("score q·k"))


def explore_pair(
    sentence: str | Sequence[str] = "the dog chases the pig",
    *,
    query_word: str = "pig",
    key_word: str = "dog",
    query: Sequence[float] = (0.3, 1.0),
    key: Sequence[float] = (1.0, 0.5),
    inv_freq: float = 1.0,
    length: int | None = None,
) -> PairExplorer:
    """Explore how one pair of components turns with the position of two words.

    Both arrows turn by position times ``inv_freq``. When both words move together the angle between
    the arrows stays, and so does the score.

    Parameters
    ----------
    sentence : str or sequence of str
        Tokens; a text is split at its spaces. They stay text, whatever characters they hold.
    query_word, key_word : str
        The two that are followed; they begin where the sentence has them.
    query, key : sequence of two float
        The words' components in this pair, before they turn.
    inv_freq : float
        Radians per token, up to π. A pair of a real model: ``float(rope.inv_freq[i])``.
    length : int, optional
        Tokens in the sentence, 2 to 64; by default 12, or as many as are given.

    Returns
    -------
    PairExplorer
        A widget; ``.save("pair.html")`` writes one file that works alone.

    Raises
    ------
    ValueError
        If a word is not in the sentence, or a parameter is out of its range.

    Examples
    --------
    >>> explorer = explore_pair(inv_freq=0.5)
    >>> round(explorer.numbers()["query_angle"], 3)
    2.0
    >>> before = explorer.numbers()["score"]
    >>> explorer.set_trait("query_position", 9); explorer.set_trait("key_position", 6)
    >>> abs(explorer.numbers()["score"] - before) < 1e-12
    True
    """
    words = texts("sentence", sentence)
    for parameter, word in (("query_word", query_word), ("key_word", key_word)):
        if word not in words:
            raise ValueError(f"{parameter} must be a token of the sentence {words}; {word!r} came.")
    return PairExplorer(
        words=words,
        query_word=query_word,
        key_word=key_word,
        query_position=words.index(query_word),
        key_position=words.index(key_word),
        query=query,
        key=key,
        inv_freq=inv_freq,
        length=max(12, len(words)) if length is None else length,
    )
