"""F and E in space: stress intensities along fronts, opened volumes, and primary currents."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
from scipy.special import ellipe
from tests.builders.slabs import FREE, LLZO, MODULUS, POISSON, UM, Solid, material
from tests.builders.solids import (
    FACES,
    Meshed,
    SeveralDomains,
    half_penny,
    intensities,
    ionic,
    meshed,
    penny,
    primary_current,
    solid_sizes,
)
from tests.verification.cases.case import Measured, bounded, case, profile, relative

from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]

RADIUS = 10 * UM

BOX = 20 * RADIUS
"""A cube so large that its sides add some (R/box)^3 to K."""

FINE, QUICK = 0.05 * RADIUS, 0.35
"""Edges along fronts and growth of sizes: 70k displacements for a penny."""

DISC = 2 * np.sqrt(RADIUS / np.pi)
"""K_I / p of a penny (Sneddon 1946)."""


@functools.cache
def _penny() -> tuple[Meshed, float, FloatArray, FloatArray]:
    """A penny, its volume [m^3/Pa], and K by domains of two sizes, shape (stations, 3) each."""
    slab = penny(RADIUS, BOX)
    body = meshed(slab, solid_sizes(slab, FINE, QUICK))
    field = SeveralDomains(body.domain, material(LLZO), FREE)
    k, volume = field.under_pressure(body.grid, FACES)
    field.close()
    return body, volume, *np.split(k, 2)


@case("F8", "K_I, penny under pressure, whole front")
def penny_front() -> Measured:
    """K_I = 2 p sqrt(R/pi)."""
    body, _, large, _ = _penny()
    found = large[:, 0]
    note = f"m^0.5, worst station, {body.displacements} displacements"
    return profile(found, np.full(len(found), DISC), 5e-3, note)


@case("F8", "K_I, penny under pressure, whole front, finer edges", is_long=True)
def fine_penny_front() -> Measured:
    """The same with edges of .045 R that grow by .3."""
    slab = penny(RADIUS, BOX)
    body = meshed(slab, solid_sizes(slab, 0.045 * RADIUS, 0.3))
    found = intensities(body)[:, 0]
    note = f"m^0.5, worst station, {body.displacements} displacements"
    return profile(found, np.full(len(found), DISC), 2e-3, note)


@case("F8", "K_I, penny under pressure, mean along the front")
def penny_mean() -> Measured:
    """The same without the noise of the mesh."""
    return relative(_penny()[2][:, 0].mean(), DISC, 3e-3, "m^0.5")


@case("F8", "K_I, penny, domains of integration of two thirds the radius")
def penny_domains() -> Measured:
    """K does not depend on the domain."""
    one, other = (k[:, 0].mean() for k in _penny()[2:])
    return relative(other, one, 2e-3, "m^0.5, mean along the front")


@case("F8", "K_II and K_III, penny under pressure")
def penny_shear() -> Measured:
    """None."""
    worst = np.abs(_penny()[2][:, 1:]).max()
    return bounded(worst / DISC, 3e-3, "over K_I, worst station")


@case("F8", "opened volume of a penny")
def penny_volume() -> Measured:
    """16 p R^3/(3 E')."""
    note = "m^3/Pa; converges more slowly than K"
    return relative(_penny()[1], 16 * RADIUS**3 / (3 * MODULUS), 1.2e-2, note)


@case("F9", "K_I, elliptic crack of aspect 2 under pressure, whole front")
def ellipse_front() -> Measured:
    """K_I = p sqrt(pi b)/E(k) (sin^2 + (b/a)^2 cos^2)^(1/4) of the eccentric angle (Irwin 1962)."""
    slab, aspect = penny(RADIUS, BOX, RADIUS / 2), 0.5
    body = meshed(slab, solid_sizes(slab, FINE, QUICK))
    found = intensities(body)[:, 0]
    place = (body.front.curve(body.front.centres) - BOX / 2) / RADIUS
    cosine, sine = place[:, 2], np.hypot(place[:, 0], place[:, 1]) / aspect
    exact = np.sqrt(np.pi * aspect * RADIUS) / ellipe(1 - aspect**2)
    exact = exact * (sine**2 + aspect**2 * cosine**2) ** 0.25
    worst = int(np.argmax(np.abs(found / exact - 1)))
    note = f"m^0.5, worst station, {body.displacements} displacements"
    return relative(found[worst], exact[worst], 1e-2, note)


@functools.cache
def _half_penny() -> tuple[Meshed, FloatArray]:
    """K_I / (2 p sqrt(R/pi)) along a half-penny at a free surface, nu = .3."""
    slab = half_penny(RADIUS, BOX)
    body = meshed(slab, solid_sizes(slab, FINE, 0.25))
    return body, intensities(body, solid=Solid(poisson=(0.3,)))[:, 0] / DISC


@case("F10", "K_I, half-penny under pressure, at its deepest point")
def half_penny_deepest() -> Measured:
    """1.03 to 1.04 times that of a penny (handbooks; Raju and Newman 1979)."""
    body, factors = _half_penny()
    middle = len(factors) // 2
    value = factors[middle - 1 : middle + 2].mean()
    return relative(value, 1.035, 5e-3, f"K/(2 p sqrt(R/pi)), {body.displacements} displacements")


@case("F10", "K_I, half-penny, left against right")
def half_penny_symmetry() -> Measured:
    """Equal, but for the mesh."""
    factors = _half_penny()[1]
    return profile(factors, factors[::-1], 5e-3, "K/(2 p sqrt(R/pi)), worst station")


@functools.cache
def _leaning() -> tuple[FloatArray, FloatArray]:
    """K of a penny at 45 degrees to a remote tension, found and exact, shape (stations, 3) each.

    K_II and K_III are those of Kassir and Sih (1966).
    """
    slab = penny(RADIUS, BOX, lean=np.pi / 4)
    body = meshed(slab, solid_sizes(slab, FINE, QUICK))
    found = intensities(body, (Surface.LEFT, Surface.RIGHT))
    frames = body.front.frames(body.front.centres)
    normal, traction = frames[0, 1], frames[0, 1, 0] * np.array([1.0, 0.0, 0.0])
    opening = float(traction @ normal)
    shear = traction - opening * normal
    unit = 2 * DISC / (2 - POISSON)
    exact = np.stack(
        [
            np.full(len(frames), opening * DISC),
            unit * (frames[:, 0] @ shear),
            unit * (1 - POISSON) * (frames[:, 2] @ shear),
        ],
        axis=1,
    )
    return -found, exact


@case("F11", "K_I, penny at 45 degrees to a remote tension")
def leaning_opening() -> Measured:
    """K_I = 2 s_nn sqrt(R/pi): without any traction on the faces."""
    found, exact = _leaning()
    return profile(found[:, 0], exact[:, 0], 1e-2, "m^0.5, worst station")


@case("F11", "K_II, penny under remote shear")
def leaning_sliding() -> Measured:
    """4/(2 - nu) t sqrt(R/pi) cos phi."""
    found, exact = _leaning()
    return profile(found[:, 1], exact[:, 1], 1e-2, "m^0.5, worst station")


@case("F11", "K_III, penny under remote shear")
def leaning_tearing() -> Measured:
    """4 (1 - nu)/(2 - nu) t sqrt(R/pi) sin phi, by its amplitude; single stations are noisier."""
    found, exact = (k[:, 2] for k in _leaning())
    note = "amplitude; a mean of K under a hat flattens it by .4 %"
    return relative(found @ exact / (exact @ exact), 1.0, 1e-2, note)


@case("E6", "total primary current of a half-penny")
def half_penny_current() -> Measured:
    """4 i R^2: a disc in a field along its plane takes up 8 e E y/(pi sqrt(R^2 - r^2))."""
    slab = half_penny(RADIUS, BOX)
    response = ionic(meshed(slab, solid_sizes(slab, 0.1 * RADIUS, 0.25)))
    current = primary_current(response)
    faces = response.nodes.film >= 0
    total = float(response.areas[faces] @ current[faces])
    return relative(total, 4 * RADIUS**2, 3e-3, "A per A/m^2")
