"""The explorer of trained heads: attention without some of its pairs."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers.stills import frame, marks

import rope_viz as rv
from rope_viz import explore_inside, theme
from rope_viz.models.heads import Heads
from rope_viz.plots.content import Axis, Bars, Heat, Label


def heads(tokens=14, *, rope=None, words=None):
    """Random heads; 10 of 16 components turn, and pairs are halves."""
    rope = rope or rv.Rope(16, rotary_dim=10, layout="half", base=200.0)
    drawn = torch.randn(2, 2, tokens, 16, generator=torch.Generator().manual_seed(3)) * 2
    return Heads(drawn[0], drawn[1], ((0, 0), (3, 1)), tuple(words or map(str, range(tokens))), rope)


def build():
    explorer = explore_inside(chosen=[(16, 0)], build=True)
    explorer.kept = [0, 8]
    return explorer


def hostile():
    words = ["<b>", "&amp;", "“", "\\", "'", "日本", "", " ", "$x$", "0", "1", "<script>alert(1)</script>"]
    return explore_inside(heads(12, words=words), label="<i>mine</i>")


CASES = {
    "inside": explore_inside,
    "inside-half": lambda: explore_inside(heads(), label="mine", cut=3, what="fast-out"),
    "inside-build": build,
    "inside-hostile": hostile,
}


def rotated(mine: Heads, at: int, rope: rv.Rope, last: int | None = None):
    """Attention by the rope itself, of which components from ``last`` on are left out."""
    query, key = (rope.rotate(x[at].half().double(), torch.arange(x.shape[1])) for x in (mine.q, mine.k))
    logits = query[:, last:] @ key[:, last:].T / query.shape[-1] ** 0.5
    return logits.masked_fill(torch.ones(logits.shape, dtype=torch.bool).triu(1), -torch.inf).softmax(-1)


def test_attention_is_that_of_the_rope_that_came():
    mine, below = heads(), torch.ones(14, 14, dtype=torch.bool).tril()
    explorer = explore_inside(mine, cut=8)
    explorer.head = 1
    torch.testing.assert_close(
        torch.tensor(explorer.numbers()["weights"], dtype=torch.float64), rotated(mine, 1, mine.rope)[below]
    )
    faster = rv.Rope(16, rotary_dim=10, layout="half", base=20.0)
    n = explore_inside(mine, rope=faster, cut=8).numbers()
    torch.testing.assert_close(
        torch.tensor(n["weights"], dtype=torch.float64), rotated(mine, 0, faster)[below]
    )
    assert n["moved"] == 0, "the whole head is turned by it as well"


def test_all_pairs_still_is_no_rotation_and_none_kept_is_an_even_attention():
    mine, below = heads(), torch.ones(14, 14, dtype=torch.bool).tril()
    explorer = explore_inside(mine, cut=0)
    still = torch.tensor(explorer.numbers()["weights"], dtype=torch.float64)
    query, key = (x[0].half().double() for x in (mine.q, mine.k))
    plain = (query @ key.T / 4).masked_fill(~below, -torch.inf).softmax(-1)
    torch.testing.assert_close(still, plain[below])
    explorer.cut, explorer.placing = 8, "none"
    assert explorer.numbers()["weights"] == pytest.approx(still.tolist())
    explorer.build, explorer.placing = True, "plain"
    even = torch.tril(torch.ones(14, 14, dtype=torch.float64))
    assert explorer.numbers()["weights"] == pytest.approx((even / even.sum(1, keepdim=True))[below].tolist())
    assert explorer.numbers()["top"] == [0, 1, 2, 3, 4], "equal weights keep the order of the text"


def test_positions_are_moved_as_they_say():
    mine, explorer = heads(), explore_inside(heads(), cut=8)
    whole = explorer.numbers()["weights"]
    explorer.placing = "later"
    assert explorer.numbers()["weights"] == pytest.approx(whole, abs=1e-9)
    for placing, stretched, ahead in (("double", 2, 0), ("half", 0.5, 0), ("far", 1, 100_000)):
        explorer.placing = placing
        keys = torch.arange(14, dtype=torch.float64) * stretched
        query, key = (
            mine.rope.rotate(x[0].half().double(), at) for x, at in ((mine.q, keys + ahead), (mine.k, keys))
        )
        logits = (query @ key.T / 4).masked_fill(torch.ones(14, 14, dtype=torch.bool).triu(1), -torch.inf)
        expected = logits.softmax(-1)[torch.ones(14, 14, dtype=torch.bool).tril()]
        assert explorer.numbers()["weights"] == pytest.approx(expected.tolist()), placing


def test_what_is_left_out_is_what_the_cursor_says():
    explorer = explore_inside(cut=8, what="fast-out")
    assert explorer.touched == [*range(8)] and explorer.numbers()["untouched"] == 24
    explorer.what = "slow-still"
    assert explorer.touched == [*range(8, 32)]
    sizes = explorer.numbers()["sizes"]
    assert explorer.numbers()["touched_size"] == pytest.approx(sum(sizes[8:])) and sum(
        sizes
    ) == pytest.approx(1)


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match=r"tokens must be from 12 to 64, to be seen; 11 came\."):
        explore_inside(heads(11))
    with pytest.raises(ValueError, match=r"chosen must name heads that were given, .*; \(9, 9\) came\."):
        explore_inside(heads(), chosen=[(9, 9)])
    with pytest.raises(ValueError, match=r"chosen must be from 1 to 8 heads; 0 came\."):
        explore_inside(heads(), chosen=[])
    with pytest.raises(ValueError, match=r"rope must turn vectors of 16 components with pairs as 'half'"):
        explore_inside(heads(), rope=rv.Rope(16))
    with pytest.raises(ValueError, match=r"cut must be at most 8, because there are no more; 9 came\."):
        explore_inside(heads(), cut=9)
    explorer = explore_inside(heads())
    for trait, most in {"head": 1, "token": 13, "pair": 7}.items():
        with pytest.raises(ValueError, match=rf"{trait} must be at most {most}, .*; {most + 1} came\."):
            setattr(explorer, trait, most + 1)
    for wrong in ([0, 0], [-1], "0", [0.5]):
        with pytest.raises(ValueError, match="kept must be indices of pairs, each once"):
            explorer.kept = wrong
    with pytest.raises(ValueError, match=r"kept must be at most 7, .*; \(8,\) came\."):
        explorer.kept = 8
    with pytest.raises(ValueError, match=r"query must have 3 pairs, as there are speeds; 8 came\."):
        explorer.given = explorer.given | {"speeds": [1.0, 0.5, 0.1]}
    large = heads()
    large.q[0, 0, 0] = 1e6
    with pytest.raises(ValueError, match="query must be finite and below 65,504, as float16 has it"):
        explore_inside(large)


def test_its_still_shows_its_numbers():
    explorer = rv.explore_inside(cut=8, what="fast-out")
    picture, n = explorer.picture(), explorer.numbers()
    (shades,), (bars,) = marks(picture, Heat), marks(picture, Bars, 1)
    heads = rv.pretrained.smollm2_heads()
    query, key = (x[0, :64].double().numpy().reshape(64, 32, 2) @ [1, 1j] for x in (heads.q, heads.k))
    at = np.arange(64)[:, None] * heads.inv_freq.numpy()
    logits = ((query * np.exp(1j * at))[:, 8:] @ (key * np.exp(1j * at))[:, 8:].conj().T).real / 8
    powers = np.exp(logits - logits.max(1, keepdims=True)) * np.tri(64)
    np.testing.assert_allclose(shades.values**2, powers / powers.sum(1, keepdims=True), atol=1e-9)
    assert (shades.low, shades.high, shades.colours) == (0, 1, (theme.PAPER, theme.SCORE))
    sizes = abs(query).mean(0) * abs(key).mean(0)
    np.testing.assert_allclose(bars.high, 100 * sizes / sizes.sum())
    assert bars.colours[:8] == (theme.GRID,) * 8 and bars.colours[31] == theme.SLOW_PAIR
    (said,) = marks(picture, Label, 1)
    assert said.text == "pairs 0 to 7 of 32 left out" and n["untouched"] == 24
    attention, pairs = picture.panels
    across, down = (
        Axis("key, token", (-0.5, 63.5), grid=False),
        Axis("query, token", (-0.5, 63.5), True, grid=False),
    )
    assert frame(attention) == ("attention", across, down, {"equal"})
    waves = ((0, "6.28"), (8, "112"), (16, "1,990"), (24, "35,300"))
    x = Axis("tokens for one turn of a pair", (-1, 32), ticks=waves, grid=False)
    assert frame(pairs) == ("its pairs", x, Axis("share of |q||k| (%)", (0, 1.2 * bars.high.max())), set())
