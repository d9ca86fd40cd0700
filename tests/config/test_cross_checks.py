"""Values that are fine by themselves but do not fit together."""

import logging
import re
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from filasse.config import Config
from filasse.errors import ConfigError

TWO = "geometry.flaws=[{position: 50 um, length: 10 um}, {position: %s, length: 10 um, angle: %s}]"
PATCH = "interface.patches=[{position: %s, width: %s, film_resistance: 9 ohm cm^2}]"
LIMIT = "protocol={stop_time: 1 h, steps: [{current_density: %s mA/cm^2, voltage_limit: %s}]}"
COATING = "interface.coating={material: gold, thickness: %s}"
NO_FLAW = "geometry={width: 100 um, thickness: 100 um}"
SPOTS = "interface.spots={radius: %g um, density: %g 1/mm}"
CLEARANCE = "growth.short_circuit_distance=%g um"
WITHIN = "within growth.short_circuit_distance, where"
CASES = [
    ("geometry.flaws.0.position=150 um", "position is outside the slab, which is 100 um wide"),
    ("geometry.flaws.0.position=0 um", "position lies on a side of the slab, which is 100 um wide"),
    (TWO % ("89 um", "85 deg"), None),
    (TWO % ("95 um", "80 deg"), "puts the tip at x = 104.8 um, outside 0 to 100 um"),
    ("geometry.flaws.0.length=100 um", "takes the tip to the counter electrode at 100 um"),
    ("growth.max_depth=9 um", "max_depth is not between the deepest flaw (10 um) and where"),
    ("growth.max_depth=99 um", "choose a depth in between, or delete it"),
    ("growth.max_depth=50 um", None),
    ("geometry.flaws.0.length=99 um", "short_circuit_distance is not less than the 1 um left"),
    (TWO % ("50 um", "45 deg"), "geometry.flaws.1 crosses or touches flaw1; move or turn one"),
    (TWO % ("55 um", "-45 deg"), "geometry.flaws.1 crosses or touches flaw1"),
    (TWO % ("50.05 um", "0 deg"), "is only 0.05 um from flaw1, closer than the tip size 0.1 um"),
    (TWO % ("0.05 um", "0 deg"), "is only 0.05 um from a side, closer than the tip size"),
    (
        "geometry.flaws=[{position: 9 um, length: 1 um, name: a}, {position: 5 um, length: 1 um, "
        "name: a}]",
        "geometry.flaws.1.name is the name of two flaws",
    ),
    ("mesh.tip=3 um", "mesh.tip is too coarse for the shortest flaw of 10 um; at most 2 um"),
    ("mesh.tip=0.05 nm", "mesh.tip is absurdly fine for the shortest flaw of 10 um; about 0.1 um"),
    ("mesh.tip=1 nm", None),
    ("mesh.lip=0.01 um", "mesh.lip is smaller than mesh.tip (0.1 um)"),
    ("mesh.far=0.01 um", "mesh.far is smaller than mesh.tip"),
    ("mesh.anode=0.01 um", "mesh.anode is smaller than mesh.tip"),
    ("mesh.far=200 um", "mesh.far is larger than the slab (100 um); 5 um is usual"),
    ("growth.law={kind: power, speed: 1 um/s}", "growth.law.exponent is missing: kind: power"),
    ("growth.step=95 um", "growth.step is longer than the 90 um left between a tip and the"),
    ("growth.short_circuit_distance=95 um", "short_circuit_distance is not less than the 90 um"),
    (
        "protocol.voltage=0.1 V",
        "protocol needs exactly one of current_density, voltage and steps; keep",
    ),
    (
        "protocol.current_density=",
        "protocol needs exactly one of current_density, voltage and steps; add",
    ),
    ("mechanics.lateral_stress=5 MPa", "cannot act on sides: roller; set mechanics.sides to free"),
    ("numerics.initial_time_step=2 h", "initial_time_step is longer than protocol.stop_time"),
    ("numerics.max_time_step=2 h", "max_time_step is longer than protocol.stop_time"),
    ("counter_electrode={kind: resistance, area_resistance: 0}", "area_resistance is zero; give"),
    ("counter_electrode.kind=equipotential", None),
    (SPOTS % (3, 30), None),
    (SPOTS % (2, 3), "spots.density gives no spot on the slab, which is 100 um wide"),
    (SPOTS % (20, 30), "spots.density covers 1.2 times the interface, beyond 0.8 of it; reduce it"),
    (
        "interface.spots={radius: 12 um, density: 30 1/mm, spread: 2, seed: 2}",
        "spots.density covers 0.97 of the interface, beyond 0.8 of it; reduce it, or the radius",
    ),
    (SPOTS % (0.1, 30), "spots.radius is less than a cell along the anode, 2.5 um; reduce mesh"),
    (COATING % "99 um", None),
    (COATING % "100 um", "coating.thickness is not less than the thickness of the slab, 100 um"),
    ("interface.lithium_grains={size: 0.5 um, spread: 0.3}", "is less than a cell along the anode"),
    ("anode.kind=depleting", "anode.kind loses no contact without a solute or vacancies; add"),
    ("anode={kind: depleting, vacancies: {}}", None),
    ("anode={kind: depleting, vacancies: {}, least_contact: 1e-5}", "must be at least 0.0001"),
    (
        "anode={kind: depleting, vacancies: {void_spacing: 50 um}}",
        "void_spacing is more than twice the lithium is thick, 20 um",
    ),
    ("anode.vacancies={}", "needs a depleting anode: a reservoir has none; set anode.kind to dep"),
    ("anode.kind=foil", "mechanics.stack_pressure does not hold the anode's foil against the"),
    (PATCH % ("150 um", "5 um"), "patches.0.position is outside the slab, which is 100 um wide"),
    (PATCH % ("98 um", "5 um"), "patches.0.width reaches out of the slab"),
    (PATCH % ("50 um", "1 um"), "patches.0.width is less than a cell along the anode, 2.5 um"),
    (PATCH % ("98 um", "4 um"), None),
    (LIMIT % ("1", "-100 mV"), "steps.0.voltage_limit is met from the start: the step plates"),
    (LIMIT % ("1", "0 V"), "give a limit above 0 mV, or reverse the current"),
    (
        LIMIT % ("-1", "100 mV"),
        "the step strips lithium, below the 0 mV at rest; give a",
    ),
    (LIMIT % ("1", "100 mV"), None),
    (LIMIT % ("-1", "-100 mV"), None),
    (
        "protocol={stop_time: 1 h, steps: [{repeat: 100000, steps: [{rest: 1 s}, {rest: 2 s}, "
        "{rest: 3 s}]}]}",
        "protocol.steps are 3e+05 steps with all repeats and ramps written out",
    ),
]


@pytest.mark.parametrize(("override", "message"), CASES, ids=[case[0][-60:] for case in CASES])
def test_values_that_do_not_fit(
    load: Callable[..., Config], override: str, message: str | None
) -> None:
    if message is None:
        assert load(override).geometry.width == 1e-4
        return
    with pytest.raises(ConfigError) as error:
        load(override)
    bare = re.sub(r' = ("[^"]*"|\S+)| \([^)]* by default\)', "", str(error.value))
    assert message in bare or message in str(error.value)


def test_initial_step_above_the_longest(load: Callable[..., Config]) -> None:
    with pytest.raises(ConfigError, match=r"longer than numerics\.max_time_step"):
        load("numerics.initial_time_step=10 s", "numerics.max_time_step=5 s")


def test_voltage_with_uniform_flux(load: Callable[..., Config]) -> None:
    overrides = ("protocol={voltage: 0.1 V, stop_time: 1 h}", "counter_electrode.kind=uniform_flux")
    with pytest.raises(ConfigError, match="holds a voltage, which counter_electrode"):
        load(*overrides)


def test_cracks_join_against_a_reservoir_only(load: Callable[..., Config]) -> None:
    assert load("growth.join=true").growth.join
    foil = ("anode.kind=foil", "mechanics.stack_pressure=5 MPa")
    with pytest.raises(ConfigError, match="cannot be simulated against a foil"):
        load("growth.join=true", *foil)
    assert not load(*foil).growth.join


def test_orientations_are_given_once(load: Callable[..., Config]) -> None:
    assert load("electrolyte.cleavage={ratio: 1.5}").electrolyte.cleavage is not None
    both = "electrolyte.cleavage={ratio: 1.5, orientation: 5 deg, orientations: [5 deg]}"
    with pytest.raises(ConfigError, match="is given beside orientations"):
        load(both)
    with pytest.raises(ConfigError, match="cleavage cannot be simulated in a slab"):
        load("electrolyte.cleavage={ratio: 1.5}", "geometry.depth=80 um")


@pytest.mark.parametrize(
    ("angles", "grains", "message"),
    [
        ("[5 deg]", "", None),
        ("[5 deg, 6 deg]", "", "are 2, but the slab has one crystal, for it has no grains"),
        ("[5 deg, 6 deg]", "{grains: {mean_size: 80 um}}", None),
        ("[5 deg]", "{grains: {mean_size: 80 um}}", "are 1, but the slab has 2 grains; give one"),
        ("[5 deg, 6 deg, 7 deg]", "{grains: {mean_size: 80 um}}", "are 3, but the slab has 2 gr"),
    ],
)
def test_orientations_are_as_many_as_grains(
    load: Callable[..., Config], angles: str, grains: str, message: str | None
) -> None:
    given = [f"electrolyte.cleavage={{ratio: 1.5, orientations: {angles}}}"]
    given += [f"geometry.microstructure={grains}"] if grains else []
    if message is None:
        assert load(*given).electrolyte.cleavage
        return
    with pytest.raises(ConfigError, match=message):
        load(*given)


def test_a_depth_that_a_flaw_has_already_ends_no_run(load: Callable[..., Config]) -> None:
    flaw = load().geometry.flaws[0].length * 1e6
    assert load(f"growth.max_depth={flaw + 1} um").growth.max_depth
    with pytest.raises(ConfigError, match="is not between the deepest flaw"):
        load(f"growth.max_depth={flaw} um")


@pytest.mark.parametrize("value", ["1", "yes", '"true"', "0.0"])
def test_switches_are_true_or_false(load: Callable[..., Config], value: str) -> None:
    with pytest.raises(ConfigError, match="is neither true nor false; write true or false"):
        load(f"growth.join={value}")


def test_cracks_join_but_do_not_branch_where_electrons_leak(load: Callable[..., Config]) -> None:
    leakage = "electrolyte.leakage={conductivity: 1e-6 S/cm}"
    assert load(leakage).electrolyte.leakage
    assert load("growth.join=true", leakage).growth.join
    with pytest.raises(ConfigError, match="branches of islands"):
        load("growth.branching=0.05", leakage)


def test_branching_stands_alone(load: Callable[..., Config]) -> None:
    assert load("growth.branching=0.05").growth.branching == 0.05
    with pytest.raises(ConfigError, match="cannot be simulated together with"):
        load("growth.branching=0.05", "growth.join=true")
    with pytest.raises(ConfigError, match="which knows one direction"):
        load("growth.branching=0.05", "growth.criterion=hoop_stress")


def test_lateral_stress_on_free_sides(load: Callable[..., Config]) -> None:
    config = load("mechanics={sides: free, lateral_stress: 50 MPa}")
    assert config.mechanics.lateral_stress == 50e6


def test_limits_are_about_the_voltage_at_rest(load: Callable[..., Config]) -> None:
    electrode = "counter_electrode={equilibrium_potential: 3.8 V}"
    load(LIMIT % ("1", "4.2 V"), electrode)
    load(LIMIT % ("-1", "2.5 V"), electrode)
    with pytest.raises(ConfigError, match="give a limit above 3800 mV"):
        load(LIMIT % ("1", "3 V"), electrode)


def test_a_name_that_is_taken_is_counted_on(load: Callable[..., Config]) -> None:
    flaws = "[{name: flaw2, position: 9 um, length: 5 um}, {position: 50 um, length: 5 um}]"
    config = load(f"geometry.flaws={flaws}")
    assert [flaw.name for flaw in config.geometry.flaws] == ["flaw2", "flaw4"]


def test_checks_run_beside_other_errors(load: Callable[..., Config]) -> None:
    with pytest.raises(ConfigError) as error:
        load("temperature=5", "geometry.flaws.0.position=200 um", "mechanics.lateral_stress=1 MPa")
    assert "3 problems" in str(error.value)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("geometry.flaws.0.length=5", "flaws.0.length = 5 has no unit"),
        ("geometry.flaws.0.lenght=5 um", "flaws.0.lenght is an unknown key"),
        ("geometry.microstructure=7", "microstructure = 7 is not a section"),
        ("mesh.tip=3 kg", "mesh.tip"),
    ],
)
def test_flaws_are_checked_beside_other_errors(
    load: Callable[..., Config], wrong: str, told: str
) -> None:
    flaws = ("length: 10 um, position: 20 um", "length: 8 um, position: 120 um")
    crossing = ("position: 50 um, length: 9 um", "position: 51 um, length: 9 um, angle: -45 deg")
    every = ", ".join(f"{{{flaw}}}" for flaw in (*flaws, *crossing))
    with pytest.raises(ConfigError) as error:
        load(f"geometry.flaws=[{every}]", wrong)
    assert told in str(error.value) and "3 problems" in str(error.value)
    assert 'flaws.1.position = "120 um" is outside the slab' in str(error.value)
    assert "geometry.flaws.3 crosses or touches flaw3; move" in str(error.value)


def test_growth_is_checked_beside_a_faulty_mesh(load: Callable[..., Config]) -> None:
    with pytest.raises(ConfigError, match="2 problems") as error:
        load("mesh.tip=3 kg", "growth.max_depth=9 um")
    assert "max_depth is not between" in str(error.value).replace(' = "9 um"', "")


def test_checks_hold_in_python_too(load: Callable[..., Config]) -> None:
    data = load().model_dump()
    data["mechanics"]["lateral_stress"] = 1e6
    with pytest.raises(ValidationError, match="cannot act on sides"):
        Config.model_validate(data)


@pytest.mark.parametrize(
    ("overrides", "hint"),
    [
        ([NO_FLAW], "geometry.flaws are none, so no filament can grow; add one, or write [] for"),
        (["lithium.flow=mobile"], "no pressure builds up"),
        (
            ["lithium={flow: immobile, strength_factor: 2}"],
            "strength_factor = 2 has no effect where lithium does not creep; set lithium.flow",
        ),
        (["interface.kinetics=ideal"], "without any resistance"),
        (["mechanics.stack_pressure=150 MPa"], "is above 100 MPa"),
        (["protocol={voltage: -0.1 V, stop_time: 1 h}"], "no lithium is plated"),
        (
            ["anode={kind: depleting, vacancies: {}}"],
            "loses no contact here: nothing strips lithium; to strip",
        ),
        (
            ["interface.lithium_grains={size: 150 um, spread: 0.3}"],
            "leaves one grain on the slab, which is 100 um wide",
        ),
        (
            ["growth.step=10 um"],
            'growth.step = "10 um" is no less than the longest flaw, 10 um, which so doubles at '
            "once",
        ),
        ([CLEARANCE % 30, TWO % ("80 um", "40 deg")], f"flaws.1 is 13.57 um from a side, {WITHIN}"),
        ([CLEARANCE % 2, TWO % ("51 um", "0 deg")], f"flaws.1 is 1 um from flaw1, {WITHIN} tips"),
        ([CLEARANCE % 2, TWO % ("51 um", "0 deg"), "growth.join=true"], "where tips join; move"),
        (
            ["geometry.flaws=[{path: [[50 um, 0 um], [50 um, 1 um], [60 um, 1 um]]}]"],
            f"flaws.0 is 1 um from the anode, {WITHIN} tips are held up; move it, or reduce that",
        ),
        (
            ["geometry.microstructure.placed_pores=[{centre: [50 um, 14 um], size: 5 um}]"],
            f"flaws.0 is 1.5 um from void1, {WITHIN} tips open into it",
        ),
    ],
)
def test_hints_are_logged(
    load: Callable[..., Config],
    caplog: pytest.LogCaptureFixture,
    overrides: list[str],
    hint: str,
) -> None:
    with caplog.at_level(logging.WARNING):
        config = load(*overrides)
    assert hint in caplog.text
    assert any(hint in line for line in config.notes)


def test_no_hint_without_need(load: Callable[..., Config]) -> None:
    assert load().notes == ()
    assert load("geometry.flaws=[]").notes == ()
    assert load("growth.step=9 um", CLEARANCE % 49).notes == ()
    assert load(TWO % ("50.5 um", "40 deg")).notes == ()  # their mouths are near, not their tips
    assert load("lithium={flow: mobile, mouth: sealed}").notes == ()
    strips = "protocol={stop_time: 2 h, steps: [{current_density: -1 mA/cm^2, duration: 1 h}]}"
    assert load("anode={kind: depleting, vacancies: {}}", strips).notes == ()


def test_an_uneven_interface_need_not_be_flat(load: Callable[..., Config]) -> None:
    """Spots keep off notches; contact is lost along their walls; what a piece lays bare has all."""
    notch = "geometry.microstructure={notches: [{position: 20 um, width: 6 um, depth: 6 um}]}"
    uneven_ones = (
        *("anode={kind: depleting, vacancies: {}}", SPOTS % (3, 30)),
        "interface.lithium_grains={size: 5 um, spread: 0.3}",
    )
    for uneven in uneven_ones:
        assert load(uneven, notch).geometry.inside.notches
        assert load(uneven, "growth.join=true").growth.join


COATING = "interface.coating={material: gold, thickness: 50 nm, %s}"


def test_contact_that_spots_take_from_the_start_is_not_lost(load: Callable[..., Config]) -> None:
    """Six spots of 8 um on 100 um, of which some overlap, leave 0.6 of it."""
    anode = "anode={kind: depleting, vacancies: {}, least_contact: %g}"
    load(SPOTS % (4, 60), anode % 0.3)
    with pytest.raises(ConfigError, match=r"least_contact = 0\.9.* is no less than what the spots"):
        load(SPOTS % (4, 60), anode % 0.9)
    load(SPOTS % (4, 60), "anode.least_contact=0.9")  # of a reservoir, without effect


def test_grains_of_the_lithium_have_no_effect_on_ideal_kinetics(
    load: Callable[..., Config],
) -> None:
    """Of the counter electrode they say nothing, whatever its kinetics."""
    grains = "interface.lithium_grains={size: 5 um, spread: 0.3}"
    told = load(grains, "interface.kinetics=ideal", "interface.film_resistance=1 ohm cm^2").notes
    assert any("lithium_grains has no effect with interface.kinetics: ideal" in n for n in told)


def test_a_leaking_pore_starts_cracks(load: Callable[..., Config]) -> None:
    pore = "geometry.microstructure={placed_pores: [{centre: [50 um, 20 um], size: 10 um}]}"
    none = (NO_FLAW, pore)
    words = "so no filament can grow"
    assert any(words in note for note in load(*none).notes)
    leaks = "electrolyte.leakage={conductivity: 1e-5 S/cm}"
    assert not any(words in note for note in load(*none, leaks).notes)


def test_a_coating_goes_with_spots_and_with_anodes_that_lose_contact(
    load: Callable[..., Config],
) -> None:
    load(SPOTS % (3, 30), COATING % "residual_stress: 10 MPa")
    foil = ("anode={kind: foil, thickness: 20 um}", "mechanics.stack_pressure=1 MPa")
    held = load(*foil, COATING % "adhesion: 2 MPa").interface.coating
    assert held is not None
    assert held.adhesion == 2e6
    with pytest.raises(ConfigError, match=r"cannot be simulated with anode\.kind: foil"):
        load(*foil, COATING % "residual_stress: 10 MPa")


def test_a_coating_that_its_stress_would_crack_is_told(
    load: Callable[..., Config], caplog: pytest.LogCaptureFixture
) -> None:
    tough = "fracture_toughness: 0.1 MPa m^0.5, residual_stress: "
    with caplog.at_level(logging.INFO):
        load(COATING % (tough + "400 MPa"))
        load(COATING % (tough + "-500 MPa"))  # compression opens no channels
    told = [record.message for record in caplog.records if "crack the coating" in record.message]
    assert len(told) == 1
    assert "G/G_c = 1.58" in told[0]
