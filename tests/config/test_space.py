"""Slabs with a depth: their keys, defaults and checks."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from filasse.config import Config, load_config
from filasse.config.rules.inert import without_effect
from filasse.config.rules.space import sizes_in_space
from filasse.config.writing.dump import to_yaml
from filasse.errors import ConfigError
from filasse.parameters.problem import problem
from filasse.parameters.protocol import segments
from filasse_meshes.data.tags import Surface
from filasse_meshes.microstructure import random_solid_grains

DEPTH = "geometry.depth=80 um"


def test_currents_are_those_of_the_electrode(load: Callable[..., Config]) -> None:
    flat, slab = load(), load(DEPTH)
    assert flat.geometry.electrode_area == 100e-6
    assert slab.geometry.electrode_area == pytest.approx(100e-6 * 80e-6, rel=1e-12)
    assert segments(slab)[0].drive.current == pytest.approx(20.0 * 8e-9, rel=1e-12)
    assert segments(flat)[0].drive.current == pytest.approx(20.0 * 100e-6, rel=1e-12)


@pytest.mark.parametrize("key", ["half_width=9 um", "z=19 um", "azimuth=9 deg", "height=50 um"])
def test_a_cross_section_has_no_third_direction(load: Callable[..., Config], key: str) -> None:
    name, value = key.split("=")
    with pytest.raises(ConfigError) as error:
        load(f"geometry.flaws.0.{key}")
    message = f'geometry.flaws.0.{name} = "{value}" needs a slab with a depth; give geometry.depth'
    assert message in str(error.value)
    assert load(f"geometry.flaws.0.{key}", DEPTH).geometry.flaws[0] != load(DEPTH).geometry.flaws[0]


def test_multigrid_is_for_slabs_with_a_depth_whose_mesh_every_rank_holds(
    load: Callable[..., Config],
) -> None:
    multigrid = "numerics.linear_solver=multigrid"
    with pytest.raises(ConfigError, match='linear_solver = "multigrid" needs a slab with a depth'):
        load(multigrid)
    with pytest.raises(ConfigError, match=r"the whole mesh on every rank.*parallel: auto"):
        load(multigrid, DEPTH, "numerics.parallel=distributed")
    chosen = problem(load(multigrid, DEPTH))
    assert (chosen.linear_solver, chosen.parallel) == ("multigrid", "replicated")
    assert problem(load(DEPTH)).parallel == problem(load()).parallel == "auto"
    load("numerics.linear_solver=auto")


INSIDE = "geometry.microstructure"
FLAW = "geometry.flaws.0"
PORES = f"{INSIDE}.placed_pores"
SYMMETRY = "geometry.symmetry"
PORE = f"{PORES}=[{{centre: [50 um, 40 um], size: 3 um}}]"
REFUSED = [
    ("geometry.random_flaws={number: 2, mean_length: 5 um}", "geometry.random_flaws"),
    (f"{INSIDE}={{pores: {{number: 2, mean_size: 3 um}}}}", f"{INSIDE}.pores"),
    (f"{INSIDE}.notches=[{{position: 9 um, width: 3 um, depth: 1 um}}]", f"{INSIDE}.notches"),
    ("geometry.regions=[{name: core, bottom: 30 um}]", "geometry.regions"),
    (f"{FLAW}={{path: [[50 um, 0], [50 um, 9 um]]}}", f"{FLAW}.path"),
    ("electrolyte.cleavage={ratio: 2}", "electrolyte.cleavage"),
    ("electrolyte.regions.core={youngs_modulus: 90 GPa}", "electrolyte.regions"),
    ("anode.kind=foil", 'anode.kind = "foil"'),
    (
        "interface.patches=[{position: 20 um, width: 30 um, film_resistance: 1 ohm cm^2}]",
        "interface.patches",
    ),
    ("interface.spots={radius: 1 um, density: 20 1/mm}", "interface.spots"),
    ("interface.interphase={kind: power}", "interface.interphase"),
    ("anode.kind=depleting", 'anode.kind = "depleting"'),
]
LEAKS = "electrolyte.leakage={conductivity: 1e-8 S/cm, activation_energy: 0.5 eV}"
MISFITS = [
    (
        f"{INSIDE}.grains={{mean_size: 1 um}}",
        'mean_size = "1 um" makes 1058006 grains, more than the 20000 that slabs with a dep',
    ),
    (
        "growth.law={kind: power, speed: 20 um/s}",
        "growth.law.exponent is missing: kind: power has no exponent of its own; give one",
    ),
    (
        "growth.step=11 um",
        'growth.step = "11 um" is longer than the smallest flaw, 10 um in radius; 1 um is usual',
    ),
    (
        f"{PORES}=[{{centre: [50 um, 40 um, 20 um], size: 3 um}}]",
        f"{PORES}.0.centre has three coordinates, not x and y; give the third as `z`",
    ),
    (
        f"{PORES}=[{{centre: [50 um], size: 3 um}}]",
        f"{PORES}.0.centre has 1 item, fewer than are needed; write 2",
    ),
    (
        "geometry.regions=[{name: a, polygon: [[1 um, 2 um, 3 um]]}]",
        "geometry.regions.0.polygon.0 has 3 items, more than are taken; write 2",
    ),
    (
        (f"{FLAW}.length=93 um", f"{FLAW}.half_width=20 um"),
        "growth.short_circuit_distance (10 um by default) is not less than the 7 um left between",
    ),
    (
        "growth.short_circuit_distance=0.9 um",
        'short_circuit_distance = "0.9 um" is less than a cell along the fronts, mesh.tip = 1 um,',
    ),
    (
        f"{INSIDE}.grains={{mean_size: 150 um}}",
        'mean_size = "150 um" does not fit the slab of 100 um x 100 um x 80 um twice',
    ),
    (f"{FLAW}.position=120 um", 'position = "120 um" is outside the slab, which is 100 um wide'),
    (f"{FLAW}.z=0 um", 'z = "0 um" is outside the slab, which is 80 um deep; move the flaw'),
    (f"{FLAW}.z=75 um", 'length = "10 um" takes the crack to z = 85 um, outside 0 to 80 um; make'),
    (f"{FLAW}.half_width=45 um", 'half_width = "45 um" takes the crack to z = -5 um, outside 0 to'),
    (f"{FLAW}.half_width=0.5 um", 'half_width = "0.5 um" is less than 1 um, so the ends of the m'),
    (f"{FLAW}={{position: 9 um, length: 30 um, angle: -30 deg}}", "takes the crack to x = -6 um"),
    (
        f"{FLAW}={{position: 9 um, length: 5 um, half_width: 20 um, azimuth: 90 deg}}",
        'half_width = "20 um" takes the crack to x = -11 um, outside 0 to 100 um; make the flaw s',
    ),
    (
        f"{FLAW}.angle=-81 deg",
        'angle = "-81 deg" leaves too thin a wedge to mesh between the crack',
    ),
    (f"{FLAW}.z=10.4 um", "flaws.0 is only 0.4 um from a side, closer than mesh.tip = 1 um; move"),
    (f"{FLAW}={{position: 50 um, length: 130 um, half_width: 30 um}}", "takes the front to the c"),
    ("mesh.tip=2.1 um", 'mesh.tip = "2.1 um" is too coarse for the front of the smallest flaw, 10'),
    ("mesh.tip=0.01 um", "is absurdly fine for the front of the smallest flaw, 10 um in radius; 1"),
    ("mesh.far=0.9 um", 'far = "0.9 um" is smaller than mesh.tip = 1 um, which must be the small'),
    ("mesh.far=81 um", 'mesh.far = "81 um" is larger than the smallest side of the slab, 80 um;'),
    ("growth.step=91 um", 'growth.step = "91 um" is longer than the 90 um left'),
    (
        "geometry.flaws=[{position: 40 um, length: 9 um}, {position: 44 um, length: 9 um, "
        "azimuth: 90 deg}]",
        "geometry.flaws.1 crosses or touches flaw1; move or turn one of the two",
    ),
    (
        "geometry.flaws=[{position: 40 um, length: 9 um}, {position: 40.5 um, length: 9 um}]",
        "geometry.flaws.1 is only 0.5 um from flaw1, closer than mesh.tip = 0.9 um; move or turn",
    ),
    (
        f"{FLAW}={{position: 50 um, length: 9 um, height: 8 um}}",
        'height = "8 um" takes the front to the anode; a buried crack keeps mesh.tip = 0.9 um fro',
    ),
    (
        f"{FLAW}={{position: 50 um, length: 9 um, angle: 89 deg}}",
        'angle = "89 deg" is outside the sensible range -85 deg to 85 deg',
    ),
    (
        (f"{FLAW}={{position: 49 um, length: 9 um, height: 50 um}}", "geometry.symmetry=xz"),
        'position = "49 um" is off the plane of symmetry, x = 50 um; put it there, or delete geom',
    ),
    (
        (
            f"{FLAW}={{position: 50 um, length: 9 um, height: 50 um, angle: 40 deg}}",
            f"{SYMMETRY}=x",
        ),
        'angle = "40 deg" takes the flaw out of the plane of symmetry across x, along its mouth; 0',
    ),
    (
        (f"{FLAW}={{position: 50 um, length: 9 um, angle: 10 deg}}", f"{SYMMETRY}=xz"),
        'angle = "10 deg" takes the flaw out of the plane of symmetry across x, along its mouth; 0',
    ),
    (
        "geometry.flaws=[{position: 50 um, length: 9 um}, {position: 50 um, length: 9 um, "
        "height: 9 um, angle: 90 deg}]",
        "geometry.flaws.1 crosses or touches flaw1; move or turn one of the two",
    ),
    (
        (f"{FLAW}.pore=void1", PORE),
        'pore = "void1" leaves 0 um between the pore and the front around it; at least two cells',
    ),
    (
        (f"{FLAW}.pore=hole", PORE),
        'pore = "hole" is no pore of the slab; known: void1; add it to geometry.microstructure.p',
    ),
    (
        f"{PORES}=[{{centre: [50 um, 6 um], size: 3 um}}]",
        "flaws.0 runs through void1; move it, or give it `pore: void1` if it is to open into it",
    ),
    (
        f"{PORES}=[{{centre: [50 um, 12 um], size: 3 um}}]",
        "flaws.0 is only 0.5 um from void1, closer than mesh.tip = 1 um; move one of the two, or",
    ),
    (
        (f"{FLAW}.pore=void1", f"{PORES}=[{{centre: [52 um, 5 um], size: 4 um}}]"),
        'pore = "void1" lies 2 um off the plane of the crack, more than 0.8 of its radius; move',
    ),
    (
        f"{PORES}=[{{centre: [50 um, 40 um], size: 3 um, aspect: 2}}]",
        "aspect = 2 cannot be simulated in a slab with a depth, whose pores are spheres; delete",
    ),
    (
        f"{PORES}=[{{centre: [50 um, 40 um], size: 3 um, joined: true}}]",
        "joined = true draws no crack in a slab with a depth; delete it, and give a flaw around",
    ),
    (
        f"{PORES}=[{{centre: [50 um, 40 um], size: 3 um, z: 1 um}}]",
        'z = "1 um" is 1 um from a side, but the pore needs 1.65 um; move it, or make it smaller',
    ),
    (
        f"{PORE[:-1]}, {{centre: [52 um, 41 um], size: 3 um}}]",
        "placed_pores.1 overlaps or nearly touches void1; move one of the two",
    ),
    (
        ("geometry.symmetry=z", PORE),
        'symmetry = "z" needs a slab without pores; delete geometry.symmetry, or the pores',
    ),
    (
        (f"{FLAW}.azimuth=45 deg", f"{SYMMETRY}=z"),
        'azimuth = "45 deg" leaves the flaw askew to the plane across z; 0 deg or 90 deg, or dele',
    ),
    (
        ("geometry.symmetry=z", f"{FLAW}.z=41 um"),
        'flaws.0.z = "41 um" is off the plane of symmetry, z = 40 um; put it there, or delete geo',
    ),
    (
        ("geometry.symmetry=z", f"{INSIDE}.grains={{mean_size: 20 um}}"),
        'geometry.symmetry = "z" needs a slab without grains; delete geometry.symmetry, or the gr',
    ),
    (
        "geometry.flaws=[{position: 40 um, length: 9 um, name: a}, {position: 60 um, length: 9 um,"
        " name: a}]",
        "geometry.flaws.1.name",
    ),
]


def test_electrons_leak_in_space_but_into_no_pore(load: Callable[..., Config]) -> None:
    assert load(DEPTH, LEAKS).electrolyte.leakage is not None
    with pytest.raises(ConfigError, match=r"leakage cannot be simulated with pores .*; delete one"):
        load(DEPTH, LEAKS, PORE)


@pytest.mark.parametrize(("override", "key"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_a_slab_with_a_depth_does_not_take_is_one_error(
    load: Callable[..., Config], override: str, key: str
) -> None:
    with pytest.raises(ConfigError, match=": 1 problem\n") as error:
        load(DEPTH, override)
    text = str(error.value)
    assert f"{key} cannot be simulated in a slab with a depth; " in text
    assert text.endswith(", or delete geometry.depth")


@pytest.mark.parametrize(
    "override",
    [
        "growth.law={kind: power, speed: 1 um/s, exponent: 20}",
        "growth.toughness={kind: reduction, charge: 20 A s/m^2}",
    ],
)
def test_fronts_take_every_law_of_growth(load: Callable[..., Config], override: str) -> None:
    growth = load(DEPTH, override).growth
    assert growth.law.law.is_subcritical or growth.toughness.law.needs_conditions


def test_fronts_take_two_steps_by_default(load: Callable[..., Config]) -> None:
    assert load(DEPTH).growth.method == "two_step"
    assert load(DEPTH, "growth.method=one_step").growth.method == "one_step"


@pytest.mark.parametrize(("override", "message"), MISFITS, ids=[case[1] for case in MISFITS])
def test_a_crack_that_does_not_fit_is_one_error(
    load: Callable[..., Config], override: str | tuple[str, ...], message: str
) -> None:
    overrides = (override,) if isinstance(override, str) else override
    with pytest.raises(ConfigError, match=": 1 problem\n") as error:
        load(DEPTH, *overrides)
    assert message in str(error.value)


@pytest.mark.parametrize(
    "override",
    [
        f"{FLAW}={{position: 50 um, length: 5 um, half_width: 38 um}}",
        f"{FLAW}={{position: 50 um, length: 5 um, half_width: 45 um, azimuth: 90 deg}}",
        f"{FLAW}={{position: 11 um, length: 9.9 um, angle: -80 deg}}",
        f"{FLAW}={{position: 11 um, length: 40 um, half_width: 9 um, angle: 80 deg}}",
        "geometry.flaws=[{position: 40 um, length: 9 um}, {position: 51 um, length: 9 um, "
        "azimuth: 90 deg}]",
        "geometry.flaws=[{position: 40 um, length: 9 um, angle: 30 deg}, {position: 46 um, "
        "length: 9 um, angle: 30 deg}]",
        "geometry.flaws=[]",
        "growth.step=0.1 um",
        f"{FLAW}={{position: 50 um, length: 9 um, height: 50 um, angle: 90 deg}}",
        (PORE, f"{FLAW}={{position: 50 um, length: 9 um, height: 41 um, pore: void1}}"),
        (f"{PORES}=[{{centre: [51 um, 5 um], size: 3 um, z: 41 um}}]", f"{FLAW}.pore=void1"),
        f"{PORES}=[{{centre: [50 um, 14 um], size: 3 um}}]",
        "geometry.flaws=[{position: 50 um, length: 9 um}, {position: 50 um, length: 9 um, "
        "height: 12 um, angle: 90 deg}]",
    ],
)
def test_cracks_that_fit_are_taken(
    load: Callable[..., Config], override: str | tuple[str, ...]
) -> None:
    overrides = (override,) if isinstance(override, str) else override
    assert load(DEPTH, *overrides).geometry.depth == pytest.approx(80e-6)


def test_sizes_follow_the_smallest_radius(load: Callable[..., Config]) -> None:
    config = load(DEPTH, f"{FLAW}.half_width=4 um")
    assert config.mesh.tip == pytest.approx(0.4e-6)
    assert config.mesh.far == pytest.approx(16e-6)
    assert config.growth.step == pytest.approx(0.4e-6)
    assert load(DEPTH).growth.step == pytest.approx(0.625e-6)
    assert config.growth.short_circuit_distance == pytest.approx(10e-6)


@pytest.mark.parametrize(
    "override", ["mesh.lip=1 um", "mesh.anode=3 um", "mesh.boundary=1 um", "mesh.quarter_point=no"]
)
def test_sizes_of_cross_sections_are_noted(load: Callable[..., Config], override: str) -> None:
    (note,) = load(DEPTH, override.replace("=no", "=false")).notes
    assert "has no effect in a slab with a depth, wh" in note


def test_a_slab_with_a_depth_is_written_and_read_again(
    load: Callable[..., Config], tmp_path: Path
) -> None:
    config = load(DEPTH, f"{FLAW}.half_width=4 um", f"{FLAW}.azimuth=30 deg")
    path = tmp_path / "again.yaml"
    path.write_text(to_yaml(config))
    assert load_config(path) == config
    assert "100 um x 100 um x 80 um" in repr(config)


def test_rollers_hold_all_four_sides(load: Callable[..., Config]) -> None:
    four = {Surface.LEFT, Surface.RIGHT, Surface.FRONT, Surface.BACK}
    held = problem(load(DEPTH)).support
    assert set(held.rollers) == four | {Surface.COUNTER}
    free = problem(load(DEPTH, "mechanics={sides: free, lateral_stress: 5 MPa}")).support
    assert set(free.loads[1]) == four
    half = problem(load(DEPTH, "mechanics.sides=free", "geometry.symmetry=z")).support
    assert set(half.rollers) == {Surface.FRONT, Surface.COUNTER}
    quarter = problem(load(DEPTH, "mechanics.sides=free", "geometry.symmetry=xz")).support
    assert set(quarter.rollers) == {Surface.LEFT, Surface.FRONT, Surface.COUNTER}


@pytest.mark.parametrize(
    ("symmetry", "flaw"),
    [
        ("x", ""),
        ("x", "azimuth: 90 deg, angle: 20 deg"),
        ("z", "azimuth: 90 deg"),
        ("xz", "azimuth: 90 deg"),
        ("xz", "height: 50 um"),
        ("xz", "height: 50 um, angle: 90 deg, half_width: 6 um"),
        ("x", "height: 50 um, angle: 90 deg"),
        ("z", "height: 50 um, angle: 30 deg"),
    ],
)
def test_flaws_across_or_in_planes_of_symmetry(
    load: Callable[..., Config], symmetry: str, flaw: str
) -> None:
    found = load(
        DEPTH, f"{FLAW}={{position: 50 um, length: 9 um, {flaw}}}", f"{SYMMETRY}={symmetry}"
    )
    assert found.geometry.mirrors == {"x": (0,), "z": (2,), "xz": (0, 2)}[symmetry]


@pytest.mark.parametrize(
    ("override", "note"),
    [
        (f"{FLAW}.z=12 um", "flaws.0 is 2 um from a side, within growth.short_circuit_distance, "),
        (
            "growth.step=3 um",
            'growth.step = "3 um" is more than a quarter of the smallest flaw, 10',
        ),
        (
            "geometry.flaws=[{position: 40 um, length: 9 um}, {position: 45 um, length: 9 um}]",
            "flaws.1 is 5 um from flaw1, within growth.short_circuit_distance, where cracks in one",
        ),
        ("growth.step=2 um", None),
        (f"{FLAW}.z=25 um", None),
    ],
)
def test_what_is_odd_in_space_is_noted(
    load: Callable[..., Config], override: str, note: str | None
) -> None:
    notes = load(DEPTH, override).notes
    assert len(notes) == (note is not None)
    assert note is None or note in notes[0]


def test_advances_far_below_a_cell_are_noted(load: Callable[..., Config]) -> None:
    (note,) = load(DEPTH, "growth.step=0.04 um").notes
    assert (
        'growth.step = "0.04 um" is much shorter than a cell along the fronts, mesh.tip = 1' in note
    )
    assert load(DEPTH).notes == load(DEPTH, "growth.step=0.06 um").notes == ()


def test_what_is_ignored_in_space_is_told_with_its_remedy(load: Callable[..., Config]) -> None:
    notes = load(DEPTH, "growth.join=true").notes
    assert "where cracks cut nothing loose; delete geometry.depth, or delete it" in notes[0]


def test_as_many_grains_as_the_mesher_draws() -> None:
    assert sizes_in_space.MOST_GRAINS == random_solid_grains.MOST


def test_a_slab_with_a_depth_takes_grains(load: Callable[..., Config]) -> None:
    config = load(
        DEPTH,
        f"{INSIDE}.grains={{mean_size: 9 um, kind: voronoi}}",
        "electrolyte.grain_boundary={width: 0.5 um, toughness_ratio: 0.5}",
        "electrolyte.scatter={toughness: 0.2, modulus: 0.1, conductivity: 0.1}",
    )
    volume = 100 * 100 * 80
    assert config.geometry.grain_count == round(volume / (math.pi / 6 * 9**3))
    assert [finding for finding in without_effect(config) if "grain" in str(finding.key)] == []


@pytest.mark.parametrize("ratio", ["modulus_ratio", "conductivity_ratio"])
def test_a_mesh_without_boundaries_sees_their_toughness_only(
    load: Callable[..., Config], ratio: str
) -> None:
    config = load(
        DEPTH,
        f"{INSIDE}.grains={{mean_size: 9 um}}",
        f"electrolyte.grain_boundary={{{ratio}: 0.3}}",
    )
    (found,) = without_effect(config)
    assert found.key == ("electrolyte", "grain_boundary", ratio)
    assert "whose mesh does not see grain boundaries" in found.message
