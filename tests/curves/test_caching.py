"""Decoding with a cache: against loops, against `Layer.decode`, and where nothing may go wrong."""

from __future__ import annotations

import cache_by_hand as by_hand
import numpy as np
import pytest
import torch

import rope_viz as rv
from rope_viz.curves.caching import ABSENT, KEPT, MADE, REDONE, RIGHT, Keeping, decode, drawn
from rope_viz.encodings.attention import Layer

DIM, TOKENS = 8, 7
X = torch.randn(TOKENS, DIM, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
LAYERS = [Layer(*drawn(seed, 3, 1, DIM, DIM) / DIM**0.5) for seed in (1, 2)]
MATRICES = [tuple(m[0].numpy() for m in (layer.to_query, layer.to_key, layer.to_value)) for layer in LAYERS]
FOLLOWING = rv.Rope(DIM, base=50.0, scaling=rv.scaling.dynamic_ntk(3.0, original_length=3))
ENCODINGS = {
    "none": rv.NoPositions(),
    "learned": rv.Learned(drawn(3, TOKENS, DIM)),
    "sinusoidal": rv.Sinusoidal(DIM),
    "t5": rv.T5Bias(drawn(4, 32, 1), bidirectional=False),
    "alibi": rv.Alibi(1),
    "shaw": rv.ShawKeys(drawn(5, 5, DIM)),
    "rope": rv.Rope(DIM),
    "partial": rv.Rope(DIM, layout="half", rotary_dim=4),
}
WAYS = ["ready", "moved", "bare", "nothing"]
each_encoding = pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)


@pytest.mark.parametrize("kept", ["ready", "bare"])
@pytest.mark.parametrize(("room", "places"), [(100, "text"), (4, "text"), (4, "cache")])
@pytest.mark.parametrize(
    ("encoding", "speeds"),
    [
        (rv.Rope(DIM, base=50.0), by_hand.steady(DIM, 50.0)),
        (FOLLOWING, by_hand.dynamic(DIM, 50.0, 3.0, 3)),
    ],
    ids=["steady", "following"],
)
def test_each_step_is_what_loops_give(encoding, speeds, room, places, kept):
    found = decode(X, LAYERS, encoding, Keeping((kept, kept), room, places))
    off, outputs = by_hand.written(
        X.numpy(), MATRICES, speeds, kept=kept, room=room, in_cache=places == "cache"
    )
    np.testing.assert_allclose(found.outputs, outputs, atol=1e-12)
    for step, rows in enumerate(off):
        for layer, row in enumerate(rows):
            here = found.off[layer, step]
            np.testing.assert_allclose(here[~np.isnan(here)], row, atol=1e-12)
            assert ((found.cells[layer, step] == ABSENT) == np.isnan(here)).all()


@each_encoding
def test_one_layer_is_layer_decode(encoding):
    keys = "bare" if encoding is ENCODINGS["shaw"] else "ready"
    found = decode(X, LAYERS[:1], encoding, Keeping((keys,)))
    by_layer = LAYERS[0].decode(X, encoding)[0]
    true = LAYERS[0].attend(X, encoding, causal=True).output[0]
    assert found.outputs.max() < RIGHT
    torch.testing.assert_close(by_layer, true, rtol=0, atol=1e-12)


@each_encoding
@pytest.mark.parametrize("kept", WAYS)
def test_a_cache_that_forgets_nothing_is_right_but_for_sums_that_are_kept(encoding, kept):
    found = decode(X, LAYERS, encoding, Keeping((kept, kept)))
    spoilt = kept == "ready" and encoding is ENCODINGS["shaw"]
    assert (found.outputs.max() < RIGHT) == (not spoilt)
    if spoilt:
        old = found.off[0][np.tril_indices(TOKENS, -1)]
        assert (old[: TOKENS - 1] > 0.1).all(), "each sum that is a step old"


@each_encoding
def test_what_is_done_in_each_step(encoding):
    name = next(name for name, other in ENCODINGS.items() if other is encoding)
    cells = decode(X, LAYERS, encoding, Keeping(("bare", "nothing"))).cells
    rows, columns = np.tril_indices(TOKENS, -1)
    # A turn by position 0 is none; sums have a vector for each distance.
    again = {"rope": columns > 0, "partial": columns > 0, "shaw": columns >= 0}.get(name, columns < 0)
    assert (cells[0, rows, columns] == np.where(again, REDONE, KEPT)).all()
    assert (cells[0].diagonal() == MADE).all() and (cells[1][np.tril_indices(TOKENS)] == MADE).all()
    assert (cells[:, *np.triu_indices(TOKENS, 1)] == ABSENT).all()
    # Where places move, keys that were turned are turned on, and sums only change up to the clipped distance.
    last = decode(X, LAYERS, encoding, Keeping(("moved",) * 2, 4, "cache")).cells[0, -1].tolist()
    moved = {"rope": [REDONE] * 3, "partial": [REDONE] * 3, "shaw": [KEPT, REDONE, REDONE]}
    assert last == [ABSENT] * 3 + moved.get(name, [KEPT] * 3) + [MADE]


def test_moving_keys_is_exact_in_layer_one_only():
    rope = ENCODINGS["rope"]
    moved, left = (decode(X, LAYERS, rope, Keeping((way,) * 2, 4, "cache")) for way in ("moved", "ready"))
    assert np.nanmax(moved.off[0]) < RIGHT < 0.1 < np.nanmax(left.off[0])
    assert np.nanmax(moved.off[1]) > 0.1
    # What was added went through the matrix, and no turn moves it.
    added = decode(X, LAYERS, ENCODINGS["sinusoidal"], Keeping(("moved",) * 2, 4, "cache"))
    assert np.nanmax(added.off[0]) > 0.1


def test_where_speeds_follow_the_length_only_the_first_layer_can_keep_anything():
    right = {
        (first, second)
        for first in WAYS
        for second in WAYS
        if decode(X, LAYERS, FOLLOWING, Keeping((first, second))).outputs.max() < RIGHT
    }
    assert right == {("moved", "nothing"), ("bare", "nothing"), ("nothing", "nothing")}


def test_numbers_are_drawn_evenly_and_differ_by_seed():
    one, other = drawn(1, 4000), drawn(2, 4000)
    for numbers in (one, other):
        assert abs(numbers.mean()) < 0.06 and abs(numbers.std() - 1) < 0.03
        assert numbers.abs().max() <= 3**0.5
    assert abs(torch.corrcoef(torch.stack([one, other]))[0, 1]) < 0.06
    # Murmur's finalizer of 0x9E3779B9 + 0, by hand.
    bits = 0x9E3779B9
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        bits = (bits ^ (bits >> shift)) * factor % 2**32
    assert float(one[0]) == pytest.approx(((bits + 0.5) / 2**32 - 0.5) * 12**0.5)


def test_keeping_is_checked():
    with pytest.raises(ValueError, match=r"ways must be .*'ready'.*; 'turned' came\."):
        Keeping(("turned",))
    with pytest.raises(ValueError, match=r"room must .*0 came"):
        Keeping(room=0)
    with pytest.raises(ValueError, match=r"places must be .*'text'.*; 'both' came\."):
        Keeping(places="both")
    with pytest.raises(ValueError, match=r"ways must be one for each of 2 layers; 1 came"):
        decode(X, LAYERS, rv.NoPositions(), Keeping(("ready",)))
    with pytest.raises(ValueError, match=r"words must .*head_dim"):
        decode(X[:, :6], LAYERS, rv.NoPositions(), Keeping())
