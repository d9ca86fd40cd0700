"""What `filasse validate` says of slabs with a depth: known numbers, and nothing where none is."""

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import linprog

from filasse.config import Config, load_config
from filasse.errors import UsageError
from filasse.estimates import solid_cost as solver_cost
from filasse.estimates.cost import expected_cost
from filasse.estimates.expectations import expectations
from filasse.estimates.mechanisms import assumptions, cell_of, mechanisms
from filasse.estimates.memory import reject_too_large
from filasse.estimates.solid_cost import film_vertices, front_length, solid_cells, solid_cost
from filasse.estimates.surface_crack import surface_factor
from filasse.estimates.time_to_growth.time_lines import stops_first
from filasse.estimates.verdict import verdict
from filasse.estimates.weakest_flaw import weakest_flaw
from filasse.physics.kinetics import overpotential
from filasse_meshes import SolidSizes, SolidSlab, anode_crack, build_solid_mesh

SLAB = ("geometry.depth=80 um", "interface.film_resistance=20 ohm cm^2")
HALF_PENNY = Path(__file__).parents[2] / "configs" / "gallery" / "half_penny.yaml"
SEALED = "lithium.mouth=sealed"
FLAW = "geometry.flaws.0"


def test_stress_intensity_of_surface_cracks() -> None:
    assert surface_factor(1.0, 1.0) == pytest.approx(1.03 * 2 / math.pi, rel=3e-3)
    assert surface_factor(1.0, 1e6) == pytest.approx(1.1215, rel=1e-3)
    # Newman and Raju 1981, a/c = 0.5: 1.085/sqrt(1 + 1.464 * 0.5**1.65) at the deepest point
    assert surface_factor(1.0, 2.0) == pytest.approx(0.896, rel=2e-2)


def test_a_blocked_half_penny(load: Callable[..., Config]) -> None:
    config = load(*SLAB, SEALED)
    weakest = weakest_flaw(config)
    assert weakest is not None and weakest.critical == weakest.blocked
    pressure = 1.03 * 2 / math.pi * math.sqrt(math.pi * 10e-6)
    toughness = config.electrolyte.fracture_toughness
    assert weakest.flaw.critical_pressure == pytest.approx(toughness / pressure, rel=3e-3)
    plane = weakest_flaw(load(SLAB[1], SEALED))
    assert plane is not None and weakest.blocked > 1.4 * plane.blocked
    note = {item.name: item.note for item in expectations(config)}["critical lithium pressure"]
    assert note.endswith("flaw1 as a surface crack, 0.657 p sqrt(pi a)")


def test_the_potential_counts_at_the_mean_height(load: Callable[..., Config]) -> None:
    linear = ("interface.kinetics=linear", "electrolyte.ionic_conductivity=0.001 mS/cm")
    weakest = weakest_flaw(load(*SLAB, SEALED, *linear))
    assert weakest is not None
    flaw = weakest.flaw
    resistance = flaw.kinetics.charge_transfer_resistance + flaw.kinetics.film_resistance
    resistance += 4 / (3 * math.pi) * 10e-6 / flaw.conductivity
    voltage = flaw.volume_per_charge * flaw.critical_pressure
    assert weakest.blocked == pytest.approx(voltage / resistance, rel=1e-9)


@pytest.mark.parametrize(
    "override",
    [
        f"{FLAW}.angle=20 deg",
        f"{FLAW}.half_width=8 um",
        f"{FLAW}.half_width=30 um",
        f"{FLAW}.z=15 um",
        f"{FLAW}={{position: 50 um, length: 35 um, half_width: 35 um}}",
        "geometry.flaws=[{position: 30 um, length: 5 um}, {position: 70 um, length: 5 um, "
        "angle: 9 deg}]",
    ],
)
def test_what_no_closed_form_tells_is_left_out(load: Callable[..., Config], override: str) -> None:
    config = load(*SLAB, override)
    names = {item.name for item in expectations(config)}
    assert "growth steps to short circuit" in names
    assert not any("critical" in name for name in names)
    found = verdict(config)
    assert found.word == "unknown"
    assert found.lines[0].startswith("No closed form tells the critical current: in a slab with a")


def test_no_closed_form_is_told_of_a_crack_around_a_pore(load: Callable[..., Config]) -> None:
    pore = "geometry.microstructure.placed_pores=[{centre: [50 um, 5 um], size: 2 um}]"
    around = load(*SLAB, pore, f"{FLAW}.pore=void1")
    assert weakest_flaw(around) is None
    assert weakest_flaw(load(*SLAB)) is not None
    assert expected_cost(around).unknowns > expected_cost(load(*SLAB)).unknowns


def test_the_flaw_with_the_largest_intensity_counts(load: Callable[..., Config]) -> None:
    flaws = "[{position: 25 um, length: 6 um, half_width: 12 um}, {position: 75 um, length: 7 um}]"
    weakest = weakest_flaw(load(*SLAB, f"geometry.flaws={flaws}"))
    assert weakest is not None and weakest.name == "flaw1"


@pytest.mark.parametrize(
    ("overrides", "word", "line"),
    [
        ((), "unknown", "that crack flaw1 if no lithium leaves it: it may grow; how much creeps o"),
        ((SEALED,), "grows", "times the critical current of flaw1, about 1.19 mA/cm^2: expect fl"),
        (("protocol.current_density=0.5 mA/cm^2",), "arrests", "expect arrest at K/K_c < 0.4"),
        (
            ("protocol.current_density=0.5 mA/cm^2", SEALED),
            "arrests",
            "expect arrest at K/K_c = 0.4",
        ),
        (("lithium={flow: mobile, mouth: open}",), "arrests", "Lithium leaves flaw1 faster than"),
        (("geometry.flaws=[]",), "no flaw", "No flaw: lithium plates evenly"),
        (("protocol.stop_time=1 s",), "stops first", "K/K_c comes to 0.89 at most before the run"),
        (("protocol.stop_time=1.2 s",), "unknown", "it may grow"),
    ],
)
def test_verdicts(
    load: Callable[..., Config], overrides: tuple[str, ...], word: str, line: str
) -> None:
    found = verdict(load(*SLAB, *overrides))
    assert found.word == word
    assert any(line in one for one in found.lines), found.lines
    assert not any("goes straight" in one for one in found.lines)


@pytest.mark.parametrize("seconds", [0.05, 0.5])
@pytest.mark.parametrize("stress", [0.0, 50e6])
def test_no_lithium_of_a_charge_gives_a_larger_intensity(
    load: Callable[..., Config], seconds: float, stress: float
) -> None:
    """The most of K under all pressures up to the largest, by linear programming over 400 rings."""
    held = "mechanics.sides=free", f"mechanics.lateral_stress={stress / 1e6} MPa"
    config = load(*SLAB, SEALED, *held, f"protocol.stop_time={seconds} s")
    weakest = weakest_flaw(config)
    assert weakest is not None
    flaw, radius, current = weakest.flaw, 10e-6, 20.0
    driving = overpotential(flaw.kinetics, np.array([current]))[0][0]
    largest = (driving + current * radius / flaw.conductivity) / flaw.volume_per_charge - stress
    r = np.linspace(0.0, radius, 400)
    m = radius**2 - r**2
    shares = -np.diff(np.sqrt(m)) / radius  # of r dr/sqrt(R^2 - r^2), over its integral R
    volumes = 8 / flaw.modulus * -np.diff(m**1.5) / 3  # of half a penny per pressure
    room = 4 * radius**2 * current * seconds * flaw.volume_per_charge
    most = linprog(-shares, A_ub=[largest * volumes / room], b_ub=[1.0], bounds=(0.0, 1.0))
    ratio = -most.fun * largest / (flaw.critical_pressure - stress)
    stopped = stops_first(config, weakest, current, None, 1.0)
    assert stopped is not None
    assert stopped.peak == pytest.approx(ratio, rel=0.02)


def test_the_time_of_a_crack_is_not_estimated(load: Callable[..., Config]) -> None:
    config = load(*SLAB)
    cell = cell_of(config, assumptions(config, []))
    (crack,) = (row for row in mechanisms(cell) if row.name.startswith("crack"))
    assert crack.critical_current is None and crack.time is None
    assert crack.note.startswith("at least 1.19 mA/cm^2; how fast it grows in a slab with a depth")


@pytest.mark.parametrize(
    "overrides", [(), ("mesh.tip=2 um",), (f"{FLAW}.half_width=20 um", "mesh.grading=0.35")]
)
def test_cells_and_vertices_are_those_of_the_mesher(
    load: Callable[..., Config], overrides: tuple[str, ...]
) -> None:
    config = load(*SLAB, *overrides)
    slab, size, (flaw,) = config.geometry, config.mesh, config.geometry.flaws
    assert slab.depth is not None
    crack = anode_crack("a", flaw.position, slab.z_of(flaw), flaw.length, flaw.half_width)
    body = SolidSlab(slab.width, slab.thickness, slab.depth, (crack,))
    mesh = build_solid_mesh(body, SolidSizes(size.tip, size.far, size.grading))
    assert solid_cells(config) == pytest.approx(len(mesh.cells), rel=0.15)
    assert film_vertices(flaw, size) == pytest.approx(len(mesh.cracks[0].plus), rel=0.1)
    points = mesh.points[mesh.cracks[0].plus[mesh.cracks[0].front]]
    chords = math.fsum(math.dist(*pair) for pair in pairwise(points))
    assert front_length(flaw) == pytest.approx(chords, rel=1e-2)


@pytest.mark.parametrize("size", [1, 20])
def test_cells_around_a_pore_are_those_of_sizes_that_grow_from_its_wall(
    load: Callable[..., Config], size: float
) -> None:
    """4.4 per h^3, h = R/3 + grading * distance up to mesh.far, added up shell by shell."""
    pore = f"geometry.microstructure.placed_pores=[{{centre: [50 um, 60 um], size: {size} um}}]"
    config = load(*SLAB, pore, "mesh.far=10 um")
    without = load(*SLAB, "mesh.far=10 um").model_copy(update={"mesh": config.mesh})
    radius, far, grading = size * 0.5e-6, 10e-6, config.mesh.grading
    reach = (far - radius / 3) / grading
    around = quad(
        lambda x: 4 * np.pi * (radius + x) ** 2 / (radius / 3 + grading * x) ** 3, 0, reach
    )
    counted = solid_cells(config) - solid_cells(without)
    assert counted == pytest.approx(4.4 * around[0], rel=1e-6)


MEASURED = [
    (("1 um", "0.25", "12 um"), 3.1, 1.8, 0.49e9),
    (("0.72 um", "0.2", "8 um"), 8.4, 4.6, 0.78e9),
]
"""Meshes of `benchmarks.performance.solid_step`; seconds on one rank and on two, memory [B]."""


@pytest.mark.parametrize(("mesh", "alone", "together", "memory"), MEASURED)
def test_cost_is_that_of_growth_steps_that_were_timed(
    mesh: tuple[str, ...], alone: float, together: float, memory: float
) -> None:
    keys = ("tip", "grading", "far")
    sizes = [f"mesh.{key}={size}" for key, size in zip(keys, mesh, strict=True)]
    config = load_config(HALF_PENNY, sizes)  # 3 to 7 % more cells than are made
    one, two = solid_cost(config), solid_cost(config, 2)
    assert one.solver == two.solver == "direct"
    assert one.seconds == pytest.approx(alone, rel=0.3)
    assert two.seconds == pytest.approx(together, rel=0.3)
    assert one.memory == pytest.approx(memory, rel=0.2)


def test_ranks_and_solver_count_for_the_cost(
    load: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By multigrid on one rank, the fastest on 64, and the same whatever is asked for there."""
    monkeypatch.setattr(solver_cost, "memory_of_node", lambda: math.inf)
    fine = (*SLAB, "mesh.grading=0.1")
    one, many = (solid_cost(load(*fine), ranks) for ranks in (1, 64))
    assert (one.solver, many.solver) == ("direct", "multigrid") and many.seconds < one.seconds
    slow = solid_cost(load(*fine, "numerics.linear_solver=multigrid"))
    assert slow.solver == "multigrid" and slow.seconds > one.seconds
    assert solid_cost(load(*fine, "numerics.linear_solver=multigrid"), 64) == many
    note = {item.name: item.note for item in expectations(load(*fine))}["run time"]
    assert "direct solver; 2 ranks: " in note and "16 ranks: " in note
    flat = {item.name: item.note for item in expectations(load())}["run time"]
    assert "ranks" not in flat


def test_cost_grows_with_the_mesh(load: Callable[..., Config]) -> None:
    coarse, fine = (expected_cost(load(*SLAB, f"mesh.tip={tip} um")) for tip in (1, 0.5))
    assert 5e3 < coarse.cells < 1e4 and coarse.steps == fine.steps
    assert fine.time > 3 * coarse.time and fine.memory > coarse.memory > 4e8


def test_parts_of_symmetric_slabs_cost_less(load: Callable[..., Config]) -> None:
    """Of a half-penny in a plane one face is meshed, as many vertices as of both."""
    axes = ("none", "x", "xz")
    whole, along, quarter = (expected_cost(load(*SLAB, f"geometry.symmetry={one}")) for one in axes)
    assert whole.cells == pytest.approx(2 * along.cells, rel=1e-2)
    assert whole.cells == pytest.approx(4 * quarter.cells, rel=1e-2)
    assert whole.time > along.time > quarter.time


def test_advances_that_grow_with_the_crack_are_counted(load: Callable[..., Config]) -> None:
    """Each is a tenth longer than the one before, until they have their full length of 3 um."""
    config = load(
        *SLAB,
        "geometry.thickness=60 um",
        "geometry.flaws=[{position: 20 um, length: 10 um}]",
        "growth.step=1 um",
        "growth.short_circuit_distance=6 um",
    )
    depth, count = 10.0, 0
    while depth < 54:
        depth, count = depth + min(depth / 10, 3.0), count + 1
    assert expected_cost(config).steps == pytest.approx(count, abs=2)


def test_a_slab_too_large_for_the_machine(load: Callable[..., Config]) -> None:
    with pytest.raises(UsageError, match=r"Make mesh\.tip and mesh\.far larger or the slab smal"):
        reject_too_large(load(*SLAB, "mesh.far=0.101 um", "mesh.tip=0.1 um"))


def test_the_steps_told_are_no_more_than_asked_for(load: Callable[..., Config]) -> None:
    steps = {
        most: next(e for e in expectations(load(*SLAB, most)) if e.name.startswith("growth steps"))
        for most in ("growth.max_steps=3", "growth.max_steps=1000")
    }
    few, many = steps.values()
    assert few[:2] == ("growth steps", 3)  # not those to the short circuit
    assert few.note == "no more: growth.max_steps"
    assert many.name == "growth steps to short circuit"
    assert many.value > 3
    assert many.note == "if the filament goes straight"


def test_a_pull_along_the_electrodes_is_not_called_stack_pressure(
    load: Callable[..., Config],
) -> None:
    found = verdict(load(*SLAB, "mechanics={sides: free, lateral_stress: -500 MPa}"))
    assert found.lines[0] == "The lateral stress alone cracks flaw1."


@pytest.mark.parametrize(("tip", "found"), [(1.6, 0.35e9), (0.3, 0.75e9), (0.2, 1.22e9)])
def test_memory_is_that_of_runs_with_many_vertices_on_the_crack(
    load: Callable[..., Config], tip: float, found: float
) -> None:
    slab = ("geometry.width=40 um", "geometry.thickness=40 um", "geometry.depth=40 um")
    flaw = f"{FLAW}={{position: 20 um, length: 8 um, half_width: 8 um}}"
    sizes = (f"mesh.tip={tip} um", "mesh.far=12 um", "mesh.grading=0.35", "growth.step=1.6 um")
    assert expected_cost(load(*slab, flaw, *sizes)).memory == pytest.approx(found, rel=0.25)
