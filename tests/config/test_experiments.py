"""Steps in words: what they stand for, and what is said of those that cannot be read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import filasse
from filasse.config import Config, ProtocolSection, load_config
from filasse.config.reading.experiments import read_step
from filasse.errors import ConfigError

CONFIG = """geometry: {width: 40 um, thickness: 40 um, flaws: [{position: 20 um, length: 28 um}]}
electrolyte: {material: LLZO}
protocol:
  stop_time: 20 h
  steps:
"""


def protocol(tmp_path: Path, *steps: str) -> ProtocolSection:
    path = tmp_path / "mine.yaml"
    path.write_text(CONFIG + "".join(f"    - {step}\n" for step in steps))
    return load_config(path).protocol


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (
            "Charge at 1 mA/cm^2 until 4.2 V",
            {"current_density": "1 mA/cm^2", "voltage_limit": "4.2 V"},
        ),
        ("Plate at 1 mA/cm2 for 1 h", {"current_density": "1 mA/cm2", "duration": "1 h"}),
        (
            "Discharge at 2 mA/cm^2 for 0.1 mAh/cm^2 or until -100 mV",
            {
                "current_density": "-2 mA/cm^2",
                "capacity": "0.1 mAh/cm^2",
                "voltage_limit": "-100 mV",
            },
        ),
        (
            "strip at 1 A/m^2, for 3 min, at 60 degC",
            {"current_density": "-1 A/m^2", "duration": "3 min", "temperature": "60 degC"},
        ),
        ("Hold at 50 mV for 2 h", {"voltage": "50 mV", "duration": "2 h"}),
        ("Rest for 1 h", {"rest": "1 h"}),
        (
            "Repeat 3 times: Charge at 1 mA/cm^2 for 1 h; Rest for 10 min",
            {
                "repeat": 3,
                "steps": [{"current_density": "1 mA/cm^2", "duration": "1 h"}, {"rest": "10 min"}],
            },
        ),
    ],
)  # fmt: skip
def test_words_stand_for_keys(text: str, keys: dict[str, Any]) -> None:
    assert read_step(text) == keys


CYCLE = "Charge at 1 mA/cm^2 for 0.1 mAh/cm^2; Rest for 1 h"


@pytest.mark.parametrize(
    "repeat",
    [
        f'"Repeat 2 times: {CYCLE}"',
        f"Repeat 2 times: {CYCLE}",
        f"Repeat 2 times: [{CYCLE.replace(';', ',')}]",
    ],
)
def test_words_and_keys_give_the_same_protocol(tmp_path: Path, repeat: str) -> None:
    words = protocol(
        tmp_path,
        repeat,
        "{repeat: 2, steps: [Discharge at 1 mA/cm^2 until -50 mV]}",
        "{rest: 5 min}",
    )
    keys = protocol(
        tmp_path,
        "{repeat: 2, steps: [{current_density: 1 mA/cm^2, capacity: 0.1 mAh/cm^2}, {rest: 1 h}]}",
        "{repeat: 2, steps: [{current_density: -1 mA/cm^2, voltage_limit: -50 mV}]}",
        "{rest: 5 min}",
    )
    assert words == keys


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Charg at 1 mA/cm^2 for 1 h", "begins with 'Charg', not with charge, plate"),
        ("Charge at 1 mA for 1 h", "'1 mA' behind 'at', which is none of current density, voltage"),
        ("Charge for 1 h", "lacks what to do: charge at a current density"),
        ("Charge at -1 mA/cm^2 for 1 h", "charge tells its direction already"),
        ("Charge at 50 mV for 1 h", "write `Hold at 50 mV`"),
        ("Hold at 1 mA/cm^2 for 1 h", "write `Charge at 1 mA/cm^2`"),
        ("Rest until 4 V", "a rest takes a time only"),
        ("Charge at 1 mA/cm^2 for 1 h for 2 h", "has two values of duration"),
        ("Charge slowly", "has no clause that begins with at, for or until"),
        ("Rest for 10", "'10' behind 'for', which is none of time, charge with a unit"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(filasse.FilasseError) as caught:
        protocol(tmp_path, "{rest: 1 h}", f'"{text}"')
    told = str(caught.value)
    assert words in told
    assert "mine.yaml:7" in told
    assert "Rest for 10 min" in told
    assert told.count("protocol.steps") == 1


def test_values_out_of_range_are_told_at_the_line_of_the_words(tmp_path: Path) -> None:
    with pytest.raises(filasse.FilasseError, match=r"mine\.yaml:6: .*outside the sensible range"):
        protocol(tmp_path, "Charge at 1 mA/cm^2 until 42 V")
    with pytest.raises(filasse.FilasseError, match=r"mine\.yaml:6: .*never ends"):
        protocol(tmp_path, "Charge at 1 mA/cm^2")


def test_a_fault_inside_a_repeat_is_told_at_its_own_line(tmp_path: Path) -> None:
    with pytest.raises(filasse.FilasseError, match=r"mine\.yaml:8: protocol\.steps\.0\.steps\.1 "):
        protocol(tmp_path, "Repeat 2 times:\n      - Rest for 1 h\n      - Rest at 1 h")


def test_words_from_python() -> None:
    config = filasse.load_config(
        geometry={"width": "40 um", "thickness": "40 um"},
        electrolyte={"material": "LLZO"},
        protocol={"stop_time": "2 h", "steps": ["Charge at 1 mA/cm^2 for 1 h", "Rest for 1 h"]},
    )
    assert len(config.protocol.steps) == 2
    with pytest.raises(filasse.FilasseError, match="begins with 'Wait'"):
        config.replace(protocol={"steps": ["Wait for 1 h"]})


@pytest.mark.parametrize("words", ["Repeat -3 times", "Repeat 1.5 times", "repeat x times"])
def test_repeats_are_counted(load: Callable[..., Config], words: str) -> None:
    steps = f'[{{"{words}": ["Rest for 1 min"]}}]'
    with pytest.raises(ConfigError, match=f"begins with '{words}'; a repeat counts 1, 2, 3"):
        load(f"protocol={{stop_time: 10 h, steps: {steps}}}")
