"""Traits whose errors name the parameter, the rule and the value, in the words of `rope_viz.checks`."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import traitlets

from rope_viz import checks

Check = Callable[[str, Any], Any]


class Refused(traitlets.TraitError, ValueError):
    """A value that breaks a rule; as a TraitError it makes traitlets take back what was set with it."""


class _Checked(traitlets.TraitType):
    def __init__(self, default: Any, check: Check) -> None:
        super().__init__(default)
        self._check = check

    def validate(self, obj: Any, value: Any) -> Any:
        return refusing(self._check, self.name, value)


def synced(default: Any, check: Check) -> _Checked:
    """A trait that Python and the browser share, kept to a rule."""
    return _Checked(default, check).tag(sync=True)


def refusing(check: Callable[..., Any], *arguments: Any) -> Any:
    """The check's result; its errors as `Refused`."""
    try:
        return check(*arguments)
    except (ValueError, TypeError) as error:
        raise Refused(str(error)) from error


def whole(least: int, most: int | None = None) -> Check:
    """A whole number between two bounds."""

    def check(name: str, value: Any) -> int:
        if not isinstance(value, bool) and hasattr(value, "__index__"):
            value = operator.index(value)
        checks.at_least(name, value, least)
        if most is not None and value > most:
            raise ValueError(f"{name} must be from {least} to {most}; {value} came.")
        return value

    return check


def even(least: int, most: int, reason: str, reason_for_most: str = "") -> Check:
    """An even whole number between two bounds."""

    def check(name: str, value: Any) -> int:
        value = checks.even(name, value, reason)
        if reason_for_most:
            checks.at_most(name, value, most, reason_for_most)
        return whole(least, most)(name, value)

    return check


LARGEST = 1e100  # of a vector's components: products of two and their sums are far from float64's end


def number(least: float = -math.inf, most: float = math.inf, reason: str = "") -> Check:
    """A finite number between two bounds."""
    between = f"from {least:g} to {most:g}" if math.isfinite(most - least) else f"and at least {least:g}"
    rule = f"finite{'' if least == -math.inf else f' {between}'}{', ' + reason if reason else ''}"

    def check(name: str, value: Any) -> float:
        given, value = value, _as_float(value)
        if not (math.isfinite(value) and least <= value <= most):
            raise ValueError(f"{name} must be a number, {rule}; {given!r} came.")
        return value

    return check


def one_of(allowed: Iterable[Any]) -> Check:
    """One of a few values."""
    allowed = tuple(allowed)

    def check(name: str, value: Any) -> Any:
        if value not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}; {value!r} came.")
        return allowed[allowed.index(value)]

    return check


def vector(size: int | None = None) -> Check:
    """A tuple of finite numbers, from any sequence, array or tensor."""

    def check(name: str, value: Any) -> tuple[float, ...]:
        numbers = tuple(map(_as_float, value)) if hasattr(value, "__iter__") else ()
        if (size is not None and len(numbers) != size) or not all(map(math.isfinite, numbers)) or not numbers:
            count = "" if size is None else f"{size} "
            raise ValueError(
                f"{name} must be {count}finite numbers, the components of a vector; {value!r} came."
            )
        if max(map(abs, numbers)) > LARGEST:
            raise ValueError(
                f"{name} must have components of {LARGEST:g} at most, because scores are sums of their "
                f"products; {max(numbers, key=abs)} came."
            )
        return numbers

    return check


def truth(name: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be True or False; {value!r} came.")
    return value


def text(name: str, value: Any) -> str:
    """A piece of text; it stays text wherever it is shown."""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text; {value!r} came.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} must be text that can be written, in Unicode; {value!a} came.") from error
    return value


def texts(name: str, value: Any) -> tuple[str, ...]:
    """A tuple of texts; a sentence is split at its spaces."""
    value = value.split() if isinstance(value, str) else value
    if not hasattr(value, "__iter__"):
        raise ValueError(f"{name} must be a list of texts; {value!r} came.")
    return tuple(text(name, item) for item in value)


def _as_float(value: Any) -> float:
    try:
        return math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, RuntimeError):  # the last from torch, of a complex number
        return math.nan


def described(said: Mapping[str, Any]) -> traitlets.TraitType:
    """The trait that one entry of an ``explorer.json`` describes.

    ``kind`` names the rule: "whole", "even", "number" (with ``least``, ``most`` and the reasons), "one of"
    (with ``values``), "truth", "text", "texts", or "vector" (with ``size``). "own" means that the class makes
    the trait.
    """
    bounds = said.get("least", -math.inf), said.get("most", math.inf)
    checks_by_kind: dict[str, Callable[[], Check]] = {
        "whole": lambda: whole(said["least"], said.get("most")),
        "even": lambda: even(said["least"], said["most"], said["reason"], said.get("reason for most", "")),
        "number": lambda: number(*bounds, said.get("reason", "")),
        "one of": lambda: one_of(said["values"]),
        "truth": lambda: truth,
        "text": lambda: text,
        "texts": lambda: texts,
        "vector": lambda: vector(said.get("size")),
    }
    default = said.get("default", [1.0] * said.get("size", 1))
    if said["kind"] == "number":
        default = float(default)
    return synced(tuple(default) if isinstance(default, list) else default, checks_by_kind[said["kind"]]())


def stops_of(said: Mapping[str, Any]) -> tuple[float, ...]:
    """Where a slider stands, as controls.js reckons it: listed, or evenly spaced in the logarithm."""
    stops = said["stops"]
    if not isinstance(stops, Mapping):
        return tuple(stops)
    ratio = math.log(stops["to"] / stops["from"]) / (stops["count"] - 1)
    digits = stops.get("digits", 3)
    return tuple(float(f"{stops['from'] * math.exp(ratio * i):.{digits}g}") for i in range(stops["count"]))
