"""How long Newton's method may look for its way among the fillings of the film nodes."""

from __future__ import annotations

import math

import numpy as np

from filasse.cracks.state import FilmState

REPEATS = 3
"""Fillings seen before at which to give up, if at all: Newton's method that finds its way meets
each but once (133 of 133 steps of a crack that runs dry; all 28 failures came to three soon)."""

STEEP = 0.05
"""Damping below which a change of the filling leads nowhere: the linearised equations ask for
tractions ten times as large as all that there are (above 0.2 in 189 stages that converge)."""

ASTRAY = 5
"""Such changes after which Newton's method is lost among fillings that may all be new to it: with
many cracks it would visit one per film node, with tractions of many gigapascals."""

RELAPSING = 4
"""Nodes that change once more in an iteration, having changed before in the stage: a front that
goes to and fro does that with one or two."""

RELAPSES = 10
"""Such iterations after which a stage is lost: at most 7 are in any of 1513 stages that converge,
and up to 69 in those that fail (ten and thirty flaws, a pore, a polycrystal)."""


TURNS = 3
"""Such iterations after which nodes that were sucked dry start from above: see `from_above`."""

CIRCLES = 1
"""Circles after which a stage is given up; at the first one such nodes start from above instead."""


class Patience:
    """The fillings that a stage has met, and whether it is worth going on.

    Attributes:
        most: iterations that are allowed: one more for every new filling, as a front may have to
            pass every node.
        circles: times that an iterate has come again. What follows is what followed before, unless
            nodes start from above from then on.
    """

    def __init__(
        self, first: FilmState, most: int, limit: int | None, *, may_be_lost: bool
    ) -> None:
        """Start with the first iterate.

        Args:
            first: the first iterate.
            most: iterations allowed at first.
            limit: iterations allowed at most, where fillings that come again end the stage too;
                None for one more than at first per node.
            may_be_lost: whether a shorter step, or more care, can be tried instead.
        """
        self._limit = limit or most + len(first.fill)
        self.most = min(most, self._limit)
        self.circles = 0
        self._most_circles = CIRCLES if may_be_lost else 0
        self._seen: dict[bytes, FilmState | None] = {first.fill.tobytes(): None}
        self._repeats = REPEATS if limit else math.inf
        self._steep = ASTRAY if may_be_lost else math.inf
        self._relapses = RELAPSES if may_be_lost else math.inf
        self._last, self._changed = first.fill, np.zeros(len(first.fill), dtype=np.bool_)

    @property
    def is_lost(self) -> bool:
        """Whether to give up."""
        goes_around = self.circles > self._most_circles
        return goes_around or self._repeats <= 0 or self._steep < 0 or self._relapses <= 0

    @property
    def turns(self) -> bool:
        """Whether the filling goes to and fro, and another way on may be tried."""
        goes_to_and_fro = self.circles > 0 or self._relapses <= RELAPSES - TURNS
        return self._most_circles > 0 and goes_to_and_fro

    def visit(self, film: FilmState, damping: float) -> FilmState | None:
        """Note an iterate with another filling.

        Args:
            film: the iterate.
            damping: of the change that led to it.

        Returns:
            The iterate that met the same filling before, if one did.
        """
        fill = film.fill.tobytes()
        is_new, earlier = fill not in self._seen, self._seen.get(fill)
        self._repeats -= not is_new
        self._steep -= damping < STEEP
        changes, self._last = film.fill != self._last, film.fill
        self._relapses -= int(np.sum(changes & self._changed)) >= RELAPSING
        self._changed |= changes
        self.most = min(self.most + is_new, self._limit)
        self._seen[fill] = film
        return earlier
