"""Reject cracks of a file that could not grow: they are meshed again from their outlines."""

from pathlib import Path

import numpy as np

from filasse_meshes.data.solid_data import SolidSizes, SolidSlab, SurfaceCrack
from filasse_meshes.files.solid_files.imported_crack import SMOOTH, front_turns
from filasse_meshes.meshing_error import MeshingError, in_um
from filasse_meshes.solid.plane_mesh import FEWEST, mesh_crack
from filasse_meshes.solid.solid_checks import check_meshed_cracks


def check_outlines(slab: SolidSlab, sizes: SolidSizes, path: str | Path) -> None:
    """The fronts are smooth, and can be meshed again from the curves through their points.

    Args:
        slab: of an imported mesh, `SolidMesh.slab`.
        sizes: with which it is meshed once cracks have grown.
        path: the file, for messages.

    Raises:
        MeshingError: a front has a corner or too few points, or cannot be meshed.
    """
    for crack in slab.cracks:
        _check_smooth(crack, path)
    try:
        check_meshed_cracks([mesh_crack(crack, sizes) for crack in slab.cracks], slab, sizes)
    except MeshingError as error:
        raise MeshingError(
            f"{path}: cracks are meshed again once they grow, with mesh.tip = "
            f"{sizes.front * 1e6:.4g} um as the front size, and these cannot be. {error}"
        ) from error


def _check_smooth(crack: SurfaceCrack, path: str | Path) -> None:
    """A front is a smooth curve: at a corner it has no stress intensity."""
    line, where = crack.fronts[0], f"{path}: the front of crack '{crack.name}'"
    edges = len(line.points) - (not crack.closed)
    if edges < FEWEST[crack.closed]:
        raise MeshingError(
            f"{where} has only {edges} edges; mesh it with {FEWEST[crack.closed]} or more "
            "(some sixty around a penny, thirty around a half-penny)."
        )
    turns = front_turns(line, crack.closed)
    if turns.max() > SMOOTH:
        corner = (int(turns.argmax()) + 1) % len(line.points)
        raise MeshingError(
            f"{where} turns by {np.degrees(turns.max()):.3g} degrees at "
            f"{in_um(line.points[corner])}, which is a corner, where a front has no stress "
            "intensity. Round it, with two edges or more along the arc; if it is meant round, "
            "mesh the front finer."
        )
