"""Calibration and ensembles from Python: tables in memory, results that show themselves."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML
from tests.calibration.conftest import BASE, STUDY, TABLE

import filasse
from filasse.cli.main import exit_code

CELL: dict[str, Any] = YAML(typ="safe").load(BASE)

PNG = b"\x89PNG"
"""What the file of a picture begins with."""


def study(**changes: Any) -> dict[str, Any]:
    """The study of the command's tests, with its table and base in memory."""
    content = YAML(typ="safe").load(STUDY)
    (data,) = content["data"]
    del data["file"]
    table = {"pressure [MPa]": [10, 41, 400], "resistance [ohm cm^2]": [300, 50, "< 0.1"]}
    data["table"] = pd.DataFrame(table)
    data["held_out"] = [3]
    quick = {"base": filasse.load_config(CELL), "title": "contact"}
    return {**content, **quick, "sampler": {"steps": 300, "walkers": 10}, **changes}


@pytest.mark.slow
def test_a_study_in_memory_gives_what_its_file_gives(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "table.csv").write_text(TABLE)
    sampler = "title: contact\nsampler: {steps: 300, walkers: 10}\n"
    (tmp_path / "study.yaml").write_text(sampler + STUDY.rstrip() + "\n    held_out: [3]\n")
    of_file = filasse.calibrate(tmp_path / "study.yaml", tmp_path / "one")
    found = filasse.calibrate(study(), tmp_path / "two")
    pd.testing.assert_frame_equal(found.posterior, of_file.posterior)
    assert (
        found.parameters.loc["contact.exponent", "low"]
        < 1.3
        < found.parameters.loc["contact.exponent", "high"]
    )
    assert list(found.predictions["held_out"]) == [False, False, True]
    assert set(found.sensitivities["parameter"]) == {"contact.resistance", "contact.exponent"}
    assert not found.is_converged
    assert any("not explained" in note for note in found.notes)
    assert "contact.exponent 0." in repr(found) and "Note: " in repr(found)
    assert "<b>contact</b>" in found._repr_html_() and "<table" in found._repr_html_()
    assert found.report.is_file()
    for figure in (found.plot_posterior(), found.plot_predictions(), found.plot_sensitivity()):
        assert figure.axes and figure._repr_png_().startswith(PNG)
    prior, _, cloud, _ = found.plot_posterior().axes
    assert prior.get_xscale() == cloud.get_xscale() == "log"
    assert prior.get_xlim() == cloud.get_xlim()
    # Again: it goes on with its own folder, and leaves that of others alone.
    again = filasse.calibrate(study(), tmp_path / "two")
    pd.testing.assert_frame_equal(again.posterior, found.posterior)
    with pytest.raises(filasse.FilasseError, match="calibration of another study"):
        filasse.calibrate(study(seed=2), tmp_path / "two")


@pytest.mark.slow
def test_hypotheses_come_as_a_table(tmp_path: Path) -> None:
    ideas = [
        {"name": "film", "set": {"interface.film_resistance": "300 ohm cm^2"}},
        {"name": "no film", "set": {"interface.film_resistance": "0 ohm cm^2"}},
    ]
    found = filasse.compare_hypotheses(study(hypotheses=ideas), tmp_path / "out")
    assert list(found.table.index) == ["no film", "film"]
    assert found["film"].folder == tmp_path / "out" / "film"
    assert "no film" in repr(found) and "A difference of 5" in found._repr_html_()
    with pytest.raises(filasse.FilasseError, match=r"film, no film.*compare_hypotheses"):
        filasse.calibrate(study(hypotheses=ideas), tmp_path / "more")
    with pytest.raises(filasse.FilasseError, match="has no hypotheses"):
        filasse.compare_hypotheses(study(), tmp_path / "more")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"data": []}, "data is missing"),
        ({"modle": "estimate"}, "study.yaml:.*did you mean 'model'"),
        ({"base": {**CELL, "temperature": "300 m"}}, "temperature"),
        ({"base": 7}, "a configuration is a file, a dictionary"),
    ],
)
def test_mistakes_are_told(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(filasse.FilasseError, match=words) as caught:
        filasse.calibrate(study(**changes), tmp_path / "out")
    assert "/filasse-" not in str(caught.value)  # a folder that nobody knows
    assert not (tmp_path / "out").exists()


def test_other_mistakes(tmp_path: Path) -> None:
    for wrong, words in ((7, "file or a dictionary, not int"), ("none.yaml", "none.yaml")):
        with pytest.raises(filasse.FilasseError, match=words):
            filasse.calibrate(wrong, tmp_path / "out")  # type: ignore[arg-type]
    with pytest.raises(filasse.FilasseError, match="jobs is 0"):
        filasse.calibrate(study(), tmp_path / "out", jobs=0)
    content = study()
    content["data"][0]["table"] = [1, 2]
    with pytest.raises(filasse.FilasseError, match="table is a pandas table, not list"):
        filasse.calibrate(content, tmp_path / "out")


@pytest.mark.slow
def test_an_ensemble_in_memory(tmp_path: Path) -> None:
    lengths = pd.DataFrame({"length [um]": [1, 2, 4, 8, 16], "count": [620, 260, 90, 25, 5]})
    content = {
        "base": {
            **CELL,
            "geometry": {
                "width": "1 mm",
                "thickness": "1 mm",
                "flaws": [{"position": "0.5 mm", "length": "5 um"}],
            },
        },
        "flaws": {"table": lengths, "weight": "count", "density": "5 1/cm^2"},
        "area": "0.2 cm^2",
        "other_areas": ["1 cm^2"],
        "samples": 500,
    }
    found = filasse.sample_ensemble(content)
    assert list(found.table.index) == ["base"]
    assert 0.3 < found.table["never fail"].iloc[0] < 0.45  # exp(-1): no flaw at all
    assert found.currents.shape == (500, 2)
    assert np.isinf(found.currents.iloc[:, 0]).any()  # samples without a flaw that fails
    assert "Weibull" in found._repr_html_() and found.plot()._repr_png_().startswith(PNG)
    filasse.sample_ensemble(content, tmp_path / "out")
    assert (tmp_path / "out" / "report.html").is_file()
    assert exit_code(["ensemble", str(tmp_path / "nothing.yaml")]) == 2
