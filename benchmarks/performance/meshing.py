"""Mesh 100 random microstructures with growing cracks; report failures, quality and CPU times.

python -m benchmarks.performance.meshing [number of seeds]
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from shapely import LineString, Polygon

from benchmarks.arguments import arguments
from filasse_meshes import (
    Crack,
    FlawSpec,
    GrainSpec,
    MeshingError,
    Microstructure,
    PoreSpec,
    Sizes,
    Slab,
    advance_crack,
    build_mesh,
    draw_microstructure,
    estimate_cells,
    make_flaws,
    mesh_stats,
)

UM = 1e-6
SIZES = Sizes(far=4 * UM, tip=0.1 * UM, lip=0.5 * UM, anode=1 * UM)
BANDS = (0.05, 0.1, 0.2, 0.5)
COUNTS = (20, 50, 100, 200)
POROSITY = (None, 0.005, 0.01)
SITES: tuple[Literal["anywhere", "boundary", "junction"], ...] = (
    "anywhere",
    "boundary",
    "junction",
)
KINDS: tuple[Literal["laguerre", "voronoi"], ...] = ("laguerre", "laguerre", "voronoi")
GROWTH_STEPS = 2
CLEARANCE = 0.2 * UM


@dataclass(frozen=True)
class Result:
    """One mesh: the time to draw the microstructure and to mesh, and what came out."""

    grains: int
    seconds: float
    cells: int
    angle: float
    forecast: int


def random_slab(seed: int) -> Slab:
    """Grains of 10 um in a slab that holds 20 to 200 of them, pores, and three flaws."""
    random = np.random.default_rng(seed)
    count, band = COUNTS[seed % 4], BANDS[(seed // 4) % 4] * UM
    size = 10 * UM * count**0.5
    porosity = POROSITY[seed % 3]
    site, kind = SITES[int(random.integers(3))], KINDS[int(random.integers(3))]
    porosity = min(porosity, 0.005) if porosity and site == "junction" else porosity
    pores = PoreSpec(1.5 * UM, porosity=porosity, aspect=2, site=site) if porosity else None
    found = draw_microstructure(size, size, seed, GrainSpec(11 * UM, kind=kind), band, pores)
    flaws = make_flaws(size, FlawSpec(3, 4 * UM, angle_spread=0.3, spacing=5 * UM), seed)
    clear = [flaw for flaw in flaws if not _meets_pore(flaw, found)]
    return Slab(size, size, tuple(clear), (), found)


def _meets_pore(flaw: Crack, found: Microstructure) -> bool:
    path = LineString(flaw.path)
    return any(Polygon(pore.outline).distance(path) < CLEARANCE for pore in found.pores)


def grown(slab: Slab, seed: int) -> Iterator[Slab]:
    """The slab with its flaws, then with kinked paths that grow, some of them into pores."""
    yield slab
    random = np.random.default_rng(seed)
    for _ in range(GROWTH_STEPS):
        for crack in slab.cracks:
            if crack.tips:
                slab = advance_crack(slab, crack.name, _step(crack, random), CLEARANCE).slab
        yield slab


def _step(crack: Crack, random: np.random.Generator) -> tuple[float, float]:
    (x0, y0), (x1, y1) = crack.path[-2:]
    angle = np.arctan2(x1 - x0, y1 - y0) * 0.7 + random.normal(0, 0.4)
    length = random.choice([0.5, 1.0, 2.0]) * UM
    return float(length * np.sin(angle)), float(length * np.cos(angle))


def main(seeds: int = 100) -> int:
    """Mesh all seeds and print a table; return the number of failures."""
    results: list[Result] = []
    failed: list[int] = []
    for seed in range(seeds):
        for slab in grown(random_slab(seed), seed):
            start = time.process_time()
            try:
                mesh = build_mesh(slab, SIZES)
            except MeshingError as error:
                failed.append(seed)
                print(f"FAILED seed {seed}: {error}", flush=True)
                continue
            seconds = time.process_time() - start
            grains = len(slab.microstructure.grains) if slab.microstructure else 0
            angle = mesh_stats(mesh).smallest_angle
            forecast = estimate_cells(slab, SIZES)
            results.append(Result(grains, seconds, len(mesh.cells), angle, forecast))
    _report(results, len(failed))
    return len(failed)


def _report(results: list[Result], failures: int) -> None:
    print(f"{len(results)} meshes, {failures} failures")
    print("grains  meshes    cells   CPU s    max s  smallest angle  forecast / cells")
    for low, high in ((0, 30), (30, 75), (75, 150), (150, 999)):
        group = [r for r in results if low <= r.grains < high]
        if group:
            seconds = [r.seconds for r in group]
            ratio = [r.forecast / r.cells for r in group]
            print(
                f"{np.mean([r.grains for r in group]):6.0f}{len(group):8d}"
                f"{np.mean([r.cells for r in group]):9.0f}{np.mean(seconds):9.2f}"
                f"{max(seconds):9.2f}{min(r.angle for r in group):16.2f}"
                f"{min(ratio):12.2f}-{max(ratio):.2f}"
            )


if __name__ == "__main__":
    sys.exit(min(main(*arguments(__doc__, int)), 1))
