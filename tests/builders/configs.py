from collections.abc import Callable
from pathlib import Path

import pytest

from filasse.config import Config, load_config

MINIMAL = """\
geometry:
  width: 100 um
  thickness: 100 um
  flaws:
    - position: 50 um
      length: 10 um
electrolyte:
  material: LLZO
protocol:
  current_density: 2 mA/cm^2
  stop_time: 1 h
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def write_config(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_config


@pytest.fixture
def load(write: Callable[[str], Path]) -> Callable[..., Config]:
    def load_minimal(*overrides: str, text: str = MINIMAL) -> Config:
        return load_config(write(text), overrides)

    return load_minimal
