"""Lithium followed from places that move with the tips, and what those places sweep over."""

import numpy as np
import pytest
from tests.builders.slabs import UM

from filasse.cracks.filling import Saturation
from filasse.cracks.swept_lithium import SweptLithium
from filasse.fem.condensed import Response
from filasse.remap.lithium_remap import Profile, StoredLithium, lithium_on
from filasse.remap.moving_places import PathBounds, bounds_of, followed, swept


def shorter(edge: Response, part: float) -> StoredLithium:
    """Lithium of a crack that was shorter by a part, with an opening like the root to its tip."""
    arc = edge.grid.arc[edge.grid.nodes_of(0)] * part
    thickness = 50e-9 * np.sqrt(1 - arc / arc[-1])
    volume = float(np.trapezoid(thickness, arc))
    return StoredLithium((Profile(arc, thickness, np.zeros_like(arc), volume),), {})


@pytest.mark.parametrize("part", [0.5, 0.9, 1.0])
def test_the_volume_stays(edge: Response, part: float) -> None:
    lithium = shorter(edge, part)
    seen = followed(edge.grid, edge.elastic.areas, lithium)
    assert seen.lithium.sum() == pytest.approx(lithium.profiles[0].volume, rel=1e-12)
    assert seen.lithium.min() >= 0
    moved = swept(seen.bounds, bounds_of(edge.grid, edge.elastic.areas))
    assert isinstance(seen.bounds, PathBounds)
    length = np.ptp(edge.grid.arc)
    np.testing.assert_allclose(moved, (1 - part) * (moved + seen.bounds.arc), atol=1e-12 * length)


def test_cracks_that_stand_keep_their_lithium(edge: Response) -> None:
    lithium = shorter(edge, 1.0)
    seen = followed(edge.grid, edge.elastic.areas, lithium)
    np.testing.assert_allclose(seen.lithium, lithium_on(edge.grid, edge.elastic.areas, lithium))


def test_a_steady_shape_moves_along(edge: Response) -> None:
    """Followed from the tip, a film that only gets longer has next to no rates left there."""
    now = followed(edge.grid, edge.elastic.areas, shorter(edge, 1.0)).lithium
    before = followed(edge.grid, edge.elastic.areas, shorter(edge, 0.9)).lithium
    resting = lithium_on(edge.grid, edge.elastic.areas, shorter(edge, 0.9))
    arc = edge.grid.arc
    tip = np.flatnonzero(arc > 0.92 * arc.max())
    np.testing.assert_allclose(before[tip], 0.9 * now[tip], rtol=1e-9, atol=1e-21)
    assert np.all(resting[tip] == 0)


@pytest.mark.parametrize("filled", [0.0, 0.4, 1.0])
def test_swept_lithium_goes_to_the_node_behind(edge: Response, filled: float) -> None:
    edges, areas, n = edge.grid.edges, edge.elastic.areas, edge.grid.size
    part = Saturation(np.full(n, filled), np.zeros(n), np.zeros(n))
    swept = SweptLithium(edges, np.full(len(edges), 0.1 * UM), areas)
    even = swept.gained(20e-9 * areas, part)
    assert even.sum() == pytest.approx(0.0, abs=1e-25)
    np.testing.assert_allclose(even[1:-1], 0.0, atol=1e-25)
    assert even[0] == pytest.approx(0.1 * UM * 20e-9)
    assert even[-1] == pytest.approx(-0.1 * UM * 20e-9)


def test_an_empty_node_loses_nothing(edge: Response) -> None:
    """Only what is there passes on, so that no node ends with less than none."""
    edges, areas, n = edge.grid.edges, edge.elastic.areas, edge.grid.size
    lithium = 20e-9 * areas
    lithium[n // 2 :] = 0.0
    part = Saturation(np.where(lithium > 0, 1.0, 0.0), np.zeros(n), np.zeros(n))
    gained = SweptLithium(edges, np.full(len(edges), 1 * UM), areas).gained(lithium, part)
    assert np.all(gained[n // 2 :] == 0)
