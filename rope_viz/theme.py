"""Colours by role, for light and dark, and what each drawing library makes of them.

No other file of the package or the book holds a colour. Roles keep 4.5 : 1 against the paper (text) and the
maps' steps 3 : 1 (lines), which a test checks. The sequential map belongs to the pair index (fast to slow);
the cyclic map, even in lightness, to angles only.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Palette:
    """One set of colours, by role."""

    paper: str
    ink: str
    muted: str
    grid: str
    query: str
    key: str
    score: str
    reference: str
    series: tuple[str, ...]  # what has no role of its own: neither query nor key nor score
    pairs: tuple[str, ...]  # fast to slow
    cycle: tuple[str, ...]  # 0 to 2π
    signed: tuple[str, ...]  # below zero, zero, above: query blue and key orange meet near the paper

    @property
    def roles(self) -> dict[str, str]:
        """Name to colour, the maps' steps numbered."""
        single = {f.name: getattr(self, f.name) for f in fields(self) if f.type == "str"}
        steps = {f"series-{i}": colour for i, colour in enumerate(self.series)}
        steps |= {f"pair-{i}": colour for i, colour in enumerate(self.pairs)}
        steps |= {f"cycle-{i}": colour for i, colour in enumerate(self.cycle)}
        steps |= {f"signed-{i}": colour for i, colour in enumerate(self.signed)}
        return single | {"fast-pair": self.pairs[0], "slow-pair": self.pairs[-1]} | steps


LIGHT = Palette(
    paper="#ffffff",
    ink="#1c2430",
    muted="#5b6470",
    grid="#dfe3e8",
    query="#0b5fae",
    key="#b8430a",
    score="#238064",
    reference="#6b7480",
    series=("#6d6a00", "#a3286b", "#6a4a3a"),
    pairs=(
        "#e76e5b", "#d7566c", "#c6417d", "#b12a90", "#99159f", "#7d03a8", "#6001a6", "#3f049c", "#1b068d",
    ),
    cycle=(
        "#b25e5b", "#a56c26", "#7b8129", "#358e61", "#008d97", "#3f7fb8", "#7d6db5", "#a45f91", "#b25e5b",
    ),
    signed=("#0b5fae", "#9cc3ea", "#f3f3f3", "#f0b48f", "#b8430a"),
)  # fmt: skip
DARK = Palette(
    paper="#14181e",
    ink="#e6eaf0",
    muted="#a3adba",
    grid="#333b46",
    query="#6bb3ff",
    key="#ff9f5a",
    score="#3bdeb9",
    reference="#98a3b0",
    series=("#c9c44a", "#f28bc0", "#d9b7a0"),
    pairs=(
        "#f9dc24", "#fec029", "#fca636", "#f68f44", "#ed7953", "#e16462", "#d35171", "#c33d80", "#b12a90",
    ),
    cycle=(
        "#e88e8a", "#d99d5a", "#abb25d", "#6ac090", "#3ebfc9", "#70b1ed", "#ad9eea", "#d88fc3", "#e88e8a",
    ),
    signed=("#6bb3ff", "#3a618a", "#262d37", "#8a5a33", "#ff9f5a"),
)  # fmt: skip
PRINTED = replace(LIGHT, ink="#000000", muted="#333333")  # paper and projectors lose what is pale

PAPER, INK, MUTED, GRID = LIGHT.paper, LIGHT.ink, LIGHT.muted, LIGHT.grid
QUERY, KEY, SCORE, REFERENCE = LIGHT.query, LIGHT.key, LIGHT.score, LIGHT.reference
FAST_PAIR, SLOW_PAIR = LIGHT.pairs[0], LIGHT.pairs[-1]

# Figures are made in the light colours; the built page swaps each for its dark partner.
DARK_OF = {LIGHT.roles[role]: DARK.roles[role] for role in LIGHT.roles}

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SIGNED = LIGHT.signed
# Told apart by colour, dash and direct label, never by colour alone.
SERIES = (SCORE, *LIGHT.series, REFERENCE)


def pair_colour(share: float) -> str:
    """Colour of a pair, 0 the fastest, 1 the slowest: a step of the map, which has a dark partner."""
    return LIGHT.pairs[round(min(max(share, 0.0), 1.0) * (len(LIGHT.pairs) - 1))]


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with the rest up to 1 of another, both as #rrggbb."""
    parts = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(share * one + (1 - share) * two) for one, two in parts).hex()


def colourscale(colours: tuple[str, ...]) -> list[list[float | str]]:
    """A map as plotly wants it: pairs of place and colour."""
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]


def css_variables() -> str:
    """The roles as CSS custom properties: light, and dark by page, Jupyter or system; light on paper.

    An explorer says for itself which it is, because within a shadow root no rule sees the page around.
    """
    light, dark = (
        "; ".join(f"--rv-{role}: {colour}" for role, colour in palette.roles.items())
        for palette in (LIGHT, DARK)
    )
    chosen = 'html[data-theme="dark"], body[data-jp-theme-light="false"], body.vscode-dark'
    return (
        f":root, .rv-explorer[data-scheme=light] {{ {light} }}\n"
        f"@media screen {{ {chosen}, .rv-explorer[data-scheme=dark] {{ {dark} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark)"
        f" {{ html:not([data-theme]):not(:has(body[data-jp-theme-light])) {{ {dark} }} }}\n"
    )


def plotly_axis(palette: Palette = LIGHT) -> dict[str, Any]:
    """What every axis of a plotly figure of the package starts from."""
    colours = dict.fromkeys(("gridcolor", "zerolinecolor", "tickcolor"), palette.grid)
    colours |= {"linecolor": palette.muted}
    return colours | {"ticks": "outside", "automargin": True, "zerolinewidth": 2}


def plotly_layout(palette: Palette = LIGHT, text: float = 1) -> dict[str, object]:
    """The layout that every plotly figure of the package starts from; its text may be larger.

    The paper is a colour, for under dark text a notebook may be dark.
    """
    return {
        "font": {"family": FONT, "size": 14 * text, "color": palette.ink},
        "paper_bgcolor": palette.paper,
        "plot_bgcolor": palette.paper,
        "colorway": list(SERIES),
        "margin": {"l": 60, "r": 20, "t": 30, "b": 50},
        "height": 420,
        "hoverlabel": {"font": {"family": FONT}},
        "xaxis": plotly_axis(palette),
        "yaxis": plotly_axis(palette),
    }


def matplotlib_style(palette: Palette = LIGHT, text: float = 1) -> dict[Any, Any]:
    """The rc parameters that every matplotlib figure of the package is drawn with; its text may be larger."""
    from cycler import cycler

    return {
        "figure.figsize": (7, 4),
        "figure.dpi": 120,
        "figure.facecolor": palette.paper,
        "axes.facecolor": palette.paper,
        "axes.edgecolor": palette.muted,
        "axes.labelcolor": palette.ink,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": cycler(color=SERIES),
        "grid.color": palette.grid,
        "text.color": palette.ink,
        "xtick.color": palette.muted,
        "ytick.color": palette.muted,
        "font.family": "sans-serif",
        "font.size": 11 * text,
        "legend.frameon": False,
    }
