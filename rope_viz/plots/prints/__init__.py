"""Matplotlib twins of the plotly figures, for print and slides: the same names, the same numbers.

Each takes a table and an optional ``ax``, returns the Axes and shows nothing.
"""

from rope_viz.plots.prints.bias import plot_biases
from rope_viz.plots.prints.decay import plot_decay
from rope_viz.plots.prints.learned import plot_components, plot_foresight, plot_offsets, plot_pace, plot_step
from rope_viz.plots.prints.maps import plot_heatmap
from rope_viz.plots.prints.scores import plot_scores
from rope_viz.plots.prints.turning import plot_angles, plot_corkscrew, plot_paths, plot_wavelengths

__all__ = [
    "plot_angles",
    "plot_biases",
    "plot_components",
    "plot_corkscrew",
    "plot_decay",
    "plot_foresight",
    "plot_heatmap",
    "plot_offsets",
    "plot_pace",
    "plot_paths",
    "plot_scores",
    "plot_step",
    "plot_wavelengths",
]
