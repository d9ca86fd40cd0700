"""A first configuration: what it takes, that it grows, and that nothing is overwritten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from filasse import materials
from filasse.config import load_config
from filasse.estimates.starter import Choices, starter
from filasse.estimates.verdict import verdict
from filasse.simulation import simulate

type Command = Callable[..., Any]


@pytest.mark.parametrize("material", materials.names("electrolyte"))
def test_every_electrolyte_is_expected_to_short(material: str) -> None:
    text, config = starter(Choices(material=material), "mine.yaml")
    said = verdict(config)
    assert said.word == "grows"
    assert "Expect a short circuit" in " ".join(said.lines)
    assert f"filasse materials {material}" in text


@pytest.mark.slow
def test_its_filament_grows(filasse: Command, tmp_path: Path) -> None:
    done = filasse("init", "mine.yaml", "--flaw", "25 um")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("wrote mine.yaml\n")
    assert done.out.endswith("Next: filasse run mine.yaml\n")
    assert filasse("validate", "mine.yaml").code == 0
    text = Path("mine.yaml").read_text()
    assert "filasse run mine.yaml    " in text
    assert "not written" not in text
    quick = ("growth.max_steps=5", "growth.step=6 um", "mesh.lip=4 um", "mesh.far=10 um")
    run = simulate(load_config("mine.yaml", (*quick, "output.figures=false")), tmp_path / "run")
    assert run.reason == "max_steps"
    assert run.record is not None
    assert run.record.tips[0].length > 36e-6


def test_options_are_written_as_they_are_given(filasse: Command) -> None:
    options = ("--current", "2.5 mA/cm2", "--temperature", "60 degC", "--material", "lpscl")
    assert filasse("init", *options).code == 0
    text = Path("filament.yaml").read_text()
    assert "current_density: 2.5 mA/cm2\n" in text
    assert "temperature: 60 degC\n" in text
    assert load_config("filament.yaml").protocol.current_density == pytest.approx(25.0)


def test_nothing_is_overwritten(filasse: Command) -> None:
    Path("mine.yaml").write_text("mine")
    done = filasse("init", "mine.yaml")
    assert done.code == 2
    assert "mine.yaml exists, and nothing is overwritten; give another name" in done.err
    assert Path("mine.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--thickness", "50"), 2, "--thickness '50' has no unit; write for instance `50 um`"),
        (("--current", "1 um"), 2, "--current '1 um' has the wrong kind of unit"),
        (("--material", "LLZZ"), 2, "did you mean 'LLZO'"),
        (("--flaw", "60 um"), 2, "flaw"),
        (("nowhere/mine.yaml",), 5, "nowhere"),
    ],
)
def test_bad_choices_are_told_and_nothing_is_written(
    filasse: Command, tmp_path: Path, options: tuple[str, ...], code: int, words: str
) -> None:
    done = filasse("init", *options)
    assert done.code == code
    assert words in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks_for_what_no_option_gives(
    filasse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def prompt(text: str, default: str, **options: Any) -> str:
        asked.append(text)
        return "30 um" if "Thickness" in text else default

    monkeypatch.setattr("click.prompt", prompt)
    monkeypatch.setattr("filasse.cli.starting.is_terminal", lambda: True)
    assert filasse("init", "--flaw", "6 um").code == 0
    assert len(asked) == 4
    config = load_config("filament.yaml")
    assert config.geometry.thickness == pytest.approx(30e-6)
    assert config.geometry.flaws[0].length == pytest.approx(6e-6)


def test_an_answer_that_makes_no_sense_is_asked_for_again(
    filasse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["LLZZ", "LPSCl", "30 MPa", "30 um", "", "", ""])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda text: next(answers))
    monkeypatch.setattr("filasse.cli.starting.is_terminal", lambda: True)
    done = filasse("init")
    assert done.code == 0
    assert "did you mean" in done.out
    assert "'30 MPa' has the wrong kind of unit; write for instance `50 um`" in done.out
    assert load_config("filament.yaml").geometry.thickness == pytest.approx(30e-6)
    assert list(answers) == []
