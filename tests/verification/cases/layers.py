"""S1 to S4, S8, S9: layers between lithium and electrolyte, contact, and estimates."""

from __future__ import annotations

import functools
import math
from dataclasses import replace

import numpy as np
from scipy.integrate import solve_ivp
from tests.builders.slabs import (
    MODEL,
    POISSON,
    STRETCHED,
    UM,
    YOUNG,
    centre_crack,
    condensed,
    edge_crack,
    sizes,
)
from tests.verification.cases.case import Measured, case, profile, relative
from tests.verification.cases.fracture import EDGE, A, edge_area

from filasse.constants import FARADAY
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import Fill
from filasse.fem.condensed import Response
from filasse.fem.supports import Support
from filasse.materials import presets
from filasse.parameters.cell_model import Drive
from filasse.physics.contact import power_of_pressure
from filasse.physics.interphase import Interphase, Parabolic
from filasse.physics.layer_stress import CHANNEL, clamped_stress
from filasse.physics.stability.flat_front import FlatFront, critical_wavelength
from filasse.physics.stability.salt import Salt, limiting_current, sand_time
from filasse.physics.stability.whisker import Whisker, composite_modulus
from filasse.units import parse_quantity
from filasse_meshes.data.tags import Surface

HOUR = 3600.0
SALT = Salt(concentration=1000.0, diffusivity=1e-12, transference_number=0.2)
SWELLING = Interphase(Parabolic(2e-17, 1e-9), 1e-5, expansion=0.35)

MOUTH = 2 * 1.4543 / EDGE
"""K_I sqrt(pi a)/P of two forces that part the mouth of an edge crack (Tada, Paris, Irwin)."""


def _of_argyrodite(name: str, dimension: str) -> float:
    """A value of LPSCl's interphase, SI."""
    values = presets.load("LPSCl").section("interphase")
    return float(parse_quantity(str(values[name]), dimension))


@case("S1", "thickness of a layer that its reaction limits at first")
def thickness() -> Measured:
    """D delta/dt = 1/(2 delta/k_p + 1/k_r), integrated numerically."""
    law = Parabolic(2.0e-19, 1e-12)
    times = HOUR * np.array([1.0, 10.0, 100.0, 400.0])
    found = solve_ivp(
        lambda _, y: 1 / (2 * y / law.rate_constant + 1 / law.reaction_rate),
        *((0, times[-1]), [0.0]),
        t_eval=times,
        rtol=1e-11,
        atol=1e-20,
    )
    return profile(law.thickness(times), found.y[0], 1e-8, "m, worst of four times")


@case("S1", "charge of the interphase of LPSCl after 400 h")
def argyrodite() -> Measured:
    """Its rate constant is rounded from the 60 uAh/cm^2 of Aktekin 2023."""
    law = Parabolic(_of_argyrodite("rate_constant", "m^2/s"))
    volume = _of_argyrodite("volume_per_charge", "m^3/A/s")
    charge = law.thickness(np.array([400 * HOUR]))[0] / volume / 36
    return relative(charge, 60.0, 1e-2, "uAh/cm^2")


@case("S2", "stress of a swelling layer that is clamped in its plane")
def clamped() -> Measured:
    """Hooke's law with the stress-free strain e/3, solved for no strain in the plane."""
    stress, _ = _hooke(50e9, 0.25, 0.3)
    return relative(clamped_stress(50e9, 0.25, 0.3), stress, 1e-12, "Pa")


@case("S2", "growth of that layer along its normal")
def outward() -> Measured:
    """The strain out of the plane that the same problem has."""
    law = replace(SWELLING, expansion=0.3, poisson_ratio=0.25)
    return relative(
        law.swelling(np.array([1e-7]))[0], 1e-7 * _hooke(50e9, 0.25, 0.3)[1], 1e-12, "m"
    )


def _hooke(young: float, poisson: float, expansion: float) -> tuple[float, float]:
    """Stress in the plane [Pa] and strain out of it, of a layer held in its plane only."""
    compliance = (np.eye(3) * (1 + poisson) - poisson) / young
    free = np.full(3, expansion / 3)
    held = np.linalg.solve(compliance[:2, :2], -free[:2])  # no stress out of the plane
    return float(held[0]), float(compliance[2, :2] @ held + free[2])


@case("S3", "opening on which crack faces with a layer close")
def wedge() -> Measured:
    """W = 2 u_n + w_min under a pressure that closes the rest."""
    slab = centre_crack(10 * UM, 200 * UM, 200 * UM)
    response = condensed(slab, sizes(slab, tip=1 / 20, lip=1 / 20, far=1 / 8), STRETCHED)
    model = replace(MODEL, stack_pressure=1e8, loads=(1e8,), flow="immobile", layer=SWELLING)
    system = CoupledSystem(response, model, Drive(current=1e-3))
    layer = np.where(system.electric.is_counter, 0.0, 20e-9)
    empty = np.full(system.n, Fill.CAVITATED, np.int8)
    film = replace(filled_cracks(system, 0.0, layer), lithium=np.zeros(system.n), fill=empty)
    film = Newton(system).solve(film, np.zeros(system.n), 0.0, frozen="electric").film
    middle = int(np.argmin(np.abs(response.grid.arc - response.grid.arc.max() / 2)))
    least = float((system.gap.closed / system.gap.areas)[middle])
    wanted = 2 * 20e-9 * 0.35 / 3 * 1.3 / 0.7 + least
    width = float((system.opened(film) / system.gap.areas)[middle])
    return relative(width, wanted, 1e-6, "m, in the middle of the crack")


@case("S4", "Z of a crack that channels through a layer")
def channel() -> Measured:
    """The mean of G = K^2/E' over the depth of an edge crack: from the area that it opens."""
    area = edge_area()
    value = area.value / area.reference * EDGE**2 * math.pi / 2
    return relative(value, CHANNEL, 5e-3, "G E'/(sigma^2 h); layer and substrate alike")


@case("S4", "K_I of an edge crack that cuts a stressed layer")
def cut_layer() -> Measured:
    """Forces N at both sides of its mouth, the sides of the slab being held."""
    slab = edge_crack(A, 60 * A, 60 * A)
    held = Support((Surface.LEFT, Surface.RIGHT, Surface.COUNTER), (), pulled=True)
    layer = condensed(slab, sizes(slab), held).elastic.layer
    value = float(layer.intensities[0, 0].sum()) * np.sqrt(np.pi * A)
    return relative(value, MOUTH, 5e-3, "K sqrt(pi a)/N, half plane")


@functools.cache
def _stressed_faces() -> Response:
    slab = centre_crack(A, 60 * A, 60 * A)
    size = sizes(slab, tip=1 / 20, far=1 / 16)
    return condensed(slab, size, Support((), (), pulled=True))


@case("S4", "opening of a crack by stressed layers on its faces")
def stressed_faces() -> Measured:
    """2 N (1 + nu)(1 - 2 nu)/E, as pressure p on them strains the faces by -p of the same."""
    response = _stressed_faces()
    opened = response.elastic.layer.face_volumes.sum() / (2 * A)
    wanted = 2 * (1 + POISSON) * (1 - 2 * POISSON) / YOUNG
    return relative(float(opened), wanted, 5e-3, "m per N/m, infinite plate")


@case("S4", "K_I of that crack")
def stressed_faces_at_the_tip() -> Measured:
    """None: forces along both faces alike open it by as much everywhere, up to the tip."""
    k = _stressed_faces().elastic.layer.face_intensities[0, 0].sum() * np.sqrt(np.pi * A)
    return Measured(float(k), 0.0, abs(float(k)), 1e-2, "K sqrt(pi a)/N, infinite plate")


@case("S8", "exponent of the contact resistance between 10 and 41 MPa")
def contact() -> Measured:
    """300 and 50 ohm cm^2 (Krauskopf 2019) make 1.27."""
    pressures = np.array([10e6, 41e6])
    first, second = power_of_pressure(pressures, 50e-4, 41e6, 1.27)
    return relative(first / second, 300 / 50, 5e-3, "ratio of the resistances")


@case("S9", "wavelength above which a flat front is unstable, LLZO at 1 mA/cm^2")
def wavelength() -> Measured:
    """Pi E* V_m kappa/(F i), 17 mm with E* = 8 GPa."""
    front = FlatFront(
        current=10.0,
        conductivity=0.05,
        thickness=1e-4,
        resistance=1e-3,
        volume_per_charge=13e-6 / FARADAY,
        modulus=8e9,
    )
    return relative(critical_wavelength(front), 17e-3, 1e-2, "m")


@case("S9", "Sand's time of a polymer")
def sand() -> Measured:
    """Pi D (F c/(2 (1 - t_+) i))^2."""
    exact = math.pi * 1e-12 * (FARADAY * 1000.0 / (2 * 0.8 * 10.0)) ** 2
    return relative(sand_time(SALT, 10.0), exact, 1e-12, "s")


@case("S9", "limiting current of a polymer")
def limit() -> Measured:
    """2 F c D/((1 - t_+) L)."""
    exact = 2 * FARADAY * 1000.0 * 1e-12 / (0.8 * 1e-4)
    return relative(limiting_current(SALT, 1e-4), exact, 1e-12, "A/m^2")


@case("S9", "composite modulus of a whisker in its shell")
def whisker() -> Measured:
    """7.28 GPa (Tang 2021), by the rule of mixtures of lithium and Li2CO3."""
    modulus = composite_modulus(Whisker(500e-9, 10e-9, 4.9e9, 65e9, 100e6))
    return relative(modulus, 7.28e9, 1e-4, "Pa; the shell's modulus is chosen for it")
