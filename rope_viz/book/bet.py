"""Reads bets: questions that a reader answers before the explorer below does. `bets.py` puts them into pages.

A bet is a choice, a number, or a curve of eight points. The truth of the last two is glued by a cell.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rope_viz import words

POINTS = 8  # of a drawn curve
OPTIONS = ("kind", "range", "step", "unit", "truth", "at", "axes", "covers")
NEEDED = {"choice": (), "number": ("range", "truth"), "curve": ("range", "truth", "at", "axes")}
POSSIBILITY = re.compile(r"- \[(?P<mark>[ x])\] (?P<text>.+)")
COVERED = re.compile(r"(?P<explorer>[a-z]+)(-(?P<nth>[2-9]))?")


@dataclass(frozen=True)
class Bet:
    """What is asked, what may be said, and what it is."""

    name: str
    kind: str
    question: str
    reply: str
    possibilities: tuple[str, ...] = ()
    least: float = 0.0
    most: float = 0.0
    step: float = 1.0
    unit: str = ""
    at: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    covers: str = ""
    key: str = ""  # under which a cell has glued the truth
    truth: float | tuple[float, ...] = -1  # of a choice, the place of the right possibility
    answer: str = ""  # the truth in words

    @property
    def said_how(self) -> str:
        """What a reader may say, in words; the possibilities of a choice speak for themselves."""
        least, most = (said_as(value, self.step) for value in (self.least, self.most))
        if self.kind == "curve":
            return f"A curve between {least} and {most}, drawn at {', '.join(self.at)} ({self.axes[0]})."
        return f"A number from {least} to {most}{' ' * bool(self.unit)}{self.unit}."


def read_bet(name: str, options: Mapping[str, str], lines: list[str]) -> Bet:
    """Take a bet apart.

    Parameters
    ----------
    name : str
        One of its own in the whole book: the browser keeps what the reader said under it.
    options : mapping of str to str
        ``kind``, which is choice, number or curve; for a number and a curve ``range``, the least and the most
        that may be said, and ``truth``, a glue key; for a curve ``at``, its eight places, and ``axes``, what
        stands along both, parted by a bar. May be: ``step``, ``unit`` in the plural, and for any kind
        ``covers``, the explorer whose answers wait for the bet.
    lines : list of str
        Paragraphs: the question; the possibilities of a choice, with ``- [x]`` before the right one; what
        follows the verdict.

    Raises
    ------
    ValueError
        If anything is missing, too much, or not as said here.

    Examples
    --------
    >>> bet = read_bet("so", {"kind": "choice"}, ["Is it so?", "", "- [ ] No.", "- [x] Yes.", "", "It is."])
    >>> bet.possibilities, bet.truth, bet.reply
    (('No.', 'Yes.'), 1, 'It is.')
    """
    if not re.fullmatch(r"[a-z][a-z-]*", name):
        raise ValueError(f"the name of a bet must be small letters and hyphens; {name!r} came.")
    kind = options.get("kind", "")
    if kind not in NEEDED:
        raise ValueError(f"kind must be one of {', '.join(NEEDED)}; {kind!r} came.")
    missing = [option for option in NEEDED[kind] if not options.get(option)]
    if missing:
        raise ValueError(
            f"a bet of kind {kind} must say {', '.join(NEEDED[kind])}; {', '.join(missing)} did not come."
        )
    covers = options.get("covers", "")
    if covers and not COVERED.fullmatch(covers):
        raise ValueError(f"covers must be an explorer of the page, such as pair or pair-2; {covers!r} came.")
    question, possibilities, reply = _paragraphs(kind, lines)
    bet = Bet(name, kind, question, reply, possibilities, unit=options.get("unit", ""), covers=covers)
    if kind == "choice":
        return _with_possibilities(bet)
    least, most = _range(options["range"])
    bet = replace(bet, least=least, most=most, step=_step(options.get("step", "1")), key=options["truth"])
    return bet if kind == "number" else replace(bet, at=_places(options["at"]), axes=_axes(options["axes"]))


def with_truth(bet: Bet, glued: str) -> Bet:
    """Join a number or a curve with its truth, the text of what a cell glued.

    Raises
    ------
    ValueError
        If the truth is nothing that a reader could have said.

    Examples
    --------
    >>> with_truth(Bet("far", "number", "How far?", "So.", most=99, unit="tokens"), "54.2").answer
    '54 tokens'
    """
    curve = bet.kind == "curve"
    try:
        value = ast.literal_eval(glued)
        truth = tuple(round(float(v), _digits(bet.step)) for v in (value if curve else [value]))
    except (ValueError, TypeError, SyntaxError):
        truth = ()
    if len(truth) != (POINTS if curve else 1) or not all(bet.least <= v <= bet.most for v in truth):
        what = f"{POINTS} numbers" if curve else "a number"
        raise ValueError(f"truth must be {what} from {bet.least:g} to {bet.most:g}; {bet.key} is {glued}.")
    said = [said_as(v, bet.step) for v in truth]
    if curve:
        answer = "; ".join(f"{y} at {x}" for x, y in zip(bet.at, said, strict=True))
        return replace(bet, truth=truth, answer=answer)
    unit = bet.unit.removesuffix("s") if truth[0] == 1 else bet.unit
    return replace(bet, truth=truth[0], answer=f"{said[0]} {unit}".strip())


def said_as(value: float, step: float) -> str:
    """Write a number with the decimals of its step, as ``bet-kept.js`` does.

    Examples
    --------
    >>> said_as(1234, 1), said_as(-0.5, 0.02)
    ('1,234', '−0.50')
    """
    whole, point, part = words.fixed(abs(value), _digits(step)).partition(".")
    return words.MINUS * (value < 0) + f"{int(whole):,}" + point + part


def _digits(step: float) -> int:
    return max(0, -math.floor(math.log10(step)))


def _paragraphs(kind: str, lines: list[str]) -> tuple[str, tuple[str, ...], str]:
    parts = [part.strip().splitlines() for part in re.split(r"\n\s*\n", "\n".join(lines)) if part.strip()]
    wanted = ["the question", "the possibilities", "what follows"]
    if kind != "choice":
        del wanted[1]
    if len(parts) != len(wanted):
        raise ValueError(
            f"a bet of kind {kind} must have as paragraphs {', '.join(wanted)}; {len(parts)} came."
        )
    question, reply = (" ".join(map(str.strip, part)) for part in (parts[0], parts[-1]))
    return question, tuple(map(str.strip, parts[1])) if kind == "choice" else (), reply


def _with_possibilities(bet: Bet) -> Bet:
    found = [match for match in map(POSSIBILITY.fullmatch, bet.possibilities) if match]
    marks = [match["mark"] for match in found]
    if len(found) != len(bet.possibilities) or len(found) < 2 or marks.count("x") != 1:
        raise ValueError(
            f"possibilities must be at least two lines '- [ ] words', one of them '- [x]'; "
            f"{list(bet.possibilities)} came."
        )
    texts, right = tuple(match["text"] for match in found), marks.index("x")
    return replace(bet, possibilities=texts, truth=right, answer=texts[right])


def _range(text: str) -> tuple[float, float]:
    try:
        least, most = map(float, text.split())
    except ValueError:
        least, most = 0.0, 0.0
    if not -math.inf < least < most < math.inf:
        raise ValueError(f"range must be two numbers, the least and the most; {text!r} came.")
    return least, most


def _step(text: str) -> float:
    try:
        step = float(text)
    except ValueError:
        step = 0.0
    if not 0 < step < math.inf:
        raise ValueError(f"step must be a number above zero; {text!r} came.")
    return step


def _places(text: str) -> tuple[str, ...]:
    places = tuple(text.split())
    if len(places) != POINTS or len(set(places)) != POINTS:
        raise ValueError(f"at must be {POINTS} different places, parted by blanks; {text!r} came.")
    return places


def _axes(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split("|"))
    if len(names) != 2 or not all(names):
        raise ValueError(f"axes must say what stands along both, parted by a bar; {text!r} came.")
    return names
