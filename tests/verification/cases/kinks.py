"""F6: stress intensity factors of short kinks by finite elements (Amestoy and Leblond)."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
from tests.verification.cases.case import Measured, bounded, case

from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.domain import distribute
from filasse.fem.elastic_response import ElasticMaterial, ElasticResponse
from filasse.fem.planar.path_grid import film_grid
from filasse.fem.supports import Support
from filasse.physics.fracture.kinks import kinked_intensities
from filasse_meshes import Crack, Sizes, Slab, build_mesh
from filasse_meshes.data.tags import Surface

YOUNG, POISSON = 150e9, 0.26
UM = 1e-6
A = 10 * UM
WIDTH = 60 * A
UNIT = np.sqrt(np.pi * A)
VERTICAL = (Surface.ANODE, Surface.COUNTER)
ALL_ROUND = (*VERTICAL, Surface.LEFT, Surface.RIGHT)

KINKS: tuple[tuple[float, tuple[Surface, ...], float], ...] = (
    (0.0, ALL_ROUND, 0.5),
    (0.0, ALL_ROUND, np.pi / 3),
    (np.pi / 4, VERTICAL, -np.pi / 4),
    (np.pi / 4, VERTICAL, -0.9),
)
"""Lean of the crack, where the plate is pulled, and turn at its end; none has a T-stress."""


def inclined(angle: float, kink: float = 0.0, length: float = 0.0) -> Crack:
    """A buried crack 2a long at an angle to the electrodes, with a kink at its end."""
    centre = np.full(2, WIDTH / 2)
    along = A * np.array([np.cos(angle), np.sin(angle)])
    path = [centre - along, centre + along]
    if length > 0:
        turned = np.array([np.cos(angle + kink), np.sin(angle + kink)])
        path.append(path[-1] + length * turned)
    return Crack("crack", tuple((float(x), float(y)) for x, y in path), mouth=False)


def respond(
    slab: Slab,
    support: Support,
    tip: float,
    eigenstress: npt.NDArray[np.float64] | None = None,
) -> ElasticResponse:
    """Condense a slab that is far larger than its crack."""
    sizes = Sizes(far=WIDTH / 20, tip=tip, lip=A / 10, anode=WIDTH / 20)
    domain = distribute(build_mesh(slab, sizes))
    count = len(domain.surfaces.region_names)
    material = ElasticMaterial(np.full(count, YOUNG), np.full(count, POISSON), eigenstress)
    body = ElasticBody(domain, material, support)
    response = body.condense(film_grid(domain.surfaces))
    body.close()
    return response


@functools.cache
def kink_error(angle: float, loads: tuple[Surface, ...], kink: float, length: float) -> float:
    """Error of k_1 and k_2 at the end of a kink, over the larger of both."""
    main = np.array([1.0, 0.0])
    if loads == VERTICAL:
        main = np.array([np.cos(angle) ** 2, np.cos(angle) * np.sin(angle)])
    expected = kinked_intensities(main, np.array([kink]))[:, 0]
    slab = Slab(WIDTH, WIDTH, (inclined(angle, kink, length),))
    found = -respond(slab, Support((), (loads,)), length / 8).k_loads[1, :, 0] / UNIT
    return float(np.abs(found - expected).max() / np.abs(expected).max())


@case("F6", "k_1 and k_2 of a kink of a hundredth of the crack, four kinks")
def short_kinks() -> Measured:
    """The closed form is that of an infinitesimal kink: the error falls with its length."""
    worst = max(kink_error(*kink, 0.01 * A) for kink in KINKS)
    return bounded(worst, 7e-3, "over the larger of both, worst of the kinks")
