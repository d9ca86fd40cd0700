"""What a configuration needs to know of a mesh file: sizes, names, and cracks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from filasse_meshes.data.tags import CRACK_PREFIX

if TYPE_CHECKING:
    from filasse_meshes.files.msh_file import MshFile
    from filasse_meshes.files.solid_files.crack_shapes import CrackShape

type Size = tuple[float, ...]


class MshSummary(NamedTuple):
    """What a configuration needs to know of a mesh file.

    Attributes:
        extent: width and thickness in the file's own unit of length; of a body its depth, too.
        areas: names of its physical areas.
        curves: names of its physical curves.
        cracks: corners of the cracks that meet the anode, mouth first, in the file's own unit.
        cells: how many triangles, or tetrahedra, there are.
        shapes: what the cracks of a body are like, in the file's own unit.
        ends: curves, or surfaces of a body, that end inside as cracks do and are in no group, in
            words.
        crack_names: of all cracks in the file.
    """

    extent: Size
    areas: tuple[str, ...]
    curves: tuple[str, ...]
    cracks: Mapping[str, tuple[tuple[float, float], ...]]
    cells: int
    shapes: Mapping[str, CrackShape]
    ends: tuple[str, ...]
    crack_names: tuple[str, ...]

    @property
    def is_body(self) -> bool:
        """Whether it holds tetrahedra."""
        return len(self.extent) == 3


def msh_summary(path: Path) -> MshSummary:
    """Size, cracks and names of a mesh file.

    Raises:
        ValueError: it cannot be read.
    """
    from filasse_meshes.meshing_error import MeshingError

    try:
        return _reader()(path)
    except MeshingError as error:
        raise ValueError(str(error)) from error


@cache
def _reader() -> Callable[[Path], MshSummary]:
    """What reads a summary, of each version of a file once."""
    from filasse_meshes.files.kept_reading import kept_reading
    from filasse_meshes.files.msh_file import SolidCellsError, read_msh_file

    @kept_reading(4)
    def read(path: Path) -> MshSummary:
        try:
            return _of_plane(read_msh_file(path), path)
        except SolidCellsError:
            return _of_body(path)

    return read


def _of_plane(file: MshFile, path: Path) -> MshSummary:
    """What a file of triangles holds."""
    from filasse_meshes.files.chains import free_ends, surface_cracks
    from filasse_meshes.files.msh_groups import check_flat, tidy_name

    check_flat(file, path)
    curves = tuple(tidy_name(group.name) for group in file.curves)
    return MshSummary(
        extent=file.extent,
        areas=tuple(tidy_name(group.name) for group in file.areas),
        curves=curves,
        cracks=surface_cracks(file),
        cells=len(file.triangles),
        shapes={},
        ends=free_ends(file),
        crack_names=tuple(name for name in curves if name.startswith(CRACK_PREFIX)),
    )


def _of_body(path: Path) -> MshSummary:
    """What a file of tetrahedra holds."""
    from filasse_meshes.files.solid_files.crack_shapes import crack_shapes
    from filasse_meshes.files.solid_files.solid_msh_checks import crack_surfaces, open_ends
    from filasse_meshes.files.solid_files.solid_msh_file import read_solid_file

    file = read_solid_file(path)
    return MshSummary(
        extent=file.extent,
        areas=(),
        curves=(),
        cracks={},
        cells=len(file.cells),
        shapes=crack_shapes(file, path),
        ends=open_ends(file),
        crack_names=tuple(crack_surfaces(file)),
    )
