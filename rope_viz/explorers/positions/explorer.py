"""Tables of positions: how alike one position's vector is to all others, learned, by formula or at random."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import torch
import traitlets
from torch import Tensor

from rope_viz import checks, theme
from rope_viz.encodings.absolute import Sinusoidal
from rope_viz.explorers.core.base import Explorer
from rope_viz.explorers.core.static import traits_of
from rope_viz.explorers.core.traits import Refused, refusing, text, vector, whole
from rope_viz.plots.content import Axis, Heat, Line, Panel, Picture, Points, Rule, floats
from rope_viz.words import brief, fixed

MOST_ROWS = 512
COMPONENTS = (
    64  # of a learned table, as it is drawn: what is left out moves MiniLM's cosines by less than 0.004
)
GRAIN = 800  # whole numbers to one unit, in which each component of a learned table is sent
FACTS = ("neighbour", "hundred", "twin", "uneven")
DIMS = tuple(traits_of("positions")["dim"]["values"])
APART = 10  # tokens that a look-alike must be away
TIE = 1e-9
AROUND = 50  # tokens to each side within which left and right are compared
LABELS = {"sinusoidal": "sinusoids", "random": "random, not trained"}


class PositionsExplorer(Explorer):
    """Cosines of one position's vector with all others, and of all with all; see `explore_positions`."""

    table: str
    position: int
    dim: int
    base: float
    learned = traitlets.Dict().tag(sync=True)

    @traitlets.validate("learned")
    def _is_packed(self, proposal: Any) -> dict[str, Any]:
        return refusing(_whole_table, proposal.value)

    @traitlets.validate("position")
    def _has_a_row(self, proposal: Any) -> int:
        if self.learned and proposal.value >= self.learned["rows"]:
            raise Refused(
                f"position must be smaller than the number of rows, {self.learned['rows']}; "
                f"{proposal.value} came."
            )
        return proposal.value

    @property
    def label(self) -> str:
        """Which table is shown."""
        if self.table == "learned":
            return self.learned["label"]
        base = f", base {brief(self.base)}" if self.table == "sinusoidal" else ""
        return f"{LABELS[self.table]}, dim {self.dim}{base}"

    def rows(self) -> Tensor:
        """The table that is shown, every row divided by its length, (positions, components)."""
        count = self.learned["rows"]
        if self.table == "learned":
            return torch.tensor(self.learned["columns"], dtype=torch.float64).view(-1, count).T / GRAIN
        if self.table == "random":
            rows = _fresh()[:count, : self.dim]
        else:
            rows = Sinusoidal(self.dim, base=self.base).table(range(count), dtype=torch.float64).cpu()
        return torch.nn.functional.normalize(rows, dim=-1)

    def numbers(self) -> dict[str, Any]:
        rows, m = self.rows(), self.position
        cosines = rows @ rows[m]
        facts = _facts(cosines, m)
        if self.table == "learned":  # those of the whole table, of which the rows drawn are a part
            facts |= {name: self.learned[name][m] for name in (*FACTS, "twin_at")}
            cosines[m] = 1
        return {"position": m} | facts | {"cosines": cosines.tolist()}

    def summary(self) -> str:
        n = self.numbers()
        return (
            f"Cosines of position {n['position']} with all {len(n['cosines'])} positions ({self.label}): "
            f"{fixed(n['neighbour'])} with position {n['neighbour_at']}, {fixed(n['hundred'])} with "
            f"{n['hundred_at']}; of those at least {APART} away, the most alike is {n['twin_at']}, with "
            f"{fixed(n['twin'])}."
        )

    def picture(self) -> Picture:
        n, rows = self.numbers(), self.rows()
        cosines = floats(n["cosines"])
        curve = (
            Rule(0, theme.MUTED, width=1),
            Line(np.arange(len(cosines), dtype=float), cosines, theme.SCORE, width=1.6),
            Points(floats(n["position"]), floats(1), theme.QUERY),
            Points(floats(n["twin_at"]), floats(n["twin"]), theme.KEY),
        )
        # Blocks of a few positions are averaged, or the still would weigh more than all the rest.
        block = -(-len(rows) // 128)
        whole = len(rows) // block * block
        blocks = (rows @ rows.T)[:whole, :whole].unflatten(1, (-1, block)).unflatten(0, (-1, block))
        middles = floats((np.arange(whole // block) + 0.5) * block)
        square = (
            Heat(middles, middles, blocks.mean((1, 3)).numpy(), theme.SIGNED, -1, 1),
            Rule(n["position"], theme.QUERY, width=1),
        )
        across, up = Axis("position n (tokens)", grid=False), Axis("position m (tokens)", grid=False)
        cosine = Axis(f"cosine with position {n['position']}", (-1, 1.05))
        panels = (
            Panel(curve, Axis("position n (tokens)"), cosine, self.label, width=1.5),
            Panel(square, across, replace(up, reverse=True), equal=True),
        )
        return Picture((panels,), self.summary())


def explore_positions(
    learned: Tensor | None = None,
    *,
    label: str = "your table",
    table: str = "learned",
    position: int = 100,
    dim: int = 64,
    base: float = 10_000.0,
) -> PositionsExplorer:
    """Explore how alike the vectors of positions are, in a learned table and in two that are not.

    A learned table is drawn by its 64 main components, each rounded to 1/800; what that leaves out changes
    MiniLM's cosines by less than 0.004. The numbers in words are those of the whole table.

    Parameters
    ----------
    learned : Tensor, shape (positions, dim), optional
        2 to 512 rows, none of them zero. By default the positions of all-MiniLM-L6-v2, row 0 (of the token
        [CLS]) included.
    label : str
        What it is called.
    table : {"learned", "sinusoidal", "random"}
        Which is shown first. A random one has independent, nearly normal numbers, the same each time.
    position : int
        Which position is compared with all others.
    dim : {4, 8, 16, 32, 64}
        Components of sinusoids, or of the random table.
    base : float
        Of the sinusoids, 10 to 100 000.

    Returns
    -------
    PositionsExplorer
        A widget; ``.save("positions.html")`` writes one file that works alone.

    Raises
    ------
    TypeError, ValueError
        If ``learned`` is not such a table, or a parameter is out of its range.

    Examples
    --------
    >>> numbers = explore_positions(position=200).numbers()
    >>> round(numbers["neighbour"], 2), round(numbers["uneven"], 2) < 0.2
    (0.85, True)
    """
    if learned is None:
        from rope_viz.models.pretrained import minilm_positions

        learned, label = minilm_positions().table, "MiniLM, trained"
    checks.table("learned", learned, "positions", "dim")
    if learned.is_meta or not bool(learned.isfinite().all()):
        raise ValueError("learned must hold finite numbers; a table with others came.")
    rows = _unit_rows(learned)
    return PositionsExplorer(
        learned=_packed(rows) | {"label": label}, table=table, position=position, dim=dim, base=base
    )


def _facts(cosines: Tensor, m: int) -> dict[str, Any]:
    """What is said in words of a position's cosines with all positions."""
    last = len(cosines) - 1
    apart = (torch.arange(len(cosines)) - m).abs()
    other = torch.where(apart >= APART, cosines, -2.0)
    # Sinusoids are as alike before as after: the earlier of two that tie is named.
    ties = torch.nonzero((other > other.max() - TIE) & (apart >= APART))
    twin = int(ties[0]) if len(ties) else m
    reach = torch.arange(1, min(AROUND, m, last - m) + 1)
    uneven = (cosines[m + reach] - cosines[m - reach]).abs()
    near, far = (m + step if m + step <= last else max(m - step, 0) for step in (1, 100))
    return {
        "neighbour": float(cosines[near]),
        "neighbour_at": near,
        "hundred": float(cosines[far]),
        "hundred_at": far,
        "twin": float(cosines[twin]),
        "twin_at": twin,
        "uneven": float(uneven.max()) if len(uneven) else 0.0,
    }


def _unit_rows(table: Tensor) -> Tensor:
    if not 2 <= len(table) <= MOST_ROWS:
        raise ValueError(f"learned must have 2 to {MOST_ROWS} rows, one per position; {len(table)} came.")
    rows = table.detach().double().cpu()
    lengths = rows.norm(dim=1, keepdim=True)
    if not lengths.all():
        raise ValueError("learned must have no row of zeros, because such a row has no direction; one came.")
    return rows / lengths


def _packed(rows: Tensor) -> dict[str, Any]:
    """The main components of unit rows, which have nearly the rows' cosines, and what is said in words."""
    left, sizes, _ = torch.linalg.svd(rows, full_matrices=False)
    # Column by column, because neighbours in a column are alike and so take less room.
    columns = (GRAIN * left * sizes)[:, :COMPONENTS].round().T.flatten().int().tolist()
    facts = [_facts(cosines, m) for m, cosines in enumerate(rows @ rows.T)]
    said = {name: [round(fact[name], 5) for fact in facts] for name in FACTS}
    twins = [fact["twin_at"] for fact in facts]
    return {"columns": columns, "rows": len(rows), "twin_at": twins} | said


def _whole_table(value: Mapping[str, Any]) -> dict[str, Any]:
    rows = whole(2, MOST_ROWS)("rows", value["rows"])
    columns = vector(rows * (len(value["columns"]) // rows))("columns", value["columns"])
    facts = {name: vector(rows)(name, value[name]) for name in FACTS}
    twins = tuple(whole(0, rows - 1)("twin_at", at) for at in value["twin_at"])
    label = text("label", value["label"])
    return {"columns": columns, "rows": rows, "label": label, "twin_at": twins} | facts


def _fresh() -> Tensor:
    """A random table, by a hash of each number's place that the browser computes as well.

    The sum of the hash's four bytes is nearly normal, and cosines do not see how large its numbers are.
    """
    hashed = (np.arange(MOST_ROWS * DIMS[-1], dtype=np.uint32) + 1) * np.uint32(0x9E3779B9)
    for shift, factor in ((16, 0x21F0AAAD), (15, 0x735A2D97)):
        hashed = (hashed ^ (hashed >> np.uint32(shift))) * np.uint32(factor)
    hashed ^= hashed >> np.uint32(15)
    rows = hashed.astype("<u4").view(np.uint8).reshape(-1, 4).sum(axis=1, dtype=np.float64) - 2 * 255
    return torch.from_numpy(rows).view(MOST_ROWS, -1)
