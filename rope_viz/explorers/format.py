"""Numbers as the sentences say them: the twin of src/format.js."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal


def fixed(value: float, digits: int = 2) -> str:
    """A fixed number of decimals, a true minus sign, and no negative zero.

    >>> fixed(-0.001), fixed(-1.5), fixed(2)
    ('0.00', '−1.50', '2.00')
    """
    # Half is rounded away from zero, as the browser does it.
    rounded = Decimal(abs(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return f"−{rounded}" if value < 0 and rounded else f"{rounded}"


def brief(value: float) -> str:
    """Three significant digits, commas between thousands.

    >>> brief(0.0316228), brief(62831.85), brief(1.0)
    ('0.0316', '62,800', '1')
    """
    rounded = float(f"{value:.2e}")
    decimals = max(0, 2 - math.floor(math.log10(abs(rounded)))) if rounded else 0
    whole, _, part = fixed(rounded, min(decimals, 12)).partition(".")
    number = "−" * whole.startswith("−") + f"{int(whole.lstrip('−')):,}"
    tail = part.rstrip("0")
    return f"{number}.{tail}" if tail else number
