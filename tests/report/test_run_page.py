import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.report.conftest import page_without_figures, write_run

from filasse.errors import OutputError
from filasse.output.run_result import open_run
from filasse.report import write_report
from filasse.report.balances import balances
from filasse.report.page import pictures

SECTIONS = [
    "overview", "questions", "pictures", "series", "fields", "verification", "timings",
    "provenance", "configuration", "citations",
]  # fmt: skip


class Page(HTMLParser):
    """Sections, images, links, visible text and whatever would be loaded from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sections: list[str] = []
        self.images: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "section":
            self.sections.append(known["id"])
        if tag == "img":
            self.images.append(known["src"])
        if tag == "a":
            self.links.append(known["href"])
        if tag != "a":
            self.loaded += [known[name] for name in ("src", "href") if name in known]
        if tag not in ("meta", "link", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text += data


def traces(html: str, name: str) -> dict[str, dict[str, Any]]:
    """Return the traces of a plot in the page by their column."""
    start = re.search(rf'Plotly\.newPlot\(\s*"{name}",\s*', html)
    assert start is not None
    found, _ = json.JSONDecoder().raw_decode(html[start.end() :])
    return {trace["meta"]: trace for trace in found}


def numbers(data: Any) -> Any:
    if isinstance(data, dict):
        return np.frombuffer(base64.b64decode(data["bdata"]), dtype=data["dtype"])
    return np.array(data)


@pytest.mark.slow
def test_every_section_is_there_and_nothing_is_loaded(page: Path) -> None:
    parsed = Page(page.read_text())
    assert parsed.sections == SECTIONS
    assert parsed.open == []
    assert all(source.startswith("data:") for source in parsed.loaded)
    anchors = [link[1:] for link in parsed.links if link.startswith("#")]
    assert anchors == SECTIONS


def test_the_facts_are_there(page: Path, finished: Path) -> None:
    text = Page(page.read_text()).text
    info = open_run(finished).info
    for expected in (
        "synthetic <run> & more",
        "Short circuit",
        "4 µm → 7 µm",
        "pressure up to 300 MPa",
        "fracture_toughness: 1.1 MPa m^0.5",
        info["host"],
        *info["versions"].values(),
        *info["timings"],
    ):
        assert expected in text


def test_the_pictures_are_embedded_in_order(page: Path, finished: Path) -> None:
    images = Page(page.read_text()).images
    shown = pictures(open_run(finished))
    assert [picture.name for picture in shown] == [
        "filament", "stress", "potential", "film", "series",
    ]  # fmt: skip
    assert images == [picture.url for picture in shown]
    for picture in shown:
        data = base64.b64decode(picture.url.partition(",")[2])
        assert data == (finished / "figures" / f"{picture.name}.png").read_bytes()


def test_the_curves_hold_every_time_step(page: Path, finished: Path) -> None:
    series = open_run(finished).series
    curves = traces(page.read_text(), "curves")
    assert set(curves) == {
        "voltage", "current_density", "flaw1.K_eq/K_c", "flaw1.length", "flaw1.speed",
        "flaw1.max_pressure", "flaw1.dry_length", "lithium_in_cracks",
    }  # fmt: skip
    for column, curve in curves.items():
        scale = 1e3 if column == "voltage" else 1.0
        np.testing.assert_allclose(numbers(curve["x"]), series["time"])
        np.testing.assert_allclose(numbers(curve["y"]), series[column] * scale)


def test_the_balances_hold_and_are_shown(page: Path, finished: Path) -> None:
    html = page.read_text()
    assert set(traces(html, "residuals")) == {"lithium_balance", "current_balance"}
    checks = balances(open_run(finished))
    assert [check.name for check in checks] == ["Lithium", "Current", "Charge"]
    assert [check.error for check in checks[:2]] == [1e-12, 1e-13]
    assert checks[2].error < 1e-12
    assert all(check.holds for check in checks)
    assert "violated" not in Page(html).text


@pytest.mark.parametrize(("column", "value"), [("lithium_balance", 1e-3), ("plated_charge", 1.0)])
def test_a_broken_balance_is_told(finished: Path, column: str, value: float) -> None:
    result = open_run(finished)
    result.series.loc[2, column] = value
    assert [check.holds for check in balances(result)].count(False) == 1


def test_a_balance_that_is_not_a_number_is_broken(finished: Path) -> None:
    result = open_run(finished)
    result.series.loc[1, "current_balance"] = np.nan
    assert [check.holds for check in balances(result)] == [True, False, True]


def test_rest_is_not_a_broken_balance(finished: Path) -> None:
    """A run at rest passes next to no charge: what little there is does not add up to a fault."""
    result = open_run(finished)
    result.series["current_density"] = 1e-20
    result.series["plated_charge"] = -1e-25
    assert all(check.holds for check in balances(result))


def test_warnings_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    write_run(folder)
    info = json.loads((folder / "run.json").read_text())
    info["warnings"] = ["lithium_balance is 6.7e-03 at t = 3 s"]
    (folder / "run.json").write_text(json.dumps(info))
    text = Page(page_without_figures(folder).read_text()).text
    assert "lithium_balance is 6.7e-03 at t = 3 s" in text


def test_the_page_goes_where_asked(finished: Path, tmp_path: Path) -> None:
    assert write_report(finished, tmp_path / "mine.html") == tmp_path / "mine.html"
    assert (tmp_path / "mine.html").stat().st_size > 1_000_000


def test_no_run_no_report(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Is this a run folder"):
        write_report(tmp_path)


def test_a_run_that_failed_on_its_way(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the disk is full"):
        write_run(tmp_path / "run", error=OutputError("the disk is full"))
    text = Page(page_without_figures(tmp_path / "run").read_text()).text
    assert "Failed: OutputError: the disk is full" in text
    assert "3 of growth, 4 in time" in text
