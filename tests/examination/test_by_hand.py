"""The ten lines: right in any shape, and the same in the chapter."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pytest
import torch
from chapters import CHAPTERS

import rope_viz as rv
from rope_viz.examination import by_hand


@pytest.mark.parametrize("shape", [(3, 2), (2, 3, 8), (2, 4, 3, 64)])
def test_they_turn_as_complex_numbers_do(shape):
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(*shape, generator=generator, dtype=torch.float64)
    at, dim = torch.tensor([0, 5, 70_000]), shape[-1]
    pairs = x.numpy()[..., 0::2] + 1j * x.numpy()[..., 1::2]
    turned = pairs * np.exp(1j * at.numpy()[:, None] * 10_000.0 ** (-2 * np.arange(dim // 2) / dim))
    came = by_hand.turn(x, at).numpy()
    np.testing.assert_allclose(came[..., 0::2] + 1j * came[..., 1::2], turned, atol=1e-10)


def test_they_keep_the_precision_of_what_comes():
    x, at = torch.ones(1, 64), torch.tensor([100_000])
    assert by_hand.turn(x, at).dtype == torch.float32
    exact = by_hand.turn(x.double(), at)
    assert (by_hand.turn(x, at) - exact).abs().max() < 3e-7  # angles are not rounded to float32
    assert rv.examine(by_hand.turn, like=rv.Rope(64)).fault is None


def test_the_chapter_has_the_same_lines():
    (chapter,) = (page for page in CHAPTERS if page.path.stem == "ten-lines")
    ours = re.sub(r": Tensor| -> Tensor", "", inspect.getsource(by_hand.turn)).strip()
    cell = next(cell for cell in chapter.cells if cell.lines[0].startswith("def turn("))
    assert "\n".join(cell.lines) == f"{ours}\nrv.examine(turn)"
