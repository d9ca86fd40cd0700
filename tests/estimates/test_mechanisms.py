"""The comparison of mechanisms: each number by its closed form, the order, and what is assumed."""

import math
from collections.abc import Callable

import pytest

from filasse.config import Config
from filasse.errors import ConfigError, UsageError
from filasse.estimates.caveats import left_out_of_estimates
from filasse.estimates.expectations import Expectation
from filasse.estimates.mechanisms import (
    Mechanism,
    PlatingCell,
    assumptions,
    cell_of,
    front_lines,
    leakage_lines,
    mechanisms,
    salt_lines,
    told,
    whisker_lines,
)
from filasse.estimates.weakest_flaw import weakest_flaw

type Load = Callable[..., Config]
SALT = (
    "salt_concentration=1000 mol/m^3",
    "salt_diffusivity=1e-8 cm^2/s",
    "transference_number=0.2",
)
SOFT = ("electrolyte.youngs_modulus=1 MPa", "electrolyte.ionic_conductivity=0.1 mS/cm")


def cell(config: Config, *given: str) -> PlatingCell:
    return cell_of(config, assumptions(config, given))


def row(cell: PlatingCell, start: str) -> Mechanism:
    (found,) = (item for item in mechanisms(cell) if item.name.startswith(start))
    return found


def value(lines: object, name: str) -> float:
    assert isinstance(lines, tuple)
    return float(next(item.value for item in lines if item.name == name))


def test_what_is_soonest_comes_first_and_what_is_not_estimated_last(load: Load) -> None:
    rows = mechanisms(cell(load(), *SALT, "relaxation_time=1 h", "electrolyte_strength=0.1 MPa"))
    times = [item.time for item in rows]
    known = [time for time in times if time is not None]
    assert len(rows) == 8
    assert known == sorted(known)
    assert times[: len(known)] == known


def test_the_crack_has_the_critical_current_that_validate_prints(load: Load) -> None:
    config = load("interface.film_resistance=20 ohm cm^2")
    weakest = weakest_flaw(config)
    crack = row(cell(config), "crack from flaw1")
    assert weakest is not None
    assert crack.critical_current == weakest.critical
    # da/dt = .6708 (i V_m/F) E' sqrt(a)/K: filling, then from 10 um to what counts as a short
    factor = 0.6708 * 20.0 * 13e-6 / 96485.33212 * weakest.flaw.modulus / weakest.flaw.toughness
    end = 1e-4 - config.growth.short_circuit_distance
    time = (2 / 3 * math.sqrt(1e-5) + 2 * (math.sqrt(end) - math.sqrt(1e-5))) / factor
    assert crack.time == pytest.approx(time, rel=1e-12)


def test_below_its_critical_current_a_crack_never_comes(load: Load) -> None:
    assert row(cell(load("protocol.current_density=0.1 mA/cm^2")), "crack").time == math.inf


def test_without_a_flaw_there_is_no_crack(load: Load) -> None:
    rows = mechanisms(cell(load("geometry.flaws=[]")))
    assert not any(item.name.startswith("crack") for item in rows)


def test_lithium_cannot_press_a_flat_front_through_a_ceramic(load: Load) -> None:
    front = row(cell(load()), "flat front crosses, lithium")
    assert front.critical_current == front.time == math.inf
    assert front.length is not None
    assert front.length < 1e-7


@pytest.mark.slow
def test_it_can_through_a_gel(load: Load) -> None:
    front = row(cell(load(*SOFT)), "flat front crosses, lithium")
    assert front.time is not None
    assert front.critical_current is not None
    assert front.critical_current < 20.0
    assert front.time < math.inf


def test_a_relaxing_electrolyte_never_holds_waves_for_ever(load: Load) -> None:
    config = load("protocol.current_density=0.01 mA/cm^2")
    relaxing = row(cell(config, "relaxation_time=1 h"), "flat front crosses, electrolyte relaxes")
    assert row(cell(config), "flat front roughens").time == math.inf
    assert relaxing.time is not None
    assert relaxing.time < math.inf


def test_an_electrolyte_that_is_stronger_than_lithium_does_not_yield(load: Load) -> None:
    name = "flat front crosses, electrolyte yields"
    assert row(cell(load(), "electrolyte_strength=10 MPa"), name).critical_current == math.inf
    weak = row(cell(load(), "electrolyte_strength=0.1 MPa", "roughness=2 um"), name)
    pressure = (2 + math.pi) / math.sqrt(3) * 1e5
    exact = 0.05 * 13e-6 / 96485.33212 * pressure / 2e-6
    assert weak.critical_current == pytest.approx(exact, rel=1e-12)


def test_leakage_waits_for_the_onset_and_then_for_its_electrons(load: Load) -> None:
    config = load("interface.film_resistance=20 ohm cm^2")
    leaking = cell(config, "electronic_conductivity=1e-8 S/cm")
    found = row(leaking, "leakage")
    over = leaking.drop * 0.99 - 13e-6 / 96485.33212 * 2 * 0.45 / 1e-7
    assert found.time == pytest.approx(1e-12 * 96485.33212 / (3e-6 * over * 13e-6), rel=1e-9)
    assert found.critical_current is not None
    at = load(
        "interface.film_resistance=20 ohm cm^2",
        f"protocol.current_density={found.critical_current * 1.001!r} A/m^2",
    )
    below = load(
        "interface.film_resistance=20 ohm cm^2",
        f"protocol.current_density={found.critical_current * 0.999!r} A/m^2",
    )
    assert row(cell(at), "leakage").time != math.inf
    assert row(cell(below), "leakage").time == math.inf


def test_a_cathode_keeps_leakage_beside_the_anode(load: Load) -> None:
    symmetric = row(cell(load()), "leakage")
    full = row(cell(load("counter_electrode.equilibrium_potential=3.8 V")), "leakage")
    assert symmetric.length is not None
    assert full.length is not None
    assert full.length < 0.02 * symmetric.length


def test_leakage_without_a_conductivity_says_what_is_missing(load: Load) -> None:
    config = load(
        "electrolyte={material: null, youngs_modulus: 20 GPa, poisson_ratio: 0.3,"
        " fracture_toughness: 0.3 MPa m^0.5, ionic_conductivity: 1 mS/cm,"
        " conductivity_activation_energy: 0}",
        "interface={exchange_current_density: 1 mA/cm^2, activation_energy: 0}",
    )
    found = row(cell(config), "leakage")
    assert found.time is None
    assert "--assume electronic_conductivity" in found.note


def test_presets_know_an_electronic_conductivity_and_configurations_their_pores(load: Load) -> None:
    config = load("geometry.microstructure={pores: {number: 1, mean_size: 4 um}}")
    inputs = {item.name: item for item in told(assumptions(config), config)}
    assert inputs["electronic_conductivity"].value == "3e-08 S/cm"
    assert inputs["electronic_conductivity"].origin.startswith("preset LLZO: Assumed")
    assert (inputs["pore_radius"].value, inputs["pore_radius"].origin) == (
        "2 um",
        "largest pore of the configuration",
    )
    given = ("pore_radius=3 um",)
    (mine,) = (
        x for x in told(assumptions(config, given), config, given) if x.name == "pore_radius"
    )
    assert (mine.value, mine.origin) == ("3 um", "given")


def test_salt_runs_out_after_sands_time(load: Load) -> None:
    config = load("protocol.current_density=10 mA/cm^2")
    polymer = cell(config, *SALT)
    found = row(polymer, "salt")
    exact = math.pi * 1e-12 * (96485.33212 * 1000 / (2 * 0.8 * 100)) ** 2
    assert found.time == pytest.approx(exact, rel=1e-9)
    assert found.critical_current == pytest.approx(2 * 96485.33212 * 1e-9 / (0.8 * 1e-4), rel=1e-9)
    assert value(tuple(salt_lines(polymer)), "Sand's time") == pytest.approx(exact / 3600)


def test_a_salt_that_runs_low_makes_the_front_less_stable(load: Load) -> None:
    config = load("protocol.current_density=0.2 mA/cm^2")
    plain, polymer = cell(config), cell(config, *SALT)
    lengths = [row(item, "flat front roughens").length for item in (plain, polymer)]
    limits = [row(item, "flat front roughens").critical_current for item in (plain, polymer)]
    assert lengths[1] < lengths[0]  # type: ignore[operator]
    assert limits[1] < limits[0]  # type: ignore[operator]
    felt = value(tuple(front_lines(polymer)), "conductivity felt")
    assert felt < 0.5
    beyond = cell(load("protocol.current_density=10 mA/cm^2"), *SALT)
    assert "conductivity felt" not in [line.name for line in front_lines(beyond)]


def test_above_the_limiting_current_of_a_salt_nothing_is_told_of_the_front(load: Load) -> None:
    beyond = cell(load("protocol.current_density=10 mA/cm^2"), *SALT)
    told_so = "above the limiting current of 0.241 mA/cm^2: salt runs out after 1.14 s"
    for found in mechanisms(beyond):
        if found.name.startswith("flat front"):
            assert found.time is found.length is None
            assert told_so in found.note
    lines = {line.name: line for line in front_lines(beyond)}
    assert lines["limiting current"].value == pytest.approx(0.2412, rel=1e-3)
    assert told_so in lines["limiting current"].note
    assert "critical wavelength" not in lines and "growth time" not in lines
    below = front_lines(cell(load("protocol.current_density=0.2 mA/cm^2"), *SALT))
    assert "critical wavelength" in [line.name for line in below]


def test_without_a_salt_the_topic_says_how_to_give_it(load: Load) -> None:
    with pytest.raises(UsageError, match="--assume salt_concentration"):
        tuple(salt_lines(cell(load())))


@pytest.mark.parametrize(
    ("steps", "current", "temperature"),
    [
        ("[{current_density: 1 mA/cm^2, duration: 1 h}]", 10.0, 298.15),
        (
            "[{repeat: 2, steps: [{current_density: 1 mA/cm^2, duration: 1 h,"
            " temperature: 60 degC}, {current_density: -3 mA/cm^2, duration: 1 h}]}]",
            10.0,
            333.15,
        ),
        (
            "[{start: 1 mA/cm^2, stop: 3 mA/cm^2, increment: 1 mA/cm^2, capacity: 1 mAh/cm^2}]",
            30.0,
            298.15,
        ),
    ],
)
def test_the_strongest_plating_step_counts(
    load: Load, steps: str, current: float, temperature: float
) -> None:
    config = load(f"protocol={{stop_time: 9 h, steps: {steps}}}")
    found = cell(config)
    assert (found.current, found.config.temperature) == (current, temperature)


HOT = 0.05 * math.exp(0.30 / 8.617333262e-5 * (1 / 298.15 - 1 / 333.15))
"""Conductivity of LLZO at 60 degC [S/m]."""
HELD = "protocol={stop_time: 1 h, voltage: 0.1 V}"
STEP = "steps: [{voltage: 0.1 V, duration: 1 h, temperature: 60 degC}]"


@pytest.mark.parametrize(
    ("given", "conductivity"),
    [
        ((HELD,), 0.05),
        ((HELD, "temperature=60 degC"), HOT),
        ((HELD.replace("voltage: 0.1 V", STEP),), HOT),
    ],
)
def test_a_voltage_drives_what_the_cell_lets_through(
    load: Load, given: tuple[str, ...], conductivity: float
) -> None:
    found = cell(load(*given))
    assert found.conductivity == pytest.approx(conductivity, rel=1e-9)
    ohmic = found.current * 1e-4 / conductivity
    assert 2 * found.drop + ohmic == pytest.approx(0.1, rel=1e-9)  # symmetric: twice the anode's


@pytest.mark.parametrize(
    "protocol", ["voltage: -0.1 V", "steps: [{voltage: -0.1 V, duration: 1 h}]"]
)
def test_a_voltage_that_discharges_the_cell_plates_nothing(load: Load, protocol: str) -> None:
    assert cell(load(f"protocol={{stop_time: 1 h, {protocol}}}")).current == 0.0


def test_what_the_run_never_comes_to_does_not_count(load: Load) -> None:
    steps = ", ".join(f"{{current_density: {i} mA/cm^2, duration: 1 h}}" for i in (1, 3))
    assert cell(load(f"protocol={{stop_time: 1 h, steps: [{steps}]}}")).current == 10.0


def test_a_cell_that_only_strips_has_limits_but_no_times(load: Load) -> None:
    steps = "[{current_density: -1 mA/cm^2, duration: 1 h}]"
    stripping = cell(load(f"protocol={{stop_time: 9 h, steps: {steps}}}"))
    rows = mechanisms(stripping)
    assert stripping.current == 0.0
    assert all(item.time is None for item in rows)
    assert any(item.critical_current for item in rows)
    topics = (front_lines, leakage_lines, whisker_lines)
    lines = [line for topic in topics for line in topic(stripping)]
    assert all(isinstance(line, Expectation) and not math.isnan(line.value) for line in lines)


def test_an_ideal_interface_neither_leaks_nor_bursts_a_whisker(load: Load) -> None:
    rows = mechanisms(cell(load("interface.kinetics=ideal")))
    limits = {item.name: item.critical_current for item in rows}
    assert limits["leakage fills a pore"] == limits["whisker bursts its shell"] == math.inf


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("roughnes=1 um", "did you mean 'roughness'?"),
        ("roughness=1", "has no unit"),
        ("roughness=1 s", "wrong kind of unit"),
        ("roughness=-1 um", "must not be negative"),
        ("roughness", "is not of the form key=value"),
        ("transference_number=1.5", "must be less than 1"),
        ("salt_concentration=1000 mol/m^3", "belong together; give all three, or none"),
        ("shell_thickness=1 um", "shell_thickness is not below whisker_radius"),
        ("roughness.deep=1 um", "roughness is not a quantity"),
    ],
)
def test_what_is_assumed_wrongly_is_told(load: Load, given: str, words: str) -> None:
    with pytest.raises((ConfigError, UsageError)) as error:
        assumptions(load(), (given,))
    assert words in str(error.value)
    assert "--assume" in str(error.value)


LAYERS = {
    "contact={reference_resistance: 50 ohm cm^2, reference_pressure: 10 MPa, exponent: 1}": 100.0,
    "constriction={spot_radius: 1 um, hardness: 10 MPa}": math.pi * 1e-6 * 2 / 4 / 0.05 * 1e4,
    "coating={thickness: 30 nm, conductivity: 1e-6 mS/cm}": 3000.0,
    "interphase={kind: power, thickness_in_an_hour: 10 nm, exponent: 0.5, expansion: 0, "
    "volume_per_charge: 9 nm cm^2/uAh, conductivity: 1e-6 mS/cm, initial_thickness: 10 nm}": 1000.0,
}
"""Layers of the interface and their resistances at 5 MPa and 0.5 mS/cm [ohm cm^2]."""


@pytest.mark.parametrize(("layer", "resistance"), LAYERS.items())
def test_all_that_resists_at_the_anode_is_counted(
    load: Load, layer: str, resistance: float
) -> None:
    common = ("mechanics.stack_pressure=5 MPa", "electrolyte.ionic_conductivity=0.5 mS/cm")
    layered, film = load(*common, f"interface.{layer}"), load(*common)
    drops = [cell(config).drop for config in (layered, film)]
    assert drops[0] - drops[1] == pytest.approx(20.0 * resistance * 1e-4, rel=1e-9)
    leaking = [row(cell(config), "leakage").critical_current for config in (layered, film)]
    assert leaking[0] is not None and leaking[1] is not None
    assert leaking[0] < leaking[1]
    crack = row(cell(layered), "crack")
    assert f"(interface.{layer.partition('=')[0]})" in crack.note
    assert "leaves out" not in row(cell(film), "crack").note


def test_a_held_voltage_is_shared_with_all_that_resists(load: Load) -> None:
    contact = "interface.contact={reference_resistance: 50 ohm cm^2, reference_pressure: 5 MPa}"
    held = ("protocol.current_density=null", "protocol.voltage=50 mV")
    found = cell(load(*held, contact, "mechanics.stack_pressure=5 MPa"))
    assert found.drop < 0.05
    assert 0 < found.current < 50e-3 / 50e-4


def test_what_no_mechanism_counts_is_told(load: Load) -> None:
    patch = "interface.patches=[{position: 20 um, width: 9 um, film_resistance: 5 ohm cm^2}]"
    (line,) = left_out_of_estimates(load(patch))
    assert line == "Left out of these numbers: interface.patches."
    assert not list(left_out_of_estimates(load()))
