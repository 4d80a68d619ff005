"""Traits whose errors name the parameter, the rule and the value, in the words of `rope_viz.checks`."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
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
    except (TypeError, ValueError):
        return math.nan
