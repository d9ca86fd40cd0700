"""Rough cost of a run: cells, unknowns, time and memory. All coefficients are here."""

import math
from typing import NamedTuple

from filasse.config.rules.cross_checks import ligament
from filasse.config.sections.config_model import Config
from filasse.config.sections.numerics_section import MeshSection
from filasse.estimates.foil_time import foil_seconds
from filasse.estimates.solid_cost import solid_cost, solid_steps
from filasse.estimates.time_to_growth.applied_currents import applied_currents
from filasse.estimates.time_to_growth.reaching import reach
from filasse.solver_choice import ChosenSolver

CELLS_PER_AREA = 2.5  # triangles per h^2; equilateral ones would be 2.31
CELLS_PER_TIP = 350.0  # the rosette of cells around a tip
CELLS_PER_PORE = 150.0  # its wall in cells of a twentieth of its size, and those around
UNKNOWNS_PER_CELL = 6.2  # 2.06 P2 nodes with two displacements and one potential
INTEGRATION_SECONDS = 0.55  # [s] of a growth step, whatever the mesh
STRETCH_SECONDS = 0.5  # [s] of a stretch of one current: some thirty time steps
CHANGING = 2.0  # times as many where an interphase grows or contact is lost
SECONDS_PER_UNKNOWN = 1.2e-5  # [s] of a growth step: mesh, assembly, factorisation, block solve
BASE_MEMORY = 4e8  # [B]
MEMORY_PER_UNKNOWN = 5e3  # [B]


class Estimate(NamedTuple):
    """Rough cost: cells and unknowns of the first mesh, growth steps, time [s], memory [B].

    Time and memory are of a rank. The solver is that of elasticity in space.
    """

    cells: float
    unknowns: float
    steps: int
    time: float
    memory: float
    solver: ChosenSolver = "direct"


def expected_cost(config: Config, *, grows: bool = True, ranks: int = 1) -> Estimate:
    """Estimate the cost of a run in which one filament goes straight to a short circuit.

    Args:
        config: the configuration.
        grows: whether it does; if not, the protocol runs on with the flaws as they are.
        ranks: that share the work on a slab with a depth.
    """
    path = ligament(config.geometry) - config.growth.short_circuit_distance
    path = path if config.geometry.flaw_count else 0.0
    number = math.ceil(path / config.growth.step * (1 - 1e-9))  # not one more by round-off
    steps = min(number, config.growth.max_steps)
    geometries = steps + 1 if grows else 1
    if config.geometry.depth is not None:
        one = solid_cost(config, ranks)
        steps = min(solid_steps(config, path), config.growth.max_steps)
        seconds = (steps + 1 if grows else 1) * one.seconds
        return Estimate(one.cells, one.unknowns, steps, seconds, one.memory, one.solver)
    first, last = expected_cells(config), expected_cells(config, path)
    mean = UNKNOWNS_PER_CELL * (first + last) / 2.0
    seconds = geometries * (INTEGRATION_SECONDS + SECONDS_PER_UNKNOWN * mean)
    seconds += foil_seconds(config, grows=grows) + stretch_seconds(config, grows=grows)
    memory = BASE_MEMORY + MEMORY_PER_UNKNOWN * UNKNOWNS_PER_CELL * last
    return Estimate(first, UNKNOWNS_PER_CELL * first, steps, seconds, memory)


def stretch_seconds(config: Config, *, grows: bool) -> float:
    """Time [s] of the steps of a protocol after its first: rests, strips, cycles.

    Args:
        config: the configuration.
        grows: whether a short circuit may end the run before its protocol does.
    """
    loads, end = tuple(applied_currents(config)), math.inf
    if len(loads) < 2:
        return 0.0
    if grows and config.geometry.flaw_count:
        found = reach(config)
        end = math.inf if found is None else found.across
    changes = config.interface.interphase is not None or not config.anode.about.stays_even
    later = sum(load.start < end for load in loads[1:])
    return later * STRETCH_SECONDS * (CHANGING if changes else 1.0)


def expected_cells(config: Config, growth: float = 0.0) -> float:
    """Cells of a mesh: the slab, a graded strip along every line, and the tips.

    Args:
        config: the configuration.
        growth: length by which a filament has grown [m].
    """
    geometry, mesh = config.geometry, config.mesh
    if geometry.mesh_content is not None and growth == 0.0:
        return float(geometry.mesh_content.cells)
    bulk = geometry.width * geometry.thickness / mesh.far**2
    cracks = growth + sum(geometry.flaw_lengths)
    strips = _strip(geometry.width, mesh.anode, mesh) + _strip(2.0 * cracks, mesh.lip, mesh)
    tips = geometry.flaw_count * (CELLS_PER_TIP + CELLS_PER_AREA * _tip(mesh))
    pores = CELLS_PER_PORE * geometry.pore_count
    return CELLS_PER_AREA * (bulk + strips) + tips + pores + _boundaries(config)


def _boundaries(config: Config) -> float:
    """Cells in and beside the grain boundaries, whose length is 2/d per area."""
    geometry, mesh, size = config.geometry, config.mesh, config.geometry.grain_size
    if size is None:
        return 0.0
    length = 2.0 * geometry.width * geometry.thickness / size
    along = mesh.boundary or size / 8
    inside = 2.0 * length / along if config.electrolyte.grain_boundary is not None else 0.0
    return inside + CELLS_PER_AREA * _strip(2.0 * length, min(along, mesh.far), mesh)


def _strip(length: float, size: float, mesh: MeshSection) -> float:
    """Integral of 1/h^2 beside a line where h = size + grading * distance, up to far."""
    return max(0.0, length / mesh.grading * (1.0 / size - 1.0 / mesh.far))


def _tip(mesh: MeshSection) -> float:
    """Integral of 1/h^2 around a point where h = tip + grading * radius, up to `mesh.lip`."""
    ratio = max(1.0, mesh.lip / mesh.tip)
    return 2.0 * math.pi / mesh.grading**2 * (math.log(ratio) - 1.0 + 1.0 / ratio)
