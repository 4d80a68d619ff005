"""Encodings that are broken on purpose, each in a way that some claims should notice.

`BROKEN` has them by what is wrong; under it stand the parameters of an experiment that take them.
"""

from __future__ import annotations

from dataclasses import replace

import torch

import rope_viz as rv
from rope_viz.claims.topics.relative_cost import published_t5
from rope_viz.encodings.generators import tilted
from rope_viz.encodings.relative import relative_positions
from rope_viz.studies.encodings.results import study


class WrongSign(rv.Rope):
    """Turns keys backwards."""

    def rotate_key(self, key, positions):
        return self.rotate(key, -torch.as_tensor(positions))


class Adding(rv.Rope):
    """Adds the hands instead of rotating by them."""

    def rotate(self, x, positions):
        angles = self.angles(positions)
        return x + torch.stack([angles.cos(), angles.sin()], -1).flatten(-2).to(x)


class TurnsWords(rv.Rope):
    """Turns words as well as queries and keys."""

    def add(self, x, positions):
        return self.rotate(x, positions)


class Hurrying(rv.Rope):
    """Measures positions by the length of the text."""

    def rotate(self, x, positions):
        at = torch.as_tensor(positions, dtype=torch.float64)
        return super().rotate(x, at / at.max().clamp(min=1))


class Mixing(rv.Rope):
    """Mixes all components in an orthogonal way, so that no number of the matrix is zero."""

    def rotate(self, x, positions):
        dim = self.head_dim
        away = torch.ones(dim, dtype=x.dtype, device=x.device) / dim**0.5
        waves = torch.linspace(0.1, 3, dim, dtype=x.dtype).cos()
        turned = super().rotate(x, positions)
        for mirror in (away, waves / waves.norm()):
            turned = turned - 2 * (turned @ mirror)[..., None] * mirror
        return turned


def at_speeds(change):
    """A Rope whose speeds are changed."""

    class Changed(rv.Rope):
        @property
        def inv_freq(self):
            return change(super().inv_freq.clone())

    return Changed


class Repeating(rv.Sinusoidal):
    """Starts again after 100 positions."""

    def add(self, x, positions):
        return super().add(x, torch.as_tensor(positions) % 100)


class Wrapping(rv.Learned):
    """Starts again after 100 positions."""

    def add(self, x, positions):
        return super().add(x, torch.as_tensor(positions) % 100)


def added_otherwise(change):
    """A table and sinusoids whose sum with the word is changed: ``change(x, sum)``."""

    def changed(kind):
        class Changed(kind):
            def add(self, x, positions):
                return change(x, super().add(x, positions))

        return Changed

    return {"learned": changed(rv.Learned), "sinusoidal": changed(rv.Sinusoidal)}


def also_turned(kind):
    """Turns queries too."""

    class Changed(kind):
        def rotate_query(self, query, positions):
            return rv.Rope(query.shape[-1]).rotate(query, positions)

    return Changed


def from_the_end(kind):
    """Measures from the last token, so that each new one changes what went before."""

    class Changed(kind):
        def rotate_key(self, key, positions):
            at = torch.as_tensor(positions)
            return key * (1 + (at.max() - at))[:, None]

    return Changed


class Biasing(rv.Encoding):
    """A bias that is made of the relative position and of the places by a rule of one's own."""

    def __init__(self, table=None, heads=1):
        self.plain = rv.T5Bias.random(heads=heads) if table is None else rv.T5Bias(table)

    def bias(self, query, key, query_positions, key_positions):
        relative, _ = relative_positions(torch.zeros(0), query_positions, key_positions, whole=True)
        plain = self.plain.bias(query, key, query_positions, key_positions)
        return self.changed(plain, relative, torch.as_tensor(key_positions))

    def changed(self, plain, relative, keys):
        raise NotImplementedError


class PlaceCounted(Biasing):
    def changed(self, plain, relative, keys):
        return plain + 1e-3 * keys


class EachOffset(Biasing):
    def changed(self, plain, relative, keys):
        return plain + 1e-3 * relative


class Doubled(Biasing):
    def changed(self, plain, relative, keys):
        return 2 * plain


class EachKey(Biasing):
    def changed(self, plain, relative, keys):
        return plain[:, :1]


class Ending(Biasing):
    def changed(self, plain, relative, keys):
        if relative.abs().max() > 500:
            raise IndexError("no row")
        return plain


class WordsToo(Biasing):
    def add(self, x, positions):
        return x + 1

    def changed(self, plain, relative, keys):
        return plain


class CountedFromEnd(Biasing):
    def changed(self, plain, relative, keys):
        return plain

    rotate_key = from_the_end(rv.Encoding).rotate_key


def mixed_layout(x, positions):
    """Pairs of the halves, turned by the angles of neighbours."""
    dim = x.shape[-1]
    speeds = 10_000.0 ** -(torch.arange(0, dim, 2, dtype=torch.float64) / dim)
    angles = (positions[:, None] * speeds).repeat_interleave(2, dim=-1).to(x)
    a, b = x.chunk(2, dim=-1)
    return x * angles.cos() + torch.cat((-b, a), dim=-1) * angles.sin()


def _slowed_where_slow(speeds):
    """Pairs that do not come round in 8,192 tokens turn half as fast."""
    return torch.where(speeds * 8192 < 2 * torch.pi, speeds / 2, speeds)


def leaning(dim, base=100.0, inv_freq=None):
    """Planes that share an axis, so that turns do not commute."""
    return tilted(rv.AxialRope(dim, base).inv_freq, 60)


def unmoved(dim, base=100.0, inv_freq=None):
    """No pair turns."""
    return rv.MixedRope(dim, inv_freq=torch.zeros(2, dim // 2))


def results(**changed):
    """The study with other rows: a function of them for each table's name."""

    def measured():
        found = study()
        rows = {name: changed[name](rows) if name in changed else rows for name, rows in found.rows.items()}
        return replace(found, rows=rows)

    return measured


def exchanged(one, other):
    """Gives each of two encodings the other's rows."""
    names = {one: other, other: one}
    return lambda rows: [row | {"kind": names.get(row["kind"], row["kind"])} for row in rows]


def taken(one, other, change=lambda row: row):
    """Gives an encoding another's rows, changed."""
    return lambda rows: (
        [row for row in rows if row["kind"] != one]
        + [change(row) | {"kind": one} for row in rows if row["kind"] == other]
    )


def half_less(row):
    return row | {"loss": str(float(row["loss"]) - 0.5)}


def _nothing(*_, **__):
    return rv.NoPositions()


BROKEN = {
    "keys turned backwards": {"rope": WrongSign},
    "added, not turned": {"rope": Adding},
    "pair 0 left alone": {"rope": at_speeds(lambda speeds: speeds * (torch.arange(len(speeds)) > 0))},
    "nothing turned": {"rope": at_speeds(torch.zeros_like)},
    "one speed for all": {"rope": at_speeds(torch.ones_like)},
    "slow pairs slower by half": {"rope": at_speeds(_slowed_where_slow)},
    "at two thirds of the speed": {"rope": at_speeds(lambda speeds: speeds * 2 / 3)},
    "too slow to come round": {"rope": at_speeds(lambda speeds: 1e-5 * speeds.clamp(min=0.5))},
    "speeds that follow the length": {"rope": Hurrying},
    "words turned": {"rope": TurnsWords},
    "all components mixed": {"rope": Mixing},
    "positions after all": {"nothing": lambda: rv.Sinusoidal(16)},
    "results exchanged": {
        "measured": results(losses=exchanged("rope", "sinusoidal"), stretches=exchanged("t5", "alibi"))
    },
    "results without a winner": {"measured": results(losses=taken("rope", "sinusoidal"))},
    "results that stay apart": {
        "measured": results(
            losses=lambda rows: taken("learned", "rope", half_less)(taken("sinusoidal", "rope")(rows))
        )
    },
    "nothing added": {"learned": _nothing, "sinusoidal": _nothing},
    "words scaled": added_otherwise(lambda x, total: total + 0.1 * x),
    "words drowned": added_otherwise(lambda x, total: x + 1e3 * torch.sign(total - x)),
    "also turned": {"learned": also_turned(rv.Learned), "sinusoidal": also_turned(rv.Sinusoidal)},
    "starts again after 100": {"learned": Wrapping, "sinusoidal": Repeating},
    "drawn at random": {
        "learned": lambda table: rv.Learned.random(*table.shape, seed=5),
        "sinusoidal": lambda dim: rv.Learned.random(16_384, dim, seed=6),
    },
    "place counted too": {"t5": PlaceCounted},
    "a number for each offset": {"t5": EachOffset},
    "bias doubled": {"t5": Doubled},
    "words changed too": {"t5": WordsToo},
    "nothing added to the scores": {"t5": _nothing},
    "one number for each key": {"t5": EachKey},
    "ends at 500": {"t5": Ending},
    "counted from the end": {"t5": CountedFromEnd, "sinusoidal": from_the_end(rv.Sinusoidal)},
    "only the small ones": {"published": lambda: published_t5()[:3]},
    "no builder known": {"builders": dict},
    "halves at the neighbours' angles": {"written": mixed_layout},
    "planes tilted": dict.fromkeys(("axial", "mixed"), leaning),
    "patches not turned": dict.fromkeys(("axial", "mixed"), unmoved),
    "every pair follows both axes": {"axial": lambda dim, base=100.0: rv.MixedRope(dim, base)},
    "pairs along axes only": {"mixed": lambda dim, inv_freq=None: rv.AxialRope(dim, 10.0)},
}
