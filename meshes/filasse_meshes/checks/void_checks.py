"""Reject microstructures that cannot be, and cracks that run through holes."""

import math
from functools import lru_cache

import numpy as np
import shapely
from shapely import LineString, Polygon

from filasse_meshes.arrays import MICROMETRE, Floats
from filasse_meshes.data.spec import Crack, Microstructure, Point, Slab
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.microstructure.tiling import tiling

GRAZING = 1e-4
"""[um] A crack this deep inside a void runs through it."""
TILING = 1e-6
"""Largest relative error of the area that the grains cover."""


def check_microstructure(found: Microstructure, slab: Slab) -> None:
    """Raise MeshingError for the first thing that cannot be meshed."""
    _check_once(found, slab.width, slab.thickness)


@lru_cache(maxsize=4)
def _check_once(found: Microstructure, width: float, thickness: float) -> None:
    """Checked once for all steps of a growing crack."""
    slab = Slab(width, thickness)
    if not (math.isfinite(found.band) and found.band >= 0):
        raise MeshingError(f"The grain-boundary band is {found.band:g} m wide; give 0 or more.")
    if found.grains:
        grains = tiling(found.grains)
        covered = sum(grain.area for grain in grains) / (slab.width * slab.thickness)
        if abs(covered - 1) > TILING or not all(grain.is_valid for grain in grains):
            raise MeshingError(
                f"The grains cover {covered:.4%} of the slab; they must tile it without overlap."
            )
    voids = [(f"Pore '{pore.name}'", _polygon(pore.outline)) for pore in found.pores]
    voids += [(f"Notch '{notch.name}'", _polygon(notch.outline)) for notch in found.notches]
    for i, (what, shape) in enumerate(voids):
        _check_void(what, shape, slab, is_pore=i < len(found.pores))
    shapes = np.array([shape for _, shape in voids], dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes, "intersects").T
    for i, j in pairs[pairs[:, 0] < pairs[:, 1]][:1]:
        other = f"{voids[j][0][0].lower()}{voids[j][0][1:]}"
        raise MeshingError(f"{voids[i][0]} and {other} overlap or touch; move one of them.")
    names = [what for what, _ in voids]
    if len(set(names)) < len(names):
        raise MeshingError("Two pores or two notches have the same name; give each its own.")


def _polygon(outline: tuple[Point, ...]) -> Polygon:
    return Polygon(outline) if len(outline) > 2 else Polygon()


def _check_void(what: str, shape: Polygon, slab: Slab, is_pore: bool) -> None:
    if not shape.is_valid or shape.area == 0:
        raise MeshingError(f"The outline of {what.lower()} is not a simple polygon.")
    frame = shapely.box(0, 0, slab.width, slab.thickness)
    if is_pore and not frame.contains_properly(shape):
        raise MeshingError(f"{what} is not inside the slab; move it, or make it a notch.")
    rest = shapely.box(0, 0, slab.width, 2 * slab.thickness).intersection(shape)
    x0, y0, x1, y1 = rest.bounds if not rest.is_empty else (0, 1, 0, 1)
    if not is_pore and not (y0 == 0 and x0 > 0 and x1 < slab.width and y1 < slab.thickness):
        raise MeshingError(
            f"{what} must reach the anode side y = 0 and keep off the other sides; move it."
        )


def check_cracks_and_voids(slab: Slab, near: float) -> None:
    """Raise MeshingError for a crack through a hole, or an open end that is on no wall.

    Args:
        slab: the slab.
        near: [m], how exactly an end must lie on a wall.
    """
    found = slab.microstructure or Microstructure()
    pores = {pore.name: Polygon(pore.outline) for pore in found.pores}
    voids = {f"pore '{name}'": shape for name, shape in pores.items()}
    voids |= {f"notch '{notch.name}'": Polygon(notch.outline) for notch in found.notches}
    names, shapes = list(voids), np.array(list(voids.values()), dtype=object)
    tree = shapely.STRtree(shapes)
    for crack in slab.cracks:
        for name, end in ((crack.from_pore, 0), (crack.into_pore, -1)):
            if name is not None:
                _check_end(crack, name, end, pores, near)
        for i in np.sort(tree.query(LineString(crack.path), "intersects")):
            _check_passage(crack, names[i], shapes[i])
        for tip in crack.tips:
            for i in tree.query(shapely.Point(crack.path[tip]), "dwithin", near)[:1]:
                raise MeshingError(
                    f"The tip of crack '{crack.name}' at {in_um(crack.path[tip])} touches "
                    f"{names[i]}; shorten or move the crack."
                )


def _check_end(crack: Crack, name: str, end: int, pores: dict[str, Polygon], near: float) -> None:
    if name not in pores:
        raise MeshingError(f"Crack '{crack.name}' joins the pore '{name}', which does not exist.")
    gap = pores[name].exterior.distance(shapely.Point(crack.path[end]))
    if gap > near:
        raise MeshingError(
            f"Crack '{crack.name}' joins pore '{name}' at {in_um(crack.path[end])}, but that is "
            f"{gap * 1e9:.3g} nm off the pore's wall; put the end on the wall."
        )


def _check_passage(crack: Crack, name: str, shape: Polygon) -> None:
    path = shapely.transform(LineString(crack.path), _in_micrometres)
    # Ends and grazing contact lie on the wall, up to round-off.
    core = shapely.transform(shape, _in_micrometres).buffer(-GRAZING)
    inside = path.intersection(core)
    if not inside.is_empty:
        x, y = inside.centroid.coords[0]
        x0, y0, x1, y1 = (bound / MICROMETRE for bound in shape.bounds)
        raise MeshingError(
            f"Crack '{crack.name}' runs through {name} near ({x:.6g}, {y:.6g}) um. It reaches from "
            f"x = {x0:.4g} to {x1:.4g} um and from y = {max(y0, 0):.4g} to {y1:.4g} um; move or "
            "shorten the crack."
        )


def _in_micrometres(points: Floats) -> Floats:
    return points / MICROMETRE
