"""Claims of the chapter training: they are judged by the committed results of the study of encodings."""

from __future__ import annotations

import numpy as np

from rope_viz.claims.claim import (
    FAILS,
    HOLDS,
    HOLDS_WHEN,
    UNTOLD,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    holds,
    holds_when,
    on_page,
    untold,
)
from rope_viz.claims.view import view
from rope_viz.studies.encodings.results import Array, Study, difference, study

claim = on_page("Training", __name__)

SETTINGS = {"text": "text", "masked": "masked text", "linear": "linear attention"}


def _apart(name: str, one: Array, other: Array, what: str) -> Findings:
    """By how much one encoding's losses differ from another's, and how sure that is."""
    apart = difference(one, other)
    return {
        name: Quantity(apart.mean, what, "nats"),
        f"{name}_error": Quantity(apart.error, f"its standard error, over {len(one)} seeds", "nats"),
    }


def _told(found: Findings, name: str) -> int:
    """−1 or 1 if a difference is further from zero than three of its standard errors, by its sign; else 0."""
    apart, error = found[name].value, found[f"{name}_error"].value
    return int(np.sign(apart)) if abs(apart) > 3 * error else 0


@claim(
    "Models with RoPE train faster than models with sinusoids.",
    shown=view("training", step=300, show_learned=False, show_alibi=False, show_t5=False),
    expected=HOLDS_WHEN,
    broken={"results exchanged": FAILS, "results without a winner": UNTOLD},
)
def rope_trains_faster(measured: Factory = study) -> Findings:
    """Compare losses at the end of equally long training, seed by seed, in three kinds of model."""
    found: Study = measured()
    apart: dict[str, Quantity] = {}
    for setting, words in SETTINGS.items():
        losses = found.losses(setting)
        rope, sines = losses["rope"], losses["sinusoidal"]
        apart |= _apart(setting, rope.last, sines.last, f"loss with RoPE − with sinusoids, {words}")
        reached = rope.steps_to(float(sines.last.mean())) / sines.steps[-1]
        apart[f"{setting}_steps"] = Quantity(
            float(100 * np.median(reached)),
            f"of the steps after which RoPE has sinusoids’ last loss, {words}",
            "%",
        )
    return apart


@rope_trains_faster.judged
def judge_faster(found: Findings) -> Ruling:
    told = {setting: _told(found, setting) for setting in SETTINGS}
    ends = ", ".join(
        f"{found[setting]} ± {found[f'{setting}_error'].value:.2f} ({words})"
        for setting, words in SETTINGS.items()
    )
    steps = ", ".join(f"{found[f'{setting}_steps']}" for setting in SETTINGS)
    sentence = (
        f"RoPE’s loss less that of sinusoids after equally many steps: {ends}. Where sinusoids end, RoPE is "
        f"after {steps} of the steps."
    )
    if any(sign > 0 for sign in told.values()):
        return fails(sentence)
    if all(sign < 0 for sign in told.values()):
        return holds_when("models are as small and training is as short as here", sentence)
    return untold(sentence + " Not each of the three differs by more than chance.")


@claim(
    "Trained as language models, learned and sinusoidal positions perform about the same.",
    shown=view(
        "training", step=300, show_rope=False, show_rope_quarter=False, show_t5=False, show_alibi=False
    ),
    expected=UNTOLD,
    broken={"results that stay apart": FAILS},
)
def learned_trains_like_sinusoidal(measured: Factory = study) -> Findings:
    """Compare losses on text at the end of training, with each other and with what RoPE has gained."""
    losses = measured().losses("text")
    learned, sines, none, rope = (losses[kind].last for kind in ("learned", "sinusoidal", "none", "rope"))
    gained = {
        name: Quantity(
            float(100 * (none - each).mean() / (none - rope).mean()),
            f"of RoPE’s gain over no positions, {words}",
            "%",
        )
        for name, each, words in (("learned", learned, "learned"), ("sines", sines, "sinusoids"))
    }
    return {**_apart("end", learned, sines, "loss of learned positions − of sinusoids"), **gained}


@learned_trains_like_sinusoidal.judged
def judge_alike(found: Findings) -> Ruling:
    sentence = (
        f"At the end the learned table’s loss less that of sinusoids is {found['end']} ± "
        f"{found['end_error'].value:.2f}. Of what RoPE has gained by knowing positions, the table has gained "
        f"{found['learned']}, sinusoids {found['sines']}."
    )
    # Less than half: most of what positions are worth has not been learned yet.
    if min(found["learned"].value, found["sines"].value) < 50:
        return untold(sentence + " So training was too short to compare them as they are when it ends.")
    if _told(found, "end"):
        return fails(sentence)
    return holds_when("models are as small and training is as short as here", sentence)


@claim(
    "T5’s bias carries a model to texts much longer than those in training.",
    shown=view("training", shown="longer", tokens=1024),
    expected=FAILS,
    broken={"results exchanged": HOLDS},
)
def bias_survives_longer_texts(measured: Factory = study) -> Findings:
    """Compare losses beyond the trained length with those at its end, for T5's bias, ALiBi and RoPE."""
    found: Study = measured()
    end = found.stretch("t5").shape[1] // 8  # bins of the trained length
    near, far, soon = slice(end // 2, end), slice(4 * end, 8 * end), slice(end, 2 * end)
    parts = {
        "t5": ("t5", far, "T5’s bias, from four to eight times the trained length"),
        "soon": ("t5", soon, "T5’s bias, up to twice the trained length"),
        "alibi": ("alibi", far, "ALiBi, from four to eight times"),
        "rope": ("rope", far, "RoPE as trained, from four to eight times"),
    }
    apart: dict[str, Quantity] = {}
    for name, (kind, beyond, words) in parts.items():
        losses = found.stretch(kind)
        before = losses[:, near].mean(1)
        apart |= _apart(name, losses[:, beyond].mean(1), before, f"loss beyond − within, {words}")
    return apart


@bias_survives_longer_texts.judged
def judge_longer(found: Findings) -> Ruling:
    t5, soon, alibi, rope = (
        f"{found[name]} ± {found[f'{name}_error'].value:.2f}" for name in ("t5", "soon", "alibi", "rope")
    )
    sentence = (
        f"Beyond the trained length the loss with T5’s bias changes by {soon} up to twice that, by {t5} "
        f"from four to eight times. There ALiBi changes by {alibi}, and RoPE as trained by {rope}."
    )
    if _told(found, "t5") > 0:
        return fails(sentence)
    if _told(found, "rope") <= 0:
        return untold(sentence + " So nothing here goes wrong in longer texts.")
    return holds(sentence)
