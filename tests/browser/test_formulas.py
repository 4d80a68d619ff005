"""The explorers' formulas in JavaScript, run in a browser: they give what torch gives."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.explorers.core import static

pytestmark = pytest.mark.browser


def in_rope_js(page, body: str, *arguments):
    """Run a piece of JavaScript in which `rope` is core/rope.js."""
    return page.evaluate(
        f"""async ([source, values]) => {{
            const url = URL.createObjectURL(new Blob([source], {{ type: "text/javascript" }}));
            const rope = await import(url);
            return (({body}))(...values);
        }}""",
        [(static.EXPLORERS / "core/rope.js").read_text(), json.loads(json.dumps(arguments))],
    )


@pytest.mark.parametrize("seed", range(8))
def test_rope_js_agrees_with_torch(page, seed):
    draw = torch.Generator().manual_seed(seed)
    head_dim = 2 * int(torch.randint(1, 129, (), generator=draw))
    base = float(10 ** (1 + 7 * torch.rand((), generator=draw, dtype=torch.float64)))
    m, n = torch.randint(0, 100_000, (2,), generator=draw).tolist()
    query, key = torch.randn(2, 1, head_dim, generator=draw, dtype=torch.float64)
    rope = rv.Rope(head_dim, base=base)

    body = """(D, base, m, n, q, k) => {
        const speeds = rope.invFreq(D, base);
        return {
            angles: [...rope.angles(m, speeds)],
            wavelengths: [...speeds].map(rope.wavelength),
            turned: [...rope.rotate(q, m, speeds)],
            score: rope.score(q, k, m - n, speeds),
            pairs: [...rope.scoreByPair(rope.scoreParts(q, k), m - n, speeds)],
            dot: rope.dot(rope.rotate(q, m, speeds), rope.rotate(k, n, speeds)),
        };
    }"""
    here = in_rope_js(page, body, head_dim, base, m, n, query[0].tolist(), key[0].tolist())
    turned_query, turned_key = rope.rotate(query, [m])[0], rope.rotate(key, [n])[0]
    score = float(turned_query @ turned_key)
    assert here["angles"] == pytest.approx(rope.angles([m])[0].tolist(), rel=1e-9)
    assert here["wavelengths"] == pytest.approx(rope.wavelengths.tolist(), rel=1e-9)
    # An angle of 100 000 rad carries its relative rounding of 1e-16 into the cosine as 1e-11.
    assert here["turned"] == pytest.approx(turned_query.tolist(), abs=1e-8)
    assert [here["score"], here["dot"], sum(here["pairs"])] == pytest.approx([score] * 3, rel=1e-6, abs=1e-6)


def test_t5_js_agrees_with_torch(page):
    """The exact borders, for many layouts, near and far."""
    rng = np.random.default_rng(3)
    relative = [*range(-150, 151), *rng.integers(-5000, 5000, 60).tolist()]
    layouts = []
    while len(layouts) < 60:
        buckets, both = 2 * int(rng.integers(2, 65)), bool(rng.integers(2))
        farthest = int(rng.integers(buckets, 2000))
        layouts.append([buckets, farthest, both])
    # Borders that a logarithm in float32 or float64 misplaces, and the two real models.
    layouts += [[34, 27, True], [38, 196, True], [18, 128, True], [32, 128, True], [32, 128, False]]
    source = (static.EXPLORERS / "buckets/t5.js").read_text()
    found = page.evaluate(
        """async ([source, layouts, relative]) => {
            const t5 = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
            return layouts.map(([num_buckets, max_distance, bidirectional]) => {
                const starts = t5.startsOf({ num_buckets, max_distance, bidirectional });
                return relative.map((apart) => t5.bucketOf(apart, starts, bidirectional));
            });
        }""",
        [source, json.loads(json.dumps(layouts)), relative],
    )
    for (buckets, farthest, both), here in zip(layouts, found, strict=True):
        expected = rv.t5_bucket(torch.tensor(relative), both, buckets, farthest).tolist()
        assert here == expected, (buckets, farthest, both)
