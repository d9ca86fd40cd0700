"""Nothing that a user wrote is ignored in silence."""

from collections.abc import Callable
from pathlib import Path

import meshio
import numpy as np
import pytest

from filasse.config import Config, load_config
from filasse.config.rules.conditions import ITEM
from filasse.config.rules.effects import EFFECTS
from filasse.config.writing.dump import to_yaml
from filasse.config.writing.schema import schema
from filasse.errors import ConfigError

INSIDE = "geometry.microstructure"
FLAWLESS = "geometry={width: 50 um, thickness: 50 um}"
IDEAL = "interface={kinetics: ideal, film_resistance: 1 ohm cm^2, %s}"
EQUAL = "counter_electrode.kind=equipotential"
LINEAR = "interface={kinetics: linear, transfer_coefficient: 0.3}"
STEPS = "protocol={stop_time: 1 h, steps: [%s]}"
CORE = "electrolyte.regions.core={youngs_modulus: 99 GPa}"
ALL = "electrolyte.regions.all={youngs_modulus: 98 GPa}"
TWO_REGIONS = "[{name: core, bottom: 5 um, top: 9 um}, {name: all, bottom: 0 um}]"
PATCH = "{position: 20 um, width: %g um, film_resistance: %g ohm cm^2}"
MISSES = "{start: 1 mA/cm^2, stop: 2 mA/cm^2, increment: 0.3 mA/cm^2, capacity: 0.01 mAh/cm^2}"
RAMP = "{start: 1 mA/cm^2, stop: 1.1 mA/cm^2, increment: 1 mA/cm^2, capacity: 1 mAh/cm^2}"

NOTES = [
    (("lithium={flow: mobile, mouth: sealed, creep: Masias2019}",), "lithium.creep"),
    (("lithium={flow: immobile, strength_factor: 2}",), "lithium.strength_factor = 2"),
    (("lithium={flow: immobile, strength_factor: 1.0}",), "lithium.strength_factor = 1.0"),
    (("lithium={flow: immobile, size_effect: true}",), "lithium.size_effect = true"),
    (("lithium={flow: immobile, interface_diffusion: {width: 2 nm}}",), "interface_diffusion"),
    (("lithium.interface_diffusion={width: 2 nm, diffusivity: 0}",), "interface_diffusion.width"),
    (("lithium.interface_diffusion.activation_energy=0.2 eV",), "has no effect at 298.15 K"),
    (("lithium.diffusional_creep.boundary_width=2 nm",), "without a grain size of lithium"),
    (("electrolyte.conductivity_activation_energy=0.4 eV",), "has no effect at 298.15 K"),
    (("interface.activation_energy=0.4 eV",), "interface.activation_energy"),
    ((IDEAL % "exchange_current_density: 1 mA/cm^2", EQUAL), "with interface.kinetics: ideal"),
    ((IDEAL % "transfer_coefficient: 0.3", EQUAL), "interface.transfer_coefficient = 0.3"),
    ((IDEAL % "double_layer_capacitance: 2 uF/cm^2", EQUAL), "interface.double_layer_capacitance"),
    (
        ("counter_electrode={kind: resistance, double_layer_capacitance: 2 uF/cm^2}",),
        "counter_electrode.double_layer_capacitance",
    ),
    ((LINEAR, EQUAL), "with interface.kinetics: linear"),
    (("counter_electrode={kind: resistance, transfer_coefficient: 0.3}",), "counter_electrode.tra"),
    (("counter_electrode.area_resistance=5 ohm cm^2",), "counter_electrode.area_resistance"),
    (("anode={thickness: 20 um}",), 'anode.thickness = "20 um" has no effect with anode.kind: res'),
    (
        ("anode={kind: depleting, thickness: 30 um, solute: {fraction: 0.01, height: 50 nm}}",),
        'anode.thickness = "30 um" has no effect with anode.kind: depleting without vacancies',
    ),
    (("anode={law: anand_narayan}",), "set anode.kind to foil, or delete it"),
    (("anode={friction: slides}",), "anode.friction"),
    (("electrolyte.grain_boundary={}",), "electrolyte.grain_boundary has no effect without grains"),
    (("electrolyte.scatter={toughness: 0.1}",), "electrolyte.scatter has no effect without grains"),
    (
        ("electrolyte.cleavage={ratio: 1.5, orientation: 5 deg, seed: 2}",),
        "cleavage.seed = 2 has no effect where orientations are given",
    ),
    (("electrolyte.cleavage={ratio: 1}",), "electrolyte.cleavage has no effect with ratio: 1"),
    (("protocol.stop_voltage=-20 mV",), 'stop_voltage = "-20 mV" has no effect at or below cou'),
    (
        (
            "protocol={steps: [{current_density: -1 mA/cm^2, duration: 1 h}, {voltage: 0.1 V, "
            "duration: 1 h}], stop_time: 3 h, stop_voltage: 10 mV}",
        ),
        'stop_voltage = "10 mV" has no effect where no step plates lithium at a current',
    ),
    (
        ("electrolyte.leakage={conductivity: 5 mS/cm}",),
        'leakage.conductivity = "5 mS/cm" is not less than the ionic conductivity',
    ),
    (
        (
            "electrolyte.leakage={conductivity: 1e-8 S/cm, seed_radius: 1 um}",
            f"{INSIDE}={{placed_pores: [{{centre: [20 um, 50 um], size: 2 um}}]}}",
        ),
        'seed_radius = "1 um" is not less than the radius of the smallest pores, 1 um',
    ),
    (
        ("interface.contact={reference_resistance: 9 ohm cm^2, reference_pressure: 41 MPa}",),
        "contact falls with the pressure, and below 0.01 MPa it is taken as at 0.01 MPa; give mec",
    ),
    (
        (
            "electrolyte.leakage={conductivity: 1e-6 S/cm}",
            f"{INSIDE}={{grains: {{mean_size: 20 um}}}}",
            "electrolyte.grain_boundary={width: 2 um, electronic_ratio: 1e5}",
        ),
        "gives boundaries 0.1 S/cm for electrons, not less than they have for ions",
    ),
    (("interface.constriction={spot_radius: 1 um}",), "constriction falls with the pressure"),
    (("mesh.boundary=1 um",), "mesh.boundary"),
    (("growth.micro_flaw=1 um",), "growth.micro_flaw"),
    ((FLAWLESS, "growth.step=2 um"), "growth.step"),
    ((FLAWLESS, "mesh.quarter_point=false"), "mesh.quarter_point = false"),
    (
        (f"{INSIDE}.seed=7", "geometry.microstructure.notches=[]"),
        "geometry.microstructure.seed = 7",
    ),
    ((f"{INSIDE}={{pores: {{number: 0, mean_size: 1 um}}}}",), "draws no pore"),
    (
        (f"{INSIDE}={{grains: {{mean_size: 9 um, kind: voronoi, spread: 0.2}}}}",),
        f"{INSIDE}.grains.spread = 0.2",
    ),
    (
        (f"{INSIDE}={{placed_pores: [{{centre: [20 um, 50 um], size: 2 um, angle: 9 deg}}]}}",),
        "placed_pores.0.angle",
    ),
    (
        (f"{INSIDE}={{grains: {{mean_size: 9 um}}}}", "electrolyte.scatter={seed: 3}"),
        "electrolyte.scatter.seed = 3 has no effect where nothing scatters",
    ),
    (("geometry.regions=[{name: a, top: 5 um}]",), "geometry.regions.0 has no properties"),
    (("geometry.flaws.0={path: [[50 um, 0], [50 um, 9 um]], length: 9 um}",), "only repeats what"),
    ((STEPS % "{rest: 1 min, temperature: 60 degC}", "temperature=40 degC"), "temperature = "),
    ((STEPS % RAMP,), "protocol.steps.0 has an increment beyond its stop"),
    ((STEPS % "{rest: 2 h}, {rest: 1 min}",), "steps.0 is cut off by stop_time = 1 h, and the st"),
    ((STEPS % "{rest: 1 h}, {rest: 1 min}",), "steps.1 is cut off by stop_time = 1 h: it would"),
    ((STEPS % "{repeat: 9, steps: [{rest: 10 min}]}",), "it would end at 1.5 h at the earliest"),
    (
        (STEPS % "{current_density: -2 mA/cm^2, capacity: 3 mAh/cm^2}",),
        "protocol.steps.0 is cut off by stop_time = 1 h: it would end at 1.5 h",
    ),
    ((STEPS % MISSES,), 'steps.0.stop = "2 mA/cm^2" is not reached: the increments end at 1.9 mA'),
    (
        (STEPS % "{current_density: 1 mA/cm^2, duration: 1 min, capacity: 1 mAh/cm^2}",),
        'steps.0.capacity = "1 mAh/cm^2" has no effect: the duration ends the step before, aft',
    ),
    (
        (STEPS % "{current_density: 1 mA/cm^2, duration: 1 h, capacity: 0.5 mAh/cm^2}",),
        'steps.0.duration = "1 h" has no effect: the capacity ends the step before, after 30 mi',
    ),
    (
        (STEPS % "{current_density: 2 mA/cm^2, voltage_limit: 10 mV}",),
        'steps.0.voltage_limit = "10 mV" is met at once: electrolyte and film alone take 4',
    ),
    (
        ("protocol.current_density=1e4 mA/cm^2",),
        '= "1e4 mA/cm^2" takes 200 V across electrolyte and film alone, more than the 10 V',
    ),
    ((f"geometry.regions={TWO_REGIONS}", CORE, ALL), "regions.0 is covered by the regions after"),
    (
        (
            "geometry.regions=[{name: core, polygon: [[0, 0], [9 mm, 0], [9 mm, 5 um]]}]",
            CORE,
        ),
        "geometry.regions.0 reaches out of the slab of",
    ),
    (
        ("geometry.regions=[{name: core, top: 5 um}]", "electrolyte.regions.core={}"),
        "electrolyte.regions.core gives nothing, so the region is like the electrolyte",
    ),
    (
        (f"interface.patches=[{PATCH % (8, 9)}, {PATCH % (7, 20)}, {PATCH % (9, 30)}]",),
        "interface.patches.0 is covered by the patches after it",
    ),
    (
        (f"interface={{film_resistance: 9 ohm cm^2, patches: [{PATCH % (8, 9)}]}}",),
        "interface.patches.0 has the film_resistance of the interface around it",
    ),
    ((STEPS % f"{{repeat: 2, steps: [{RAMP}]}}",), "protocol.steps.0.steps.0 has an increment"),
]
UNNOTED = [
    STEPS % "{current_density: 2 mA/cm^2, voltage_limit: 60 mV}",
    STEPS % "{rest: 30 min}, {rest: 30 min}",
    STEPS % "{current_density: 1 mA/cm^2, duration: 2 h, voltage_limit: 1 V}",
    STEPS % "{voltage: 50 mV, duration: 2 h, capacity: 1 mAh/cm^2}",
    STEPS % "{start: 1 mA/cm^2, stop: 2 mA/cm^2, increment: 0.1 mA/cm^2, capacity: 0.01 mAh/cm^2}",
    f"interface.patches=[{PATCH % (12, 9)}, {PATCH % (8, 20)}]",
    "interface.contact={reference_resistance: 9 ohm cm^2, reference_pressure: 1 MPa, exponent: 0}",
]
ERRORS = [
    (("mechanics.lateral_stress=5 MPa",), 'lateral_stress = "5 MPa" cannot act on sides: roller'),
    (
        ("anode.voids=[{position: 20 um, width: 9 um, depth: 1 um}]",),
        "anode.voids need a foil, whose surface they lie on, not anode.kind: reservoir; set",
    ),
]


@pytest.mark.parametrize(("overrides", "note"), NOTES, ids=[case[1] for case in NOTES])
def test_a_key_without_effect_is_noted(
    load: Callable[..., Config], overrides: tuple[str, ...], note: str
) -> None:
    notes = load(*overrides).notes
    assert any(note in line for line in notes), notes
    assert all("--set" in line or "flaws are none" in line for line in notes)


@pytest.mark.parametrize("override", UNNOTED)
def test_what_may_still_count_is_not_noted(load: Callable[..., Config], override: str) -> None:
    assert load(override).notes == ()


@pytest.mark.parametrize(("overrides", "message"), ERRORS, ids=[case[1] for case in ERRORS])
def test_what_would_not_be_there_is_an_error(
    load: Callable[..., Config], overrides: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ConfigError) as error:
        load(*overrides)
    assert message in str(error.value)
    assert ": 1 problem\n" in str(error.value)


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("anode={kind: foil, thickness: 30 um}", "mechanics.stack_pressure=1 MPa"),
        ("lithium={flow: mobile, mouth: sealed}",),
        ("temperature=60 degC", "interface.activation_energy=0.4 eV"),
        ("interface={kinetics: ideal, film_resistance: 1 ohm cm^2, activation_energy: 0.2 eV}",),
        ("interface.transfer_coefficient=0.3", "counter_electrode.kind=resistance"),
        (f"{INSIDE}={{grains: {{mean_size: 9 um}}}}", "electrolyte.grain_boundary={}"),
    ],
)
def test_what_counts_and_what_is_written_out_is_not_noted(
    load: Callable[..., Config], tmp_path: Path, overrides: tuple[str, ...]
) -> None:
    config = load(*overrides)
    heated = [line for line in config.notes if "298.15" not in line]
    assert heated == []
    path = tmp_path / "resolved.yaml"
    path.write_text(to_yaml(config))
    again = load_config(path)
    assert (again, len(again.notes)) == (config, len(config.notes))


def test_the_line_in_the_file_is_named(write: Callable[[str], Path]) -> None:
    path = write("""\
geometry: {width: 50 um, thickness: 50 um, flaws: [{position: 25 um, length: 5 um}]}
electrolyte: {material: LLZO}
protocol: {current_density: 1 mA/cm^2, stop_time: 1 h}
anode:
  roughness: 30 nm
""")
    (note,) = load_config(path).notes
    assert note.startswith(f'{path}:5: anode.roughness = "30 nm" has no effect with anode.kind: r')


def test_a_mesh_file_without_grains_has_no_boundaries(
    load: Callable[..., Config], tmp_path: Path
) -> None:
    for name, is_noted in (("electrolyte", True), ("grain:0", False)):
        _write_mesh(tmp_path / "slab.msh", name)
        text = f"geometry={{mesh_file: {tmp_path}/slab.msh}}"
        notes = load(text, "electrolyte.grain_boundary={}").notes
        assert any("grain_boundary has no effect without grains" in n for n in notes) == is_noted
        (tmp_path / "slab.msh").unlink()


def _write_mesh(path: Path, area: str) -> None:
    points = np.array([[0.0, 0.0, 0.0], [2e-4, 0.0, 0.0], [2e-4, 1e-4, 0.0]])
    tags = [np.array([2])]
    mesh = meshio.Mesh(
        points,
        [("triangle", np.array([[0, 1, 2]]))],
        cell_data={"gmsh:physical": tags, "gmsh:geometrical": tags},
        field_data={area: np.array([2, 2])},
    )
    mesh.write(path, file_format="gmsh22", binary=False)


def test_every_key_says_when_it_has_an_effect() -> None:
    described = schema()
    sections = {**described["$defs"], "Config": described}
    for name, section in sections.items():
        assert set(EFFECTS[name]) - {ITEM} == set(section["properties"]), name
    assert set(EFFECTS) == set(sections)
