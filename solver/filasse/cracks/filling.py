"""How lithium fills the openings: full, cavitated, closed or packed nodes, and when they change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.state import Fill, FilmState
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

CLOSED_OPENING = 1e-12
"""Opening at which crack faces touch when there is no aperture [m]."""

EMPTY = 1e-6
"""Lithium below which a node lacks some, over what stays between crack faces that touch.

The current grows with the filled part, L = L_old + t q L/V: once t q > V there is no such L > 0,
and Newton's method finds one below zero. The node is full at the end of such a step.
"""

FULL = 1 - 1e-9
"""Filled part above which a node or a pore counts as full: round-off stays below."""

STIFFNESS = 1e16
"""Bulk modulus lent to lithium between crack faces that touch [Pa], so that it has one pressure."""

SEED = 1e-2
"""Part of an empty opening next to the anode on which lithium plates again."""

TRACE = 1e-12
"""Filled part below which lithium is round-off, and no current flows to it: of 1e-17 of an opening,
as it is left from one step to the next, a long implicit step could fill it, out of nothing. What
stripping leaves is more, and lithium plates on it again."""

CLOSED_PART = 1e-2
"""Part of the reference aperture that stays when crack faces touch."""


@dataclass(frozen=True)
class Openings:
    """Volumes V = V_0 + C N + V_loads of the openings, linear in the traction on the crack faces.

    Attributes:
        areas: face area of every node per unit depth [m], shape (n,).
        compliance: C [m^2/Pa], shape (n, n).
        unloaded: V_0 + V_loads [m^2], shape (n,).
        closed: volume at which the crack faces touch [m^2], shape (n,).
    """

    areas: FloatArray
    compliance: FloatArray
    unloaded: FloatArray
    closed: FloatArray

    def packed(self, pressure: FloatArray) -> FloatArray:
        """Lithium between crack faces that touch [m^2], at its pressure [Pa], shape (n,)."""
        return np.asarray(self.closed * (1 + pressure / STIFFNESS), dtype=np.float64)

    def volumes(self, traction: FloatArray) -> FloatArray:
        """Volume of the opening of every node per unit depth [m^2], shape (n,)."""
        return np.asarray(self.unloaded + self.compliance @ traction, dtype=np.float64)


@dataclass(frozen=True)
class Saturation:
    """Filled part theta of every node and its derivatives.

    Attributes:
        value: theta, shape (n,).
        by_lithium: d theta_i/d L_i [1/m^2], shape (n,).
        by_volume: d theta_i/d V_i [1/m^2], zero but for cavitated nodes, shape (n,).
    """

    value: FloatArray
    by_lithium: FloatArray
    by_volume: FloatArray

    @property
    def partly(self) -> npt.NDArray[np.int64]:
        """Nodes that are filled in part, so that theta may change."""
        return np.flatnonzero((self.by_lithium != 0) | (self.by_volume != 0))


def openings(response: Response, model: CellModel, loads: FloatArray) -> Openings:
    """Openings of a geometry under the values of its unit loads, shape (n_loads,)."""
    elastic = response.elastic
    unloaded = model.aperture * elastic.areas
    for pore in response.grid.reservoirs:
        unloaded[pore.node] = pore.volume
    if model.pull is not None:  # of a coating; that of an interphase grows
        unloaded += elastic.layer.volumes.sum(axis=1) * model.pull.force
    return Openings(
        areas=elastic.areas,
        compliance=elastic.compliance,
        unloaded=unloaded + elastic.load_volumes @ loads,
        closed=max(CLOSED_PART * model.aperture, CLOSED_OPENING) * elastic.areas,
    )


def filled_part(gap: Openings, film: FilmState, volume: FloatArray) -> Saturation:
    """Theta = 1 in full and packed nodes, L/V elsewhere, with the volumes V of the openings."""
    held = np.maximum(volume, gap.closed)
    partly = (film.fill == Fill.CAVITATED) | (film.fill == Fill.CLOSED)
    theta = np.where(partly, np.clip(film.lithium / held, 0.0, 1.0), 1.0)
    moves = partly & (film.fill == Fill.CAVITATED) & (volume > gap.closed)
    return Saturation(
        value=theta,
        by_lithium=np.where(partly, 1.0 / held, 0.0),
        by_volume=np.where(moves, -theta / held, 0.0),
    )


def active_part(
    part: Saturation,
    seeded: BoolArray,
    cut_off: BoolArray,
    trace: float = 0.0,
    bare: BoolArray | None = None,
) -> Saturation:
    """Part of every node through which current flows: the filled one, or a seed; none of a trace.

    Args:
        part: the filled part.
        seeded: nodes where lithium grows in from the anode: a seed at least, shape (n,).
        cut_off: nodes of islands, whose potential is told by what current they take, shape (n,).
        trace: filled part below which no current flows.
        bare: nodes without metal on which lithium would plate, so that none does, shape (n,).
    """
    seeds, least = seeded & (part.value < SEED), np.where(seeded, SEED, 0.0)
    dry = part.value < trace if bare is None else (part.value < trace) | bare
    fixed = seeds | (dry & ~cut_off)
    return Saturation(
        value=np.where(fixed, least, part.value),
        by_lithium=np.where(fixed, 0.0, part.by_lithium),
        by_volume=np.where(fixed, 0.0, part.by_volume),
    )


def lacking(gap: Openings, film: FilmState) -> BoolArray:
    """Nodes with less than no lithium, by more than round-off, shape (n,)."""
    return np.asarray(film.lithium < -EMPTY * gap.closed)


def refill(
    gap: Openings, film: FilmState, volume: FloatArray, fixed: npt.NDArray[np.int64]
) -> npt.NDArray[np.int8]:
    """Return what every node should be, given the latest tractions, pressures and volumes.

    Args:
        gap: the openings.
        film: the latest iterate.
        volume: room for lithium in every opening [m^2], shape (n,).
        fixed: nodes at open mouths, which stay full.
    """
    fill = film.fill.copy()
    fill[fixed] = np.where(fill[fixed] == Fill.PACKED, Fill.PACKED, Fill.FULL)
    full, packed = fill == Fill.FULL, fill == Fill.PACKED
    fill[packed & (film.packed < 0)] = Fill.CLOSED
    fill[packed & (film.packed >= 0) & (film.traction < film.packed)] = Fill.FULL
    fill[full & (volume < gap.closed)] = Fill.PACKED
    fill[full & (film.traction < 0)] = Fill.CAVITATED
    cavitated = fill == Fill.CAVITATED
    fill[cavitated & (volume < gap.closed)] = Fill.CLOSED
    runs_full = lacking(gap, film)
    fill[cavitated & (film.lithium > volume) & (film.lithium >= gap.closed)] = Fill.FULL
    fill[(fill == Fill.CAVITATED) & (film.fill == Fill.CAVITATED) & runs_full] = Fill.FULL
    closed = fill == Fill.CLOSED
    fill[closed & (film.traction < 0)] = Fill.CAVITATED
    overfull = (film.lithium > gap.closed) | (runs_full & (film.fill == Fill.CLOSED))
    fill[closed & ~packed & overfull] = Fill.PACKED
    left = fixed[(fill[fixed] != Fill.FULL) & (fill[fixed] != Fill.PACKED)]
    fill[left] = Fill.FULL
    return fill
