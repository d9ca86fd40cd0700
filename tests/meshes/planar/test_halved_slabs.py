"""A seam through a large cross-section: where it lies, and that it changes nothing but the mesh."""

import pickle
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from tests.builders.slabs import UM, condensed_on, edge_crack, geometric_factor, sizes

from filasse.fem.domain import distribute
from filasse_meshes import Crack, MeshingError, Region, Slab, SlabMesh, build_mesh
from filasse_meshes.meshing.triangulate import Triangles
from filasse_meshes.planar import seams

A = 10 * UM
SLAB = edge_crack(A, 6 * A, 6 * A)
SIZES = sizes(SLAB, far=1 / 40)
WHOLE = Region("inclusion", ((A, 4 * A), (2 * A, 4 * A), (2 * A, 5 * A), (A, 5 * A)))


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every slab is large; numbers of tasks that meshes are made by, as they are made."""
    monkeypatch.setattr(seams, "MANY", 0)
    return []


def shared(slab: Slab, tasks: list[int]) -> SlabMesh:
    """A mesh whose tasks are done as by other processes, the last one first."""

    def share(given: Sequence[Callable[[], Triangles]]) -> list[Triangles]:
        tasks.append(len(given))
        copies = [pickle.loads(pickle.dumps(task)) for task in given]
        return [task() for task in reversed(copies)][::-1]

    return build_mesh(slab, SIZES, share=share)


def test_both_sides_are_tasks_whose_mesh_does_not_depend_on_who_does_them(tasks: list[int]) -> None:
    one, other = shared(SLAB, tasks), build_mesh(SLAB, SIZES)
    assert tasks == [2]
    np.testing.assert_array_equal(one.points, other.points)
    np.testing.assert_array_equal(one.cells, other.cells)
    assert one.region_names == ("electrolyte",)


@pytest.mark.slow
def test_k_is_that_of_a_mesh_without_a_seam(tasks: list[int]) -> None:
    seamed = geometric_factor(condensed_on(distribute(shared(SLAB, tasks))))
    seams.MANY = 10**9  # put back by the fixture
    whole = geometric_factor(condensed_on(distribute(shared(SLAB, tasks))))
    assert tasks == [2, 1]
    assert seamed != whole
    assert seamed == pytest.approx(whole, rel=1e-3)


def test_among_cracks_there_is_no_seam(tasks: list[int]) -> None:
    crowd = tuple(
        Crack(f"crack {i}", ((x, 0.0), (x, 5.6 * A)), mouth=True)
        for i, x in enumerate(np.linspace(0.6, 5.4, 9) * A)
    )
    shared(Slab(6 * A, 6 * A, crowd), tasks)
    assert tasks == [1]


def test_regions_and_small_slabs_have_none(tasks: list[int]) -> None:
    shared(Slab(6 * A, 6 * A, SLAB.cracks, (WHOLE,)), tasks)
    seams.MANY = 10**9
    shared(SLAB, tasks)
    assert all(count != 2 for count in tasks)


def test_an_error_of_a_side_is_that_of_the_mesh(tasks: list[int]) -> None:
    def share(given: Sequence[Callable[[], Triangles]]) -> list[Triangles]:
        raise MeshingError("Gmsh failed")

    with pytest.raises(MeshingError, match="Gmsh failed"):
        build_mesh(SLAB, SIZES, share=share)


def test_a_slab_without_cracks_is_halved_too(tasks: list[int]) -> None:
    mesh = shared(Slab(6 * A, 6 * A), tasks)
    assert tasks == [2]
    assert len(mesh.traces) == 0
