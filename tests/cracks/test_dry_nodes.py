"""Dry nodes are held back from leaping past the lithium that they can hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from filasse.cracks.filling import FULL, Openings
from filasse.cracks.solving.dry_nodes import STARTS, DryNodes
from filasse.cracks.state import Fill, FilmState

GAP = Openings(np.ones(1), np.zeros((1, 1)), np.ones(1), np.full(1, 1e-3))


def film(lithium: float, fill: Fill = Fill.DRY) -> FilmState:
    zero = np.zeros(1)
    return FilmState(
        lithium=np.array([lithium]),
        traction=zero,
        fill=np.array([fill], dtype=np.int8),
        current=zero,
        offset=0.0,
        counter=0.0,
        packed=zero,
        cut_off=np.zeros(1, dtype=np.bool_),
        island_potential=zero,
    )


def held(dry: DryNodes, before: float, after: float, fill: Fill = Fill.DRY) -> float:
    latest = replace(film(after, fill))
    return float(dry.held_back(GAP, film(before, fill), latest, np.ones(1)).lithium[0])


@pytest.mark.parametrize("theta", [0.3, 0.05, 1e-4])
def test_what_falls_gently_is_left_alone(theta: float) -> None:
    latest = film(0.6 * theta)
    assert DryNodes(1).held_back(GAP, film(theta), latest, np.ones(1)) is latest


def test_a_full_node_falls_by_half_at_most() -> None:
    assert held(DryNodes(1), 1.0, -0.3) == 0.5


def test_a_thin_node_starts_again_from_above_but_not_for_ever() -> None:
    dry = DryNodes(1)
    found = [held(dry, 0.01, -0.3) for _ in range(STARTS + 1)]
    assert found == [FULL] * STARTS + [-0.3]


def test_full_nodes_are_no_concern() -> None:
    assert held(DryNodes(1), 1.0, -0.3, Fill.WET) == -0.3


def newton(old: float, crowding: float, held_back: bool) -> float:
    """Newton's method on theta - L_old - t q(theta) theta with q = 1 + crowding (1 - theta)."""
    dry, theta = DryNodes(1), 0.02
    for _ in range(40):
        q = 1 + crowding * (1 - theta)
        residual: npt.NDArray[np.float64] = theta - old - 0.9 * q * theta
        slope = 1 - 0.9 * (1 + crowding * (1 - 2 * theta))
        latest = theta - residual / slope
        theta = held(dry, theta, latest) if held_back else latest
    return theta


@pytest.mark.parametrize("crowding", [0.3, 1.0, 3.0])
def test_the_root_that_lithium_grows_to_is_found_from_below(crowding: float) -> None:
    found, old = newton(0.01, crowding, held_back=True), 0.01
    assert 0 < found < 1
    q = 1 + crowding * (1 - found)
    assert found - 0.9 * q * found == pytest.approx(old)
    assert newton(0.01, crowding, held_back=False) < 0
