"""Crack geometries as arrays of a checkpoint."""

from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.remap.geometry_arrays import pack_geometry, unpack_geometry


def test_a_plane_of_symmetry_is_kept() -> None:
    for mirror in (None, 0, 2):
        arrays, meta = pack_geometry(SolidGeometry(1e-5, 2e-5, 3e-5, (), mirror))
        found = unpack_geometry(arrays, meta)
        assert isinstance(found, SolidGeometry)
        assert (found.depth, found.mirror) == (3e-5, mirror)


def test_checkpoints_from_before_there_were_planes() -> None:
    arrays, meta = pack_geometry(SolidGeometry(1e-5, 2e-5, 3e-5, ()))
    del meta["mirror"]
    found = unpack_geometry(arrays, meta)
    assert isinstance(found, SolidGeometry)
    assert found.mirror is None
