"""Closed forms that `filasse validate` prints, against published and derived numbers."""

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import meshio
import numpy as np
import pytest
from tests.builders.user_meshes import generate_slab

from filasse.config import Config, load_config
from filasse.estimates.cost import STRETCH_SECONDS, expected_cost, stretch_seconds
from filasse.estimates.edge_crack import EDGE_CRACK, shape_factor, unit_crack
from filasse.estimates.expectations import expectations
from filasse.estimates.foil_time import foil_seconds, moved_by_protocol
from filasse.estimates.steady_film import OpenFlaw, intensity, steady_critical_current
from filasse.estimates.verdict import verdict
from filasse.estimates.weakest_flaw import blocked_current, weakest_flaw
from filasse.physics.creep.power_law import power_law
from filasse.physics.film_flow import FilmFlow
from filasse.physics.kinetics import Kinetics, current_density

ROOT = Path(__file__).parents[2]
MOLAR_VOLUME = 13e-6
ROOM = 298.15
PRESSED_SHUT = (
    "mechanics={sides: free, lateral_stress: 500 MPa}",
    "interface.film_resistance=0 ohm cm^2",
)
PRESSED = "mechanics.stack_pressure=3 MPa"


CELL = OpenFlaw(
    length=5e-6,
    depth=5e-6,
    width=1.0,
    shape=EDGE_CRACK,
    modulus=160.9e9,
    toughness=1e6,
    closing=0.0,
    stack_pressure=0.0,
    kinetics=Kinetics("linear", 25.7, 0.5, 0.0, ROOM),
    conductivity=0.05,
    volume_per_charge=MOLAR_VOLUME / 96485.33212,
    aperture=2e-9,
    flow=FilmFlow(None, 0.0),
)


@pytest.mark.parametrize(
    ("toughness", "length", "shape", "pressure", "overpotential"),
    [
        (1e6, 5e-6, 1.0, 252.3e6, 34.0e-3),
        (1e6, 5e-6, 1.1215, 225.0e6, 30.3e-3),
        (0.23e6, 1e-6, 1.0, 129.8e6, 17.5e-3),
        (0.23e6, 5e-6, 1.0, 58.0e6, 7.82e-3),
    ],
)
def test_nernst_griffith_bound(
    toughness: float, length: float, shape: float, pressure: float, overpotential: float
) -> None:
    flaw = replace(CELL, toughness=toughness, length=length, shape=shape)
    assert flaw.critical_pressure == pytest.approx(pressure, rel=1e-3)
    assert flaw.critical_overpotential == pytest.approx(overpotential, rel=2e-3)
    pressed = replace(flaw, closing=5e6, stack_pressure=3e6)
    assert pressed.critical_pressure == pytest.approx(pressure + 5e6, rel=1e-3)
    more = pressed.critical_overpotential - flaw.critical_overpotential
    assert more == pytest.approx(2e6 * MOLAR_VOLUME / 96485.33212, rel=1e-9)


def test_nernst_pressure_of_a_tenth_of_a_volt() -> None:
    flaw = replace(CELL, toughness=742.2e6 * EDGE_CRACK * math.sqrt(math.pi * CELL.length))
    assert flaw.critical_overpotential == pytest.approx(0.1, rel=1e-4)


def test_validate_prints_the_bound_of_its_flaw() -> None:
    config = load_config(ROOT / "configs/quickstart.yaml", [PRESSED])
    weakest = weakest_flaw(config)
    assert weakest is not None
    printed = {line.name: line.value for line in expectations(config)}
    toughness, length = weakest.flaw.toughness, weakest.flaw.length
    pressure = toughness / (weakest.flaw.shape * math.sqrt(math.pi * length)) + weakest.flaw.closing
    assert printed["critical lithium pressure"] == pytest.approx(pressure / 1e6, rel=1e-12)
    voltage = (pressure - 3e6) * config.lithium.molar_volume / 96485.33212
    assert printed["Nernst-Griffith overpotential"] == pytest.approx(1e3 * voltage, rel=1e-9)


@pytest.mark.parametrize(
    ("interface", "length", "current"),
    [(10.0, 5e-6, 2.89), (100.0, 5e-6, 0.30), (100.0, 20e-6, 0.149), (100.0, 50e-6, 0.091)],
)
def test_blocked_crack_with_linear_kinetics(
    interface: float, length: float, current: float
) -> None:
    """K_IC V_m / [1.1215 sqrt(pi a) F (R_ct + a / (2 kappa))], in mA/cm^2."""
    resistance = Kinetics("ideal", 1.0, 0.5, interface * 1e-4, ROOM)
    flaw = replace(CELL, length=length, depth=length, kinetics=resistance)
    assert blocked_current(flaw) / 10 == pytest.approx(current, rel=6e-3)


@pytest.mark.parametrize("exchange", [0.1, 25.7, 1e4])
@pytest.mark.parametrize("alpha", [0.3, 0.5, 0.8])
def test_blocked_crack_with_butler_volmer(exchange: float, alpha: float) -> None:
    """At its critical current, what drives lithium in is eta(i) + i a/(2 kappa)."""
    kinetics = Kinetics("butler_volmer", exchange, alpha, 1e-4, ROOM)
    flaw = replace(CELL, kinetics=kinetics, stack_pressure=20e6, closing=5e6)
    current = blocked_current(flaw)
    ohmic = current * (1e-4 + 5e-6 / (2 * 0.05))
    eta = np.array([flaw.volume_per_charge * (flaw.critical_pressure - 20e6) - ohmic])
    assert flaw.critical_pressure == pytest.approx(230.0e6, rel=1e-3)
    assert current_density(kinetics, eta)[0] == pytest.approx(current, rel=1e-9)


def test_the_weight_function_gives_the_intensities_and_the_area_of_an_edge_crack() -> None:
    """F2 of the closed forms: uniform, rising and falling pressure; opened area."""
    crack = unit_crack()
    rising, root = crack.nodes, math.sqrt(math.pi)
    assert crack.intensity.sum() / root == pytest.approx(1.1215, rel=1e-3)
    assert crack.intensity @ rising / root == pytest.approx(0.6825, rel=3e-3)
    assert crack.intensity @ (1 - rising) / root == pytest.approx(0.439, rel=3e-3)
    area = 2 * np.trapezoid(crack.opening.sum(axis=1), crack.nodes)
    assert area == pytest.approx(1.1215**2 * math.pi, rel=1e-2)


def test_slabs_of_all_proportions() -> None:
    """An edge crack in a wide strip (Tada: 1.12 - .231 s + 10.55 s^2 - 21.72 s^3 + 30.39 s^4)."""
    for s in (0.05, 0.15, 0.35, 0.55):
        tada = 1.12 - 0.231 * s + 10.55 * s**2 - 21.72 * s**3 + 30.39 * s**4
        found = shape_factor(s * 100e-6, 1e-2, 100e-6, "free", "free")
        assert found == pytest.approx(tada, rel=7e-3)
    assert shape_factor(1e-6, 1e-3, 1e-3, "roller", "roller") == pytest.approx(1.12, rel=2e-3)


def test_a_flaw_that_leaks_needs_more_current_than_a_blocked_one() -> None:
    soft = replace(CELL, width=1e-4, flow=FilmFlow(power_law(6.6, 3e5**-6.6, 37e3, ROOM), 0.0))
    blocked = blocked_current(soft)
    critical = steady_critical_current(soft, blocked)
    assert 1.05 * blocked < critical < 10 * blocked
    assert intensity(soft, critical) == pytest.approx(1e6, rel=2e-3)
    hard = replace(soft, flow=FilmFlow(None, 0.0))
    assert steady_critical_current(hard, blocked) == pytest.approx(blocked, rel=2e-2)


def test_a_flaw_that_is_pressed_shut_while_little_is_plated() -> None:
    """Far below the critical current K is negative; the current is found all the same."""
    flow = FilmFlow(power_law(6.6, 3e5**-6.6, 37e3, ROOM), 0.0)
    pressed = replace(CELL, width=1e-4, flow=flow, closing=300e6)
    least = 0.01 * blocked_current(pressed)
    assert intensity(pressed, least) < 0.0
    critical = steady_critical_current(pressed, least)
    assert intensity(pressed, critical) == pytest.approx(1e6, rel=2e-3)
    found = steady_critical_current(pressed, blocked_current(pressed))
    assert critical == pytest.approx(found, rel=2e-3)


def _values(config: Config) -> dict[str, float]:
    return {item.name: item.value for item in expectations(config)}


def test_lines_for_a_flaw(load: Callable[..., Config]) -> None:
    wide = "geometry.width=1 mm", "geometry.flaws.0.position=500 um"
    found = _values(load("geometry.flaws.0.length=5 um", "interface.kinetics=linear", *wide))
    assert found["critical lithium pressure"] == pytest.approx(225.0, rel=5e-3)
    assert found["Nernst-Griffith overpotential"] == pytest.approx(30.3, rel=5e-3)
    assert found["blocked-crack critical current"] == pytest.approx(2.89, rel=8e-3)
    assert found["Wagner number"] == pytest.approx(10.0, rel=2e-3)


def test_film_resistance_lowers_the_critical_current(load: Callable[..., Config]) -> None:
    clean = _values(load())["blocked-crack critical current"]
    coated = _values(load("interface.film_resistance=20 ohm cm^2"))
    assert coated["blocked-crack critical current"] < clean / 2
    assert coated["Wagner number"] == pytest.approx(15.0, rel=1e-2)


def test_ideal_kinetics_leave_the_ohmic_part(load: Callable[..., Config]) -> None:
    found = _values(load("interface.kinetics=ideal"))
    ohmic = 10e-6 / (2 * 0.05)
    expected = found["Nernst-Griffith overpotential"] * 1e-3 / ohmic / 10
    assert found["blocked-crack critical current"] == pytest.approx(expected)
    assert found["Wagner number"] == 0.0


def test_only_costs_without_a_flaw(load: Callable[..., Config]) -> None:
    found = _values(load("geometry.flaws=[]"))
    assert "critical lithium pressure" not in found
    assert found["growth steps to short circuit"] == 0


def test_cost_grows_with_refinement(load: Callable[..., Config]) -> None:
    coarse, fine = expected_cost(load()), expected_cost(load("mesh.far=1 um"))
    assert fine.cells > 4 * coarse.cells
    assert fine.memory > coarse.memory
    assert coarse.steps == 100 - 10 - 2
    assert expected_cost(load("growth.step=0.5 um")).time > 1.8 * coarse.time


def test_a_foil_takes_time_as_long_as_lithium_is_plated(load: Callable[..., Config]) -> None:
    """Measured: notch.yaml 27 s; 4 mA/cm^2 at 450 K, 0.03 s for every 4 nm that are plated."""
    notch = ROOT / "configs" / "gallery" / "notch.yaml"
    assert 27 / 3 < expected_cost(load_config(notch)).time < 27 * 3
    hot = ("anode.kind=foil", "anode.thickness=10 um", "temperature=450 K", PRESSED)
    config = load(*hot, "protocol.current_density=4 mA/cm^2")
    plated = 40.0 * config.protocol.stop_time * MOLAR_VOLUME / 96485.33212
    assert moved_by_protocol(config) == pytest.approx(plated)
    seconds = 0.03 * plated / 4e-9
    assert seconds < expected_cost(config, grows=False).time < 1.2 * seconds
    assert _values(config)["run time"] == pytest.approx(seconds / 60, rel=0.2)
    assert foil_seconds(config, grows=True) < seconds / 10


def test_the_lithium_that_steps_move(load: Callable[..., Config]) -> None:
    steps = (
        "protocol.current_density=null",
        "protocol.steps=[{repeat: 3, steps: [{current_density: 1 mA/cm^2, capacity: 0.1 mAh/cm^2},"
        " {rest: 10 min}, {current_density: -1 mA/cm^2, duration: 6 min}]}]",
    )
    thickness = 6 * 0.1 * 36.0e3 * MOLAR_VOLUME / 96485.33212  # 0.1 mAh/cm^2 is 3.6 kC/m^2
    moved = moved_by_protocol(load(*steps, "protocol.stop_time=10 h"))
    assert moved == pytest.approx(thickness, rel=1e-9)
    short = moved_by_protocol(load(*steps, "protocol.stop_time=6 min"))
    assert short == pytest.approx(thickness / 6, rel=1e-9)


CYCLES = (
    "protocol.current_density=null",
    "protocol.stop_time=1000 h",
    "protocol.steps=[{repeat: 3, steps: [{current_density: 0.02 mA/cm^2, duration: 30 min},"
    " {current_density: -0.02 mA/cm^2, duration: 30 min}]}]",
)


@pytest.mark.parametrize(
    ("more", "factor"),
    [
        ((), 1),
        (("anode={kind: depleting, vacancies: {}}",), 2),
        (("interface.interphase={material: LLZO}",), 2),
    ],
)
def test_every_stretch_of_a_protocol_takes_its_steps(
    load: Callable[..., Config], more: tuple[str, ...], factor: int
) -> None:
    """Measured, load 10: 4.8 s for the six of a reservoir, 3.6 s of a depleting anode without
    flaws, 13 s with an interphase; half of that on a quiet machine."""
    cycled = expected_cost(load(*CYCLES, *more), grows=False).time
    once = expected_cost(load("protocol.current_density=0.02 mA/cm^2", *more), grows=False).time
    assert cycled - once == pytest.approx(5 * STRETCH_SECONDS * factor)


def test_a_short_circuit_ends_the_cycles(load: Callable[..., Config]) -> None:
    """What the protocol would do after the soonest short is not counted."""
    many = (*CYCLES[:2], CYCLES[2].replace("0.02", "2").replace("repeat: 3", "repeat: 500"))
    config = load(*many)
    assert stretch_seconds(config, grows=True) < 20
    assert stretch_seconds(config, grows=False) == pytest.approx(999 * STRETCH_SECONDS)


SEALED = "lithium.mouth=sealed"
FILM = "interface.film_resistance=20 ohm cm^2"
ASIDE = "geometry.flaws.0.position=40 um"


@pytest.mark.parametrize(
    ("changes", "word", "words"),
    [
        (("interface.film_resistance=0 ohm cm^2",), "arrests", "expect arrest at K/K_c = 0.7"),
        (PRESSED_SHUT, "arrests", ": the loads press it shut (K < 0). To see it grow: "),
        ((FILM,), "grows", "short circuit after about 88"),
        (("geometry.flaws.0.angle=10 deg", FILM, SEALED), "grows", "curl back to the anode"),
        ((ASIDE, "mechanics.sides=roller", FILM), "grows", "pushed to the other side (`blocked`)"),
        ((ASIDE, "mechanics.sides=free", FILM), "grows", "drawn to it (`blocked`)"),
        (("geometry.flaws.0.position=49 um", FILM), "grows", "short circuit after about 88"),
        (("geometry.flaws=[]",), "no flaw", "plates evenly"),
        (("protocol.current_density=2.75 mA/cm^2",), "too close to call", "within 10 %"),
        (("lithium.flow=mobile",), "arrests", "faster than it is plated"),
    ],
)
def test_the_verdict(
    load: Callable[..., Config], changes: tuple[str, ...], word: str, words: str
) -> None:
    found = verdict(load(*changes))
    assert found.word == word
    assert words in " ".join(found.lines)


LAYER = (
    "geometry.regions=[{name: tough, top: 30 um}, {name: weak, bottom: 10 um, top: 30 um}]",
    "electrolyte.regions.tough.youngs_modulus=1 GPa",
    "electrolyte.regions.weak.fracture_toughness=0.5 MPa m^0.5",
)


def test_the_toughness_is_that_ahead_of_the_tip(load: Callable[..., Config]) -> None:
    """A flaw of 10 um ends where a layer of half the toughness begins."""
    plain = weakest_flaw(load("electrolyte.fracture_toughness=0.5 MPa m^0.5"))
    layer = weakest_flaw(load(*LAYER))
    assert plain is not None and layer is not None
    assert layer.flaw.toughness == pytest.approx(0.5e6)
    assert layer.critical == pytest.approx(plain.critical, rel=1e-12)
    within = weakest_flaw(load(*LAYER, "geometry.flaws.0.length=9 um"))
    assert within is not None
    assert within.flaw.toughness == load().electrolyte.fracture_toughness
    assert "Left out of these numbers: electrolyte.regions" in verdict(load(*LAYER)).lines[-1]


POWER = "growth.law={kind: power, speed: 1 um/s, exponent: 2}"


def test_slow_growth_below_the_toughness_is_no_arrest(load: Callable[..., Config]) -> None:
    """v = 1 um/s (K/K_c)^2 = 0.55 um/s at K/K_c = 0.74: 90 um take 0.046 h."""
    clean = "interface.film_resistance=0 ohm cm^2"
    found = verdict(load(clean, POWER))
    assert found.word == "grows"
    assert "K/K_c = 0.74, below its toughness, flaw1 grows slowly" in found.lines[1]
    assert "at 0.55 um/s to begin with" in found.lines[1]
    assert "0.046 h away" in found.lines[1]
    still = verdict(load(clean, POWER, "growth.law.threshold=0.8"))
    assert still.word == "arrests"
    assert verdict(load(POWER, "protocol={voltage: 20 mV, stop_time: 1 h}")).word == "unknown"


def test_plating_that_lowers_the_toughness_is_in_doubt(load: Callable[..., Config]) -> None:
    law = "growth.toughness={kind: current, current_density: 1 mA/cm^2, exponent: 1}"
    found = verdict(load("interface.film_resistance=0 ohm cm^2", law))
    assert found.word == "too close to call"
    assert "as plating lowers the toughness (growth.toughness) it may grow" in found.lines[0]


def test_cracks_of_a_mesh_file_are_known(load: Callable[..., Config], tmp_path: Path) -> None:
    """The same slab drawn in Gmsh and written in the configuration: 60 x 40 um, a flaw of 8 um."""
    generate_slab(tmp_path / "slab.msh", size=8)
    flaw = "{name: flaw, position: 30 um, length: 8 um}"
    drawn = load(f"geometry={{width: 60 um, thickness: 40 um, flaws: [{flaw}]}}")
    imported = load(f"geometry={{mesh_file: {tmp_path / 'slab.msh'}, mesh_unit: um}}")
    cells = {"mesh cells", "unknowns", "run time", "memory"}
    known, same = ([e for e in expectations(c) if e.name not in cells] for c in (imported, drawn))
    assert [e.value for e in known] == pytest.approx([e.value for e in same], rel=1e-5)
    assert [e.name for e in known][:4] == [e.name for e in same][:4]
    assert verdict(imported) == verdict(drawn)


def test_the_mesh_of_a_file_is_counted(load: Callable[..., Config], tmp_path: Path) -> None:
    mesh = meshio.read(generate_slab(tmp_path / "slab.msh", size=8))
    config = load(f"geometry={{mesh_file: {tmp_path / 'slab.msh'}, mesh_unit: um}}")
    assert expected_cost(config).cells == len(mesh.cells_dict["triangle"])


def test_what_lies_in_a_mesh_file_bends_paths(load: Callable[..., Config], tmp_path: Path) -> None:
    generate_slab(tmp_path / "slab.msh", size=8, walls=[((0, 20), (60, 20))])
    config = load(f"geometry={{mesh_file: {tmp_path / 'slab.msh'}, mesh_unit: um}}",
                  "protocol.current_density=20 mA/cm^2")  # fmt: skip
    assert "Grains, pores and layers bend its path" in " ".join(verdict(config).lines)


def test_no_growth_step_is_told(load: Callable[..., Config]) -> None:
    for angle in ("0 deg", "60 deg"):
        told = verdict(
            load(
                f"geometry.flaws.0.angle={angle}",
                "growth.max_steps=0",
                "protocol.current_density=9 mA/cm^2",
            )
        ).lines
        assert any("end as the first crack would grow, for growth.max_steps = 0" in x for x in told)
