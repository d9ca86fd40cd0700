"""Stress intensities on meshes that users drew: closed forms, and fronts of uneven nodes."""

from pathlib import Path

import gmsh
import numpy as np
import pytest
from tests.builders.gmsh_files.user_bodies import Drawn, disk, generate_body
from tests.builders.solids import FREE, Meshed, elastic

from filasse.fem.elastic_response import ElasticResponse
from filasse.fem.solid.solid_domain import distribute_solid
from filasse.fem.solid.solid_grid import solid_grid
from filasse.fem.supports import Support
from filasse.parallel import world
from filasse_meshes import import_solid_mesh
from filasse_meshes.data.tags import Surface

UM = 1e-6
RADIUS, BOX = 10.0, 160.0
AROUND = (
    *(Surface.ANODE, Surface.COUNTER, Surface.LEFT),
    *(Surface.RIGHT, Surface.FRONT, Surface.BACK),
)


def imported(path: Path, crack: Drawn, edge: float) -> Meshed:
    """A cube of sixteen radii with a crack, drawn in Gmsh, with edges along its front."""
    sizes = {"front": edge, "growth": 0.25, "far": 0.3 * BOX}
    generate_body(path, {"crack:flaw": crack}, box=(BOX, BOX, BOX), **sizes)
    mesh = import_solid_mesh(path, UM)
    domain = distribute_solid(mesh, world())
    return Meshed(domain, solid_grid(domain.surfaces), mesh.points.size)


def k_of_disc(response: ElasticResponse) -> np.ndarray:
    """K_I at the stations under an even pressure, over that of a penny, 2 p sqrt(R/pi)."""
    k: np.ndarray = response.k_pressure[:, 0].sum(axis=1)
    return k / (2 * np.sqrt(RADIUS * UM / np.pi))


@pytest.mark.slow
def test_k_of_a_penny_from_a_file(tmp_path: Path) -> None:
    body = imported(tmp_path / "a.msh", disk(BOX / 2, BOX / 2, BOX / 2, RADIUS, RADIUS), 1.25)
    k = k_of_disc(elastic(body, Support((), (AROUND,))))
    assert k.mean() == pytest.approx(1, abs=5e-3)
    assert k == pytest.approx(1, abs=1e-2)


@pytest.mark.slow
def test_k_of_a_half_penny_from_a_file(tmp_path: Path) -> None:
    """1.03 at the deepest point, and some ten per cent more towards the mouth."""
    body = imported(tmp_path / "a.msh", disk(BOX / 2, 0, BOX / 2, RADIUS, RADIUS), 1.0)
    k = k_of_disc(elastic(body, FREE))
    deepest = k[len(k) // 2 - 2 : len(k) // 2 + 3]
    assert deepest.mean() == pytest.approx(1.03, abs=1e-2)
    assert k == pytest.approx(k[::-1], abs=2e-2)
    assert 1.08 < k.max() < 1.18


def test_places_of_uneven_nodes(tmp_path: Path) -> None:
    """Nodes of a user's front are where they are; advances are told at even places."""

    def graded() -> int:
        occ = gmsh.model.occ
        circle = occ.addCircle(20, 15, 20, 6)
        tag: int = occ.addPlaneSurface([occ.addCurveLoop([circle])])
        return tag

    def grade() -> None:
        (circle,) = (tag for _, tag in gmsh.model.getEntities(1)
                     if gmsh.model.getType(1, tag) == "Circle")  # fmt: skip
        gmsh.model.mesh.setTransfiniteCurve(circle, 31, "Bump", 0.3)

    path = generate_body(tmp_path / "a.msh", {"crack:flaw": graded}, before=grade)
    domain = distribute_solid(import_solid_mesh(path, UM), world())
    (front,) = solid_grid(domain.surfaces).fronts
    steps = np.diff(front.node_places)
    assert steps.max() > 1.5 * steps.min()
    places = front.curve(front.node_places)
    nodes = domain.surfaces.coordinates(domain.surfaces.cracks[0].plus)[front.nodes]
    np.testing.assert_allclose(places, nodes, atol=1e-6 * RADIUS * UM)
    assert np.diff(front.advance_places) == pytest.approx(front.length / len(nodes), rel=1e-9)
