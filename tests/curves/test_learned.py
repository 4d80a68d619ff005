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
    return rv.curves.step_curve(trained, label="MiniLM")


def made_table(speeds, rows=200):
    angles = torch.outer(torch.arange(rows, dtype=torch.float64), torch.tensor(speeds, dtype=torch.float64))
    return torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(1)


def test_turns_that_were_put_in_are_found():
    found = rv.curves.step_curve(made_table([1.0, 0.3, 0.1]), 6)
    np.testing.assert_allclose(found.periods, 2 * np.pi / np.array([1.0, 0.3, 0.1]), rtol=1e-3)
    np.testing.assert_allclose(np.abs(found.eigenvalues), 1, atol=1e-3)
    assert found.r_squared == pytest.approx(1, abs=1e-4)  # turns cut short leave a mean, which is taken away


def test_the_trained_table_turns(step):
    assert step.r_squared > 0.99 > 0.75 > step.copying
    assert len(step.periods) == 5 and 5.5 < step.periods[0] < 6.5
    assert np.abs(np.abs(step.eigenvalues) - 1).max() < 0.005


def test_components_are_those_of_the_covariance(trained, step):
    table = rv.curves.component_curve(trained, 4)
    covariance = np.cov(trained.double().numpy().T, ddof=0)
    variances, axes = np.linalg.eigh(covariance)
    np.testing.assert_allclose(table.shares, variances[:-5:-1] / variances.sum(), rtol=1e-9)
    centred = trained.double().numpy() - trained.double().numpy().mean(axis=0)
    for values, axis in zip(table.values, axes.T[:-5:-1], strict=True):
        np.testing.assert_allclose(np.abs(values), np.abs(centred @ axis), atol=1e-9)
    assert rv.curves.component_curve(trained, 10).shares.sum() == pytest.approx(step.kept)
    with pytest.raises(ValueError, match="components must be at least 1; 0 came"):
        rv.curves.component_curve(trained, 0)


def test_the_quickest_waves_of_the_trained_table_come_in_twos(trained):
    cycles = np.abs(np.fft.rfft(rv.curves.component_curve(trained, 10).values, axis=1)).argmax(axis=1)
    assert cycles[0] == cycles[1] == cycles.max() and cycles[7] == cycles[8]
    first, second = rv.curves.component_curve(trained, 2).values[:, 126:]
    waves = [np.fft.rfft(values)[40:130] for values in (first, second)]
    at = np.abs(waves[0]).argmax()
    assert abs(abs(np.angle(waves[0][at] / waves[1][at])) - np.pi / 2) < 0.3  # a quarter of a turn apart


def test_a_random_walk_has_no_fast_turn():
    walk = rv.curves.random_walk(511, 384)
    steps = walk.diff(dim=0)
    assert abs(float(steps.mean())) < 0.01 and float(steps.std()) == pytest.approx(1, abs=0.01)
    assert not torch.equal(walk, rv.curves.random_walk(511, 384, seed=1))
    control = rv.curves.step_curve(walk)
    assert control.copying > 0.99 and control.periods.min() > 50


def test_the_fastest_plane_is_a_corkscrew(step):
    # Drawn in its plane, each position stands one and the same turn after the one before.
    path = step.planes[0, :, 0] + 1j * step.planes[0, :, 1]
    turned = np.angle(path[1:] / path[:-1])
    assert abs(np.median(np.abs(turned)) - 2 * np.pi / step.periods[0]) < 0.05


def test_hands_begin_on_the_right_and_are_turned_by_their_factors(step):
    first = step.planes[:, 0]
    assert (first[:, 0] > 0).all() and np.abs(first[:, 1]).max() < 1e-12
    np.testing.assert_allclose(2 * np.pi / np.angle(step.factors), step.periods)
    clock = rv.curves.step_curve(
        made_table([2 * np.pi / 10, 2 * np.pi / 40]), 4
    )  # whole turns: no mean is left
    paths = clock.planes @ [1, 1j]
    np.testing.assert_allclose(paths[:, 50], paths[:, 20] * clock.factors**30, atol=1e-6)


def test_where_it_was_not_fitted_the_walk_s_matrix_does_worse_than_copying(trained):
    for table, better in ((trained, True), (rv.curves.random_walk(511, 384), False)):
        half = rv.curves.foresight_curve(table, [1, 5, 10], fitted_on=256)
        assert ((half.turning > half.copying) == better).all()


def test_one_matrix_does_not_reach_far(trained):
    ahead = rv.curves.foresight_curve(trained, [1, 5, 50])
    assert ahead.turning[0] > 0.99 > ahead.turning[1] > 0.9 and ahead.turning[2] < 0.5
    assert (ahead.turning > ahead.copying).all() and ahead.copying[2] < 0


def test_foresight_of_one_step_is_that_of_the_step(trained, step):
    ahead = rv.curves.foresight_curve(trained, [1])
    assert ahead.turning[0] == pytest.approx(step.r_squared, abs=1e-9)
    assert ahead.copying[0] == pytest.approx(step.copying, abs=1e-9)


def test_what_the_first_half_taught_holds_on_the_second(trained):
    assert rv.curves.foresight_curve(trained, [1], fitted_on=255).turning[0] > 0.99
    with pytest.raises(ValueError, match="fitted_on must be at least 11; 10 came"):
        rv.curves.foresight_curve(trained, [1], fitted_on=10)


def test_hands_are_geared_by_threes_where_the_table_is_not_torn(step):
    ratios, slip = step.gears(first=130)
    np.testing.assert_allclose(ratios, 3, rtol=0.02)
    assert slip.max() < 0.1 < step.gears()[1].max()


def test_gears_that_were_put_in_are_found():
    ratios, slip = rv.curves.step_curve(made_table([1.0, 0.25, 0.05], 500), 6).gears()
    np.testing.assert_allclose(ratios, [4, 5], rtol=2e-3)
    assert slip.max() < 0.01


def test_all_hands_change_their_pace_together(step):
    pace = rv.curves.pace_curve(step)
    fast, middle = (pace.periods[i][pace.positions > 160] for i in (0, 1))
    assert np.ptp(fast) > 0.8  # the pace does change
    np.testing.assert_allclose(middle / 3, fast, atol=0.1)


def test_the_pace_of_an_even_clock_is_even():
    pace = rv.curves.pace_curve(rv.curves.step_curve(made_table([1.0, 0.3]), 4), window=31)
    assert pace.positions[0] == 15 and pace.positions[-1] == 200 - 16
    for found, speed in zip(pace.periods, [1.0, 0.3], strict=True):
        np.testing.assert_allclose(found, 2 * np.pi / speed, rtol=0.02)


def test_the_learned_corkscrew_passes_through_the_positions(step):
    table = rv.curves.step_corkscrew(step, 40)
    np.testing.assert_allclose(table.thread[:, ::8], table.hands, atol=1e-12)
    np.testing.assert_array_equal(table.hands, step.planes[:, :40])
    np.testing.assert_allclose(np.hypot(*step.planes.transpose(2, 0, 1)).mean(axis=1), 1)


def test_the_rows_where_texts_were_cut_stand_out(trained):
    unit = torch.nn.functional.normalize(trained.double(), dim=1)
    alike = (unit[1:] * unit[:-1]).sum(1)  # alike[i] compares positions i + 1 and i + 2
    assert sorted((alike[:500].argsort()[:2] + 1).tolist()) == [126, 127]
    assert int(alike.argmin()) + 1 in (126, 510)


@pytest.mark.parametrize(
    ("dtype", "last"), [(torch.bfloat16, 2**8), (torch.float16, 2**11), (torch.float32, 2**24)]
)
def test_positions_get_twins_where_their_format_stops_counting(dtype, last):
    encoding = rv.Sinusoidal(16)
    assert rv.curves.first_twin(encoding, dtype, rounded="position") == (last, last + 1)
    assert rv.curves.first_twin(encoding, dtype, rounded="position", limit=last) is None


def test_rounded_vectors_get_twins_only_in_one_pair():
    earlier, later = rv.curves.first_twin(rv.Sinusoidal(2), torch.bfloat16)
    # 710 radians are 113 turns but for 0.00006.
    assert later - earlier == 710
    rows = rv.Sinusoidal(2).table([earlier, later], dtype=torch.float64).to(torch.bfloat16)
    assert torch.equal(rows[0], rows[1])
    assert rv.curves.first_twin(rv.Sinusoidal(4), torch.bfloat16, limit=20_000) is None


def test_twins_are_looked_for_where_one_can():
    with pytest.raises(ValueError, match="rounded must be one of 'vector', 'position'; 'both' came"):
        rv.curves.first_twin(rv.Sinusoidal(2), torch.float16, rounded="both")


def test_offsets_are_mean_cosines(trained):
    table = rv.curves.offset_curve(trained, [1, 7])
    unit = trained.double() / trained.double().norm(dim=1, keepdim=True)
    by_hand = [np.mean([float(unit[i] @ unit[i + k]) for i in range(511 - k)]) for k in (1, 7)]
    np.testing.assert_allclose(table.cosines, by_hand, rtol=1e-9)
