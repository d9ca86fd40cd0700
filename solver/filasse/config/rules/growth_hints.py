"""Growth that is allowed, but probably not what was meant: steps too long, tips held up at once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from filasse.config.rules.all_sections import AllSections
from filasse.config.rules.checks_inside import pore_shapes
from filasse.config.rules.config_facts import has_pores, leaks
from filasse.config.rules.findings import Finding, um
from filasse.config.rules.space.flat_shapes import gap_between, room
from filasse.config.sections.flaws_section import AnodeCrack
from filasse.config.sections.geometry_section import GeometrySection

LEAST_STEP = 0.05
"""Of an advance in space over a cell at the front, less than of any default."""
GRAIN_PER_STEP = 0.25
"""Of the mean grain: a tip takes a boundary that is weak for most of a step. Steps of 3 um among
grains of 11 um led straight through them, steps of 1.5 um along their boundaries."""
TO_AND_FRO = 0.17
"""Of (K_I/T)^2: longer steps along compression T kink by turns, from step to step farther. From the
path of Cotterell and Rice (1980) with a kink to K_II = 0 after every step."""
STEPS_PER_FLAW = 5
"""Steps of 1/5, 1, 2 and 4 times the 10 um of the quickstart's flaw make its short circuit 0.04,
0.4, 2 and 5 % too late, and the last ones' error is estimated as 1, 2 and 0.3 %."""


def about_growth(config: AllSections) -> Iterator[Finding]:
    """Each thing about steps and clearances that a user may want to know before the run."""
    size = config.geometry.grain_size
    if size is not None and config.growth.step > GRAIN_PER_STEP * size:
        message = (
            "is more than a quarter of a grain, so tips pass boundaries that they would follow"
        )
        yield Finding(("growth", "step"), message, f"{um(size / 6)} is usual")
    yield from _about_layers(config)
    if config.geometry.depth is None:
        yield from _about_steps(config)
        yield from _about_clearance(config)
    else:
        yield from _about_fronts(config)


def _about_layers(config: AllSections) -> Iterator[Finding]:
    """Steps that are too long for a straight path along a compressed layer."""
    solid, used = config.electrolyte, {region.name for region in config.geometry.regions}
    pressed = {n: r for n, r in solid.regions.items() if n in used and r.in_plane_stress < 0}
    for name, region in pressed.items():
        toughness = region.fracture_toughness or solid.fracture_toughness
        most = TO_AND_FRO * (toughness / region.in_plane_stress) ** 2
        if config.growth.step > most:
            message = (
                f"is more than {TO_AND_FRO} (K_c/stress)^2 in {name}, so cracks along it go to and "
                "fro"
            )
            yield Finding(("growth", "step"), message, f"{um(most)} keeps them straight")


def _about_steps(config: AllSections) -> Iterator[Finding]:
    """Steps of a cross-section that double even the longest flaw at once, the first to grow."""
    flaw = max(config.geometry.flaw_lengths, default=math.inf)
    from_pores = leaks(config) and has_pores(config)  # where cracks may start instead
    step = config.growth.step
    if (step > flaw or math.isclose(step, flaw)) and not from_pores:
        message = f"is no less than the longest flaw, {um(flaw)}, which so doubles at once: times "
        message += "are per cent off, and their estimated error is not to be trusted"
        yield Finding(("growth", "step"), message, f"{um(flaw / STEPS_PER_FLAW)} is good")


def _about_clearance(config: AllSections) -> Iterator[Finding]:
    """Tips of a cross-section so near to something that they are at it at once, or soon."""
    geometry, clearance = config.geometry, config.growth.short_circuit_distance
    cracks, ends = geometry.surface_cracks, "join" if config.growth.join else "are held up"
    for number, crack in enumerate(cracks):
        (x, y), before = crack.points[-1], crack.points[-2]
        found = [(min(x, geometry.width - x), "a side", "are held up")]
        if y <= before[1]:  # straight on it comes no farther from the anode
            found.append((y, "the anode", ends))
        found += [(_apart(crack, other), other.name, ends) for other in cracks[:number]]
        found += [(gap, name, "open into it") for name, gap in _to_pores(geometry, (x, y))]
        gap, what, end = min(found)
        if gap < clearance:
            key, it = _named(geometry, number)
            message = f"{it}is {um(gap)} from {what}, within growth.short_circuit_distance, where "
            yield Finding(key, f"{message}tips {end}", "move it, or reduce that")


def _apart(one: AnodeCrack, other: AnodeCrack) -> float:
    """Least distance [m] of a tip of two cracks from the other crack."""
    from shapely import LineString, Point  # costs a moment: only when there are several

    pairs = (one, other), (other, one)
    return min(float(Point(a.points[-1]).distance(LineString(b.points))) for a, b in pairs)


def _to_pores(geometry: GeometrySection, tip: tuple[float, float]) -> Iterator[tuple[str, float]]:
    """Names of the placed pores, and how far a tip is from each [m]."""
    if geometry.inside.placed_pores:
        from shapely import Point

        for _, name, shape in pore_shapes(geometry):
            yield name, shape.distance(Point(tip))


def _about_fronts(config: AllSections) -> Iterator[Finding]:
    """Fronts in a slab with a depth that a side holds up at once, or that advance coarsely."""
    geometry, growth = config.geometry, config.growth
    for number, flaw in enumerate(geometry.first_flaws):
        gap, (key, it) = room(geometry, flaw), _named(geometry, number)
        if gap < growth.short_circuit_distance:
            message = f"{it}is {um(gap)} from a side, within growth.short_circuit_distance, where "
            message += "fronts are held up"
            yield Finding(key, message, "move it, or reduce that")
    for (_, one), (number, flaw) in combinations(enumerate(geometry.first_flaws), 2):
        gap, (key, it) = gap_between(geometry, one, flaw), _named(geometry, number)
        if gap < growth.short_circuit_distance:
            message = f"{it}is {um(gap)} from {one.name}, within growth.short_circuit_distance, "
            message += "where cracks in one plane become one and other fronts are held up"
            yield Finding(key, message, "move it, or reduce that")
    smallest = min((flaw.radius for flaw in geometry.first_flaws), default=None)
    if smallest is not None and growth.step > smallest / 4:
        message = f"is more than a quarter of the smallest flaw, {um(smallest)} in radius, and "
        message += "fronts advance by a first variation"
        yield Finding(("growth", "step"), message, f"{um(smallest / 10)} is usual")
    if smallest is not None and growth.step < LEAST_STEP * config.mesh.tip:
        message = (
            f"is much shorter than a cell along the fronts, mesh.tip = {um(config.mesh.tip)}, "
        )
        message += "so that it adds time and the noise of meshes, not accuracy"
        remedy = f"{um(config.mesh.tip)} is usual, or reduce mesh.tip with it"
        yield Finding(("growth", "step"), message, remedy)


def _named(geometry: GeometrySection, number: int) -> tuple[tuple[str | int, ...], str]:
    """Key of a flaw, and what it is called after that."""
    if geometry.mesh_file is None:
        return ("geometry", "flaws", number), ""
    crack = geometry.surface_cracks[number].name
    return ("geometry", "mesh_file"), f"has the crack {crack!r}, which "
