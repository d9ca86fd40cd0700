"""A surface crack under pressure: stress intensity and opening in closed form, and by weights."""

from __future__ import annotations

import csv
import math
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

EDGE_CRACK = 1.1215
"""K = 1.1215 p sqrt(pi a), edge crack in a half plane (Tada, Paris, Irwin)."""

_WEIGHTS = (1.0, 0.6147, 0.2502)
"""Weight function of an edge crack in a half plane (Bueckner 1970, see Tada): within 1 %."""

_LEANS = np.deg2rad([0.0, 10.0, 20.0, 30.0, 45.0, 60.0, 75.0])
_LEAN_FACTORS = np.array([1.0, 1.0216, 1.0875, 1.2206, 1.6101, 2.5838, 6.45])
"""K_eq of a leaning crack over that of a straight one, half plane, uniform pressure: by finite
elements of this program (W = 200 a, t = 100 a), K_eq in the direction of the largest G."""

NODES = 41  # denser towards the tip, where the opening ends as a root
_AROUND, _ALONG = 160, 48  # points of the quadratures of intensity and of opening


@lru_cache(maxsize=256)
def shape_factor(length: float, width: float, thickness: float, sides: str, counter: str) -> float:
    """K/(p sqrt(pi a)) of a straight crack in the middle of a slab, uniform pressure.

    Args:
        length: a [m].
        width: of the slab [m].
        thickness: of the slab [m].
        sides: `roller` or `free`.
        counter: the face at the counter electrode, `roller` or `free`.
    """
    table = _table(sides, counter)
    wide = np.clip(length / width, table.wide[0], table.wide[-1])
    thick = np.clip(length / thickness, table.thick[0], table.thick[-1])
    logarithms = _cubic(table.thick, thick) @ np.log(table.factors.T) @ _cubic(table.wide, wide)
    return math.exp(float(logarithms))


class _FactorTable(NamedTuple):
    """Factors by a/W (rows) and a/t (columns)."""

    wide: FloatArray
    thick: FloatArray
    factors: FloatArray


@cache
def _table(sides: str, counter: str) -> _FactorTable:
    """Finite elements of this program, python -m benchmarks.edge_crack_factors."""
    text = resources.files(__package__).joinpath("edge_crack_factors.csv").read_text()
    head, *rows = csv.reader(line for line in text.splitlines() if line[0] != "#")
    mine = [row[2:] for row in rows if row[:2] == [sides, counter]]
    values = np.array(mine, dtype=np.float64)
    thick = np.array([float(name.partition("=")[2]) for name in head[3:]])
    return _FactorTable(values[:, 0], thick, values[:, 1:])


def _cubic(nodes: FloatArray, x: float) -> FloatArray:
    """Weights of the cubic through the four nodes around x, shape (n,)."""
    first = min(max(int(np.searchsorted(nodes, x)) - 2, 0), len(nodes) - 4)
    near = nodes[first : first + 4]
    weights = np.zeros_like(nodes)
    for k, node in enumerate(near):
        others = np.delete(near, k)
        weights[first + k] = np.prod((x - others) / (node - others))
    return weights


def lean_factor(angle: float) -> float:
    """K_eq of a crack that leans, over that of a straight one of the same length.

    Args:
        angle: from the anode's normal [rad].
    """
    logarithm = np.interp(angle**2, _LEANS**2, np.log(_LEAN_FACTORS))
    return math.exp(float(logarithm))


class UnitCrack(NamedTuple):
    """An edge crack of length 1 under pressures that are linear between its nodes.

    Attributes:
        nodes: distance from the mouth, 0 to 1, denser at the tip, shape (n,).
        intensity: K / (p sqrt(a)) per nodal pressure, shape (n,).
        opening: E' w / (2 p a) per nodal pressure, shape (n, n).
    """

    nodes: FloatArray
    intensity: FloatArray
    opening: FloatArray


@cache
def unit_crack() -> UnitCrack:
    """Operators of the half plane's edge crack, from its weight function.

    K(a) = int_0^a m(x, a) p(x) dx and w(x) = (2/E') int_x^a K(s) m(x, s) ds. Both integrands are
    singular like an inverse square root, which the substitutions y = s (1 - r^2) and
    s = x + (1 - x) r^2 remove.
    """
    nodes = np.sin(np.linspace(0.0, math.pi / 2, NODES))
    r = (np.arange(_ALONG) + 0.5) / _ALONG
    start = nodes[:-1, None]
    reach = start + (1 - start) * r**2
    weight = _weight(start, reach) * 2 * (1 - start) * r / _ALONG
    # K grows like the root of the length: between lengths of its own it is linear in that.
    lengths = np.linspace(0.0, 1.0, 2 * NODES) ** 2
    known = np.array([_intensity(s, nodes) for s in lengths[1:]])
    known = np.vstack([np.zeros(NODES), known])
    left = np.clip(np.searchsorted(lengths, reach, side="right") - 1, 0, len(lengths) - 2)
    part = (np.sqrt(reach) - np.sqrt(lengths[left])) / np.sqrt(lengths)[1]
    opening = np.zeros((NODES, NODES))
    opening[:-1] = np.einsum("xs,xsn->xn", weight * (1 - part), known[left])
    opening[:-1] += np.einsum("xs,xsn->xn", weight * part, known[left + 1])
    return UnitCrack(nodes, _intensity(1.0, nodes), opening)


def _intensity(length: float, nodes: FloatArray) -> FloatArray:
    """K of a crack of some length per nodal pressure, shape (n,)."""
    r = (np.arange(_AROUND) + 0.5) / _AROUND
    y = length * (1 - r**2)
    weight = _weight(y, length) * 2 * length * r / _AROUND
    left = np.clip(np.searchsorted(nodes, y, side="right") - 1, 0, NODES - 2)
    part = (y - nodes[left]) / (nodes[left + 1] - nodes[left])
    per_node = np.bincount(left, weight * (1 - part), NODES)
    per_node += np.bincount(left + 1, weight * part, NODES)
    return np.asarray(per_node * EDGE_CRACK * math.sqrt(math.pi) / _TOTAL, dtype=np.float64)


def _weight(x: FloatArray, length: FloatArray | float) -> FloatArray:
    """m(x, a) [1/sqrt(m)]."""
    rest = 1 - x / length
    shape = sum(c * rest**k for k, c in enumerate(_WEIGHTS))
    return np.asarray(np.sqrt(2 / (math.pi * (length - x))) * shape, dtype=np.float64)


_TOTAL = math.sqrt(2 / math.pi) * sum(2 * c / (2 * k + 1) for k, c in enumerate(_WEIGHTS))
"""K/(p sqrt(a)) of a uniform pressure by these weights; scaled to the exact 1.1215 sqrt(pi)."""
