"""What the cracks of a .msh of tetrahedra are like: ellipses as large, for sizes and estimates."""

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

from filasse_meshes.arrays import Floats
from filasse_meshes.files.solid_files.imported_crack import (
    SMOOTH,
    ImportedCrack,
    follow_crack,
    front_turns,
)
from filasse_meshes.files.solid_files.solid_msh_checks import crack_surfaces
from filasse_meshes.files.solid_files.solid_msh_file import SolidMshFile
from filasse_meshes.meshing_error import MeshingError
from filasse_meshes.solid.front_curve import front_curve

DENSE = 512
"""Points of a front that stand for its curve: the apex of an ellipse is met to 1e-5."""


class CrackShape(NamedTuple):
    """An ellipse around the middle of a crack, or of its mouth, as long and as wide as it.

    Attributes:
        middle: of it, in the file's unit; of a crack at the anode the middle of its mouth.
        closed: whether it lies inside.
        length: half axis away from the anode.
        half_width: half axis along the mouth, or level.
        lean: [rad], from the anode's normal.
        azimuth: [rad], turn about that normal.
        misfit: how far points of the front lie off the ellipse, over its radius there.
        edge: longest edge along the front.
    """

    middle: tuple[float, float, float]
    closed: bool
    length: float
    half_width: float
    lean: float
    azimuth: float
    misfit: float
    edge: float


def crack_shapes(content: SolidMshFile, path: Path) -> dict[str, CrackShape]:
    """Shapes of the cracks by name, in the file's unit of length.

    What is no flat crack is left out: whoever imports the file tells why.
    """
    found: dict[str, CrackShape] = {}
    for name, triangles in crack_surfaces(content).items():
        try:
            part = follow_crack(name, triangles, content.nodes, content.cells, str(path))
        except MeshingError:
            continue
        found[name] = _shape(part)
    return found


def _shape(part: ImportedCrack) -> CrackShape:
    """The ellipse of a crack: its axes are level, and up its face."""
    uv, points = part.mesh.uv, part.mesh.points
    axes = np.linalg.lstsq(uv - uv.mean(axis=0), points - points.mean(axis=0), rcond=None)[0]
    line, closed = part.crack.fronts[0], part.crack.closed
    outline = line.uv
    if front_turns(line, closed).max() <= SMOOTH:
        curve = front_curve(part.crack)
        outline = curve.at(curve.fractions(DENSE)).uv
    if closed:
        middle, half_width, length = _around(outline)
    else:
        ends = outline[[0, -1], 0]
        middle, half_width = np.array([ends.mean(), 0.0]), float(np.ptp(ends)) / 2
        length = float(outline[:, 1].max())
    place = points.mean(axis=0) + (middle - uv.mean(axis=0)) @ axes
    level, up = axes
    azimuth = math.atan2(level[0], level[2])
    across = np.array([math.cos(azimuth), 0.0, -math.sin(azimuth)])
    size = (outline - middle) / (half_width, length)
    off = np.abs(np.linalg.norm(size, axis=1) - 1).max()
    loop = np.vstack([line.points, line.points[:1]]) if closed else line.points
    x, y, z = place.tolist()
    return CrackShape(
        (x, y if closed else 0.0, z),
        closed,
        length,
        half_width,
        math.atan2(float(up @ across), up[1]),
        azimuth,
        float(off),
        float(np.linalg.norm(np.diff(loop, axis=0), axis=1).max()),
    )


def _around(uv: Floats) -> tuple[Floats, float, float]:
    """Middle and half sides, along u and along v, of the smallest rectangle around a closed front.

    One that is turned in the plane counts along the axes that it is nearest to.
    """
    corners = shapely.get_coordinates(shapely.oriented_envelope(shapely.Polygon(uv)))[:3]
    sides = np.diff(corners, axis=0)
    lengths = np.linalg.norm(sides, axis=1)
    first = int(np.abs(sides[0, 0]) < np.abs(sides[0, 1]))
    return (corners[0] + corners[2]) / 2, lengths[first] / 2, lengths[1 - first] / 2
