"""Numbers as sentences, readouts and cards say them.

Explorers write them so in a browser, too (``explorers/core/words.js``): there, as here, half is rounded away
from zero.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
LEAST_IN_FULL = 1e-4  # what is smaller is written as a power of ten
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def fixed(value: float, digits: int = 2) -> str:
    """Write a fixed number of decimals, with a true minus sign and no negative zero.

    Examples
    --------
    >>> fixed(-0.001), fixed(-1.5), fixed(2)
    ('0.00', '−1.50', '2.00')
    """
    rounded = Decimal(abs(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return f"{MINUS}{rounded:f}" if value < 0 and rounded else f"{rounded:f}"


def brief(value: float) -> str:
    """Write three significant digits, with commas between thousands: what a readout has room for.

    Examples
    --------
    >>> brief(0.0316228), brief(62831.85), brief(1.0), brief(8.88e-10), brief(2e-5)
    ('0.0316', '62,800', '1', '8.88 × 10⁻¹⁰', '2 × 10⁻⁵')
    """
    rounded = _significant(value, 3)
    if 0 < abs(rounded) < LEAST_IN_FULL:
        return MINUS * (rounded < 0) + _powered(f"{abs(rounded):.3g}")
    decimals = max(0, 2 - math.floor(math.log10(abs(rounded)))) if rounded else 0
    whole, _, part = fixed(rounded, decimals).partition(".")
    number = MINUS * whole.startswith(MINUS) + f"{int(whole.lstrip(MINUS)):,}"
    tail = part.rstrip("0")
    return f"{number}.{tail}" if tail else number


def _significant(value: float, digits: int) -> float:
    exact = Decimal(value)
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), rounding=ROUND_HALF_UP))


def measured(value: float) -> str:
    """Write a measurement: three significant digits, one if it is rounding error, all if it is whole.

    Examples
    --------
    >>> print(*map(measured, (4096.0, -0.12345, 999.7, 1.234e-4, 2.3e-16)), sep="; ")
    4,096; −0.123; 1,000; 1.23 × 10⁻⁴; 2 × 10⁻¹⁶
    """
    if not math.isfinite(value):
        return "no number" if math.isnan(value) else "infinity"
    sign, size = MINUS if value < 0 else "", abs(value)
    if size < 1e15 and size == round(size):
        return f"{sign}{size:,.0f}"
    if size < 1e-3:
        digits = 1 if size < 1e-6 else 3
        return sign + _powered(f"{_significant(size, digits):.{digits - 1}e}")
    return sign + (f"{int(fixed(size, 0)):,}" if size >= 999.5 else f"{_significant(size, 3):g}")


def typeset(number: str) -> str:
    """Write a number as print does, where a program wrote a hyphen and an e; leave other text alone.

    Examples
    --------
    >>> typeset("4e-16"), typeset("1e-10"), typeset("-179"), typeset("0e+00"), typeset("bfloat16")
    ('4\xa0×\xa010⁻¹⁶', '10⁻¹⁰', '−179', '0', 'bfloat16')
    """
    found = re.fullmatch(r"(?P<sign>-?)(?P<digits>[\d,]+(?:\.\d+)?)(?P<power>e[+-]\d+)?", number)
    if not found:
        return number
    sign, digits = found["sign"].replace("-", MINUS), found["digits"]
    if not found["power"] or float(digits) == 0:
        return sign + digits
    powered = _powered(digits + found["power"])
    # No line breaks inside a number.
    return sign + (powered.removeprefix("1 × ") if digits == "1" else powered.replace(" ", "\xa0"))


def unbroken(text: str) -> str:
    """Keep numbers and their units on one line.

    Examples
    --------
    >>> unbroken("up to 4.46 % of 12 heads")
    'up to 4.46\xa0% of 12 heads'
    """
    return re.sub(r"(?<=\d) (?=(rad|tokens|nats|degrees|bytes)\b|[%×±])|(?<=×) ", "\xa0", text)


def _powered(number: str) -> str:
    digits, power = number.split("e")
    return f"{digits} × 10{str(int(power)).translate(_RAISED)}"
