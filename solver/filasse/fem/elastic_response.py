"""What elasticity is told of its regions, and what it answers: plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ElasticMaterial:
    """Elastic constants of every region.

    Attributes:
        young: E [Pa], shape (n_regions,).
        poisson: nu [-], shape (n_regions,).
        eigenstress: stress that the solid would lose if it were free to deform, C : e* with the
            stress-free strain e* [Pa], xx and yy, shape (n_regions, 2); None for none, as in
            space.
    """

    young: FloatArray
    poisson: FloatArray
    eigenstress: FloatArray | None = None


@dataclass(frozen=True)
class LoadLayout:
    """Which column stands for which load of the elastic body: asked by all who solve or read them.

    Attributes:
        faces: pressures on the film nodes.
        surfaces: unit pressures on surfaces, in the order of the support's.
        residual: residual stresses, as one load of value 1; empty where the material has none.
        anode: pressures at the knots along the anode.
        anode_forces: forces along the anode, at its reactive nodes; empty unless a layer pulls.
        face_forces: forces along crack faces, at the film nodes; empty unless a layer pulls.
    """

    faces: slice
    surfaces: slice
    residual: slice
    anode: slice
    anode_forces: slice
    face_forces: slice

    @classmethod
    def of(cls, *sizes: int) -> LoadLayout:
        """For so many of each, in their order."""
        return cls(*(slice(*ends) for ends in pairwise((0, *accumulate(sizes)))))

    @property
    def units(self) -> slice:
        """The unit loads: all that act on a body beside its cracks and layers."""
        return slice(self.surfaces.start, self.anode.stop)

    @property
    def size(self) -> int:
        """Of all columns."""
        return int(self.face_forces.stop)

    def among_units(self, part: slice) -> slice:
        """Where a part of the unit loads stands among them: in `load_volumes` and `k_loads`."""
        first = self.units.start
        return slice(part.start - first, part.stop - first)

    def unit_loads(self, surfaces: Sequence[float], anode: FloatArray | None = None) -> FloatArray:
        """Values of the unit loads, shape (n_loads,).

        Args:
            surfaces: on the surfaces of the support [Pa].
            anode: further pressure at the knots of the anode [Pa], none by default.
        """
        values = np.zeros(self.units.stop - self.units.start)
        values[self.among_units(self.surfaces)] = surfaces
        values[self.among_units(self.residual)] = 1.0
        if anode is not None:
            values[self.among_units(self.anode)] = anode
        return values

    def values(
        self, faces: FloatArray | float, units: FloatArray, forces: FloatArray | float = 0.0
    ) -> FloatArray:
        """Values of all loads, as `ElasticBody.field` takes them, shape (size,).

        Args:
            faces: pressures on the film nodes [Pa].
            units: as `unit_loads` gives them.
            forces: along the anode, then along crack faces [N/m].
        """
        values = np.empty(self.size)
        values[self.faces], values[self.units] = faces, units
        values[self.anode_forces.start :] = forces
        return values


@dataclass(frozen=True)
class AnodeSurface:
    """The anode side, condensed to piecewise linear pressures and mean displacements.

    Attributes:
        knots: along the anode [m], ascending, shape (k,).
        shares: length of the anode that every knot stands for [m], shape (k,).
        compliance: displacement into the electrolyte per pressure [m/Pa], shape (k, k).
        by_faces: the same per pressure on the film nodes [m/Pa], shape (k, n).
    """

    knots: FloatArray
    shares: FloatArray
    compliance: FloatArray
    by_faces: FloatArray

    @property
    def size(self) -> int:
        """Number of knots."""
        return len(self.knots)

    def with_spring(self, compliance: float) -> AnodeSurface:
        """The side below a layer that gives way by a compliance [m/Pa], everywhere for itself.

        The mean displacement over a hat function takes its overlaps with the pressure's hats.
        """
        spans = np.diff(self.knots)
        overlaps = np.zeros((self.size, self.size))
        for first, span in enumerate(spans):
            both = slice(first, first + 2)
            overlaps[both, both] += span / 6 * np.array([[2.0, 1.0], [1.0, 2.0]])
        layer = compliance * overlaps / self.shares[:, None]
        return replace(self, compliance=self.compliance + layer)


@dataclass(frozen=True)
class LayerForce:
    """What forces along the anode side and crack faces do; tension is positive.

    Attributes:
        volumes: opened volume per force at the reactive nodes of the anode [m^3/N], shape
            (n, n_anode).
        intensities: K_I and K_II per such force [m^-0.5], shape (n_tips, 2, n_anode).
        face_volumes: opened volume per force at the film nodes, on both faces of each [m^3/N],
            shape (n, n).
        face_intensities: K_I and K_II per such force [m^-0.5], shape (n_tips, 2, n).
    """

    volumes: FloatArray
    intensities: FloatArray
    face_volumes: FloatArray
    face_intensities: FloatArray


@dataclass(frozen=True)
class ElasticResponse:
    """All that the elastic body answers: linear in the face pressure and in the unit loads.

    Attributes:
        areas: area of a face of every film node per unit depth, int phi_i ds [m]; in space
            [m^2]; shape (n,).
        compliance: opened volume of node i per pressure on node j [m^2/Pa], in space [m^3/Pa],
            shape (n, n), symmetric.
        load_volumes: opened volume per unit load [m^2/Pa], shape (n, n_loads).
        k_pressure: K_I and K_II per pressure [m^0.5], shape (n_tips, 2, n); in space K_III too,
            at every station of the fronts, shape (n_stations, 3, n).
        k_loads: the same per unit load [m^0.5], shape (n_tips, 2, n_loads).
        modulus: E' = E/(1 - nu^2) at every tip or station [Pa], shape (n_tips,).
        anode: the anode side; without knots unless the support has them.
        layer: forces along surfaces; without nodes unless the support is for layers that pull.
        layout: which of the unit loads is which, and what else the body can be loaded with.
    """

    areas: FloatArray
    compliance: FloatArray
    load_volumes: FloatArray
    k_pressure: FloatArray
    k_loads: FloatArray
    modulus: FloatArray
    anode: AnodeSurface
    layer: LayerForce
    layout: LoadLayout

    def repeated(self, times: int) -> ElasticResponse:
        """What a body answers that is there several times, its nodes standing for all of them."""
        return replace(
            self,
            areas=times * self.areas,
            compliance=times * self.compliance,
            load_volumes=times * self.load_volumes,
            layer=replace(self.layer, volumes=times * self.layer.volumes),
        )


def residual_intensities(residual: FloatArray, layout: LoadLayout) -> FloatArray:
    """Terms of K that residual stresses have without a displacement, (n_tips, 2, n_loads)."""
    terms = np.zeros((*residual.shape, layout.units.stop - layout.units.start))
    terms[:, :, layout.among_units(layout.residual)] = residual[:, :, None]
    return terms


def layer_force(volumes: FloatArray, intensities: FloatArray, layout: LoadLayout) -> LayerForce:
    """What forces do, if there are any.

    As arrays of their own, as they arrive on other ranks: a view sums in another order.
    """
    plane, faces = layout.anode_forces, layout.face_forces
    parts = (
        *(volumes[:, plane], intensities[:, :, plane]),
        *(volumes[:, faces], intensities[:, :, faces]),
    )
    return LayerForce(*(np.ascontiguousarray(part) for part in parts))
