"""Every configuration of the gallery ends as its text says, in a short version of it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import shapely
from matplotlib import rc_context
from tests.builders.coarse import ROUGH

from filasse.config import Config, load_config
from filasse.estimates.verdict import verdict
from filasse.output.run_result import RunResult, open_run
from filasse.plot.foil_figure import draw_depletion
from filasse.report.balances import balances
from filasse.report.run_facts import overview
from filasse.simulation import simulate
from filasse.simulation.slab import start

GALLERY = Path(__file__).parents[2] / "configs" / "gallery"
COARSE = ("mesh.lip=2 um", "mesh.far=8 um")
WAY = (*ROUGH, *COARSE)
LAYER = (25e-6, 45e-6)

type Check = Callable[[RunResult, Config], bool]


def crack(result: RunResult) -> np.ndarray:
    """Points of the cracks in the last fields [m], shape (n, 2)."""
    return np.asarray(result.fields()["film"].points[:, :2])


def grew(result: RunResult, tip: str) -> float:
    """By how much a tip has grown [um]."""
    length = result.series[f"{tip}.length"].dropna()
    return float(length.iloc[-1] - length.iloc[0])


def is_straight(result: RunResult, config: Config) -> bool:
    return bool(np.ptp(crack(result)[:, 0]) < 1e-6)


def comes_back(result: RunResult, config: Config) -> bool:
    return bool(crack(result)[-1, 1] < 0.5 * crack(result)[:, 1].max())


def runs_along_the_cube_plane(result: RunResult, config: Config) -> bool:
    x, y = crack(result).T
    grown = y > 6.1e-6
    slope = np.polyfit(y[grown], x[grown], 1)[0]
    assert config.electrolyte.cleavage is not None
    turn = config.electrolyte.cleavage.orientation
    return turn is not None and bool(abs(np.arctan(-slope) - turn) < np.deg2rad(6))


def goes_on_beside_the_flake(result: RunResult, config: Config) -> bool:
    events = result.events
    joined = events[events["event"] == "joined"]["obstacle"]
    area = result.series["loose.area"].max()
    return bool((joined == "anode").any() and 50 < area < 1000 and grew(result, "flaw2") > 15)


def off_the_boundaries(result: RunResult, config: Config) -> np.ndarray:
    """Distance of the crack's points from the nearest border of a grain [m]."""
    drawn = start(config).uncracked.slab.microstructure
    assert drawn is not None
    borders = shapely.union_all([shapely.Polygon(grain).exterior for grain in drawn.grains])
    return np.asarray(shapely.distance(borders, shapely.points(crack(result))))


def follows_the_boundaries(result: RunResult, config: Config) -> bool:
    return bool((off_the_boundaries(result, config) < 0.3e-6).mean() > 0.9)


def crosses_grains(result: RunResult, config: Config) -> bool:
    return bool((off_the_boundaries(result, config) > 0.3e-6).mean() > 0.5)


def leaves_a_pore(result: RunResult, config: Config) -> bool:
    return any(tip.startswith("from-") and grew(result, tip) > 0 for tip in result.tips)


def starts_in_the_notch(result: RunResult, config: Config) -> bool:
    return list(result.tips) == ["crack-notch1"]


def turns_in_the_layer(result: RunResult, config: Config) -> bool:
    """Far more along the layer than across it once inside, and never out at its top."""
    x, y = crack(result).T
    inside = y > LAYER[0]
    along, across = np.ptp(x[inside]), np.ptp(y[inside])
    return bool(along > 2 * across and y.max() < LAYER[1])


def long_flaws_win(result: RunResult, config: Config) -> bool:
    first = {tip: result.series[f"{tip}.length"].iloc[0] for tip in result.tips}
    ordered = sorted(first, key=lambda tip: first[tip])
    short, long = ordered[:4], ordered[-3:]
    return all(grew(result, t) == 0 for t in short) and any(grew(result, t) > 0 for t in long)


def plates_evenly(result: RunResult, config: Config) -> bool:
    return not result.tips and bool(result.series["time"].iloc[-1] == config.protocol.stop_time)


def grows_deeper_than_wide(result: RunResult, config: Config) -> bool:
    ends = result.series.groupby("growth_step").last()
    depth, half = ends["flaw1.length"].iloc[-1], ends["flaw1.half_width"].iloc[-1]
    return bool(depth > 11.9 and half < depth - 1.5)


def leaves_its_half_circle(result: RunResult, config: Config) -> bool:
    """Into weak grains on one side of the mouth, and not on the other one."""
    z = np.asarray(result.fields()["film"].points[:, 2]) - config.geometry.z_of(
        config.geometry.flaws[0]
    )
    return bool(-z.min() > 8.8e-6 and z.max() < 8.2e-6)


def the_larger_one_wins(result: RunResult, config: Config) -> bool:
    return grew(result, "large") > max(2.0, 3 * grew(result, "small"))


def stops_before_the_upper_pore(result: RunResult, config: Config) -> bool:
    """And fills the lower one, which it has entered; all lithium is told of."""
    met, last = result.events[result.events["event"] == "met"], result.series.iloc[-1]
    filling = result.series["low.filling"]
    return bool(
        list(met["obstacle"]) == ["part: pore high"]
        and filling.is_monotonic_increasing
        and 0.02 < filling.iloc[-1] < 1
        and last["lithium_balance"] < 1e-9
        and last["flaw1.held_K_eq/K_c"] > 0
    )


def breaks_below_300_mpa(result: RunResult, config: Config) -> bool:
    """The half-penny needs 340 MPa."""
    first = result.series[result.series["growth_step"] == 0].iloc[-1]
    return bool(first["flaw1.max_pressure"] < 300)


def takes_what_was_measured(result: RunResult, config: Config) -> bool:
    """60 uAh/cm^2 after 400 h, and its resistance in the voltage of the pulse."""
    last, events = result.series.iloc[-1], result.events
    broken = list(events[events["event"] == "interphase"]["breaks"])
    told = {fact.name: fact.value for fact in overview(result)}
    return bool(
        abs(last["interphase.mean_charge"] / 60 - 1) < 0.02
        and broken == ["layer", "electrolyte"]  # once each, the thin layer first
        and told["Interphase"].startswith("536.8 nm on the planar interface")
        and last["interphase.balance"] < 1e-12
        and last["voltage"] > 1e-4 * last["interphase.resistance"]
    )


def goes_on_along_a_line(result: RunResult, config: Config) -> bool:
    """Root of time to 45 nm, then its tangent: 816 nm, three times as much as a whole layer."""
    last, events = result.series.iloc[-1], result.events
    critical, rate = 0.3e6**2 / (1.98 * 1e18), 0.2e-18
    late = last["time"] - critical**2 / rate
    wanted = 1e9 * (critical + rate / 2 / critical * late)
    whole = 1e9 * np.sqrt(rate * last["time"])
    resists = critical / 3e-4
    return bool(
        list(events["event"]).count("breakaway") == 1
        and abs(last["interphase.thickness"] / wanted - 1) < 5e-3
        and last["interphase.thickness"] > 3 * whole
        and abs(last["interphase.resistance"] / (1e4 * resists) - 1) < 1e-2
        and last["voltage"] > resists  # at 1 A/m^2
    )


def enters_evenly_past_the_spots(result: RunResult, config: Config) -> bool:
    """A spread of 3 % below the coating, 63 % without; all of it leaves beside the spots."""
    fields = result.fields()
    slab, along = fields["slab"], fields["interface"].point_data
    x, y, _ = slab.cell_centers().points.T
    entering = -slab.cell_data["current_density"][(y < 1.2e-6) & (np.abs(x - 30e-6) > 6e-6), 1]
    blocked = along["contact"] < 1e-3
    return bool(
        entering.std() < 0.05 * entering.mean()
        and entering.min() > 0.8 * entering.mean()
        and blocked.sum() > 10
        and np.abs(along["plating_current"][blocked]).max() < 1e-3
        and along["plating_current"].max() > 15.0
    )


def stays_open_wider_each_time(result: RunResult, config: Config) -> bool:
    """Stripped at the end of every cycle, the mouth is held open by more than by the last one."""
    stripped = result.series.groupby("protocol_step").last().iloc[1::2]
    mouth = stripped["flaw1.mouth_opening"].to_numpy()
    return bool(len(mouth) == 2 and mouth[0] > 15 and mouth[1] > 1.2 * mouth[0])


def hinges_open_further_each_time(result: RunResult, config: Config) -> bool:
    """By micrometres at the toughness of LPSCl, and no wider than its ligament allows."""
    ends = result.series.groupby("protocol_step").last()
    solid, tip = config.electrolyte, ends["flaw1.length"].to_numpy() * 1e-6
    modulus = solid.youngs_modulus / (1 - solid.poisson_ratio**2)
    held = ends["flaw1.K_eq/K_c"] * solid.fracture_toughness / modulus
    hinged = 3.98 * held * tip / np.sqrt(config.geometry.thickness - tip)
    mouth = 1e-9 * ends["flaw1.mouth_opening"].to_numpy()
    plated, stripped = mouth[::2], mouth[1::2]
    return bool(
        len(plated) == len(stripped) == 3
        and plated[0] > 1.5e-6
        and stripped[0] > 0.8e-6
        and np.all(plated[1:] > 1.1 * plated[:-1])  # found 1.12, 1.16; by half 1.12, 1.15
        and np.all(stripped[1:] > 1.17 * stripped[:-1])  # 1.22, 1.20; by half 1.21, 1.19
        and np.all(np.abs(plated / hinged[::2] - 1) < 0.35)
    )


def collects_what_was_stripped(result: RunResult, config: Config) -> bool:
    """S beta q of the layer on plating alone; c V_m q/(F h) of the interface on stripping."""
    plating, stripping = (rows for _, rows in result.series.groupby("protocol_step"))
    charge = 3.6e4 * (0.8 - stripping["areal_capacity"])
    covered = 1e-3 * 13e-6 / 96485.33212 * charge / 10e-9
    assert plating["interphase.thickness"].iloc[-1] == pytest.approx(360, rel=1e-3)
    assert np.ptp(stripping["interphase.thickness"]) < 1e-6
    assert stripping["anode.covered"].to_numpy() == pytest.approx(covered.to_numpy(), abs=1e-9)
    return bool(
        plating["anode.contact"].min() == 1.0
        and stripping["voltage"].iloc[-1] < 10 * stripping["voltage"].iloc[0] < 0.0
    )


def loses_contact_at_the_rims_first(result: RunResult, config: Config) -> bool:
    """What still touches carries the current, most at the rims of spots; the voltage rises."""
    first, last = result.series.iloc[0], result.series.iloc[-1]
    opened = list(result.events["event"]).count("void_opened")
    along = result.fields()["interface"]
    x, contact = along.points[:, 0], along.point_data["contact"]
    mean = np.trapezoid(contact, x) / np.ptp(x)
    passed = np.trapezoid(along.point_data["plating_current"], x) / np.ptp(x)
    with rc_context({"axes.grid": True}):  # as in the style of all figures
        *_, below, beside = draw_depletion(result).axes
    assert [axes.xaxis.get_gridlines()[0].get_visible() for axes in (below, beside)] == [1, 0]
    return bool(
        mean == pytest.approx(last["anode.contact"], rel=1e-3)
        and 0.1 * passed == pytest.approx(last["current_density"], rel=1e-3)
        and contact.min() < 1e-3 < 0.3 < contact.max()
    ) and bool(
        opened == 1
        and first["anode.focusing"] > 1.5 / first["anode.contact"]
        and last["anode.contact"] == pytest.approx(config.anode.least_contact, rel=1e-6)
        and last["voltage"] / first["voltage"] > 1.2
    )


def opens_at_the_anode(result: RunResult, config: Config) -> bool:
    """The crack from inside joins the anode with all of its lithium, and all currents are told."""
    events, series = result.events, result.series
    joined = events[events["event"] == "joined"]
    assert list(joined["tip"]) == ["from-void1"]
    assert all(check.holds for check in balances(result)), balances(result)
    return bool(
        leaves_a_pore(result, config)
        and series["lithium_balance"].max() < 1e-9
        and series["current_balance"].max() < 1e-8
        and series["leakage_current"].min() > 1
    )


def leaves_the_pore_empty(result: RunResult, config: Config) -> bool:
    return grew(result, "flaw1") > 15 and list(result.tips) == ["flaw1"]


class Short(NamedTuple):
    """What makes a run short, how it ends, and what it shows."""

    changes: tuple[str, ...]
    reason: str
    shows: Check


SHORT = {
    "single_crystal": Short(("growth.step=6 um", *WAY), "short_circuit", is_straight),
    "spallation": Short(("growth.step=3 um", *WAY), "spalled", comes_back),
    "spalling_goes_on": Short(
        ("growth.step=4 um", "growth.max_steps=14", *WAY), "max_steps", goes_on_beside_the_flake
    ),
    "compressive_layer": Short(
        ("growth.step=4 um", "growth.max_steps=10", *WAY), "max_steps", turns_in_the_layer
    ),
    "notch": Short(("growth.step=6 um", *WAY), "short_circuit", starts_in_the_notch),
    "pore": Short(("growth.step=4 um", *WAY), "short_circuit", leaves_a_pore),
    "leaking_pore": Short(("growth.step=6 um", *WAY), "spalled", opens_at_the_anode),
    "plated_from_the_anode": Short(
        ("growth.step=4 um", *WAY), "short_circuit", leaves_the_pore_empty
    ),
    "intergranular": Short(
        ("growth.step=2 um", "growth.max_steps=5", "mesh.boundary=2 um", *WAY),
        "max_steps",
        follows_the_boundaries,
    ),
    "transgranular": Short(
        (
            *("growth.step=6 um", "mesh.boundary=2 um"),
            *("geometry.width=40 um", "geometry.flaws.0.position=20 um"),
            *WAY,
        ),
        "short_circuit",
        crosses_grains,
    ),
    "cleavage": Short(
        ("growth.step=4 um", "growth.max_steps=7", *WAY), "max_steps", runs_along_the_cube_plane
    ),
    "hundred_grains": Short(
        (
            "growth.step=8 um",
            "mesh.boundary=2 um",
            "geometry.width=40 um",
            "geometry.thickness=40 um",
            "geometry.flaws.0.position=20 um",
            *WAY,
        ),
        "short_circuit",
        lambda result, config: config.geometry.grain_count >= 10,
    ),
    "ten_flaws": Short(
        (
            *("growth.step=6 um", "growth.max_steps=5"),
            *("mesh.tip=1 um", "mesh.lip=4 um", "mesh.far=12 um"),
            *ROUGH,
        ),
        "max_steps",
        long_flaws_win,
    ),
    "half_penny": Short(
        ("growth.max_steps=1", "growth.step=2 um", "mesh.tip=2 um", "mesh.far=20 um"),
        "max_steps",
        grows_deeper_than_wide,
    ),
    "polycrystal_3d": Short(
        (
            *("growth.max_steps=1", "growth.step=1.6 um", "mesh.tip=1.6 um", "mesh.far=20 um"),
            "mesh.grading=0.4",
        ),
        "max_steps",
        leaves_its_half_circle,
    ),
    "penny_under_a_pore": Short(
        (
            *("growth.max_steps=1", "growth.step=2 um", "mesh.tip=1.7 um", "mesh.far=20 um"),
            *("mesh.grading=0.5", "geometry.microstructure.placed_pores.1.centre=[30 um, 21 um]"),
        ),
        "max_steps",
        stops_before_the_upper_pore,
    ),
    "same_slab_2d": Short(("growth.max_steps=1", *COARSE), "max_steps", breaks_below_300_mpa),
    "two_half_pennies": Short(
        (
            *("growth.max_steps=1", "growth.step=2.2 um", "mesh.tip=1.2 um", "mesh.far=30 um"),
            "mesh.grading=0.5",
        ),
        "max_steps",
        the_larger_one_wins,
    ),
    "interphase_at_rest": Short((), "end_of_protocol", takes_what_was_measured),
    "breakaway": Short((), "end_of_protocol", goes_on_along_a_line),
    "coated": Short(("protocol.stop_time=1 s",), "end_of_protocol", enters_evenly_past_the_spots),
    "ratchet": Short(
        (
            *("protocol.steps.0.repeat=2", "protocol.stop_time=16 h", "lithium.flow=mobile"),
            *("mesh.tip=2 um", "growth.step=4 um", "mesh.lip=2.5 um", "mesh.far=8 um"),
        ),
        "end_of_protocol",
        stays_open_wider_each_time,
    ),
    "impurity": Short((), "contact_lost", collects_what_was_stripped),
    "hinge": Short(
        ("growth.step=6 um", "mesh.tip=6 um", "mesh.lip=30 um", "mesh.far=80 um"),
        "end_of_protocol",
        hinges_open_further_each_time,
    ),
    "stripped_one_way": Short(
        ("anode.least_contact=0.3", "mesh.anode=2 um"),
        "contact_lost",
        loses_contact_at_the_rims_first,
    ),
    "lipon": Short((), "end_of_protocol", plates_evenly),
    "micrograph": Short(
        ("growth.step=4 um", "growth.max_steps=5", *WAY), "max_steps", leaves_a_pore
    ),
}


FORETOLD = {
    "grows": {"short_circuit", "spalled", "max_steps"},
    "arrests": {"arrested", "end_of_protocol"},
    "no flaw": {"end_of_protocol", "contact_lost"},
}
"""Ends that a verdict of `filasse validate` leaves open; others of its words say nothing."""


def test_verdicts_say_something_of_most() -> None:
    words = [verdict(load_config(path)).word for path in GALLERY.glob("*.yaml")]
    assert sum(word in FORETOLD for word in words) >= 12


def test_all_are_tried() -> None:
    assert {path.stem for path in GALLERY.glob("*.yaml")} == {*SHORT}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
def test_the_gallery_ends_as_it_says(name: str, tmp_path: Path) -> None:
    short = SHORT[name]
    config = load_config(GALLERY / f"{name}.yaml", (*short.changes, "output.figures=false"))
    run = simulate(config, tmp_path / "run")
    assert run.reason == short.reason
    assert short.shows(open_run(run.folder), config)
    foretold = verdict(config)
    is_rough = any("these numbers are rough" in line for line in foretold.lines)
    if config.electrolyte.leakage is None and not is_rough:  # cracks of pores are no flaw's
        assert short.reason in FORETOLD.get(foretold.word, {short.reason})
