"""Crack fronts as curves: frames, curvature and stations of circles and half circles."""

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from filasse.fem.crack_grid import FilmGrid
from filasse.fem.solid.crack_front import HALF_WIDTH
from filasse.fem.solid.solid_grid import PART_OF_RADIUS, solid_grid
from filasse.fem.tagged_mesh import SurfaceData

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

RADIUS, BOX, NODES = 2.0, 40.0, 60


class Fan(NamedTuple):
    """A disc of triangles around its centre, or the half of one above y = 0."""

    plus: IntArray
    minus: IntArray
    triangles: IntArray
    front: IntArray
    closed: bool
    mouth: IntArray
    uv: FloatArray
    cut: IntArray = np.empty(0, dtype=np.int64)
    rim: IntArray = np.empty(0, dtype=np.int64)
    name: str = "flaw"
    pore: str | None = None
    one_faced: bool = False


def fan(closed: bool, backwards: bool = False, flipped: bool = False) -> tuple[Fan, FloatArray]:
    """The disc in x = 20, and its vertices; the first one is its centre, which may be a mouth."""
    turn = 2 * np.pi if closed else np.pi
    angle = np.linspace(0, turn, NODES, endpoint=not closed)
    ring = RADIUS * np.stack([np.zeros(NODES), np.sin(angle), np.cos(angle)], axis=-1)
    centre = np.array([BOX / 2, BOX / 2 if closed else 0.0, BOX / 2])
    front = np.arange(1, NODES + 1)
    pairs = list(itertools.pairwise([*front, 1] if closed else front))
    triangles = np.array([(0, b, a) if flipped else (0, a, b) for a, b in pairs])
    order = front[::-1] if backwards else front
    mouth = np.array([] if closed else [1, 0, NODES], dtype=np.int64)
    ids = np.arange(NODES + 1)
    return Fan(
        ids, ids, triangles, order, closed, mouth, np.zeros((NODES + 1, 2))
    ), centre + np.vstack([np.zeros(3), ring])


def grid_of(crack: Fan, points: FloatArray) -> FilmGrid:
    corners = np.array(list(itertools.product((0.0, BOX), repeat=3)))
    vertices = np.concatenate([points, corners])
    none = np.empty((0, 3), dtype=np.int64)
    ids = np.arange(len(vertices))
    return solid_grid(
        SurfaceData(none, np.empty(0, np.int32), vertices, ids, ("electrolyte",), (), (), (crack,))
    )


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("closed", [True, False])
def test_frame_and_curvature_of_a_circle(closed: bool, flipped: bool, backwards: bool) -> None:
    crack, points = fan(closed, backwards, flipped)
    front = grid_of(crack, points).fronts[0]
    assert front.length == pytest.approx(RADIUS * np.pi * (2 if closed else 1), rel=1e-6)
    angle, out, up = np.array([0.9, 1.7]), np.array([0.3, -0.4]), np.array([0.2, 0.1])
    radial = np.stack([np.zeros(2), np.sin(angle), np.cos(angle)], axis=-1)
    seen = front.project(points[0] + (RADIUS + out)[:, None] * radial + np.outer(up, [1.0, 0, 0]))
    normal = np.cross(
        points[crack.triangles[0, 1]] - points[0], points[crack.triangles[0, 2]] - points[0]
    )
    sign = np.sign(normal[0])
    np.testing.assert_allclose(seen.x, np.stack([out, sign * up], axis=-1), atol=1e-4)
    np.testing.assert_allclose(seen.frame[:, 0], radial, atol=1e-4)
    np.testing.assert_allclose(seen.frame[:, 1], np.tile([sign, 0, 0], (2, 1)), atol=1e-6)
    np.testing.assert_allclose(np.linalg.det(seen.frame), 1)
    np.testing.assert_allclose(seen.curvature, 1 / RADIUS, rtol=2e-2)


def test_hats_leave_no_gap_along_a_closed_front() -> None:
    """Their sum is even but for a ripple of 5 %, as the half width is no multiple of a half."""
    front = grid_of(*fan(True)).fronts[0]
    arc = front.samples()
    hats = [front.advance(station, arc)[0][:, 0] for station in range(len(front.stations))]
    total = np.sum(hats, axis=0)
    assert total[:-1].mean() == pytest.approx(HALF_WIDTH, rel=1e-3)
    np.testing.assert_allclose(total, HALF_WIDTH, rtol=0.05)


def test_slopes_of_a_hat_are_those_of_its_values() -> None:
    front = grid_of(*fan(True, backwards=True)).fronts[0]
    arc, step = np.linspace(0.01, front.length - 0.01, 500), 1e-6
    ahead, behind = front.advance(0, arc + step)[0], front.advance(0, arc - step)[0]
    slope = front.side * (ahead - behind) / (2 * step)
    np.testing.assert_allclose(front.advance(0, arc)[1], slope, atol=1e-6)


def test_no_domain_reaches_out_of_the_body_at_an_open_end() -> None:
    front = grid_of(*fan(False)).fronts[0]
    assert front.stations[[0, -1]] == pytest.approx([0, front.length])
    assert front.centres.min() >= front.half_width
    assert front.centres.max() <= front.length - front.half_width
    inner = slice(3, -3)
    np.testing.assert_array_equal(front.centres[inner], front.stations[inner])


def test_domains_keep_away_from_the_sides() -> None:
    crack, points = fan(True)
    free = grid_of(crack, points).fronts[0]
    assert free.reach(free.stations) == pytest.approx(PART_OF_RADIUS * RADIUS, rel=1e-3)
    close = grid_of(crack, points - [BOX / 2 - 0.4, 0, 0]).fronts[0]
    assert close.reach(close.stations).max() < 0.4


def test_films_have_the_edges_of_their_triangles() -> None:
    grid = grid_of(*fan(False))
    assert grid.size == NODES + 1
    assert len(grid.edges) == 2 * NODES - 1
    assert sorted(grid.mouths) == [0, 1, NODES]
    assert grid.lengths.max() == pytest.approx(RADIUS)
    assert grid.triangles.shape == (NODES - 1, 3)
