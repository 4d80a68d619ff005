"""Pictures with sliders: one Python class and one short ES module each, on one mechanism."""

from rope_viz.explorers.base import Explorer
from rope_viz.explorers.buckets import BucketExplorer, explore_buckets
from rope_viz.explorers.clocks import ClocksExplorer, explore_clocks
from rope_viz.explorers.corkscrew import CorkscrewExplorer, explore_corkscrew
from rope_viz.explorers.decay import DecayExplorer, explore_decay
from rope_viz.explorers.order import OrderExplorer, explore_order
from rope_viz.explorers.pair import PairExplorer, explore_pair
from rope_viz.explorers.positions import PositionsExplorer, explore_positions
from rope_viz.explorers.scores import ScoreExplorer, explore_scores
from rope_viz.explorers.waves import WavesExplorer, explore_waves

__all__ = [
    "BucketExplorer",
    "ClocksExplorer",
    "CorkscrewExplorer",
    "DecayExplorer",
    "Explorer",
    "OrderExplorer",
    "PairExplorer",
    "PositionsExplorer",
    "ScoreExplorer",
    "WavesExplorer",
    "explore_buckets",
    "explore_clocks",
    "explore_corkscrew",
    "explore_decay",
    "explore_order",
    "explore_pair",
    "explore_positions",
    "explore_scores",
    "explore_waves",
]
