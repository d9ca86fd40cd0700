"""Rough cost of a slab with a depth: cells, unknowns, time and memory. All coefficients are here.

Cells and vertices are those of the mesher (ten slabs with one or two cracks, to 10 %, one to 30 %);
seconds are of one core, from geometries of 30 to 190 thousand displacements.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from filasse.config import Config, FlawSection, MeshSection
from filasse.config.rules.space.symmetric_parts import lies_in
from filasse.parameters.growth_rule import STEP_PER_CLEARANCE
from filasse.solver_choice import (
    ChosenSolver,
    chosen_solver,
    memory_of_node,
    solver_costs,
)
from filasse_meshes.data.solid_data import WALL_PER_RADIUS

CELLS_PER_VOLUME = 4.4  # tetrahedra per h^3
NODES_PER_CELL = 1.6  # quadratic ones, those of split faces included
FILM_PER_AREA = 1.3  # vertices of a crack over those of two rings and of an even inside
MESH_SECONDS, MESH_PER_UNKNOWN = 0.05, 5.5e-6  # also the state carried over, and output
INTEGRATION_SECONDS, INTEGRATION_POWER = 0.5, 2.0  # dense systems, at the vertices of below
INTEGRATION_REFERENCE = 270.0  # vertices of the crack in that mesh
BASE_MEMORY = 3.5e8  # [B]
MEMORY_PER_UNKNOWN = 4e2  # [B] per displacement: the mesh
COLUMN_MEMORY = 8.0  # [B] per displacement and vertex of a crack: what its column leads to


class SolidCost(NamedTuple):
    """Cells and unknowns of a mesh; what a geometry takes.

    Sizes grow with the crack, so that they stay about what they are at the start.

    Attributes:
        cells: tetrahedra.
        unknowns: displacements and potentials.
        seconds: of the rank that takes longest.
        memory: of a rank at the peak [B].
        solver: of elasticity.
    """

    cells: float
    unknowns: float
    seconds: float
    memory: float
    solver: ChosenSolver


def solid_cost(config: Config, ranks: int = 1) -> SolidCost:
    """Estimate the cost of one geometry of a slab with a depth.

    A mesh file that has more cells than those to come is the one that counts.

    Args:
        config: the configuration.
        ranks: on one node that hold the whole mesh each.
    """
    flaws, mirrors = config.geometry.first_flaws, config.geometry.mirrors
    content = config.geometry.mesh_content
    cells = solid_cells(config) / 2 ** len(mirrors)
    cells = max(cells, 0 if content is None else content.cells)
    nodes = NODES_PER_CELL * cells
    parts = [2 ** sum(not lies_in(flaw, axis) for axis in mirrors) for flaw in flaws]
    pairs = zip(flaws, parts, strict=True)
    film = sum(film_vertices(flaw, config.mesh) / part for flaw, part in pairs)
    entered = {flaw.pore for flaw in flaws}
    pores = (p for p in config.geometry.inside.placed_pores if p.name in entered)
    film += sum(wall_vertices(pore.size / 2, config.mesh) for pore in pores)
    costs = solver_costs(3 * nodes, film, ranks)
    solver = chosen_solver(config.numerics.linear_solver, costs, memory_of_node(), ranks)
    seconds, memory = costs[solver]
    memory += BASE_MEMORY + (MEMORY_PER_UNKNOWN + COLUMN_MEMORY * film) * 3 * nodes
    seconds += INTEGRATION_SECONDS * (film / INTEGRATION_REFERENCE) ** INTEGRATION_POWER
    seconds += MESH_SECONDS + MESH_PER_UNKNOWN * 3 * nodes
    return SolidCost(cells, 4 * nodes, seconds, memory, solver)


def solid_steps(config: Config, path: float) -> int:
    """Advances of the deepest flaw on its way to the short circuit: they grow with it.

    Args:
        config: the configuration.
        path: of its front [m].
    """
    growth, start = (
        config.growth,
        max((flaw.length for flaw in config.geometry.first_flaws), default=0),
    )
    most = max(growth.step, STEP_PER_CLEARANCE * growth.short_circuit_distance)
    end = start + path
    turn = min(start * most / growth.step, end)  # from there on they are as long as they get
    if not start:
        return 0
    return math.ceil(start / growth.step * math.log(turn / start) + (end - turn) / most)


def solid_cells(config: Config) -> float:
    """Tetrahedra: the slab, and what is graded around every front and pore.

    The tube is the integral of 1/h^3 where h = tip + grading * distance from the front, up to far.
    """
    geometry, mesh = config.geometry, config.mesh
    bulk = geometry.electrode_area * geometry.thickness / mesh.far**3
    tip, far = mesh.tip, mesh.far
    around = 1 / (2 * tip) - 1 / far + tip / (2 * far**2)
    fronts = math.fsum(front_length(flaw) for flaw in geometry.first_flaws)
    pores = math.fsum(_around_pore(pore.size / 2, mesh) for pore in geometry.inside.placed_pores)
    return CELLS_PER_VOLUME * (bulk + 2 * math.pi * fronts / mesh.grading**2 * around + pores)


def _around_pore(radius: float, mesh: MeshSection) -> float:
    """The integral of 1/h^3 around a sphere, h = size + grading * distance, up to far.

    It is that of 4 pi (h + a)^2/(grading h)^3 dh from size to far, a = grading * radius - size.
    """
    size, far = _on_wall(radius, mesh), mesh.far
    a = mesh.grading * radius - size
    integral = math.log(far / size) + 2 * a * (1 / size - 1 / far)
    integral += a**2 / 2 * (1 / size**2 - 1 / far**2)
    return 4 * math.pi * integral / mesh.grading**3


def _on_wall(radius: float, mesh: MeshSection) -> float:
    """Edges on the wall of a pore [m]."""
    return min(WALL_PER_RADIUS * radius, mesh.far)


def wall_vertices(radius: float, mesh: MeshSection) -> float:
    """Vertices of the wall of a round pore."""
    return 8 * math.pi / math.sqrt(3) * (radius / _on_wall(radius, mesh)) ** 2


def film_vertices(flaw: FlawSection, mesh: MeshSection) -> float:
    """Vertices of a crack: two rings at its front, and cells of twice that size inside."""
    area = _halves(flaw) * math.pi / 2 * flaw.length * flaw.half_mouth
    inside = area / (2 * math.sqrt(3) * mesh.tip**2)
    return FILM_PER_AREA * (2 * front_length(flaw) / mesh.tip + inside)


def front_length(flaw: FlawSection) -> float:
    """Length of a half-ellipse, or of a whole one [m], by Ramanujan's formula."""
    a, b = flaw.length, flaw.half_mouth
    return _halves(flaw) * math.pi / 2 * (3 * (a + b) - math.sqrt((3 * a + b) * (a + 3 * b)))


def _halves(flaw: FlawSection) -> int:
    """Halves of an ellipse: two of a buried crack."""
    return 1 if flaw.height is None else 2
