"""A small half-elliptic crack at the anode of a slab with a depth: stress intensity in closed form.

K = M(a/c) p sqrt(pi a) / E(k) at the deepest point, a the length and c >= a half the mouth, E(k)
the complete elliptic integral of Irwin's ellipse, k^2 = 1 - (a/c)^2. The free surface adds
M = 1.1215 - 0.09 a/c, the form of J. C. Newman and I. S. Raju, Eng. Fract. Mech. 15, 185 (1981),
with the constant of an edge crack: 1.03 for a half-penny, as finite elements of this program give.
Towards the mouth K is up to some 10 % higher, over a stretch where lithium has the least pressure.
"""

from __future__ import annotations

import math

from filasse.config import FlawSection, GeometrySection
from filasse.estimates.edge_crack import EDGE_CRACK

WIDENING = 0.09
"""Fall of M with a/c, of Newman and Raju: 1.13 - 0.09 a/c."""
STRAIGHT = math.radians(2.0)
"""Lean [rad] above which K is not the closed form's."""
DEEPEST = 1 / 3
"""Length over the thickness of the slab above which the counter electrode is felt, by some 2 %."""
NEAREST = 2.0
"""Distance from the middle of the mouth to a side, over half the mouth, that is not felt."""
NARROWEST = 0.99
"""Half mouth over the length below which K is largest at the mouth, and no longer below it."""
ELLIPTIC = 0.02
"""How far the front of a crack of a mesh file may lie off a half-ellipse, over its radius there."""

CENTROID = 4 / (3 * math.pi)
"""Mean height of a half-ellipse over its largest."""


def surface_factor(length: float, half_mouth: float) -> float:
    """K/(p sqrt(pi a)) at the deepest point of a half-elliptic crack in a half space.

    Args:
        length: a [m].
        half_mouth: c >= a [m].
    """
    from scipy.special import ellipe  # half a second, which slabs without a depth do not wait for

    slenderness = length / half_mouth
    return float((EDGE_CRACK - WIDENING * slenderness) / ellipe(1 - slenderness**2))


def known_factor(geometry: GeometrySection, flaw: FlawSection) -> float | None:
    """K/(p sqrt(pi a)) of a flaw in a slab with a depth; None where no closed form tells it."""
    half, z = flaw.half_mouth, geometry.z_of(flaw)
    room = min(flaw.position, geometry.width - flaw.position, z, (geometry.depth or 0.0) - z)
    is_small = flaw.length <= DEEPEST * geometry.thickness and room >= NEAREST * half
    is_wide = half >= NARROWEST * flaw.length
    is_open = flaw.height is None and flaw.pore is None
    content = geometry.mesh_content
    shape = None if content is None else content.shapes.get(flaw.name)
    is_open = is_open and (shape is None or shape.misfit <= ELLIPTIC)
    if not (is_open and is_small and is_wide and abs(flaw.angle) < STRAIGHT):
        return None
    return surface_factor(flaw.length, max(half, flaw.length))
