"""Halves of symmetric bodies answer as the whole does: against the half and its image, as one mesh.

On meshes of their own both differ by the noise of meshes.
"""

from typing import NamedTuple

import numpy as np
import pytest
from tests.builders.reflected import whole_of
from tests.builders.slabs import UM
from tests.builders.solids import FloatArray, Meshed, elastic, ionic, primary_current

from filasse.fem.condensed_conduction import IonicResponse
from filasse.fem.elastic_response import ElasticResponse
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.solid.solid_grid import solid_grid
from filasse.fem.supports import Support
from filasse_meshes import SolidMesh, SolidSizes, SolidSlab, anode_crack, build_solid_mesh
from filasse_meshes.data.tags import Surface

RADIUS = 10 * UM
SIDES = (Surface.LEFT, Surface.RIGHT, Surface.FRONT, Surface.BACK)
HELD = Support((*SIDES, Surface.COUNTER), ((Surface.ANODE,),))
AXES = {2: 0.0, 0: np.pi / 2}
"""Azimuths of mouths across planes of symmetry, by their axes."""


class Answers(NamedTuple):
    """A body and what it answers."""

    body: Meshed
    elastic: ElasticResponse
    ionic: IonicResponse

    @property
    def pressure(self) -> FloatArray:
        """Falling towards the mouth [-], at the film nodes."""
        return self.body.grid.position[:, 1] / RADIUS + 0.2

    @property
    def current(self) -> float:
        """What a half-penny takes under a primary current."""
        films = self.ionic.nodes.film >= 0
        return float(self.ionic.areas[films] @ primary_current(self.ionic)[films])


def answers(mesh: SolidMesh) -> Answers:
    domain = distribute_solid(mesh)
    body = Meshed(domain, solid_grid(domain.surfaces), mesh.points.size)
    return Answers(body, elastic(body, HELD), ionic(body))


@pytest.fixture(scope="module", params=[2, 0], ids=["z", "x"])
def pair(request: pytest.FixtureRequest) -> tuple[Answers, Answers]:
    """A half, and the whole; the crack leans, so that there are all modes."""
    crack = anode_crack("leaning", *2 * [25 * UM], RADIUS, lean=0.3, azimuth=AXES[request.param])
    slab = SolidSlab(50 * UM, 40 * UM, 50 * UM, (crack,), mirrors=(request.param,))
    half = build_solid_mesh(slab, SolidSizes(front=2.5 * UM, far=16 * UM, growth=0.5))
    return answers(half), answers(whole_of(half))


def test_stress_intensities(pair: tuple[Answers, Answers]) -> None:
    """Also in the plane of symmetry, where hats are cut in two, and where K_III is none.

    A factor in single precision leaves 1e-3 of the whole's symmetry under a stack pressure.
    """
    half, whole = pair
    loads = [
        (one.elastic.k_pressure @ one.pressure, one.elastic.k_loads[:, :, 0])
        for one in (half, whole)
    ]
    for own, all_of_them in zip(*loads, strict=True):
        count = len(own)
        assert len(all_of_them) == 2 * count - 1
        largest = np.abs(own).max()
        assert own == pytest.approx(all_of_them[:count], abs=2e-3 * largest)
        assert abs(own[-1, 2]) < 1e-6 * largest
        assert np.abs(own[:, 1:]).max(axis=0).min() > 1e-2 * largest  # all modes are there


def test_volumes_and_currents_are_of_the_whole(pair: tuple[Answers, Answers]) -> None:
    half, whole = pair
    for name in ("areas", "load_volumes"):
        own, all_of_them = (getattr(one.elastic, name).sum() for one in pair)
        assert own == pytest.approx(all_of_them, rel=1e-5)
    opened = [one.pressure @ one.elastic.compliance @ one.pressure for one in pair]
    assert opened[0] == pytest.approx(opened[1], rel=1e-5)
    assert half.ionic.areas.sum() == pytest.approx(whole.ionic.areas.sum(), rel=1e-9)
    assert half.current == pytest.approx(whole.current, rel=5e-3)  # electrodes have other nodes


def test_half_of_the_nodes_do(pair: tuple[Answers, Answers]) -> None:
    half, whole = pair
    assert (half.body.grid.images, whole.body.grid.images) == (2, 1)
    assert half.body.grid.size < 0.6 * whole.body.grid.size
