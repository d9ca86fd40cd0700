"""Synthetic runs in space: a half-penny that grows in a cube, without solving anything."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.builders.synthetic_runs import CONFIG, QUIET, OneRank, record_at

from filasse.config import load_config
from filasse.end_reason import EndReason
from filasse.output import open_observers
from filasse.records.field_snapshot import FieldSnapshot, FilmSnapshot
from filasse.records.run_record import FrontRecord, Record, SolidRecord
from filasse_meshes import SolidMesh, SolidSizes, SolidSlab, anode_crack, build_solid_mesh

UM = 1e-6
SIDE, FIRST = 20 * UM, 4 * UM
"""Side of the cube, and radius of the crack at the start [m]."""


def radius_at(growth_step: int) -> float:
    """Radius of the half-penny [m]."""
    return FIRST + growth_step * 2 * UM


def solid_record_at(time_step: int = 1, growth_step: int = 0) -> Record:
    """Return a record whose quantities in space are those of a half-penny."""
    radius = radius_at(growth_step)
    tip = record_at(time_step, growth_step).tips[0]
    area = np.pi * radius**2 / 2
    about = {**vars(tip), "x": SIDE / 2, "y": radius, "length": radius}
    more = {"z": SIDE / 2, "half_width": radius, "area": area, "wetted_area": 0.8 * area}
    front = FrontRecord(**about, **more, mean_ratio=0.9, k_iii=1e3)
    return SolidRecord(
        **vars(
            record_at(
                time_step,
                growth_step,
                tips=(front,),
                lithium_in_cracks=area * 20e-9,
                dead_lithium=0.0,
                lithium_returned=0.0,
                plated_charge=10.0 * 10.0 * time_step * SIDE**2,
            )
        )
    )


@cache
def half_penny(growth_step: int = 0) -> SolidMesh:
    """Mesh the cube with its crack, coarsely."""
    crack = anode_crack("flaw1", SIDE / 2, SIDE / 2, radius_at(growth_step))
    sizes = SolidSizes(front=0.8 * UM, far=8 * UM, growth=0.5)
    return build_solid_mesh(SolidSlab(SIDE, SIDE, SIDE, (crack,)), sizes)


def solid_snapshot_at(growth_step: int = 0, time: float = 1.0) -> FieldSnapshot:
    """Return the fields of a uniform state, and of an open crack with lithium up to its front."""
    mesh, radius = half_penny(growth_step), radius_at(growth_step)
    (crack,) = mesh.cracks
    away = np.linalg.norm(crack.uv, axis=1) / radius
    opening = 60e-9 * np.sqrt(np.maximum(1 - away**2, 0.0))
    count, points = len(mesh.cells), mesh.points
    film = FilmSnapshot(
        name="flaw1", points=points[crack.plus], arc=crack.uv[:, 1],
        pressure=3e8 * away, opening=opening + 2e-9, fill=np.where(away < 0.9, 1.0, 0.0),
        plating_current=20.0 * away, triangles=crack.triangles,
    )  # fmt: skip
    return FieldSnapshot(
        time=time,
        growth_step=growth_step,
        points=points,
        cells=mesh.cells,
        point_data={"displacement": 1e-3 * points, "potential": points[:, 1] * 2e3},
        cell_data={
            "stress": np.tile([1e8, 2e8, 3e8, 4e7, 5e7, 6e7], (count, 1)),
            "current_density": np.tile([0.0, -10.0, 1.0], (count, 1)),
            "von_mises": np.linspace(1e8, 2e8, count),
            "region": np.zeros(count, dtype=np.int32),
        },
        films=(film,),
    )


@pytest.fixture
def make_solid_snapshot() -> Callable[..., FieldSnapshot]:
    return solid_snapshot_at


@pytest.fixture
def finished_in_space(tmp_path: Path) -> Path:
    """Return the folder of a synthetic run in space."""
    given = tmp_path / "space.yaml"
    given.write_text(CONFIG.replace("  thickness:", "  depth: 20 um\n  thickness:"))
    folder = tmp_path / "space"
    options: dict[str, Any] = {"console": QUIET}
    with open_observers(load_config(given), folder, OneRank(), **options) as observers:
        for step in range(3):
            record = solid_record_at(step + 1, step)
            observers.on_step(record)
            observers.on_growth(record, solid_snapshot_at(step, record.time))
        observers.on_end(EndReason.MAX_STEPS)
    return folder
