"""The report of a sweep."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.report.test_run_page import Page, numbers, traces

from filasse.cli.main import exit_code
from filasse.sweep import SweepFolder
from filasse.sweep.sweep_report import write_sweep_report


def test_every_section_is_there_and_nothing_is_loaded(sweep_page: Path) -> None:
    parsed = Page(sweep_page.read_text())
    assert parsed.sections == ["runs", "results", "map", "critical", "failures", "configuration"]
    assert parsed.open == []
    assert parsed.loaded == ["data:,"]
    assert [link[1:] for link in parsed.links if link.startswith("#")] == parsed.sections


def test_runs_are_listed_and_failures_told(sweep_page: Path) -> None:
    text = Page(sweep_page.read_text()).text
    for expected in (
        "two & two", "1 failed, 4 finished",
        "no <convergence> at all", "run3", "Current density [mA/cm²]", "short circuit", "arrested",
    ):  # fmt: skip
        assert expected in text


def test_charts_hold_the_numbers(sweep_page: Path) -> None:
    html = sweep_page.read_text()
    lengths = traces(html, "map-chart")["final_length [um]"]
    np.testing.assert_array_equal(numbers(lengths["z"]), [7.0] * 4)
    critical = traces(html, "critical-chart")["critical"]
    assert numbers(critical["y"]) == pytest.approx([2.0**0.5] * 2)
    assert numbers(critical["error_y"]["array"]) == pytest.approx([2.0 - 2.0**0.5] * 2)


def test_a_name_leads_to_the_report_of_the_run(swept: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(swept, tmp_path / "swept")
    (folder / "runs" / "run1" / "report.html").touch()
    page = write_sweep_report(SweepFolder(folder), tmp_path / "pages.html")
    links = [link for link in Page(page.read_text()).links if not link.startswith("#")]
    reports = [link for link in links if link.endswith("report.html")]
    assert "swept/runs/run1/report.html" in reports
    assert links[-1] == "swept/logs/bad.log"
    assert all((tmp_path / link).is_file() for link in links)


def test_a_sweep_that_has_not_begun_has_a_report(swept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copy(swept / "sweep.json", folder)
    parsed = Page(write_sweep_report(SweepFolder(folder)).read_text())
    assert parsed.sections == ["runs", "configuration"]
    assert "5 waiting" in parsed.text


def test_the_command_writes_pages_of_runs_on_request(
    swept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(swept, tmp_path / "swept")
    for name in ("run1", "run2", "run3"):
        shutil.rmtree(folder / "runs" / name)
    assert exit_code(["report", str(folder), "--runs"]) == 0
    written = [folder / "runs" / "run0" / "report.html", folder / "report.html"]
    assert capsys.readouterr().out.split() == [str(path) for path in written]
    assert "runs/run0/report.html" in Page(written[1].read_text()).links


def test_runs_of_a_run_are_refused(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["report", str(finished), "--runs"]) == 2
    assert "--runs is for sweeps" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "{", "[]", '{"runs": 3}'])
def test_a_corrupt_sweep_is_told(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sweep.json").write_text(text)
    assert exit_code(["report", str(tmp_path)]) == 5
    assert "is not the folder of a sweep" in capsys.readouterr().err
