"""A second variant of anything costs at most two changed files beside documentation and tests.

All variants of `tests/builders/variants` are put into one copy of the source, side by side, and
their programs run with it. An observer needs no change at all:
`docs/pages/developers/adding-an-observer.md` is run by tests/docs.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import pytest
from tests.builders.configs import load, write
from tests.builders.made_once import made_once
from tests.builders.variants.further_laws import LAWS
from tests.builders.variants.further_parts import PARTS
from tests.builders.variants.variant import told_by

from filasse.anode.anode_kinds import KINDS
from filasse.config import Config
from filasse.config.sections.anode_section import ANODE_KINDS, AnodeSection

__all__ = ["load", "write"]

ROOT = Path(__file__).parents[2]
VARIANTS = {**LAWS, **PARTS}
MOST_FILES = 2


@pytest.fixture(scope="module")
def told_of(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What the program of every variant prints."""

    def make(folder: Path) -> None:
        told = told_by(VARIANTS, folder)
        (folder / "told.json").write_text(json.dumps(told))

    told = (made_once(tmp_path_factory, "variants", make) / "told.json").read_text()
    return dict(json.loads(told))


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_changes_few_files(name: str) -> None:
    assert 0 < len(VARIANTS[name].edits) <= MOST_FILES


@pytest.mark.slow
def test_a_creep_law_is_its_physics_and_its_section(told_of: Mapping[str, str]) -> None:
    """In the cracks of a run, at its anode as a foil, in the resolved file, and in messages."""
    told = told_of["creep law"]
    law = "Exponential(rate=0.001, resistance=10000000.0, fluidity=0.0)"
    assert told.startswith(f"{law} {law}\nTrue True\n")
    assert 'lithium.creep.reference_stress = "1 m"' in told


@pytest.mark.slow
def test_a_toughness_law_is_its_physics_and_its_row(told_of: Mapping[str, str]) -> None:
    """K_c(T): at 60 degC with K_c three quarters of what it was, a tip is critical earlier."""
    told = told_of["toughness law"]
    (usual, tough), (early, weak) = (map(float, line.split()) for line in told.splitlines())
    assert early < usual
    assert weak / tough == pytest.approx(0.75, rel=1e-4)


@pytest.mark.slow
def test_a_rate_law_is_its_physics_and_its_row(told_of: Mapping[str, str]) -> None:
    """Tips move below K_c at the law's speed; a key that it needs and lacks is told."""
    told = told_of["rate law"]
    wanted, speeds, message = told.splitlines()
    expected = [max(float(speed), 0.0) for speed in wanted.split()]
    assert max(expected) > 0.1
    assert [float(speed) for speed in speeds.split()] == pytest.approx(expected, abs=1e-6)
    assert "growth.law.speed" in message


@pytest.mark.slow
def test_a_column_is_its_declaration_and_its_value(told_of: Mapping[str, str]) -> None:
    """Of the tips of a run, and of the front of a slab with a depth."""
    told = told_of["column"]
    assert told == "MPa True True\nFrontRecord True\n"


@pytest.mark.slow
def test_an_anode_is_its_file_and_its_row(told_of: Mapping[str, str]) -> None:
    """Its keys and their effect, columns, events, the end of a run, and what it is refused with."""
    told = told_of["anode"]
    end, refused = told.split("\n", 1)
    assert end == "contact_lost 1 True ['striped', 'growth', 'end']"
    assert "anode.period" in refused
    assert "needs stripes" in refused
    assert "cannot be simulated with anode.kind: striped" in refused


def test_no_one_else_asks_for_a_kind_of_anode() -> None:
    """What is asked about an anode is answered by its row, its numbers and its own package."""
    own = ("anode/", "config/sections/anode_section.py", "parameters/anode_", "parameters/foil_")
    asked = re.compile(
        r"""kind (==|!=|in) .*"(reservoir|foil|depleting)"|DepletingAnode|FoilAnode"""
    )
    source = ROOT / "solver/filasse"
    files = {str(path.relative_to(source)): path.read_text() for path in source.rglob("*.py")}
    assert len(files) > 300
    found = [name for name, text in files.items() if asked.search(text)]
    assert [name for name in found if not name.startswith(own)] == []


def test_every_kind_of_anode_has_its_class_and_its_row() -> None:
    kinds = set(get_args(AnodeSection.model_fields["kind"].annotation))
    assert set(KINDS) == set(ANODE_KINDS) == kinds
    keys = {key for row in ANODE_KINDS.values() for key in row.reads}
    assert keys <= set(AnodeSection.model_fields)


@pytest.mark.slow
def test_a_surface_layer_is_its_physics_and_its_row(told_of: Mapping[str, str]) -> None:
    """Direct logarithmic growth: as thick as its time of contact says."""
    told = told_of["surface layer"]
    ratio, refused = told.split("\n", 1)
    assert float(ratio) == pytest.approx(1.0, rel=1e-3)
    assert "current_share must be greater than 0" in refused


@pytest.mark.slow
def test_a_condensed_field_is_its_body_and_its_row(told_of: Mapping[str, str]) -> None:
    """Condensed on every geometry of a run, beside those there are, and written with the slab's.

    Heat that flows where the current does is the potential on another scale.
    """
    first, *ratios = told_of["condensed field"].splitlines()
    counts = [int(count) for count in first.split()]
    assert len(counts) == 2
    assert counts[1] > counts[0] > 0
    assert len(ratios) >= 2
    assert [float(ratio) for ratio in ratios] == pytest.approx([1.0] * len(ratios), rel=1e-5)


@pytest.mark.slow
def test_a_notch_shape_is_its_polyline(told_of: Mapping[str, str]) -> None:
    """Drawn as a rectangle, and kept off the flaws as other notches are."""
    told = told_of["notch shape"]
    assert told == "[(13.0, -4.0), (13.0, 4.0), (7.0, 4.0), (7.0, -4.0)]\nTrue True\n"


@pytest.mark.slow
def test_a_flaw_shape_is_what_its_page_shows(told_of: Mapping[str, str]) -> None:
    """A crack that turns halfway: it grows from its tip; without a kink it is what it was."""
    told = told_of["flaw shape"]
    assert told.startswith("2 -10.0 30.0\n24.0\nTrue 25.0\n")
    assert 'geometry.flaws.0.kink = "40 um" has the wrong kind of unit' in told
    assert "geometry.flaws.0.length puts the tip at x = 42.92 um, outside" in told


def test_a_flaw_along_a_polyline_needs_no_change(load: Callable[..., Config]) -> None:
    path = "[[20 um, 0], [20 um, 9 um], [26 um, 17 um]]"
    config = load(f"geometry.flaws=[{{path: {path}}}]")
    assert config.geometry.flaws[0].length == pytest.approx(19e-6)
