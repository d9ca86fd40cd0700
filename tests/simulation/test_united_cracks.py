"""Two cracks at the anode that come near to each other in one plane become one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.builders.solids import meshed

from filasse.config import load_config
from filasse.cracks.crack_surfaces import CrackSurface, SolidGeometry
from filasse.cracks.state import History, Totals
from filasse.fem.crack_grid import FilmGrid
from filasse.fracture.encounter import Encounter, EncounterKind
from filasse.fracture.front_criterion import FrontAdvance
from filasse.output.encounter_words import uniting_text
from filasse.output.folder.checkpoint import Checkpoint
from filasse.remap.checkpoint_arrays import pack
from filasse.remap.detached import Detached
from filasse.remap.joined import Uniting, after_uniting
from filasse.remap.lithium_remap import StoredLithium, lithium_on
from filasse.remap.moving_surfaces import nodal_areas
from filasse.remap.surface_remap import SurfaceProfile, inner_nodes
from filasse.simulation import slab
from filasse.simulation.first_solid import FirstSolid
from filasse.simulation.front_advance import GrownSolid, grow_fronts, still_met
from filasse.simulation.solid_slab import UncrackedSolid, from_mesher, to_mesher
from filasse_meshes import SolidSizes, SolidSlab, anode_crack, unite_cracks

UM = 1e-6
BOX, CLEARANCE = 60 * UM, 3 * UM
SLAB = UncrackedSolid(SolidSlab(BOX, 30 * UM, BOX), SolidSizes(1.5 * UM, 15 * UM), 1.5 * UM)


def flaw(
    name: str, z: float, depth: float, x: float = BOX / 2, half: float | None = None
) -> CrackSurface:
    """Its mouth runs along z."""
    return from_mesher(anode_crack(name, x, z, depth, half, lean=0.2))


ASIDE, TWO = flaw("aside", 50 * UM, 3 * UM), flaw("two", 37 * UM, 6 * UM)


def after_a_step(*cracks: CrackSurface) -> GrownSolid:
    """The first crack grows by half a micrometre."""
    geometry = SolidGeometry(BOX, 30 * UM, BOX, cracks)
    step = FrontAdvance(cracks[0].name, 0, np.full(25, 0.5 * UM), np.zeros(25))
    return grow_fronts(SLAB, geometry, [step], CLEARANCE)


@pytest.fixture(scope="module")
def united() -> GrownSolid:
    """Of 8 and 6 um, 2.5 um apart after the step; a third stands aside."""
    cracks = (
        flaw("one", 20 * UM, 8 * UM),
        flaw("aside", 50 * UM, 3 * UM),
        flaw("two", 37 * UM, 6e-6),
    )
    return after_a_step(*cracks)


def test_the_larger_goes_on_as_both(united: GrownSolid) -> None:
    assert [crack.name for crack in united.geometry.cracks] == ["one", "aside"]
    assert united.met == (None,)
    (one,) = united.united
    assert (one.tip, one.kept, one.place, one.gone) == ("two", "one", 0, 2)
    both, points = united.geometry.cracks[0], united.geometry.cracks[0].fronts[-1].points
    assert points[[0, -1], 2] == pytest.approx([43 * UM, 11.5 * UM], rel=1e-4)
    assert np.all(points[[0, -1], 1] == 0.0)
    assert both.stretch == pytest.approx(8.5 / 8, rel=1e-4)
    lean = points[:, 1] * np.tan(0.2) + BOX / 2
    np.testing.assert_allclose(points[:, 0], lean, atol=1e-12)
    assert "two has come to one in its plane" in uniting_text(one.tip, one.kept, one.area)


def test_what_is_new_is_what_lies_between(united: GrownSolid) -> None:
    """Half discs are swallowed whole; between them a patch as high as their flanks are near."""
    uv = united.geometry.cracks[0].fronts[-1].uv
    u, v = uv.T
    area = abs(float((u[:-1] * v[1:] - u[1:] * v[:-1]).sum())) / 2
    discs = np.pi / 2 * ((8.5 * UM) ** 2 + (6 * UM) ** 2)
    assert area - discs == pytest.approx(united.united[0].area, rel=1e-2)
    assert 0 < united.united[0].area < 0.2 * discs
    assert v[1:-1].min() > 0


def test_a_patch_that_is_shut_in_is_cracked_too() -> None:
    """Fronts that meet above the anode: between them and it nothing stays, and no hole."""
    angles = np.linspace(0, np.pi, 65)
    bulge = 1 + 0.5 * np.sin(angles) ** 2 * np.abs(np.cos(angles))
    cracks = []
    for crack in (flaw("one", 20 * UM, 6 * UM), flaw("two", 35.5 * UM, 6 * UM)):
        (line,) = to_mesher(crack).fronts
        wide = np.interp(np.linspace(0, np.pi, len(line.uv)), angles, bulge)[:, None]
        middle = line.points[[0, -1]].mean(axis=0)
        line = replace(line, uv=line.uv * wide, points=middle + (line.points - middle) * wide)
        cracks.append(replace(to_mesher(crack), fronts=(line,)))
    found = unite_cracks(cracks[0], cracks[1], 2 * UM, 0.1 * UM, 1.0)
    assert found is not None
    v = found.crack.fronts[-1].uv[:, 1]
    assert np.flatnonzero(v == 0.0).tolist() == [0, len(v) - 1]
    assert found.area > 3.5 * UM * 2 * UM


@pytest.mark.parametrize(
    "other",
    [
        flaw("two", 37 * UM, 6 * UM, x=BOX / 2 + 2 * UM),
        replace(flaw("two", 37 * UM, 6 * UM), pore="hole"),
        flaw("two", 41 * UM, 6 * UM),
    ],
    ids=["in another plane", "around a pore", "not near"],
)
def test_others_stay_two(other: CrackSurface) -> None:
    grown = after_a_step(flaw("one", 20 * UM, 8 * UM), other)
    assert not grown.united and len(grown.geometry.cracks) == 2


def test_what_is_met_is_told_by_its_present_name() -> None:
    """A front does not meet what it is part of by now; others meet the crack that both are."""
    turn, shift = np.eye(2), np.zeros(2)
    united = [
        Uniting("a", "b", 1, 0, turn, shift, 1e-12),
        Uniting("b", "c", 1, 0, turn, shift, 1e-12),
    ]

    def told(tip: str, name: str) -> str | None:
        met = still_met(tip, Encounter(EncounterKind.CRACK, name, in_part=True), united)
        return None if met is None else met.name

    assert told("a", "b") is told("c", "a") is told("b", "b") is None
    assert told("other", "a") == told("other", "c") == "c"
    assert told("a", "other") == told("other", "other") == "other"
    side = Encounter(EncounterKind.SIDE, in_part=True)
    assert still_met("a", side, united) is side


DRY = SurfaceProfile(np.eye(3)[:, :2], np.array([[0, 1, 2]]), np.zeros(3), np.zeros(3), 0.0)
SPACE = """
geometry: {width: 60 um, thickness: 30 um, depth: 60 um}
electrolyte: {material: LLZO}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 1 mA/cm^2, stop_time: 100 s}
"""


def test_cracks_of_one_front_go_on_without_the_mesh_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that has not grown itself has a single front after another has come to it."""
    (tmp_path / "a.yaml").write_text(SPACE)
    one, two = flaw("one", 20 * UM, 8 * UM), flaw("two", 37 * UM, 6 * UM)
    first, mesh = SolidGeometry(BOX, 30 * UM, BOX, (one, two)), object()
    given: Any = FirstSolid(SLAB, first, mesh)  # type: ignore[arg-type]
    monkeypatch.setattr(slab, "first_solid", lambda config: given)

    def started(*cracks: CrackSurface) -> Any:
        lithium = StoredLithium((DRY,) * len(cracks), {})
        arrays, meta = pack(
            replace(first, cracks=cracks), Detached(History(0.0, Totals(), 1.0), lithium)
        )
        return slab.start(load_config(tmp_path / "a.yaml"), Checkpoint(arrays, meta, {})).mesh

    assert started(one, two) is mesh
    assert started(replace(one, fronts=2 * one.fronts), two) is None
    assert started(one) is None


def lithium_of(grid: FilmGrid, crack: int, volume: float) -> SurfaceProfile:
    nodes = grid.nodes_of(crack)
    even = np.full(len(nodes), 40e-9)
    return SurfaceProfile(grid.uv[nodes], grid.triangles_of(crack), even, 1e15 * even, volume)


@pytest.mark.slow
def test_lithium_stays_where_it_was(united: GrownSolid) -> None:
    grid = gridded(flaw("one", 20 * UM, 8.5 * UM), ASIDE, TWO)
    profiles = tuple(lithium_of(grid, crack, 1e-18 * (1 + crack)) for crack in range(3))
    detached = Detached(History(0.0, Totals(), 1.0), StoredLithium(profiles, {}))
    after = after_uniting(detached, united.united)
    both, aside = after.lithium.profiles
    assert isinstance(both, SurfaceProfile)
    assert aside is profiles[1] and not after.growing
    assert not len(inner_nodes(both.triangles, both.uv))
    new = gridded(*united.geometry.cracks)
    nodes = new.nodes_of(0)
    found = lithium_on(new, nodal_areas(new.triangles, new.uv), after.lithium)[nodes]
    assert found.sum() == pytest.approx(4e-18, rel=1e-12)
    out_of_one = np.hypot(*new.uv[nodes].T) - 8.5 * UM
    out_of_two = np.hypot(*(new.uv[nodes] - [17 * UM, 0.0]).T) - 6 * UM
    away = np.minimum(out_of_one, out_of_two)
    assert np.all(found[away > 0.1 * UM] == 0) and (away > 0.1 * UM).sum() > 3
    assert np.all(found[away < -0.3 * UM] > 0)


def gridded(*cracks: CrackSurface) -> FilmGrid:
    slab = replace(SLAB.slab, cracks=tuple(map(to_mesher, cracks)))
    return meshed(slab, SolidSizes(1.5 * UM, 20 * UM, growth=0.5)).grid
