"""How the lithium in one flaw comes under pressure in time, by the closed forms of a crack.

    d(w)/dt + dq/dy = 2 i V_m/F

with the opening, the flow and the kinetics of `filasse.estimates.steady_film`, integrated by
implicit Euler steps until K = K_c. Steps follow the change of K.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from filasse.estimates.edge_crack import FloatArray, unit_crack
from filasse.estimates.steady_film import (
    OpenFlaw,
    StepStart,
    balanced,
    excess_pressure,
    intensity_of,
    steady_openings,
)

FIRST = 0.01
"""First step, over the time in which all lithium that is plated would bring K to K_c."""
CHANGE = 0.04
"""Change of K/K_c that a step aims at."""
_WIDER, _ERROR, _HALVINGS, _STEPS = 1.6, 1e-6, 12, 2000
"""Most by which a step grows, residual and halvings of one, steps after which it is given up."""
STEADY = 1e-3
"""Change of K/K_c over as long as it took to come there, below which K stands."""


class FilmAtRest(NamedTuple):
    """The lithium of a flaw between steps: openings [m] and plating [A/m^2], shape (n,), K/K_c."""

    opening: FloatArray
    plating: FloatArray
    ratio: float


class Stretch(NamedTuple):
    """What a stretch of constant current makes of a flaw.

    Attributes:
        film: at its end.
        time: when K met K_c, from its start [s]; None if it did not.
    """

    film: FilmAtRest
    time: float | None


def unloaded(flaw: OpenFlaw) -> FilmAtRest:
    """A flaw full of lithium under the stack pressure."""
    none = np.zeros(len(unit_crack().nodes))
    return FilmAtRest(
        steady_openings(flaw, none)[0], none, intensity_of(flaw, none) / flaw.toughness
    )


def stretch(
    flaw: OpenFlaw, film: FilmAtRest, current: float, duration: float, scale: float
) -> Stretch | None:
    """Follow the film under a constant current until K = K_c, K stands, or the time is up.

    Args:
        flaw: the flaw.
        film: of its lithium at the start.
        current: applied current density; zero at rest [A/m^2].
        duration: of the stretch [s].
        scale: time in which K changes by K_c, roughly [s].

    Returns:
        None where Newton's method does not get on.
    """
    elapsed, step = 0.0, FIRST * scale
    for _ in range(_STEPS):
        if duration - elapsed <= 1e-9 * duration:
            return Stretch(film, None)
        step = min(step, duration - elapsed)
        found = _stepped(flaw, film, current, step)
        if found is None:
            return None
        new, step = found
        change = new.ratio - film.ratio
        if new.ratio >= 1.0:
            part = (1.0 - film.ratio) / change if film.ratio < 1.0 else 0.0
            return Stretch(new, elapsed + part * step)
        elapsed += step
        film = new
        if abs(change) * elapsed < STEADY * step:
            return Stretch(film, None)
        step *= min(_WIDER, CHANGE / max(abs(change), 1e-12))
    return None


def _stepped(
    flaw: OpenFlaw, film: FilmAtRest, current: float, step: float
) -> tuple[FilmAtRest, float] | None:
    """One implicit step, halved until it is solved; and how long it is [s]."""
    for _ in range(_HALVINGS):
        plating, error = balanced(flaw, current, film.plating, before=StepStart(film.opening, step))
        if error <= _ERROR:
            excess = excess_pressure(flaw, current, plating)[0]
            ratio = intensity_of(flaw, excess) / flaw.toughness
            return FilmAtRest(steady_openings(flaw, excess)[0], plating, ratio), step
        step /= 2
    return None
