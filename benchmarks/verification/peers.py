"""Growth at K = K_c by volume, as two programs for hydraulic fractures measure their own.

python -m benchmarks.verification.peers

PyFrac, a disc: radius and opening in the middle against the closed form at the same volume,
|exact - found|/exact, as its `fast_benchmarks` do for `radial_K` (41 x 41 cells, no viscosity).
OpenGeoSys, a line crack in a plate of 80 half lengths: half length and pressure,
|found - exact|/found, as its `Kregime_Propagating` does for a phase field. Errors are the largest
of all advances; seconds are processor time per advance, mesh included.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from tests.builders.plane_growth import growth, problem
from tests.builders.slabs import MODULUS, TOUGHNESS, UM, centre_crack, sizes
from tests.builders.solid_growth import FrontPassage, front_growth
from tests.builders.solids import solid_sizes
from tests.verification.cases.quartered_penny import CURRENT, EVEN, PLANES, RADIUS, quarter

from benchmarks.arguments import arguments, one_of
from benchmarks.record import keep
from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.parameters.problem import Problem
from filasse_meshes import Slab

EDGE, STEP, ADVANCES = 0.1, 0.1, 7
"""Of the disc, over its radius; so many advances double that."""
HALF_LENGTH, LARGEST, RATIO = 10 * UM, 3.9, 0.1
"""Of the line crack: OpenGeoSys goes from a half length of 0.05 to 0.194."""
PUBLISHED = {
    "disc: mean radius": "< 5 %, 6.2 or 7.4 %",
    "disc: largest radius": "< 5 %, 6.2 or 7.4 %",
    "disc: smallest radius": "< 5 %, 6.2 or 7.4 %",
    "disc: opening in the middle": "< 7.9 to 21 %",
    "line: half length": "drawn, no figure",
    "line: pressure": "drawn, no figure",
}
"""Tolerances of PyFrac's own comparison, by how its front goes ahead (explicit; implicit, with two
reconstructions); OpenGeoSys draws its errors on an axis from 0 to 10 %."""


class Found(NamedTuple):
    """What one program measures.

    Attributes:
        errors: largest ones, by quantity.
        seconds: of processor time per advance.
        advances: how many.
    """

    errors: dict[str, float]
    seconds: float
    advances: int


def disc() -> Found:
    """A level penny that is plated evenly, a quarter of it, until it is twice as large."""
    slab = quarter()
    model = problem(EVEN, Drive(voltage=CURRENT * EVEN.anode.film_resistance))
    support = replace(model.support, rollers=(*model.support.rollers, *PLANES))
    rule = GrowthRule(STEP * RADIUS, 0.1 * slab.width, is_two_step=True)
    model = replace(model, support=support, growth=rule)
    run = front_growth(slab, model, solid_sizes(slab, EDGE * RADIUS))
    middle = np.array([slab.width, slab.thickness, slab.depth]) / 2
    return _largest(_of_disc(each, middle) for each in islice(run, ADVANCES + 1))


def _of_disc(passage: FrontPassage, middle: np.ndarray) -> dict[str, float]:
    volume = float(passage.outcome.state.film.lithium.sum()) - EVEN.aperture * passage.area
    exact = (3 * MODULUS * volume / (8 * np.sqrt(np.pi) * TOUGHNESS)) ** 0.4
    opening = 4 / np.sqrt(np.pi) * TOUGHNESS * np.sqrt(exact) / MODULUS
    (crack,) = passage.cracks.cracks
    radii = np.linalg.norm(crack.fronts[-1].points - middle, axis=1)
    values = {"mean": radii.mean(), "largest": radii.max(), "smallest": radii.min()}
    errors = {f"disc: {name} radius": abs(exact - r) / exact for name, r in values.items()}
    thickest = passage.thickest - EVEN.aperture
    return errors | {"disc: opening in the middle": abs(opening - thickest) / opening}


def line() -> Found:
    """A centre crack that is plated evenly, in a plate of 80 half lengths."""
    slab = centre_crack(HALF_LENGTH, 80 * HALF_LENGTH, 80 * HALF_LENGTH)
    model = problem(EVEN, Drive(voltage=CURRENT * EVEN.anode.film_resistance))
    return _largest(_of_line(slab, model))


def _of_line(slab: Slab, model: Problem) -> Iterator[dict[str, float]]:
    run = growth(slab, model, lambda s: sizes(s, tip=1 / 50, lip=1 / 10), lambda a: RATIO * a / 2)
    for passage in run:
        film, areas = passage.outcome.state.film, passage.response.elastic.areas
        half = float(np.ptp(passage.response.grid.arc)) / 2
        volume = float(film.lithium.sum()) - EVEN.aperture * float(areas.sum())
        energy = TOUGHNESS**2 / MODULUS
        exact = (MODULUS * volume**2 / (4 * np.pi * energy)) ** (1 / 3)
        pressure = (2 * MODULUS * energy**2 / (np.pi * volume)) ** (1 / 3)
        found = float(np.average(film.pressure, weights=areas))
        yield {
            "line: half length": abs(half - exact) / half,
            "line: pressure": abs(found - pressure) / found,
        }
        if half > LARGEST * HALF_LENGTH:
            return


def _largest(run: Iterator[dict[str, float]]) -> Found:
    """The largest errors of a run, and what an advance costs."""
    rows, clock = [], [time.process_time()]
    for row in run:
        rows.append(row)
        clock.append(time.process_time())
    advances = [after - before for before, after in pairwise(clock[1:])]
    errors = {name: float(max(row[name] for row in rows)) for name in rows[0]}
    return Found(errors, float(np.mean(advances)), len(advances))


def main() -> None:
    """Print the errors beside what is published, and keep them."""
    wanted = arguments(__doc__, one_of({"disc", "line"})) or ("disc", "line")
    table = Table("quantity", "error", "published", "advances", "s per advance")
    kept: dict[str, float] = {}
    for name, run in (("disc", disc), ("line", line)):
        if name not in wanted:
            continue
        found = run()
        for quantity, error in found.errors.items():
            told = f"{100 * error:.2f} %", PUBLISHED[quantity]
            table.add_row(quantity, *told, str(found.advances), f"{found.seconds:.2f}")
            kept[f"{quantity} [%]"] = 100 * error
        kept[f"{name} [s]"] = found.seconds
    Console(width=110).print(table)
    if len(wanted) == 2:
        keep("peers", kept, passed=True)


if __name__ == "__main__":
    main()
