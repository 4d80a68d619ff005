"""Tables as pandas has them: a row for each value, and beside it what it is the value of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np


class Tidy:
    """A table with a method `to_pandas`.

    A subclass says along which ``axes`` each of its columns goes, the first one along all that there are; and
    in ``places`` which attribute has an axis' places. An axis without is counted from 0.
    """

    _axes_of: ClassVar[Mapping[str, tuple[str, ...]]]
    _places: ClassVar[Mapping[str, str]]
    label: str

    def __init_subclass__(
        cls, *, axes: Mapping[str, tuple[str, ...]], places: Mapping[str, str] | None = None
    ) -> None:
        cls._axes_of, cls._places = axes, places or {}

    def to_pandas(self) -> Any:
        """Write the table as a DataFrame in long form.

        One row for each value, with its places before it and the table's label behind it, so that several can
        be put one after the other.

        Returns
        -------
        pandas DataFrame

        Raises
        ------
        ImportError
            If pandas is not there.

        Examples
        --------
        >>> import rope_viz as rv
        >>> rv.angle_curve(rv.Rope(4, base=100.0), [1, 2]).to_pandas()["angles"].tolist()
        [1.0, 0.1, 2.0, 0.2]
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise ImportError(
                "to_pandas needs pandas, which is not installed: pip install pandas."
            ) from error
        first, axes = next(iter(self._axes_of.items()))
        sizes = dict(zip(axes, np.shape(getattr(self, first)), strict=True))
        along = {axis: (axis,) for axis in axes} | dict(self._axes_of)
        given = {axis: self._along(axis, size) for axis, size in sizes.items()}
        given |= {name: getattr(self, name) for name in self._axes_of}
        columns = {name: self._spread(along[name], values, sizes) for name, values in given.items()}
        return pd.DataFrame(columns | {"label": self.label})

    def _along(self, axis: str, size: int) -> Any:
        return getattr(self, self._places[axis]) if axis in self._places else np.arange(size)

    @staticmethod
    def _spread(axes: tuple[str, ...], values: Any, sizes: Mapping[str, int]) -> Any:
        """Values along some of the axes, repeated along the others."""
        shape = [sizes[axis] if axis in axes else 1 for axis in sizes]
        return np.broadcast_to(np.reshape(values, shape), tuple(sizes.values())).ravel()
