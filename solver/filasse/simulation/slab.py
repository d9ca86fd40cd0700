"""Between the growing geometry and the mesher: the only place that talks to `filasse_meshes`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import filasse_meshes
from filasse.config import Config
from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.errors import ConfigError, MeshError
from filasse.lithium_body.body_mesh import FloatArray, IntArray
from filasse.lithium_body.outline import Outline
from filasse.output import Checkpoint
from filasse.parameters.foil_model import AnodeSide
from filasse.remap.checkpoint_arrays import unpack
from filasse.remap.detached import Detached
from filasse.simulation.generate import generate_slab
from filasse.units import format_quantity
from filasse_meshes import (
    Crack,
    Sizes,
    Slab,
    SlabMesh,
    anode_outline,
    build_mesh,
    estimate_cells,
    fill_outline,
    has_grains,
    import_mesh,
    with_bands,
)
from filasse_meshes.data.tags import GRAIN_BOUNDARY


@dataclass(frozen=True)
class UncrackedSlab:
    """The slab without its growing cracks, drawn once.

    Attributes:
        slab: size, grains, pores and regions.
        sizes: of the mesh.
        quarter_point: quarter-point elements at the tips.
    """

    slab: Slab
    sizes: Sizes
    quarter_point: bool

    def with_cracks(self, geometry: SlabGeometry) -> Slab:
        """The slab with the cracks of a geometry."""
        cracks = (
            Crack(c.name, c.points, c.mouth, c.from_pore, c.into_pore) for c in geometry.cracks
        )
        return replace(self.slab, cracks=tuple(cracks))

    @property
    def anode(self) -> AnodeSide:
        """The anode side with its notches.

        Raises:
            MeshError: a notch takes a corner of the slab away.
        """
        return AnodeSide(Outline(as_filasse_error(anode_outline, self.slab)), _fill)

    def estimated_cells(self, geometry: SlabGeometry) -> int:
        """About how many triangles the mesh of a geometry has.

        Raises:
            MeshError: the lines of the geometry cannot be laid out.
        """
        return as_filasse_error(estimate_cells, self.with_cracks(geometry), self.sizes)

    def mesh(self, geometry: SlabGeometry) -> tuple[SlabGeometry, SlabMesh]:
        """Mesh the slab with the cracks of a geometry.

        Returns:
            The geometry, its paths led through features that they would nearly touch; the mesh.

        Raises:
            MeshError: the geometry cannot be meshed.
        """
        slab = self.with_cracks(geometry)
        mesh = as_filasse_error(build_mesh, slab, self.sizes, self.quarter_point)
        return _with_paths(geometry, mesh.slab), mesh


@dataclass(frozen=True)
class Start:
    """Where a run starts.

    Attributes:
        uncracked: the slab without cracks.
        geometry: the first geometry.
        detached: state of the geometry before, None at the start of a run.
        mesh: of the first geometry, if the user brought one.
    """

    uncracked: UncrackedSlab
    geometry: SlabGeometry
    detached: Detached | None
    mesh: SlabMesh | None


def start(config: Config, restored: Checkpoint | None = None) -> Start:
    """The first geometry: from a checkpoint, from the user's mesh, or from the configuration.

    Raises:
        MeshError: the mesh file cannot be used, or the microstructure cannot be drawn.
        ConfigError: the slab has a depth.
    """
    _refuse_depth(config)
    size = config.mesh
    sizes = Sizes(size.far, size.tip, size.lip, size.anode, size.grading, size.boundary)
    mesh = None
    if config.geometry.mesh_file is not None:
        slab, mesh = _imported(config)
    else:
        slab = as_filasse_error(generate_slab, config)
    uncracked = UncrackedSlab(replace(slab, cracks=()), sizes, size.quarter_point)
    cracks = tuple(
        CrackPath(c.name, c.path, c.mouth, (), c.from_pore, c.into_pore) for c in slab.cracks
    )
    first = SlabGeometry(slab.width, slab.thickness, cracks)
    if restored is None:
        return Start(uncracked, first, None, mesh)
    geometry, detached = unpack(restored.arrays, restored.meta)
    return Start(uncracked, geometry, detached, mesh if geometry == first else None)


def _refuse_depth(config: Config) -> None:
    """Three-dimensional slabs are checked and meshed, but not yet run."""
    if config.geometry.depth is not None:
        depth = format_quantity(config.geometry.depth, "m", "um", 4)
        raise ConfigError(
            f"geometry.depth = {depth}: slabs with a depth cannot be simulated yet; delete it to "
            "simulate a cross-section in plane strain."
        )


def _imported(config: Config) -> tuple[Slab, SlabMesh | None]:
    """The slab of the configuration's mesh file, and its mesh if nothing is added to it."""
    file, unit = config.geometry.mesh_file, config.geometry.mesh_unit or 1.0
    assert file is not None
    slab, mesh = as_filasse_error(import_mesh, file, config.mesh.quarter_point, unit)
    boundary = config.electrolyte.grain_boundary
    if boundary is None or not has_grains(slab) or GRAIN_BOUNDARY in mesh.region_names:
        return slab, mesh
    return as_filasse_error(with_bands, slab, mesh, boundary.width), None


def mesh_of(config: Config) -> SlabMesh:
    """The first mesh of a configuration."""
    first = start(config)
    return first.mesh or first.uncracked.mesh(first.geometry)[1]


def _fill(outline: FloatArray, largest: float, grading: float) -> tuple[FloatArray, IntArray]:
    """Mesh the lithium within an outline."""
    return as_filasse_error(fill_outline, outline, largest, grading)


def _with_paths(geometry: SlabGeometry, slab: Slab) -> SlabGeometry:
    pairs = zip(geometry.cracks, slab.cracks, strict=True)
    return replace(geometry, cracks=tuple(replace(c, points=m.path) for c, m in pairs))


def as_filasse_error[**P, T](make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call the mesher; its errors become filasse's."""
    try:
        return make(*args, **kwargs)
    except filasse_meshes.MeshError as error:
        raise MeshError(str(error)) from error
