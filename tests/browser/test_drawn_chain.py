"""RoFormer's chain as it is drawn: joints, their mean, and the curve are those that torch computes."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from drawn import ATTRIBUTES, NUMBER, axis, placed, points, pull, settle, traits

import rope_viz as rv

pytestmark = pytest.mark.browser

ROLE = "all => all.map(node => node.style.getPropertyValue('--rv-role'))"


@pytest.fixture
def stage(page, tmp_path):
    page.goto(rv.explore_chain(rv.Rope(128, base=1000.0), distance=40).save(tmp_path / "chain.html").as_uri())
    page.wait_for_selector("[data-drawn]")
    settle(page)
    return page


def chain(stage) -> np.ndarray:
    """Beginning and end of each hand, fast ones first, up being up."""
    strands = stage.locator("svg > .rv-strand").evaluate_all("all => all.map(s => s.getAttribute('d'))")
    numbers = [float(number) for strand in strands for number in NUMBER.findall(strand)]
    return np.reshape(numbers, (-1, 2, 2)) @ [1, -1j]


def test_hands_lie_tip_to_tail_as_torch_turns_them(stage):
    hands = chain(stage)
    assert len(hands) == 64
    np.testing.assert_allclose(hands[1:, 0], hands[:-1, 1], atol=1e-6)
    upright = torch.tensor([[1.0, 0.0] * 64], dtype=torch.float64)
    turned = torch.view_as_complex(
        rv.Rope(128, base=1000.0).rotate(upright, [40])[0].view(-1, 2).contiguous()
    )
    unit = abs(hands[0, 1] - hands[0, 0])
    np.testing.assert_allclose((hands[:, 1] - hands[:, 0]) / unit, turned.numpy(), atol=1e-6)
    roles = stage.locator("svg > .rv-strand").evaluate_all(ROLE)
    assert (roles[0], roles[-1]) == ("var(--rv-pair-0)", "var(--rv-pair-8)")


def test_circle_and_point_are_the_mean_of_the_rays(stage):
    hands = chain(stage)
    rays = points(stage, ".rv-rays").reshape(-1, 2, 2) @ [1, -1j]
    np.testing.assert_allclose(rays[:, 0], hands[0, 0], atol=1e-6)
    np.testing.assert_allclose(rays[:, 1], hands[:, 1], atol=1e-6)
    mean = abs(rays[:, 1] - rays[:, 0]).mean()
    circle = [float(number) for number in NUMBER.findall(stage.locator(".rv-mean").get_attribute("d"))]
    assert circle[2:4] == pytest.approx([mean, mean])
    assert abs(complex(circle[0], -circle[1]) - hands[0, 0]) == pytest.approx(mean)
    unit = abs(hands[0, 1] - hands[0, 0])
    ((x, y),) = stage.locator(".rv-role-spot").evaluate_all(ATTRIBUTES, ["cx", "cy"])
    assert axis(stage, "x")(x) == pytest.approx(40, abs=0.01)
    assert axis(stage, "y")(y) == pytest.approx(mean / unit, abs=0.01)
    assert stage.locator(".rv-stage .rv-text-reference").text_content() == f"mean {mean / unit:.1f}"
    straight = int((40 * rv.Rope(128, base=1000.0).inv_freq < math.pi / 2).sum())
    assert stage.locator(".rv-readouts dd").all_inner_texts() == [
        f"{mean / unit:.2f} of 32.50",
        f"{abs(hands[-1, 1] - hands[0, 0]) / unit:.2f}",
        f"{straight} of 64 hands",
    ]
    # Nearer the circle is larger than the picture, and only an arc of it is drawn: from its ends, the same.
    stage.locator(".rv-explorer").evaluate("root => root.ropeViz.change({ distance: 4 })")
    settle(stage)
    hands = chain(stage)
    mean = abs(hands[:, 1] - hands[0, 0]).mean()
    arc = [float(number) for number in NUMBER.findall(stage.locator(".rv-mean").get_attribute("d"))]
    ends = np.array([complex(arc[0], -arc[1]), complex(arc[7], -arc[8])])
    assert abs(ends - hands[0, 0]) == pytest.approx(np.full(2, mean))
    assert abs(ends.imag - hands[0, 0].imag).min() < 0.9 * mean, "the arc is not the whole circle"


def test_the_curve_is_roformers_and_its_point_is_dragged_along_it(stage):
    x, y = axis(stage, "x"), axis(stage, "y")
    drawn, curve = points(stage, ".rv-role-line"), rv.decay_curve(rv.Rope(128, base=1000.0))
    np.testing.assert_allclose(x(drawn[:, 0]), np.arange(257), atol=0.01)
    np.testing.assert_allclose(y(drawn[:, 1]), curve.values, atol=0.01)
    picture = stage.locator(".rv-stage svg").bounding_box()
    grip = complex(*placed(stage.locator(".rv-grip"))) + complex(picture["x"], picture["y"])
    pull(stage, [grip, grip + 30, grip + 80])
    assert traits(stage)["distance"] == round(float(x(grip.real + 80 - picture["x"])))
    was = stage.locator(".rv-ghost .rv-strand").evaluate_all("all => all.map(s => s.getAttribute('d'))")
    assert stage.locator(".rv-ghost").get_attribute("display") is None and "".join(was).count("M") == 64
