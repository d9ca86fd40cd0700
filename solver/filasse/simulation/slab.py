"""Between the growing geometry and the mesher: the only place that talks to `filasse_meshes`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from filasse.config import Config
from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.lithium_body.body_mesh import FloatArray, IntArray
from filasse.lithium_body.rigid_outline import Outline
from filasse.output import Checkpoint
from filasse.parallel import TaskShare
from filasse.parameters.cell_material import CellMaterial
from filasse.parameters.configured_material import cell_material, solid_material
from filasse.parameters.foil_model import AnodeSide
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.remap.checkpoint_arrays import unpack
from filasse.remap.detached import Detached
from filasse.simulation.first_solid import first_solid
from filasse.simulation.generate import generate_slab
from filasse.simulation.mesher_errors import as_filasse_error
from filasse.simulation.solid_slab import UncrackedSolid
from filasse_meshes import (
    Crack,
    Sizes,
    Slab,
    SlabMesh,
    SolidMesh,
    anode_outline,
    build_mesh,
    estimate_cells,
    fill_outline,
    has_grains,
    in_sequence,
    with_bands,
    without_pieces,
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
            Crack(
                *(c.name, c.points, c.mouth, c.from_pore, c.into_pore),
                from_branch=c.from_branch,
                into_branch=c.into_branch,
            )
            for c in geometry.cracks
        )
        return replace(without_pieces(self.slab, geometry.pieces), cracks=tuple(cracks))

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

    def mesh(
        self, geometry: SlabGeometry, share: TaskShare = in_sequence
    ) -> tuple[SlabGeometry, SlabMesh]:
        """Mesh the slab with the cracks of a geometry.

        Args:
            geometry: the cracks.
            share: does tasks of the mesher, of which other ranks may do some.

        Returns:
            The geometry, its paths led through features that they would nearly touch; the mesh.

        Raises:
            MeshError: the geometry cannot be meshed.
        """
        slab = self.with_cracks(geometry)
        mesh = as_filasse_error(build_mesh, slab, self.sizes, self.quarter_point, share)
        return _with_paths(geometry, mesh.slab), mesh


@dataclass(frozen=True)
class StartingPoint:
    """Where a run starts.

    Attributes:
        uncracked: the slab without cracks.
        geometry: the first geometry.
        detached: state of the geometry before, None at the start of a run.
        mesh: of the first geometry, if the user brought one.
    """

    uncracked: UncrackedSlab | UncrackedSolid
    geometry: SlabGeometry | SolidGeometry
    detached: Detached | None
    mesh: SlabMesh | SolidMesh | None

    def meshed(
        self, share: TaskShare = in_sequence
    ) -> tuple[SlabGeometry | SolidGeometry, SlabMesh | SolidMesh]:
        """Mesh the geometry, unless the user did.

        Args:
            share: does tasks of the mesher, of which other ranks may do some.

        Returns:
            The geometry, its paths led through features that they would nearly touch; the mesh.

        Raises:
            MeshError: the geometry cannot be meshed.
        """
        if self.mesh is not None:
            return self.geometry, self.mesh
        if isinstance(self.uncracked, UncrackedSolid):
            assert isinstance(self.geometry, SolidGeometry)
            return self.uncracked.mesh(self.geometry)
        assert isinstance(self.geometry, SlabGeometry)
        return self.uncracked.mesh(self.geometry, share)


def start(
    config: Config, restored: Checkpoint | None = None, laws: Laws = CONFIGURED
) -> StartingPoint:
    """The first geometry: from a checkpoint, from the user's mesh, or from the configuration.

    Args:
        config: the configuration.
        restored: the checkpoint.
        laws: of the user, who may have an own anode.

    Raises:
        MeshError: the mesh file cannot be used, or the microstructure cannot be drawn.
    """
    if config.geometry.depth is not None:
        return _start_solid(config, restored, laws)
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
        return StartingPoint(uncracked, first, None, mesh)
    geometry, detached = unpack(restored.arrays, restored.meta, laws.anode_in(config))
    return StartingPoint(uncracked, geometry, detached, mesh if geometry == first else None)


def _start_solid(config: Config, restored: Checkpoint | None, laws: Laws) -> StartingPoint:
    """The first geometry of a slab with a depth."""
    uncracked, first, mesh = first_solid(config)
    if restored is None:
        return StartingPoint(uncracked, first, None, mesh)
    geometry, detached = unpack(restored.arrays, restored.meta, laws.anode_in(config))
    assert isinstance(geometry, SolidGeometry)
    # Two cracks that have become one may have a single front, too.
    is_first = [len(crack.fronts) for crack in geometry.cracks] == [1] * len(first.cracks)
    return StartingPoint(uncracked, geometry, detached, mesh if is_first else None)


def _imported(config: Config) -> tuple[Slab, SlabMesh | None]:
    """The slab of the configuration's mesh file, and its mesh if nothing is added to it."""
    from filasse_meshes import import_mesh  # meshio: slow to import

    file, unit = config.geometry.mesh_file, config.geometry.mesh_unit or 1.0
    assert file is not None
    slab, mesh = as_filasse_error(import_mesh, file, config.mesh.quarter_point, unit)
    boundary = config.electrolyte.grain_boundary
    if boundary is None or not has_grains(slab) or GRAIN_BOUNDARY in mesh.region_names:
        return slab, mesh
    return as_filasse_error(with_bands, slab, mesh, boundary.width), None


def mesh_of(config: Config) -> SlabMesh | SolidMesh:
    """The first mesh of a configuration.

    Raises:
        MeshError: it cannot be meshed.
    """
    return start(config).meshed()[1]


def material_of(config: Config, mesh: SlabMesh | SolidMesh) -> CellMaterial:
    """What the cells of a mesh are made of."""
    of_cells = solid_material if isinstance(mesh, SolidMesh) else cell_material
    return of_cells(config, mesh)


def _fill(outline: FloatArray, largest: float, grading: float) -> tuple[FloatArray, IntArray]:
    """Mesh the lithium within an outline."""
    return as_filasse_error(fill_outline, outline, largest, grading)


def _with_paths(geometry: SlabGeometry, slab: Slab) -> SlabGeometry:
    pairs = zip(geometry.cracks, slab.cracks, strict=True)
    return replace(geometry, cracks=tuple(replace(c, points=m.path) for c, m in pairs))
