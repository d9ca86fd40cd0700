"""Contact of lithium with the electrolyte at the planar interface: resistance and voids."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

LEAST_PRESSURE = 1e4
"""Pressure below which the constriction resistance rises no more [Pa]: gaps take over there."""

LEAST_CONTACT = 1e-6
"""Part of an opened interface that still conducts, so that a lost contact is a high voltage."""


def constriction_resistance(
    pressure: FloatArray, spot_radius: float, hardness: float, conductivity: float
) -> FloatArray:
    """Area resistance of a rough contact  R_c = pi a H/(4 kappa p)  [ohm m^2].

    Spots of radius a carry the pressure at the hardness H, so that they cover the part p/H of the
    interface; each has the resistance 1/(4 kappa a) on the side of the electrolyte (R. Holm,
    Electric Contacts, 1967; T21-4).

    Args:
        pressure: p of the contact [Pa], any shape.
        spot_radius: a [m].
        hardness: H of lithium [Pa].
        conductivity: kappa of the electrolyte [S/m].
    """
    held = np.maximum(pressure, LEAST_PRESSURE)
    return np.pi * spot_radius * hardness / (4 * conductivity * held)


def power_of_pressure(
    pressure: FloatArray, resistance: float, reference: float, exponent: float
) -> FloatArray:
    """Area resistance of a contact  R = R_ref (p/p_ref)^-m  [ohm m^2], a fit to measurements.

    Args:
        pressure: p of the contact [Pa], any shape.
        resistance: R_ref at the reference pressure [ohm m^2].
        reference: p_ref [Pa].
        exponent: m [-].
    """
    held = np.maximum(pressure, LEAST_PRESSURE)
    return np.asarray(resistance * (held / reference) ** -exponent, dtype=np.float64)


def contact_part(gap: FloatArray, roughness: float) -> FloatArray:
    """Part of a rough interface that still touches: 1 - g/h, falling from 1 to (nearly) none.

    Asperities of heights spread evenly over h lose contact one after the other as the mean planes
    part (the bearing-area curve of a uniform height distribution).

    Args:
        gap: g between the mean planes [m], any shape.
        roughness: h [m].
    """
    return np.clip(1 - gap / roughness, LEAST_CONTACT, 1.0)


def untouched_part(x: FloatArray, spots: FloatArray) -> FloatArray:
    """Part of the stretch of interface around every node that lies in no spot [-], shape (n,).

    Args:
        x: of the nodes along the interface [m], in any order, shape (n,).
        spots: ends of the spots, which may overlap [m], shape (k, 2).
    """
    order = np.argsort(x, kind="stable")
    middles = (x[order][1:] + x[order][:-1]) / 2
    ends = np.concatenate([x[order][:1], middles, x[order][-1:]])
    free = 1 - np.diff(_covered(ends, spots)) / np.diff(ends)
    part = np.empty_like(x)
    part[order] = np.clip(free, LEAST_CONTACT, 1.0)
    return part


def _covered(x: FloatArray, spots: FloatArray) -> FloatArray:
    """Length of all spots to the left of places [m]."""
    places = np.unique(spots)
    middles = (places[1:] + places[:-1]) / 2
    inside = (spots[:, :1] < middles) & (middles < spots[:, 1:])
    lengths = np.where(inside.any(axis=0), np.diff(places), 0.0)
    covered = np.concatenate([[0.0], np.cumsum(lengths)])
    return np.asarray(np.interp(x, places, covered), dtype=np.float64)
