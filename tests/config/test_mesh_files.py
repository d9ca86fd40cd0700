"""The keys beside a mesh file or an image: unit, size, regions."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.builders.user_meshes import generate_slab

from filasse.config import Config, load_config
from filasse.errors import ConfigError

CONFIG = """
geometry: {{{geometry}}}
electrolyte: {{material: LLZO}}
protocol: {{current_density: 1 mA/cm^2, stop_time: 100 s}}
"""
IMAGE = "microstructure: {image: {file: grains.png, pixel_size: 1 um}}"
type Load = Callable[..., Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(geometry: str, *changes: str, scale: float = 1.0) -> Config:
        generate_slab(tmp_path / "slab.msh", scale=scale, size=8)
        labels = np.repeat([[1] * 10 + [2] * 20], 20, axis=0).astype(np.uint8)
        Image.fromarray(labels).save(tmp_path / "grains.png")
        (tmp_path / "a.yaml").write_text(CONFIG.format(geometry=geometry))
        return load_config(tmp_path / "a.yaml", changes)

    return load


@pytest.mark.parametrize(
    ("unit", "scale"),
    [("um", 1.0), ("1 um", 1.0), ("µm", 1.0), ("mm", 1e-3), ("nm", 1e3), ("0.5 mm", 2e-3)],
)
def test_the_unit_of_a_file(load: Load, unit: str, scale: float) -> None:
    geometry = load(f"mesh_file: slab.msh, mesh_unit: {unit}", scale=scale).geometry
    assert (geometry.width, geometry.thickness) == pytest.approx((60e-6, 40e-6), rel=1e-6)


def test_a_file_in_metres_needs_no_unit(load: Load) -> None:
    geometry = load("mesh_file: slab.msh", scale=1e-6).geometry
    assert (geometry.width, geometry.thickness) == pytest.approx((60e-6, 40e-6), rel=1e-6)


@pytest.mark.parametrize(
    ("scale", "makes", "unit"), [(1, "60 m x 40 m", "um"), (1e-3, "60 mm x 40 mm", "mm")]
)
def test_a_slab_of_metres_is_told_with_the_unit_meant(
    load: Load, scale: float, makes: str, unit: str
) -> None:
    with pytest.raises(ConfigError, match=rf"slab\.msh.* slab of {makes}; .*`mesh_unit: {unit}`"):
        load("mesh_file: slab.msh", scale=scale)


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        ("mesh_file: slab.msh, mesh_unit: m", "slab of 60 m x 40 m, outside 10 nm to 100 mm"),
        ("mesh_file: slab.msh, mesh_unit: kg", "1 problem\n.*mesh_unit = .*wrong kind of unit"),
        ("mesh_unit: um, width: 60 um, thickness: 40 um", "mesh_unit.* is given without a mesh_f"),
        (
            "mesh_file: slab.msh, mesh_unit: um, width: 120 um",
            r"geometry\.width.*120 um, but the width in .*slab\.msh is 60 um; delete it",
        ),
        (
            "mesh_file: slab.msh, mesh_unit: um, thickness: 41 um",
            r"geometry\.thickness.*41 um, but the thickness in .*slab\.msh is 40 um",
        ),
        (f"{IMAGE}, width: 60 um", r"width.*60 um, but the width in .*grains\.png is 30 um"),
    ],
)  # fmt: skip
def test_what_contradicts_the_file_is_told(load: Load, geometry: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load(geometry)


@pytest.mark.parametrize(
    "key",
    ["mesh_file: folder.msh", "microstructure: {image: {file: folder.png, pixel_size: 1 um}}"],
)
def test_a_folder_is_no_file(load: Load, tmp_path: Path, key: str) -> None:
    for name in ("folder.msh", "folder.png"):
        (tmp_path / name).mkdir()
    with pytest.raises(ConfigError, match=r"folder\.(msh|png)\" is a folder; give the file in it"):
        load(geometry=key)


def test_a_size_that_agrees_is_fine(load: Load) -> None:
    geometry = load(
        "mesh_file: slab.msh, mesh_unit: um, width: 60.01 um, thickness: 40 um"
    ).geometry
    assert geometry.width == pytest.approx(60e-6, rel=1e-9)
    assert load(f"{IMAGE}, width: 30 um").geometry.thickness == pytest.approx(20e-6)


def test_the_flaws_are_those_of_the_file(load: Load) -> None:
    flaw = "{name: flaw, position: 30 um, length: 8 um}"
    drawn = load(f"width: 60 um, thickness: 40 um, flaws: [{flaw}]")
    for scale, unit in ((1.0, "um"), (1e-3, "mm")):
        config = load(f"mesh_file: slab.msh, mesh_unit: {unit}", scale=scale)
        (crack,) = config.geometry.surface_cracks
        assert (crack.name, crack.angle) == ("flaw", pytest.approx(0.0, abs=1e-9))
        assert (crack.position, crack.length) == pytest.approx((30e-6, 8e-6), rel=1e-9)
        assert config.mesh.tip == pytest.approx(drawn.mesh.tip, rel=1e-5)
        assert config.notes == drawn.notes == ()
    with pytest.raises(ConfigError, match="too coarse for the shortest flaw of 8 um"):
        load("mesh_file: slab.msh, mesh_unit: um", "mesh.tip=2 um")


def test_a_file_without_a_crack_is_noted(load: Load, tmp_path: Path) -> None:
    load("mesh_file: slab.msh, mesh_unit: um")
    generate_slab(tmp_path / "slab.msh", cracks={}, size=8)
    (note,) = load_config(tmp_path / "a.yaml").notes
    assert 'slab.msh" has no crack, so no filament can grow; draw one from the anode' in note


@pytest.mark.parametrize(
    ("area", "changes", "note"),
    [
        ("coat", (), "has the area 'coat' without properties, so it is like the electrolyte; add"),
        ("coat", ("electrolyte.regions.coat.youngs_modulus=99 GPa",), ""),
        ("grain_boundary", (), "'grain_boundary' without properties, so it is like the electrol"),
        ("grain_boundary", ("electrolyte.grain_boundary={}",), ""),
        (
            "grain_boundary",
            ("electrolyte.grain_boundary={width: 3 um}",),
            "width has no effect on a mesh file that has its own area grain_boundary; draw the",
        ),
    ],
)
def test_areas_of_a_file_against_the_properties(
    load: Load, tmp_path: Path, area: str, changes: tuple[str, ...], note: str
) -> None:
    def change(groups: dict[str, list[tuple[int, int]]]) -> None:
        groups[area] = groups.pop("grain:2")

    load("mesh_file: slab.msh, mesh_unit: um")
    generate_slab(tmp_path / "slab.msh", walls=[((0, 20), (60, 20))], size=8, change=change)
    notes = load_config(tmp_path / "a.yaml", changes).notes
    assert len(notes) == bool(note)
    assert all(note.partition(" has")[2] in line for line in notes), notes


def test_phases_of_an_image_against_the_properties(load: Load) -> None:
    image = IMAGE.replace("1 um}", "1 um, phases: {1: grain, 2: coat}}")
    flaws = "flaws: [{position: 5 um, length: 2 um}]"
    (note,) = load(f"{image}, {flaws}").notes
    assert "phases has the phase 'coat' without properties" in note.replace(" = {", " = {")
    assert load(f"{image}, {flaws}", "electrolyte.regions.coat.youngs_modulus=99 GPa").notes == ()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("grains.png", "none.png", "does not exist"),
        ("grains.png", "a.yaml", "is not an image"),
        ("1 um", "1 kg", "pixel_size"),
        ("file: grains.png, ", "", "image.file is missing"),
        ("image: {file: grains.png, pixel_size: 1 um}", "image: grains.png", "is not a section"),
    ],
)
def test_a_wrong_image_is_one_problem(load: Load, old: str, new: str, problem: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(IMAGE.replace(old, new))
    assert problem in str(error.value)
    assert ": 1 problem\n" in str(error.value)


def test_a_wrong_image_does_not_hide_what_a_flaw_lacks(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"2 problems\n(.|\n)*length is missing"):
        load(f"{IMAGE.replace('grains', 'none')}, flaws: [{{position: 5 um}}]")


def test_regions_are_those_of_the_file(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"regions\.layer.* known: electrolyte; see the areas"):
        load("mesh_file: slab.msh, mesh_unit: um", "electrolyte.regions.layer.youngs_modulus=1 GPa")


def test_a_printed_configuration_gives_the_same(load: Load, tmp_path: Path) -> None:
    from filasse.config.writing.dump import to_yaml

    config = load("mesh_file: slab.msh, mesh_unit: um")
    (tmp_path / "b.yaml").write_text(to_yaml(config))
    again = load_config(tmp_path / "b.yaml")
    assert again.geometry.mesh_unit == config.geometry.mesh_unit == pytest.approx(1e-6)
    assert again.geometry.width == config.geometry.width


def test_cut_pores_without_pores(load: Load) -> None:
    flaws = "flaws: [{position: 5 um, length: 2 um}]"
    (note,) = load(f"{IMAGE.replace('1 um}', '1 um, cut_pores: fill}')}, {flaws}").notes
    assert 'cut_pores = "fill" has no effect without a phase `pore`; name a label' in note
    phases = "1 um, cut_pores: fill, phases: {1: pore}}"
    assert load(f"{IMAGE.replace('1 um}', phases)}, {flaws}").notes == ()


def test_a_phase_of_no_label(load: Load) -> None:
    with pytest.raises(ConfigError, match=r'phases\.#zz = "#zz" is no label; write a whole number'):
        load(IMAGE.replace("1 um}", "1 um, phases: {'#zz': pore}}"))


def test_a_repeat_of_nothing(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"steps\.0\.steps is empty; add an item"):
        load("width: 9 um, thickness: 9 um",
             "protocol={stop_time: 1 h, steps: [{repeat: 2, steps: []}]}")  # fmt: skip
