"""A plotly Figure that brings its still along, for paper and for pages without JavaScript."""

from __future__ import annotations

import base64
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from rope_viz.plots.content import Picture
from rope_viz.plots.look import current
from rope_viz.plots.to_plotly import draw, make_room

PLOTLY_MIME, STILL_MIME = "application/vnd.plotly.v1+json", "image/png"


class Figure(go.Figure):
    """plotly's own Figure of a picture, shown in a notebook with a still of the same picture.

    Copies and changed figures are shown without one, for it would be a still of something else.
    """

    _picture: Picture | None = None

    @classmethod
    def of(cls, picture: Picture) -> Figure:
        """Draw a picture."""
        figure = draw(picture, cls)
        figure._picture = picture
        return figure

    def update_layout(self, *args: Any, **kwargs: Any) -> Figure:
        """Change the layout as plotly does; a title that comes so gets room above a legend, too."""
        super().update_layout(*args, **kwargs)
        if self._picture is not None and self.layout.title.text:
            make_room(self, current(self._picture))
        return self

    def still(self) -> bytes | None:
        """Draw the picture as a PNG; nothing if the figure is not as it was drawn any more."""
        from rope_viz.plots.to_matplotlib import png

        picture = self._picture
        if picture is None or draw(picture).to_json() != self.to_json():
            return None
        return png(picture)

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(*args, **kwargs)
        still = self.still() if PLOTLY_MIME in bundle else None
        return bundle | {STILL_MIME: base64.b64encode(still).decode("ascii")} if still else bundle

    def _ipython_display_(self) -> None:
        # plotly shows the bundle by a way that passes by the one above.
        bundle = self._repr_mimebundle_() if pio.renderers.render_on_display else {}
        if STILL_MIME not in bundle:
            return super()._ipython_display_()
        from IPython.display import display

        display(bundle, raw=True)
