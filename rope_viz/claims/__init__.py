"""Claims that people make about positions, each tried by an experiment whenever it is asked for.

Each chapter has its file in `topics`; `claim` has what a claim is made of, `bench` what experiments share.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from difflib import get_close_matches

from rope_viz.claims import topics
from rope_viz.claims.claim import Claim, Factory, Findings, Quantity, Ruling, Verdict
from rope_viz.claims.trial import ClaimsTable, Trial

_NAMES = [f"{topics.__name__}.{found.name}" for found in pkgutil.iter_modules(topics.__path__)]
_MODULES = map(importlib.import_module, _NAMES)
CLAIMS = {c.slug: c for module in _MODULES for c in vars(module).values() if isinstance(c, Claim)}

__all__ = [
    "CLAIMS",
    "Claim",
    "ClaimsTable",
    "Factory",
    "Findings",
    "Quantity",
    "Ruling",
    "Trial",
    "Verdict",
    "claims_table",
    "try_claim",
]


def try_claim(slug: str, **encodings: Factory) -> Trial:
    """Put one claim on trial: run its experiment now and judge what it finds.

    Parameters
    ----------
    slug : str
        The claim's name, a key of ``rope_viz.claims.CLAIMS``.
    **encodings : callables that make encodings
        Try these in place of the package's own: ``rope=MyRope`` where the experiment turns vectors,
        ``sinusoidal=…``, ``learned=…``, ``t5=…`` or ``nothing=…`` where it uses those.

    Returns
    -------
    Trial
        Shows itself as a card: the claim, the verdict, and the numbers behind it.

    Raises
    ------
    ValueError
        If there is no such claim, or its experiment does not use one of the encodings.

    Examples
    --------
    >>> try_claim("rotation-keeps-length").ruling
    Ruling(verdict=<Verdict.HOLDS: 'holds'>, ...)
    >>> from rope_viz import NoPositions
    >>> print(try_claim("bag-of-words", nothing=NoPositions).ruling)
    holds when every word sees every other
    """
    if slug not in CLAIMS:
        near = get_close_matches(slug, CLAIMS, 3) or CLAIMS
        raise ValueError(f"slug must name a claim, like {', '.join(map(repr, near))}; {slug!r} came.")
    used = _used(CLAIMS[slug])
    for name in encodings:
        if name not in used:
            raise ValueError(f"the experiment of {slug!r} uses {' and '.join(used)}; {name} came.")
    return _try(CLAIMS[slug], encodings)


def claims_table(**encodings: Factory) -> ClaimsTable:
    """Put every claim on trial.

    Parameters
    ----------
    **encodings : callables that make encodings
        As for `try_claim`; each is tried in the experiments that use it.

    Returns
    -------
    ClaimsTable
        Shows itself as a table, which in the book sorts and filters.
    """
    return ClaimsTable(
        tuple(
            _try(claim, {name: made for name, made in encodings.items() if name in _used(claim)})
            for claim in CLAIMS.values()
        )
    )


def _try(claim: Claim, encodings: dict[str, Factory]) -> Trial:
    found = claim.experiment(**encodings)
    return Trial(claim, found, claim.rule(found))


def _used(claim: Claim) -> list[str]:
    return list(inspect.signature(claim.experiment).parameters)
