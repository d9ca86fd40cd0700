"""Studies of closed forms, which need no runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

BASE = """
geometry: {width: 60 um, thickness: 60 um, flaws: [{position: 30 um, length: 6 um}]}
electrolyte: {material: LPSCl}
protocol: {current_density: 0.5 mA/cm^2, stop_time: 10 h}
"""
TABLE = "pressure [MPa],resistance [ohm cm^2]\n10,300\n41,50\n400,< 0.1\n"
STUDY = """
base: base.yaml
model: estimate
parameters:
  - {key: contact.resistance, prior: loguniform, low: 10 ohm cm^2, high: 5000 ohm cm^2}
  - {key: contact.exponent, prior: uniform, low: 0.2, high: 3}
data:
  - name: contact
    file: table.csv
    observable: contact_power_law
    column: resistance
    conditions: {pressure: mechanics.stack_pressure}
    error: 20 %
    scale: log
"""

type Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a study beside its base and its table; pairs of texts are replaced in it."""

    def make(*changes: tuple[str, str], table: str = TABLE, base: str = BASE) -> Path:
        (tmp_path / "base.yaml").write_text(base)
        (tmp_path / "table.csv").write_text(table)
        text = STUDY
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "study.yaml"
        path.write_text(text)
        return path

    return make
