"""Pictures with sliders: one Python class and one short ES module each, on one mechanism."""

from rope_viz.explorers.base import Explorer
from rope_viz.explorers.corkscrew import CorkscrewExplorer, explore_corkscrew
from rope_viz.explorers.pair import PairExplorer, explore_pair

__all__ = ["CorkscrewExplorer", "Explorer", "PairExplorer", "explore_corkscrew", "explore_pair"]
