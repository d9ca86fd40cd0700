"""Mesh files of tetrahedra in a configuration: sizes, units, cracks, and what is told of them."""

import math
import re
from collections.abc import Callable
from pathlib import Path

import gmsh
import numpy as np
import pytest
from tests.builders.gmsh_files.user_bodies import disk, generate_body, rectangle
from tests.builders.user_meshes import generate_slab

from filasse.config import Config, load_config
from filasse.config.writing.dump import to_yaml
from filasse.errors import ConfigError
from filasse.estimates.cost import expected_cost
from filasse.estimates.weakest_flaw import weakest_flaw
from filasse.simulation.slab import mesh_of
from filasse_meshes import SolidMesh

CONFIG = """
geometry: {mesh_file: body.msh, mesh_unit: um}
electrolyte: {material: LLZO}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 1 mA/cm^2, stop_time: 100 s}
"""
HALF = {"crack:flaw": disk(y=0, rx=8, ry=5)}
type Load = Callable[..., Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    (tmp_path / "a.yaml").write_text(CONFIG)
    return lambda *changes: load_config(tmp_path / "a.yaml", changes)


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate_body(tmp_path_factory.mktemp("body") / "body.msh", HALF)


@pytest.fixture
def there(half: Path, tmp_path: Path) -> None:
    (tmp_path / "body.msh").write_bytes(half.read_bytes())


@pytest.mark.usefixtures("there")
def test_size_and_cracks_are_those_of_the_file(load: Load, tmp_path: Path) -> None:
    config = load()
    geometry = config.geometry
    sizes = (geometry.width, geometry.thickness, geometry.depth)
    assert sizes == pytest.approx((40e-6, 30e-6, 40e-6), rel=1e-9)
    (flaw,) = geometry.first_flaws
    assert (flaw.name, flaw.height, flaw.angle) == ("flaw", None, pytest.approx(0, abs=1e-6))
    assert (flaw.position, flaw.z) == pytest.approx((20e-6, 20e-6), rel=1e-6)
    # rx of the disk points along -z once it is turned.
    assert (flaw.half_width, flaw.length) == pytest.approx((8e-6, 5e-6), rel=1e-4)
    assert config.mesh.tip == pytest.approx(0.5e-6, rel=1e-4)
    assert config.mesh.far == pytest.approx(6e-6, rel=1e-4)
    assert config.notes == ()
    (tmp_path / "b.yaml").write_text(to_yaml(config))
    assert load_config(tmp_path / "b.yaml") == config


@pytest.mark.usefixtures("there")
def test_estimates_are_those_of_the_same_flaw(load: Load) -> None:
    flaw = "{position: 20 um, length: 5 um, half_width: 8 um}"
    drawn = load(f"geometry={{width: 40 um, thickness: 30 um, depth: 40 um, flaws: [{flaw}]}}")
    found, wanted = weakest_flaw(load()), weakest_flaw(drawn)
    assert found is not None and wanted is not None
    assert found.blocked == pytest.approx(wanted.blocked, rel=1e-5)
    one, other = expected_cost(load("mesh.far=5 um")), expected_cost(load())
    assert one.memory > other.memory == pytest.approx(expected_cost(drawn).memory, rel=1e-4)


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("geometry.mesh_unit=null", r"body\.msh.* slab of 40 m x 30 m x 40 m; if .*`mesh_unit: um"),
        ("geometry.mesh_unit=m", "slab of 40 m x 30 m x 40 m, outside 10 nm to 100 mm"),
        ("geometry.depth=80 um", r"depth.*80 um, but the depth in .*body\.msh is 40 um; delete it"),
        ("geometry.width=80 um", r"width.*80 um, but the width in .*body\.msh is 40 um; delete it"),
        ("geometry.symmetry=z", "symmetry.* cannot be used with a mesh_file, which is simulat"),
        ("geometry.flaws=[{position: 20 um, length: 5 um}]", "are given beside a mesh_file, which"),
        ("mesh.tip=1.1 um", "mesh.tip .*too coarse for the front of the smallest flaw, 5 um"),
        ("anode.kind=foil", "in a slab with a depth; choose reservoir, or give a mesh_file of"),
        (
            "geometry.microstructure={placed_pores: [{centre: [20 um, 20 um], size: 3 um}]}",
            "microstructure has pores beside a mesh_file, which is meshed without; delete one of t",
        ),
        ("geometry.regions=[{name: a, bottom: 9 um}]", "in a slab with a depth; delete them, or g"),
        ("growth.short_circuit_distance=26 um", "is not less than the 25 um left between a tip"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_file_is_one_error(load: Load, change: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as error:
        load(change)
    assert ": 1 problem\n" in str(error.value)


@pytest.mark.usefixtures("there")
def test_the_depth_of_a_file_is_no_key_to_delete(load: Load) -> None:
    (note,) = load("growth.join=true").notes
    assert note.endswith("cut nothing loose; give a mesh_file of triangles, or delete it")


@pytest.mark.usefixtures("there")
def test_a_size_that_agrees_is_taken(load: Load) -> None:
    assert load("geometry.depth=40.01 um").geometry.depth == pytest.approx(40e-6, rel=1e-9)


def test_a_flat_file_has_no_depth(load: Load, tmp_path: Path) -> None:
    generate_slab(tmp_path / "body.msh", size=8)
    with pytest.raises(ConfigError, match=r"mesh_file.* cannot be simulated .*; give tetra"):
        load("geometry.depth=40 um")
    assert load().geometry.depth is None


@pytest.mark.parametrize(
    ("cracks", "what"),
    [(HALF, "the surface 'crack:flaw'"), ({}, "surfaces that are not flat")],
)
def test_a_body_without_its_volume_is_one_error(
    load: Load, tmp_path: Path, cracks: dict[str, Callable[[], int]], what: str
) -> None:
    sides = {} if cracks else {"anode": (1, 0), "left": (0, 0)}
    generate_body(
        tmp_path / "body.msh",
        cracks,
        groups=sides,
        before=lambda: gmsh.model.removePhysicalGroups(gmsh.model.getPhysicalGroups(3)),
    )
    message = rf"a\.yaml:2: geometry\.mesh_file .*holds {what}, but no tetrahedra.*mesh its volume"
    with pytest.raises(ConfigError, match=message) as error:
        load()
    assert ": 1 problem\n" in str(error.value)


def test_a_buried_leaning_crack_is_told(load: Load, tmp_path: Path) -> None:
    def draw() -> int:
        tag = disk(rx=8, ry=4, level=True)()
        gmsh.model.occ.rotate([(2, tag)], 20, 15, 20, 0, 0, 1, 0.5)
        return tag

    generate_body(tmp_path / "body.msh", {"crack:flaw": draw})
    config = load()
    (flaw,) = config.geometry.first_flaws
    assert flaw.height == pytest.approx(15e-6, rel=1e-3)
    assert sorted((flaw.half_mouth, flaw.length)) == pytest.approx([4e-6, 8e-6], rel=1e-2)
    assert abs(flaw.angle) == pytest.approx(math.pi / 2 - 0.5, rel=1e-6)
    note, coarse = config.notes
    assert "has the crack 'flaw', which does not meet the anode, y = 0, so that its lith" in note
    assert "edges of 0.9" in coarse and "along the front of 'flaw', 4 um in radius" in coarse
    assert weakest_flaw(config) is None


@pytest.mark.parametrize(
    ("cracks", "options", "note"),
    [
        ({}, {}, "has no crack, so no filament can grow; draw one from the anode as a physical "),
        ({"-": disk(y=0)}, {"Mesh_SaveAll": 1}, "has the surface 1, which ends at "),
        (
            HALF | {"-": rectangle(x=26, y=8, z=35, turn=0)},
            {"Mesh_SaveAll": 1},
            r"has the surface \d+, which ends at \(.*\), in no physical group, and stays shut "
            "there; if it is a crack, put it into a physical surface `crack:NAME`",
        ),
    ],
)  # fmt: skip
def test_cracks_in_no_group_are_noted(
    load: Load, tmp_path: Path, cracks: dict[str, Callable[[], int]], options: dict[str, float],
    note: str,
) -> None:  # fmt: skip
    generate_body(tmp_path / "body.msh", cracks, **options)
    notes = load().notes
    assert re.search(note, "\n".join(notes)), notes
    assert len(notes) == 1


def test_a_curve_in_no_group_is_noted_as_a_surface_is(load: Load, tmp_path: Path) -> None:
    def forget(groups: dict[str, list[tuple[int, int]]]) -> None:
        groups.pop("crack:lost")

    cracks = {"crack:flaw": ((30, 0), (30, 8)), "crack:lost": ((10, 0), (10, 9))}
    generate_slab(tmp_path / "body.msh", cracks=cracks, change=forget, size=8, Mesh_SaveAll=1)
    (note,) = load().notes
    assert "has a curve that ends at (10, 9), in no physical group, and stays shut there" in note
    walls = [((0, 20), (60, 20))]
    generate_slab(tmp_path / "body.msh", cracks={}, walls=walls, size=8, Mesh_SaveAll=1)
    assert all("in no physical group" not in note for note in load().notes)


@pytest.mark.usefixtures("there")
def test_grains_are_put_into_a_body(load: Load) -> None:
    grains = "geometry.microstructure={seed: 3, grains: {mean_size: 12 um}}"
    config = load(grains, "electrolyte.scatter={toughness: 0.2}")
    assert config.notes == ()
    given, drawn = mesh_of(load()), mesh_of(config)
    assert isinstance(given, SolidMesh) and isinstance(drawn, SolidMesh)
    assert np.array_equal(given.points, drawn.points)
    assert len(np.unique(drawn.grain)) > 20 and (given.grain == -1).all()
    (note,) = load("electrolyte.scatter={toughness: 0.2}").notes
    assert "scatter has no effect without grains" in note
