"""Crack surfaces in the report, to be turned."""

from pathlib import Path

import numpy as np
import pytest

from filasse.output.run_result import open_run
from filasse.report.fields_in_space import draw_fields_in_space


def test_surfaces_fronts_and_slab(finished_in_space: Path) -> None:
    figure = draw_fields_in_space(open_run(finished_in_space))
    pressure, opening, *_, front, box, anode = figure.data
    assert (pressure.visible, opening.visible) == (True, False)
    assert max(pressure.z) == pytest.approx(8.0, abs=0.02)  # the height above the anode
    assert (min(pressure.x), max(pressure.x)) == pytest.approx((2.0, 18.0), abs=1e-3)
    assert max(pressure.intensity) == pytest.approx(300.0, rel=1e-6)
    assert pressure.cmax == pytest.approx(300.0, rel=1e-6)
    away = np.hypot(np.array(front.x) - 10.0, front.z)
    assert away[np.isfinite(away)] == pytest.approx(8.0, rel=1e-3)
    assert (min(box.y), max(box.y)) == pytest.approx((0.0, 20.0), rel=1e-6)
    assert set(anode.z) == {0.0}


def test_pores_are_spheres(finished_in_space: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = open_run(finished_in_space)
    count = len(draw_fields_in_space(result).data)
    pores = [{"centre": [5e-6, 6e-6], "z": 3e-6, "size": 4e-6}]
    monkeypatch.setitem(
        result.info["config"]["geometry"], "microstructure", {"placed_pores": pores}
    )
    *others, ball = draw_fields_in_space(result).data
    assert len(others) == count
    away = np.stack([ball.x, ball.y, ball.z], axis=1) - [3.0, 5.0, 6.0]  # z, x, y
    assert np.linalg.norm(away, axis=1) == pytest.approx(2.0, rel=1e-5)


def test_frames_move_the_cracks_only(finished_in_space: Path) -> None:
    figure = draw_fields_in_space(open_run(finished_in_space))
    assert [max(frame.data[0].z) for frame in figure.frames] == pytest.approx([4, 6, 8], abs=0.05)
    assert {frame.traces for frame in figure.frames} == {(0, 1, 2, 3, 4)}
    assert len(figure.layout.sliders[0].steps) == 3
