"""When the longest flaw comes to its toughness under the whole protocol: rests, strips and all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from filasse.config import Config
from filasse.estimates.steady_film import OpenFlaw
from filasse.estimates.time_to_growth.applied_currents import AppliedCurrent, applied_currents
from filasse.estimates.time_to_growth.transient_film import FilmAtRest, Stretch, stretch, unloaded
from filasse.estimates.weakest_flaw import WeakestFlaw, weakest_flaw
from filasse.physics.stability.crack_time import crack_speed_factor, crossing_time, filling_time

AT_MOST = 200
"""Stretches of a protocol that are followed, each of its kind once; more are not known."""
FOREVER = 1e10
"""Longer than any protocol [s]."""
_ALIKE = 1e-3
"""Difference of K/K_c at the start within which the same stretch has the same end, shared among all
stretches of a protocol: what repeated ones raise K/K_c by is not lost to rounding."""


class Reach(NamedTuple):
    """How far the longest flaw comes.

    Attributes:
        time: when K meets K_c [s]; None if it never does.
        peak: the largest K/K_c until then.
        end: when the protocol ends the run [s].
        across: soonest time at which the crack is across [s], all lithium plated in it from then
            on (from the start, if K never meets K_c) staying in it; infinite if the protocol ends
            before. Voltages draw the most for it that they may.
        is_drawn: whether a voltage draws a current, of which flaws draw more than is counted.
    """

    time: float | None
    peak: float
    end: float
    across: float
    is_drawn: bool = False


def reach(config: Config, *, at_most: bool = False) -> Reach | None:
    """Follow the lithium in the longest flaw through the protocol; None where no theory does.

    The flaw starts full of lithium at the stack pressure, and again after a strip that has drawn it
    below that. Flaws in a slab with a depth, those that lithium leaves freely, and those whose
    plating is uneven are not known.

    Args:
        config: the configuration.
        at_most: whether currents that a voltage draws are to be the most that they may be, with the
            faces of the flaw.
    """
    weakest = weakest_flaw(config)
    if weakest is None or config.geometry.depth is not None or not _is_known(weakest):
        return None
    stretches = tuple(_joined(applied_currents(config)))
    if not all(load.is_timed for load in stretches):
        return None
    is_drawn = any(load.is_drawn for load in stretches)
    if at_most:
        most = weakest.most_drawn
        stretches = tuple(
            load._replace(current=load.current * most) if load.is_drawn else load
            for load in stretches
        )
    flaws = tuple(_film_at(config, kelvin) for kelvin in {load.temperature for load in stretches})
    found = _first_critical(flaws, stretches)
    if found is None:
        return None
    time, peak = found
    end = stretches[-1].start + stretches[-1].duration
    soonest = reach(config, at_most=True) if is_drawn and not at_most else None
    across = (
        _across(config, weakest.flaw, stretches, time or 0.0) if soonest is None else soonest.across
    )
    return Reach(time, peak, end, across, is_drawn)


def time_under(config: Config, current: float, kelvin: float | None) -> float | None:
    """When K meets K_c under one current without an end [s]; None if never, or if not known.

    Args:
        config: the configuration.
        current: density [A/m^2].
        kelvin: temperature [K]; None for the configured one.
    """
    found = _first_critical(
        (_film_at(config, kelvin),), (AppliedCurrent(0.0, current, FOREVER, kelvin),)
    )
    return None if found is None else found[0]


def _joined(stretches: Iterable[AppliedCurrent]) -> Iterator[AppliedCurrent]:
    """Stretches with those of the same current and temperature that follow each other as one."""
    for _, alike in groupby(
        stretches, lambda load: (load.current, load.temperature, load.is_timed)
    ):
        first, *others = alike
        yield first._replace(duration=math.fsum(load.duration for load in (first, *others)))


def _is_known(weakest: WeakestFlaw) -> bool:
    return weakest.is_even and not (weakest.leaks and weakest.flows == "freely")


def _film_at(config: Config, kelvin: float | None) -> tuple[float | None, OpenFlaw]:
    weakest = weakest_flaw(config, kelvin)
    assert weakest is not None
    return kelvin, replace(weakest.flaw, mouth_is_open=weakest.leaks)


@lru_cache(maxsize=64)
def _first_critical(
    flaws: tuple[tuple[float | None, OpenFlaw], ...], stretches: tuple[AppliedCurrent, ...]
) -> tuple[float | None, float] | None:
    """When K first meets K_c [s], None if never, and the largest K/K_c; None if it is not known."""
    known = dict[tuple[float, float, float | None, int], Stretch | None]()
    at, peak = dict(flaws), -math.inf
    film, alike = unloaded(at[stretches[0].temperature]), _ALIKE / len(stretches)
    for load in stretches:
        key = load.current, load.duration, load.temperature, round(film.ratio / alike)
        if key not in known:
            if len(known) == AT_MOST:
                return None
            known[key] = _followed(at[load.temperature], film, load)
        found = known[key]
        if found is None:
            return None
        film, peak = found.film, max(peak, found.film.ratio)
        if found.time is not None:
            return load.start + found.time, 1.0
    return None, peak


def _followed(flaw: OpenFlaw, film: FilmAtRest, load: AppliedCurrent) -> Stretch | None:
    """The film through one stretch; what a strip has drawn below its unloaded state is full again.

    That is on the safe side: lithium that was stripped has to be plated first.
    """
    current, empty = load.current, unloaded(flaw)
    scale = load.duration
    if current:
        factor = crack_speed_factor(
            abs(current), flaw.modulus, flaw.toughness, flaw.volume_per_charge
        )
        scale = filling_time(flaw.length, factor)
    found = stretch(flaw, film, current, load.duration, scale)
    if current < 0 and (found is None or found.film.ratio < empty.ratio):
        return Stretch(empty, None)
    return found


def _across(
    config: Config, flaw: OpenFlaw, stretches: tuple[AppliedCurrent, ...], time: float
) -> float:
    """Soonest time at which the crack is across [s]: when enough has been plated since `time`."""
    growth = config.growth
    end = config.geometry.thickness - growth.short_circuit_distance
    factor = crack_speed_factor(1.0, flaw.modulus, flaw.toughness, flaw.volume_per_charge)
    charge = crossing_time(flaw.length, max(flaw.length, end), factor)
    for load in stretches:
        begin, stop = max(load.start, time), load.start + load.duration
        passed = max(0.0, load.current) * max(0.0, stop - begin)
        if passed >= charge > 0.0:
            return begin + charge / load.current
        charge -= passed
    return math.inf
