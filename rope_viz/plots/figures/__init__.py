"""Plotly figures of the tables. Nothing is computed here but the layout, and nothing is shown.

Every figure carries a sentence for those who cannot see it in ``fig.layout.meta["alt"]``.
"""

from rope_viz.plots.figures.bias import plot_biases
from rope_viz.plots.figures.decay import plot_decay
from rope_viz.plots.figures.learned import plot_components, plot_foresight, plot_offsets, plot_pace, plot_step
from rope_viz.plots.figures.maps import plot_heatmap
from rope_viz.plots.figures.scores import plot_scores
from rope_viz.plots.figures.turning import plot_angles, plot_corkscrew, plot_paths, plot_wavelengths

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
