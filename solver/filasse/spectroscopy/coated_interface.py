"""The planar interface below a coating, linearised for small alternating currents.

A coating spreads the current: J leaves the electrolyte, J_m = P x enters the lithium, linear in
all unknowns x. The double layer lies where the lithium is, so that the charge transfer takes K of
J_m = (1 + i w R_ct C) K. K is an unknown of its own here, and J is the whole current:

    B x - [R_ct + R_s (1 + i w R_ct C)] K = 0,    (1 + i w R_ct C) K = P x,

with B x what conduction and the coating across leave for the lithium, and R_s what else is in
series there. Currents on crack faces are those that plate: P x takes 1 + i w R_ct C times theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.jacobian.assembly import jacobian
from filasse.cracks.state import FilmState
from filasse.spectroscopy.pencil import Pencil

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]

PROBE = 1e-3
"""Resistance by which two Jacobians differ, to tell P [ohm m^2]: they are linear in it."""


@dataclass(frozen=True)
class Coated:
    """The nodes of the interface below a coating, k of them; N unknowns in all.

    Attributes:
        nodes: among the reactive ones, shape (k,).
        plated: P, current density into the lithium by all unknowns, shape (k, N).
        transfer: R_ct [ohm m^2], shape (k,).
        series: R_s [ohm m^2], shape (k,).
        times: R_ct C [s], shape (k,).
        across: resistance of the coating [ohm m^2].
    """

    nodes: IntArray
    plated: FloatArray
    transfer: FloatArray
    series: FloatArray
    times: FloatArray
    across: float

    @property
    def in_place(self) -> FloatArray:
        """What the kinetics take off the rows of the coupled system, shape (k, N)."""
        return (self.transfer + self.series)[:, None] * self.plated

    @property
    def without_charge_transfer(self) -> Coated:
        """The same where all current goes into the double layer."""
        nothing = np.zeros_like(self.times)
        return replace(self, transfer=nothing, times=nothing)

    def joined(self, pencil: Pencil, first: int, columns: slice, lags: FloatArray) -> Pencil:
        """Equations with these kinetics.

        Args:
            pencil: equations without, which have B x in the rows of the nodes.
            first: row of the first reactive node.
            columns: of its unknowns among all.
            lags: how P x lags behind the currents that plate [s], shape (k, N).
        """
        size, k = len(pencil.steady), len(self.nodes)
        rows, own = first + self.nodes, np.arange(size, size + k)
        steady, lagging = (np.zeros((size + k, size + k)) for _ in range(2))
        steady[:size, :size], lagging[:size, :size] = pencil.steady, pencil.lagging
        steady[rows, own] = -(self.transfer + self.series)
        lagging[rows, own] = -self.series * self.times
        steady[size:, :size] = -self.plated[:, columns]
        lagging[size:, :size] = -lags[:, columns]
        steady[own, own], lagging[own, own] = 1.0, self.times
        return replace(pencil, steady=steady, lagging=lagging)


def coated(
    system: CoupledSystem,
    film: FilmState,
    transfer: FloatArray,
    series: FloatArray,
    times: FloatArray,
) -> Coated | None:
    """The interface of a state below a coating; None without one.

    Args:
        system: the coupled system.
        film: the state.
        transfer: R_ct of every reactive node [ohm m^2], shape (m,).
        series: what lies in series with it [ohm m^2], shape (m,).
        times: R_ct C [s], shape (m,).
    """
    cover, nodes, interface = system.electric.cover, system.electric.anode, system.interface
    if not cover.is_coating:
        return None
    probed = system.facing(replace(interface, resistance=interface.resistance + PROBE))
    rows = system.layout(film).electric.start + nodes
    plated = jacobian(system, film, 0.0)[rows] - jacobian(probed, film, 0.0)[rows]
    return Coated(
        nodes=nodes,
        plated=plated / PROBE,
        transfer=transfer[nodes],
        series=series[nodes],
        times=times[nodes],
        across=cover.resistance,
    )
