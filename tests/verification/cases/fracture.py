"""F: stress intensity factors, openings and opened areas against linear fracture mechanics."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
from tests.builders.slabs import (
    FREE,
    LLZO,
    MODULUS,
    STRETCHED,
    UM,
    YOUNG,
    Solid,
    centre_crack,
    condensed,
    edge_crack,
    geometric_factor,
    material,
    meshed,
    sizes,
)
from tests.verification.cases.case import Measured, case, profile, relative

from filasse.fem.condensed import Response
from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.planar.path_grid import film_grid
from filasse.fem.supports import Support
from filasse_meshes import Region, Slab
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]

A = 10 * UM
"""Crack length in all cases [m]."""

INFINITE = 200
"""Slab size over crack length that counts as infinite: K departs by some (a/W)^2."""

EDGE = 1.12152226
"""K_I / (p sqrt(pi a)) of an edge crack in a half plane (Koiter 1965; digits: Kaya, Erdogan)."""

EDGE_RISING = 0.6825
"""The same with the pressure rising linearly from 0 at the mouth to p at the tip (Tada)."""


@functools.cache
def _centre() -> Response:
    slab = centre_crack(A, INFINITE * A, INFINITE * A)
    return condensed(slab, sizes(slab), STRETCHED)


@functools.cache
def _edge() -> Response:
    slab = edge_crack(A, 2 * INFINITE * A, INFINITE * A)
    return condensed(slab, sizes(slab))


@case("F1", "K_I, centre crack, pressure on the crack faces")
def centre_pressure() -> Measured:
    """K_I = p sqrt(pi a)."""
    return relative(geometric_factor(_centre()), 1.0, 5e-4, "K/(p sqrt(pi a)), infinite plate")


@case("F1", "K_I, centre crack, remote tension")
def centre_tension() -> Measured:
    """The same K without a traction on the crack faces."""
    value = -_centre().elastic.k_loads[-1, 0, 0] / np.sqrt(np.pi * A)
    return relative(value, 1.0, 5e-4, "K/(p sqrt(pi a)), infinite plate")


@case("F1", "K_I, face pressure against remote tension")
def centre_superposition() -> Measured:
    """The uncracked plate carries the difference, so that both K are equal."""
    elastic = _centre().elastic
    return relative(
        elastic.k_pressure[-1, 0].sum(),
        -elastic.k_loads[-1, 0, 0],
        5e-5,
        "m^0.5; checks the face-traction term",
    )


@case("F1", "opening w(x), centre crack")
def centre_opening() -> Measured:
    """Opening 4 p sqrt(a^2 - x^2)/E', as means over the pressure functions of the face nodes."""
    response = _centre()
    opening = response.elastic.compliance.sum(axis=1) / response.elastic.areas
    x = response.grid.arc - A
    exact = np.array([_mean_opening(x[i - 1 : i + 2]) for i in range(2, len(x) - 2)])
    return profile(opening[2:-2], exact, 5e-4, "m/Pa, worst node but the two at a tip")


def _mean_opening(x: FloatArray) -> float:
    """Mean of the exact opening, weighted with the hat function on three nodes."""
    points, weights = np.polynomial.legendre.leggauss(20)
    part, total = (1 + points) / 2, 0.0
    for outer in (x[0], x[2]):
        at = outer + (x[1] - outer) * part
        exact = 4 / MODULUS * np.sqrt(np.maximum(A**2 - at**2, 0))
        total += abs(x[1] - outer) * float(weights / 2 @ (exact * part))
    return total / float((x[2] - x[0]) / 2)


@case("F1", "opened area, centre crack")
def centre_area() -> Measured:
    """Area per unit depth 2 pi p a^2/E'."""
    value = _centre().elastic.compliance.sum()
    return relative(value, 2 * np.pi * A**2 / MODULUS, 5e-4, "m^2/Pa")


@case("F2", "K_I, edge crack, uniform pressure")
def edge_uniform() -> Measured:
    """K_I = 1.1215 p sqrt(pi a)."""
    return relative(geometric_factor(_edge()), EDGE, 1e-3, "K/(p sqrt(pi a)), half plane")


@case("F2", "K_I, edge crack, pressure rising to the tip")
def edge_rising() -> Measured:
    """K_I = 0.6825 p sqrt(pi a)."""
    response = _edge()
    value = geometric_factor(response, list(response.grid.arc / A))
    return relative(value, EDGE_RISING, 1e-3, "K/(p sqrt(pi a)), half plane")


@case("F2", "K_I, edge crack, pressure falling to the tip")
def edge_falling() -> Measured:
    """K_I = 0.439 p sqrt(pi a)."""
    response = _edge()
    value = geometric_factor(response, list(1 - response.grid.arc / A))
    return relative(value, EDGE - EDGE_RISING, 1e-3, "K/(p sqrt(pi a)), half plane")


@case("F2", "opened area, edge crack")
def edge_area() -> Measured:
    """Area per unit depth 1.1215^2 pi p a^2/E', from K by energy."""
    value = _edge().elastic.compliance.sum()
    return relative(value, EDGE**2 * np.pi * A**2 / MODULUS, 1e-3, "m^2/Pa, half plane")


@functools.cache
def _notched_strip() -> Response:
    slab = edge_crack(A, 12 * A, 2 * A)
    pulled = Support((), ((Surface.LEFT, Surface.RIGHT),))
    return condensed(slab, sizes(slab, far=1 / 60), pulled)


@case("F4", "K_I, single edge notch tension, a/W = 0.5, end load")
def notch_tension() -> Measured:
    """K_I = 2.8246 p sqrt(pi a), ends free to turn."""
    value = -_notched_strip().elastic.k_loads[-1, 0, 0] / np.sqrt(np.pi * A)
    return relative(value, 2.8246, 1e-3, "Kaya, Erdogan, Q. Appl. Math. 45 (1987) 455")


@case("F4", "K_I, single edge notch tension, a/W = 0.5, face pressure")
def notch_pressure() -> Measured:
    """The same K by superposition."""
    value = geometric_factor(_notched_strip())
    return relative(value, 2.8246, 1e-3, "Kaya, Erdogan, Q. Appl. Math. 45 (1987) 455")


@case("F4", "K_I, centre crack, a/W = 0.5")
def strip_centre() -> Measured:
    """K_I = 1.1867 p sqrt(pi a) in a strip 4a wide (Isida)."""
    slab = centre_crack(A, 4 * A, 24 * A)
    response = condensed(slab, sizes(slab, far=1 / 80), STRETCHED)
    return relative(geometric_factor(response), 1.1867, 1e-3, "Isida 1971, in Murakami's handbook")


RADII = (0.2, 0.35, 0.5, 0.7, 0.9)
"""Outer radii of the interaction domains over the largest possible."""


def _intensities(slab: Slab, solid: Solid) -> FloatArray:
    """K_I under a uniform pressure, from five domains [m^0.5]."""
    domain = meshed(slab, sizes(slab))
    body, grid = ElasticBody(domain, material(solid), FREE), film_grid(domain.surfaces)
    values = [body.condense(grid, radius).k_pressure[-1, 0].sum() for radius in RADII]
    body.close()
    return np.array(values)


def _spread(slab: Slab, solid: Solid, tolerance: float, note: str) -> Measured:
    values = _intensities(slab, solid)
    error = np.ptp(values) / abs(values.mean())
    return Measured(values.max(), values.min(), float(error), tolerance, note)


_BLOCK = ((-0.8, 1.3), (0.9, 1.3), (0.9, 1.8), (-0.8, 1.8))
"""Corners of a block ahead of the tip, over the crack's length, from the mouth."""

_LAYER = ((-3.0, 0.35), (3.0, 0.35), (3.0, 0.75), (-3.0, 0.75))
"""A layer that the crack runs through, behind its tip."""


def _patched(corners: tuple[tuple[float, float], ...], length: float = A) -> Slab:
    slab = edge_crack(length, 40 * A, 40 * A)
    shifted = tuple((20 * A + x * A, y * A) for x, y in corners)
    return Slab(slab.width, slab.thickness, slab.cracks, (Region("patch", shifted),))


def _soft(ratio: float) -> Solid:
    return Solid((YOUNG, ratio * YOUNG), (0.26, 0.3), (0.05, 0.05))


@case("F5", "K_I from five domains, homogeneous")
def domains_homogeneous() -> Measured:
    """Radii from 0.2 to 0.9 of the crack length."""
    return _spread(edge_crack(A, 40 * A, 40 * A), LLZO, 1e-3, "largest and smallest, m^0.5")


def _domain_cases() -> None:
    places = {"block ahead": _BLOCK, "layer across the crack faces": _LAYER}
    for place, corners in places.items():
        for ratio in (0.5, 0.1):
            slab, solid = _patched(corners), _soft(ratio)
            measure = functools.partial(_spread, slab, solid, 2e-3, "largest and smallest, m^0.5")
            case("F5", f"K_I from five domains, {place}, E ratio {ratio}")(measure)


_domain_cases()


@case("F5", "K_I against the energy of growing, layer of E ratio 0.1")
def energy_release() -> Measured:
    """K^2/E' = d(p A/2)/da with the opened areas of cracks 1 % shorter and longer."""
    solid, step = _soft(0.1), 0.01 * A
    k = float(_intensities(_patched(_LAYER), solid).mean())
    longer, shorter = (
        condensed(_patched(_LAYER, A + da), sizes(_patched(_LAYER)), FREE, solid)
        for da in (step, -step)
    )
    gain = longer.elastic.compliance.sum() - shorter.elastic.compliance.sum()
    return relative(k, np.sqrt(MODULUS * gain / (4 * step)), 2e-3, "m^0.5, without its integral")
