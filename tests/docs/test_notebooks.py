"""The notebooks run from top to bottom, and are stored without outputs."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from filasse.config import load_config
from filasse.simulation import simulate
from filasse.sweep import SweepFolder

FOLDER = Path(__file__).parents[2] / "docs" / "pages" / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))


def cells(name: str) -> list[dict[str, Any]]:
    """The cells of a notebook in format 4.5."""
    content = json.loads((FOLDER / f"{name}.ipynb").read_text())
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    found: list[dict[str, Any]] = content["cells"]
    return found


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a kernel does: its last expression is what is shown."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return (
        None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and sweeps whose runs are made here: that saves the start of processes."""

    def run_all(folder: SweepFolder, names: list[str], *_: object, **__: Any) -> None:
        for name in names:
            simulate(load_config(folder.config(name)), folder.run(name).root, resume=True)

    monkeypatch.setattr("filasse.sweep.runner.run_all", run_all)
    monkeypatch.setattr("filasse.sweep.ccd.run_all", run_all)
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_some_and_the_page_lists_them() -> None:
    page = (FOLDER.parent / "howto" / "notebooks.md").read_text()
    assert len(NAMES) == 4
    assert all(f"(../notebooks/{name}.ipynb)" in page for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_machine_is_stored(name: str) -> None:
    found = cells(name)
    assert len({cell["id"] for cell in found}) == len(found)
    code = [cell for cell in found if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert "/home/" not in json.dumps(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("first-filament", lambda names: names["run"].reason == "short_circuit"),
        (
            "critical-current",
            lambda names: (
                list(names["table"]["reason"]) == ["arrested", "max_steps"]
                and 3.0 < names["found"].low < names["found"].high < 50.0
            ),
        ),
        (
            "calibration",
            lambda names: (
                names["found"].parameters.loc["contact.exponent", "high"] < 2
                and any("not explained" in note for note in names["found"].notes)
                and list(names["ensemble"].table.index) == ["as cast", "toughened"]
            ),
        ),
        (
            "cycling",
            lambda names: (
                names["run"].reason == "end_of_protocol" and names["series"]["cycle"].max() == 2
            ),
        ),
    ],
)
def test_it_runs_from_top_to_bottom(name: str, ends: Any, place: Path) -> None:
    displayed: list[Any] = []
    names: dict[str, Any] = {"display": displayed.append}  # as IPython has it
    for cell in cells(name):
        if cell["cell_type"] == "code":
            shown = run_cell("".join(cell["source"]), names)
            assert shown is None or getattr(shown, "_repr_html_", shown.__repr__)()
    assert ends(names)
    assert len(displayed) == (2 if name == "calibration" else 0)
    assert all(figure._repr_png_().startswith(b"\x89PNG") for figure in displayed)
