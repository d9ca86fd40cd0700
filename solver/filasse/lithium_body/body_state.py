"""State of a body and what acts on it: plain, explicit, copyable data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from filasse.lithium_body.body_mesh import BodyMesh, FloatArray, IntArray
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.taylor_hood import Symmetry, kernel
from filasse.lithium_body.unilateral_contact import Contact


@dataclass(frozen=True)
class BodyState:
    """Accepted state.

    Attributes:
        mesh: present geometry.
        deviator: Cauchy stress deviator (11, 22, 33, 12) [Pa], shape (n_cells, n_q, 4).
        resistance: S [Pa], shape (n_cells, n_q).
        strain: accumulated equivalent viscoplastic strain, shape (n_cells, n_q).
        pressure: at the vertices, `mesh.vertices` [Pa], shape (n_vertices,).
        velocity: of the nodes [m/s]: the next step's first guess, shape (n_nodes, 2).
        normal_force: push of the counter face on the contact nodes [N/m, or N], shape (n_contact,).
        shear_force: along the face, likewise.
        attached: contact nodes that touch the counter face, shape (n_contact,).
        face_shift: displacement of the rigid counter face [m], shape (2,).
        time: [s].
    """

    mesh: BodyMesh
    deviator: FloatArray
    resistance: FloatArray
    strain: FloatArray
    pressure: FloatArray
    velocity: FloatArray
    normal_force: FloatArray
    shear_force: FloatArray
    attached: npt.NDArray[np.bool_]
    face_shift: FloatArray
    time: float = 0.0


@dataclass(frozen=True)
class Prescribed:
    """Velocity of a part of the boundary along one axis.

    Attributes:
        edge: name of that part.
        axis: 0 or 1.
        velocity: [m/s], one for all or one per node, in the order of `mesh.nodes(edge)`.
    """

    edge: str
    axis: int
    velocity: float | FloatArray = 0.0


@dataclass(frozen=True)
class Platen:
    """A rigid plate: a part of the boundary moves as one along an axis, under a total force.

    Attributes:
        edge: name of that part.
        axis: 0 or 1.
        force: on the body, along the axis [N/m, or N if axisymmetric].
    """

    edge: str
    axis: int
    force: float = 0.0


@dataclass(frozen=True)
class Loads:
    """What acts on a body during a step.

    Attributes:
        prescribed: velocities.
        platens: rigid plates with a force.
        pressures: edge name -> pressure on the deformed boundary [Pa].
        growth: thickness rate of plating on the contact nodes [m/s], negative for stripping, one
            for all or shape (n_contact,).
        face_velocity: of a rigid counter face [m/s].
        displacement: of an elastic counter face away from the body by other loads than the
            contact's at the end of the step [m], one for all or shape (n_contact,).
    """

    prescribed: tuple[Prescribed, ...] = ()
    platens: tuple[Platen, ...] = ()
    pressures: Mapping[str, float] = field(default_factory=dict)
    growth: float | FloatArray = 0.0
    face_velocity: tuple[float, float] = (0.0, 0.0)
    displacement: float | FloatArray = 0.0


@dataclass(frozen=True)
class Body:
    """What does not change in time.

    Attributes:
        solid: constitutive law.
        contact: counter face of one part of the boundary, if any.
        symmetry: out of the plane.
    """

    solid: Solid
    contact: Contact | None = None
    symmetry: Symmetry = Symmetry.PLANE

    def contact_nodes(self, mesh: BodyMesh) -> IntArray:
        """Nodes that may touch the counter face."""
        if self.contact is None:
            return np.empty(0, dtype=np.int64)
        return mesh.nodes(self.contact.edge)


def at_rest(body: Body, mesh: BodyMesh, pressure: float = 0.0) -> BodyState:
    """A body without stress, or under a uniform pressure [Pa].

    Raises:
        ConvergenceError: a cell is turned over.
    """
    shape = kernel(mesh, body.symmetry).weight.shape
    touching = np.zeros(len(body.contact_nodes(mesh)))
    return BodyState(
        mesh=mesh,
        deviator=np.zeros((*shape, 4)),
        resistance=np.full(shape, body.solid.law.resistance),
        strain=np.zeros(shape),
        pressure=np.full(len(mesh.vertices), pressure),
        velocity=np.zeros_like(mesh.points),
        normal_force=touching,
        shear_force=touching,
        attached=np.zeros(len(touching), dtype=np.bool_),
        face_shift=np.zeros(2),
    )


def volume(body: Body, mesh: BodyMesh) -> float:
    """Area of the body [m^2], or its volume [m^3] if axisymmetric."""
    return float(kernel(mesh, body.symmetry).weight.sum())
