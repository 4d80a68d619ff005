"""What all explorers share: synced parameters, a still, a sentence, and a file that stands alone."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from rope_viz import checks
from rope_viz.explorers.core import animating, static, traits
from rope_viz.plots.content import Picture


class _Described(type(anywidget.AnyWidget)):  # type: ignore[misc]
    """Gives a class the title, the size and the traits that the ``explorer.json`` beside its file says."""

    def __new__(mcls, name: str, bases: tuple[type, ...], body: dict[str, Any], **kwargs: Any) -> Any:
        file = getattr(sys.modules[body["__module__"]], "__file__", None)
        beside = Path(file or "").with_name("explorer.json")
        if beside.is_file():
            said = json.loads(beside.read_text(encoding="utf-8"))
            body |= {"name": beside.parent.name, "title": said["title"]}
            # Where anywidget makes a class of this one, it brings a trait of that name.
            body.setdefault("_esm", static.module(beside.parent.name))
            body |= {"still_size": tuple(said["still"])} if "still" in said else {}
            body["_explorer"] = traitlets.Unicode(beside.parent.name).tag(sync=True)
            for trait, entry in said["traits"].items():
                if entry["kind"] != "own":
                    body.setdefault(trait, traits.described(entry))
        return super().__new__(mcls, name, bases, body, **kwargs)


class Explorer(anywidget.AnyWidget, metaclass=_Described):
    """A picture with sliders, in notebooks, in the built book, and in a file of its own.

    A subclass lives in a folder of its name: ``explorer.json`` says its title and traits for Python and the
    browser alike, ``explorer.js`` draws, and the class gives the numbers drawn as torch computes them, a
    sentence and a still. Everything else is here.

    Attributes
    ----------
    name : str
        The folder's name, also the prefix of its parameters in a link.
    title : str
        Heading of the saved page.
    still_size : (float, float)
        Inches.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    still_size: ClassVar[tuple[float, float]] = (8.0, 4.0)
    _css = static.css()

    def numbers(self) -> dict[str, Any]:
        """Compute with torch the numbers that the picture shows, named as its ``data-*`` attributes."""
        raise NotImplementedError

    def summary(self) -> str:
        """Say in one sentence, with its numbers, what the picture shows."""
        raise NotImplementedError

    def picture(self) -> Picture:
        """Make the content of the still, for paper and for pages without JavaScript."""
        raise NotImplementedError

    @property
    def state(self) -> dict[str, Any]:
        """The parameters by name."""
        shared = anywidget.AnyWidget.class_trait_names()
        names = [n for n in self.trait_names(sync=True) if not n.startswith("_") and n not in shared]
        return {name: getattr(self, name) for name in sorted(names)}

    def still(self) -> bytes:
        """Draw the explorer as it stands now, as a PNG."""
        from rope_viz.plots.to_matplotlib import png  # a drawing library waits until something is drawn

        return png(self.picture(), self.still_size)

    def payload(self) -> dict[str, Any]:
        """Gather what a page needs to show the explorer without a kernel."""
        still = base64.b64encode(self.still()).decode("ascii")
        return {"explorer": self.name, "state": self.state, "still": still, "alt": self.summary()}

    def save(
        self, path: str | Path, *, heading: str | None = None, theme: str = "system", compact: bool = False
    ) -> Path:
        """Write one HTML file that works alone, from a disk and without a network.

        Parameters
        ----------
        path : str or Path
            Such as ``"pair.html"``.
        heading : str, optional
            Stands above the picture; the explorer's title if it is left out, nothing if it is empty.
        theme : {"system", "light", "dark"}
            ``"system"`` follows whoever opens the file.
        compact : bool
            For a slide: letters as large as the window allows, so that nothing scrolls, from 960 x 540 px on.
            → and ← or a clicker move the picture by one step, the space bar plays it, f fills the screen.

        Returns
        -------
        Path
            Where the file is.

        Raises
        ------
        ValueError
            If ``path`` does not end in .html, or the theme is another.
        """
        path = Path(path)
        if path.suffix not in (".html", ".htm"):
            raise ValueError(f"path must end in .html, because a page is written; {str(path)!r} came.")
        checks.one_of("theme", theme, ("system", "light", "dark"))
        heading = self.title if heading is None else heading
        page = static.page(self.payload(), heading or self.title, heading, theme, compact)
        path.write_text(page, encoding="utf-8")
        return path

    def animate(
        self, path: str | Path, *, trait: str, values: Iterable[Any], fps: float = 10, progress: bool = True
    ) -> Path:
        """Write a sweep as a film: the still once for each value of one parameter.

        The explorer itself stays as it is. Colours are those of `rope_viz.use_theme`.

        Parameters
        ----------
        path : str or Path
            ``"sweep.gif"``, or ``"sweep.mp4"`` where ffmpeg is installed. A file that is there is replaced.
        trait : str
            One of the parameters in ``state``.
        values : iterable
            What it is in each frame, two at least.
        fps : float
            Frames a second, at most 100.
        progress : bool
            Count the frames on standard error.

        Returns
        -------
        Path
            Where the film is.

        Raises
        ------
        ValueError
            If the path ends in something else or ffmpeg is missing, there is no such parameter, or a value
            is one that it does not allow; nothing is written then.
        """
        return animating.write_sweep(self, Path(path), trait, values, fps, progress)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        payload = self.payload()
        stills = {"image/png": payload["still"], "text/plain": payload["alt"], static.MIME: payload}
        return data | stills, metadata
