"""What every cell of a mesh is made of, from the configuration."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from filasse.config import (
    CleavageSection,
    Config,
    ElectrolyteSection,
    GrainBoundarySection,
    RegionPropertiesSection,
    ScatterSection,
)
from filasse.constants import arrhenius
from filasse.errors import ConfigError
from filasse.fem.tagged_mesh import TaggedMesh
from filasse.parameters.cell_material import CellMaterial, ThinBoundary
from filasse.physics.fracture.cleavage import random_axes, turned_axes
from filasse_meshes.data.tags import ELECTROLYTE, GRAIN_BOUNDARY

type FloatArray = npt.NDArray[np.float64]


class GrainedMesh(TaggedMesh, Protocol):
    """A tagged mesh that knows its grains."""

    @property
    def grain(self) -> npt.NDArray[np.int32]:
        """Grain of every cell, -1 outside grains, shape (n_cells,)."""


class _Kind(NamedTuple):
    """Properties of a class: E [Pa], K_c [Pa m^0.5], conductivities at 298.15 K [S/m], stress [Pa].

    The electronic conductivity is 0 without leakage.
    """

    young: float
    toughness: float
    conductivity: float
    electronic: float
    stress: float


def cell_material(config: Config, mesh: GrainedMesh) -> CellMaterial:
    """Materials of the cells of a mesh: one class per region, then one per grain if they differ.

    Args:
        config: the configuration.
        mesh: names its regions `electrolyte`, `grain_boundary`, or as the configuration does.
    """
    solid = config.electrolyte
    kinds = np.array([_kind(solid, name) for name in mesh.region_names])
    classes = mesh.region.astype(np.int64)
    bulk, grains = mesh.region_names.index(ELECTROLYTE), int(mesh.grain.max(initial=-1)) + 1
    regions = len(kinds)
    if grains and (solid.scatter is not None or solid.cleavage is not None):
        inside = (mesh.region == bulk) & (mesh.grain >= 0)
        classes[inside] = regions + mesh.grain[inside]
        kinds = np.vstack([kinds, kinds[bulk] * _grain_factors(config, grains)])
    axes, cleavage = _crystals(solid.cleavage, regions, bulk, grains)
    young, toughness, conductivity, electronic, stress = kinds.T
    ionic = solid.conductivity_factor(config.temperature)
    return CellMaterial(
        classes=classes,
        young=young,
        poisson=np.full(len(kinds), solid.poisson_ratio),
        toughness=toughness / arrhenius(solid.toughness_activation_energy, config.temperature),
        conductivity=ionic * conductivity,
        in_plane_stress=stress,
        axes=axes,
        cleavage=cleavage,
        electronic=_electronic(config, electronic),
    )


def solid_material(config: Config, mesh: GrainedMesh) -> CellMaterial:
    """Materials of the cells of a mesh in space, whose grain boundaries are thinner than a cell."""
    if mesh.grain.max(initial=-1) < 0:
        return even_material(config, len(mesh.region))
    material, boundary = cell_material(config, mesh), config.electrolyte.grain_boundary
    if boundary is None:
        return material
    return replace(material, boundary=ThinBoundary(boundary.width, boundary.toughness_ratio))


def even_material(config: Config, cells: int) -> CellMaterial:
    """Material of a slab of nothing but the electrolyte.

    Args:
        config: the configuration.
        cells: number of cells.
    """
    solid = config.electrolyte
    bulk = _kind(solid, ELECTROLYTE)
    cold = arrhenius(solid.toughness_activation_energy, config.temperature)
    ionic = solid.conductivity_factor(config.temperature)
    return CellMaterial(
        classes=np.zeros(cells, dtype=np.int64),
        young=np.array([bulk.young]),
        poisson=np.array([solid.poisson_ratio]),
        toughness=np.array([bulk.toughness / cold]),
        conductivity=np.array([bulk.conductivity * ionic]),
        electronic=_electronic(config, np.array([bulk.electronic])),
    )


def _kind(solid: ElectrolyteSection, region: str) -> _Kind:
    """Properties of a region; those that the configuration does not name are the electrolyte's."""
    leakage = 0.0 if solid.leakage is None else solid.leakage.conductivity
    ionic = solid.ionic_conductivity
    bulk = _Kind(solid.youngs_modulus, solid.fracture_toughness, ionic, leakage, 0.0)
    if region == GRAIN_BOUNDARY:
        # Poisson's ratio is the grain's, so that E has the ratio of the shear moduli.
        ratio = solid.grain_boundary or GrainBoundarySection()
        return _Kind(
            bulk.young * ratio.modulus_ratio,
            bulk.toughness * ratio.toughness_ratio,
            bulk.conductivity * ratio.conductivity_ratio,
            bulk.electronic * ratio.electronic_ratio,
            0.0,
        )
    own = solid.regions.get(region, RegionPropertiesSection())
    return _Kind(
        own.youngs_modulus or bulk.young,
        own.fracture_toughness or bulk.toughness,
        own.ionic_conductivity or bulk.conductivity,
        own.electronic_conductivity or bulk.electronic,
        own.in_plane_stress,
    )


def _electronic(config: Config, at_reference: FloatArray) -> FloatArray | None:
    """Electronic conductivities at the configured temperature [S/m]; None without leakage."""
    leakage = config.electrolyte.leakage
    if leakage is None:
        return None
    return arrhenius(leakage.activation_energy, config.temperature) * at_reference


def _grain_factors(config: Config, count: int) -> FloatArray:
    """Log-normal factors of mean 1 on the columns of `_Kind`; grain i always gets the same."""
    scatter = config.electrolyte.scatter or ScatterSection()
    spread = np.array([scatter.modulus, scatter.toughness])
    random = np.random.default_rng(scatter.seed)
    factors = np.exp(spread * random.standard_normal((count, 2)) - spread**2 / 2)
    drawn, ionic = random.standard_normal(count), scatter.conductivity
    conductivity = np.exp(ionic * drawn - ionic**2 / 2)
    return np.column_stack([factors, conductivity, np.ones((count, 2))])


def _crystals(
    cleavage: CleavageSection | None, regions: int, bulk: int, grains: int
) -> tuple[FloatArray | None, FloatArray | None]:
    """Axes of the crystals and ratios of their toughnesses by class: regions first, then grains.

    Grains cleave, or the electrolyte itself where there are none; boundaries and other regions
    do not.
    """
    if cleavage is None:
        return None, None
    count = max(grains, 1)
    crystals = random_axes(count, cleavage.seed)
    if cleavage.orientation is not None:
        crystals = turned_axes(np.full(count, cleavage.orientation))
    given = cleavage.orientations
    if given and len(given) != count:
        raise ConfigError(
            f"electrolyte.cleavage.orientations has {len(given)} angles, but the slab has {count} "
            "grains; give one for each, or one orientation for all."
        )
    if given:
        crystals = turned_axes(np.array(given[:count]))
    axes = np.tile(np.eye(3), (regions + grains, 1, 1))
    ratio = np.ones(regions + grains)
    own = slice(regions, None) if grains else slice(bulk, bulk + 1)
    axes[own], ratio[own] = crystals, cleavage.ratio
    return axes, ratio
