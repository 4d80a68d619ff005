"""A model that writes with a cache, once more: loops and complex numbers, the new token alone."""

from __future__ import annotations

import numpy as np


def turned(x, angles):
    """Neighbours as complex numbers, turned."""
    pairs = (x[0::2] + 1j * x[1::2]) * np.exp(1j * angles)
    return np.stack([pairs.real, pairs.imag], axis=-1).ravel()


def dynamic(dim, base, factor, original):
    """Speeds of dynamic NTK by the length of the text, as a larger base."""

    def speeds(length):
        grown = factor * max(length, original) / original - (factor - 1)
        return (base * grown ** (dim / (dim - 2))) ** (-np.arange(0, dim, 2) / dim)

    return speeds


def steady(dim, base):
    return lambda length: base ** (-np.arange(0, dim, 2) / dim)


def heard(query, keys, values):
    weights = np.exp(keys @ query / np.sqrt(len(query)))
    return weights / weights.sum() @ values


def whole(words, layers, speeds, at):
    """Keys as they are multiplied, and values, of each layer; and the last output."""
    x, made = np.array(words), []
    for to_query, to_key, to_value in layers:
        queries, keys = (
            np.array([turned(row @ matrix, m * speeds) for row, m in zip(x, at, strict=True)])
            for matrix in (to_query, to_key)
        )
        values = x @ to_value
        x = x + [heard(q, keys[: m + 1], values[: m + 1]) for m, q in enumerate(queries)]
        made.append((keys, values))
    return made, x[-1]


def written(words, layers, speeds_at, *, kept="ready", room=10**6, in_cache=False):
    """What is off in each step, as a share: each layer's keys or values, oldest first, and the output."""
    cache, off, outputs = [[] for _ in layers], [], []
    for step in range(len(words)):
        left = list(range(max(0, step + 1 - room), step + 1))
        at = [m - left[0] if in_cache else m for m in left]
        speeds, x = speeds_at(at[-1] + 1), words[step]
        used = []
        for entries, (to_query, to_key, to_value) in zip(cache, layers, strict=True):
            angles = at[-1] * speeds
            entries.append({"bare": x @ to_key, "value": x @ to_value, "ready": turned(x @ to_key, angles)})
            del entries[: max(0, len(entries) - room)]
            keys = np.array(
                [
                    entry["ready"] if kept == "ready" else turned(entry["bare"], m * speeds)
                    for entry, m in zip(entries, at, strict=True)
                ]
            )
            values = np.array([entry["value"] for entry in entries])
            used.append((keys, values))
            x = x + heard(turned(x @ to_query, angles), keys, values)
        true, output = whole(words[left], layers, speeds, at)
        off.append([np.maximum(*map(share, mine, its)) for mine, its in zip(used, true, strict=True)])
        outputs.append(share(x, output))
    return off, outputs


def share(found, true):
    return np.linalg.norm(found - true, axis=-1) / np.linalg.norm(true, axis=-1)
