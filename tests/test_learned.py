"""What is hidden in a trained table: rotations, and what a table without them looks like."""

import numpy as np
import pytest
import torch

import rope_viz as rv


@pytest.fixture(scope="module")
def trained():
    return rv.pretrained.minilm_positions().table[1:]  # row 0 belongs to [CLS]


@pytest.fixture(scope="module")
def step(trained):
    return rv.step_curve(trained, label="MiniLM")


def made_table(speeds, rows=200):
    angles = torch.outer(torch.arange(rows, dtype=torch.float64), torch.tensor(speeds, dtype=torch.float64))
    return torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(1)


def test_turns_that_were_put_in_are_found():
    found = rv.step_curve(made_table([1.0, 0.3, 0.1]), 6)
    np.testing.assert_allclose(found.periods, 2 * np.pi / np.array([1.0, 0.3, 0.1]), rtol=1e-3)
    np.testing.assert_allclose(np.abs(found.eigenvalues), 1, atol=1e-3)
    assert found.r_squared == pytest.approx(1, abs=1e-4)  # turns cut short leave a mean, which is taken away


def test_the_trained_table_turns(step):
    assert step.r_squared > 0.99 > 0.75 > step.copying
    assert len(step.periods) == 5 and 5.5 < step.periods[0] < 6.5
    assert np.abs(np.abs(step.eigenvalues) - 1).max() < 0.005


def test_a_random_walk_has_no_fast_turn():
    walk = torch.randn(511, 384, generator=torch.Generator().manual_seed(0)).cumsum(0)
    control = rv.step_curve(walk)
    assert control.copying > 0.99 and control.periods.min() > 50


def test_the_fastest_plane_is_a_corkscrew(step):
    # Drawn in its plane, each position stands one and the same turn after the one before.
    path = step.path[:, 0] + 1j * step.path[:, 1]
    turned = np.angle(path[1:] / path[:-1])
    assert abs(np.median(np.abs(turned)) - 2 * np.pi / step.periods[0]) < 0.05


def test_one_matrix_does_not_reach_far(trained):
    ahead = rv.steps_ahead(trained, [1, 5, 50])
    assert ahead[1] > 0.99 > ahead[5] > 0.9 and ahead[50] < 0.5


def test_offsets_are_mean_cosines(trained):
    table = rv.offset_curve(trained, [1, 7])
    unit = trained.double() / trained.double().norm(dim=1, keepdim=True)
    by_hand = [np.mean([float(unit[i] @ unit[i + k]) for i in range(511 - k)]) for k in (1, 7)]
    np.testing.assert_allclose(table.cosines, by_hand, rtol=1e-9)


def test_figures_draw_the_tables(step, trained):
    offsets = [
        rv.offset_curve(trained, range(1, 9), label="a"),
        rv.offset_curve(trained, range(1, 4), label="b"),
    ]
    plotly, axes = rv.plot_offsets(offsets), rv.prints.plot_offsets(offsets)
    for table, trace, line in zip(offsets, plotly.data, axes.lines, strict=True):
        np.testing.assert_array_equal(trace.y, table.cosines)
        np.testing.assert_array_equal(line.get_ydata(), table.cosines)
    np.testing.assert_array_equal(rv.plot_step(step).data[1].x, step.eigenvalues.real)
    np.testing.assert_array_equal(rv.prints.plot_step(step).lines[1].get_ydata(), step.eigenvalues.imag)
    np.testing.assert_array_equal(rv.plot_step_path(step, last=12).data[0].z, step.path[:12, 1])
    drawn = rv.prints.plot_step_path(step, last=12).lines[0].get_data_3d()
    np.testing.assert_array_equal(drawn[1], step.path[:12, 0])
