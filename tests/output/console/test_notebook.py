"""Progress in a notebook, with a stand-in for its kernel."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.builders.coarse import CONFIG

import filasse
from filasse.output.console.notebook import is_notebook, shown_text


class ZMQInteractiveShell:
    """As IPython's shell of a kernel is called."""


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is shown in the cell."""
    shown: list[str] = []
    kernel: Any = ModuleType("IPython")
    kernel.get_ipython = ZMQInteractiveShell
    handle = SimpleNamespace(update=shown.append)
    kernel.display = SimpleNamespace(display=lambda *_, **__: handle, HTML=str)
    monkeypatch.setitem(sys.modules, "IPython", kernel)
    yield shown


def test_a_run_is_shown_in_one_line(lines: list[str], tmp_path: Path) -> None:
    coarse = YAML(typ="safe").load(CONFIG)
    filasse.simulate(coarse, tmp_path / "run", {"growth.max_steps": 0, "output.fields_every": 0})
    assert lines[0] == "<code>meshing</code>"
    assert lines[1].startswith("<code>  0 %, t = ")
    assert lines[-1].startswith("<code>max_steps, t = ")


def test_elsewhere_nothing_is_shown() -> None:
    assert not is_notebook()
    with shown_text() as show:
        show("a line")
