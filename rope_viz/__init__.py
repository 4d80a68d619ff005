"""See, turn and measure rotary position embeddings.

Everything is loaded at its first use, so that ``import rope_viz as rv`` costs next to nothing. What there is
stands in ``__init__.pyi``, which editors and type checkers read as well.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
