"""Results that a full disk, an editor or another program has damaged."""

import json
from pathlib import Path
from typing import Any

import pytest

from filasse.errors import OutputError
from filasse.output.damage import checked_info, read_events, read_grid, read_series
from filasse.output.run_result import open_run


def test_a_cut_field_file_is_told(finished: Path) -> None:
    result = open_run(finished)
    (path,) = (finished / "fields").glob("slab_00003*.vtu")
    data = path.read_bytes()
    for size in (0, 1, 40, len(data) // 2, len(data) - 100):
        path.write_bytes(data[:size])
        with pytest.raises(OutputError, match=rf"{path.name} is damaged: .*run again with"):
            result.fields()
    path.write_bytes(data)
    assert result.fields()["slab"].n_cells > 0


def test_a_field_file_of_another_kind_is_told(finished: Path) -> None:
    for name, part, fault in (
        ("film_00003.vtu", "slab", "it holds cells of another kind"),
        ("slab_00003.vtu", "film", "it holds cells of another kind"),
        ("../series.csv", "slab", "fields are in files .vtu or .pvtu"),
    ):
        with pytest.raises(OutputError, match=fault):
            read_grid(finished / "fields" / name, part)


HEAD = (
    "growth_step [1],time_step [1],time [s],step_size [s],voltage [V],current_density [mA/cm^2],"
    "plated_charge [C/m],lithium_in_cracks [um^2],dead_lithium [um^2],lithium_balance [1],"
    "current_balance [1]"
)
ROW = "0,1,2.0,2.0,0.1,1.0,3.0,4.0,0.0,0.0,0.0"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([HEAD, ROW.replace("0.1", "\x1b[2J")], r"line 2, voltage: '\\x1b\[2J' is no number"),
        ([HEAD, ROW, ROW.replace("2.0", "inf", 1)], r"line 3, time: 'inf' is no number"),
        ([HEAD, f"{ROW},1,2,3", ROW], "line 2 has not as many cells"),
        ([HEAD, ROW, ROW[:9]], "line 3 has not as many cells"),
        ([HEAD.replace("voltage", "volts"), ROW], "it has no column 'voltage'"),
        ([f"{HEAD},flaw1.length [um]", f"{ROW},1"], "it has no column 'flaw1.speed'"),
        ([HEAD.replace("voltage [V]", "time [s]"), ROW], "two of its columns have"),
    ],
)
def test_a_garbled_table_is_told(lines: list[str], fault: str) -> None:
    with pytest.raises(OutputError, match=fault):
        read_series(Path("series.csv"), lines)


def test_a_sound_table_is_read() -> None:
    table = read_series(Path("series.csv"), [HEAD, ROW])
    assert (table["voltage"].tolist(), table.attrs["units"]["voltage"]) == ([0.1], "V")


@pytest.mark.parametrize("line", ["{", "3", '{"event": "gr'])
def test_a_garbled_event_is_told(line: str) -> None:
    with pytest.raises(OutputError, match=r"events.jsonl is damaged: line 2 is no event"):
        read_events(Path("events.jsonl"), ['{"event": "end"}', line])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"config": None}, "its 'config' is 'None'"),
        ({"versions": []}, "its 'versions' is"),
        ({"title": 3}, "its 'title' is '3'"),
        ({"reason": "because"}, "its 'reason' is 'because'"),
        ("config", "it has no 'config'"),
    ],
)
def test_a_strange_run_json_is_told(finished: Path, change: Any, fault: str) -> None:
    content = json.loads((finished / "run.json").read_text())
    if isinstance(change, str):
        del content[change]
    else:
        content |= change
    (finished / "run.json").write_text(json.dumps(content))
    with pytest.raises(OutputError, match=rf"run.json is damaged: {fault}"):
        open_run(finished)


def test_what_is_missing_deep_inside_is_told() -> None:
    content = dict.fromkeys(("state", "title", "started"), "x")
    content |= dict.fromkeys(("reason", "error", "git"))
    content |= {key: [] for key in ("command", "restarts")}
    content |= {key: {} for key in ("progress", "timings", "versions", "config")}
    info = checked_info(Path("run.json"), content)
    with pytest.raises(OutputError, match="it has no 'geometry'"):
        info["config"]["geometry"]
