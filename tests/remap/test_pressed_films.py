"""Pressures just after an advance in space: those before it, and no noise of the new mesh."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from tests.builders.plane_growth import march, problem
from tests.builders.slabs import MODEL, UM
from tests.builders.solid_growth import frozen_solid, solid_geometry
from tests.builders.solids import half_penny, solid_sizes

from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.cracks.state import FilmState, State
from filasse.fracture.front_criterion import FrontAdvance
from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.remap.detached import Detached
from filasse.remap.lithium_remap import StoredLithium, lithium_on
from filasse.remap.pressed_films import pressed_lithium
from filasse.remap.surface_remap import SurfaceProfile
from filasse.simulation.front_advance import grow_fronts
from filasse.simulation.solid_slab import UncrackedSolid
from filasse.timeloop.frozen_geometry import FrozenGeometry
from filasse.timeloop.outcome import Outcome

RADIUS, RISE = 10 * UM, 1.05
"""A larger crack is softer; 5 % are left to the meshes."""


class Start(NamedTuple):
    uncracked: UncrackedSolid
    on: FrozenGeometry
    critical: Outcome


class Advance(NamedTuple):
    before: State
    detached: Detached
    on: FrozenGeometry

    @property
    def profile(self) -> SurfaceProfile:
        (found,) = self.detached.lithium.profiles
        assert isinstance(found, SurfaceProfile)
        return found

    @property
    def film(self) -> FilmState:
        return self.on.restore(self.detached).film


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """A half-penny at K_c."""
    slab = half_penny(RADIUS, 4 * RADIUS)
    model = replace(
        problem(replace(MODEL, aperture=1e-9), Drive(current=2e-9)),
        growth=GrowthRule(0.1 * RADIUS, 0.02 * RADIUS, is_two_step=True),
    )
    sizes = solid_sizes(slab, 0.2 * RADIUS, 0.5)
    uncracked = UncrackedSolid(replace(slab, cracks=()), sizes, slab.width)
    with frozen_solid(uncracked, solid_geometry(slab), model) as geometry:
        yield Start(uncracked, geometry, march(geometry))


@pytest.fixture(scope="module", params=["the whole front", "half of it, the rest held up"])
def advance(request: pytest.FixtureRequest, start: Start) -> Iterator[Advance]:
    """By a tenth of its radius, on a mesh of its own."""
    cracks, along = start.on.cracks, np.linspace(0, 1, 25)
    assert isinstance(cracks, SolidGeometry)
    part = np.clip(4 * along - 1.5, 0, 1) if request.param.startswith("half") else np.ones(25)
    steps = (FrontAdvance("half-penny", 0, 0.1 * RADIUS * part, np.zeros(25)),)
    grown = grow_fronts(start.uncracked, cracks, steps, 0.02 * RADIUS)
    state, earlier = start.critical.state, start.critical.earlier
    detached = start.on.detach_advanced(state, earlier, steps, grown.lengths)
    with frozen_solid(start.uncracked, grown.geometry, start.on.problem) as geometry:
        yield Advance(state, detached, geometry)


@pytest.mark.slow
def test_the_largest_pressure_hardly_rises(advance: Advance) -> None:
    highest = advance.before.film.pressure.max()
    rise = advance.film.traction.max() / highest
    assert 0.7 < rise < RISE


@pytest.mark.slow
def test_lithium_stays_and_new_faces_are_dry(advance: Advance) -> None:
    system = advance.on.system()
    volumes = pressed_lithium(system, advance.film, advance.detached.lithium)
    assert volumes.sum() == pytest.approx(advance.before.film.lithium.sum(), rel=1e-12)
    assert advance.film.lithium.sum() == pytest.approx(volumes.sum(), rel=1e-9)
    thickness = advance.profile.on(system.response.grid.uv, system.gap.areas)
    np.testing.assert_array_equal(volumes[thickness == 0], 0.0)
    assert np.abs(volumes - thickness).sum() < 0.1 * volumes.sum()


@pytest.mark.slow
def test_without_pressure_lithium_is_where_it_was(advance: Advance) -> None:
    system, film = advance.on.system(), advance.film
    flat = replace(advance.profile, pressure=np.zeros_like(advance.profile.pressure))
    lithium = StoredLithium((flat,), {})
    found = pressed_lithium(system, film, lithium)
    known = lithium_on(system.response.grid, system.gap.areas, lithium)
    np.testing.assert_array_equal(found, known)
