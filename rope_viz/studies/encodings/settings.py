"""What is trained on what: text, two tasks on which position is everything, and two other architectures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pydoc_data.topics import topics

import torch
from torch import Tensor

from rope_viz import checks

IGNORED = -100  # a place whose guess doesn't count, as torch's cross entropy has it
HIDDEN = 0.15  # of the tokens are hidden where they are to be guessed from both sides
LETTERS, DISTANCES = 8, (1, 2, 4, 8, 16, 32)
WRITE, IGNORE, READ, ZERO = range(4)  # of the flip-flop; ZERO + 1 is one
HELD_OUT = 1_000_000_007  # a seed that no run has


@dataclass(frozen=True)
class Batch:
    """Tokens, what is to be guessed at each place, and how far away it is to be found.

    Attributes
    ----------
    tokens, targets : (batch, tokens); a target of `IGNORED` doesn't count
    distances : (batch, tokens) tokens, or None where that has no meaning
    """

    tokens: Tensor
    targets: Tensor
    distances: Tensor | None = None


@dataclass(frozen=True)
class Text:
    """A text as numbers of its letters, with a tenth of its topics kept from training."""

    letters: str
    trained: Tensor
    kept: Tensor
    sha256: str

    @property
    def mask(self) -> int:
        """The token that hides another."""
        return len(self.letters)


@lru_cache(maxsize=1)
def text() -> Text:
    """The help topics of the Python that runs, which need no download; every tenth is kept from training."""
    names = sorted(topics)
    whole = "\n".join(topics[name] for name in names)
    letters = "".join(sorted(set(whole)))
    number = {letter: k for k, letter in enumerate(letters)}
    parts = [
        torch.tensor([number[letter] for name in chosen for letter in topics[name]])
        for chosen in ([name for k, name in enumerate(names) if k % 10], names[::10])
    ]
    return Text(letters, parts[0], parts[1], hashlib.sha256(whole.encode()).hexdigest())


def _next_letter(generator: torch.Generator, rows: int, tokens: int, kept: bool) -> Batch:
    windows = _windows(generator, rows, tokens + 1, kept)
    return Batch(windows[:, :-1], windows[:, 1:])


def _hidden_letters(generator: torch.Generator, rows: int, tokens: int, kept: bool) -> Batch:
    windows = _windows(generator, rows, tokens, kept)
    hidden = torch.rand(windows.shape, generator=generator) < HIDDEN
    return Batch(windows.masked_fill(hidden, text().mask), windows.masked_fill(~hidden, IGNORED))


def _windows(generator: torch.Generator, rows: int, tokens: int, kept: bool) -> Tensor:
    source = text().kept if kept else text().trained
    starts = torch.randint(len(source) - tokens + 1, (rows, 1), generator=generator)
    return source[starts + torch.arange(tokens)]


def _copy(generator: torch.Generator, rows: int, tokens: int, kept: bool) -> Batch:
    """Each token is a letter and a distance: to be said is the letter that stands so far back."""
    letters = torch.randint(LETTERS, (rows, tokens), generator=generator)
    which = torch.randint(len(DISTANCES), (rows, tokens), generator=generator)
    distances = torch.tensor(DISTANCES)[which]
    source = torch.arange(tokens) - distances
    targets = letters.gather(1, source.clamp(min=0)).masked_fill(source < 0, IGNORED)
    return Batch(letters + LETTERS * which, targets, distances)


def _flip_flop(generator: torch.Generator, rows: int, tokens: int, kept: bool) -> Batch:
    """Orders and bits in turn: to be said after *read* is the bit of the last *write*.

    The first order writes; of the others one in ten writes, one in ten reads, and eight are to be ignored.
    """
    steps = -(-tokens // 2)
    drawn = torch.rand((rows, steps), generator=generator)
    orders = torch.full((rows, steps), IGNORE)
    orders[drawn < 0.2], orders[drawn < 0.1] = READ, WRITE
    orders[:, 0] = WRITE
    bits = torch.randint(2, (rows, steps), generator=generator)
    # the step of the last write, for each step
    written = torch.where(orders == WRITE, torch.arange(steps), 0).cummax(1).values
    bits = torch.where(orders == READ, bits.gather(1, written), bits)
    sequence = torch.stack((orders, bits + ZERO), dim=-1).flatten(1)[:, :tokens]
    read = torch.stack((orders == READ, torch.zeros_like(orders, dtype=torch.bool)), -1).flatten(1)
    targets = (bits + ZERO).repeat_interleave(2, 1).masked_fill(~read, IGNORED)[:, :tokens]
    distances = (
        2 * (torch.arange(steps) - written) - 1
    )  # from the order that reads to the bit that was written
    return Batch(sequence, targets, distances.repeat_interleave(2, 1)[:, :tokens])


@dataclass(frozen=True)
class Setting:
    """What is trained on what.

    Attributes
    ----------
    name : of the setting
    draw : makes a batch of a generator, rows, tokens, and whether it is kept from training
    vocabulary : tokens that may come
    causal, linear : as `Model` has them
    """

    name: str
    draw: Callable[[torch.Generator, int, int, bool], Batch]
    vocabulary: Callable[[], int]
    causal: bool = True
    linear: bool = False

    def batch(self, seed: int, step: int, rows: int, tokens: int) -> Batch:
        """The batch of one step: it depends on these numbers alone, so that a run can go on anywhere."""
        return self.draw(torch.Generator().manual_seed(1_000_003 * seed + step), rows, tokens, False)

    def held_out(self, rows: int, tokens: int) -> Batch:
        """A batch that is kept from training, the same for every run."""
        return self.draw(torch.Generator().manual_seed(HELD_OUT), rows, tokens, True)


def _letters() -> int:
    return len(text().letters) + 1  # and the one that hides another


SETTINGS = {
    each.name: each
    for each in (
        Setting("text", _next_letter, _letters),
        Setting("long", _next_letter, _letters),
        Setting("masked", _hidden_letters, _letters, causal=False),
        Setting("linear", _next_letter, _letters, linear=True),
        Setting("copy", _copy, lambda: LETTERS * len(DISTANCES)),
        Setting("flip-flop", _flip_flop, lambda: ZERO + 2),
    )
}


def setting(name: str) -> Setting:
    """Find a setting by its name.

    Examples
    --------
    >>> setting("copy").batch(seed=1, step=0, rows=2, tokens=5).tokens.shape
    torch.Size([2, 5])
    """
    return SETTINGS[checks.one_of("setting", name, SETTINGS)]
