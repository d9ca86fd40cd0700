"""What a depleting anode has come to along the interface, and how it goes on.

Every cell of the interface is on its own: solute covers a part of it, vacancies diffuse straight
away from it, and voids open and close on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_banded

from filasse.constants import FARADAY
from filasse.parameters.anode_model import DepletionModel
from filasse.physics.contact import LEAST_CONTACT
from filasse.physics.voids import Vacancies, grown_voids, solute_part, void_volume

type FloatArray = npt.NDArray[np.float64]

DEPTHS, FINEST = 40, 1e-4
"""Places across the lithium, and the distance of the first two over its thickness."""

SUBSTEPS = 8
"""Of the vacancies in a step of the films."""

PREFIX = "anode_"


@dataclass(frozen=True)
class DepletedState:
    """The interface of a depleting anode, in cells of equal width from the left to the right.

    Attributes:
        covered: part of every cell under solute [-], shape (k,).
        voids: radius of voids over half their distance [-], shape (k,).
        excess: empty lattice sites beyond equilibrium by cell and depth [-], shape (k, depths).
    """

    kind: ClassVar[str] = "depleting"
    lithium: ClassVar[float] = 0.0
    settles: ClassVar[bool] = False  # vacancies and solute collect long before contact is lost

    covered: FloatArray
    voids: FloatArray
    excess: FloatArray

    @classmethod
    def fresh(cls, cells: int) -> DepletedState:
        """Lithium that has never been stripped."""
        return cls(np.zeros(cells), np.zeros(cells), np.zeros((cells, DEPTHS)))

    @property
    def contact(self) -> FloatArray:
        """Part of every cell that lithium touches [-], shape (k,)."""
        return np.maximum((1 - self.covered) * (1 - self.voids), LEAST_CONTACT)

    def arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        """Arrays by name."""
        return {f"{PREFIX}{name}": getattr(self, name) for name in ("covered", "voids", "excess")}

    @classmethod
    def restored(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> DepletedState:
        """Read back what `arrays` gave."""
        return cls(*(arrays[f"{PREFIX}{name}"] for name in ("covered", "voids", "excess")))


@dataclass(frozen=True)
class Depletion:
    """How the interface goes on.

    Attributes:
        about: the anode.
        molar_volume: of lithium [m^3/mol].
        pressure: of the stack [Pa].
    """

    about: DepletionModel
    molar_volume: float
    pressure: float

    def after(self, state: DepletedState, stripping: FloatArray, step: float) -> DepletedState:
        """The interface after a step.

        Args:
            state: before.
            stripping: mean current stripped in every cell [A/m^2], negative when plated, (k,).
            step: [s].
        """
        covered, solute = state.covered, self.about.solute
        if solute is not None:
            charge = np.maximum(stripping, 0.0) * step
            more = solute_part(solute.fraction, solute.height, self.molar_volume, charge)
            covered = np.minimum(covered + more, 1.0)
        voids, excess = state.voids, state.excess
        if (vacancies := self.about.vacancies) is not None:
            flux = (1 - vacancies.annihilated) * stripping * self.molar_volume / FARADAY
            for _ in range(SUBSTEPS):
                voids, excess = self._substep(vacancies, voids, excess, flux, step / SUBSTEPS)
        return DepletedState(covered, voids, excess)

    def _substep(
        self,
        vacancies: Vacancies,
        voids: FloatArray,
        excess: FloatArray,
        flux: FloatArray,
        step: float,
    ) -> tuple[FloatArray, FloatArray]:
        """Vacancies diffuse, up to the part at which voids open; voids take and give the rest.

        The end is linear in the flux into the lithium, so that what keeps the interface at a part
        follows from the answer to a unit flux. Plating, which takes vacancies, empties voids first,
        and leaves no fewer vacancies than there are in equilibrium.
        """
        rest, answer = self._spread(vacancies, excess, step)
        into = (vacancies.excess - rest[:, 0]) / answer[0]
        to_voids = flux - into
        gone = -void_volume(vacancies.spacing, voids) / step
        to_voids = np.where((voids > 0) | (to_voids > 0), np.maximum(to_voids, gone), 0.0)
        into = np.maximum(flux - to_voids, -rest[:, 0] / answer[0])
        law = self.about.law
        assert law is not None
        voids = grown_voids(law, vacancies.spacing, voids, to_voids, self.pressure, step)
        return voids, rest + into[:, None] * answer

    def _spread(
        self, vacancies: Vacancies, excess: FloatArray, step: float
    ) -> tuple[FloatArray, FloatArray]:
        """What diffuses without a flux at the interface, and what a unit flux [m/s] adds."""
        y = vacancies.depth * self._depths
        gaps = np.diff(y)
        # Of all places but the last, which stays in equilibrium.
        shares = np.concatenate([[gaps[0]], gaps[1:] + gaps[:-1]]) / 2
        through = step * vacancies.diffusivity / gaps
        middle = shares + through
        middle[1:] += through[:-1]
        bands = np.zeros((3, len(shares)))
        bands[0, 1:], bands[1], bands[2, :-1] = -through[:-1], middle, -through[:-1]
        unit = np.zeros((len(shares), 1))
        unit[0] = step
        sides = np.hstack([shares[:, None] * excess[:, :-1].T, unit])
        ends = solve_banded((1, 1), bands, sides)
        at_rest = np.zeros((1, ends.shape[1]))
        ends = np.vstack([ends, at_rest])
        return ends[:, :-1].T, ends[:, -1]

    @cached_property
    def _depths(self) -> FloatArray:
        """Places across the lithium over its thickness, finest at the interface."""
        steps = np.geomspace(FINEST, 1.0, DEPTHS - 1)
        return np.concatenate([[0.0], np.cumsum(steps) / steps.sum()])
