"""Protocols of steps: what is read, and what is refused."""

from pathlib import Path

import pytest

from filasse.config import RampSection, RepeatSection, StepSection, load_config
from filasse.errors import ConfigError

HEAD = """
geometry: {width: 60 um, thickness: 60 um, flaws: [{position: 30 um, length: 8 um}]}
electrolyte: {material: LLZO}
protocol:
  stop_time: 10 h
  steps:
"""


def protocol(folder: Path, steps: str):
    path = folder / "case.yaml"
    path.write_text(HEAD + steps)
    return load_config(path).protocol


def test_steps_repeat_and_nest(tmp_path: Path) -> None:
    steps = protocol(
        tmp_path,
        """
    - repeat: 3
      steps:
        - {current_density: 1 mA/cm^2, capacity: 0.1 mAh/cm^2}
        - repeat: 2
          steps: [{rest: 1 min}]
    - {start: 0.1 mA/cm^2, stop: 1 mA/cm^2, increment: 0.1 mA/cm^2, capacity: 0.05 mAh/cm^2}
    - {voltage: 20 mV, duration: 1 h}
""",
    ).steps
    assert [type(step) for step in steps] == [RepeatSection, RampSection, StepSection]
    first = steps[0].steps[0]
    assert first.current_density == pytest.approx(10.0)
    assert first.capacity == pytest.approx(3600.0)
    assert steps[0].steps[1].steps[0].rest == pytest.approx(60.0)
    assert steps[1].currents == pytest.approx(range(1, 11))


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("{duration: 1 h}", "protocol.steps.0 needs one of current_density, voltage and rest"),
        ("{current_density: 1 mA/cm^2}", "protocol.steps.0 never ends"),
        ("{rest: 1 h, duration: 1 h}", "protocol.steps.0 is a rest with a further end"),
        ("{current_density: 0 mA/cm^2, duration: 1 h}", "has no current"),
        (
            "{start: 2 mA/cm^2, stop: 1 mA/cm^2, increment: 1 mA/cm^2, capacity: 1 mAh/cm^2}",
            "stops below its start",
        ),
        ("{rest: 5}", "protocol.steps.0.rest = 5 has no unit"),
        ("{rest: 1 h, temperature: 60}", "protocol.steps.0.temperature = 60 has no unit"),
        ("{rest: 1 h, temperature: 600 degC}", "protocol.steps.0.temperature"),
        ("{temperature: 60 degC}", "protocol.steps.0 needs one of current_density"),
        ("{repeat: 0, steps: [{rest: 1 s}]}", "protocol.steps.0.repeat"),
        ("{current_densty: 1 mA/cm^2, duration: 1 h}", "did you mean 'current_density'"),
        ("5", "protocol.steps.0"),
    ],
)
def test_a_wrong_step_is_explained(tmp_path: Path, step: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        protocol(tmp_path, f"    - {step}\n")
    assert message in str(caught.value)
    assert "case.yaml:" in str(caught.value)
