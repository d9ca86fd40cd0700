"""What benchmarks take from the command line, and what they say of the rest."""

import sys

import pytest

from benchmarks.arguments import arguments, one_of


def test_words_become_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["leak", "30", "4"])
    assert arguments("Text.", int) == (30, 4)


def test_help_is_the_docstring(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["leak", "--help"])
    with pytest.raises(SystemExit) as ended:
        arguments("Text.", int)
    assert (ended.value.code, capsys.readouterr().out) == (0, "Text.\n")


@pytest.mark.parametrize(
    ("kind", "word", "message"),
    [
        (int, "many", "invalid literal for int() with base 10: 'many'"),
        (one_of(["polycrystal"]), "polycristal", "'polycristal' is unknown"),
    ],
)
def test_what_makes_no_sense_is_rejected(
    kind, word: str, message: str, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmark", word])
    with pytest.raises(SystemExit) as ended:
        arguments("Text.", kind)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{message}; --help tells what can be given.\n"
