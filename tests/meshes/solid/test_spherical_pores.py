"""Spherical pores, alone and with a crack around them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from filasse_meshes import (
    MeshingError,
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SphericalPore,
    Surface,
    SurfaceCrack,
    advance_surface,
    anode_crack,
    build_solid_mesh,
    buried_crack,
)
from filasse_meshes.solid.solid_audit import dihedral_angles
from filasse_meshes.solid.tetrahedra import jacobians, smallest_jacobians

UM = 1e-6
CENTRE = (30 * UM, 30 * UM, 30 * UM)
PORE = SphericalPore("void", CENTRE, 6 * UM)
AROUND = buried_crack("around", CENTRE, 12 * UM, pore="void")
SIZES = SolidSizes(front=1.5 * UM, far=15 * UM, growth=0.4)


def slab(*cracks: SurfaceCrack, pores: tuple[SphericalPore, ...] = (PORE,)) -> SolidSlab:
    return SolidSlab(60 * UM, 60 * UM, 60 * UM, cracks, pores)


@pytest.fixture(scope="module")
def mesh() -> SolidMesh:
    return build_solid_mesh(slab(AROUND), SIZES)


def test_the_wall_is_a_sphere(mesh: SolidMesh) -> None:
    """The curved cells lack a sphere's volume; with flat facets it would be 9 % off."""
    weights = np.array([-0.8, 0.45, 0.45, 0.45, 0.45])
    places = np.vstack([np.full(4, 0.25), np.where(np.eye(4) == 1, 0.5, 1 / 6)])
    values = np.array([jacobians(mesh.points, mesh.cells, place) for place in places])
    volume = (weights @ values).sum() / 6
    hole = (60 * UM) ** 3 - volume
    assert hole == pytest.approx(4 / 3 * math.pi * (6 * UM) ** 3, rel=1e-3)


def test_the_wall_is_tagged(mesh: SolidMesh) -> None:
    (wall,) = mesh.pores
    assert wall.name == "void"
    tagged = mesh.facets[mesh.facet_tags == Surface.PORE_WALL]
    np.testing.assert_array_equal(np.unique(wall.facets), np.unique(tagged))
    away = np.linalg.norm(mesh.points[wall.facets] - CENTRE, axis=2)
    np.testing.assert_allclose(away, 6 * UM, rtol=1e-12)


def test_the_crack_opens_into_the_pore(mesh: SolidMesh) -> None:
    (faces,) = mesh.cracks
    assert faces.pore == "void"
    rim = faces.rim
    assert (faces.plus[rim] != faces.minus[rim]).all()
    assert np.isin(faces.plus[rim], mesh.pores[0].facets).all()
    assert np.isin(faces.minus[rim], mesh.pores[0].facets).all()
    radius = np.linalg.norm(mesh.points[faces.plus] - CENTRE, axis=1)
    assert radius.min() == pytest.approx(6 * UM)
    np.testing.assert_allclose(radius[faces.front], 12 * UM, rtol=1e-6)
    assert dihedral_angles(mesh.points, mesh.cells[:, :4]).min() > 8


def test_a_crack_at_the_anode_opens_into_the_pore_that_it_has_grown_around() -> None:
    """Cells between its rim and the wall fold unless some edges on the wall are straight."""
    pore = SphericalPore("void", (25 * UM, 8 * UM, 25 * UM), 3 * UM)
    crack = anode_crack("around", 25 * UM, 25 * UM, 16 * UM, pore="void")
    whole = SolidSlab(50 * UM, 40 * UM, 50 * UM, (crack,), (pore,))
    mesh = build_solid_mesh(whole, SolidSizes(front=2 * UM, far=16 * UM, growth=0.5))
    (faces,) = mesh.cracks
    rim = mesh.points[faces.plus[faces.rim]]
    np.testing.assert_allclose(np.linalg.norm(rim - pore.centre, axis=1), 3 * UM, rtol=1e-9)
    assert len(faces.mouth) > 10
    # edges that grow with the front may become longer than what is left around the first front
    grown = advance_surface(crack, np.full(25, 4 * UM), np.zeros(25))
    coarser = SolidSizes(front=3.5 * UM, far=16 * UM, growth=0.5)
    again = build_solid_mesh(replace(whole, cracks=(grown,)), coarser)
    assert again.cracks[0].pore == "void"
    for each in (mesh, again):
        assert smallest_jacobians(each.points, each.cells).min() > 0


def test_a_crack_may_lie_askew_and_beside_the_centre_and_grow() -> None:
    crack = buried_crack(
        "around", (32 * UM, 31 * UM, 30 * UM), 14 * UM, 11 * UM, lean=0.6, azimuth=1.0, pore="void"
    )
    grown = advance_surface(crack, np.full(16, 2 * UM), np.full(16, 0.3))
    mesh = build_solid_mesh(slab(grown), SIZES)
    (faces,) = mesh.cracks
    rim = mesh.points[faces.plus[faces.rim]]
    np.testing.assert_allclose(np.linalg.norm(rim - CENTRE, axis=1), 6 * UM, rtol=1e-9)


def test_pores_beside_other_cracks() -> None:
    small = SphericalPore("small", (30 * UM, 45 * UM, 45 * UM), 2 * UM)
    crack = buried_crack("c", (15 * UM, *CENTRE[1:]), 8 * UM)
    mesh = build_solid_mesh(slab(crack, pores=(PORE, small)), SIZES)
    assert [wall.name for wall in mesh.pores] == ["void", "small"]
    assert len(mesh.cracks[0].rim) == 0


@pytest.mark.parametrize(
    ("pores", "cracks", "message"),
    [
        ((PORE, PORE), (), "Two pores have the name 'void'"),
        ((PORE, SphericalPore("b", (42 * UM, *CENTRE[1:]), 6 * UM)), (), "'void' and 'b' meet"),
        ((SphericalPore("b", (6 * UM, *CENTRE[1:]), 6 * UM),), (), r"'b' reaches, .* side x = 0"),
        ((SphericalPore("b", CENTRE, 0.0),), (), "radius of pore 'b' is 0 m"),
        ((), (AROUND,), r"surround pore 'void', but the pores are \[\]"),
        ((PORE,), (buried_crack("c", CENTRE, 7 * UM, pore="void"),), "does not surround"),
        (
            (PORE,),
            (buried_crack("c", (35.5 * UM, *CENTRE[1:]), 20 * UM, pore="void"),),
            "'c' does not cut pore 'void' near its middle",
        ),
        ((PORE,), (buried_crack("c", CENTRE, 12 * UM),), "'c' meets pore 'void'"),
    ],
)
def test_what_cannot_be_meshed_is_told(
    pores: tuple[SphericalPore, ...], cracks: tuple[SurfaceCrack, ...], message: str
) -> None:
    with pytest.raises(MeshingError, match=message):
        build_solid_mesh(slab(*cracks, pores=pores), SIZES)


def test_a_coarse_wall_is_told() -> None:
    with pytest.raises(MeshingError, match="too long for the wall of pore 'void'"):
        build_solid_mesh(slab(), SolidSizes(1.5 * UM, 15 * UM, pore=7 * UM))
