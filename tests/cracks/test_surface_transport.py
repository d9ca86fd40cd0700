"""Flow on triangles: exact for even slopes, conserving, with exact derivatives; a plated disc."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import root
from scipy.spatial import Delaunay
from tests.builders.slabs import full_films

from filasse.cracks.filling import Openings
from filasse.cracks.state import Fill
from filasse.cracks.surface_transport import SurfaceFlow
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.film_flow import FilmFlow, flux

type FloatArray = npt.NDArray[np.float64]

WIDTH, RADIUS, PLATING, STEEPNESS = 50e-9, 10e-6, 1e-9, 1e13
STEEP = PowerLaw(1.0, 6.6, 1e6)
NEWTONIAN = PowerLaw(1.0, 1.0, 1e8)
LAWS = {"steep": FilmFlow(STEEP, 1e-28), "linear": FilmFlow(NEWTONIAN, 0.0)}


def disc(rings: int) -> FloatArray:
    """Points of a disc, six more on every ring, in a plane that leans in space."""
    points = [(0.0, 0.0)]
    for ring in range(1, rings + 1):
        angle = np.arange(6 * ring) * np.pi / (3 * ring)
        points += zip(ring * np.cos(angle), ring * np.sin(angle), strict=True)
    return np.array(points) * RADIUS / rings


def flow_on(
    plane: FloatArray, law: FilmFlow, compliance: float = 0.0, squeeze: float = 1.0
) -> SurfaceFlow:
    lean = np.array([[0.6, 0.8, 0.0], [0.0, 0.0, squeeze]])
    position, triangles = plane @ lean, Delaunay(plane).simplices.astype(np.int64)
    n = len(plane)
    corners = position[triangles]
    double = np.linalg.norm(
        np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
    )
    areas = np.bincount(triangles.ravel(), np.repeat(double / 6, 3), minlength=n)
    gap = Openings(
        areas,
        compliance * np.eye(n),
        WIDTH * areas,
        1e-3 * WIDTH * areas,
    )
    return SurfaceFlow(position, triangles, gap, law)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_an_even_slope_flows_through_evenly(law: FilmFlow) -> None:
    """In any direction: half the disc gives off what crosses it, the other half takes it up."""
    plane = disc(6)
    flow = flow_on(plane, law)
    for angle in (0.0, 0.3, 0.5):
        along = plane @ [np.cos(angle), np.sin(angle)]
        inflow = flow.net_inflow(full_films(1e13 * along), flow.gap.unloaded)
        q = float(-flux(law, np.array([WIDTH]), np.array([1e13]))[0][0])
        inner = np.hypot(*plane.T) < 0.95 * RADIUS
        assert np.abs(inflow[inner]).max() < 1e-9 * q * RADIUS
        assert inflow.sum() == pytest.approx(0, abs=1e-9 * q * RADIUS)
        moment = inflow @ along  # of a flux q over the area of the polygon
        assert moment == pytest.approx(-q * flow.area.sum(), rel=1e-9)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("least", [1e8, 1e6])
def test_derivatives_are_exact(law: FilmFlow, least: float) -> None:
    """Also where a film is nearly dry, at pressures of different orders."""
    flow = flow_on(disc(3), law, compliance=1e-28, squeeze=0.3)
    random = np.random.default_rng(3)
    n = len(flow.gap.areas)
    pressure = least * (2e8 / least) ** random.uniform(0, 1, n)
    volumes = flow.gap.unloaded * random.uniform(0.5, 2, n)
    slopes = flow.inflow_slopes(full_films(pressure), volumes)
    way = random.normal(size=n)
    eps = 1e-5 * least * way

    def change(pressures: FloatArray, opened: FloatArray) -> FloatArray:
        more = flow.net_inflow(full_films(pressure + pressures), volumes + opened)
        less = flow.net_inflow(full_films(pressure - pressures), volumes - opened)
        return (more - less) / 2

    none = np.zeros(n)
    np.testing.assert_allclose(
        slopes.by_pressure.matrix(n) @ eps, change(eps, none), rtol=1e-6, atol=1e-30
    )
    wide = flow.gap.compliance @ (1e2 * eps)
    found = slopes.by_volume.matrix(n) @ wide
    np.testing.assert_allclose(found, change(none, wide), rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_what_is_not_full_has_nothing_to_give(law: FilmFlow) -> None:
    """Also where triangles are obtuse; what full nodes give the others take, and slopes are exact.

    Nodes next to an obtuse corner would lend lithium that they do not have: Newton's method then
    filled and emptied them in turns.
    """
    flow = flow_on(disc(3), law, squeeze=0.3)
    n = len(flow.gap.areas)
    full = np.arange(n) < 7
    pressure = np.where(full, np.random.default_rng(5).uniform(1e8, 2e8, n), 0.0)
    partly = replace(
        full_films(pressure), fill=np.where(full, Fill.FULL, Fill.CAVITATED).astype(np.int8)
    )
    inflow = flow.net_inflow(partly, flow.gap.unloaded)
    assert inflow[~full].min() >= 0
    assert abs(inflow.sum()) < 1e-12 * np.abs(inflow).sum()
    way = np.where(full, 1e3 * np.random.default_rng(6).normal(size=n), 0.0)
    more, less = (
        flow.net_inflow(replace(partly, traction=pressure + s * way), flow.gap.unloaded)
        for s in (1, -1)
    )
    by_pressure = flow.inflow_slopes(partly, flow.gap.unloaded).by_pressure
    np.testing.assert_allclose(
        by_pressure.matrix(n) @ way, (more - less) / 2, rtol=1e-6, atol=1e-30
    )


@pytest.mark.parametrize("exponent", [1.0, 2.0, 6.6])
def test_level_pressure_does_not_flow(exponent: float) -> None:
    flow = flow_on(disc(2), FilmFlow(PowerLaw(1.0, exponent, 1e7), 1e-28))
    level = full_films(np.full(len(flow.gap.areas), 1e8))
    assert np.abs(flow.net_inflow(level, flow.gap.unloaded)).max() < 1e-30
    assert np.isfinite(flow.inflow_slopes(level, flow.gap.unloaded).by_pressure.values).all()


def error_in_the_middle(rings: int, creep: PowerLaw) -> float:
    """Relative error of p(0) = (s/2c)^(1/n) R^(1 + 1/n)/(1 + 1/n) under even plating s."""
    plane, n = disc(rings), creep.exponent
    flow = flow_on(plane, FilmFlow(creep, 0.0))
    distance = np.hypot(*plane.T) / RADIUS
    inner = distance < 0.99
    c = -float(flux(FilmFlow(creep, 0.0), np.array([WIDTH]), np.array([STEEPNESS]))[0][0])
    c /= STEEPNESS**n
    exact = (PLATING / (2 * c)) ** (1 / n) * RADIUS ** (1 + 1 / n) / (1 + 1 / n)
    source = PLATING * flow.gap.areas

    def rest(parts: FloatArray) -> FloatArray:
        pressure = np.zeros(len(plane))
        pressure[inner] = parts * exact
        inflow = flow.net_inflow(full_films(pressure), flow.gap.unloaded)
        return np.asarray(((inflow + source) / source.sum())[inner])

    found = root(rest, 1 - distance[inner] ** (1 + 1 / n), options={"xtol": 1e-12})
    assert np.abs(rest(found.x)).max() < 1e-9
    return float(abs(found.x[0] - 1))


@pytest.mark.parametrize("creep", [STEEP, NEWTONIAN], ids=("steep", "linear"))
def test_pressure_of_a_plated_disc(creep: PowerLaw) -> None:
    """The slope's root singularity in the middle of a steep law costs an order."""
    coarse, fine = error_in_the_middle(5, creep), error_in_the_middle(10, creep)
    assert fine < 0.5 * coarse
    assert fine < 0.006
