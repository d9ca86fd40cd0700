"""Small alternating currents against closed forms and against the solver's own voltage."""

from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import frozen, march, problem
from tests.builders.slabs import (
    CONDUCTIVITY,
    MODEL,
    TEMPERATURE,
    UM,
    condensed,
    edge_crack,
)

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.interface.planar_interface import CoatingModel, Patch
from filasse.physics.double_layer import interface_impedance
from filasse.physics.interphase import Interphase, Parabolic
from filasse.physics.kinetics import Kinetics, charge_transfer_slope
from filasse.spectroscopy.circuit import circuit_of
from filasse.spectroscopy.linearised import Linearised
from filasse_meshes import Sizes, Slab

WIDTH = THICKNESS = 60 * UM
FILM, CAPACITANCE = 2e-4, 1e-2
ELECTROLYTE = THICKNESS / CONDUCTIVITY
LITHIUM = Kinetics("butler_volmer", 25.7, 0.4, FILM, TEMPERATURE, CAPACITANCE)
OPPOSITE = Kinetics("butler_volmer", 8.0, 0.5, 0.0, TEMPERATURE, 3 * CAPACITANCE)
CELL = replace(
    MODEL,
    anode=LITHIUM,
    counter=OPPOSITE,
    counter_kind="butler_volmer",
    flow="creep",
    open_mouths=True,
)
SYMMETRIC = replace(CELL, counter=replace(LITHIUM, film_resistance=0.0))
FREQUENCIES = np.geomspace(1e-6, 1e9, 31)
LOAD = 20.0  # [A/m^2]
NO_GROWTH = 1e9
THICK, CONDUCTING = 20e-9, 1e-5
"""An interphase: thickness [m] and conductivity [S/m]."""


@pytest.fixture(scope="module")
def flat() -> Response:
    """A slab without cracks."""
    return condensed(Slab(WIDTH, THICKNESS, ()), Sizes(10 * UM, 10 * UM, 10 * UM, 10 * UM))


@pytest.fixture(scope="module")
def loaded(edge: Response) -> tuple[CoupledSystem, FilmState]:
    """A cracked slab that a current has brought into a steady state."""
    return _steady(edge, CELL)


def _steady(response: Response, cell: CellModel) -> tuple[CoupledSystem, FilmState]:
    slab = edge_crack(10 * UM, WIDTH, THICKNESS)
    model = problem(cell, Drive(current=LOAD * WIDTH))
    geometry = frozen(response, model, slab, NO_GROWTH)
    state = march(geometry).state
    system = geometry.system_at(state)
    return system, _stationary(system, state.film)


def _stationary(system: CoupledSystem, film: FilmState) -> FilmState:
    """The films after a step that is as good as endless."""
    return Newton(system).solve(film, film.lithium, 1e15).film


def _linearised(response: Response, cell: CellModel, current: float) -> Linearised:
    slab = Slab(WIDTH, THICKNESS, ())
    geometry = frozen(response, problem(cell, Drive(current=current * WIDTH)), slab)
    state = geometry.initial_state()
    return Linearised(geometry.system_at(state), state.film)


def _spectrum(linearised: Linearised) -> np.ndarray:
    return np.array([linearised.whole.impedance(2 * np.pi * f) for f in FREQUENCIES.tolist()])


def _slopes(kinetics: Kinetics, current: float) -> float:
    return float(charge_transfer_slope(kinetics, np.array([current]))[0])


@pytest.mark.parametrize("current", [0.0, LOAD, -LOAD])
@pytest.mark.parametrize("cell", [CELL, SYMMETRIC])
def test_a_flat_cell_is_its_circuit(flat: Response, cell: CellModel, current: float) -> None:
    linearised = _linearised(flat, cell, current)
    anode, counter = _slopes(cell.anode, current), _slopes(cell.counter, -current)
    expected = interface_impedance(FILM, anode, CAPACITANCE, FREQUENCIES)
    capacitance = cell.counter.double_layer_capacitance
    expected = expected + interface_impedance(0.0, counter, capacitance, FREQUENCIES)
    assert np.abs(_spectrum(linearised) / (ELECTROLYTE + expected) - 1).max() < 1e-9
    circuit = circuit_of(linearised)
    assert circuit.electrolyte == pytest.approx(ELECTROLYTE, rel=1e-9)
    assert circuit.layers == pytest.approx(FILM, rel=1e-9)
    assert circuit.charge_transfer == pytest.approx(anode + counter, rel=1e-9)
    assert circuit.films == pytest.approx(0.0, abs=1e-12)
    assert circuit.direct == pytest.approx(_spectrum(linearised)[0].real, rel=1e-9)


@pytest.mark.parametrize("current", [0.0, LOAD, -LOAD])
def test_an_interphase_is_a_film_in_series(flat: Response, current: float) -> None:
    """R_0 = L/kappa + R_f + delta/sigma, and R_0 + R_ct: the kinetics stay what they are."""
    grows = Interphase(Parabolic(2e-16, 1e-8), CONDUCTING, current_share=0.2)
    cell = replace(CELL, layer=grows, first_layer=THICK)
    circuit = circuit_of(_linearised(flat, cell, current))
    high = ELECTROLYTE + FILM + THICK / CONDUCTING
    transfer = _slopes(cell.anode, current) + _slopes(cell.counter, -current)
    assert circuit.layers == pytest.approx(FILM + THICK / CONDUCTING, rel=1e-9)
    assert circuit.high_frequency == pytest.approx(high, rel=1e-9)
    assert circuit.low_frequency == pytest.approx(high + transfer, rel=1e-9)
    spectrum = _spectrum(_linearised(flat, cell, current))
    assert spectrum[-1].real == pytest.approx(high, rel=1e-6)


def test_an_interphase_on_crack_faces_too(edge: Response) -> None:
    """One that stays as it is: against the slope of the solver's own voltage."""
    system, film = _steady(
        edge, replace(CELL, layer=Interphase(None, CONDUCTING), first_layer=THICK)
    )
    assert (film.layer[system.electric.faces] == THICK).all()
    circuit = circuit_of(Linearised(system, film))
    for frozen_films, found in ((True, circuit.low_frequency), (False, circuit.direct)):
        assert found == pytest.approx(_slope(system, film, frozen_films), rel=1e-6)


COATING = CoatingModel(resistance=3e-4, conductance=4e-8)


@pytest.mark.parametrize("current", [0.0, LOAD, -LOAD])
def test_an_even_coating_is_a_film_in_series(flat: Response, current: float) -> None:
    """No current flows along it: R_0 = L/kappa + R_f + R_c, and the arc is that without it."""
    bare = circuit_of(_linearised(flat, CELL, current))
    linearised = _linearised(flat, replace(CELL, coating=COATING), current)
    circuit = circuit_of(linearised)
    assert circuit.electrolyte == pytest.approx(ELECTROLYTE, rel=1e-9)
    assert circuit.layers == pytest.approx(FILM + COATING.resistance, rel=1e-9)
    assert circuit.charge_transfer == pytest.approx(bare.charge_transfer, rel=1e-9)
    assert circuit.top == pytest.approx(bare.top, rel=1e-6)
    without = _spectrum(_linearised(flat, CELL, current)) + COATING.resistance
    assert np.abs(_spectrum(linearised) / without - 1).max() < 1e-9


def test_a_coating_past_a_blocked_spot(edge: Response) -> None:
    """Its limits: the slope of the solver's own voltage, and of kinetics without resistance."""
    spot = (Patch(15 * UM, 12 * UM, 1.0),)
    cell = replace(CELL, coating=COATING, patches=spot)
    system, film = _steady(edge, cell)
    circuit = circuit_of(Linearised(system, film))
    for frozen_films, found in ((True, circuit.low_frequency), (False, circuit.direct)):
        assert found == pytest.approx(_slope(system, film, frozen_films), rel=1e-6)
    ideal = replace(cell, anode=replace(LITHIUM, law="ideal"))
    ideal = replace(ideal, counter=replace(OPPOSITE, law="ideal"), counter_kind="equipotential")
    fast = circuit_of(Linearised(system.__class__(edge, ideal, system.drive), film))
    assert circuit.high_frequency == pytest.approx(fast.low_frequency, rel=1e-9)
    blocked = circuit_of(Linearised(*_steady(edge, replace(CELL, patches=spot))))
    assert circuit.low_frequency < blocked.low_frequency + COATING.resistance


def test_the_arc_of_a_symmetric_cell(flat: Response) -> None:
    circuit = circuit_of(_linearised(flat, SYMMETRIC, 0.0))
    time = LITHIUM.charge_transfer_resistance * CAPACITANCE
    assert circuit.top == pytest.approx(1 / (2 * np.pi * time), rel=1e-6)
    assert circuit.capacitance == pytest.approx(CAPACITANCE / 2, rel=1e-6)


def test_without_a_charge_transfer_there_is_no_arc(flat: Response) -> None:
    ideal = replace(LITHIUM, law="ideal")
    cell = replace(CELL, anode=ideal, counter=ideal, counter_kind="resistance")
    linearised = _linearised(flat, cell, LOAD)
    circuit = circuit_of(linearised)
    assert (circuit.top, circuit.capacitance) == (None, None)
    assert circuit.charge_transfer == pytest.approx(0.0, abs=1e-15)
    assert np.ptp(_spectrum(linearised)) == pytest.approx(0.0, abs=1e-12)
    assert circuit.layers == pytest.approx(2 * FILM, rel=1e-9)


@pytest.mark.parametrize("kind", ["butler_volmer", "resistance", "equipotential", "uniform_flux"])
def test_every_counter_electrode(edge: Response, kind: str) -> None:
    counter = OPPOSITE if kind == "butler_volmer" else replace(OPPOSITE, law="ideal")
    system, film = _steady(edge, replace(CELL, counter=counter, counter_kind=kind))
    linearised = Linearised(system, film)
    circuit = circuit_of(linearised)
    assert min(circuit.electrolyte, circuit.layers, circuit.charge_transfer) > 0
    assert linearised.films_at_rest.impedance(0.0).real == pytest.approx(
        _slope(system, film, frozen_films=True), rel=1e-6
    )


def test_a_cracked_cell_is_passive(loaded: tuple[CoupledSystem, FilmState]) -> None:
    values = _spectrum(Linearised(*loaded))
    assert values.real.min() > 0
    assert values.imag.max() < 0
    assert np.all(np.diff(values.real) < 0)  # it relaxes, and never resonates
    circuit = circuit_of(Linearised(*loaded))
    assert values[0].real == pytest.approx(circuit.direct, rel=1e-6)
    assert values[-1].real == pytest.approx(circuit.high_frequency, rel=1e-6)
    assert circuit.films is not None
    assert circuit.films > 0.05 * circuit.charge_transfer


def test_a_cracked_cell_at_rest_is_passive(edge: Response) -> None:
    slab = edge_crack(10 * UM, WIDTH, THICKNESS)
    pressed = replace(CELL, stack_pressure=1e6)
    geometry = frozen(edge, problem(pressed, Drive(current=0.0)), slab, NO_GROWTH)
    state = geometry.initial_state()
    assert (state.film.fill == Fill.FULL).all()
    linearised = Linearised(geometry.system_at(state), state.film)
    values, circuit = _spectrum(linearised), circuit_of(linearised)
    assert values.real.min() > 0
    assert values.imag.max() < 0
    # A crack's faces plate too, until lithium that cannot leave holds against it.
    assert circuit.charge_transfer < _slopes(LITHIUM, 0.0) + _slopes(OPPOSITE, 0.0)


def test_time_runs_both_ways(loaded: tuple[CoupledSystem, FilmState]) -> None:
    pencil = Linearised(*loaded).whole
    assert pencil.impedance(-5.0) == pytest.approx(pencil.impedance(5.0).conjugate(), rel=1e-9)


def test_it_does_not_matter_what_the_cycler_holds(
    loaded: tuple[CoupledSystem, FilmState],
) -> None:
    system, film = loaded
    drive = Drive(voltage=system.voltage(film))
    held = CoupledSystem(system.response, system.model, drive)
    for omega in (1e-3, 10.0, 1e5):
        expected = Linearised(system, film).whole.impedance(omega)
        assert Linearised(held, film).whole.impedance(omega) == pytest.approx(expected, rel=1e-9)


def test_films_at_rest_give_the_slope_of_the_voltage(
    loaded: tuple[CoupledSystem, FilmState],
) -> None:
    expected = _slope(*loaded, frozen_films=True)
    assert circuit_of(Linearised(*loaded)).low_frequency == pytest.approx(expected, rel=1e-6)


def test_the_direct_current_limit_is_the_slope_of_the_stationary_voltage(
    loaded: tuple[CoupledSystem, FilmState],
) -> None:
    expected = _slope(*loaded, frozen_films=False)
    assert circuit_of(Linearised(*loaded)).direct == pytest.approx(expected, rel=1e-6)
    assert expected > 1.02 * _slope(*loaded, frozen_films=True)


def test_an_island_takes_no_net_current(loaded: tuple[CoupledSystem, FilmState]) -> None:
    system, joined = loaded
    tip = system.response.grid.arc > 5 * UM
    film = replace(joined, cut_off=tip)
    film = Newton(system).solve(film, film.lithium, 0.0, frozen="film").film
    assert system.islands(film).count == 1
    linearised = Linearised(system, film)
    expected = _slope(system, film, frozen_films=True)
    assert linearised.films_at_rest.impedance(0.0).real == pytest.approx(expected, rel=1e-6)
    values = _spectrum(linearised)
    assert values.real.min() > 0
    high = circuit_of(linearised).high_frequency
    assert values[-1].real == pytest.approx(high, rel=1e-6)
    assert high > circuit_of(Linearised(system, joined)).high_frequency


def _slope(system: CoupledSystem, film: FilmState, frozen_films: bool) -> float:
    """Central difference of the solver's own voltage over the current density [ohm m^2]."""
    density, part = system.drive.current or 0.0, 1e-4
    voltages = []
    for current in (density * (1 - part), density * (1 + part)):
        there = CoupledSystem(system.response, system.model, Drive(current=current))
        if frozen_films:
            solved = Newton(there).solve(film, film.lithium, 0.0, frozen="film").film
        else:
            solved = _stationary(there, film)
        voltages.append(there.voltage(solved))
    return (voltages[1] - voltages[0]) / (2 * part * density) * WIDTH


def test_a_step_of_the_current_is_answered_as_the_spectrum_says(
    loaded: tuple[CoupledSystem, FilmState],
) -> None:
    """An implicit Euler step h is the response at i w = 1/h, but for double layers."""
    system, film = loaded
    bare = replace(LITHIUM, double_layer_capacitance=0.0)
    other = replace(OPPOSITE, double_layer_capacitance=0.0)
    model = replace(system.model, anode=bare, counter=other)
    step, change = 20.0, 1e-4
    raised = (system.drive.current or 0.0) * (1 + change)
    there = CoupledSystem(system.response, model, Drive(current=raised))
    after = Newton(there).solve(film, film.lithium, step).film
    slope = (there.voltage(after) - system.voltage(film)) / (LOAD * change)
    linear = Linearised(CoupledSystem(system.response, model, system.drive), film).whole
    assert linear.impedance(-1j / step).real == pytest.approx(slope, rel=1e-4)
