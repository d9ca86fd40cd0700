"""The command `filasse estimate` as a user meets it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from filasse.cli.estimate.estimate_command import USED
from filasse.config import load_config
from filasse.estimates.mechanisms import (
    assumptions,
    cell_of,
    front_lines,
    leakage_lines,
    mechanisms,
    salt_lines,
    whisker_lines,
)
from filasse.estimates.mechanisms.assumptions import Assumptions

FINE = ("flat front roughens", "whisker bursts its shell", "leakage fills a pore")


def words(text: str) -> str:
    """A table's text without its frame, on one line."""
    return " ".join(text.translate(str.maketrans("│┃", "  ")).split())


def test_one_table_with_its_sources(filasse: Callable[..., Any], quickstart: Path) -> None:
    code, out, err = filasse("estimate", quickstart)
    assert (code, err) == (0, "")
    assert out.index("crack from flaw1") < out.index("flat front roughens")
    assert "Monroe 2005: C. Monroe, J. Newman" in out
    assert "shell_modulus" in out


def test_the_default_topic_has_a_name_too(filasse: Callable[..., Any], quickstart: Path) -> None:
    assert filasse("estimate", "cell", quickstart) == filasse("estimate", quickstart)
    assert filasse("estimate", "--json", quickstart).code == 0


def test_json_has_every_number_with_its_unit(filasse: Callable[..., Any], quickstart: Path) -> None:
    given = "electronic_conductivity=1e-8 S/cm"
    code, out, _ = filasse("estimate", quickstart, "--json", "--assume", given)
    data = json.loads(out, parse_constant=pytest.fail)  # no NaN, no Infinity
    assert code == 0
    assert data["current_density"] == {"value": 20.0, "unit": "A/m^2"}
    rows = {item["name"]: item for item in data["mechanisms"]}
    assert set(FINE) < set(rows)
    never = rows["flat front crosses, lithium yields"]["time"]
    assert never == {"value": None, "unit": "s", "state": "never"}
    assert data["assumed"]["electronic_conductivity"] == {"value": "1e-08 S/cm", "from": "given"}


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("front", "critical wavelength 9.141 mm"),
        ("leakage", "threshold 1.213 mV"),
        ("whisker", "composite modulus 7.28 GPa"),
    ],
)
def test_topics(filasse: Callable[..., Any], quickstart: Path, topic: str, text: str) -> None:
    code, out, err = filasse("estimate", topic, quickstart)
    assert (code, err) == (0, "")
    assert text in words(out)
    assert json.loads(filasse("estimate", topic, "--json", quickstart).out)["quantities"]


@pytest.mark.parametrize("topic", ["cell", "front", "leakage", "whisker"])
def test_what_is_left_out_is_told(
    filasse: Callable[..., Any], quickstart: Path, topic: str
) -> None:
    spots = ("--set", "interface.spots={radius: 5 um, density: 20 1/mm}")
    line = "Left out of these numbers: interface.spots."
    assert line in filasse("estimate", topic, quickstart, *spots).out
    assert json.loads(filasse("estimate", topic, "--json", quickstart, *spots).out)["notes"] == [
        line
    ]


@pytest.mark.slow
def test_the_map_is_drawn(filasse: Callable[..., Any], quickstart: Path, tmp_path: Path) -> None:
    code, out, _ = filasse("estimate", "front", quickstart, "--figure", "map.png")
    assert code == 0
    assert "wrote map.png" in out
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_a_map_that_is_no_picture(filasse: Callable[..., Any], quickstart: Path) -> None:
    code, _, err = filasse("estimate", "front", quickstart, "--figure", "map.txt")
    assert code == 2
    assert "map.txt is no picture" in err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("polymer",), "salt of the polymer is not known"),
        (("--assume", "roughnes=1 um"), "did you mean 'roughness'?"),
        (("--set", "geometry.width=1 s"), "wrong kind of unit"),
        (("bogus",), "unknown topic 'bogus'; known: cell, whisker, leakage, polymer, front"),
        (("--set", f"geometry.width=[{'1, ' * 40}]"), "1, 1, 1, 1, 1, 1, 1, 1..."),
    ],
)
def test_mistakes_are_told(
    filasse: Callable[..., Any], quickstart: Path, arguments: tuple[str, ...], text: str
) -> None:
    code, out, err = filasse("estimate", *arguments, quickstart)
    assert (code, out) == (2, "")
    assert text in err


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (("pore_radius=60 um",), "pore_radius is of a pore larger than the slab, 100 um thick"),
        (("seed_radius=5 um",), "a seed of radius 5 um is not smaller than its pore of 1 um"),
        (("pore_radius=0.1 um",), "pore_radius does not fit: a seed of radius 0.1 um is not small"),
        (("roughness=1 mm",), "roughness is not below the slab, 100 um thick; reduce it"),
        (("wavelength=2 cm",), "waves of 2e+04 um are longer than the electrode, 1e+04 um"),
    ],
)
def test_assumptions_that_cannot_be_are_rejected(
    filasse: Callable[..., Any], quickstart: Path, given: tuple[str, ...], text: str
) -> None:
    options = [word for item in given for word in ("--assume", item)]
    code, out, err = filasse("estimate", "leakage", quickstart, *options)
    assert (code, out) == (2, "")
    assert text in err
    assert f"--assume {given[0]}: " in err
    assert err.count("\n") == 2


@pytest.mark.parametrize(
    ("topic", "given", "asked"),
    [
        ("leakage", "whisker_radius=1 um", "`filasse estimate whisker` or `filasse estimate cell`"),
        ("cell", "whisker_length=5 um", "`filasse estimate whisker`"),
        ("whisker", "seed_radius=50 nm", "`filasse estimate leakage` or `filasse estimate cell`"),
    ],
)
def test_assumptions_without_effect_are_told(
    filasse: Callable[..., Any], quickstart: Path, topic: str, given: str, asked: str
) -> None:
    code, _, err = filasse("estimate", topic, quickstart, "--assume", given)
    assert code == 0
    assert err.startswith(f"Note: --assume {given.partition('=')[0]} has no effect on ")
    assert err.endswith(f"; ask {asked}, or delete it\n")


class Watched:
    """Assumptions that note which of them are read."""

    def __init__(self, inputs: Assumptions, read: set[str]) -> None:
        self._inputs, self._read = inputs, read

    def __getattr__(self, name: str) -> Any:
        self._read.add(name)
        return getattr(self._inputs, name)


@pytest.mark.parametrize(
    ("topic", "lines"),
    [
        ("whisker", whisker_lines),
        ("leakage", leakage_lines),
        ("polymer", salt_lines),
        ("front", front_lines),
        ("cell", mechanisms),
    ],
)
def test_a_topic_names_all_that_it_uses(quickstart: Path, topic: str, lines: Any) -> None:
    config, read = load_config(quickstart), set[str]()
    salt = "salt_concentration=1000 mol/m^3", "salt_diffusivity=1e-6 cm^2/s"
    more = "transference_number=0.2", "electrolyte_strength=1 MPa", "relaxation_time=1 h"
    inputs: Any = Watched(assumptions(config, (*salt, *more)), read)
    cell = replace(cell_of(config, inputs), inputs=inputs)
    if topic != "front":
        read.clear()  # moduli of lithium are taken for every cell
    assert list(lines(cell))
    assert {name for name in read if not name.startswith(USED[topic])} == set()
    used = {name for name in Assumptions.model_fields if name.startswith(USED[topic])}
    assert used - read <= {"lithium_youngs_modulus", "lithium_poisson_ratio"}


def test_a_missing_file_is_told(filasse: Callable[..., Any]) -> None:
    code, _, err = filasse("estimate", "nowhere.yaml")
    assert code == 2
    assert "nowhere.yaml" in err


@pytest.mark.slow
def test_no_finite_elements_are_imported(quickstart: Path) -> None:
    script = (
        "import sys; from filasse.cli.main import exit_code; "
        f"code = exit_code(['estimate', {str(quickstart)!r}]); "
        "heavy = {'dolfinx', 'mpi4py', 'petsc4py', 'gmsh', 'matplotlib', 'pandas'}; "
        "found = heavy & set(sys.modules); "
        "sys.exit(f'imported {found}' if found else code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_page_shows_what_the_command_says(
    filasse: Callable[..., Any], quickstart: Path
) -> None:
    page = (quickstart.parents[1] / "docs/pages/howto/estimates.md").read_text(encoding="utf-8")
    rows = [line.strip("| \n").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    said = filasse("estimate", quickstart).out.partition("└")[0]
    cells = {
        row[0]: row
        for row in (
            [words(part) for part in block] for block in map(_columns, said.split("├")) if block
        )
    }
    assert len(rows) == 7  # with the head and its line
    for name, *numbers in rows[2:]:
        plain = [text.replace("²", "^2").replace("µ", "u") for text in numbers]
        assert cells[name][1:4] == plain


def _columns(block: str) -> list[str]:
    """The columns of one row of a table, each on a line."""
    lines = [line.split("│")[1:-1] for line in block.splitlines() if line.startswith("│")]
    return [" ".join(part.strip() for part in column) for column in zip(*lines, strict=True)]
