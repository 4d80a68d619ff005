"""See, turn and measure rotary position embeddings.

Everything is loaded at its first use, so that ``import rope_viz as rv`` costs next to nothing.
"""

import lazy_loader

__version__ = "0.1.0"

_SUBMODULES = ["explorers", "pretrained", "prints", "scaling", "theme"]
_NAMES = {
    "rotation": ["Rope", "device"],
    "encoding": ["Encoding", "NoPositions"],
    "absolute": ["Learned", "Sinusoidal"],
    "relative": ["Alibi", "ShawKeys", "T5Bias", "t5_bucket"],
    "xpos": ["XPos"],
    "axes": ["AxialRope", "MRope", "MixedRope", "grid_positions"],
    "latent": ["DecoupledRope"],
    "attention": ["Layer", "attend", "embed_words", "scores"],
    "curves": [
        "angle_curve",
        "bias_curve",
        "bias_map",
        "component_curve",
        "corkscrew_curve",
        "cosine_sum",
        "decay_curve",
        "first_negative",
        "first_twin",
        "foresight_curve",
        "matrix_map",
        "offset_curve",
        "pace_curve",
        "position_map",
        "score_bound",
        "score_curve",
        "step_corkscrew",
        "step_curve",
        "vector_path",
        "wavelength_curve",
    ],
    "figures": [
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
    ],
    "explorers": [
        "explore_buckets",
        "explore_clocks",
        "explore_corkscrew",
        "explore_decay",
        "explore_order",
        "explore_pair",
        "explore_positions",
        "explore_scores",
        "explore_waves",
    ],
    "doors": ["draw_doors"],
    "claims": ["claims_table", "try_claim"],
    "colophon": ["computed_with"],
}

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, _SUBMODULES, _NAMES)
