"""Layers along an anode whose wall overhangs: three places of it have one and the same x."""

import numpy as np
import pytest
from tests.builders.slabs import UM, condensed

from filasse.cracks.layers.spreading import along_the_coating
from filasse.fem.condensed import Response
from filasse.remap.layer_remap import along_anode, layer_on, stored_layer
from filasse_meshes import Crack, Microstructure, Notch, Sizes, Slab

PIT = np.array([(22, -2), (22, 3), (14, 3), (14, 9), (26, 9), (26, -2)]) * UM
"""A pit with an undercut to its left, open from x = 22 um to 26 um."""

WALL = np.array([(0, 0), (22, 0), (22, 3), (14, 3), (14, 9), (26, 9), (26, 0), (40, 0)]) * UM
"""The anode from the left to the right."""


def slab(depth: float) -> Slab:
    """With a crack at the undercut's roof, at the x of two other parts of the wall."""
    crack = Crack("crack", ((18 * UM, 9 * UM), (18 * UM, (9 + depth) * UM)), mouth=True)
    outline = tuple((float(x), float(y)) for x, y in PIT[::-1])
    found = Microstructure(notches=(Notch("pit", outline),))
    return Slab(40 * UM, 30 * UM, (crack,), microstructure=found)


@pytest.fixture(scope="module")
def undercut() -> Response:
    return condensed(slab(4), Sizes(4 * UM, 1 * UM, 2 * UM, 2 * UM))


def on_the_wall(response: Response) -> np.ndarray:
    """Distance of the anode's nodes from its left end along the wall as it was drawn [m]."""
    nodes = response.ionic.nodes
    position = nodes.position[nodes.anode]
    arcs = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(WALL, axis=0), axis=1))])
    side = np.diff(WALL, axis=0)
    away = position[:, None, :] - WALL[:-1]
    part = np.clip((away * side).sum(axis=2) / (side**2).sum(axis=1), 0.0, 1.0)
    apart = np.linalg.norm(away - part[..., None] * side, axis=2)
    nearest, row = apart.argmin(axis=1), np.arange(len(position))
    return arcs[nearest] + part[row, nearest] * np.diff(arcs)[nearest]


def test_places_follow_the_wall(undercut: Response) -> None:
    places = along_anode(undercut.ionic.nodes)
    np.testing.assert_allclose(places, on_the_wall(undercut), atol=1e-12)
    assert places.max() == pytest.approx(74 * UM)
    assert len(places) - len(np.unique(places.round(12))) == 1  # the two sides of the mouth


def test_a_layer_stays_where_it_was(undercut: Response) -> None:
    """By x, the roof, the sill and the wall outside would share one thickness."""
    nodes = undercut.ionic.nodes
    layer = np.zeros(len(nodes.surface))
    layer[nodes.anode] = 1e-9 + 1e-4 * on_the_wall(undercut)
    finer = condensed(slab(5), Sizes(4 * UM, 0.7 * UM, 1.4 * UM, 1.4 * UM))
    there, anode = layer_on(finer, stored_layer(undercut, layer)), finer.ionic.nodes.anode
    wanted = 1e-9 + 1e-4 * on_the_wall(finer)
    np.testing.assert_allclose(there[anode], wanted, rtol=1e-3)
    held = [one.ionic.areas @ values for one, values in ((undercut, layer), (finer, there))]
    assert held[1] == pytest.approx(held[0], rel=1e-12)


def test_a_coating_conducts_along_the_wall(undercut: Response) -> None:
    """A potential that rises evenly along it drives one current through all of the wall."""
    places = on_the_wall(undercut)
    leaves = along_the_coating(undercut.ionic.nodes, 3e-8) @ places
    mouth = np.abs(places - 43 * UM) < 1e-12
    ends = (places < 1e-12) | (places > 74 * UM - 1e-12)
    np.testing.assert_allclose(leaves[~(mouth | ends)], 0.0, atol=1e-20)
    assert np.abs(leaves[ends]) == pytest.approx(3e-8, rel=1e-9)
    assert mouth.sum() == 2
    assert np.abs(leaves[mouth]) == pytest.approx(3e-8, rel=1e-9)
