"""Claims of the chapter inside."""

from __future__ import annotations

import numpy as np

from rope_viz.claims.bench import NEAR, rounding, scores_by_distance
from rope_viz.claims.claim import (
    FAILS,
    UNTOLD,
    Factory,
    Findings,
    Quantity,
    Ruling,
    fails,
    on_page,
    untold,
)
from rope_viz.claims.view import view
from rope_viz.curves.common import exact_dtype, to_numpy
from rope_viz.encodings.rope import Rope
from rope_viz.models import families, pretrained

claim = on_page("What the geometry gives", __name__)


@claim(
    "RoPE is robust across architectures and settings.",
    shown=view("inside", placing="later", cut=32),
    expected=UNTOLD,
    broken={"keys turned backwards": FAILS, "added, not turned": FAILS, "nothing turned": FAILS},
)
def robust_across_architectures(rope: Factory = Rope) -> Findings:
    """Try its one law on real heads, at the start of a text and 5,000 tokens on."""
    heads = pretrained.smollm2_heads()
    encoding = rope(heads.q.shape[-1], base=heads.base)
    query, key = (x[:, 20:80].to(exact_dtype()) for x in (heads.q, heads.k))
    near, later = (scores_by_distance(encoding, query, key, NEAR, start=start) for start in (0, 5_000))
    size = to_numpy(query.norm(dim=-1) * key.norm(dim=-1))[..., None]
    return {
        "moved": Quantity(
            float((np.abs(later - near) / size).max()), "change of scores with the place, of |q||k|"
        ),
        "told": Quantity(
            float((np.ptp(near, axis=-1) / size[..., 0]).min()), "least change with the distance"
        ),
        "heads": Quantity(len(heads.heads), "heads tried, of SmolLM2"),
        "models": Quantity(1, "architecture tried"),
        "families": Quantity(
            len(families.KNOWN), "families of models that turn, and that this package can read"
        ),
    }


@robust_across_architectures.judged
def judge_robust(found: Findings) -> Ruling:
    if found["moved"].value > rounding(5_000) or found["told"].value <= rounding():
        return fails(
            f"Scores change by {found['moved']} of |q||k| from place to place and by {found['told']} with "
            "the distance."
        )
    return untold(
        f"Its law does not ask where vectors come from: in {found['heads']} heads of SmolLM2 scores change "
        f"by {found['moved']} of |q||k| with the place and by {found['told']} or more with the distance. "
        f"That a model trains well with it is another matter, and {found['models']} architecture is not "
        "many. What speaks for the claim is how many have taken it up: this package can read "
        f"{found['families']} families."
    )
