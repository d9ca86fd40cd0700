"""Slabs to measure on: plain geometries, condensed, and a cell model to change parts of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Response, condense, electrolyte_fields
from filasse.fem.domain import Domain, distribute
from filasse.fem.elastic_response import ElasticMaterial
from filasse.fem.supports import Support
from filasse.parallel import on_root, world
from filasse.parameters.cell_model import CellModel
from filasse.physics.creep.power_law import power_law
from filasse.physics.elastic_constants import plane_strain_modulus
from filasse.physics.film_flow import FilmFlow
from filasse.physics.kinetics import Kinetics
from filasse_meshes import Crack, Sizes, Slab, build_mesh
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]

YOUNG, POISSON, CONDUCTIVITY = 150e9, 0.26, 0.05
"""LLZO: E [Pa], nu, kappa [S/m]."""

MODULUS = plane_strain_modulus(YOUNG, POISSON)
"""E' = 160.9 GPa."""

TOUGHNESS = 1e6
"""K_c [Pa m^0.5]."""

TEMPERATURE = 298.15
UM, MPA = 1e-6, 1e6

FREE = Support((), ())
STRETCHED = Support((), ((Surface.ANODE, Surface.COUNTER),))

_LINEAR = Kinetics("linear", 10.0, 0.5, 0.0, TEMPERATURE)
_NONE = Kinetics("ideal", 1.0, 0.5, 0.0, TEMPERATURE)
# LePage et al., J. Electrochem. Soc. 166 (2019) A89: A^(-1/n) = 3e5 Pa s^(1/n), Q = 37 kJ/mol.
_CREEP = power_law(6.6, 3e5**-6.6, 37e3, TEMPERATURE)

MODEL = CellModel(
    anode=_LINEAR,
    counter=_NONE,
    counter_kind="uniform_flux",
    counter_potential=0.0,
    molar_volume=13.0e-6,
    flow="mobile",
    film=FilmFlow(_CREEP, 0.0),
    open_mouths=False,
    aperture=2e-9,
    stack_pressure=0.0,
    loads=(),
)
"""Mobile lithium sealed in the cracks, linear kinetics, a uniform current from afar."""


@dataclass(frozen=True)
class Solid:
    """Constants of every region of a slab: E [Pa], nu and kappa [S/m]."""

    young: tuple[float, ...] = (YOUNG,)
    poisson: tuple[float, ...] = (POISSON,)
    conductivity: tuple[float, ...] = (CONDUCTIVITY,)


LLZO = Solid()


def centre_crack(length: float, width: float, height: float) -> Slab:
    """A slab with a buried crack 2a long, parallel to the electrodes, in its middle."""
    x, y, a = width / 2, height / 2, length
    return Slab(width, height, (Crack("crack", ((x - a, y), (x + a, y)), mouth=False),))


def edge_crack(length: float, width: float, height: float) -> Slab:
    """A slab with one crack a long, straight up from the middle of the anode."""
    x = width / 2
    return Slab(width, height, (Crack("crack", ((x, 0.0), (x, length)), mouth=True),))


def sizes(slab: Slab, tip: float = 1 / 50, lip: float = 1 / 10, far: float = 1 / 20) -> Sizes:
    """Cell sizes: at tips and faces over the crack's length, far away over the slab's width."""
    coarse = far * max(slab.width, slab.thickness)
    length = min((_half(crack) for crack in slab.cracks), default=coarse)
    return Sizes(far=coarse, tip=tip * length, lip=lip * length, anode=coarse)


def _half(crack: Crack) -> float:
    """Length of a crack over the number of its tips [m]."""
    steps = np.linalg.norm(np.diff(np.array(crack.path), axis=0), axis=1)
    return float(steps.sum()) / len(crack.tips)


def meshed(slab: Slab, size: Sizes) -> Domain:
    """Mesh a slab on rank 0 and distribute it; a collective call."""
    comm = world()
    return distribute(on_root(comm, build_mesh, slab, size), comm)


def material(solid: Solid) -> ElasticMaterial:
    """Elastic constants as arrays."""
    return ElasticMaterial(np.array(solid.young), np.array(solid.poisson))


def condensed(slab: Slab, size: Sizes, support: Support = FREE, solid: Solid = LLZO) -> Response:
    """Condensed operators of a slab; the bodies behind them are freed; a collective call."""
    return condensed_on(meshed(slab, size), support, solid)


def condensed_on(domain: Domain, support: Support = FREE, solid: Solid = LLZO) -> Response:
    """Condensed operators of a distributed mesh; a collective call."""
    response, bodies = condense(
        domain, electrolyte_fields(material(solid), np.array(solid.conductivity), support)
    )
    bodies.close()
    return response


def geometric_factor(response: Response, pressure: Sequence[float] | None = None) -> float:
    """K_I / sqrt(pi a) of the last tip under a pressure on the crack faces, 1 by default.

    Args:
        response: of a slab with one crack.
        pressure: at every film node, over a unit pressure.
    """
    load = np.ones(response.grid.size) if pressure is None else np.asarray(pressure)
    return float(response.elastic.k_pressure[-1, 0] @ load / np.sqrt(np.pi * half_length(response)))


def half_length(response: Response) -> float:
    """Length a of an edge crack, half the length of a centre crack [m]."""
    reach = float(np.ptp(response.grid.arc))
    return reach / len(response.grid.tips)


def full_films(pressure: npt.NDArray[np.float64]) -> FilmState:
    """Films without current, under the pressures [Pa] of their nodes, shape (n,)."""
    n = len(pressure)
    none = np.zeros(n)
    return FilmState(
        lithium=none,
        traction=pressure,
        fill=np.full(n, Fill.FULL, dtype=np.int8),
        current=none,
        offset=0.0,
        counter=0.0,
        packed=none,
        cut_off=np.zeros(n, dtype=np.bool_),
        island_potential=none,
    )
