"""Tables: what real rotations give, as frozen NumPy arrays with names and units, ready to be drawn.

The mathematics runs in torch on `rope_viz.device()`; nothing is drawn here.
"""

from rope_viz.curves.bias import BiasTable, bias_curve
from rope_viz.curves.caching import Keeping, decode
from rope_viz.curves.common import index_of, pair_components
from rope_viz.curves.decay import (
    DecayTable,
    cosine_sum,
    decay_curve,
    envelope,
    first_negative,
    pair_products,
    score_bound,
)
from rope_viz.curves.inside import (
    Placing,
    attention_without,
    in_pairs,
    looks_before,
    looks_first,
    pair_uses,
    pair_weights,
    speeds_of,
)
from rope_viz.curves.learned import (
    ComponentTable,
    OffsetTable,
    component_curve,
    offset_curve,
    random_walk,
)
from rope_viz.curves.maps import Heatmap, bias_map, matrix_map, position_map
from rope_viz.curves.race import LengthTable, RaceTable, lengths, race
from rope_viz.curves.rounding import (
    OURS,
    ErrorTable,
    Precision,
    error_curve,
    kept_in,
    rounded_rotation,
    scores_along,
)
from rope_viz.curves.scores import ScoreTable, largest_score, score_curve
from rope_viz.curves.sharding import shard_positions
from rope_viz.curves.steps import (
    ForesightTable,
    PaceTable,
    StepTable,
    foresight_curve,
    pace_curve,
    step_corkscrew,
    step_curve,
)
from rope_viz.curves.stretching import MeanHead, looked_at, mean_heads, neighbours_apart, unseen_arcs
from rope_viz.curves.traffic import Step, count_steps, layer_ways, least_time, rotation_ways, total
from rope_viz.curves.turning import (
    SHELF,
    AngleTable,
    CorkscrewTable,
    PathTable,
    WavelengthTable,
    angle_curve,
    corkscrew_curve,
    vector_path,
    wavelength_curve,
)
from rope_viz.curves.twins import first_twin

__all__ = [
    "OURS",
    "SHELF",
    "AngleTable",
    "BiasTable",
    "ComponentTable",
    "CorkscrewTable",
    "DecayTable",
    "ErrorTable",
    "ForesightTable",
    "Heatmap",
    "Keeping",
    "LengthTable",
    "MeanHead",
    "OffsetTable",
    "PaceTable",
    "PathTable",
    "Placing",
    "Precision",
    "RaceTable",
    "ScoreTable",
    "Step",
    "StepTable",
    "WavelengthTable",
    "angle_curve",
    "attention_without",
    "bias_curve",
    "bias_map",
    "component_curve",
    "corkscrew_curve",
    "cosine_sum",
    "count_steps",
    "decay_curve",
    "decode",
    "envelope",
    "error_curve",
    "first_negative",
    "first_twin",
    "foresight_curve",
    "in_pairs",
    "index_of",
    "kept_in",
    "largest_score",
    "layer_ways",
    "least_time",
    "lengths",
    "looked_at",
    "looks_before",
    "looks_first",
    "matrix_map",
    "mean_heads",
    "neighbours_apart",
    "offset_curve",
    "pace_curve",
    "pair_components",
    "pair_products",
    "pair_uses",
    "pair_weights",
    "position_map",
    "race",
    "random_walk",
    "rotation_ways",
    "rounded_rotation",
    "score_bound",
    "score_curve",
    "scores_along",
    "shard_positions",
    "speeds_of",
    "step_corkscrew",
    "step_curve",
    "total",
    "unseen_arcs",
    "vector_path",
    "wavelength_curve",
]
