"""Growth of the crack surfaces of a slab in space."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.cracks.state import History
from filasse.fem.condensed import Response
from filasse.fem.solid.crack_front import CrackFront
from filasse.fracture.criterion import GrowthCriterion
from filasse.fracture.front_criterion import FrontAdvance, FrontCriterion, FrontPace
from filasse.fracture.front_growth import front_points
from filasse.fracture.front_obstacles import room_of
from filasse.fracture.propagation import AT_DEPTH, LAST_STEP, TipNames, crept_by
from filasse.fracture.solid_toughness import SolidMaterials
from filasse.fracture.toughness_map import DirectionalToughness
from filasse.parameters.growth_rule import GrowthRule

type FloatArray = npt.NDArray[np.float64]
type BoolArray = npt.NDArray[np.bool_]

LEAST_ROOM = 0.1
"""Of a step: what has less before it stands. Otherwise the part of a front that goes farthest could
be one that goes nowhere."""

ARRIVED = 0.01
"""Of a step: how far a front goes past the height of a short circuit. The mesher's curve through
its new places may be lower by half of that."""


@dataclass(frozen=True)
class SolidGrowth:
    """Fronts in an electrolyte; see `filasse.fracture.planar_growth.PlanarGrowth`.

    Attributes:
        cracks: the present geometry.
        response: its condensed operators.
        materials: what the slab is made of.
        rule: how fronts advance.
        landing: tolerance on |K/K_c - 1| of a critical station.
    """

    cracks: SolidGeometry
    response: Response
    materials: SolidMaterials
    rule: GrowthRule
    landing: float

    @property
    def reach(self) -> float:
        """How high fronts may go [m]: there they make a short circuit."""
        return self.cracks.thickness - self.rule.short_circuit_distance

    @property
    def is_short_circuited(self) -> bool:
        """Whether a front has come within the short-circuit distance of the counter electrode."""
        return bool(self.shorting)

    @property
    def shorting(self) -> TipNames:
        """The cracks that make a short circuit once they are critical."""
        height = self.rule.contact_height(self.cracks.thickness)
        mouthed = (front for front in self.response.grid.fronts if not front.buried)
        return frozenset(f.name for f in mouthed if f.curve(f.samples())[:, 1].max() >= height)

    def criterion(self, temperature: float) -> FrontCriterion:
        """What the fronts need to grow at a temperature [K]."""
        fronts = self.response.grid.fronts
        may = [self._may_go(front, front.stations) for front in fronts]
        return FrontCriterion(
            self._toughness(temperature),
            self.rule,
            np.concatenate([np.empty(0), *may]),
            self.landing,
            temperature,
            fronts=tuple(fronts),
            poisson=float(self.materials.material.poisson[0]),
            paces=tuple(self._pace(front) for front in fronts),
            gone=np.concatenate([np.empty(0), *(self._before(f, f.stations) for f in fronts)]),
        )

    def starts_short(self, criterion: GrowthCriterion) -> bool:
        """Fronts set out by full steps: less than their edges drowns in the noise of meshes."""
        return False

    def arrival(self, criterion: GrowthCriterion, history: History) -> GrowthCriterion:
        """The same: a front meets what is tougher bit by bit."""
        return criterion

    @property
    def longest_step(self) -> float:
        """Largest advance of any front [m]."""
        stretches = (crack.stretch for crack in self.cracks.cracks)
        return max((self.rule.step_at(one) for one in stretches), default=self.rule.step)

    def _pace(self, front: CrackFront) -> FrontPace:
        """How far the fastest part of a front goes until, and in, its next advance."""
        surface = self.cracks.cracks[front.crack]
        step, last = self.rule.step_at(surface.stretch), 0.0
        if len(surface.fronts) > 1:
            now, before = surface.fronts[-1].points, surface.fronts[-2].points
            last = float(_distances(now, before, surface.closed).max())
            last = min(last, step)  # but for the way around a pore
        return FrontPace(step, (last + step) / 2)

    def _toughness(self, temperature: float) -> tuple[DirectionalToughness, ...]:
        """The toughness around every station of every front."""
        factor, fronts = self.rule.toughness_factor(temperature), self.response.grid.fronts
        ends = np.cumsum([len(front.stations) for front in fronts])
        moduli = np.split(self.response.elastic.modulus, ends[:-1]) if fronts else []
        steps = [self.rule.step_at(self.cracks.cracks[front.crack].stretch) for front in fronts]
        found = (
            self.materials.around(front, modulus, step, factor)
            for front, modulus, step in zip(fronts, moduli, steps, strict=True)
        )
        return tuple(chain.from_iterable(found))

    def advances(
        self, criterion: GrowthCriterion, intensities: FloatArray, history: History
    ) -> tuple[FrontAdvance, ...]:
        """The steps of the critical fronts, which end at the short-circuit distance."""
        assert isinstance(criterion, FrontCriterion)
        fronts = self.response.grid.fronts
        crept = crept_by(self.response.grid, history, criterion)
        may = [self._may_go(front, front_points(front.length)) for front in fronts]
        steps = criterion.crept(intensities, crept, may)
        if criterion.excess(criterion.driving(intensities), np.zeros(len(fronts))) >= -self.landing:
            before = [self._before(front, front_points(front.length)) for front in fronts]
            steps = criterion.advances(intensities, self._step(criterion, intensities), before, may)
        return tuple(self._placed(step) for step in steps)

    def _step(self, criterion: FrontCriterion, intensities: FloatArray) -> float:
        """Advance of the part that goes farthest [m]: that of the smallest critical front."""
        grows = criterion.growing(
            criterion.ratios(intensities), np.zeros(len(self.response.grid.fronts))
        )
        first = np.cumsum([0, *(len(front.stations) for front in self.response.grid.fronts)])
        pairs = zip(self.cracks.cracks, first, strict=False)
        return self.rule.step_at(min((c.stretch for c, at in pairs if grows[at]), default=1.0))

    def _may_go(self, front: CrackFront, places: FloatArray) -> BoolArray:
        """Whether nothing stands before a front at places along it, shape (n,).

        That of the nodes, which move: a place between nodes that stand would take the whole step
        by its K, which nothing relieves, and stay where it is.
        """
        nodes = front.advance_places
        ahead = front.frames(nodes)[:, 0]
        room = room_of(front, nodes, ahead, self.response.grid, self.cracks, self._clearance)
        period = front.length if front.closed else None
        between = np.interp(places, nodes, np.minimum(room, self.rule.step), period=period)
        return np.asarray(between > LEAST_ROOM * self.rule.step)

    @property
    def _clearance(self) -> float:
        return self.rule.short_circuit_distance

    def _before(self, front: CrackFront, places: FloatArray) -> FloatArray:
        """By how much a front advanced in the last step, at places along it [m]."""
        surface = self.cracks.cracks[front.crack]
        if not surface.moves or len(surface.fronts) == 1:
            return np.zeros_like(places)
        return _distances(front.curve(places), surface.fronts[-2].points, surface.closed)

    def _placed(self, step: FrontAdvance) -> FrontAdvance:
        """A step no farther than its obstacles, its angles from where the front came from.

        Where the run ends at a depth, all of it is shortened: nothing is in the way of its parts.
        The mesh smooths the last strips of a surface over an edge: K and the directions are those
        of its front. What angles are counted from by the mesher is the last strip.
        """
        grid, front = self.response.grid, self.response.grid.fronts[step.crack]
        places = front.advance_places
        out, up, along = np.moveaxis(front.frames(places), 1, 0)
        way = np.cos(step.angles)[:, None] * out + np.sin(step.angles)[:, None] * up
        rise = np.maximum(way[:, 1], 1e-12)
        height = front.curve(places)[:, 1]
        room = room_of(front, places, way, grid, self.cracks, self._clearance)
        most = np.maximum(room, 0.0)
        last = self.cracks.cracks[step.crack].fronts[-1]
        came = _nearest(front.curve(places), last.points, last.forward)
        came = came - (came * along).sum(axis=1)[:, None] * along
        above = np.cross(along, came)
        angles = np.arctan2((way * above).sum(axis=1), (way * came).sum(axis=1))
        distances = np.minimum(step.distances, most)
        part = self._part_to_end(step, height, distances * rise)
        distances = np.minimum(part * step.distances, most)
        return FrontAdvance(step.tip, step.crack, distances, angles)

    def _part_to_end(self, step: FrontAdvance, height: FloatArray, gained: FloatArray) -> float:
        """Part of a step that takes a front to where the run ends, or a little past it; else 1.

        Args:
            step: of the front.
            height: at places along it [m], shape (n,).
            gained: by the step [m], shape (n,).
        """
        crack = self.cracks.cracks[step.crack]
        contact = self.reach + ARRIVED * self.rule.step_at(crack.stretch)
        depth = self.rule.max_depth + AT_DEPTH * self.rule.step
        left = min(depth, np.inf if crack.closed else contact) - height
        goes = gained > 0
        part = float(np.min(left[goes] / gained[goes], initial=np.inf))
        return part if 0 < part < 1 + LAST_STEP else 1.0


def _nearest(points: FloatArray, line: FloatArray, values: FloatArray) -> FloatArray:
    """Values at the points of a line, where it is nearest to other points, shape (n, 3)."""
    away = np.linalg.norm(points[:, None] - line, axis=2)
    return np.asarray(values[away.argmin(axis=1)], dtype=np.float64)


def _distances(points: FloatArray, line: FloatArray, closed: bool) -> FloatArray:
    """Distances of points from a line through others [m], shape (n,)."""
    start = line if closed else line[:-1]
    along = (np.roll(line, -1, axis=0) if closed else line[1:]) - start
    away = points[:, None] - start
    part = np.clip((away * along).sum(axis=2) / (along**2).sum(axis=1), 0, 1)
    nearest = np.linalg.norm(away - part[..., None] * along, axis=2)
    return np.asarray(nearest.min(axis=1), dtype=np.float64)
