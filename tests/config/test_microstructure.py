"""Grains, pores, regions and flaws of all kinds: read, filled in, checked, written."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filasse.config import Config, load_config, read_config
from filasse.config.writing.dump import annotated_yaml, to_yaml
from filasse.errors import ConfigError
from filasse.estimates.expectations import expectations

GRAINS = "geometry.microstructure={grains: {mean_size: 12 um}}"
BAND = "electrolyte.grain_boundary={}"
INSIDE = "geometry.microstructure"
EVERYTHING = """\
geometry:
  width: 60 um
  thickness: 60 um
  flaws:
    - {position: 10 um, length: 4 um}
    - path: [[40 um, 0 um], [41 um, 2 um], [40.5 um, 5 um]]
  random_flaws: {number: 3, mean_length: 2 um, angle_spread: 5 deg}
  microstructure:
    seed: 3
    grains: {mean_size: 12 um}
    pores: {number: 4, mean_size: 2 um, site: junction, joined: 1}
    placed_pores: [{centre: [30 um, 30 um], size: 3 um, aspect: 1.5, angle: 20 deg}]
    notches: [{position: 52 um, width: 2 um, depth: 1 um}]
  regions:
    - {name: skin, bottom: 50 um, top: 60 um}
    - {name: patch, polygon: [[1 um, 1 um], [2 um, 1 um], [1 um, 3 um]]}
electrolyte:
  material: LLZO
  grain_boundary: {}
  scatter: {toughness: 0.1, modulus: 0.05}
  regions: {skin: {in_plane_stress: -200 MPa}, patch: {youngs_modulus: 50 GPa}}
protocol: {current_density: 2 mA/cm^2, stop_time: 1 h}
"""


def pores(text: str) -> tuple[str, ...]:
    return GRAINS, f"{INSIDE}.pores={text}"


@pytest.mark.parametrize("dump", ["plain", "annotated"])
def test_everything_survives_writing(write: Callable[[str], Path], dump: str) -> None:
    loaded = read_config(write(EVERYTHING))
    text = to_yaml(loaded.config) if dump == "plain" else annotated_yaml(*loaded)
    assert load_config(write(text)) == loaded.config


def test_a_kinked_flaw_knows_its_position_length_and_angle(load: Callable[..., Config]) -> None:
    flaw = load("geometry.flaws=[{path: [[50 um, 0 um], [50 um, 3 um], [54 um, 6 um]]}]")
    (found,) = flaw.geometry.flaws
    assert found.points == ((5e-5, 0.0), (5e-5, 3e-6), (5.4e-5, 6e-6))
    assert (found.position, found.name) == (5e-5, "flaw1")
    assert found.length == pytest.approx(8e-6)
    assert found.angle == pytest.approx(np.arctan2(4, 6))


def test_sizes_follow_grains_bands_and_pores(load: Callable[..., Config]) -> None:
    config = load(GRAINS, BAND)
    assert config.mesh.tip == pytest.approx(0.2e-6 / 3)
    assert config.growth.step == pytest.approx(2e-6)
    assert load(GRAINS, BAND, "geometry.flaws.0.length=2 um").mesh.tip == pytest.approx(2e-8)
    porous = load(*pores("{number: 3, mean_size: 1 um}"))
    assert porous.growth.micro_flaw == pytest.approx(0.2e-6)
    assert porous.mesh.tip == pytest.approx(0.05e-6)
    assert load(GRAINS, "growth.criterion=hoop_stress").growth.criterion == "hoop_stress"


def test_expectations_count_grains_and_pores(write: Callable[[str], Path]) -> None:
    found = {item.name: item.value for item in expectations(load_config(write(EVERYTHING)))}
    assert (found["grains"], found["pores"], found["flaws"]) == (28, 5, 5)


def test_an_image_gives_the_size_of_the_slab(tmp_path: Path, load: Callable[..., Config]) -> None:
    Image.fromarray(np.zeros((20, 30), dtype=np.uint8)).save(tmp_path / "labels.png")
    text = """\
geometry:
  microstructure: {image: {file: labels.png, pixel_size: 2 um, phases: {0: grain}}}
electrolyte: {material: LLZO}
protocol: {voltage: 0.1 V, stop_time: 1 h}
"""
    geometry = load(text=text).geometry
    assert (geometry.width, geometry.thickness) == pytest.approx((60e-6, 40e-6))
    assert geometry.inside.image is not None
    assert geometry.inside.image.phases == {0: "grain"}


def test_the_page_gives_the_size_of_the_slab(tmp_path: Path, load: Callable[..., Config]) -> None:
    pages = [Image.fromarray(np.zeros((rows, 30), dtype=np.uint8)) for rows in (20, 10)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    text = """\
geometry:
  microstructure: {image: {file: a.tif, page: 2, pixel_size: 2 um}}
electrolyte: {material: LLZO}
protocol: {voltage: 0.1 V, stop_time: 1 h}
"""
    assert load(text=text).geometry.thickness == pytest.approx(20e-6)
    with pytest.raises(ConfigError, match="has 2 pages, so there is no page 3") as caught:
        load(text=text.replace("page: 2", "page: 3"))
    assert "1 problem" in str(caught.value)


CASES = [
    # flaws
    (("geometry.flaws.0={path: [[50 um, 0 um]]}",), "path needs two different corners or more"),
    (
        ("geometry.flaws.0={path: [[50 um, 0 um], [50 um, 8 um], [50 um, 3 um]]}",),
        "flaws.0.path crosses or touches itself",
    ),
    (
        ("geometry.flaws.0={path: [[50 um, 0 um], [50 um, 8 um], [55 um, 4 um], [48 um, 4 um]]}",),
        "flaws.0.path crosses or touches itself",
    ),
    (("geometry.flaws.0={path: [[50 um, 1 um], [50 um, 5 um]]}",), "must start at the anode"),
    (("geometry.flaws.0={path: [[50 um, 0], [50 um, 5]]}",), "path.1.1 = 5 has no unit"),
    (
        ("geometry.flaws.0.path=[[50 um, 0 um], [50 um, 5 um]]",),
        "geometry.flaws.0 has a path beside another length; delete `path` or `length`",
    ),
    (("geometry.flaws.0={path: [[50 um, 0], [150 um, 5 um]]}",), "outside 0 to 100 um"),
    (("geometry.random_flaws={number: 0, mean_length: 5 um}",), "number = 0 must be at least 1"),
    (
        ("geometry.random_flaws={number: 20, mean_length: 5 um, spacing: 5 um}",),
        "spacing is too much for 20 flaws on 100 um; 2.381 um is good",
    ),
    (("geometry.random_flaws={number: 2, mean_length: 60 um}",), "is more than half of the slab"),
    (("geometry.random_flaws={number: 2}",), "mean_length is missing; add `mean_length: 10 um`"),
    # grains and boundaries
    ((f"{INSIDE}={{grains: {{mean_size: 12}}}}",), "grains.mean_size = 12 has no unit"),
    ((f"{INSIDE}={{grains: {{}}}}",), "grains.mean_size is missing; add `mean_size: 10 um`"),
    ((f"{INSIDE}={{grain: {{mean_size: 12 um}}}}",), "did you mean 'grains'?"),
    ((f"{INSIDE}={{grains: {{mean_size: 1 um, kind: vornoi}}}}",), "did you mean 'voronoi'?"),
    ((f"{INSIDE}={{grains: {{mean_size: 99 um}}}}",), "does not fit the slab of 100 um x 100 um"),
    (
        (GRAINS, "electrolyte.grain_boundary={width: 5 um}"),
        "width is more than a third of the mean grain size 12 um; at most 4 um; 0.24 um is good",
    ),
    (
        (GRAINS, BAND, "mesh.tip=0.15 um"),
        "tip is too coarse for the grain boundaries, which are 0.2 um wide; at most 0.1 um",
    ),
    ((GRAINS, "electrolyte.grain_boundary={toughness_ratio: 0}"), "must be at least 0.001"),
    ((GRAINS, "electrolyte.scatter={toughness: 2}"), "scatter.toughness = 2 must be at most 1"),
    # pores and notches
    (pores("{mean_size: 2 um}"), "pores needs exactly one of number and porosity"),
    (pores("{mean_size: 2 um, number: 1, porosity: 0.1}"), "needs exactly one of number and"),
    (pores("{mean_size: 2 um, porosity: 0.6}"), "porosity = 0.6 must be at most 0.4"),
    (pores("{mean_size: 2 um, porosity: 0.2, site: junction}"), "more than triple points hold"),
    (pores("{mean_size: 2 um, number: 2, joined: 3}"), "joined is more than there are pores"),
    (pores("{mean_size: 40 um, number: 2}"), "mean_size is more than a quarter of the slab"),
    (
        (f"{INSIDE}={{pores: {{mean_size: 2 um, number: 2, site: boundary}}}}",),
        "pores.site needs grains, but there are none",
    ),
    (
        (f"{INSIDE}={{placed_pores: [{{centre: [50 um, 5 um], size: 2 um}}]}}",),
        "geometry.flaws.0 runs through void1; move it; a pore with `joined: true` has a crack of",
    ),
    (
        (f"{INSIDE}={{placed_pores: [{{centre: [30 um, 1 um], size: 4 um}}]}}",),
        "placed_pores.0.centre is 1 um from a side, but the pore reaches 2 um",
    ),
    (
        (f"{INSIDE}={{notches: [{{position: 52 um, width: 6 um, depth: 5 um}}]}}",),
        "geometry.flaws.0 runs through notch1",
    ),
    (
        (f"{INSIDE}={{notches: [{{position: 52 um, width: 6 um, depth: 5 um}}]}}",),
        "move it; a notch with `crack: 2 um` has a crack of its own",
    ),
    (
        (f"{INSIDE}={{notches: [{{position: 99 um, width: 6 um, depth: 5 um}}]}}",),
        "puts the notch beyond a side",
    ),
    (
        (f"{INSIDE}={{notches: [{{position: 20 um, width: 6 um, depth: 5 um, crack: 98 um}}]}}",),
        "notches.0.crack takes the notch to the counter electrode",
    ),
    (
        (*pores("{mean_size: 2 um, number: 2}"), "growth.micro_flaw=0.1 um"),
        "micro_flaw is less than two cells at a tip",
    ),
    # regions
    (("geometry.regions=[{name: skin}]",), "regions.0 needs bottom and top, or a polygon"),
    (("geometry.regions=[{name: grain_boundary, top: 5 um}]",), "is a reserved name"),
    (("geometry.regions=[{name: a, bottom: 9 um, top: 5 um}]",), "has its bottom above its top"),
    (("geometry.regions=[{name: a, top: 500 um}]",), "top is above the counter electrode at 100"),
    (
        ("geometry.regions=[{name: a, polygon: [[1 um, 1 um], [2 um, 2 um]]}]",),
        "has fewer than three corners",
    ),
    (
        ("electrolyte.regions={skin: {youngs_modulus: 5 GPa}}",),
        "electrolyte.regions.skin is no region of the geometry; known: none",
    ),
    (("electrolyte.regions={skin: {poisson: 1}}",), "poisson is an unknown key"),
    # images
    ((f"{INSIDE}={{image: {{file: a.jpg, pixel_size: 1 um}}}}",), "is not an image (.png, .tif)"),
    ((f"{INSIDE}={{image: {{file: a.png, pixel_size: 1 um}}}}",), "file does not exist; check"),
]


@pytest.mark.parametrize(("overrides", "message"), CASES, ids=[case[1][:50] for case in CASES])
def test_bad_input_is_told(
    load: Callable[..., Config], overrides: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load(*overrides)
    text = str(error.value)
    bare = re.sub(r' = ("[^"]*"|\S+)', "", text)
    assert message in text or message in bare
    assert ": 1 problem\n" in text


def test_a_broken_image(tmp_path: Path, load: Callable[..., Config]) -> None:
    (tmp_path / "a.png").write_text("no image")
    with pytest.raises(ConfigError, match=r"cannot be used: Cannot read the image .*is no image"):
        load(f"{INSIDE}={{image: {{file: {tmp_path}/a.png, pixel_size: 1 um}}}}")


@pytest.mark.parametrize(
    ("overrides", "hint"),
    [
        ([BAND], "electrolyte.grain_boundary has no effect without grains"),
        (["electrolyte.scatter={toughness: 0.1}"], "electrolyte.scatter has no effect without"),
        ([GRAINS, "growth.step=8 um"], 'growth.step = "8 um" is more than a quarter of a grain'),
        (
            [
                "geometry.regions=[{name: a, top: 5 um}]",
                "electrolyte={material: LLZO, fracture_toughness: 1 MPa m^0.5, "
                "regions: {a: {in_plane_stress: -500 MPa}}}",
                "growth.step=0.7 um",
            ],
            'growth.step = "0.7 um" is more than 0.17 (K_c/stress)^2 in a, so cracks along it go '
            "to and fro; 0.68 um keeps them straight",
        ),
        (
            ["geometry.regions=[{name: a, top: 5 um}]"],
            "geometry.regions.0 has no properties in electrolyte.regions",
        ),
    ],
)
def test_hints(load: Callable[..., Config], overrides: list[str], hint: str) -> None:
    assert any(hint in line for line in load(*overrides).notes)
