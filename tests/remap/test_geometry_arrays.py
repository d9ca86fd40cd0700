"""Crack geometries as arrays of a checkpoint."""

import json

import numpy as np

from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.remap.geometry_arrays import pack_geometry, unpack_geometry
from filasse_meshes import SphericalPore


def test_a_plane_of_symmetry_is_kept() -> None:
    for mirrors in ((), (0,), (0, 2)):
        arrays, meta = pack_geometry(SolidGeometry(1e-5, 2e-5, 3e-5, (), mirrors))
        found = unpack_geometry(arrays, meta)
        assert isinstance(found, SolidGeometry)
        assert (found.depth, found.mirrors) == (3e-5, mirrors)


def test_pores_and_the_cracks_around_them_are_kept() -> None:
    front = Front(np.zeros((4, 2)), np.ones((4, 3)), np.ones((4, 3)))
    pores = (SphericalPore("void1", (1.0, 2.0, 3.0), 0.5),)
    cracks = (CrackSurface("one", (front,), pore="void1"), CrackSurface("two", (front,)))
    geometry = SolidGeometry(9.0, 8.0, 7.0, cracks, pores=pores)
    arrays, meta = pack_geometry(geometry)
    again = unpack_geometry(arrays, json.loads(json.dumps(meta)))
    assert isinstance(again, SolidGeometry)
    assert again.pores == pores
    assert [crack.pore for crack in again.cracks] == ["void1", None]
