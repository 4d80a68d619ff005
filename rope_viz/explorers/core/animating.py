"""A sweep: an explorer's still again and again while one of its parameters moves, as one GIF or MP4."""

from __future__ import annotations

import io
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from rope_viz import checks
from rope_viz.explorers.core import traits

DPI = 150  # as stills are drawn
FASTEST = 100  # frames a second; a GIF counts hundredths of a second


class Still(Protocol):
    """What is filmed: an explorer."""

    still_size: Any

    @property
    def state(self) -> dict[str, Any]:
        """The parameters by name."""

    def still(self) -> bytes:
        """Draw it as it stands, as a PNG."""


def write_sweep(
    explorer: Still, path: Path, trait: str, values: Iterable[Any], fps: float, progress: bool
) -> Path:
    """Write a sweep; everything is as in `Explorer.animate`."""
    writer = _writer(path, fps)
    frames = _states(explorer, trait, values)
    unfinished = path.with_name(f".{path.stem}.unfinished{path.suffix}")  # a film that breaks off leaves none
    try:
        _film(frames, unfinished, writer, _counted(path.name, len(frames)) if progress else None)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _writer(path: Path, fps: float) -> Any:
    """The one of matplotlib's writers that suits a path."""
    from matplotlib.animation import FFMpegWriter, PillowWriter

    if path.suffix not in (".gif", ".mp4"):
        raise ValueError(f"path must end in .gif or .mp4, because a film is written; {str(path)!r} came.")
    if not isinstance(fps, int | float) or not (math.isfinite(fps) and 0 < fps <= FASTEST):
        raise ValueError(
            f"fps must be a number above 0 and at most {FASTEST}, frames a second; {fps!r} came."
        )
    if not path.parent.is_dir():
        raise ValueError(f"path must be in a folder that exists; {str(path)!r} came.")
    if path.suffix == ".mp4" and not FFMpegWriter.isAvailable():
        raise ValueError(
            f"path must end in .gif on this machine, because MP4 is written by ffmpeg, which is not "
            f"installed; {str(path)!r} came."
        )
    kind: Any = PillowWriter if path.suffix == ".gif" else FFMpegWriter
    return kind(fps=fps, codec="h264")  # which a GIF ignores


def _states(explorer: Still, trait: str, values: Iterable[Any]) -> Sequence[Still]:
    """The explorer once for each value; a value that breaks a rule is refused in the rule's words."""
    checks.one_of("trait", trait, tuple(explorer.state))
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ValueError(f"values must be several values of {trait}, such as range(10); {values!r} came.")
    states = [traits.refusing(_moved, explorer, trait, value) for value in values]
    if len(states) < 2:
        raise ValueError(f"values must be two at least, because something has to move; {len(states)} came.")
    return states


def _moved(explorer: Still, trait: str, value: Any) -> Still:
    return type(explorer)(**(explorer.state | {trait: value}))


def _film(frames: Sequence[Still], path: Path, writer: Any, tell: Callable[[int], None] | None) -> None:
    from matplotlib.figure import Figure
    from matplotlib.image import imread

    figure = Figure(frames[0].still_size, dpi=DPI)
    with writer.saving(figure, str(path), DPI):
        for done, frame in enumerate(frames, 1):
            figure.clear()
            figure.figimage(imread(io.BytesIO(frame.still())))
            writer.grab_frame()
            if tell:
                tell(done)


def _counted(name: str, frames: int) -> Callable[[int], None]:
    def tell(done: int) -> None:
        end = "\n" if done == frames else ""
        print(f"\r{name}: frame {done} of {frames}", end=end, file=sys.stderr, flush=True)

    return tell
