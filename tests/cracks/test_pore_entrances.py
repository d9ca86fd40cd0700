"""Lithium that flows from the rims of crack surfaces into round pores."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.builders.slabs import MODEL, UM, full_films
from tests.builders.solids import Meshed, meshed

from filasse.cracks.filling import Openings
from filasse.cracks.film_transport import PorousSurfaceFlow, lithium_flow
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.film_flow import FilmFlow
from filasse_meshes import SolidSizes, SolidSlab, SphericalPore, buried_crack

WIDTH, PRESSURE = 50e-9, 2e8
LAW = FilmFlow(PowerLaw(1.0, 3.0, 1e6), 1e-28)


@pytest.fixture(scope="module")
def body() -> Meshed:
    """A penny around a pore in a small cube."""
    centre = (20 * UM,) * 3
    crack = buried_crack("around", centre, 8 * UM, pore="void")
    slab = SolidSlab(*3 * [40 * UM], (crack,), (SphericalPore("void", centre, 3 * UM),))
    return meshed(slab, SolidSizes(front=1.6 * UM, far=16 * UM, growth=0.6))


def flow_of(body: Meshed) -> tuple[PorousSurfaceFlow, Openings]:
    grid = body.grid
    areas = np.full(grid.size, 1e-12)
    gap = Openings(areas, 1e-28 * np.eye(grid.size), WIDTH * areas, 1e-3 * WIDTH * areas)
    flow = lithium_flow(grid, gap, replace(MODEL, film=LAW, flow="creep"), 1.0)
    assert isinstance(flow, PorousSurfaceFlow)
    return flow, gap


def test_a_crack_under_pressure_fills_its_pore(body: Meshed) -> None:
    """All that leaves the rim enters the pore, and no other node gains or loses anything."""
    flow, gap = flow_of(body)
    pressure = np.full(body.grid.size, PRESSURE)
    pore = body.grid.reservoirs[0].node
    pressure[pore] = 0.0
    inflow = flow.net_inflow(full_films(pressure), gap.unloaded)
    rim = np.unique(body.grid.edges[-len(body.grid.entrances) :, 0])
    assert inflow[pore] > 0
    assert inflow[pore] == pytest.approx(-inflow[rim].sum(), rel=1e-12)
    assert (inflow[rim] < 0).all()
    inside = np.setdiff1d(np.arange(pore), rim)
    assert np.abs(inflow[inside]).max() < 1e-9 * inflow[pore]


def test_slopes_are_exact(body: Meshed) -> None:
    flow, gap = flow_of(body)
    random = np.random.default_rng(5)
    pressure = PRESSURE * random.uniform(0.2, 1, body.grid.size)
    volumes = gap.unloaded * random.uniform(0.5, 2, body.grid.size)
    slopes = flow.inflow_slopes(full_films(pressure), volumes)
    step = 1e-5 * PRESSURE * random.normal(size=body.grid.size)
    wide, by_volume = gap.compliance @ step, slopes.by_volume.matrix(len(step))

    def change(pressures: Any, opened: Any) -> Any:
        more = flow.net_inflow(full_films(pressure + pressures), volumes + opened)
        return (more - flow.net_inflow(full_films(pressure - pressures), volumes - opened)) / 2

    scale = np.abs(change(step, 0.0)).max()
    np.testing.assert_allclose(
        slopes.by_pressure.matrix(len(step)) @ step, change(step, 0.0), atol=1e-7 * scale
    )
    scale = np.abs(by_volume @ wide).max()
    np.testing.assert_allclose(by_volume @ wide, change(0.0, wide), atol=1e-5 * scale)
