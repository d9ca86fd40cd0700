"""Lithium keeps its volume and its place when a crack surface is meshed again."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.spatial import Delaunay

from filasse.remap.moving_surfaces import nodal_areas
from filasse.remap.surface_remap import SurfaceProfile, inner_nodes, outline

type FloatArray = npt.NDArray[np.float64]

RADIUS, MIDDLE = 10e-6, 40e-9


def disc(radius: float, rings: int) -> FloatArray:
    points = [(0.0, 0.0)]
    for ring in range(1, rings + 1):
        angle = np.arange(6 * ring) * np.pi / (3 * ring)
        points += zip(ring * np.cos(angle), ring * np.sin(angle), strict=True)
    return np.array(points) * radius / rings


def surface(uv: FloatArray) -> tuple[npt.NDArray[np.int64], FloatArray]:
    """Triangles and areas of nodes."""
    triangles = Delaunay(uv).simplices.astype(np.int64)
    (a, b, c) = uv[triangles].transpose(1, 0, 2)
    one, two = b - a, c - a
    double = np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0])
    return triangles, np.bincount(triangles.ravel(), np.repeat(double / 6, 3), len(uv))


def opening(uv: FloatArray, radius: float = RADIUS) -> FloatArray:
    """Thickness of the film in a disc under even pressure [m]."""
    return MIDDLE * np.sqrt(np.maximum(1 - (uv**2).sum(axis=1) / radius**2, 0.0))


def filled(rings: int) -> SurfaceProfile:
    uv = disc(RADIUS, rings)
    triangles, areas = surface(uv)
    thickness = opening(uv)
    return SurfaceProfile(uv, triangles, thickness, 1e8 + 1e12 * uv[:, 0], float(areas @ thickness))


def test_nothing_changes_on_the_same_triangles() -> None:
    profile = filled(6)
    areas = surface(profile.uv)[1]
    found = profile.on(profile.uv, areas)
    np.testing.assert_allclose(found, areas * profile.thickness, rtol=1e-9, atol=1e-26)
    np.testing.assert_allclose(profile.stretched_pressure(profile.uv), profile.pressure)


@pytest.mark.parametrize("rings", [7, 13])
def test_volume_stays_and_new_faces_are_dry(rings: int) -> None:
    profile = filled(8)
    uv = disc(1.1 * RADIUS, rings)
    areas = surface(uv)[1]
    found = profile.on(uv, areas)
    assert found.sum() == pytest.approx(profile.volume, rel=1e-14)
    new = np.hypot(*uv.T) > 1.001 * RADIUS
    assert new.any()
    assert np.all(found[new] == 0)


def test_thickness_converges_with_the_mesh() -> None:
    errors = []
    for rings in (6, 12):
        uv = disc(RADIUS, rings + 1)
        areas = surface(uv)[1]
        thickness = filled(rings).on(uv, areas) / areas
        inner = np.hypot(*uv.T) < 0.8 * RADIUS
        errors.append(np.abs(thickness - opening(uv))[inner].max() / MIDDLE)
    assert errors[1] < 0.5 * errors[0]
    assert errors[1] < 0.02


def ring(inner: int, outer: int) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """An annulus from 1 to 3 um with so many nodes on its circles, and its triangles."""
    points = [
        radius * np.column_stack([np.cos(turn), np.sin(turn)])
        for radius, count in ((1e-6, inner), (2e-6, (inner + outer) // 2), (3e-6, outer))
        for turn in [2 * np.pi * np.arange(count) / count]
    ]
    uv = np.vstack(points)
    triangles = Delaunay(uv).simplices.astype(np.int64)
    return uv, triangles[(triangles >= inner).any(axis=1)]


def test_lithium_around_a_pore_stays_even_on_another_polygon() -> None:
    """The nodes of a finer rim lie outside the coarser polygon, and are no new crack face."""
    uv, triangles = ring(12, 24)
    even = np.full(len(uv), 5e-8)
    profile = SurfaceProfile(uv, triangles, even, 0 * even, 1e-18)
    places, finer = ring(17, 24)
    areas = nodal_areas(finer, places)
    found = profile.on(places, areas)
    assert found.sum() == pytest.approx(1e-18, rel=1e-12)
    np.testing.assert_allclose(found / areas, found.sum() / areas.sum(), rtol=1e-9)
    larger = profile.on(2 * places, areas)
    beyond = np.linalg.norm(2 * places, axis=1) > 3.1e-6
    assert (larger[beyond] == 0).all()
    assert (larger[~beyond] > 0).all()


def test_the_rim_of_a_pore_is_no_part_of_the_outline() -> None:
    uv, triangles = ring(12, 24)
    edges = outline(triangles, uv)
    np.testing.assert_allclose(np.linalg.norm(uv[edges], axis=-1), 3e-6)
    assert len(edges) == 24
    np.testing.assert_array_equal(inner_nodes(triangles, uv), np.arange(12))
