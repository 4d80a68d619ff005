"""The command ``rope-viz``: explorers, figures, models and examinations from a terminal."""

from __future__ import annotations

import importlib
import inspect
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

import rope_viz as rv
from rope_viz.explorers import NAMES

FIGURES = ("angles", "corkscrew", "decay", "wavelengths")
OF_ONE = ("angles", "corkscrew")  # the others compare
CONFIG = click.Path(exists=True, dir_okay=False, path_type=Path)
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
SWEEP = re.compile(rf"(?P<trait>\w+)=(?P<values>{NUMBER}(?::{NUMBER}){{1,2}}|{NUMBER}(?:,{NUMBER})+)")
FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@contextmanager
def _told() -> Iterator[None]:
    """What the package refuses is said as it says it, without a traceback."""
    try:
        yield
    except (ValueError, TypeError, ImportError, OSError) as error:
        raise click.ClickException(str(error)) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rope-viz")
def main() -> None:
    """See, turn and measure rotary position embeddings.

    CONFIG is a Hugging Face model's config.json.
    """


@main.command()
@click.argument("config", type=CONFIG)
def info(config: Path) -> None:
    """Say what a model does with positions."""
    with _told():
        click.echo(str(rv.read_model(config)))


@main.command()
@click.argument("name", type=click.Choice(NAMES))
@click.argument("config", type=CONFIG, required=False)
@click.option("-o", "--output", type=FILE, help="NAME.html, if it is left out.")
@click.option("--slide", is_flag=True, help="Letters as large as the window allows; nothing scrolls.")
@click.option("--theme", type=click.Choice(["system", "light", "dark"]), default="system", show_default=True)
@click.option("--heading", help="Above the picture; empty for none.")
@click.option(
    "--sweep", metavar="TRAIT=VALUES", help="A film instead, as .gif or .mp4: now=0:63, or base=1e4,1e5."
)
def explore(
    name: str,
    config: Path | None,
    output: Path | None,
    slide: bool,
    theme: str,
    heading: str | None,
    sweep: str | None,
) -> None:
    """Write an explorer as one HTML file that works alone, of a model if its CONFIG is given.

    With --sweep it is a film in which one parameter moves. VALUES are listed with commas between them, or
    first:last, in whole steps, or first:last:step.
    """
    make = getattr(rv, f"explore_{name}")
    if config and "rope" not in inspect.signature(make).parameters:
        raise click.BadParameter(f"{name} shows no model's rotation; leave CONFIG out.", param_hint="CONFIG")
    with _told():
        explorer = make(rope=rv.Rope.from_config(config)) if config else make()
        if sweep is not None:
            trait, values = _swept(sweep)
            click.echo(explorer.animate(output or Path(f"{name}.gif"), trait=trait, values=values))
            return
        output = output or Path(f"{name}.html")
        click.echo(explorer.save(output, heading=heading, theme=theme, compact=slide))


def _swept(text: str) -> tuple[str, Sequence[Any]]:
    """A parameter, and the values that it takes."""
    found = SWEEP.fullmatch(text)
    if not found:
        raise ValueError(f"--sweep must be as now=0:63, now=0:63:3 or base=1e4,1e5; {text!r} came.")
    numbers = [float(part) for part in re.split("[:,]", found["values"])]
    whole = [int(number) if number.is_integer() else number for number in numbers]
    if ":" not in found["values"]:
        return found["trait"], whole
    first, last, step = (*whole, 1)[:3]
    if step == 0 or (last - first) / step < 1:
        raise ValueError(
            f"--sweep must take a step at least from its first value to its last; {text!r} came."
        )
    return found["trait"], [first + i * step for i in range(math.floor((last - first) / step) + 1)]


@main.command()
@click.argument("name", type=click.Choice(FIGURES))
@click.argument("configs", type=CONFIG, nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=FILE,
    required=True,
    help=".html to be moved, .svg, .pdf or .png to be printed.",
)
def plot(name: str, configs: tuple[Path, ...], output: Path) -> None:
    """Draw a figure of one model, or of several in comparison."""
    if name in OF_ONE and len(configs) > 1:
        raise click.BadParameter(f"{name} is of one model; {len(configs)} came.", param_hint="CONFIGS")
    with _told():
        tables = [_table(name, config) for config in configs]
        _draw(name, tables[0] if name in OF_ONE else tables, output)
    click.echo(output)


def _table(name: str, config: Path) -> Any:
    model = rv.read_model(config)
    rope = rv.Rope.from_config(config)
    label = config.resolve().parent.name if config.stem == "config" else config.stem
    if name == "decay":
        return rv.decay_curve(rope, label=label)
    if name == "wavelengths":
        if model.context is None:
            raise ValueError(f"{config} must say the context, to compare wavelengths with; it does not.")
        return rv.wavelength_curve(model, label=label)
    return rope


def _draw(name: str, content: Any, output: Path) -> None:
    if output.suffix == ".html":
        getattr(rv, f"plot_{name}")(content).write_html(output)
    else:
        getattr(rv.prints, f"plot_{name}")(content).figure.savefig(output, bbox_inches="tight")


@main.command()
@click.argument("function", metavar="MODULE:FUNCTION")
@click.option("--head-dim", type=int, help="Components of a vector.  [default: 64]")
@click.option("--shape", help='The axes of the vectors, as "batch tokens heads dim".')
def examine(function: str, head_dim: int | None, shape: str | None) -> None:
    """Say which rotation a function is, or which fault it has; the exit status is 1 if it has one."""
    with _told():
        found = rv.examine(_function(function), head_dim=head_dim, shape=shape)
    click.echo(str(found))
    sys.exit(0 if found.fault is None else 1)


def _function(path: str) -> Callable[..., Any]:
    """What stands under a name in a module, which may lie in the folder that one is in."""
    module, colon, name = path.partition(":")
    if not colon or not name:
        raise ValueError(f"MODULE:FUNCTION must have a colon, as in my_model:rotate; {path!r} came.")
    sys.path.insert(0, "")
    found = importlib.import_module(module)
    if not callable(getattr(found, name, None)):
        raise ValueError(f"{module} must have a function {name}; it has none.")
    function: Callable[..., Any] = getattr(found, name)
    return function
