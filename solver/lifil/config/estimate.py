"""Rough cost of a run: cells, unknowns, time and memory. All coefficients are here."""

import math
from typing import NamedTuple

from lifil.config.checks import ligament
from lifil.config.model import Config
from lifil.config.numerics import Mesh

CELLS_PER_AREA = 2.3  # a triangle of size h covers sqrt(3)/4 h^2
UNKNOWNS_PER_CELL = 6.0  # 2 P2 displacement nodes (2 components each) and 2 P2 potential nodes
MARCH_SECONDS = 0.3  # [s] of a growth step, whatever the mesh
SECONDS_PER_UNKNOWN = 1.2e-5  # [s] of a growth step: mesh, assembly, factorisation, block solve
BASE_MEMORY = 4e8  # [B]
MEMORY_PER_UNKNOWN = 5e3  # [B]


class Estimate(NamedTuple):
    """Rough cost: numbers of cells, unknowns and growth steps; time [s]; memory [B]."""

    cells: float
    unknowns: float
    steps: int
    time: float
    memory: float


def estimate(config: Config) -> Estimate:
    """Estimate the cost of a run that ends with a short circuit."""
    cells = estimate_cells(config)
    unknowns = UNKNOWNS_PER_CELL * cells
    left = ligament(config.geometry) - config.growth.short_circuit_distance
    steps = min(math.ceil(left / config.growth.step), config.growth.max_steps)
    steps = steps if config.geometry.flaws else 0
    seconds = (steps + 1) * (MARCH_SECONDS + SECONDS_PER_UNKNOWN * unknowns)
    return Estimate(cells, unknowns, steps, seconds, BASE_MEMORY + MEMORY_PER_UNKNOWN * unknowns)


def estimate_cells(config: Config) -> float:
    """Cells of the first mesh: the slab, a graded strip along every line, and the tips."""
    geometry, mesh = config.geometry, config.mesh
    bulk = geometry.width * geometry.thickness / mesh.far**2
    lines = [(geometry.width, mesh.anode)]
    lines += [(2.0 * flaw.length, mesh.lip) for flaw in geometry.flaws]
    strips = sum(_strip(length, size, mesh) for length, size in lines)
    tips = len(geometry.flaws) * _tip(mesh)
    return CELLS_PER_AREA * (bulk + strips + tips)


def _strip(length: float, size: float, mesh: Mesh) -> float:
    """Integral of 1/h^2 beside a line where h = size + grading * distance, up to far."""
    return max(0.0, length / mesh.grading * (1.0 / size - 1.0 / mesh.far))


def _tip(mesh: Mesh) -> float:
    """Integral of 1/h^2 around a point where h = tip + grading * radius, up to lip."""
    ratio = max(1.0, mesh.lip / mesh.tip)
    return 2.0 * math.pi / mesh.grading**2 * (math.log(ratio) - 1.0 + 1.0 / ratio)
