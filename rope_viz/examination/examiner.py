"""From a function to a finding: one law after the other, until one breaks or all hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from rope_viz import checks
from rope_viz.encodings.rope import Rope
from rope_viz.examination import angles, tokens
from rope_viz.examination.angles import Turning
from rope_viz.examination.faults import Example, Fault, example
from rope_viz.examination.pairs import Pairs, find_pairs, matrices
from rope_viz.examination.record import Examination, with_fault
from rope_viz.examination.speeds import ALIKE, COMMON, Ladder, fit, refuse_aliased, refuse_disguise
from rope_viz.examination.subject import Subject

TOKENS = 16


def examine(
    fn: Callable[[Tensor, Tensor], Tensor],
    fn_k: Callable[[Tensor, Tensor], Tensor] | None = None,
    *,
    like: Rope | None = None,
    head_dim: int | None = None,
    shape: str | None = None,
    context: int = 4096,
) -> Examination:
    """Examine a function that should rotate queries and keys: what it is, or which fault it has.

    It is called with vectors that show one thing each, and measured against the laws of the rotation. What
    is a convention (the layout, the direction, a part that stands still, stretched positions) is said and
    is no fault, unless ``like`` asks for another one.

    Parameters
    ----------
    fn : callable
        ``fn(x, positions)`` gives ``x``, turned; ``x`` has shape (batch, heads, tokens, head_dim), or fewer
        axes if it fails then, and ``positions`` has shape (tokens,), int64. `with_tables` makes such a
        function of one that wants cosines and sines, or complex numbers.
    fn_k : callable, optional
        The same for keys, if keys have a function of their own; ``fn`` is then for queries.
    like : Rope, optional
        What it should be. Without, the base can be any, and one that is wrong by its exponent only
        shows where no model has it.
    head_dim : int, optional
        Components of a vector: those of ``like``, or 64.
    shape : str, optional
        The axes of ``x``, as ``"batch tokens heads dim"``.
    context : int
        Positions below this are tried, or as many as the function takes.

    Returns
    -------
    Examination
        Its ``fault`` is None if all laws hold.

    Raises
    ------
    TypeError, ValueError
        If ``fn`` is no such function: cannot be called so, or gives back no tensor of the shape of ``x``.

    Examples
    --------
    >>> print(examine(lambda x, positions: Rope(64).rotate(x, positions)))
    No fault found.
    Known: Interleaved pairs, base 10,000, 64 of 64 components, counter-clockwise.
    Tried: Positions 0 … 4,095.
    >>> def ten_lines(x, positions):
    ...     speeds = 10_000.0 ** -(torch.arange(0, 64, 2) / 64)
    ...     angles = (positions[:, None] * speeds).repeat(1, 2)
    ...     a, b = x.chunk(2, -1)
    ...     return x * angles.cos() + torch.cat((b, a), -1) * angles.sin()
    >>> examine(ten_lines).fault
    'reflects'
    """
    if like is not None and not isinstance(like, Rope):
        raise TypeError(f"like must be a Rope; {like!r} came.")
    if head_dim is None:
        head_dim = 64 if like is None else like.head_dim
    head_dim = checks.even("head_dim", head_dim, "because components turn in pairs")
    context = checks.at_least("context", context, TOKENS)
    query = Subject(fn, "fn", head_dim, shape)
    if fn_k is None:
        return _one(query, like, context)[0]
    return _both((query, Subject(fn_k, "fn_k", head_dim, shape)), like, context)


def _one(subject: Subject, like: Rope | None, context: int) -> tuple[Examination, Turning | None]:
    """What one function is, and how it turns if that is known."""
    known: dict[str, Any] = {"head_dim": subject.head_dim}
    try:
        turning = _turning(subject, like, context, known)
    except Fault as fault:
        return with_fault(Examination(**known), fault), None
    return Examination(**known), turning


def _turning(subject: Subject, like: Rope | None, context: int, known: dict[str, Any]) -> Turning:
    """How the function turns; what is learned on the way goes into ``known``."""
    tokens.refuse_other_axis(subject)
    known["context"] = context = subject.longest(context)
    few = matrices(subject, TOKENS)
    pairs = find_pairs(subject, few)
    known |= {"layout": pairs.layout, "rotary_dim": 2 * pairs.count, "notes": _notes(pairs, subject.head_dim)}
    phasors = angles.phasors(subject, pairs, context)
    tokens.refuse_other_length(few, phasors, pairs)
    try:
        turning = _measured(phasors, pairs, COMMON if like is None else (like.base,), context)
        known["clockwise"] = bool((turning.speeds < 0).all())
        if turning.shift:
            known["notes"] += (f"position 0 is turned as position {turning.shift:g}, which no score shows",)
        rule = _rule(turning, subject.head_dim, like)
        known |= rule | {"notes": known["notes"] + rule["notes"]}
    except Fault as fault:
        fault.example = fault.example or angles.shown(phasors, pairs, 1, pairs.count - 1)
        raise
    tokens.refuse_other_positions(subject, turning)
    tokens.refuse_surprises(subject, turning)
    tokens.refuse_low_precision(subject, turning)
    if turning.length != 1:
        known["notes"] += (f"lengths are multiplied by {turning.length:.5g}, the attention factor",)
    if like is not None and pairs.layout != like.layout:
        shown = angles.shown(phasors, pairs, 1, 0)
        raise Fault("layout", shown, f"It is {pairs.layout}; {like.layout} was asked for.")
    return turning


def _measured(phasors: Tensor, pairs: Pairs, bases: tuple[float, ...], context: int) -> Turning:
    """Speed, shift and length, once it is certain that each angle is position times speed."""
    length = angles.even_length(pairs, phasors)
    refuse_aliased(phasors[1] * phasors[0].conj() / length**2, pairs.width, bases)
    speeds = angles.speeds_of(phasors)
    angles.refuse_other_angles(phasors, speeds, pairs)
    if speeds.sign().unique().numel() > 1:
        raise Fault("mixed directions")
    return Turning(pairs, speeds, angles.shift_of(phasors, speeds, pairs), length, context)


def _rule(turning: Turning, head_dim: int, like: Rope | None) -> dict[str, Any]:
    """Base and scaling of the speeds, once it is certain that they follow a rule, and the one asked for."""
    pairs, speeds, length = turning.pairs, turning.speeds.abs(), turning.length
    doubt = 4e-7 / (turning.context * speeds)
    if like is not None and _as_asked(speeds, doubt, like):
        if not math.isclose(length, like.attention_factor, rel_tol=1e-4):
            asked = f"{like.attention_factor:.5g} was asked for"
            raise Fault("length", detail=f"Lengths are multiplied by {length:.5g}; {asked}.")
        scaling = None if like.scaling is None else str(like.scaling)
        return {"base": like.base, "scaling": scaling, "notes": ()}
    ladder, note = fit(speeds, pairs.width, doubt), ""
    if ladder.base is not None:
        bases = COMMON[:3] if like is None else (like.base,)
        note = refuse_disguise(ladder.base, pairs.width, head_dim, bases, certain=like is not None)
    if like is not None:
        name = "speeds" if 2 * pairs.count == like.rotary_dim else "rotary_dim"
        raise Fault(name, detail=f"{like!r} was asked for.")
    if pairs.count == 1 and head_dim > 4:
        raise Fault("still", detail="Only one pair turns.")
    if not math.isclose(length, 1, rel_tol=1e-4) and not _explained(length, ladder):
        raise Fault("length", detail=f"Lengths are multiplied by {length:.5g}.")
    scaling = ladder.scaling
    if pairs.width != 2 * pairs.count:
        if 16 * pairs.count % pairs.width:  # models have a quarter, a half and the like
            raise Fault("still", detail=f"{pairs.count} of {pairs.width // 2} pairs turn.")
        scaling = f"proportional: speeds of all {pairs.width // 2} pairs, of which {pairs.count} turn"
    return {"base": ladder.base, "scaling": scaling, "notes": (note,) if note else ()}


def _as_asked(speeds: Tensor, doubt: Tensor, like: Rope) -> bool:
    wanted = like.inv_freq[like.inv_freq != 0].abs()
    return len(speeds) == len(wanted) and bool(((speeds / wanted - 1).abs() <= ALIKE + doubt).all())


def _explained(length: float, ladder: Ladder) -> bool:
    """YaRN's attention factor."""
    return ladder.factor > 1 and math.isclose(length, 0.1 * math.log(ladder.factor) + 1, rel_tol=1e-3)


def _notes(pairs: Pairs, head_dim: int) -> tuple[str, ...]:
    """Conventions that differ from the usual ones and change no score."""
    notes = []
    if pairs.start:
        notes.append(f"components turn from {pairs.start} on; those before stand still")
    if not torch.equal(pairs.back, torch.arange(head_dim)):
        notes.append(
            "components come back in another order, which no score shows if queries and keys share it"
        )
    return tuple(notes)


def _both(subjects: tuple[Subject, Subject], like: Rope | None, context: int) -> Examination:
    """Queries and keys: each for itself, then together."""
    (query, turning_q), (key, turning_k) = (_one(subject, like, context) for subject in subjects)
    faults = [query.fault, key.fault]
    if faults.count("still") == 1 and faults.count(None) == 1:
        whole, still = (query, "keys") if query.fault is None else (key, "queries")
        return with_fault(whole, Fault("only one turned", _apart(subjects), f"The {still} are not."))
    if turning_q is None or turning_k is None:
        of, found = ("queries", query) if turning_q is None else ("keys", key)
        return replace(found, detail=f"This is of {of}. {found.detail}".strip())
    name, detail = _difference(turning_q, turning_k, query, key)
    return query if not name else with_fault(query, Fault(name, _apart(subjects), detail))


def _difference(q: Turning, k: Turning, query: Examination, key: Examination) -> tuple[str, str]:
    if query.layout != key.layout:
        return "unlike", f"Queries are {query.layout}, keys {key.layout}."
    if query.rotary_dim != key.rotary_dim or not torch.equal(q.pairs.first, k.pairs.first):
        return "unlike", f"Queries turn {query.rotary_dim} components, keys {key.rotary_dim}."
    if not torch.equal(q.pairs.back, k.pairs.back):
        return "unlike", "Components come back in different orders."
    if query.clockwise != key.clockwise:
        return "opposite signs", "Scores depend on the sum of the positions."
    if query.base != key.base or bool(((q.speeds / k.speeds - 1).abs() > 1e-3).any()):
        return "unlike", f"Bases are {query.base:g} and {key.base:g}." if query.base and key.base else ""
    if abs(q.shift - k.shift) > 1e-3:
        return "off by one", f"Position 0 is turned as {q.shift:g} in queries, as {k.shift:g} in keys."
    return "", ""


def _apart(subjects: tuple[Subject, Subject]) -> Example:
    """The same vector as query and as key at position 1, which must become the same."""
    unit = torch.eye(subjects[0].head_dim)
    query, key = (subject(unit[:, None], [1])[:, 0] for subject in subjects)
    component = int((query - key).abs().amax(-1).argmax())
    came, wanted = torch.stack((query[component], key[component])), query[[component, component]]
    return example(unit[[component, component]], [1, 1], came, wanted)
