"""What an explorer says to those who cannot see it: its numbers are computed here once more, from formulas.

The sentence is the alt text of the still, and the browser writes the same one under the picture.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from explorers.test_training import small

import rope_viz as rv
from rope_viz.explorers import NAMES
from rope_viz.models.heads import Heads


def buckets():
    # Half of 32 buckets look back: 8 of them hold one distance each, 8 share the logarithm of 8 … 128.
    bucket = 8 + math.floor(math.log(20 / 8) / math.log(128 / 8) * 8)
    return rv.explore_buckets(offset=-20), [
        f"key − query = −20 falls into bucket {bucket}",
        "holds −22 to −16.",
        "31 of 32 buckets are ever used",
    ]


def chain():
    joints = np.exp(1j * 30 * 50_000.0 ** (-np.arange(64) / 64)).cumsum()
    return rv.explore_chain(rv.Rope(128, base=50_000.0), distance=30), [
        f"At a distance of 30 tokens the chain of 64 hands (base 50,000) ends {abs(joints[-1]):.2f}",
        f"lie {abs(joints).mean():.2f} from there on average, of 32.50 at distance 0;",
        f"{sum(30 * 50_000.0 ** (-i / 64) < math.pi / 2 for i in range(64))} hands have turned by less",
    ]


def clocks():
    # One turn takes 6.3, 35, 199 and 1,117 tokens.
    return rv.explore_clocks(rv.Rope(8, base=1000.0), position=100, context=200), [
        f"fastest hand has made {100 / (2 * math.pi):.1f} turns",
        "1 never come round within 200 tokens",
    ]


def clockwork():
    at = np.arange(300)
    speeds = np.array([0.9, 0.4, 0.2, 0.1, 0.05])
    table = np.concatenate([np.cos(np.outer(at, speeds)), np.sin(np.outer(at, speeds))], axis=1)
    waves = [f"{2 * math.pi / speed:.1f}" for speed in speeds[1:-1]]
    # Of turns of one size copying explains the mean of 2 cos − 1: half a turn later it does worst.
    copied = np.mean(2 * np.cos(7 * speeds) - 1)
    explorer = rv.explore_clockwork(torch.tensor(table), label="mine", ahead=7, row=20)
    assert abs(explorer.numbers()["copied"] - copied) < 0.1
    return explorer, [
        "mine: the matrix fitted to all 300 rows, in 10 main components with 100 % of the variance",
        f"has 5 turns, of 6.98 · {' · '.join(waves)} · ",
        f"7 rows ahead it explains {explorer.numbers()['explained']:.2f} of how rows differ",
    ]


def contexts():
    waves = [2 * math.pi * 300.0 ** (i / 32) for i in range(32)]
    return rv.explore_contexts(rv.Rope(64, base=300.0), context=512), [
        f"The 32 pairs (head_dim 64, base 300) need from 6.28 to {round(waves[-1], -1):,.0f} tokens for one",
        f"context of 512 tokens {sum(wave > 512 for wave in waves)} of them never come round",
        f"the slowest turns by {360 * 512 / waves[-1]:.0f}°",
    ]


def corkscrew():
    return rv.explore_corkscrew(rv.Rope(4, base=100.0), tokens=20, now=9, highlighted=0), [
        "pair 0 has turned by 9.00 rad, 1.43 turns; a whole turn takes 6.28 tokens", "1 of 2 pairs have made",
    ]  # fmt: skip


def decay():
    speeds = 500.0 ** (-np.arange(16) / 16)  # with which the score falls below zero
    turned = np.exp(1j * np.outer(np.arange(257), speeds))
    bound, ones = np.abs(turned.cumsum(axis=1)).mean(axis=1), turned.real.mean(axis=1)
    rises = [int((np.diff(values) > 0).sum()) for values in (bound, ones)]
    assert rises[0] != rises[1]
    return rv.explore_decay(rv.Rope(32, base=500.0)), [
        f"rises on {rises[0]} of 256 steps and ends at {bound[-1] / bound[0]:.2f}",
        f"all ones rises on {rises[1]} and is below zero first at {int((ones < 0).argmax())} tokens",
    ]


def heads():
    # Of 8 heads the fourth has the slope 1/16.
    return rv.explore_heads(rv.Alibi(8), label="ALiBi", head=3, offset=12), [
        "Head 3 of 8 (ALiBi) adds −0.75 for a key 12 after",
        f"multiplies its weight by {math.exp(-0.75):.3f}; most for the token itself, 0.00",
    ]


def layouts():
    turned = 4 * 10.0 ** -np.arange(2) * 1.0  # the key's two pairs, by four tokens
    a, b = np.cos(turned) - np.sin(turned), np.sin(turned) + np.cos(turned)
    key = np.array([a[0], b[0], a[1], b[1]])
    at = 5 * 10.0 ** -np.arange(2)
    query = np.concatenate([np.cos(at) - np.sin(at), np.sin(at) + np.cos(at)])
    explorer = rv.explore_layouts(rv.Rope(4, base=100.0), read="half")
    explorer.distance, explorer.start = 5, 20
    return explorer, [
        "Components 0, 1, 2, 3, and the code takes one from each half as pairs: 0 of 2 are as trained.",
        f"Query at position 25, key at 20: the score is {query @ key:.2f}",
        f"trained {2 * math.cos(1) + 2 * math.cos(0.1):.2f}. It is highest at distance",
        "the turned query is 2.00 long.",
    ]


def listing():
    # Positions are still added: zero becomes a vector, and every law of the rotation breaks by it.
    return rv.explore_listing(right=0b011111), [
        "5 of 6 faulty lines are put right.",
        "Holds: it runs; the caller’s tensor stays as it was; it looks at the position.",
        "Broken: zero stays zero; lengths stay; 3 tokens and 4 more are 7; equal distance, equal score.",
    ]


def memory():
    # Each of 16 queries and 16 keys has 32 bytes; the matrix has 64 numbers.
    copy, products = 2 * 32 * 32, 32 * 64
    return rv.explore_memory(rv.Rope(8), heads=16, balance=0.5), [
        "A machine of balance 0.5 (multiplications while a byte moves); 16 heads of 8 components in float32.",
        f"block matrix {products / 0.5 / copy:.2f} (multiplications), step by step ",
        f"{(5 * copy + 4 * 32) / copy:.2f} (memory), in one pass {(copy + 2 * 32) / copy:.2f} (memory).",
    ]


def model():
    waves = [8 * 2 * math.pi * 300.0 ** (i / 8) for i in range(8)]
    rope = rv.Rope(32, base=300.0, rotary_dim=16, scaling=rv.scaling.linear(8))
    return rv.explore_model(rope, name="Mine", context=512), [
        "Mine: 16 of 32 components turn, in 8 pairs, with base 300.",
        f"A turn needs {waves[0]:.1f} to {round(waves[-1], -1):,.0f} tokens.",
        f"512 tokens {sum(wave > 512 for wave in waves)} of 8 pairs never come round.",
        "The rule linear makes all 8 times slower.",
    ]


def order():
    explorer = rv.explore_order(door="none")
    explorer.order = (0, 4, 2, 3, 1)
    explorer.causal = True  # "the" comes first in both orders, and all words after it see others before them
    return explorer, ["“the pig chases the dog”", "with door none and a causal mask", "4 of 5 words have"]


def pair():
    explorer = rv.explore_pair("one two three", query_word="three", key_word="two", inv_freq=0.7)
    q, k = (complex(*v) * np.exp(0.7j * m) for v, m in ((explorer.query, 2), (explorer.key, 1)))
    return explorer, [
        "“three” (query) at position 2 has turned by 1.40 rad", "“two” (key) at position 1 by 0.70 rad",
        f"the score is {(q * k.conjugate()).real:.2f}".replace("-", "−"),
    ]  # fmt: skip


def positions():
    near, far = (np.mean(np.cos(apart * 100.0 ** (-np.arange(4) / 4))) for apart in (1, 100))
    return rv.explore_positions(table="sinusoidal", dim=8, base=100.0, position=20), [
        "position 20 with all 512 positions (sinusoids",
        f"{near:.2f} with position 21, {far:.2f} with 120;",
    ]


def scores():
    query, key = [1.0, 2.0], [3.0, 4.0]
    at = [(complex(1, 2) * complex(3, -4) * np.exp(1j * m)).real for m in range(257)]
    best = int(np.argmax(at))
    return rv.explore_scores(query, key, distance=5), [
        f"head_dim 2, base 10,000): {at[5]:.2f} at distance 5",
        f"the highest of distances 0 to 256 is {at[best]:.2f}, at {best}.",
    ]


def sinusoids():
    speeds = 10_000.0 ** (-np.arange(8) / 8)
    sine, cosine = math.sin(7 * speeds[2]), math.cos(7 * speeds[2])
    return rv.explore_sinusoids(position=7, shift=5, pair=2, dim=16), [
        f"pair 2 has the sine and cosine ({sine:.2f}, {cosine:.2f}) at position 7",
        f"at 12: a turn by {5 * speeds[2]:.1f} rad",
        f"dot product of the two rows is {np.cos(5 * speeds).sum():.2f}",
    ]


def waves():
    explorer = rv.explore_waves(rv.Rope(4), distance=3)
    explorer.summed = 1
    first, second = (2 * math.cos(3 * speed) for speed in (1, 0.01))
    return explorer, [
        f"first 1 of 2 pairs add up to {first:.2f}".replace("-", "−"),
        f"the score, to {first + second:.2f}".replace("-", "−"),
    ]


def inside():
    # One pair that turns by a radian a token: all ones, so that scores are the cosine of the distance, and
    # every row of softmax has its largest weight at distance 0.
    x = torch.ones(1, 12, 2)
    heads = Heads(x, x, ((4, 2),), tuple("abcdefghijkl"), rv.Rope(2))
    explorer = rv.explore_inside(heads, label="mine", cut=1)
    powers = [[math.exp(2 * math.cos(m - n) / math.sqrt(2)) for n in range(m + 1)] for m in range(12)]
    shares = [[power / sum(row) for power in row] for row in powers]
    before, first = (
        np.mean([shares[m][at(m)] for m in range(8, 12)]) for at in (lambda m: m - 1, lambda m: 0)
    )
    return explorer, [
        "mine, layer 4 head 2: all 1 pairs as they were trained; positions as they are.",
        f"Of its weight {before:.2f} lies on the token before (whole head {before:.2f})",
        f"and {first:.2f} on the first token ({first:.2f}).",
        f"Token 11, “l”, looks at “l” {shares[11][11]:.2f}; “f” {shares[11][5]:.2f}; ",
    ]


def survey():
    pairs, lags = rv.pretrained.smollm2_pairs(), rv.pretrained.smollm2_attention_by_lag()
    shares = lags.by_lag[..., 3]
    explorer = rv.explore_survey(chosen=(2, 1))
    explorer.lag = 3
    large, used = (int(values[2, 1].argmax()) for values in (pairs.size, pairs.still))
    return explorer, [
        f"SmolLM2, layer 2 head 1: {shares[2, 1]:.2f} of its attention is on the key 3 tokens before;",
        f"{int((shares > shares[2, 1]).sum())} of 270 heads have more there.",
        f"Its largest pair is {large} ({round(2 * math.pi * 1e5 ** (large / 32), -2):,.0f} tokens a turn)",
        f"by {100 * pairs.still[2, 1, used]:.0f} %, when pair {used} (6.28) stands still.",
    ]


def precision():
    # One pair gives the cosine of the distance; bfloat16 takes 508 for 507 and 516 for 515.
    explorer = rv.explore_precision(rv.Rope(2), query=[1, 0], key=[1, 0], label="mine", start=500, distance=8)
    explorer.step = 7
    exact, held = (math.cos(distance) / math.sqrt(2) for distance in (8, 8))
    assert explorer.numbers()["scores"][-1] == pytest.approx(held, abs=0.01)
    return explorer, [
        f"Two words 8 apart, the first at position 507 (mine); their score q·k/√D is −{abs(exact):.2f}.",
        "float64 angles: off by less than 0.001, 8 apart",
        f"bfloat16: off by {explorer.numbers()['scores'][-1] - exact:.3f}".replace("-", "−") + ", 8 apart.",
        "In the short format: everything, positions too.",
    ]


def stretch():
    speeds = 50_000.0 ** (-np.arange(8) / 8)
    slowed = np.where(1024 * speeds / math.tau < 1, speeds / 2, speeds)  # as no ramp lies between
    arcs = np.minimum(4096 * slowed, math.tau) - np.minimum(1024 * speeds, math.tau)
    chords = [math.sqrt(np.square(np.sin(s / 2)).mean()) for s in (slowed, speeds)]
    rule = rv.scaling.llama3(2, 1, 1, 1024)
    return rv.explore_stretch(rv.Rope(16, base=5e4, scaling=rule), length=4096), [
        "8 clocks (base 50,000), trained on texts of 1,024 tokens and now in one of 4,096",
        "Llama 3’s three zones, factor 2, ramp 1 to 1 turns: ",
        f"{(arcs > 1e-9).sum()} hands enter arcs they have never seen, ",
        f"the widest of {math.degrees(arcs.max()):.1f}°",
        f"Neighbours are {100 * chords[0] / chords[1]:.3g} % as far apart as before.",
        "The heads of SmolLM2 have other clocks.",
    ]


def cache():
    # 32 bytes a token and layer; of five places four moved, in two layers, and the new key is made.
    explorer = rv.explore_cache(tokens=9, encoding="rope", kept="moved", room=5, places="cache")
    return explorer, [
        "9 tokens, positions by RoPE; kept: the same, turned on where places move, room for 5, counted in "
        "the cache.",
        "With the last one 64 bytes of keys and values are made; a whole pass makes 320.",
        "8 kept keys are turned or summed again, 4 keys or values are not those of the whole pass",
        f"the output is off by {100 * explorer.numbers()['output_off']:.1f} %.",
    ]


def shards():
    # In order the first of two devices has 1 + 2 + … + 8 scores, the other 9 + … + 16.
    explorer = rv.explore_shards(rv.Rope(2), padding=3, devices=2, counted="device")
    q, k = (rv.curves.caching.drawn(seed, 16, 2).numpy() @ [1, 1j] for seed in (201, 202))
    # The padding lies on the first, and is counted there.
    apart = [7 - n % 8 - (3 if n < 8 else 0) for n in range(16)]
    off = [q[15] * k[n].conj() * (np.exp(1j * apart[n]) - np.exp(1j * (15 - n))) for n in range(16)]
    worst = max(abs(o.real) for o in off) / math.sqrt(2)
    return explorer, [
        "16 tokens on 2 devices, in order; the first has 36 scores to compute and the last 100.",
        "Positions are counted in what each device holds, behind 3 tokens of padding",
        f"the last token's scores are off by up to {worst:.2f}.",
    ]


def patches():
    # Four pairs, of speeds 1 and 1 / √20 along each axis: the column's part and the row's are means of two.
    def part(steps):
        return (math.cos(steps) + math.cos(steps / math.sqrt(20))) / 4

    explorer = rv.explore_patches(rv.AxialRope(8, base=20.0), right=2, up=-1)
    explorer.column = explorer.row = 5
    opposite, mirrored = part(4) + part(2), (part(0) + part(2), part(4) + part(0))
    return explorer, [
        "A query in column 5, row 5 looks 2 right and 1 down (head_dim 8, base 20, directions turned by 0°).",
        "The score q·k/|q|² of that patch is 1.00",
        f"of the patch opposite {opposite:.2f}; of the two mirrored ".replace("-", "−"),
        f"{mirrored[0]:.2f} and {mirrored[1]:.2f}.",
        "From all places of the image the score of that offset is 1.00.",
    ]


def sections():
    # A frame and a column on: 16 pairs of time and the slow 24 of the column turn by their speeds.
    turned = [1e6 ** (-i / 64) for i in (*range(16), *range(40, 64))]
    score = (sum(map(math.cos, turned)) + 24) / 64
    return rv.explore_sections(query=26, key=16), [
        "Query: frame 2, row 1, column 2, ids (5, 4, 5). Key: frame 1, row 1, column 1, ids (4, 4, 4).",
        "in sections, base 1,000,000: 40 of 64 pairs turn from one to the other, 16 of time and 24 of the "
        "column; none",
        f"none by more than {math.degrees(1):.1f}°. Equal vectors score {score:.2f} of the largest.",
    ]


def training():
    return rv.explore_training(small(), step=20), [
        "Text: the loss as it falls, after 20 steps: no positions 3.250, sinusoidal 2.500, RoPE 1.500.",
        "Means of 2 seeds.",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_sentence_says_what_the_formulas_give(name):
    explorer, fragments = globals()[name]()
    said = explorer.summary()
    assert [fragment for fragment in fragments if fragment not in said] == [], said
