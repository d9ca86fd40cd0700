"""Cracks that branch."""

from dataclasses import replace

import numpy as np
import pytest

from filasse_meshes import Crack, MeshingError, Sizes, Slab, branch_crack, build_mesh

UM = 1e-6
SIZES = Sizes(4 * UM, 0.2 * UM, 1 * UM, 2 * UM)
CLEAR = 0.3 * UM
CRACK = Crack("a", ((20 * UM, 0.0), (20 * UM, 8 * UM)))
SLAB = Slab(40 * UM, 30 * UM, (CRACK,))
STEPS = ((1.5 * UM, 2 * UM), (-1.5 * UM, 2 * UM))


def test_the_ends_share_three_corners() -> None:
    slab = branch_crack(SLAB, "a", STEPS, CLEAR)
    assert slab is not None
    assert [crack.name for crack in slab.cracks] == ["a", "a-1", "a-2"]
    assert [len(crack.tips) for crack in slab.cracks] == [0, 1, 1]
    mesh = build_mesh(slab, SIZES)
    trunk, right, left = mesh.traces
    corners = {
        "left": {trunk.plus[-1], left.plus[0]},
        "between": {left.minus[0], right.plus[0]},
        "right": {right.minus[0], trunk.minus[-1]},
    }
    assert all(len(ids) == 1 for ids in corners.values())
    ids = np.concatenate([list(ids) for ids in corners.values()])
    assert len(set(ids)) == 3
    assert np.allclose(mesh.points[ids], CRACK.path[-1])


def test_three_branches() -> None:
    slab = branch_crack(SLAB, "a", (STEPS[0], (0.0, 2.5 * UM), STEPS[1]), CLEAR)
    assert slab is not None
    assert sum(len(trace.tips) for trace in build_mesh(slab, SIZES).traces) == 3


def test_a_branch_may_branch_again_and_names_stay_apart() -> None:
    once = branch_crack(SLAB, "a", STEPS, CLEAR)
    assert once is not None
    again = branch_crack(once, "a-1", ((0.0, 2 * UM), (2 * UM, 0.5 * UM)), CLEAR)
    assert again is not None
    assert [crack.name for crack in again.cracks][3:] == ["a-1-1", "a-1-2"]
    build_mesh(again, SIZES)
    taken = replace(SLAB, cracks=(CRACK, Crack("a-1", ((5 * UM, 0.0), (5 * UM, 2 * UM)))))
    other = branch_crack(taken, "a", STEPS, CLEAR)
    assert other is not None
    assert [crack.name for crack in other.cracks][2:] == ["a-2", "a-3"]


def test_nothing_branches_without_room() -> None:
    beside = Crack("b", ((21.7 * UM, 0.0), (21.7 * UM, 11 * UM)))
    assert branch_crack(replace(SLAB, cracks=(CRACK, beside)), "a", STEPS, CLEAR) is None


def test_branches_touch_at_their_start_only() -> None:
    slab = branch_crack(SLAB, "a", STEPS, CLEAR)
    assert slab is not None
    *others, last = slab.cracks
    bent = replace(last, path=(last.path[0], (18 * UM, 10 * UM), (24 * UM, 9 * UM)))
    with pytest.raises(MeshingError, match="cross or touch"):
        build_mesh(replace(slab, cracks=(*others, bent)), SIZES)
