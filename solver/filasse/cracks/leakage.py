"""Electronic leakage: electrons that pass through the electrolyte from metal to metal.

The metals are the anode with all lithium that is joined to it, the counter electrode, and every
island; each has one potential. The electronic conduction of the electrolyte between them,
div(sigma_e grad psi) = 0, is a network of conductances. Faces and walls without lithium insulate.
A seed on the wall of a pore makes all of the wall metal. Where a foil has lost contact, its voids
still pass electrons.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from filasse.cracks.islands import Islands
from filasse.cracks.state import FilmState
from filasse.fem.condensed_conduction import IonicResponse
from filasse.fem.crack_grid import FilmGrid
from filasse_meshes.data.tags import Surface

type FloatArray = npt.NDArray[np.float64]
type IntArray = npt.NDArray[np.int64]
type BoolArray = npt.NDArray[np.bool_]

ANODE, COUNTER, ISLANDS = 0, 1, 2
"""Numbers of the metals of a network; islands are the last."""

INSULATING = -1
"""Number of what is no metal."""


@dataclass(frozen=True)
class Network:
    """Metals joined by the electronic conduction of the electrolyte; g of them.

    Attributes:
        conductance: current out of the electrolyte into every metal per potential of every metal,
            per unit depth [S/m]; symmetric, and columns add up to zero; shape (g, g).
        walls: mean potential of the wall of every pore per potential of every metal [-], shape
            (n_pores, g); right where no lithium is on it.
    """

    conductance: FloatArray
    walls: FloatArray


class Leakage:
    """Electronic conduction of one geometry; keeps the network of the latest metals."""

    def __init__(self, electronic: IonicResponse, grid: FilmGrid, conduction: float) -> None:
        """Prepare.

        Args:
            electronic: the condensed conduction.
            grid: film nodes.
            conduction: conductivity over that of the condensed response.
        """
        self.response, self.grid = electronic, grid
        self.resistance = electronic.resistance / conduction
        self.walls = [
            np.flatnonzero(electronic.nodes.film == pore.node) for pore in grid.reservoirs
        ]
        self._known: tuple[bytes, Network] | None = None

    def network(self, film: FilmState, islands: Islands) -> Network:
        """The network of the metals at the start of the time step.

        Args:
            film: the latest iterate.
            islands: of its cut-off lithium.
        """
        metals = self.metals(film, islands)
        key = metals.tobytes()
        if self._known is None or self._known[0] != key:
            self._known = key, self._condensed(metals, ISLANDS + islands.count)
        return self._known[1]

    def metals(self, film: FilmState, islands: Islands) -> IntArray:
        """Number of the metal at every reactive node, `INSULATING` without one, shape (m,)."""
        nodes = self.response.nodes
        in_crack = np.where(islands.label >= 0, ISLANDS + islands.label, ANODE)
        in_crack[~film.metal] = INSULATING
        metals = np.full(len(nodes.surface), ANODE, dtype=np.int64)
        metals[nodes.surface == Surface.COUNTER] = COUNTER
        inside = nodes.film >= 0
        metals[inside] = in_crack[nodes.film[inside]]
        return metals

    def currents(self, film: FilmState, islands: Islands, voltage: float) -> FloatArray:
        """Electronic current into every metal [A/m], shape (g,).

        It is counted as the ionic current is: positive out of the electrolyte.

        Args:
            film: the latest iterate.
            islands: of its cut-off lithium.
            voltage: of the cell [V].
        """
        potentials = self._potentials(film, islands, voltage)
        conductance = self.network(film, islands).conductance
        return np.asarray(conductance @ potentials, dtype=np.float64)

    def wall_potentials(self, film: FilmState, islands: Islands, voltage: float) -> FloatArray:
        """Mean electronic potential at the walls of all pores [V], shape (n_pores,)."""
        potentials = self._potentials(film, islands, voltage)
        return np.asarray(self.network(film, islands).walls @ potentials, dtype=np.float64)

    def island_pores(self, film: FilmState) -> BoolArray:
        """Pores that belong to an island, which plates on a seed at least, shape (n,)."""
        return np.asarray(film.cut_off & film.metal & (self.grid.crack < 0))

    def _potentials(self, film: FilmState, islands: Islands, voltage: float) -> FloatArray:
        return np.array([0.0, voltage, *islands.means(film.island_potential)])

    def wall_means(self, values: FloatArray) -> FloatArray:
        """Means over the wall of every pore, shape (n_pores, ...).

        Args:
            values: of the reactive nodes, shape (m, ...).
        """
        areas = self.response.areas
        return np.array([areas[w] @ values[w] / areas[w].sum() for w in self.walls])

    def _condensed(self, metals: IntArray, count: int) -> Network:
        """Solve for the currents of every metal at 1 V, all others at 0 V."""
        areas, inside = self.response.areas, np.flatnonzero(metals >= 0)
        members = np.asarray(metals[inside, None] == np.arange(count), dtype=np.float64)
        own = areas[inside]
        matrix = np.zeros((len(inside) + 1, len(inside) + 1))
        matrix[:-1, :-1] = -self.resistance[np.ix_(inside, inside)] / own[:, None]
        matrix[:-1, -1], matrix[-1, :-1] = 1.0, own
        potentials = np.vstack([members, np.zeros(count)])
        solution = np.linalg.solve(matrix, potentials)
        densities, offsets = solution[:-1], solution[-1]
        conductance = members.T @ (own[:, None] * densities)
        everywhere = offsets - self.resistance[:, inside] @ densities / areas[:, None]
        walls = np.reshape(self.wall_means(everywhere), (-1, count))
        return Network((conductance + conductance.T) / 2, walls)
