"""Unilateral contact of part of a body's surface with a counter face.

Every node of the surface has a gap g >= 0 to the face and a force f >= 0 that pushes it away, one
of them zero. Quadratic edges give all nodes forces of one sign under a uniform pressure, so that
the conditions can be set node by node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from filasse.lithium_body.body_mesh import BodyMesh, FloatArray
from filasse.lithium_body.taylor_hood import Symmetry, edge_shares


class Distance(NamedTuple):
    """Gap between points and a face.

    Attributes:
        gap: [m], negative inside the face, shape (n,).
        slope: its derivative by the points' position: a unit vector away from the face, (n, 2).
        curvature: its second derivative [1/m], shape (n, 2, 2).
    """

    gap: FloatArray
    slope: FloatArray
    curvature: FloatArray


class FaceView(Protocol):
    """What nodes see of a face during one step."""

    def distance(self, points: FloatArray) -> Distance:
        """Gap of points [m], shape (n, 2)."""


class CounterFace(Protocol):
    """Shape of a rigid counter face."""

    def along(self, points: FloatArray) -> FloatArray:
        """Position along the face [m], shape (n,)."""

    def seen_from(self, points: FloatArray, reach: FloatArray) -> FaceView:
        """The face from nodes that stand for a reach [m] to each side."""


@dataclass(frozen=True)
class FlatFace:
    """A flat face.

    Attributes:
        origin: a point of the face [m].
        inward: unit normal, from the face towards the body.
    """

    origin: tuple[float, float] = (0.0, 0.0)
    inward: tuple[float, float] = (0.0, -1.0)

    def distance(self, points: FloatArray) -> Distance:
        """Gap of points [m], shape (n, 2)."""
        inward = np.array(self.inward)
        slope = np.tile(inward, (len(points), 1))
        return Distance((points - self.origin) @ inward, slope, np.zeros((len(points), 2, 2)))

    def along(self, points: FloatArray) -> FloatArray:
        """Position along axis 0 [m], shape (n,)."""
        return points[:, 0]

    def seen_from(self, points: FloatArray, reach: FloatArray) -> FlatFace:
        """The face itself."""
        return self


@dataclass(frozen=True)
class NodewiseFaces:
    """A plane of its own for every node.

    Attributes:
        origins: [m], shape (n, 2).
        inward: unit normals, from the planes towards the body, shape (n, 2).
    """

    origins: FloatArray
    inward: FloatArray

    def distance(self, points: FloatArray) -> Distance:
        """Gap of the nodes [m], shape (n, 2)."""
        gap = ((points - self.origins) * self.inward).sum(axis=1)
        return Distance(gap, self.inward, np.zeros((len(points), 2, 2)))


@dataclass(frozen=True)
class RoundFace:
    """A convex round face: a cylinder, or a sphere if axisymmetric.

    Attributes:
        centre: [m].
        radius: [m].
    """

    centre: tuple[float, float]
    radius: float

    def distance(self, points: FloatArray) -> Distance:
        """Gap of points [m], shape (n, 2)."""
        away = points - self.centre
        length = np.linalg.norm(away, axis=1)
        slope = away / length[:, None]
        tangent = np.eye(2) - slope[:, :, None] * slope[:, None, :]
        return Distance(length - self.radius, slope, tangent / length[:, None, None])

    def along(self, points: FloatArray) -> FloatArray:
        """Position along axis 0 [m], shape (n,)."""
        return points[:, 0]

    def seen_from(self, points: FloatArray, reach: FloatArray) -> RoundFace:
        """The face itself."""
        return self


@dataclass(frozen=True)
class Compliance:
    """Elasticity of the counter face, condensed to its surface: opening = C p.

    Attributes:
        positions: of the face's nodes along it [m], ascending, shape (m,).
        matrix: C [m/Pa], shape (m, m).
        shares: length of face that each node stands for [m], shape (m,).
    """

    positions: FloatArray
    matrix: FloatArray
    shares: FloatArray

    def between(self, positions: FloatArray) -> FloatArray:
        """Opening at positions by unit forces at them [m/(N/m)], shape (n, n).

        The same interpolation carries openings to the nodes and forces from them: the matrix is
        symmetric if C/shares is, and no force is lost.
        """
        share = interpolation(self.positions, positions)
        result: FloatArray = share @ (self.matrix / self.shares[None, :]) @ share.T
        return result


@dataclass(frozen=True)
class Contact:
    """Contact of one part of the boundary.

    Attributes:
        edge: name of that part.
        face: rigid shape of the counter face.
        sticks: whether nodes in contact cannot slide.
        adhesion: tension that the interface bears [Pa]; once broken it is gone until the next
            contact.
        compliance: elastic counter face; None if rigid.
    """

    edge: str
    face: CounterFace
    sticks: bool = False
    adhesion: float = 0.0
    compliance: Compliance | None = None


def interpolation(nodes: FloatArray, positions: FloatArray) -> FloatArray:
    """Weights of piecewise linear interpolation, constant outside, shape (n, m)."""
    cell = np.clip(np.searchsorted(nodes, positions) - 1, 0, len(nodes) - 2)
    share = np.clip((positions - nodes[cell]) / (nodes[cell + 1] - nodes[cell]), 0, 1)
    weights = np.zeros((len(positions), len(nodes)))
    row = np.arange(len(positions))
    weights[row, cell], weights[row, cell + 1] = 1 - share, share
    return weights


def contact_shares(mesh: BodyMesh, edge: str, symmetry: Symmetry) -> FloatArray:
    """Length (or area) of surface per contact node, in the order of `mesh.nodes(edge)`."""
    edges = mesh.edges[edge]
    total = np.zeros(len(mesh.points))
    np.add.at(total, edges, edge_shares(mesh.points, edges, symmetry))
    return np.asarray(total[mesh.nodes(edge)], dtype=np.float64)


def touching(
    force: FloatArray, gap: FloatArray, stiffness: float, strength: FloatArray
) -> npt.NDArray[np.bool_]:
    """Active set of the semismooth Newton method: nodes whose gap must close.

    Args:
        force: present guess [N/m], shape (n,).
        gap: present guess [m], shape (n,).
        stiffness: turns gaps into forces [N/m^2].
        strength: tension that each node bears [N/m], shape (n,).
    """
    return np.asarray(force - stiffness * gap >= -strength, dtype=np.bool_)
