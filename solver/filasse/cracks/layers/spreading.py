"""A coating that conducts along the planar interface, so that current spreads past defects.

Between electrolyte and lithium lies a layer with the sheet conductance k_s = sigma t and, across
it, the resistance R_c. With its potential psi at the lithium's side, and J and J_m the current
densities out of the electrolyte and into the lithium,

    psi = phi - R_c J,    J_m = J + d/dx(k_s dpsi/dx),

no current leaves at the ends or over the mouth of a crack. Both are linear in the currents J, so
they need no unknown of their own: the kinetics see J_m in the place of J.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from filasse.cracks.layers.interface_cover import BareInterface, InterfaceCover, Parts
from filasse.fem.condensed_conduction import ReactiveNodes
from filasse.parameters.interface.planar_interface import CoatingModel
from filasse.physics.contact import LEAST_CONTACT
from filasse.physics.kinetics import Kinetics, reversed_gently

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SpreadingCoating:
    """A coating on the nodes of the planar interface.

    Attributes:
        resistance: R_c across [ohm m^2].
        by_potential: J_m - J from potentials psi of the nodes [S/m^2], shape (n_anode, n_anode).
        by_flowing: J_m from the currents that flow, less J itself [-], shape (n_anode, m).
        anode: which of the m reactive nodes are the interface's, shape (n_anode,).
    """

    resistance: float
    by_potential: FloatArray
    by_flowing: FloatArray
    anode: IntArray
    is_coating: ClassVar[bool] = True

    def conducting(self, contact: FloatArray) -> FloatArray:
        """All of every node: it touches the electrolyte wherever it lies, shape (n_anode,)."""
        return np.ones(len(self.anode))

    def at_lithium(
        self, current: FloatArray, flowing: FloatArray, contact: FloatArray
    ) -> FloatArray:
        """J_m over the part that lithium touches, on the interface [A/m^2], shape (m,)."""
        spread = current.copy()
        spread[self.anode] = self.plated(current[self.anode], flowing) / _touching(contact)
        return spread

    def add_slopes(
        self, matrix: FloatArray, slope: FloatArray, contact: FloatArray, active: FloatArray
    ) -> None:
        """Replace the law's slope on the interface by those of the spread current."""
        anode, steep = self.anode, (slope[self.anode] / _touching(contact))[:, None]
        matrix[anode, anode] += slope[anode] - self.resistance
        matrix[np.ix_(anode, anode)] -= steep * self.by_current
        matrix[anode, : len(active)] -= steep * self.by_flowing * active

    def add_slopes_by_part(
        self,
        matrix: FloatArray,
        slope: FloatArray,
        contact: FloatArray,
        flowing_by_part: sp.csr_array,
    ) -> None:
        """Those of the spread current by what flows in the films."""
        steep = (slope[self.anode] / _touching(contact))[:, None]
        matrix[self.anode] -= steep * (self.by_flowing @ flowing_by_part)

    def plated(self, current: FloatArray, flowing: FloatArray) -> FloatArray:
        """J_m at the nodes of the interface [A/m^2], shape (n_anode,).

        Args:
            current: J there [A/m^2], shape (n_anode,).
            flowing: through all reactive nodes, filled parts included [A/m^2], shape (m,).
        """
        across = self.by_potential @ (-self.resistance * current)
        return current + across + self.by_flowing @ flowing

    def moved(
        self,
        kinetics: Kinetics,
        contact: FloatArray,
        active: Parts,
        current: FloatArray,
        change: FloatArray,
    ) -> FloatArray:
        """J of the next iterate [A/m^2], shape (n_anode,).

        The kinetics see J_m: it is what a Newton step may reverse no further than they bear. Where
        lithium hardly touches, a small J makes a J_m far beyond them.

        Args:
            kinetics: of the interface.
            contact: part of the coating that lithium touches, shape (n_anode,).
            active: gives the part of every reactive node through which current flows, shape (m,).
            current: of the iterate [A/m^2], shape (m,).
            change: that the Newton step asks for [A/m^2], shape (m,).
        """
        own, flows, touching = self.anode, active(), _touching(contact)
        now, step = (self.plated(j[own], flows * j) / touching for j in (current, change))
        held = touching * (reversed_gently(kinetics, now, step) - (now + step))
        moved = current[own] + change[own]
        if not np.any(held):
            return moved
        whole = self.by_current + self.by_flowing[:, own]  # every J here flows
        return np.asarray(moved + np.linalg.solve(whole, held))

    @property
    def by_current(self) -> FloatArray:
        """Derivative of J_m by J, but for what flows elsewhere, shape (n_anode, n_anode)."""
        return np.eye(len(self.by_potential)) - self.resistance * self.by_potential


def interface_cover(
    nodes: ReactiveNodes, areas: FloatArray, potentials: FloatArray, model: CoatingModel | None
) -> InterfaceCover:
    """What lies on the planar interface of a geometry.

    Args:
        nodes: the reactive nodes.
        areas: of them per unit depth [m], shape (m,).
        potentials: by which a current density lowers that of every node [ohm m^2], shape (m, m).
        model: of the coating; None without one.
    """
    anode = nodes.anode
    if model is None:
        return BareInterface(anode)
    links = -along_the_coating(nodes, model.conductance) / areas[anode][:, None]
    return SpreadingCoating(model.resistance, links, -links @ potentials[anode], anode)


def _touching(contact: FloatArray) -> FloatArray:
    """Part that lithium touches, of which some is always left, shape (n_anode,)."""
    return np.maximum(contact, LEAST_CONTACT)


def along_the_coating(nodes: ReactiveNodes, conductance: float) -> FloatArray:
    """Current that leaves every node along the coating per potential [S/m], (n_anode, n_anode).

    It follows the sides of the mesh, along any wall; none joins the two sides of a mouth.
    """
    position = nodes.position[nodes.anode]
    first, second = nodes.anode_sides.T
    links = conductance / np.linalg.norm(position[second] - position[first], axis=1)
    matrix = np.zeros((len(position), len(position)))
    for one, other in ((first, second), (second, first)):
        np.add.at(matrix, (one, one), links)
        matrix[one, other] -= links
    return matrix
