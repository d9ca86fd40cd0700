"""Outlines of round holes as polygons."""

import math

import numpy as np

from filasse_meshes.data.spec import Point, Pore

CORNERS = 24
"""Corners of the polygon that stands for an ellipse."""


def ellipse(centre: Point, radii: Point, angle: float = 0.0) -> tuple[Point, ...]:
    """Corners [m] of a polygon with the area of an ellipse.

    Args:
        centre: [m].
        radii: [m], half axes.
        angle: [rad], of the first axis from x.
    """
    turn = 2 * math.pi / CORNERS
    # A polygon through points of the ellipse would be smaller than it.
    scale = math.sqrt(turn / math.sin(turn))
    around = turn * np.arange(CORNERS)
    along, across = scale * radii[0] * np.cos(around), scale * radii[1] * np.sin(around)
    x = centre[0] + along * math.cos(angle) - across * math.sin(angle)
    y = centre[1] + along * math.sin(angle) + across * math.cos(angle)
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def round_pore(name: str, centre: Point, radius: float) -> Pore:
    """A circular pore; lengths in [m]."""
    return Pore(name, ellipse(centre, (radius, radius)))
