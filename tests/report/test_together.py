"""The report of several runs together."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.report.test_run_page import Page, numbers, traces

import filasse
from filasse.cli.main import exit_code
from filasse.output.run_result import open_run
from filasse.report.shared_page import draw_together, write_together
from filasse.sweep.compared_runs import compared


@pytest.fixture(scope="module")
def together(finished: Path, against_foil: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two runs, of which one has a report of its own."""
    folder = tmp_path_factory.mktemp("together")
    shutil.copytree(finished, folder / "one")
    shutil.copytree(against_foil, folder / "two")
    (folder / "one" / "report.html").touch()
    (folder / "two" / "report.html").unlink(missing_ok=True)
    info = json.loads((folder / "two" / "run.json").read_text())
    info["config"]["growth"]["step"] = 2.5e-6
    (folder / "two" / "run.json").write_text(json.dumps(info))
    return filasse.write_report([folder / "one", folder / "two"], folder / "both.html")


def test_it_tells_ends_times_and_differences(together: Path) -> None:
    page = Page(together.read_text())
    assert page.sections == ["runs", "differences", "series"]
    assert page.open == []
    assert page.loaded == ["data:,"]
    reason = open_run(together.parent / "one").reason
    assert reason is not None
    for expected in (
        reason.text,
        "growth.step",
        "2.5 um",
        "Time to short",
        "synthetic <run> & more",
    ):
        assert expected in page.text
    assert "geometry.width" not in page.text  # alike in both


def test_links_lead_to_the_reports_that_are_there(together: Path) -> None:
    links = [link for link in Page(together.read_text()).links if not link.startswith("#")]
    assert links == ["one/report.html"]


def test_curves_are_those_of_both_runs(together: Path) -> None:
    drawn = traces(together.read_text(), "curves")
    run = open_run(together.parent / "two")
    np.testing.assert_allclose(
        numbers(drawn["voltage"]["y"]), 1e3 * run.series["voltage"], rtol=1e-12
    )
    runs = [open_run(together.parent / name) for name in ("one", "two")]
    shown = [trace for trace in draw_together(runs).data if trace.meta == "voltage"]
    assert len(shown) == 2
    assert shown[0].line.color != shown[1].line.color
    assert sum(trace.meta == "anode.contact" for trace in draw_together(runs).data) == 1


def test_the_time_to_the_short_has_its_error(together: Path) -> None:
    run = open_run(together.parent / "one")
    run.series["time_error"] = 0.1 * run.series["time"]
    page = write_together([run, run], compared([run, run]), together.parent / "errors.html")
    time = float(run.series["time"].iloc[-1])
    text = Page(page.read_text()).text
    assert f"{time:.6g} s ± {0.1 * time:.2g} s (estimated from growth.step)" in text
    assert "All have the same configuration." in text


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("one", "two"), 0, "page.html"),
        (("one", "one"), 2, "are the same run; name each run once"),
        (("one", "nowhere"), 5, "There is no folder"),
    ],
)
def test_the_command(
    together: Path,
    tmp_path: Path,
    words: tuple[str, ...],
    code: int,
    text: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folders = [str(together.parent / word) for word in words]
    assert exit_code(["report", *folders, "-o", str(tmp_path / "page.html")]) == code
    assert text in "".join(capfd.readouterr())
    assert (tmp_path / "page.html").exists() == (code == 0)


def test_a_sweep_is_refused(
    together: Path, swept: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(together.parent / "one"), str(swept), "-o", str(tmp_path / "page.html")]
    assert exit_code(["report", *arguments]) == 2
    assert "is a sweep, with a report of its own" in capfd.readouterr().err


def test_python_needs_a_file(together: Path) -> None:
    with pytest.raises(filasse.FilasseError, match="a file for the page"):
        filasse.write_report([together.parent / "one"])
