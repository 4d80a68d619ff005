"""What a trained model makes of texts longer than any in training, and of words that are far away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy

from rope_viz.encodings import scaling
from rope_viz.encodings.absolute import Learned
from rope_viz.encodings.rope import Rope
from rope_viz.studies.encodings.model import Model
from rope_viz.studies.encodings.settings import IGNORED, setting
from rope_viz.studies.encodings.size import Size

TIMES = (1, 2, 4, 8)  # the trained length
BINS = 32  # in the longest text
TEXTS = 24  # held out, of the longest length, the same for every run
AT_A_TIME = 4  # texts, so that their scores fit into memory
TASKS = 64  # of each length


@dataclass(frozen=True)
class Stretch:
    """Mean loss at some places of a text.

    Attributes
    ----------
    rule : how the encoding was changed for the length, "as trained" if it was not
    times : length of the text, in trained lengths
    first, last : places, counted from 0; the last is one of them
    loss : nats
    """

    rule: str
    times: int
    first: int
    last: int
    loss: float


@dataclass(frozen=True)
class Reach:
    """How often a task's answer was right.

    Attributes
    ----------
    times : length of the text, in trained lengths
    nearest, farthest : tokens between the question and what it asks for
    accuracy : share
    count : places asked
    """

    times: int
    nearest: int
    farthest: int
    accuracy: float
    count: int


def rules(model: Model, times: int, context: int) -> dict[str, Rope]:
    """The model's rotation, if it turns whole heads, changed for longer texts in ways that need no training.

    Examples
    --------
    >>> from rope_viz.encodings.base import NoPositions
    >>> rules(Model(Size(), 9, Rope(16)), 4, 128)["linear"].scaling
    linear(factor=4.0)
    >>> rules(Model(Size(), 9, NoPositions()), 4, 128)
    {}
    """
    rope = model.encoding
    if not isinstance(rope, Rope) or rope.rotary_dim < rope.head_dim:
        return {}
    made = {
        "linear": scaling.linear(times),
        "ntk": scaling.ntk_aware(times),
        "yarn": scaling.yarn(times, original_length=context),
    }
    return {
        name: Rope(rope.head_dim, rope.base, rotary_dim=rope.rotary_dim, scaling=rule)
        for name, rule in made.items()
    }


@torch.no_grad()
def stretches(model: Model, size: Size) -> list[Stretch]:
    """The loss place by place, in bins, up to the longest text; a learned table ends where its rows do.

    The texts are the same for every length, cut where it ends.
    """
    longest, width = TIMES[-1] * size.context, TIMES[-1] * size.context // BINS
    texts = setting("text").held_out(TEXTS, longest)
    found = []
    for times in TIMES:
        tokens = times * size.context
        used = {"as trained": model.encoding} if times in (1, TIMES[-1]) else {}
        used |= rules(model, times, size.context) if times > 1 else {}
        if isinstance(model.encoding, Learned) and times > 1:
            continue
        for rule, encoding in used.items():
            pairs = zip(texts.tokens.split(AT_A_TIME), texts.targets.split(AT_A_TIME), strict=True)
            losses = [
                cross_entropy(model(part[:, :tokens], encoding).mT, targets[:, :tokens], reduction="none")
                for part, targets in pairs
            ]
            each = torch.cat(losses).mean(0)
            found += [
                Stretch(rule, times, first, first + width - 1, float(each[first : first + width].mean()))
                for first in range(0, tokens, width)
            ]
    return found


@torch.no_grad()
def reaches(model: Model, name: str, size: Size) -> list[Reach]:
    """How often a task's answers are right, by the distance, in texts of several lengths."""
    found = []
    for times in TIMES[:1] if isinstance(model.encoding, Learned) else TIMES:
        batch = setting(name).held_out(TASKS // times, times * size.context)
        assert batch.distances is not None, f"{name} asks for nothing at a distance"
        right = model(batch.tokens).argmax(-1) == batch.targets
        counted = batch.targets != IGNORED
        for nearest, farthest in octaves(size.context):
            asked = counted & (batch.distances >= nearest) & (batch.distances <= farthest)
            if count := int(asked.sum()):
                share = float(right[asked].double().mean())
                found.append(Reach(times, nearest, farthest, share, count))
    return found


def octaves(most: int) -> Iterator[tuple[int, int]]:
    """Distances from each power of two to just below the next.

    Examples
    --------
    >>> list(octaves(8))
    [(1, 1), (2, 3), (4, 7)]
    """
    nearest = 1
    while nearest < most:
        yield nearest, 2 * nearest - 1
        nearest *= 2
