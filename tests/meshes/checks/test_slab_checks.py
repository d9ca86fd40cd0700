"""Every impossible slab gets a message that names the culprit."""

import math

import pytest

from filasse_meshes import Crack, MeshingError, Region, Sizes, Slab, build_mesh
from filasse_meshes.data.spec import Point

UM = 1e-6
SIZES = Sizes(4 * UM, 0.2 * UM, 1 * UM, 2 * UM)


def crack(*path: Point, mouth: bool = True, name: str = "c") -> Crack:
    return Crack(name, tuple((x * UM, y * UM) for x, y in path), mouth)


def slab(*cracks: Crack, regions: tuple[Region, ...] = ()) -> Slab:
    return Slab(30 * UM, 20 * UM, cracks, regions)


BAD = [
    (Slab(-1.0, 1.0), "width is -1"),
    (Slab(1.0, math.nan), "thickness is nan"),
    (slab(crack((5, 0))), "'c' needs at least two points"),
    (slab(crack((5, 0), (math.inf, 3))), "'c' needs at least two points with finite"),
    (slab(crack((5, 0), (5, 2), (5, 2))), "'c' has two successive points at the same place"),
    (slab(crack((5, 0), (5, 5), (6, 5), (4, 4))), "'c' crosses or touches itself"),
    (
        slab(crack((5, 1), (5, 5))),
        r"mouth of crack 'c' is at \(5, 1\) um; it must lie on the anode",
    ),
    (slab(crack((0, 0), (5, 5))), "must lie on the anode"),
    (slab(crack((5, 0), (5, 25))), r"'c' leaves the slab at \(5, 25\) um"),
    (slab(crack((5, 0), (5, 20))), "'c' leaves the slab"),
    (slab(crack((5, 0), (6, 0), (6, 5))), "'c' leaves the slab"),
    (slab(crack((5, 0), (5, 5), mouth=False)), "'c' leaves the slab"),
    (slab(crack((5, 0), (5, 5)), crack((9, 0), (9, 5))), "Two cracks are called 'c'"),
    (
        slab(crack((5, 0), (5, 5)), crack((9, 0), (5, 5), name="d")),
        r"'c' and 'd' cross or touch at \(5, 5\) um",
    ),
    (slab(regions=(Region("r", ((0, 0), (1, 1))),)), "'r' is not a simple polygon"),
    (slab(regions=(Region("r", ((0, 0), (1, 1), (1, 0), (0, 1))),)), "'r' is not a simple polygon"),
    (slab(regions=(Region("r", ((5, 5), (6, 6), (6, 5))),)), "'r' lies outside the slab"),
]


@pytest.mark.parametrize(("bad", "message"), BAD)
def test_message(bad: Slab, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        build_mesh(bad, SIZES)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        (Sizes(0.0, 1e-7, 1e-6, 1e-6), "size 'far' is 0"),
        (Sizes(1e-6, math.nan, 1e-6, 1e-6), "size 'tip' is nan"),
        (Sizes(1e-6, 1e-7, 1e-6, 1e-6, grading=-1), "grading is -1"),
        (Sizes(1e-6, 1e-7, 1e-6, 1e-6, grading=3), "grading is 3"),
        (Sizes(1e-6, 1e-7, 1e-6, 1e-6, grading=1e-3), "grading is 0.001; give 0.02 to 1"),
        (Sizes(1e-9, 1e-9, 1e-6, 1e-6), "size 'far', 0.001 um, asks for some 6e.08 cells"),
        (Sizes(1e-6, 1e-9, 1e-6, 1e-12), "size 'anode', 1e-06 um, asks for some 3e.07 cells"),
    ],
)
def test_sizes(sizes: Sizes, message: str) -> None:
    with pytest.raises(MeshingError, match=message):
        build_mesh(slab(), sizes)


def test_tip_that_nearly_touches_another_crack() -> None:
    near = crack((9, 0), (5 + 3e-4, 3), name="d")
    with pytest.raises(MeshingError, match=r"tip of crack 'd' at \(5.0003, 3\) um is only"):
        build_mesh(slab(crack((5, 0), (5, 5)), near), SIZES)
