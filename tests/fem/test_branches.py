"""The film grid of a crack that has branched, and what the slab answers to it."""

import numpy as np
import pytest
from tests.builders.slabs import CONDUCTIVITY, MPA, POISSON, STRETCHED, UM, YOUNG

from filasse.fem.condensed import Response, condense, electrolyte_fields, surface_grid
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.domain import Domain, distribute
from filasse.fem.elastic_response import ElasticMaterial
from filasse_meshes import Crack, Sizes, Slab, branch_crack, build_mesh

DEEP, LENGTH = 8.0, 2.5
"""[um] of the crack and of each branch."""

MATERIAL = ElasticMaterial(np.array([YOUNG]), np.array([POISSON]))


@pytest.fixture(scope="module")
def domain() -> Domain:
    crack = Crack("a", ((20 * UM, 0.0), (20 * UM, DEEP * UM)))
    steps = ((1.5 * UM, 2 * UM), (-1.5 * UM, 2 * UM))
    slab = branch_crack(Slab(40 * UM, 30 * UM, (crack,)), "a", steps, 0.3 * UM)
    assert slab is not None
    return distribute(build_mesh(slab, Sizes(4 * UM, 0.2 * UM, 1 * UM, 2 * UM)))


@pytest.fixture(scope="module")
def response(domain: Domain) -> Response:
    fields = electrolyte_fields(MATERIAL, np.array([CONDUCTIVITY]), STRETCHED)
    response, bodies = condense(domain, fields)
    bodies.close()
    return response


def junction(response: Response) -> int:
    return int(response.grid.nodes_of(0)[-1])


def test_the_ends_are_one_node(response: Response) -> None:
    grid, node = response.grid, junction(response)
    assert [tip.name for tip in grid.tips] == ["a-1", "a-2"]
    beside = grid.edges[(grid.edges == node).any(axis=1)]
    assert sorted(grid.crack[beside.sum(axis=1) - node]) == [0, 1, 2]
    assert len(grid.face_groups[node]) == 3
    lengths = [grid.arc[tip.node] for tip in grid.tips]
    assert lengths == pytest.approx([LENGTH * UM] * 2)
    total = grid.lengths.sum()
    assert total == pytest.approx((DEEP + 2 * LENGTH) * UM)
    assert response.elastic.areas.sum() == pytest.approx(total)
    on_cracks = response.ionic.nodes.film >= 0
    assert response.ionic.areas[on_cracks].sum() == pytest.approx(2 * total)


def test_its_forces_are_in_balance(domain: Domain, response: Response) -> None:
    """So that the volume that it opens does not depend on how the slab is held."""
    grid = surface_grid(domain)
    body = ElasticBody(domain, MATERIAL, STRETCHED)
    body.condense(grid)
    forces = body.columns[:, : grid.size].toarray()
    body.close()
    pushes = np.abs(forces).sum(axis=0)
    for component in (0, 1):
        rows = forces[component::2]
        inner = np.setdiff1d(np.arange(grid.size), grid.mouths)  # rows at the mouth may be held
        assert np.abs(rows.sum(axis=0))[inner].max() < 1e-9 * pushes.max()


def test_branches_that_are_alike_open_alike(response: Response) -> None:
    pressure = np.full(response.grid.size, 100 * MPA)
    right, left = response.elastic.k_pressure @ pressure
    assert right[0] == pytest.approx(left[0], rel=1e-3)
    assert right[1] == pytest.approx(-left[1], rel=1e-2)
    opening = response.elastic.compliance @ pressure / response.elastic.areas
    sides = [opening[response.grid.nodes_of(crack)[0]] for crack in (1, 2)]
    assert sides[0] == pytest.approx(sides[1], rel=1e-3)
    below = opening[junction(response) - 1]
    assert sides[0] < opening[junction(response)] < below
