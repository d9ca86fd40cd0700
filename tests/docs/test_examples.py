"""What the documentation shows works: configurations, commands, Python."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from docs.generate import site
from PIL import Image
from ruamel.yaml import YAML
from tests.builders.coarse import ROUGH
from tests.builders.gmsh_files.user_bodies import disk, generate_body
from tests.builders.user_meshes import generate_slab

from filasse.calibration.ensembles.ensemble_document import read_ensemble
from filasse.calibration.ensembles.ensemble_stages import draw_samples
from filasse.calibration.study.checked_study import read_study
from filasse.cli.dispatch import filasse  # with all commands
from filasse.cli.main import exit_code
from filasse.config import load_config
from filasse.output.own_watchers import check_own_code
from filasse.simulation import simulate
from filasse.studies import list_materials
from filasse.sweep import plan_sweep

ROOT = Path(__file__).parents[2]
PAGES = {path: text for path, text in site.written().items() if not path.startswith("verification")}
COARSE = """
geometry:
  width: 40 um
  thickness: 40 um
  flaws: [{position: 20 um, length: 28 um}]
electrolyte: {material: LLZO}
interface: {film_resistance: 20 ohm cm^2}
protocol: {current_density: 4 mA/cm^2, stop_time: 1 h}
growth: {step: 4 um, short_circuit_distance: 2 um}
mesh: {tip: 0.5 um, lip: 2 um, far: 6 um}
output: {figures: false, fields_every: 0}
"""
ELSEWHERE = ("source .venv/bin/activate", "sbatch ", "git clone ")  # no command of filasse's
README = "README.md"
PYTHON_FILE = re.compile(r'"""(\w+\.py)"""\n')
MATERIAL_FILE = re.compile(r"# (\w+\.yaml)\n(?=.*^values:)", re.DOTALL | re.MULTILINE)
TEXTS = {**PAGES, README: (ROOT / README).read_text()}

type Block = tuple[str, str]


def blocks(language: str) -> list[Block]:
    """Page and content of every code block in a language."""
    pattern = rf"^```{language}\n(.*?)^```"
    texts = PAGES if language == "python" else TEXTS  # those of the README open windows
    found = ((page, re.findall(pattern, text, re.M | re.S)) for page, text in texts.items())
    return [(page, code) for page, codes in found for code in codes]


def names(found: list[Block]) -> list[str]:
    return [f"{page}-{number}" for number, (page, _) in enumerate(found)]


def lines() -> list[Block]:
    """Page and text of every command line."""
    return [
        (page, line)
        for page, code in blocks("sh")
        for line in code.splitlines()
        if line and not line.startswith(ELSEWHERE)
    ]


def completed(part: Mapping[str, Any]) -> dict[str, Any]:
    """A fragment on top of the quickstart; a protocol, a mesh or an image stands for itself."""
    whole: dict[str, Any] = YAML(typ="safe").load(ROOT / "configs" / "quickstart.yaml")
    for section, values in part.items():
        alone = section == "protocol" or not isinstance(values, Mapping)
        alone = alone or "mesh_file" in values or "image" in values.get("microstructure", {})
        whole[section] = values if alone else {**whole.get(section, {}), **values}
    return whole


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples take for granted, made the working folder."""
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "quickstart.yaml").write_bytes(
        (ROOT / "configs" / "quickstart.yaml").read_bytes()
    )
    (tmp_path / "mine.yaml").write_text(COARSE)
    for page, table in blocks("csv"):
        (tmp_path / f"{Path(page).stem}.csv").write_text(table)
    for _, text in blocks("yaml"):
        if named := MATERIAL_FILE.match(text):
            (tmp_path / named[1]).write_text(text)
    for _, text in blocks("python"):
        if named := PYTHON_FILE.match(text):
            (tmp_path / named[1]).write_text(text)
    labels = np.ones((40, 40), dtype=np.uint8)
    labels[:, 20:], labels[10:16, 26:34] = 2, 0
    Image.fromarray(labels).save(tmp_path / "micrograph.png")
    Image.fromarray(pores()).save(tmp_path / "pores.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pores() -> np.ndarray:
    """Dark pores of many sizes on a light ground."""
    grey, rng = np.full((120, 120), 200, dtype=np.uint8), np.random.default_rng(2)
    for index, (row, left) in enumerate(np.indices((7, 7)).reshape(2, -1).T * 16 + 6):
        grey[row : row + 3, left : left + 3 + index % 7] = rng.integers(20, 60)
    return grey


TRIED = {"yaml", "sh", "python", "csv", "text", "pycon", "console", "bibtex", "json"}


def test_every_block_has_a_language_that_is_tried() -> None:
    """A block without one, or with another, would not be tried by any test here."""
    pattern = r"^```(\w*)\n.*?^```"
    found = {
        (page, language)
        for page, text in TEXTS.items()
        for language in re.findall(pattern, text, re.M | re.S)
    }
    assert {language for _, language in found} >= {"yaml", "sh", "python"}
    assert [item for item in found if item[1] not in TRIED] == []


@pytest.mark.parametrize(("page", "text"), blocks("yaml"), ids=names(blocks("yaml")))
def test_configurations_are_valid(page: str, text: str, place: Path) -> None:
    part = YAML(typ="safe").load(text)
    path = place / "example.yaml"
    if "area" in part:
        path.write_text(text)
        assert len(draw_samples(read_ensemble(path)).outcomes) == 2
        return
    if "values" in part:
        named = MATERIAL_FILE.match(text)
        assert named is not None
        shown = list_materials(named[1])["value"]
        assert {*part["values"], *part.get("interphase", ())} <= {*shown.index}
        return
    if "parameters" in part:
        path.write_text(text)
        assert read_study(path).datasets
        return
    if "base" in part:
        path.write_text(text)
        assert len(plan_sweep(path).runs) > 1
        return
    if "mesh_file" in part.get("geometry", {}):
        generate_slab(place / "slab.msh")  # in micrometres, as the examples say
        generate_body(place / "body.msh", {"crack:flaw": disk(y=0)})
    YAML().dump(completed(part), path)
    config = load_config(path)
    assert all(getattr(config, section) is not None for section in part)
    assert config.title == part.get("title", config.title)


@pytest.mark.parametrize(("page", "line"), lines(), ids=names(lines()))
def test_commands_are_understood(page: str, line: str) -> None:
    words = shlex.split(re.sub(r"^mpiexec -n \d+ ", "", line), comments=True)
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:.*## ", (ROOT / "Makefile").read_text(), re.M)
        return
    assert words[0] == "filasse"
    assert isinstance(filasse, click.Group)
    group = click.Context(filasse, **filasse.context_settings)  # a command keeps its names of help
    filasse.commands[words[1]].make_context(words[1], words[2:], parent=group)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "code"), blocks("python"), ids=names(blocks("python")))
def test_python_runs(page: str, code: str, place: Path) -> None:
    exec(compile(code, page, "exec"), {})  # asserts of its own stand in some


def test_own_code_can_be_used(place: Path) -> None:
    texts = [text for page, text in blocks("yaml") if page == "howto/own-code.md"]
    for text, count in zip(texts, (7, 2), strict=True):
        (place / "example.yaml").write_text(text)
        config = load_config(place / "example.yaml", COARSER)
        assert len(config.own.places) == count
        check_own_code(config)


def test_the_tutorial_can_be_followed(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    parts = [text for page, text in blocks("yaml") if page == "tutorial.md"]
    for name, text in zip(("mine.yaml", "polycrystal.yaml", "sweep.yaml"), parts, strict=True):
        (place / name).write_text(text)
    assert exit_code(["validate", "configs/quickstart.yaml"]) == 0
    shown = capfd.readouterr().out
    table = dict(re.findall(r"^\| ([\w -]+?) +\| ([\d.]+)", PAGES["tutorial.md"], re.M))
    for quantity, value in table.items():
        (printed,) = re.findall(rf"│ {quantity} +│ ([\d.e+]+)", shown)
        assert float(printed) == pytest.approx(float(value), rel=1e-2)
    assert len(table) == 5
    verdict, _ = [text for page, text in blocks("text") if page == "tutorial.md"]
    assert shown.endswith(verdict)
    assert exit_code(["validate", "mine.yaml"]) == 0
    assert exit_code(["mesh", "polycrystal.yaml", "-o", "grains.png"]) == 0
    assert (place / "grains.png").stat().st_size > 10_000
    capfd.readouterr()
    assert exit_code(["sweep", "sweep.yaml", "--list"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 8


def test_the_mistakes_of_the_tutorial_are_told_as_it_says(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (place / "mine.yaml").write_text(
        "geometry:\n  width: 100 um\n  thickness: 100\n  flaws:\n"
        "    - {position: 50 um, lenght: 10 um}\nelectrolyte:\n  material: LLZO\nprotocol:\n"
        "  current_density: 2 mA/cm\n  stop_time: 10 h\n"
    )
    assert exit_code(["validate", "mine.yaml"]) == 2
    _, told = [text for page, text in blocks("text") if page == "tutorial.md"]
    assert capfd.readouterr().err == told


COARSER = ("output.figures=false", "output.fields_every=0")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "changes", "reason"),
    [
        (0, ("growth.step=6 um", *ROUGH, "mesh.lip=2 um", "mesh.far=8 um"), "short_circuit"),
        (
            1,
            ("growth.step=3 um", *ROUGH, "mesh.lip=1 um", "mesh.boundary=1 um", "mesh.far=6 um"),
            "short_circuit",
        ),
    ],
)
def test_the_runs_of_the_tutorial_end_as_it_says(
    number: int, changes: tuple[str, ...], reason: str, place: Path
) -> None:
    text = [text for page, text in blocks("yaml") if page == "tutorial.md"][number]
    (place / "example.yaml").write_text(text)
    config = load_config(place / "example.yaml", (*changes, *COARSER))
    assert simulate(config, place / "run").reason == reason
