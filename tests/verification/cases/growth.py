"""G1, G2: how fast cracks full of mobile lithium grow."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

import numpy as np
from tests.builders.plane_growth import growth, problem
from tests.builders.slabs import (
    LLZO,
    MODEL,
    MODULUS,
    TEMPERATURE,
    TOUGHNESS,
    UM,
    Solid,
    centre_crack,
    edge_crack,
    sizes,
)
from tests.verification.cases.case import Measured, case, relative

from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.kinetics import Kinetics
from filasse_meshes import Sizes, Slab

CURRENT = 10.0
"""Current density [A/m^2]."""

APERTURE = 5e-9
"""Reference aperture [m]; it stands in the closed forms beside the elastic opening."""

# A film resistance so large that neither pressure nor place alters the current.
_UNIFORM = replace(MODEL, anode=Kinetics("ideal", 1.0, 0.5, 1e3, TEMPERATURE), aperture=APERTURE)

# Primary currents; the conductivity is so low that the pressure does not alter them.
_PRIMARY = replace(MODEL, anode=Kinetics("ideal", 1.0, 0.5, 0.0, TEMPERATURE), aperture=APERTURE)
_RESISTIVE = Solid(conductivity=(1e-5,))


def _passages(
    slab: Slab, cell: CellModel, solid: Solid, drive: Drive, ratio: float, stop: float
) -> tuple[tuple[float, float], ...]:
    """Length of the crack [m] and time [s] at every advance, until its length is `stop` [m].

    Args:
        slab: the first geometry.
        cell: the cell model.
        solid: its constants.
        drive: what the cycler prescribes.
        ratio: length of an advance over the half length of the crack.
        stop: length at which to stop [m].
    """
    model = problem(cell, drive)
    tips = 1 if slab.cracks[0].mouth else 2
    result = []
    for passage in growth(slab, model, _sizes, lambda length: ratio * length / tips, solid):
        length = float(np.ptp(passage.response.grid.arc)) / tips
        result.append((length, passage.time))
        if length > stop:
            return tuple(result)
    raise RuntimeError("The crack stopped growing.")


def _sizes(slab: Slab) -> Sizes:
    return sizes(slab, tip=1 / 50, lip=1 / 10)


def _time_between(passages: tuple[tuple[float, float], ...], power: float, to: float) -> float:
    """Time from the first passage to a length, interpolated in length^power [s]."""
    length, time = np.array(passages).T
    return float(np.interp(to**power, length**power, time) - time[0])


@dataclass(frozen=True)
class _Duration:
    """Time that a crack takes from one length to another, for step lengths a factor 2 apart.

    Attributes:
        exact: by the closed form [s].
        coarse: steps twice as long as the middle ones; NaN if not measured [s].
        middle: [s].
        fine: steps half as long as the middle ones [s].
    """

    exact: float
    coarse: float
    middle: float
    fine: float

    @property
    def extrapolated(self) -> float:
        """To steps of no length [s]."""
        return 2 * self.fine - self.middle

    @property
    def order(self) -> float:
        """In the step length, from the differences."""
        return float(np.log2((self.middle - self.coarse) / (self.fine - self.middle)))


_CENTRE = 10 * UM


@functools.cache
def _centre() -> _Duration:
    """A centre crack with uniform plating doubles its length."""
    slab = centre_crack(_CENTRE, 80 * _CENTRE, 80 * _CENTRE)
    drive = Drive(voltage=CURRENT * _UNIFORM.anode.film_resistance)

    def time(ratio: float) -> float:
        passages = _passages(slab, _UNIFORM, LLZO, drive, ratio, 2 * _CENTRE)
        return _time_between(passages, 0.5, 2 * _CENTRE)

    def charge(a: float) -> float:
        elastic = 6 * np.sqrt(np.pi * a) * TOUGHNESS / MODULUS
        return float(elastic + 2 * APERTURE * np.log(a))

    exact = (charge(2 * _CENTRE) - charge(_CENTRE)) / (4 * CURRENT * MODEL.volume_per_charge)
    return _Duration(exact, time(0.2), time(0.1), time(0.05))


@case("G1", "time for a centre crack to double, uniform plating")
def centre_growth() -> Measured:
    """da/dt = 4 sqrt(a) (V_m i/F) E' / (3 sqrt(pi) K_IC), with the aperture filled as well."""
    time = _centre()
    return relative(time.extrapolated, time.exact, 5e-3, "s, from steps of a/20 and a/10")


@case("G1", "order of the error in the step length")
def centre_growth_order() -> Measured:
    """One."""
    order = _centre().order
    return Measured(order, 1.0, abs(order - 1), 0.2, "absolute error; steps of a/20, a/10, a/5")


_SHORT, _LONG = 50 * UM, 500 * UM


@functools.cache
def _edge() -> _Duration:
    """An edge crack that takes the primary current grows tenfold."""
    slab = edge_crack(_SHORT, 100 * _LONG, 100 * _LONG)
    drive = Drive(voltage=CURRENT * slab.thickness / _RESISTIVE.conductivity[0])

    def time(ratio: float) -> float:
        passages = _passages(slab, _PRIMARY, _RESISTIVE, drive, ratio, _LONG)
        return _time_between(passages, 0.5, _LONG)

    def charge(a: float) -> float:
        elastic = 3 * 1.12152 * np.sqrt(np.pi * a) * TOUGHNESS / MODULUS
        return float(elastic + APERTURE * np.log(a))

    exact = (charge(_LONG) - charge(_SHORT)) / (2 * CURRENT * MODEL.volume_per_charge)
    return _Duration(exact, np.nan, time(0.2), time(0.1))


@case("G2", "time for an edge crack from 50 to 500 um, primary current")
def edge_growth() -> Measured:
    """da/dt = 0.6708 (i V_m/F) E' sqrt(a)/K_IC, with the aperture filled as well."""
    time = _edge()
    return relative(time.extrapolated, time.exact, 1e-2, "s, from steps of a/10 and a/5")
