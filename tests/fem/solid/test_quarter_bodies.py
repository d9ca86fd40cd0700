"""Quarters of bodies, and halves along a crack, against the same mesh and its image as one."""

from typing import NamedTuple

import numpy as np
import pytest
from tests.builders.reflected import whole_of
from tests.builders.slabs import UM
from tests.builders.solids import Meshed, elastic, ionic, primary_current

from filasse.fem.condensed_conduction import IonicResponse
from filasse.fem.elastic_response import ElasticResponse
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.solid.solid_grid import solid_grid
from filasse.fem.supports import Support
from filasse_meshes import (
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SurfaceCrack,
    anode_crack,
    build_solid_mesh,
    buried_crack,
)
from filasse_meshes.data.tags import Surface

RADIUS, MIDDLE = 10 * UM, 25 * UM
SIDES = (Surface.LEFT, Surface.RIGHT, Surface.FRONT, Surface.BACK)
HELD = Support((*SIDES, Surface.COUNTER), ((Surface.ANODE,),))


class Case(NamedTuple):
    """A crack, and the part of its body that is meshed.

    Attributes:
        crack: the crack.
        mirrors: axes of the planes of symmetry.
        unfolded: axis of the plane it is unfolded in.
        longer: whether its front then is: not in the plane that the crack lies in.
    """

    crack: SurfaceCrack
    mirrors: tuple[int, ...]
    unfolded: int
    longer: bool


HALF_PENNY = anode_crack("flaw", MIDDLE, MIDDLE, RADIUS)
LEVEL = buried_crack("flaw", (MIDDLE, 20 * UM, MIDDLE), RADIUS, 7 * UM, lean=np.pi / 2)
CASES = {
    "along the crack": Case(HALF_PENNY, (0,), 0, False),
    "a quarter along it": Case(HALF_PENNY, (0, 2), 0, False),
    "a quarter across it": Case(HALF_PENNY, (0, 2), 2, True),
    "a quarter of a level ellipse": Case(LEVEL, (0, 2), 2, True),
}


class Answers(NamedTuple):
    """A body of a case, and what it answers."""

    case: Case
    body: Meshed
    elastic: ElasticResponse
    ionic: IonicResponse

    @property
    def current(self) -> float:
        """What the crack takes under a primary current."""
        films = self.ionic.nodes.film >= 0
        return float(self.ionic.areas[films] @ primary_current(self.ionic)[films])


def answers(case: Case, mesh: SolidMesh) -> Answers:
    domain = distribute_solid(mesh)
    body = Meshed(domain, solid_grid(domain.surfaces), mesh.points.size)
    return Answers(case, body, elastic(body, HELD), ionic(body))


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def pair(request: pytest.FixtureRequest) -> tuple[Answers, Answers]:
    """A part, and the part with its image."""
    case: Case = request.param
    slab = SolidSlab(50 * UM, 40 * UM, 50 * UM, (case.crack,), mirrors=case.mirrors)
    part = build_solid_mesh(slab, SolidSizes(front=2.5 * UM, far=16 * UM, growth=0.5))
    return answers(case, part), answers(case, whole_of(part, case.unfolded))


def test_a_part_has_the_stress_intensities_of_more_of_the_body(
    pair: tuple[Answers, Answers],
) -> None:
    """Under a pressure that falls towards the anode, on meshes as coarse as these.

    The cells of the image have other corners first, and so other errors of quadrature: with rules
    of degree 20 and 16 the ellipse differs by 6e-4.
    """
    part, more = (
        one.elastic.k_pressure @ (one.body.grid.position[:, 1] / RADIUS + 0.2) for one in pair
    )
    count = len(part)
    assert len(more) == (2 * count - 1 if pair[0].case.longer else count)
    assert part == pytest.approx(more[:count], abs=5e-3 * np.abs(part).max())


def test_volumes_and_currents_are_those_of_the_whole(pair: tuple[Answers, Answers]) -> None:
    part, more = pair
    for name in ("areas", "load_volumes"):
        own, others = (getattr(one.elastic, name).sum() for one in pair)
        assert own == pytest.approx(others, rel=1e-5), name
    opened = [one.elastic.compliance.sum() for one in pair]
    assert opened[0] == pytest.approx(opened[1], rel=1e-5)
    assert part.ionic.areas.sum() == pytest.approx(more.ionic.areas.sum(), rel=1e-9)
    assert part.current == pytest.approx(more.current, rel=1e-2)  # electrodes have other nodes
    films = [one.body.grid.film_images[0] * one.body.grid.images for one in pair]
    assert part.body.grid.images == 2 * more.body.grid.images
    # a crack in the plane has one face in the part, and both in the body that is unfolded
    assert films[0] == (4 if part.case.longer else 2) * films[1]
