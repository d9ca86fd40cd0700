"""Random slabs: meshed soundly or refused with a reason."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filasse_meshes import Crack, MeshingError, Sizes, Slab, build_mesh, mesh_stats

SIZES = Sizes(far=6e-6, tip=0.3e-6, lip=2e-6, anode=4e-6)
STEPS = st.lists(st.tuples(st.floats(-1.4, 1.4), st.floats(0.05, 6.0)), min_size=1, max_size=4)


@st.composite
def cracks(draw: st.DrawFn, name: str) -> Crack:
    x, y = draw(st.floats(0.0, 30.0)), 0.0
    path = [(x, y)]
    for angle, reach in draw(STEPS):
        x, y = x + reach * math.sin(angle), y + reach * math.cos(angle)
        path.append((x, y))
    return Crack(name, tuple((x * 1e-6, y * 1e-6) for x, y in path))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(cracks("a"), cracks("b"))
def test_two_random_walks(first: Crack, second: Crack) -> None:
    slab = Slab(30e-6, 25e-6, (first, second))
    try:
        mesh = build_mesh(slab, SIZES)
    except MeshingError as error:
        assert re.search(r"'[ab]'|angle of the mesh is .* at \(.*\) um", str(error), re.IGNORECASE)
        return
    assert mesh_stats(mesh).smallest_angle > 0.3
    for trace, crack in zip(mesh.traces, slab.cracks, strict=True):
        length = sum(math.dist(p, q) for p, q in zip(crack.path, crack.path[1:], strict=False))
        assert math.isclose(trace.arc[-1], length, rel_tol=1e-6)
