"""One run: model, encoding, setting, rate and seed, trained to the end or on from where it stopped."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from rope_viz import checks
from rope_viz.studies.encodings.checkpoint import keep, kept
from rope_viz.studies.encodings.kinds import BIASED, KINDS, encoding
from rope_viz.studies.encodings.model import Model
from rope_viz.studies.encodings.settings import IGNORED, SETTINGS, Batch, Setting, setting
from rope_viz.studies.encodings.size import Size

WARM = 0.1  # share of the steps in which the rate rises
LEFT = 0.1  # share of the rate that is left at the end
CLIP = 1.0
HELD_OUT = 48  # texts by which the loss is measured


@dataclass(frozen=True)
class Run:
    """What decides a run; two of them with equal numbers end equally.

    Attributes
    ----------
    setting : a name of `SETTINGS`
    kind : a name of `KINDS`
    rate : of Adam at its highest
    seed : of weights and batches
    steps : batches
    rows : texts in a batch
    every : steps between two measurements of the loss
    size : of the model

    Raises
    ------
    ValueError
        If linear attention is asked to add a bias to scores that it never makes.
    """

    setting: str
    kind: str
    rate: float = 0.003
    seed: int = 0
    steps: int = 300
    rows: int = 16
    every: int = 25
    size: Size = field(default_factory=Size)

    def __post_init__(self) -> None:
        checks.one_of("setting", self.setting, SETTINGS)
        checks.one_of("kind", self.kind, KINDS)
        if SETTINGS[self.setting].linear and self.kind in BIASED:
            raise ValueError(
                f"kind must not be one that adds to scores, because linear attention never makes them; "
                f"{self.kind!r} came."
            )

    @property
    def name(self) -> str:
        """Of its files."""
        return f"{self.setting}-{self.kind}-{self.rate:g}-{self.seed}"

    def model(self) -> Model:
        """The model before its first step, on the CPU."""
        what = setting(self.setting)
        own = encoding(self.kind, self.size, self.seed, causal=what.causal)
        return Model(self.size, what.vocabulary(), own, self.seed, causal=what.causal, linear=what.linear)


@dataclass(frozen=True, eq=False)
class Trained:
    """A run that ended.

    Attributes
    ----------
    run : Run
    model : Model
    steps, losses : (measurements,) lists; the loss is that of held-out texts, in nats
    """

    run: Run
    model: Model
    steps: list[int]
    losses: list[float]


def train(
    run: Run,
    checkpoint: Path | None = None,
    *,
    device: str | torch.device = "cpu",
    said: Callable[[int, float], None] = lambda step, loss: None,
    until: int | None = None,
) -> Trained:
    """Train to the end, from the checkpoint if there is one.

    If torch's distributed processes were started, each takes its part of every batch, and the results are
    those of one process but for rounding.

    Parameters
    ----------
    run : Run
    checkpoint : Path, optional
        Written whenever the loss is measured.
    device : str or torch.device
    said : callable
        Told each step at which the loss is measured, and the loss.
    until : int, optional
        Stop after so many steps, as if it had been stopped; at the end of the run by default.

    Raises
    ------
    ValueError
        If the checkpoint is damaged or another run's, or a batch cannot be shared evenly.

    Examples
    --------
    >>> short = Run("copy", "rope", steps=2, every=1, rows=4, size=Size(width=32, heads=2, context=16))
    >>> train(short).steps
    [0, 1, 2]
    """
    what, model = setting(run.setting), run.model().to(device)
    optimizer = optimizer_of(run, model)
    begun, steps, losses = 0, list[int](), list[float]()
    if checkpoint is not None and (state := kept(checkpoint, asdict(run))):
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        begun, steps, losses = state["step"], state["steps"], state["losses"]
    shared: nn.Module = DistributedDataParallel(model) if dist.is_initialized() else model
    held_out = what.held_out(HELD_OUT, run.size.context)
    last = run.steps if until is None else min(until, run.steps)
    for step in range(begun, last + 1):
        if (step % run.every == 0 or step == run.steps) and step not in steps:
            steps.append(step)
            losses.append(measured(model, held_out))
            said(step, losses[-1])
            if checkpoint is not None and rank() == 0:
                keep(checkpoint, _state(run, step, model, optimizer, steps, losses))
        if step < last:
            one_step(shared, optimizer, run, what, step)
    return Trained(run, model, steps, losses)


def optimizer_of(run: Run, model: Model) -> torch.optim.Adam:
    """Adam, with nothing that pulls weights to zero."""
    return torch.optim.Adam(model.parameters(), lr=run.rate, betas=(0.9, 0.95))


def rate_at(run: Run, step: int) -> float:
    """The rate of one step: it rises in a straight line, then falls as a cosine does.

    Examples
    --------
    >>> [round(rate_at(Run("text", "none", rate=1.0, steps=100), step), 2) for step in (0, 9, 99)]
    [0.1, 1.0, 0.1]
    """
    warm = max(1, round(WARM * run.steps))
    if step < warm:
        return run.rate * (step + 1) / warm
    gone = (step + 1 - warm) / (run.steps - warm)
    return run.rate * (LEFT + (1 - LEFT) * (1 + math.cos(math.pi * gone)) / 2)


@torch.no_grad()
def measured(model: Model, batch: Batch) -> float:
    """Mean loss over the places of a batch that count, nats."""
    where = next(model.parameters()).device
    return float(loss_of(model(batch.tokens.to(where)), batch.targets.to(where)))


def loss_of(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross entropy, nats, over the places that count."""
    return cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)


def one_step(model: nn.Module, optimizer: torch.optim.Adam, run: Run, what: Setting, step: int) -> None:
    """Take the batch of one step, and change the weights by what it teaches."""
    where = next(model.parameters()).device
    batch = what.batch(run.seed, step, run.rows, run.size.context)
    mine = slice(rank(), None, _world())
    counted = (batch.targets != IGNORED).sum()  # of the whole batch, whoever has the places
    logits = model(batch.tokens[mine].to(where))
    total = cross_entropy(
        logits.flatten(0, 1), batch.targets[mine].to(where).flatten(), ignore_index=IGNORED, reduction="sum"
    )
    for group in optimizer.param_groups:
        group["lr"] = rate_at(run, step)
    optimizer.zero_grad()
    (total * (_world() / counted)).backward()  # processes average what they find
    nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()


def _state(
    run: Run, step: int, model: Model, optimizer: torch.optim.Adam, steps: list[int], losses: list[float]
) -> dict[str, Any]:
    return {
        "run": asdict(run),
        "step": step,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "steps": steps,
        "losses": losses,
    }


def rank() -> int:
    """Number of this process among those that share the work."""
    return dist.get_rank() if dist.is_initialized() else 0


def _world() -> int:
    return dist.get_world_size() if dist.is_initialized() else 1
