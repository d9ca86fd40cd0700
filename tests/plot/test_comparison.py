"""Several runs in one figure."""

import shutil
from pathlib import Path

import pytest

from filasse.cli.main import exit_code
from filasse.output.run_result import open_run
from filasse.plot.comparison import draw_comparison


def test_every_run_has_its_colour(finished: Path) -> None:
    other = finished.with_name("$other_")
    shutil.copytree(finished, other)
    figure = draw_comparison([open_run(finished), open_run(other)])
    labels = [axes.get_ylabel() for axes in figure.axes]
    assert "Lithium in cracks [µm²]" in labels and not any("{" in label for label in labels)
    colours = [line.get_color() for line in figure.axes[0].lines]
    assert len(set(colours)) == len(colours) == 2
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.texts] == [
        str(finished),
        rf"{other.parent}/\$other_",
    ]


def test_the_command(finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "c.png"
    assert exit_code(["plot", str(finished), str(finished), "-o", str(picture)]) == 0
    assert picture.stat().st_size > 10_000
    assert exit_code(["plot", str(finished), "-o", str(picture)]) == 2
    assert exit_code(["plot", str(finished), str(finished), "-o", str(tmp_path / "c.xyz")]) == 2
    assert "c.xyz: give it one of the endings .png" in capsys.readouterr().err
    page = str(tmp_path / "c.html")
    assert exit_code(["report", str(finished), str(finished), "-o", page]) == 2
    assert "are the same run; name each run once" in capsys.readouterr().err
