"""What experiments find, computed once more in another way: loops, complex numbers, closed forms."""

import cmath
import itertools
import math
from collections import Counter
from functools import cache

import cache_by_hand
import numpy as np
import pytest
from studied import alike, faster, longer

import rope_viz as rv
from rope_viz.claims import CLAIMS, try_claim
from rope_viz.claims.bench import layer, vectors, words
from rope_viz.claims.topics.stretch import drawn
from rope_viz.examination import by_hand

MINILM = rv.pretrained.minilm_positions().table.double().numpy()[1:]
SPEEDS_64 = [10_000 ** (-2 * i / 64) for i in range(32)]
SPEEDS_128 = [10_000 ** (-2 * i / 128) for i in range(64)]
LONG = "on the old farm behind the hill the dog chases the pig through the mud"


def weights_before(tokens, speeds, attention=1.0):
    """Of four heads of SmolLM2, on its tokens in a random order: mean attention on the token before, in %."""
    heads = rv.pretrained.smollm2_heads()
    at = drawn(tokens, heads.k.shape[1]).numpy()
    found = []
    for q, k in zip(heads.q[:4, 20:].double().cpu().numpy(), heads.k[:4].double().cpu().numpy(), strict=True):
        query, key = (x.reshape(len(x), -1, 2) @ [1, 1j] for x in (q, k))
        turned = key[at] * np.exp(1j * np.outer(np.arange(tokens) - tokens + 1, speeds))
        weights = np.exp(attention**2 * (query @ turned.conj().T).real / 8)
        found.append((weights[:, -2] / weights.sum(1)).mean())
    return 100 * np.mean(found)


def long_text():
    plain = 100_000.0 ** (-np.arange(32) / 32)
    # YaRN's ramp, from the pair that turns 32 times in 8,192 tokens to the one that turns once.
    low, high = (32 * math.log(8192 / (turns * math.tau)) / math.log(100_000) for turns in (32, 1))
    share = np.clip((np.arange(32) - math.floor(low)) / (math.ceil(high) - math.floor(low)), 0, 1)
    return {
        "held": weights_before(8192, plain),
        "left": weights_before(16_384, plain),
        "strangers": (math.tau / plain > 8192).sum(),
        "cured": weights_before(16_384, plain * (1 - share / 2), 0.1 * math.log(2) + 1),
    }


@cache
def found(slug):
    return {name: quantity.value for name, quantity in try_claim(slug).findings.items()}


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True)) / math.sqrt(
        sum(x * x for x in a) * sum(y * y for y in b)
    )


def turned(x, m, dim=16):
    """Neighbours as complex numbers, turned by position times speed."""
    pairs = [
        complex(*x[2 * i : 2 * i + 2]) * cmath.exp(1j * m * 10_000 ** (-2 * i / dim)) for i in range(dim // 2)
    ]
    return np.array([part for pair in pairs for part in (pair.real, pair.imag)])


def sines(m, dim=16):
    angles = [m * 10_000 ** (-2 * i / dim) for i in range(dim // 2)]
    return np.array([part for angle in angles for part in (math.sin(angle), math.cos(angle))])


def written(speeds, **kept):
    """What a model of two layers keeps of a sentence, and its outputs, how far they are off."""
    x = words("the dog chases the pig and the pig chases the dog").numpy()
    matrices = [tuple(m[0].numpy() for m in vars(layer(seed=seed)).values()) for seed in (1, 2)]
    return cache_by_hand.written(x, matrices, speeds, **kept)


def cached():
    following = cache_by_hand.dynamic(16, 10_000.0, 2.0, 4)
    worst = {kept: 100 * max(written(following, kept=kept)[1]) for kept in ("ready", "bare")}
    keys = vectors(8, 16).numpy()
    turns = max(abs(turned(key, m) - key).max() for m, key in enumerate(keys))
    return {"turned": turns, "decoded": 0, "following": worst["ready"], "bare": worst["bare"]}


def moved_keys():
    steady = cache_by_hand.steady(16, 10_000.0)
    left, moved = (written(steady, kept=kept, room=7, in_cache=True)[0] for kept in ("ready", "bare"))
    return {
        "first": 0,
        "untouched": 100 * max(row[0].max() for row in left),
        "second": 100 * max(row[1].max() for row in moved),
    }


def in_bfloat16(value):
    """The nearest number with eight binary digits."""
    step = 2.0 ** (math.floor(math.log2(value)) - 7)
    return round(value / step) * step


def attention(x, seed=1, *, door="none", causal=False, start=0):
    """One head, query by query and key by key."""
    matrices = layer(x.shape[1], seed=seed)
    places = range(start, start + len(x))
    if door == "add":
        x = np.array([row + sines(m, len(row)) for row, m in zip(x, places, strict=True)])
    q, k, v = (x @ matrix[0].numpy() for matrix in (matrices.to_query, matrices.to_key, matrices.to_value))
    if door == "rotate":
        q, k = (
            np.array([turned(row, m, len(row)) for row, m in zip(y, places, strict=True)]) for y in (q, k)
        )
    outputs = []
    for m in range(len(x)):
        seen = range(m + 1) if causal else range(len(x))
        weights = [math.exp(sum(q[m] * k[n]) / math.sqrt(x.shape[1])) for n in seen]
        outputs.append(sum(w * v[n] for w, n in zip(weights, seen, strict=True)) / sum(weights))
    return np.array(outputs)


def read(sentence, dim=16):
    return words(sentence, dim).numpy()


def order():
    one, other = (
        attention(read(s), causal=True) for s in ("the dog chases the pig", "the pig chases the dog")
    )
    return {"masked": abs(one - other[[0, 4, 2, 3, 1]]).max(), "free": 0}


def same_word():
    x = read("the dog chases the pig")
    doors = {door: attention(x, door=door) for door in ("add", "rotate")}
    return {door: abs(out[0] - out[3]).max() for door, out in doors.items()} | {
        "nothing": 0,
        "rotate_copies": 0,
    }


def capped():
    alike = [cosine(*pair) for pair in itertools.pairwise(MINILM)]
    return {
        "rows": 512,
        "first": 513,
        "middle": sorted(alike)[len(alike) // 2 - 1 : len(alike) // 2 + 1],
        "end": alike[-1],
    }


def unrelated():
    speeds = [10_000 ** (-2 * i / 384) for i in range(192)]
    sinusoidal = {name: sum(math.cos(d * s) for s in speeds) / 192 for name, d in (("near", 1), ("far", 498))}
    trained = {
        name: np.mean([cosine(MINILM[m], MINILM[m + d]) for m in range(511 - d)])
        for name, d in (("near", 1), ("far", 498))
    }
    return {f"sinusoidal_{n}": v for n, v in sinusoidal.items()} | {
        f"trained_{n}": v for n, v in trained.items()
    }


def relative():
    unit = MINILM / np.sqrt((MINILM**2).sum(1))[:, None]
    along = [np.array([unit[m] @ unit[m + d] for m in range(511 - d)]) for d in range(1, 511)]
    everything = np.concatenate(along)
    within = sum(len(a) * a.var() for a in along)
    return {"sinusoidal": 100, "trained": 100 * (1 - within / (len(everything) * everything.var()))}


def bags():
    """The best that can be done without positions: the other seven words, each as likely."""
    losses = []
    for text in itertools.product(range(6), repeat=7):
        counts = Counter(text).values()
        losses.append(-sum(c / 7 * math.log(c / 7) for c in counts))
    return np.mean(losses)


def keeps_length():
    x = vectors(2_000, 128).numpy()
    places = np.linspace(1, 1_000_000, 2_000).round()
    angles = []
    for row, m in zip(x, places, strict=True):
        z = row[::2] + 1j * row[1::2]
        angles.append(
            math.degrees(math.acos((abs(z) ** 2 * np.cos(m * np.array(SPEEDS_128))).sum() / (row @ row)))
        )
    return {"least": min(angles), "mean": np.mean(angles), "stretched": 0}


def same_distance():
    matrices = layer(64)
    q, k = read("pig", 64)[0] @ matrices.to_query[0].numpy(), read("dog", 64)[0] @ matrices.to_key[0].numpy()
    size = math.sqrt(q @ q * (k @ k))
    three, four = (turned(q, m, 64) @ k for m in (3, 4))
    deep = []
    for sentence in ("the dog chases the pig", LONG):
        x = read(sentence, 64)
        x = x + attention(x, door="rotate")
        pig, dog = (sentence.split().index(word) for word in ("pig", "dog"))
        second = layer(64, seed=2)
        q2, k2 = x[pig] @ second.to_query[0].numpy(), x[dog] @ second.to_key[0].numpy()
        deep.append(turned(q2, pig, 64) @ turned(k2, dog, 64))
    return {"score": three, "told": abs(four - three) / size, "deeper": abs(deep[0] - deep[1]) / size}


def appended():
    few, many = (
        read("the dog chases the pig" + more) for more in ("", " through the mud behind the old farm")
    )
    short, long = (attention(x, door="rotate") for x in (few, many))
    return {"free": abs(long[:5] - short).max(), "turned": 0, "masked": 0}


def both_kinds():
    def two(sentence):
        x = read(sentence)
        for seed in (1, 2):
            x = x + attention(x, seed, door="rotate")
        return x[2]

    return {
        "relative": abs(two("the pig chases the dog") - two("the dog chases the pig")).max(),
        "turned": abs(turned(read("dog")[0], 5_000) - read("dog")[0]).max(),
        "absolute": 0,
    }


def bent():
    """Llama 3's rule as its authors' code has it: by wavelength, three cases."""
    speeds = []
    for i in range(32):
        speed = 500_000 ** (-2 * i / 64)
        wave = 2 * math.pi / speed
        smooth = (8_192 / wave - 1) / (4 - 1)
        kept = 1 if wave < 8_192 / 4 else 0 if wave > 8_192 else smooth
        speeds.append(speed * (kept + (1 - kept) / 8))
    ratios = [b / a for a, b in itertools.pairwise(speeds)]
    return max(ratios) - min(ratios)


def waves():
    x = vectors(64, seed=3).numpy()
    squares = x[::2] ** 2 + x[1::2] ** 2
    worst = max(
        abs(sum(squares * np.cos(r * np.array(SPEEDS_64))) - sum(squares) * math.cos(r)) for r in range(257)
    )
    return {"head_one": worst / sum(squares), "head_sum": 0, "plane_one": 0, "head_moved": 0}


def chain(r):
    """RoFormer's curve: the mean distance of the joints."""
    joint, total = 0, 0.0
    for speed in SPEEDS_128:
        joint += cmath.exp(1j * r * speed)
        total += abs(joint)
    return total / 64


def bound():
    near = [chain(r) for r in range(257)]
    octave = np.exp(1j * np.outer(np.arange(8_192, 16_384), SPEEDS_128)).cumsum(1)
    last = np.exp(1j * np.outer(np.arange(32_768, 65_536), SPEEDS_128)).cumsum(1)
    return {
        "start": (64 + 1) / 2,
        "end": near[256],
        "rises": sum(b > a for a, b in itertools.pairwise(near)),
        "lowest": abs(octave).mean(),
        "last": abs(last).mean(),
        "until": 16_384,
        "broken": 0,
    }


def cosines():
    sums = [sum(math.cos(r * speed) for speed in SPEEDS_128) for r in range(257)]
    return {
        "fastest": math.floor(math.pi),
        "slowest": math.floor(math.pi / SPEEDS_128[-1]),
        "whole": next(r for r in range(256) if sums[r + 1] >= sums[r]),
        "rises": sum(b >= a for a, b in itertools.pairwise(sums)),
    }


def nearer():
    x = vectors(2, 50, 64, seed=5)[0].numpy()
    shares = []
    for reach in (64, 256, 1_024):
        curves = (x[:, ::2] ** 2 + x[:, 1::2] ** 2) @ np.cos(np.outer(SPEEDS_64, range(reach + 1)))
        higher = [np.triu(curve[:, None] > curve[None], 1).sum() for curve in curves]
        shares.append(100 * np.mean(higher) / (reach * (reach + 1) / 2))
    return {"alike_low": min(shares), "alike_high": max(shares)}


def patches(q, k, speeds, side=15):
    """Scores of a query in the middle of an image with keys everywhere: each pair a complex number."""
    pairs = [(complex(*q[2 * i : 2 * i + 2]), complex(*k[2 * i : 2 * i + 2])) for i in range(len(speeds))]
    return {
        (x, y): sum(
            (a * (b * cmath.exp(1j * (x * u + y * v))).conjugate()).real
            for (a, b), (u, v) in zip(pairs, speeds, strict=True)
        )
        for x in range(-7, 8)
        for y in range(-7, 8)
    }


def in_images():
    q, k = (x.numpy() for x in vectors(2, 32, seed=3))
    along = [100.0 ** (-i / 8) for i in range(8)]
    scores = patches(q, k, [(w, 0) for w in along] + [(0, w) for w in along])
    mixed = patches(q, k, rv.MixedRope(32).inv_freq.T.tolist())
    told = min(max(s.values()) - min(s.values()) for s in (scores, mixed)) / math.sqrt((q @ q) * (k @ k))
    # A = w J in the plane (0, 1) and B = w J in one of (1, 3) tilted by 30 degrees: AB has w² sin 30.
    return {"axial": 0, "mixed": 0, "told": told, "commutator": math.sin(math.radians(30))}


def on_diagonals():
    """Cosines and softmax, patch by patch."""
    along = [10.0 ** (-i / 8) for i in range(8)]

    def weights(u, v, both):
        """Of the patches three right and three up and their opposites, where pairs follow u and v."""
        scores = {}
        for x, y in itertools.product(range(-7, 8), repeat=2):
            parts = []
            for dx, dy in [(x - 3, y + 3), (x + 3, y - 3)][: 1 + both]:
                parts += [math.cos(w * (dx * a + dy * b)) for w in along for a, b in (u, v)]
            scores[x, y] = sum(parts) / len(parts)
        total = sum(math.exp(256 * score) for score in scores.values())
        return 100 * math.exp(256 * scores[3, -3]) / total

    half = math.sqrt(0.5)
    straight, leaning = ((1, 0), (0, 1)), ((half, -half), (half, half))
    return {
        "sums": 0,
        "one": weights(*straight, both=False),
        "two": weights(*straight, both=True),
        "mixed": weights(*leaning, both=True),
    }


FOUND = {
    "bag-of-words": order,
    "same-word-two-places": same_word,
    "added-at-the-input": lambda: {"dim": 384, "size": 1},  # the largest sine or cosine, at position 0
    "learned-table-is-capped": lambda: capped() | {"middle": np.mean(capped()["middle"])},
    "sinusoids-are-unique": lambda: {
        "exact": 0,
        "bfloat16": 2**8 + 1,  # after as many significant bits as the format has
        "float16": 2**11 + 1,
        "float32": 2**24 + 1,
    },
    "positions-are-unrelated": unrelated,
    "nothing-relative": relative,
    "absolute-hinders": lambda: {"quoted_learned": math.log(16.59), "quoted_rotary": math.log(15.78)},
    "bias-is-toeplitz": lambda: {"along": 0, "farther": 0},
    # Distances 0 … 7 have buckets of their own on either side, those from 8 on share eight on either side.
    "one-scalar-for-each-offset": lambda: {"offsets": 2 * 299 + 1, "values": 15 + 16, "alone": 15},
    "bias-is-added-to-scores": lambda: dict.fromkeys(("scores", "output", "words", "turned"), 0),
    # The last bucket starts where 8 + 8 log(d / 8) / log(16) is 15: at 8 · 16^(7/8).
    "bias-extends-to-any-length": lambda: {"answered": 1, "last": math.ceil(8 * 16 ** (7 / 8))},
    "bias-spoils-the-cache": lambda: {"decoded": 0, "keys": 0},
    # 12 n² biases beside 4 · 12 · n · 64 numbers.
    "bias-costs-a-matrix": lambda: {"at_512": 512 / 256, "at_4096": 4_096 / 256, "added": 1, "products": 64},
    "bias-complicates": lambda: {"stored": 32 * 12, "made": 12 * 512**2},
    # Layers of the encoder and the decoder one by one: 128 heads of 128 components, 65,536 hidden.
    "bias-not-in-large-models": lambda: {
        "parameters": 24 * (4 * 1_024 * 16_384 + 2 * 1_024 * 65_536)
        + 24 * (8 * 1_024 * 16_384 + 2 * 1_024 * 65_536)
        + 32_128 * 1_024,
        "biases": 2 * 32 * 128,
        "large": 2 * 32_000 * 4_096 + 32 * (4 * 4_096**2 + 3 * 4_096 * 11_008 + 2 * 4_096) + 4_096,
    },
    "rotation-keeps-length": keeps_length,
    "turned-by-its-position": lambda: {"one": 1, "two": 2, "query": 0, "key": 0, "word": 0},
    "later-tokens-change-nothing": appended,
    "two-words-apart": lambda: {"between": 2, "distance": 3, "angle": 3},
    "one-matrix-for-query-and-key": lambda: {"query": 0, "key": 0},
    "same-distance-same-score": same_distance,
    "cache-possible-again": lambda: {"add": 0, "bias": 0, "rotate": 0},
    "pairs-make-a-corkscrew": lambda: {"six": 3, "blocks": 64, "angles": 64},
    "matrix-is-never-built": lambda: {"builders": 1},
    "products-do-the-same-work": lambda: {
        "multiplied": 128 * 128,
        "products": 64 * 4,
        # A matrix stands beside 32 vectors read and 32 written; ten ways of a vector beside two.
        "matrix": 1 + 128 / 64,
        "steps": 5 + 2 / 64,
        "once": 1 + 1 / 64,
    },
    "turning-in-every-layer": lambda: {
        "turned": 32 * 4 * (4 * 4096 + 2 * 128),
        "added": 3 * 4 * 4096,
        "tables": 32 * 4 * 128,
    },
    "rope-is-efficient": lambda: {
        "steps": (5 + 2 / 64) / (1 + 1 / 64),
        "each": 2,
        "turn": 2 * 32 * (128 + 128),  # two for each component of 32 queries and 32 keys
        "layer": 4 * 4096 * 4096,
        "share": 100 * 16_384 / 67_108_864,
    },
    "about-ten-lines": lambda: {
        "lines": len({line for *_, line in by_hand.turn.__code__.co_lines()}),
        "faults": 0,
    },
    "angles-fall-exponentially": lambda: {
        "ratio": 10_000 ** (-1 / 32),
        "most": 1,
        "least": SPEEDS_64[-1],
        "bent": bent(),
    },
    "frequencies-computed-once": lambda: {
        "differ": 0,
        "moved": max(abs(cmath.exp(1j * m * speed) - 1) for m in range(8) for speed in SPEEDS_64),
        "slowed": 2 * 16_384 / 4096 - 1,
        "cast": max(abs(in_bfloat16(speed) / speed - 1) for speed in SPEEDS_64),
    },
    "rope-suits-inference": cached,
    "cached-key-is-moved": moved_keys,
    "scales-to-long-contexts": long_text,
    "only-differences-in-images": in_images,
    "axial-is-blind-to-diagonals": on_diagonals,
    "rope-trains-faster": faster,
    "learned-trains-like-sinusoidal": alike,
    "bias-survives-longer-texts": longer,
    "every-step-is-equal": lambda: {"one": 0, "three": 0, "moved": 3},
    "larger-angle-is-further": lambda: {
        "back": math.floor(4_095 / (2 * math.pi)),
        "never": sum(4_095 * speed < 2 * math.pi for speed in SPEEDS_128),
        "hands": 64,
    },
    "self-score-is-a-cosine": waves,
    "absolute-and-relative": both_kinds,
    "robust-across-architectures": lambda: {"moved": 0, "heads": 6, "models": 1},
    "near-words-score-higher": nearer,
    "farther-is-smaller": cosines,
    "bound-decays": bound,
}


@pytest.mark.parametrize("slug", FOUND)
def test_an_experiment_finds_what_another_way_finds(slug):
    for name, value in FOUND[slug]().items():
        # Losses are printed with four digits; all else is double precision, up to a million tokens on.
        rel = 1e-3 if name.startswith("quoted") else 1e-6
        assert found(slug)[name] == pytest.approx(value, rel=rel, abs=1e-9), name


def test_without_positions_the_miniature_does_no_better_than_a_bag_can():
    losses = found("learned-as-good-as-sinusoidal")
    assert bags() - 3 * losses["nothing_late_spread"] < losses["nothing_late"] < math.log(6)
    assert losses["learned_late"] < losses["sinusoidal_late"] < bags() / 2


def test_every_claim_is_found_again():
    assert set(FOUND) | {"learned-as-good-as-sinusoidal"} == set(CLAIMS)
