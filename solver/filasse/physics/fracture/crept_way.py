"""The way of tips by a rate law while K changes evenly with that way and with time.

    dx/dt = v(K),   K = K_0 + A x + B t

A falls below zero where lithium has to follow a tip, and with a steep law the equation is stiff:
within a small part of an advance the tip comes to the speed at which lithium keeps up with it. In
every part of the time ln v is taken as linear in x and in t, which has the solution

    (exp(c dx) - 1)/c = v (exp(g dt) - 1)/g,   c = -A d(ln v)/dK,  g = B d(ln v)/dK

so that no step is too long: speeds stay positive, and what a tip did before is forgotten: an
exponential Rosenbrock-Euler method.

Where a law has a threshold K_t, below which nothing moves, the speed at K_t is any from zero to
v(K_t), as it is any at K_c by Griffith's criterion. Where lithium cannot follow v(K_t) the tip
slides: K stays at K_t. So it stops, in every part of the time, where K would fall below, which is
Moreau's catching-up algorithm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]

PARTS = 32
"""Parts of the time: K^20 that rises from 0.4 to 0.9 K_c changes by a factor of two in each."""

NUDGE = 1e-4
"""Relative change of K by which the steepness of a law is found."""

UNSTABLE = 1.1
"""K/K_c beyond which speeds rise no more: growth is unstable from K_c on, and no law tells it."""

FALL = 1.5
"""Power of the length of a crack by which K falls at a given volume of lithium, before it is
measured: the volume goes with the pressure and the square of the length."""

HALVINGS = 52
"""Of the interval in which a threshold is sought: to round-off."""

NEVER = 1e-9
"""Least part that unstable growth leaves of 1 + c v dt: at none a tip would go to infinity."""


class EvenDriving(NamedTuple):
    """K/K_c of tips that changes evenly.

    Attributes:
        start: at the start, shape (n_tips,).
        by_way: A, change with the way of a tip [1/m], shape (n_tips,).
        by_time: B, change with time [1/s], shape (n_tips,).
    """

    start: FloatArray
    by_way: FloatArray
    by_time: FloatArray

    def at(self, way: FloatArray, time: float) -> FloatArray:
        """K/K_c, shape (n_tips,)."""
        return np.clip(self.start + self.by_way * way + self.by_time * time, 0.0, UNSTABLE)

    def caught_up(
        self, way: FloatArray, free: FloatArray, time: float, least: FloatArray
    ) -> FloatArray:
        """How far tips get that stand while K/K_c is below some value [m], shape (n_tips,).

        Args:
            way: that they have made already [m], shape (n_tips,).
            free: that they would have made by the time otherwise [m], shape (n_tips,).
            time: [s].
            least: that value, shape (n_tips,).
        """
        lacking = np.maximum(least - self.start - self.by_way * free - self.by_time * time, 0.0)
        falls = self.by_way < 0
        back = np.where(falls, lacking / np.where(falls, -self.by_way, 1.0), free * (lacking > 0))
        return np.maximum(np.minimum(way, free), free - back)


def crept_way(
    speeds: Callable[[FloatArray], FloatArray],
    driving: EvenDriving,
    duration: float,
    factor: FloatArray,
) -> FloatArray:
    """Way of every tip [m], shape (n_tips,).

    Args:
        speeds: by the law [m/s], of K/K_c, each of shape (n_tips,).
        driving: K/K_c.
        duration: [s].
        factor: to the speeds at the start; it goes to 1 by the end as a power, shape (n_tips,).
    """
    way, part = np.zeros_like(driving.start), duration / PARTS
    least = least_driving(speeds, way.shape)

    def at_least(ratio: FloatArray) -> FloatArray:
        return speeds(np.maximum(ratio, least))

    for number in range(PARTS):
        now, then = (driving.at(way, (number + k) * part) for k in (0, 1))
        mean = _mean(at_least(now), at_least(then)) * factor ** (1 - (number + 0.5) / PARTS)
        hold = -driving.by_way * steepness_of(at_least, now) / np.maximum(now, NUDGE)
        free = way + _held_back(mean * part, hold)
        way = driving.caught_up(way, free, (number + 1) * part, least)
    return way


def least_driving(speeds: Callable[[FloatArray], FloatArray], shape: tuple[int, ...]) -> FloatArray:
    """Least K/K_c at which tips move by a law; `UNSTABLE` for those that never do.

    Args:
        speeds: by the law [m/s], of K/K_c, each of that shape.
        shape: of the tips.
    """
    none, least = np.zeros(shape), np.full(shape, UNSTABLE)
    for _ in range(HALVINGS):
        middle = (none + least) / 2
        moves = speeds(middle) > 0
        none, least = np.where(moves, none, middle), np.where(moves, middle, least)
    return least


def _mean(one: FloatArray, other: FloatArray) -> FloatArray:
    """Mean of what goes from one value to another exponentially."""
    both = (one > 0) & (other > 0)
    a, b = np.where(both, one, 1.0), np.where(both, other, 1.0)
    log = np.log(b / a)
    even = np.abs(log) < NUDGE
    exact = (b - a) / np.where(even, 1.0, log)
    return np.where(both & ~even, exact, (one + other) / 2)


def steepness_of(speeds: Callable[[FloatArray], FloatArray], ratio: FloatArray) -> FloatArray:
    """d(ln v)/d(ln K) of a law [-]; none where nothing moves, or a largest speed is reached.

    Args:
        speeds: by the law [m/s], of K/K_c, each of shape (n_tips,).
        ratio: K/K_c, shape (n_tips,).
    """
    less, more = (speeds(ratio * (1 + change)) for change in (-NUDGE, NUDGE))
    both = (less > 0) & (more > 0)
    return np.log(np.where(both, more, 1.0) / np.where(both, less, 1.0)) / (2 * NUDGE)


def _held_back(way: FloatArray, hold: FloatArray) -> FloatArray:
    """Way [m] of a tip whose speed falls by its way as exp(-hold x), which would go `way`."""
    held = hold * way
    even = np.abs(held) < NUDGE
    log = np.log1p(np.maximum(held, NEVER - 1))
    return np.where(even, way * (1 - held / 2), log / np.where(even, 1.0, hold))
