"""Sizes of cells, advances and grains in a slab with a depth."""

from __future__ import annotations

import math
from collections.abc import Iterator

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.growth_section import GrowthSection
from filasse.config.sections.numerics_section import MeshSection

CELLS_PER_RADIUS = 5  # K is then right to 1 %; a tenth of the radius gives 0.3 %
FINEST_TIP_PER_RADIUS = 1 / 100  # some ten thousand vertices on the crack: no machine holds that
MOST_GRAINS = 20_000  # what the mesher draws in space; more take minutes


def tip_resolves_fronts(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    """Cells along fronts are small against the smallest crack, within reason."""
    smallest = min((flaw.radius for flaw in geometry.first_flaws), default=None)
    if smallest is None:
        return
    if mesh.tip > smallest / CELLS_PER_RADIUS * (1 + 1e-9):
        message = f"is too coarse for the front of the smallest flaw, {um(smallest)} in radius"
        remedy = f"at most {um(smallest / CELLS_PER_RADIUS)}; {um(smallest / 10)} is usual"
        yield Finding(("mesh", "tip"), message, remedy)
    if mesh.tip < smallest * FINEST_TIP_PER_RADIUS * (1 - 1e-9):
        message = f"is absurdly fine for the front of the smallest flaw, {um(smallest)} in radius"
        yield Finding(("mesh", "tip"), message, f"{um(smallest / 10)} is usual")


def fronts_have_room(
    geometry: GeometrySection, growth: GrowthSection, mesh: MeshSection
) -> Iterator[Finding]:
    """The mesher keeps fronts off the sides by a part of a cell, and would end the run there."""
    if geometry.first_flaws and growth.short_circuit_distance < mesh.tip * (1 - 1e-9):
        message = f"is less than a cell along the fronts, mesh.tip = {um(mesh.tip)}, which come "
        message += "that near to the counter electrode and the sides"
        remedy = f"at least {um(mesh.tip)}; {um(geometry.thickness / 10)} is usual"
        yield Finding(("growth", "short_circuit_distance"), message, remedy)


def steps_are_short(geometry: GeometrySection, growth: GrowthSection) -> Iterator[Finding]:
    """How far each part goes follows from a first variation of K: a front cannot double at once."""
    smallest = min((flaw.radius for flaw in geometry.first_flaws), default=math.inf)
    if smallest < growth.step <= geometry.thickness - max(geometry.flaw_lengths, default=0.0):
        message = f"is longer than the smallest flaw, {um(smallest)} in radius"
        yield Finding(("growth", "step"), message, f"{um(smallest / 10)} is usual")


def grains_can_be_drawn(geometry: GeometrySection) -> Iterator[Finding]:
    """There are not more grains than the mesher draws."""
    count = geometry.grain_count
    if count > MOST_GRAINS:
        assert geometry.grain_size is not None
        size = geometry.grain_size * math.cbrt(count / MOST_GRAINS)
        message = f"makes {count} grains, more than the {MOST_GRAINS} that slabs with a depth take"
        remedy = f"at least {um(1.01 * size)}, or a smaller slab"
        yield Finding(("geometry", "microstructure", "grains", "mean_size"), message, remedy)


def sizes_in_order(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    """The largest cell is larger than the smallest, and fits the slab."""
    smallest = min(geometry.width, geometry.thickness, geometry.depth or math.inf)
    if mesh.far < mesh.tip:
        message = f"is smaller than mesh.tip = {um(mesh.tip)}, which must be the smallest"
        yield Finding(("mesh", "far"), message, "reduce mesh.tip, or enlarge this")
    if mesh.far > smallest:
        message = f"is larger than the smallest side of the slab, {um(smallest)}"
        yield Finding(("mesh", "far"), message, f"{um(smallest / 5)} is usual")
