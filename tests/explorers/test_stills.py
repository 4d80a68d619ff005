"""Stills show the explorers' numbers: what is drawn is read back and compared with torch."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from explorer_cases import CASES
from explorers.test_training import small

import rope_viz as rv
from rope_viz import theme
from rope_viz.explorers import NAMES
from rope_viz.explorers.listing.trial import source
from rope_viz.plots.content import Arrow, Axis, Bars, Beads, Heat, Label, Legend, Line, Points, Rule


def marks(picture, kind, panel=0):
    return [mark for mark in picture.panels[panel].marks if isinstance(mark, kind)]


def frame(panel):
    """What stands around the marks: title, both axes, and how they are drawn."""
    drawn = {"equal": panel.equal, "bare": panel.bare}
    return panel.title, panel.x, panel.y, {name for name, is_so in drawn.items() if is_so}


def colours(marks):
    return [mark.colour for mark in marks]


@pytest.mark.parametrize("name", CASES)
def test_the_sentence_of_a_still_is_the_explorers(name):
    explorer = CASES[name]()
    assert explorer.picture().alt == explorer.summary()


def test_every_explorer_is_read_back_here():
    assert set(NAMES) <= {name.removeprefix("test_") for name in globals()}


def test_pair():
    explorer = rv.explore_pair("one two three", query_word="three", key_word="two", inv_freq=0.7)
    picture, n = explorer.picture(), explorer.numbers()
    query, key = marks(picture, Arrow, 1)
    for arrow, vector, position, colour in (
        (query, (0.3, 1.0), 2, theme.QUERY),
        (key, (1.0, 0.5), 1, theme.KEY),
    ):
        drawn, expected = complex(arrow.x, arrow.y), complex(*vector) * np.exp(0.7j * position)
        assert drawn == pytest.approx(expected) and arrow.colour == colour
    assert [label.text for label in marks(picture, Label, 1)] == ["three", "two"]
    (boxes,) = marks(picture, Bars)
    assert boxes.colours[1:3] == (theme.KEY, theme.QUERY) and set(boxes.colours[3:]) == {theme.PAPER}
    (curve,), (here,) = marks(picture, Line, 2), marks(picture, Points, 2)
    assert (here.x, here.y) == (1, pytest.approx(n["score"]))
    assert np.interp(1, curve.x, curve.y) == pytest.approx(n["score"], abs=1e-3)
    assert colours([curve, here]) == [theme.SCORE] * 2
    words, circle, score = picture.panels
    assert frame(words) == ("", Axis(limits=(-0.5, 11.5)), Axis(limits=(-1.3, 1.3)), {"bare"})
    assert [(label.x, label.text, label.colour) for label in marks(picture, Label)] == [
        (2, "three, m = 2", theme.QUERY),
        (1, "two, n = 1", theme.KEY),
    ]
    most = math.hypot(1, 0.5)  # the longer arrow, the key's
    for axis, reach in ((circle.x, 1.4 * most), (circle.y, 1.3 * most)):
        assert axis.limits == pytest.approx((-reach, reach)) and not axis.reverse
    assert circle.equal and circle.bare
    assert frame(score) == ("", Axis("distance m − n (tokens)"), Axis("score q·k"), set())


def test_corkscrew():
    rope = rv.Rope(8, base=50.0, scaling=rv.scaling.yarn(4.0, 32))
    explorer = rv.explore_corkscrew(rope, tokens=20)
    explorer.now = 7
    threads, beads = explorer.picture().panels[0].marks
    assert isinstance(beads, Beads) and rope.attention_factor > 1.1
    shelf = [height for height, _ in explorer.picture().panels[0].z.ticks]
    hands = rope.rotate(torch.tensor([[1.0, 0] * 4], dtype=torch.float64), [7]).view(4, 2)
    np.testing.assert_allclose(np.stack([beads.y, beads.z - shelf], axis=1), hands)
    np.testing.assert_allclose(
        np.hypot(threads.y, threads.z - np.array(shelf)[:, None]), rope.attention_factor
    )


def test_a_still_of_a_corkscrew_that_is_too_long_to_wind_shows_tubes():
    rope = rv.Rope(12)
    explorer = rv.explore_corkscrew(rope, tokens=1_048_576, now=700_000)
    threads, beads = explorer.picture().panels[0].marks
    shelf = np.array([height for height, _ in explorer.picture().panels[0].z.ticks])[:, None]
    assert (threads.x[0], threads.x.max(), threads.x[-1], beads.x) == (0, 1_048_575, 0, 700_000)
    angles = rope.angles(torch.as_tensor(threads.x))[:, 5].numpy()
    np.testing.assert_allclose(threads.y[5], np.cos(angles), atol=1e-9)
    np.testing.assert_allclose((threads.z - shelf)[5], np.sin(angles), atol=1e-9)
    edges = (threads.z - shelf)[:5]
    half = len(threads.x) // 2
    assert (edges[:, :half] == 1).all() and (edges[:, half:] == -1).all() and (threads.y[:5] == 0).all()
    hands = rope.rotate(torch.tensor([[1.0, 0] * 6], dtype=torch.float64), [700_000]).view(6, 2)
    np.testing.assert_allclose(np.stack([beads.y, beads.z - shelf[:, 0]], axis=1), hands, atol=1e-9)


def test_chain():
    picture = rv.explore_chain(distance=90).picture()
    joints = np.exp(90j * 10_000.0 ** (-np.arange(64) / 64)).cumsum()
    circle, *hands = marks(picture, Line)
    ends = np.array([hand.x + 1j * hand.y for hand in hands])
    np.testing.assert_allclose(ends[:, 1], joints)
    np.testing.assert_allclose(ends[:, 0], [0, *joints[:-1]])
    np.testing.assert_allclose(np.hypot(circle.x, circle.y), abs(joints).mean())
    assert (hands[0].colour, hands[-1].colour) == (theme.FAST_PAIR, theme.SLOW_PAIR)
    ((curve,), (here,)) = (marks(picture, kind, 1) for kind in (Line, Points))
    assert (here.x, here.y) == (90, pytest.approx(abs(joints).mean())) and curve.y[90] == here.y
    assert colours([circle, curve, here]) == [theme.REFERENCE] * 3
    chain, right = picture.panels
    limits = ((-0.2 * 64, 1.02 * 64), (-0.22 * 64, 0.33 * 64))
    assert frame(chain) == ("", Axis(limits=limits[0]), Axis(limits=limits[1]), {"equal", "bare"})
    axes = Axis("distance m − n (tokens)"), Axis("mean distance of the joints", (0, 34))
    assert frame(right) == ("", *axes, set())


def test_clocks():
    picture = rv.explore_clocks(rv.Rope(8, base=10.0), position=3).picture()
    lines = marks(picture, Line)
    for i, hand in enumerate(lines[1::2]):
        turned = np.angle(np.diff(hand.x + 1j * hand.y))[0]
        assert math.remainder(turned - 3 * 10 ** (-i / 4), 2 * math.pi) == pytest.approx(0, abs=1e-12)
        ring = lines[2 * i]
        np.testing.assert_allclose(np.hypot(ring.x - hand.x[0], ring.y - hand.y[0]), 1)
    assert colours(lines[::2]) == colours(lines[1::2]) and lines[0].colour == theme.FAST_PAIR
    assert lines[-1].colour == theme.SLOW_PAIR
    for label, ring, number in zip(marks(picture, Label), lines[::2], "0123", strict=True):
        assert (label.x, label.y) == pytest.approx((np.ptp(ring.x) / 2 + ring.x.min(), ring.y.max()))
        assert (label.text, label.side) == (number, "above")
    assert frame(picture.panels[0]) == ("", Axis(), Axis(), {"equal", "bare"})


def test_clockwork():
    explorer = rv.explore_clockwork(row=100, ahead=9, fitted=256)
    picture, n = explorer.picture(), explorer.numbers()
    for i in range(5):
        (arrow,), (guess,), (label,) = (marks(picture, kind, i) for kind in (Arrow, Points, Label))
        ring, path = marks(picture, Line, i)
        hand, foretold = (n[name][2 * i : 2 * i + 2] for name in ("hands", "guesses"))
        assert [arrow.x, arrow.y] == hand == pytest.approx([path.x[-1], path.y[-1]])
        assert [guess.x, guess.y] == foretold and len(path.x) == len(path.y) == 41
        assert float(label.text.split()[0]) == pytest.approx(n["periods"][i], rel=5e-3)
        np.testing.assert_allclose(np.hypot(ring.x, ring.y), 1)
        assert guess.colour == theme.SCORE and arrow.colour == path.colour == label.colour
        axis = Axis(limits=(-1.7, 1.7))
        assert frame(picture.panels[i]) == ("", axis, axis, {"equal", "bare"})
    assert marks(picture, Arrow, 0)[0].colour == theme.FAST_PAIR
    assert marks(picture, Arrow, 4)[0].colour == theme.SLOW_PAIR
    (copying, turning), (here,) = marks(picture, Line, 5), marks(picture, Points, 5)
    assert turning.y.tolist() == n["turning"] and copying.y.tolist() == n["copying"]
    assert (turning.x[0], turning.x[-1], here.x, here.y) == (1, 50, 9, n["turning"][8])
    assert colours([copying, turning, here]) == [theme.REFERENCE, theme.SCORE, theme.SCORE]
    axes = Axis("rows ahead", (0, 50)), Axis("share explained", (-1.2, 1.05))
    assert frame(picture.panels[5]) == ("", *axes, set())


def test_contexts():
    picture = rv.explore_contexts(rv.Rope(64), context=4000).picture()
    waves = 2 * np.pi * 10_000.0 ** (np.arange(32) / 32)
    dots, (line,) = marks(picture, Points), marks(picture, Rule)
    np.testing.assert_allclose([(dot.x[0], dot.y[0]) for dot in dots], list(enumerate(waves)))
    assert [bool(dot.hollow[0]) for dot in dots] == (waves > 4000).tolist()
    assert (dots[0].colour, dots[-1].colour) == (theme.FAST_PAIR, theme.SLOW_PAIR)
    (label,) = marks(picture, Label)
    assert (line.y, label.y, label.text, label.side) == (4000, 4000, "context: 4,000 tokens", "above")
    assert line.colour == label.colour == theme.REFERENCE
    x, y = Axis("pair i, fast to slow", (-1, 32)), Axis("tokens for one turn", (10**0.5, 1e8), log=True)
    assert frame(picture.panels[0]) == ("", x, y, set())


def test_layouts():
    explorer = rv.explore_layouts(moved=1, read="half")
    picture, n = explorer.picture(), explorer.numbers()
    assert [(*line.x, *line.y) for line in marks(picture, Line)] == [
        (component, place, 1, 0) for place, component in enumerate([0, 2, 1, 3, 4, 5, 6, 7])
    ]
    shades = [theme.pair_colour(pair / 3) for pair in (0, 1, 0, 1, 2, 2, 3, 3)]
    assert colours(marks(picture, Line)) == shades
    assert "one from each half" in picture.panels[0].title
    trained, read = marks(picture, Line, 1)
    assert (trained.y.tolist(), read.y.tolist()) == (n["trained"], n["read"]) and trained.dash == "dash"
    (spot,) = marks(picture, Points, 1)
    assert (spot.x[0], spot.y[0]) == (4, n["read"][4])
    assert picture.panels[1].x == Axis("distance m − n (tokens)", (0, 32))


def test_listing():
    explorer = rv.explore_listing(right=0b000111)
    code, laws = (marks(explorer.picture(), Label, panel) for panel in (0, 1))
    assert [label.text.replace("\u00a0", " ") for label in code] == source(0b000111)
    assert [label.y for label in code] == [-row for row in range(13)]
    shade = dict(zip(source(0b000111), colours(code), strict=True))
    assert shade["  y = x.clone()"] == theme.SCORE and shade["  return y"] == theme.INK
    assert shade["      angle = 0.01 * i * j"] not in (theme.SCORE, theme.INK)
    assert [label.text[0] for label in laws] == list("✓✓✓✗✗✗✗")
    assert laws[3].text == "✗ zero stays zero" and laws[0].colour == theme.SCORE != laws[3].colour


def test_cache():
    explorer = rv.explore_cache(tokens=9, kept="moved", room=7, places="cache")
    picture, n = explorer.picture(), explorer.numbers()
    off = np.array(n["off"]).reshape(2, 12, 12)
    for layer in range(2):
        bars = marks(picture, Bars, layer)
        boxes = [bar for bar in bars if bar.high[0] - bar.low[0] == pytest.approx(0.8) and bar.edge]
        cells = [(bar.x[0], (bar.low[0] + bar.high[0]) / 2) for bar in boxes if bar.x[0] < 12]
        # Seven steps with all tokens so far, then two with the last seven.
        steps = [(n, -step) for step in range(9) for n in range(max(0, step - 6), step + 1)]
        np.testing.assert_allclose(cells, steps)
        new = [bar.x[0] for bar in boxes if bar.colours == (theme.KEY,)]
        assert new == list(range(9)), "the diagonal"
        rings = [(spot.x[0], spot.y[0]) for spot in marks(picture, Points, layer)]
        assert rings == ([] if layer else [(n, -step) for step in (7, 8) for n in range(step - 6, step)])
        shares = {
            (bar.x[0], round(bar.low[0] + 0.4)): bar.high[0] - bar.low[0]
            for bar in bars
            if bar.colours == (theme.INK,)
        }
        for (column, row), high in shares.items():
            wrong = n["outputs"][-row] if column > 12 else off[layer, -row, int(column)]
            assert high == pytest.approx(0.8 * min(wrong, 1))
        assert len(shares) == (12 + 2 if layer else 0), "keys of layer 2, and the outputs"
    assert [text for _, text in picture.panels[0].y.ticks][:3] == ["the", "dog", "chases"]
    assert [panel.title for panel in picture.panels] == ["layer 1", "layer 2"]


def test_shards():
    explorer = rv.explore_shards(padding=2, order="zig-zag")
    picture, n = explorer.picture(), explorer.numbers()
    bars = marks(picture, Bars)
    lanes = [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 2, 2, 1, 1, 0, 0]
    assert [(bar.x[0], round(-(bar.low[0] + bar.high[0]) / 2)) for bar in bars] == [
        (token + 2, lane) for token, lane in enumerate(lanes)
    ]
    assert [bar.colours for bar in bars] == [(theme.KEY,)] * 15 + [(theme.QUERY,)]
    right, made = marks(picture, Points, 1)
    np.testing.assert_allclose(right.y, made.y, atol=1e-9)
    np.testing.assert_allclose(made.y, n["scores"])
    assert right.hollow.all() and made.hollow is None and made.colour == theme.SCORE
    assert picture.panels[0].y.ticks[3] == (-3, "device 4")


def test_training():
    picture = rv.explore_training(small(), step=10).picture()
    (panel,) = picture.panels
    lines = {line.name: line for line in marks(picture, Line)}
    assert lines["RoPE"].x.tolist() == [0, 10] and lines["RoPE"].y.tolist() == [5, 3], "as far as the cursor"
    assert lines["sinusoidal"].y.tolist() == [5, 4]
    assert (lines["RoPE"].colour, lines["RoPE"].dash) == (theme.LIGHT.series[2], "solid")
    assert (lines["sinusoidal"].colour, lines["sinusoidal"].dash) == (theme.LIGHT.series[0], "dash")
    assert frame(panel) == ("", Axis("steps of training", (0, 20)), Axis("loss, nats"), set())
    explorer = rv.explore_training(small(), shown="longer")
    explorer.tokens, explorer.show_rope = 128, False
    (line,) = (line for line in marks(explorer.picture(), Line) if np.isfinite(line.y).any())
    assert line.name == "no positions" and line.y.tolist() == pytest.approx([2, *[3.65] * 7])
    assert explorer.picture().panels[0].x == Axis("place in the text, tokens", (16, 128))


def test_precision():
    explorer = rv.explore_precision(start=300)
    picture, n = explorer.picture(), explorer.numbers()
    window, traces = picture.panels
    # In bfloat16 the sixteen from 300 on are 300 300 302 304 304 304 306 308 308 308 310 312 312 312 314 316.
    runs = [2, 1, 3, 1, 3, 1, 3, 1, 1]
    lanes = [[bar for bar in marks(picture, Bars) if bar.low[0] == -row - 0.2] for row in range(4)]
    assert [len(lane) for lane in lanes] == [16, 16, 16, 9]
    np.testing.assert_allclose([bar.width for bar in lanes[3]], np.array(runs) - 0.2)
    ends = np.cumsum(runs)
    np.testing.assert_allclose([bar.x[0] for bar in lanes[3]], ends - (np.array(runs) + 1) / 2)
    words = [(spot.x[0], spot.y[0], spot.colour) for spot in marks(picture, Points)]
    assert words[:2] == [(4, 0, theme.KEY), (5, 0, theme.QUERY)]
    assert words[-2:] == [(3.75, -3, theme.KEY), (4.25, -3, theme.QUERY)], "both are 304"
    names = ["float64 angles", "float32", "float16", "bfloat16"]
    assert [label.text for label in marks(picture, Label)] == names
    assert [text for _, text in window.x.ticks] == ["300", "315"]
    lines = marks(picture, Line, 1)
    assert [line.name for line in lines] == names[::-1]
    for line, score in zip(lines, n["scores"][::-1], strict=True):
        assert (line.x[0], line.x[-1], line.y[-1]) == (10, 300, score)
    assert marks(picture, Rule, 1)[0].y == n["exact"] == pytest.approx(2.3619, abs=1e-4)
    assert frame(traces)[1:] == (Axis("position", (10, 1e6), log=True), Axis("score q·k/√D"), set())


def test_memory():
    explorer = rv.explore_memory(balance=2)
    picture, n = explorer.picture(), explorer.numbers()
    slope, flat = marks(picture, Line)
    assert (slope.x.tolist(), slope.y.tolist()) == ([0.01, 2], [0.01, 2])
    assert (flat.x.tolist(), flat.y.tolist()) == ([2, 1000], [2, 2])
    assert colours([slope, flat]) == [*theme.LIGHT.series[:2]]
    # 128 multiplications of a number that is read and written, and the matrix beside 32 of them.
    spots = [(point.x[0], point.y[0]) for point in marks(picture, Points)]
    assert spots[0] == pytest.approx((128 / (8 + 4 * 4), 2)) and spots[2] == pytest.approx(
        (2 / 8.125, 2 / 8.125)
    )
    assert [label.text for label in marks(picture, Label)] == ["1", "2", "3"]
    unit, *bars = marks(picture, Line, 1)
    assert unit.x.tolist() == [1, 1] and unit.colour == theme.REFERENCE
    assert len(bars) == 2 * (2 + 10 + 1), "a bar for moving and one for multiplying, of every step"
    first = [(bar.x[0], bar.x[1], bar.colour) for bar in bars[:4]]
    assert first[1][:2] == pytest.approx((0, 0.97 * 4)) and first[3][0] == pytest.approx(4)
    assert first[0][1] == pytest.approx(0.97 * 1.5) and first[0][2] == theme.LIGHT.series[0]
    ends = [bar.x[1] for bar in bars if bar.colour == theme.LIGHT.series[0] and -1.5 < bar.y[0] < -0.5]
    assert ends[-1] == pytest.approx(n["times"][1], abs=0.05) and len(ends) == 10
    said = [label.text for label in marks(picture, Label, 1)]
    assert said == ["1 block matrix: 8.00", "2 step by step: 5.03", "3 in one pass: 1.02"]
    roof, lanes = picture.panels
    reach = Axis("multiplications for each byte that is moved", (0.01, 1000), log=True)
    assert frame(roof) == (
        "",
        reach,
        Axis("multiplications in the time of a byte", (0.01, 1000), log=True),
        set(),
    )
    assert lanes.x.name == "at least as long as a copy, times"


def test_inside():
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


def test_survey():
    picture = rv.explore_survey(chosen=(18, 8)).picture()
    pairs, lags = rv.pretrained.smollm2_pairs(), rv.pretrained.smollm2_attention_by_lag()
    (shades,), (mark,) = marks(picture, Heat), marks(picture, Points)
    np.testing.assert_allclose(shades.values.T**2, lags.by_lag[..., 1].numpy(), atol=5e-4)
    assert (shades.low, shades.high, shades.colours) == (0, 1, (theme.PAPER, theme.SCORE))
    assert (mark.x[0], mark.y[0], mark.colour) == (18, 8, theme.QUERY)
    (bars,), (up, down) = marks(picture, Bars, 1), marks(picture, Bars, 2)
    np.testing.assert_allclose(bars.high, lags.by_lag[18, 8, :16].numpy(), atol=5e-4)
    np.testing.assert_allclose(up.high, 100 * pairs.size[18, 8].numpy(), rtol=1e-6)
    np.testing.assert_allclose(-down.low, 100 * pairs.still[18, 8].numpy(), rtol=1e-6)
    assert (up.colours[0], up.colours[-1]) == (
        theme.FAST_PAIR,
        theme.SLOW_PAIR,
    ) and up.colours == down.colours
    heads, looks, sides = picture.panels
    x, y = Axis("layer", (-0.5, 29.5), grid=False), Axis("head", (-0.5, 8.5), True, grid=False)
    assert frame(heads) == ("", x, y, set())
    assert frame(looks) == ("", Axis("distance (tokens)"), Axis("attention", (0, 1)), set())
    waves = ((0, "6.28"), (8, "112"), (16, "1,990"), (24, "35,300"))
    x = Axis("tokens for one turn of a pair", (-1, 32), ticks=waves, grid=False)
    assert frame(sides) == ("", x, Axis("up: share of |q||k| (%); down: moved when still (%)"), set())


def test_stretch():
    explorer = rv.explore_stretch(length=16_384)
    picture, n = explorer.picture(), explorer.numbers()
    hands = marks(picture, Line)[-1], marks(picture, Label)[-1]
    turned = 16_384 * 1e5 ** (-31 / 32)  # the last hand of the wall, in its fourth row
    assert turned < 2 * math.pi and hands[1].text == "31"
    np.testing.assert_allclose(hands[0].x, [17.5, 17.5 + math.cos(turned)], atol=1e-9)
    np.testing.assert_allclose(hands[0].y, [-8.7, -8.7 + math.sin(turned)], atol=1e-9)
    assert hands[0].colour == theme.SLOW_PAIR
    greys = [line for line in marks(picture, Line) if line.colour == theme.REFERENCE]
    seen = turned / 2
    np.testing.assert_allclose(
        [greys[-1].x[-1], greys[-1].y[-1]],
        [17.5 + 0.8 * math.cos(seen), -8.7 + 0.8 * math.sin(seen)],
        atol=1e-9,
    )
    trained, plain, mine = marks(picture, Line, 1)
    assert (trained.x[0], plain.colour, mine.colour) == (8192, theme.MUTED, theme.SCORE)
    np.testing.assert_array_equal(mine.y, n["weights"])
    np.testing.assert_array_equal(plain.y, n["plain_weights"])
    assert mine.x[0] < 8192 and picture.panels[1].x.log and picture.panels[1].y.name.endswith("(%)")

    speeds = rv.explore_stretch(rule="linear", factor=8.0, view="speeds").picture().panels[0]
    dots = [mark for mark in speeds.marks if isinstance(mark, Points)]
    np.testing.assert_allclose([dot.y[0] for dot in dots], 1 / 8)
    np.testing.assert_allclose([dot.x[0] for dot in dots], 2 * math.pi * 1e5 ** (np.arange(32) / 32))
    assert (speeds.x.name, speeds.y.name) == ("tokens for one turn, before", "speed kept")


def test_model():
    rope = rv.Rope(16, base=500.0, rotary_dim=8, scaling=rv.scaling.llama3(8, original_length=512))
    picture = rv.explore_model(rope, context=1000).picture()
    plain = 2 * np.pi * 500.0 ** (np.arange(4) / 4)
    before, *dots = marks(picture, Points)
    np.testing.assert_allclose(before.y, plain)
    assert before.colour == theme.MUTED
    np.testing.assert_allclose(np.concatenate([dot.y for dot in dots]), rope.wavelengths)
    assert np.concatenate([dot.hollow for dot in dots]).tolist() == (rope.wavelengths > 1000).tolist()
    assert (dots[0].colour, dots[-1].colour) == (theme.FAST_PAIR, theme.SLOW_PAIR)
    (line,) = marks(picture, Rule)
    assert (line.y, line.colour) == (1000, theme.REFERENCE)
    (curve,), (ratios,) = marks(picture, Line, 1), marks(picture, Points, 2)
    turned = np.cos(np.outer(np.arange(1000), rope.inv_freq.numpy())).sum(axis=1)
    np.testing.assert_allclose(curve.y, (2 * turned + 8) / 16)
    assert curve.colour == theme.SCORE
    np.testing.assert_allclose((ratios.x, ratios.y), (plain, rope.wavelengths.numpy() / plain))
    waves, scores, slowed = picture.panels
    x, y = Axis("pair i, fast to slow", (-1, 4)), Axis("tokens for one turn", log=True)
    assert frame(waves) == ("", x, y, set())
    assert frame(scores) == ("", Axis("distance (tokens)"), Axis("score, all ones"), set())
    assert frame(slowed) == ("", Axis("tokens for one turn, before", log=True), Axis("times slower"), set())


def test_waves():
    explorer = rv.explore_waves()
    explorer.summed = 3
    picture, n = explorer.picture(), explorer.numbers()
    ticks = [height for height, _ in picture.panels[0].y.ticks]
    here = [np.interp(explorer.distance, wave.x, wave.y) for wave in marks(picture, Line)]
    np.testing.assert_allclose(np.subtract(here, ticks), n["contributions"], atol=1e-9)
    (total,) = marks(picture, Line, 1)
    np.testing.assert_allclose(
        np.interp(range(explorer.reach + 1), total.x, total.y), n["partial_curve"], atol=1e-9
    )
    waves = colours(marks(picture, Line))
    assert (waves[0], waves[-1], total.colour) == (theme.FAST_PAIR, theme.SLOW_PAIR, theme.SCORE)
    above, below = picture.panels
    assert [text for _, text in above.y.ticks] == [str(i) for i in range(8)] and ticks == sorted(ticks)[::-1]
    assert (above.x.name, above.y.name) == ("", "pair")
    assert (below.x.name, below.y.name) == ("distance m − n (tokens)", "sum: score q·k")
    assert below.x.ticks == tuple((8 * i, str(8 * i)) for i in range(9))
    assert [at for at, _ in above.x.ticks] == [at for at, _ in below.x.ticks], "one grid for both"


def test_scores():
    explorer = rv.explore_scores()
    picture, n = explorer.picture(), explorer.numbers()
    (curve,), (here,), (rule,) = (marks(picture, kind) for kind in (Line, Points, Rule))
    np.testing.assert_array_equal(curve.y, n["scores"])
    assert (here.x, here.y, rule.y) == (n["distance"], n["score"], n["largest_possible"])
    np.testing.assert_array_equal(curve.x, range(257))
    assert colours([curve, here, rule]) == [theme.SCORE, theme.SCORE, theme.REFERENCE]
    (label,) = marks(picture, Label)
    assert (label.text, label.y, label.side) == ("every pair aligned", rule.y, "below")
    assert frame(picture.panels[0]) == (
        "SmolLM2 layer 16 head 0, mean vectors; head_dim 64, base 100,000",
        Axis("distance m − n (tokens)", (0, 256)), Axis("score q·k, not divided by √D"), set(),
    )  # fmt: skip


def test_decay():
    explorer = rv.explore_decay()
    picture, n = explorer.picture(), explorer.numbers()
    for line in marks(picture, Line):
        name = {
            "RoFormer's curve (÷ its start)": "bound",
            "all ones": "ones",
            "Gaussian, unrelated": "gaussian",
        }
        np.testing.assert_array_equal(line.y, n[name.get(line.name, "turned")])
        assert line.x[[0, -1]].tolist() == [0, explorer.reach]
    assert marks(picture, Line)[3].name == f"key turned to peak at {explorer.peak}"
    assert colours(marks(picture, Line)) == [theme.REFERENCE, theme.SCORE, *theme.LIGHT.series[:2]]
    axes = Axis("distance m − n (tokens)"), Axis("score ÷ |q||k|", (-1, 1.05))
    assert frame(picture.panels[0]) == ("", *axes, set()) and picture.panels[0].legend == Legend()


def test_heads():
    picture = rv.explore_heads(head=7, offset=-3).picture()
    table = rv.pretrained.mpnet_bias().table
    offsets = np.arange(-128, 129)
    expected = table[rv.t5_bucket(offsets)].T.double().numpy()
    assert [len(row) for row in picture.rows] == [6, 6, 1]
    for head, curve in enumerate(expected):
        (line,) = marks(picture, Line, head)
        np.testing.assert_allclose(line.y, curve, atol=1e-6)
        assert line.colour == (theme.SCORE if head == 7 else theme.MUTED)
        assert picture.panels[head].title == str(head)
    (large,), (here,), (name,) = (marks(picture, kind, 12) for kind in (Line, Points, Label))
    np.testing.assert_array_equal(large.x, offsets)
    np.testing.assert_allclose(large.y, expected[7], atol=1e-6)
    assert (here.x, here.y) == (-3, pytest.approx(expected[7, 125])) and name.text == "head 7"
    x = Axis("key position − query position (tokens)", (-128, 128))
    y = Axis("added to the score", (-7.5, pytest.approx(1.1 * float(table.max()), rel=1e-6)))
    assert frame(picture.panels[12]) == ("", x, y, set())
    assert picture.panels[0].y.limits == y.limits


def test_positions():
    explorer = rv.explore_positions(table="sinusoidal", dim=8, position=30)
    picture, n = explorer.picture(), explorer.numbers()
    (curve,), (own, twin) = marks(picture, Line), marks(picture, Points)
    np.testing.assert_array_equal(curve.y, n["cosines"])
    assert (own.x, own.y, twin.x, twin.y) == (30, 1, n["twin_at"], n["twin"])
    assert colours([curve, own, twin]) == [theme.SCORE, theme.QUERY, theme.KEY]
    beside, square = picture.panels
    n_axis, m_axis = Axis("position n (tokens)"), Axis("position m (tokens)", reverse=True, grid=False)
    cosine = Axis("cosine with position 30", (-1, 1.05))
    assert frame(beside) == (explorer.label, n_axis, cosine, set())
    assert frame(square) == ("", Axis(n_axis.name, grid=False), m_axis, {"equal"})
    ((zero,), (row,)) = (marks(picture, Rule, panel) for panel in (0, 1))
    assert (zero.y, row.y, row.colour) == (0, 30, theme.QUERY)
    (square,) = marks(picture, Heat, 1)
    assert (square.low, square.high, square.colours) == (-1, 1, theme.SIGNED)
    unit = torch.nn.functional.normalize(rv.Sinusoidal(8).table(range(512), dtype=torch.float64), dim=1)
    block = (unit[:4] @ unit[8:12].T).mean()
    assert square.values[0, 2] == pytest.approx(float(block)) and (square.y[0], square.x[2]) == (2, 10)


def test_sinusoids():
    picture = rv.explore_sinusoids(position=8, shift=5, pair=1, dim=16).picture()
    (heat,), rules = marks(picture, Heat), marks(picture, Rule)
    speeds = 10_000.0 ** (-np.arange(8) / 8)
    angles = np.outer(np.arange(100), speeds)
    np.testing.assert_allclose(heat.values[:, 0::2], np.sin(angles), atol=1e-12)
    np.testing.assert_allclose(heat.values[:, 1::2], np.cos(angles), atol=1e-12)
    assert (heat.low, heat.high, heat.colours) == (-1, 1, theme.SIGNED)
    assert [(rule.y, rule.colour) for rule in rules] == [(8, theme.QUERY), (13, theme.KEY)]
    ring, *hands = marks(picture, Line, 1)
    np.testing.assert_allclose(np.hypot(ring.x, ring.y), 1)
    tips = [hand.x[1] + 1j * hand.y[1] for hand in hands]
    np.testing.assert_allclose(tips, np.exp(1j * angles[[8, 13], 1]))
    assert colours(hands) == [theme.QUERY, theme.KEY]
    table, clock = picture.panels
    x, y = Axis("component", grid=False), Axis("position (tokens)", reverse=True, grid=False)
    assert frame(table) == ("", x, y, set()) and frame(clock) == ("pair 1", Axis(), Axis(), {"equal", "bare"})


def test_order():
    explorer = rv.explore_order()
    explorer.order = (4, 1, 2, 3, 0)
    picture, n = explorer.picture(), explorer.numbers()
    (heat,) = marks(picture, Heat)
    np.testing.assert_array_equal(heat.values.T.ravel(), n["outputs"])
    most = np.abs(n["outputs"]).max()
    assert (heat.low, heat.high, heat.colours) == (-most, most, theme.SIGNED)
    words = tuple(enumerate(["pig", "dog", "chases", "the", "the"]))
    rows = Axis(reverse=True, ticks=(), grid=False)  # the first component is on top
    assert frame(picture.panels[0]) == (
        "what comes out for each word", Axis(ticks=words, grid=False), rows, set()
    )  # fmt: skip


def test_buckets():
    explorer = rv.explore_buckets(64, 40, bidirectional=False, length=48, offset=-33, mark_unused=True)
    picture, n = explorer.picture(), explorer.numbers()
    (bars,), (here,), (heat,) = marks(picture, Bars), marks(picture, Points), marks(picture, Heat, 1)
    np.testing.assert_array_equal((bars.low + bars.high) / 2, n["buckets"])
    assert (here.x, here.y) == (-33, n["bucket"])
    assert [rule.y for rule in marks(picture, Rule)] == [i for i, used in enumerate(n["used"]) if not used]
    at = torch.arange(48)
    expected = rv.t5_bucket(at[None] - at[:, None], False, 64, 40).numpy()
    np.testing.assert_array_equal(heat.values, np.where(np.triu(np.ones((48, 48)), 1), -1, expected))
    assert heat.colours[0] == theme.GRID and set(bars.colours[48:]) == {theme.GRID}, "later keys are not read"
    assert heat.colours[1] == theme.LIGHT.series[0] and here.colour == theme.SCORE
    apart = Axis("key position − query position (tokens)")
    keys = Axis("key position (tokens)", grid=False)
    queries = Axis("query position (tokens)", reverse=True, grid=False)
    assert [frame(panel) for panel in picture.panels] == [
        ("", apart, Axis("bucket"), set()),
        ("", keys, queries, {"equal"}),
    ]


def test_patches():
    explorer = rv.explore_patches(right=3, up=2, direction=30)
    picture, n = explorer.picture(), explorer.numbers()
    (heat,) = marks(picture, Heat)
    assert heat.values[8, 7] == pytest.approx(1) == heat.high and heat.low == pytest.approx(heat.values.min())
    assert heat.colours == (theme.PAPER, theme.SCORE) and heat.name == "score"
    np.testing.assert_allclose(heat.values.flatten(), n["shown"])
    query, key = marks(picture, Points)
    assert [(p.x[0], p.y[0], p.colour) for p in (query, key)] == [(4, 10, theme.QUERY), (7, 8, theme.KEY)]
    image, speeds = picture.panels
    assert image.y.reverse and image.equal and (image.x.name, image.y.name) == ("column", "row")
    first = marks(picture, Points, 1)[0]
    assert (first.x[0], first.y[0]) == pytest.approx((math.cos(math.pi / 6), -0.5)), (
        "upwards, rows going down"
    )
    assert speeds.y.reverse and first.colour == theme.FAST_PAIR
    weights = rv.explore_patches(weights=True).picture()
    assert marks(weights, Heat)[0].name == "weight" and marks(weights, Heat)[0].low == 0


def test_sections():
    picture = rv.explore_sections(query=17, key=0, order="interleaved").picture()
    clip, turned = picture.panels
    every, key, query = marks(picture, Points)
    # Token 17 is in frame 1, row 1, column 2; the third word of those after the clip stands in the last row.
    assert (every.x[41], every.y[41]) == (every.x[39], 2) and len(every.x) == 42
    assert (key.x[0], key.y[0], key.colour) == (every.x[0], 0, theme.KEY)
    assert (query.x[0], query.y[0], query.colour) == (every.x[8] + every.x[12] - every.x[3], 1, theme.QUERY)
    words = marks(picture, Label)
    assert [label.text for label in words] == ["Watch", "this", "clip", "Who", "scored", "first?"]
    (bars,) = marks(picture, Bars, 1)
    ids = np.array([4, 4, 5])[[*[0, 1, 2] * 20, 0, 0, 0, 0]]
    angles = np.abs(np.angle(np.exp(1j * ids * 1e6 ** (-np.arange(64) / 64)), deg=True))
    np.testing.assert_allclose(bars.high, angles)
    assert bars.colours[:4] == (*theme.LIGHT.series, theme.LIGHT.series[0])
    assert turned.y.log and turned.y.limits == (1e-5, 180) and clip.bare
    assert turned.y.name == "turned apart by (degrees)" and turned.x.name == "pair i, fast to slow"
