"""L: lithium flowing along rigid channels."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
from scipy.integrate import dblquad
from tests.builders.plane_growth import LIMITS, problem, steady
from tests.builders.slabs import (
    MODEL,
    UM,
    YOUNG,
    Solid,
    condensed,
    edge_crack,
    sizes,
)
from tests.verification.cases.case import Measured, case, relative

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.filling import openings
from filasse.cracks.film_transport import LithiumFlow
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import FilmState
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.film_flow import FilmFlow, flux
from filasse.physics.kinetics import Kinetics
from filasse_meshes import Slab

LENGTH, WIDTH = 10 * UM, UM
"""Of the channel [m]."""

EXPONENT, STRENGTH = 6.6, 3e5
"""n and A^(-1/n) [Pa s^(1/n)] of LePage's creep law, at infinite temperature."""

CURRENT = 20.0
"""Current density on both faces [A/m^2]."""


@functools.cache
def _channel() -> tuple[Response, Slab]:
    """A rigid slab with a crack."""
    slab = edge_crack(LENGTH, 10 * LENGTH, 10 * LENGTH)
    rigid = Solid((30 * YOUNG,), (0.26,), (1e3,))
    return condensed(slab, sizes(slab, lip=1 / 20), solid=rigid), slab


def _cell(exponent: float, strength: float) -> CellModel:
    """Lithium that creeps; a current that neither the pressure nor the potential alters."""
    film = FilmFlow(PowerLaw(1.0, exponent, strength), 0.0)
    passive = Kinetics("ideal", 1.0, 0.5, 1e6, 298.15)
    return replace(MODEL, anode=passive, flow="creep", film=film, open_mouths=True, aperture=WIDTH)


def _gradient(flow: float, exponent: float, strength: float) -> float:
    """G of L1: the pressure gradient that carries a flow q [m^2/s] through the channel."""
    law = 2 / (exponent + 2) * 3 ** ((exponent + 1) / 2) * strength**-exponent
    return float((flow / (law * (WIDTH / 2) ** (exponent + 2))) ** (1 / exponent))


@case("L1", "flow of a creeping film against its velocity profile")
def film_law() -> Measured:
    """Q = int u dz, du/dz = 3^((n+1)/2) A (G z)^n: Mises creep in simple shear, plane strain."""
    gradient = 1e12
    rate = 3 ** ((EXPONENT + 1) / 2) * STRENGTH**-EXPONENT
    # Cavalieri: integrating the velocity over the channel weighs the shear rate with z.
    half = WIDTH / 2
    exact = (
        2
        * dblquad(
            lambda z, _: rate * (gradient * z) ** EXPONENT * half, 0, 1, lambda x: x * half, half
        )[0]
    )
    film = FilmFlow(PowerLaw(1.0, EXPONENT, STRENGTH), 0.0)
    value = flux(film, np.array([WIDTH]), np.array([-gradient]))[0][0]
    return relative(value, exact, 1e-9, "m^2/s")


@case("L1", "flow through the film solver's grid")
def film_grid_flow() -> Measured:
    """Q = 2/(n+2) 3^((n+1)/2) A G^n (w/2)^(n+2) leaves the last node of a channel."""
    response, _ = _channel()
    cell = _cell(EXPONENT, STRENGTH)
    gap = openings(response, cell, response.loads(cell.loads))
    flow = LithiumFlow(response.grid, gap, cell, 1.0)
    system = CoupledSystem(response, cell, Drive(current=0.0))
    gradient = 1e12
    film = replace(filled_cracks(system, 0.0), traction=gradient * (LENGTH - response.grid.arc))
    inflow = flow.net_inflow(film, gap.unloaded)
    law = 2 / (EXPONENT + 2) * 3 ** ((EXPONENT + 1) / 2) * STRENGTH**-EXPONENT
    exact = law * gradient**EXPONENT * (WIDTH / 2) ** (EXPONENT + 2)
    return relative(inflow[-1], exact, 1e-3, "m^2/s")


def _uniform_plating(exponent: float, strength: float) -> FilmState:
    """Steady state of a channel with the same current everywhere on its faces."""
    response, slab = _channel()
    drive = Drive(current=CURRENT * (slab.width + 2 * LENGTH))
    # Only the steady state counts: the way there may be coarse.
    limits = replace(LIMITS, stop_time=1e4, newton_tolerance=1e-8, time_tolerance=1e-2)
    model = problem(_cell(exponent, strength), drive, first_step=1e-6, limits=limits)
    return steady(response, slab, model).state.film


PLATED = 2 * CURRENT * MODEL.volume_per_charge * LENGTH
"""Flow at the mouth, q = 2 i V_m L/F [m^2/s]."""


@case("L2", "pressure drop of a channel plated uniformly, n = 6.6")
def plated_channel() -> Measured:
    """Dp = n/(n+1) L G(2 i V_m L/F)."""
    film = _uniform_plating(EXPONENT, STRENGTH)
    exact = EXPONENT / (EXPONENT + 1) * LENGTH * _gradient(PLATED, EXPONENT, STRENGTH)
    return relative(film.pressure.max(), exact, 1e-3, "Pa")


@case("L2", "pressure drop of a channel plated uniformly, n = 1")
def viscous_channel() -> Measured:
    """The same for a viscous film."""
    film = _uniform_plating(1.0, 1e6)
    exact = LENGTH / 2 * _gradient(PLATED, 1.0, 1e6)
    return relative(film.pressure.max(), exact, 1e-3, "Pa")


@case("L2", "pressure drop of a nearly plastic channel, n = 50")
def plastic_channel() -> Measured:
    """Dp = 2 k L/w, k = sigma_y / 3^0.5, with the strength at a strain rate of 1/s."""
    strength = 1e6
    with np.errstate(all="ignore"):  # first iterates may overflow, and are then rejected
        film = _uniform_plating(50.0, strength)
    exact = 2 * strength / np.sqrt(3) * LENGTH / WIDTH
    return relative(film.pressure.max(), exact, 1e-2, "Pa")
