"""Paths that grow until they meet something."""

import math

import pytest

from filasse_meshes import (
    Crack,
    MeshingError,
    Microstructure,
    Sizes,
    Slab,
    advance_crack,
    build_mesh,
    nucleate_at_pore,
    round_pore,
)

UM = 1e-6
SIZES = Sizes(4 * UM, 0.1 * UM, 1 * UM, 2 * UM)
PORE = round_pore("p", (10 * UM, 10 * UM), 2 * UM)
SURFACE = Crack("a", ((10 * UM, 0.0), (10 * UM, 5 * UM)))
BURIED = Crack("b", ((20 * UM, 5 * UM), (20 * UM, 8 * UM)), mouth=False)
SLAB = Slab(30 * UM, 20 * UM, (SURFACE, BURIED), (), Microstructure(pores=(PORE,)))
CLEAR = 0.3 * UM


def test_free_step_is_taken_in_full() -> None:
    result = advance_crack(SLAB, "a", (1 * UM, 1 * UM), CLEAR)
    assert result.met is None
    assert result.length == pytest.approx(math.sqrt(2) * UM)
    assert result.slab.cracks[0].path[-1] == pytest.approx((11 * UM, 6 * UM))
    assert result.slab.cracks[1] == BURIED


def test_both_tips_of_a_buried_crack_grow() -> None:
    result = advance_crack(SLAB, "b", (0.0, -1 * UM), CLEAR, at_start=True)
    assert result.slab.cracks[1].path[0] == pytest.approx((20 * UM, 4 * UM))
    assert result.slab.cracks[1].path[1:] == BURIED.path


@pytest.mark.parametrize("step", [(0.2 * UM, 4 * UM), (0.0, 9 * UM), (0.0, 2.9 * UM)])
def test_pore_in_the_way_is_entered(step: tuple[float, float]) -> None:
    result = advance_crack(SLAB, "a", step, CLEAR)
    assert result.met is not None
    assert (result.met.kind, result.met.name) == ("pore", "p")
    assert result.length < 3.1 * UM
    mesh = build_mesh(result.slab, SIZES)
    assert mesh.traces[0].into_pore == "p"
    assert len(mesh.traces[0].tips) == 0


@pytest.mark.parametrize(
    ("name", "step", "kind", "end"),
    [
        ("b", (0.0, 20 * UM), "counter", (20 * UM, 19.7 * UM)),
        ("b", (15 * UM, 0.0), "side", (29.7 * UM, 8 * UM)),
        ("a", (20 * UM, 2 * UM), "crack", (19.7 * UM, 5.97 * UM)),
    ],
)
def test_steps_stop_before_sides_and_cracks(
    name: str, step: tuple[float, float], kind: str, end: tuple[float, float]
) -> None:
    result = advance_crack(SLAB, name, step, CLEAR)
    assert result.met is not None
    assert result.met.kind == kind
    grown = next(crack for crack in result.slab.cracks if crack.name == name)
    assert grown.path[-1] == pytest.approx(end, rel=1e-3)
    assert build_mesh(result.slab, SIZES).traces[0].name == "a"


def test_crack_starts_at_a_pore() -> None:
    entered = advance_crack(SLAB, "a", (0.0, 5 * UM), CLEAR).slab
    slab = nucleate_at_pore(entered, "a2", "p", (10 * UM, 12 * UM), (0.0, 1 * UM))
    mesh = build_mesh(slab, SIZES)
    assert [len(trace.tips) for trace in mesh.traces] == [0, 2, 1]
    assert mesh.traces[2].from_pore == "p"
    assert advance_crack(slab, "a2", (0.0, 1 * UM), CLEAR).met is None


def test_short_crack_may_leave_its_pore_but_not_come_back() -> None:
    slab = nucleate_at_pore(SLAB, "c", "p", (10 * UM, 12 * UM), (0.0, 0.1 * UM))
    assert advance_crack(slab, "c", (0.1 * UM, 0.1 * UM), CLEAR).met is None
    away = advance_crack(slab, "c", (1 * UM, 0.5 * UM), CLEAR).slab
    back = advance_crack(away, "c", (0.0, -1 * UM), CLEAR)
    assert back.met is not None
    assert back.met.name == "p"


def test_messages() -> None:
    with pytest.raises(MeshingError, match="no crack 'z'; the slab has 'a', 'b'"):
        advance_crack(SLAB, "z", (0.0, UM), CLEAR)
    with pytest.raises(MeshingError, match="'a' has no tip at its start"):
        advance_crack(SLAB, "a", (0.0, UM), CLEAR, at_start=True)
    with pytest.raises(MeshingError, match="no pore 'q' for crack 'c'"):
        nucleate_at_pore(SLAB, "c", "q", (0.0, 0.0), (0.0, UM))
    with pytest.raises(MeshingError, match="a crack 'a' already"):
        nucleate_at_pore(SLAB, "a", "p", (0.0, 0.0), (0.0, UM))


def test_a_path_is_no_obstacle_to_a_tip_that_leaves_it() -> None:
    """Of a run with steps as long as the clearance: the tip stands just there, up to rounding."""
    path = (
        (30e-6, 0.0),
        (7.920949991449457e-06, 2.691468769319685e-05),
        (6.067105783647926e-06, 2.7665195290227495e-05),
        (4.163381262141831e-06, 2.827824744642335e-05),
    )
    slab = Slab(60 * UM, 40 * UM, (Crack("c", path),))
    step = (-1.947476169172546e-06, 4.553422564456599e-07)
    result = advance_crack(slab, "c", step, 2e-06)
    assert (result.met, result.length) == (None, pytest.approx(2 * UM))


def test_a_tip_near_another_crack_does_not_jump_across_it() -> None:
    """Two of thirty random flaws: the step ended farther beyond the other than it had started."""
    short = Crack("short", ((165.213 * UM, 0.0), (168.332 * UM, 6.788 * UM)))
    other = Crack("other", ((169.263 * UM, 0.0), (169.041 * UM, 7.781 * UM)))
    slab = Slab(200 * UM, 60 * UM, (short, other))
    across, back = (2 * UM, 0.09 * UM), (-2 * UM, 0.09 * UM)
    held = advance_crack(slab, "short", across, 1 * UM)
    assert held.length == 0.0
    assert held.met is not None
    assert (held.met.kind, held.met.name) == ("crack", "other")
    assert advance_crack(slab, "short", back, 1 * UM).met is None
