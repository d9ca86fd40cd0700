"""E: pressures under voltage, currents on slits, blocked cracks."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np
from tests.builders.plane_growth import problem, steady
from tests.builders.slabs import (
    CONDUCTIVITY,
    FREE,
    LLZO,
    MODEL,
    STRETCHED,
    TEMPERATURE,
    UM,
    YOUNG,
    FloatArray,
    Solid,
    centre_crack,
    condensed,
    condensed_on,
    edge_crack,
    geometric_factor,
    meshed,
    sizes,
)
from tests.verification.cases.case import Measured, case, profile, relative

from filasse.constants import FARADAY
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import FilmState
from filasse.fem.condensed import Response
from filasse.fem.supports import Support
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.kinetics import Kinetics, Law
from filasse.timeloop.outcome import Outcome
from filasse_meshes import Microstructure, Notch, Sizes, Slab
from filasse_meshes.data.tags import Surface

PRESSURE_PER_VOLT = FARADAY / MODEL.molar_volume
"""F/V_m [Pa/V]."""

CONDUCTING = 1e5
"""Conductivity at which the electrolyte is an equipotential [S/m]."""


@case("E1", "Li pressure in a rigid cavity at 0.1 V")
def cavity_tenth_volt() -> Measured:
    """742.2 MPa."""
    return _cavity(0.1, 742.2e6)


@case("E1", "Li pressure in a rigid cavity at 10 mV")
def cavity_ten_millivolt() -> Measured:
    """74.2 MPa."""
    return _cavity(0.01, 74.22e6)


def _cavity(voltage: float, reference: float) -> Measured:
    """Hold a slab without resistance at a voltage until its sealed crack takes no current."""
    slab = edge_crack(5 * UM, 50 * UM, 50 * UM)
    solid = Solid((1e3 * YOUNG,), (0.26,), (CONDUCTING,))
    response = condensed(slab, sizes(slab), solid=solid)
    model = problem(MODEL, Drive(voltage=voltage))
    film = steady(response, slab, model, toughness=1e7).state.film
    return relative(film.pressure.max(), reference, 1e-4, "Pa, at the end of a potentiostatic hold")


@case("E2", "overpotential that grows a centre crack of 5 um")
def griffith_centre() -> Measured:
    """34.0 mV at K_IC = 1 MPa m^0.5."""
    return _griffith(centre_crack(5 * UM, 500 * UM, 500 * UM), 1e6, 34.0e-3)


@case("E2", "overpotential that grows an edge crack of 5 um")
def griffith_edge() -> Measured:
    """30.3 mV at K_IC = 1 MPa m^0.5."""
    return _griffith(edge_crack(5 * UM, 500 * UM, 500 * UM), 1e6, 30.31e-3)


def _griffith(slab: Slab, toughness: float, reference: float) -> Measured:
    """Hold a voltage until the current of the crack stops; K is proportional to the voltage."""
    solid = replace(LLZO, conductivity=(CONDUCTING,))
    response = condensed(slab, sizes(slab), solid=solid)
    model = problem(MODEL, Drive(voltage=reference))
    outcome = steady(response, slab, model, 2 * toughness)
    ratio = outcome.records[-1].tips[-1].k_i / toughness
    return relative(reference / ratio, reference, 2e-3, "V, of the steady state in which K = K_IC")


@case("E2", "critical pressure, LPSCl, centre crack of 1 um")
def griffith_sulfide_small() -> Measured:
    """129.8 MPa."""
    return _critical_pressure(1 * UM, 129.8e6)


@case("E2", "critical pressure, LPSCl, centre crack of 5 um")
def griffith_sulfide_large() -> Measured:
    """58.0 MPa."""
    return _critical_pressure(5 * UM, 58.03e6)


def _critical_pressure(a: float, reference: float) -> Measured:
    slab = centre_crack(a, 200 * a, 200 * a)
    response = condensed(slab, sizes(slab), solid=Solid((22e9,), (0.37,), (0.2,)))
    value = 0.23e6 / (geometric_factor(response) * np.sqrt(np.pi * a))
    return relative(value, reference, 1e-3, "Pa, K_IC = 0.23 MPa m^0.5")


_SLIT = 10 * UM
_FAR_CURRENT = 10.0
"""Length of the slit [m], and current density far from it [A/m^2]."""


_PRIMARY = replace(MODEL, anode=Kinetics("ideal", 1.0, 0.5, 0.0, TEMPERATURE), open_mouths=True)
"""No kinetics, and lithium that leaves freely: the primary distribution."""


@dataclass(frozen=True)
class _Currents:
    """Current densities out of the electrolyte.

    Attributes:
        response: condensed operators.
        position: of every reactive node [m], shape (m, 2).
        current: of every reactive node [A/m^2], shape (m,).
    """

    response: Response
    position: FloatArray
    current: FloatArray

    def on(self, surface: Surface) -> tuple[FloatArray, FloatArray]:
        """Positions and current densities on a surface."""
        here = self.response.ionic.nodes.surface == surface
        return self.position[here], self.current[here]


def _primary(slab: Slab, size: Sizes) -> _Currents:
    domain = meshed(slab, size)
    response = condensed_on(domain)
    film = _first(response, _PRIMARY, _FAR_CURRENT * slab.width)
    return _Currents(
        response, domain.surfaces.coordinates(response.ionic.nodes.vertex), film.current
    )


@functools.cache
def _slit() -> _Currents:
    slab = edge_crack(_SLIT, 100 * _SLIT, 50 * _SLIT)
    return _primary(slab, Sizes(5 * _SLIT, _SLIT / 100, _SLIT / 20, _SLIT / 5))


def _first(response: Response, cell: CellModel, current: float) -> FilmState:
    """Currents at the start, without pressure in the lithium."""
    system = CoupledSystem(response, cell, Drive(current=current))
    film = filled_cracks(system, 0.0)
    return Newton(system).solve(film, film.lithium, 0.0, frozen="film").film


@case("E3", "total primary current of a slit")
def slit_total() -> Measured:
    """2 i a per unit depth."""
    slit = _slit()
    faces = slit.response.ionic.nodes.film >= 0
    total = float(slit.response.ionic.areas[faces] @ slit.current[faces])
    return relative(total, 2 * _FAR_CURRENT * _SLIT, 3e-3, "A/m")


@case("E3", "primary current on the face of a slit")
def slit_face() -> Measured:
    """I y / sqrt(a^2 - y^2): compared up to 0.9 a, beyond which it is singular."""
    at, values = _slit().on(Surface.FACE_PLUS)
    here = at[:, 1] < 0.9 * _SLIT
    y = at[here, 1]
    exact = _FAR_CURRENT * y / np.sqrt(_SLIT**2 - y**2)
    return profile(values[here], exact, 1e-2, "A/m^2, worst node")


@case("E3", "primary current on the base beside a slit")
def slit_base() -> Measured:
    """I x / sqrt(x^2 + a^2)."""
    at, values = _slit().on(Surface.ANODE)
    x = at[:, 0] - 50 * _SLIT
    exact = _FAR_CURRENT * np.abs(x) / np.sqrt(x**2 + _SLIT**2)
    return profile(values, exact, 1e-2, "A/m^2, worst node")


@functools.cache
def _boss() -> tuple[_Currents, float]:
    """A half cylinder on the anode, as a polygon."""
    radius, width = 10 * UM, 1000 * UM
    angle = np.linspace(0, np.pi, 81)
    corners = np.column_stack([width / 2 + radius * np.cos(angle), radius * np.sin(angle)])
    corners[[0, -1], 1] = 0.0
    notch = Notch("boss", tuple((float(x), float(y)) for x, y in corners))
    slab = Slab(width, width, microstructure=Microstructure(notches=(notch,)))
    return _primary(slab, Sizes(width / 20, radius / 20, radius / 20, radius / 5)), radius


@case("E3", "peak primary current on a half-cylinder boss")
def boss_peak() -> Measured:
    """2 i."""
    boss = _boss()[0]
    at, values = boss.on(Surface.ANODE)
    top = int(np.argmax(at[:, 1]))
    return relative(values[top], 2 * _FAR_CURRENT, 1e-2, "A/m^2, at the top")


@case("E3", "total primary current of a half-cylinder boss")
def boss_total() -> Measured:
    """4 i R per unit depth."""
    boss, radius = _boss()
    at, values = boss.on(Surface.ANODE)
    here = boss.response.ionic.nodes.surface == Surface.ANODE
    wall = at[:, 1] > 0
    total = float(boss.response.ionic.areas[here][wall] @ values[wall])
    return relative(total, 4 * _FAR_CURRENT * radius, 1e-2, "A/m")


_WAGNER = 1000.0
"""kappa R_ct / a of the cases E4."""


def _slow(a: float) -> CellModel:
    """Linear kinetics of a large Wagner number."""
    resistance = _WAGNER * a / CONDUCTIVITY
    exchange = MODEL.anode.thermal_voltage / resistance
    return replace(MODEL, anode=replace(MODEL.anode, exchange_current_density=exchange))


@case("E4", "current on a slit at no pressure, large Wagner number")
def slow_start() -> Measured:
    """I (R_ct + y/kappa) / R_ct."""
    return _slow_kinetics(blocked=False)


@case("E4", "current on a blocked slit, large Wagner number")
def slow_end() -> Measured:
    """[i (R_ct + y/kappa) - p V_m/F] / R_ct with the pressure at which the slit takes nothing."""
    return _slow_kinetics(blocked=True)


def _slow_kinetics(blocked: bool) -> Measured:
    a = _SLIT
    slab = edge_crack(a, 200 * a, 100 * a)
    response, cell = condensed(slab, sizes(slab)), _slow(a)
    current = _FAR_CURRENT * slab.width
    if blocked:
        model = problem(cell, Drive(current=current))
        film = steady(response, slab, model, toughness=1e8).state.film
    else:
        film = _first(response, cell, current)
    resistance = cell.anode.charge_transfer_resistance
    counted = slab.width + (0.0 if blocked else 2 * a)
    i = current / counted
    excess = film.pressure / PRESSURE_PER_VOLT
    exact = (i * (resistance + _means(response.grid.arc) / CONDUCTIVITY) - excess) / resistance
    values = film.current[response.ionic.nodes.surface == Surface.FACE_PLUS]
    return profile(values, exact, 1e-2, "A/m^2, worst node")


def _means(y: FloatArray) -> FloatArray:
    """Mean of y over the hat function of every node: a node's current stands for its whole hat."""
    steps = np.concatenate([[0.0], np.diff(y), [0.0]])
    return np.asarray(y + np.diff(steps) / 3, dtype=np.float64)


_CELLS = ((1e-3, 5, 28.87), (1e-2, 5, 3.023), (1e-2, 20, 1.486), (1e-2, 50, 0.9128))
"""R_ct [ohm m^2], a [um], i_crit [A/m^2] at K_IC = 1 MPa m^0.5 and kappa = 0.05 S/m."""


def _blocked(slab: Slab, cell: CellModel, support: Support, current: float) -> Outcome:
    response = condensed(slab, sizes(slab), support)
    model = problem(cell, Drive(current=current * slab.width))
    return steady(response, slab, model, toughness=2e6)


def _with_resistance(resistance: float, law: Law) -> CellModel:
    """A cell of a given charge-transfer resistance [ohm m^2]; its cracks do not grow."""
    exchange = MODEL.anode.thermal_voltage / resistance
    anode = replace(MODEL.anode, law=law, exchange_current_density=exchange)
    return replace(MODEL, anode=anode)


def _critical_current(resistance: float, a: float, reference: float) -> Measured:
    """Scale the current so that K = K_IC in the steady state: K is proportional to it."""
    slab = edge_crack(a, 200 * a, 100 * a)
    outcome = _blocked(slab, _with_resistance(resistance, "linear"), FREE, reference)
    value = reference * 1e6 / outcome.records[-1].tips[0].k_i
    return relative(value, reference, 1e-2, "A/m^2, linear kinetics")


def _critical_current_cases() -> None:
    for resistance, a, reference in _CELLS:
        text = f"critical current, blocked crack of {a} um, {resistance * 1e4:.0f} ohm cm^2"
        case("E5", text)(functools.partial(_critical_current, resistance, a * UM, reference))


_critical_current_cases()


@case("E5", "pressure in a blocked crack, Butler-Volmer, under stack pressure")
def blocked_butler_volmer() -> Measured:
    """P = (F/V_m) [(2 R T/F) asinh(i/(2 i_0)) + i a/(2 kappa)] + p_stack."""
    a, current, stack = 5 * UM, 30.0, 20e6
    cell = _with_resistance(1e-3, "butler_volmer")
    cell = replace(cell, stack_pressure=stack, loads=(stack,))
    outcome = _blocked(edge_crack(a, 200 * a, 100 * a), cell, STRETCHED, current)
    drop = 2 * cell.anode.thermal_voltage
    drop *= np.arcsinh(current / (2 * cell.anode.exchange_current_density))
    exact = PRESSURE_PER_VOLT * (drop + current * a / (2 * CONDUCTIVITY)) + stack
    return relative(outcome.state.film.pressure.max(), exact, 1e-2, "Pa")
