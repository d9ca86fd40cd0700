"""Grow cracks at random out of their planes and mesh them on the way: none may fail.

    python -m benchmarks.performance.random_surfaces [ADVANCES]

Sixteen cracks, half-pennies and pennies of radius 1 in a cube of 20, are advanced by 0.12 each
time, unequally and with kinks, and meshed every third time.
"""

import time

import numpy as np

from benchmarks.arguments import arguments
from filasse_meshes import (
    SolidMesh,
    SolidSizes,
    SolidSlab,
    SurfaceCrack,
    advance_surface,
    anode_crack,
    build_solid_mesh,
    buried_crack,
)
from filasse_meshes.arrays import Floats
from filasse_meshes.solid.front_curve import front_curve
from filasse_meshes.solid.solid_audit import dihedral_angles

RADIUS, BOX = 10e-6, 200e-6
STEP = 0.12 * RADIUS
STATIONS = 32
KINKS = (0.08, 0.2)
"""[rad] Kink angles: times a smooth random function of the place on the front."""
BEND = 0.12
"""[rad] Kink angle of the cracks that always turn the same way."""
UNEVEN = 0.3
"""Relative spread of the advances along the front."""


def smooth(rng: np.random.Generator, closed: bool) -> Floats:
    """A random function along the front with values within -1 and 1."""
    turn = np.linspace(0.0, 1.0, STATIONS, endpoint=not closed) * (2 if closed else 1)
    waves = [rng.normal() * np.cos(np.pi * (k * turn + rng.random() * closed)) for k in range(5)]
    total: Floats = np.sum(waves, axis=0)
    return total / np.abs(total).max()


def advanced(crack: SurfaceCrack, kind: int, rng: np.random.Generator) -> SurfaceCrack:
    """One random step; the third kind of crack bends one way only."""
    distance = STEP * (1 + UNEVEN * smooth(rng, crack.closed))
    kink = np.full(STATIONS, BEND) if kind == 2 else KINKS[kind] * smooth(rng, crack.closed)
    return advance_surface(crack, distance, kink)


def turned(crack: SurfaceCrack) -> float:
    """Largest angle [deg] by which the front's direction has left its first one's."""
    start, now = crack.fronts[0], front_curve(crack)
    ahead = now.at(now.fractions(256)).forward
    normal = np.cross(start.forward[0], start.points[1] - start.points[0])
    normal /= np.linalg.norm(normal)
    return float(np.degrees(np.arcsin(np.clip(np.abs(ahead @ normal), 0, 1))).max())


def mesh(crack: SurfaceCrack) -> SolidMesh:
    """A mesh whose sizes go with the crack."""
    radius = front_curve(crack).radius
    slab = SolidSlab(BOX, BOX, BOX, (crack,))
    return build_solid_mesh(slab, SolidSizes(0.1 * radius, 0.3 * BOX))


def main(advances: int = 12) -> None:
    """Print one row per mesh, and how many were good."""
    good = tried = 0
    for seed in range(16):
        rng = np.random.default_rng(seed)
        middle = BOX / 2
        crack = (
            anode_crack("half", middle, middle, RADIUS)
            if seed < 8
            else buried_crack("penny", (middle, middle, middle), RADIUS)
        )
        for step in range(1, advances + 1):
            crack = advanced(crack, seed % 3, rng)
            if step % 3:
                continue
            tried += 1
            start = time.process_time()
            try:
                made = mesh(crack)
            except Exception as error:
                print(f"{crack.name} {seed} step {step}: FAILED {error}")
                continue
            good += 1
            angle = dihedral_angles(made.points, made.cells[:, :4]).min()
            print(
                f"{crack.name:6} {seed:2} step {step:2}: {len(made.cells):6} cells, "
                f"{len(made.cracks[0].plus):4} film nodes, dihedral {angle:4.1f}, forward "
                f"{turned(crack):3.0f} degrees off the first plane, "
                f"{time.process_time() - start:.2f} s"
            )
    print(f"{good} of {tried} good")


if __name__ == "__main__":
    main(*arguments(__doc__, int))
