"""Pictures with sliders: one Python class and one short ES module each, on one mechanism."""

from rope_viz.explorers.base import Explorer
from rope_viz.explorers.clocks import ClocksExplorer, explore_clocks
from rope_viz.explorers.corkscrew import CorkscrewExplorer, explore_corkscrew
from rope_viz.explorers.order import OrderExplorer, explore_order
from rope_viz.explorers.pair import PairExplorer, explore_pair
from rope_viz.explorers.scores import ScoreExplorer, explore_scores

__all__ = [
    "ClocksExplorer",
    "CorkscrewExplorer",
    "Explorer",
    "OrderExplorer",
    "PairExplorer",
    "ScoreExplorer",
    "explore_clocks",
    "explore_corkscrew",
    "explore_order",
    "explore_pair",
    "explore_scores",
]
