"""Meshes in space as files, and what `filasse mesh` says of them."""

from pathlib import Path

import meshio
import numpy as np
import pytest

from filasse.cli.mesh_command import save_mesh, show_mesh, stats_lines
from filasse.errors import MeshError, UsageError
from filasse_meshes import (
    SolidMesh,
    SolidSizes,
    SolidSlab,
    Surface,
    anode_crack,
    build_solid_mesh,
    export_solid_mesh,
    import_solid_mesh,
)

UM = 1e-6


@pytest.fixture(scope="module")
def mesh() -> SolidMesh:
    crack = anode_crack("half", 20 * UM, 20 * UM, 8 * UM, lean=0.2)
    slab = SolidSlab(40 * UM, 30 * UM, 40 * UM, (crack,))
    return build_solid_mesh(slab, SolidSizes(2 * UM, 15 * UM, 0.5))


def test_what_gmsh_writes_comes_back(mesh: SolidMesh, tmp_path: Path) -> None:
    export_solid_mesh(mesh, tmp_path / "slab.msh")
    back = import_solid_mesh(tmp_path / "slab.msh")
    assert len(back.cells) == len(mesh.cells)
    assert (back.slab.width, back.slab.thickness) == pytest.approx((40 * UM, 30 * UM))
    crack, own = back.cracks[0], mesh.cracks[0]
    assert crack.name == "half"
    assert (len(crack.plus), len(crack.front)) == (len(own.plus), len(own.front))
    np.testing.assert_allclose(
        np.sort(back.points[crack.plus][:, 1]), np.sort(mesh.points[own.plus][:, 1]), atol=1e-12
    )


def test_vtu_shows_the_opened_crack_and_the_sides(mesh: SolidMesh, tmp_path: Path) -> None:
    save_mesh(mesh, tmp_path / "slab.vtu")
    read = meshio.read(tmp_path / "slab.vtu")
    assert len(read.cells_dict["tetra10"]) == len(mesh.cells)
    tags = read.cell_data_dict["boundary"]["triangle"]
    assert (tags == Surface.FACE_PLUS).sum() == len(mesh.cracks[0].triangles)


def test_numbers_of_the_cells(mesh: SolidMesh) -> None:
    lines = stats_lines(mesh)
    assert f"cells                  {len(mesh.cells)}" in lines
    assert f"vertices on fronts     half {len(mesh.cracks[0].front)}" in lines
    assert "longest edge" in "\n".join(lines)


def test_what_cannot_be_written(mesh: SolidMesh, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"in space is not drawn; write a file with -o mesh\.vtu"):
        save_mesh(mesh, tmp_path / "slab.png")
    with pytest.raises(UsageError, match="not drawn"):
        show_mesh(mesh)
    with pytest.raises(MeshError, match=r"Try \.vtu or \.msh\."):
        save_mesh(mesh, tmp_path / "slab.unknown")
