"""Remap a body's state onto a new mesh of the same shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from filasse.lithium_body.body_mesh import BodyMesh, FloatArray, grid, mapped
from filasse.lithium_body.body_state import Body, BodyState
from filasse.lithium_body.taylor_hood import Kernel, kernel
from filasse.lithium_body.unilateral_contact import contact_shares


def transfer(body: Body, state: BodyState, mesh: BodyMesh) -> BodyState:
    """The state on another mesh.

    Quantities at quadrature points are interpolated linearly between the old points, so that they
    stay within their old bounds; the next step restores equilibrium.

    Args:
        body: what does not change.
        state: on the old mesh.
        mesh: of (nearly) the same shape, with the same names of edges.
    """
    old, new = kernel(state.mesh, body.symmetry), kernel(mesh, body.symmetry)
    inside = np.concatenate(
        [state.deviator, state.resistance[..., None], state.strain[..., None]], axis=-1
    )
    moved = _interpolate(
        old.positions.reshape(-1, 2), inside.reshape(-1, 6), new.positions.reshape(-1, 2)
    ).reshape(*new.weight.shape, 6)
    corners = state.mesh.points[state.mesh.vertices]
    pressure = _interpolate(corners, state.pressure[:, None], mesh.points[mesh.vertices])[:, 0]
    pressure += (_squeeze(old, state.mesh, state.pressure) - _squeeze(new, mesh, pressure)) / float(
        new.weight.sum()
    )  # compressed as much as before: no lithium is lost
    velocity = _interpolate(state.mesh.points, state.velocity, mesh.points)
    return replace(
        _transfer_contact(body, state, mesh),
        mesh=mesh,
        deviator=moved[..., :4],
        resistance=moved[..., 4],
        strain=moved[..., 5],
        pressure=pressure,
        velocity=velocity,
    )


def remesh_four_sided(mesh: BodyMesh, columns: FloatArray, rows: FloatArray) -> BodyMesh:
    """Mesh a body with four sides again: the lines of a rectangle, blended between its sides.

    Args:
        mesh: distorted mesh with the edges of `mesh.grid`.
        columns: lines across bottom and top as shares of their length, from 0 to 1.
        rows: lines across left and right, likewise.
    """
    along = {name: _side(mesh, name) for name in ("bottom", "right", "top", "left")}

    def blend(unit: FloatArray) -> FloatArray:
        x, y = unit[:, :1], unit[:, 1:]
        bottom, top = along["bottom"](unit[:, 0]), along["top"](1 - unit[:, 0])
        right, left = along["right"](unit[:, 1]), along["left"](1 - unit[:, 1])
        corner = [along[name](np.zeros(1)) for name in ("bottom", "right", "top", "left")]
        flat = (1 - x) * ((1 - y) * corner[0] + y * corner[3])
        flat = flat + x * ((1 - y) * corner[1] + y * corner[2])
        return np.asarray((1 - y) * bottom + y * top + (1 - x) * left + x * right - flat)

    return mapped(grid(columns, rows), blend)


def _side(mesh: BodyMesh, edge: str) -> Callable[[FloatArray], FloatArray]:
    """Part of the boundary as a curve over its relative arc length."""
    from scipy.interpolate import PchipInterpolator  # slow to import: for foils only

    curve = PchipInterpolator(_arc(mesh, edge), mesh.points[mesh.nodes(edge)])
    return lambda share: np.asarray(curve(share), dtype=np.float64)


def _squeeze(kernel: Kernel, mesh: BodyMesh, pressure: FloatArray) -> float:
    """Integral of the pressure over a body."""
    corners = np.searchsorted(mesh.vertices, mesh.cells[:, :3])
    return float((kernel.weight * (pressure[corners] @ kernel.linear.T)).sum())


def _interpolate(points: FloatArray, values: FloatArray, at: FloatArray) -> FloatArray:
    """Linear between points, nearest outside their hull."""
    from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator

    result = np.asarray(LinearNDInterpolator(points, values, rescale=True)(at), dtype=np.float64)
    outside = np.isnan(result).any(axis=1)
    if outside.any():
        result[outside] = NearestNDInterpolator(points, values, rescale=True)(at[outside])
    return result


def _transfer_contact(body: Body, state: BodyState, mesh: BodyMesh) -> BodyState:
    """Contact pressures and touching nodes by arc length along the surface."""
    if body.contact is None:
        return state
    edge = body.contact.edge
    old, new = _arc(state.mesh, edge), _arc(mesh, edge)
    share = contact_shares(state.mesh, edge, body.symmetry)
    held = np.maximum(share, 1e-9 * share.max())
    wanted = contact_shares(mesh, edge, body.symmetry)
    return replace(
        state,
        normal_force=np.interp(new, old, state.normal_force / held) * wanted,
        shear_force=np.interp(new, old, state.shear_force / held) * wanted,
        attached=np.interp(new, old, state.attached.astype(np.float64)) > 0.5,
    )


def _arc(mesh: BodyMesh, edge: str) -> FloatArray:
    """Relative arc length of the nodes of a part of the boundary."""
    sides = np.linalg.norm(np.diff(mesh.points[mesh.nodes(edge)], axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(sides)])
    return np.asarray(length / length[-1], dtype=np.float64)
