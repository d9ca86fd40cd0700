"""A second variant of anything costs at most two changed files beside documentation and tests.

Each test changes a copy of the source and runs it in a process of its own. An observer needs no
change at all: `docs/pages/developers/adding-an-observer.md` is run by tests/docs.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import pytest
from tests.builders.configs import load, write

from filasse.anode.anode_kinds import KINDS
from filasse.config import Config
from filasse.config.sections.anode_section import ANODE_KINDS, AnodeSection

__all__ = ["load", "write"]

ROOT = Path(__file__).parents[2]
MOST_FILES = 2
COARSE = """
from filasse import load_config, open_run, simulate

CONFIG = {
    "geometry": {
        "width": "40 um", "thickness": "40 um", "flaws": [{"position": "20 um", "length": "28 um"}]
    },
    "electrolyte": {"material": "LLZO", "fracture_toughness": "1 MPa m^0.5"},
    "interface": {"film_resistance": "20 ohm cm^2"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "4 um", "short_circuit_distance": "2 um", "max_steps": 1},
    "mesh": {"tip": "0.5 um", "lip": "2 um", "far": "6 um"},
    "output": {"figures": False, "fields_every": 0},
}
"""

type Edits = Mapping[str, str | tuple[tuple[str, str], ...]]
"""By file: the text of a new one, or what is replaced, and by what."""


def changed(folder: Path, edits: Edits) -> Path:
    """A copy of the source with changes in as many files as a variant may cost."""
    assert len(edits) <= MOST_FILES
    for name in ("solver", "meshes"):
        shutil.copytree(ROOT / name, folder / name)
    for name, edit in edits.items():
        path = folder / "solver/filasse" / name
        assert path.exists() != isinstance(edit, str)
        text = edit if isinstance(edit, str) else path.read_text()
        for old, new in () if isinstance(edit, str) else edit:
            assert text.count(old) == 1, f"{name}: {old}"
            text = text.replace(old, new)
        path.write_text(text)
    return folder


def run(source: Path, program: str) -> str:
    """What a program prints that runs in a process of its own with a source."""
    paths = os.pathsep.join(str(source / name) for name in ("solver", "meshes"))
    done = subprocess.run(
        [sys.executable, "-c", COARSE + program],
        cwd=source,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


EXPONENTIAL = """
from dataclasses import dataclass, replace

import numpy as np

from filasse.physics.creep.flow_law import constant_resistance


@dataclass(frozen=True)
class Exponential:
    rate: float
    resistance: float
    fluidity: float = 0.0

    def plastic_rate(self, log_ratio):
        ratio = np.minimum(np.exp(log_ratio), 600.0)
        return self.rate * np.expm1(ratio), self.rate * ratio * np.exp(ratio)

    def log_ratio(self, rate):
        return np.log(np.log1p(rate / self.rate))

    def hardening_rate(self, rate, resistance):
        return constant_resistance(rate)

    def strengthened(self, factor):
        return replace(self, resistance=factor * self.resistance)

    def with_fluidity(self, fluidity):
        return replace(self, fluidity=fluidity)
"""
EXPONENTIAL_SECTION = '''class ExponentialSection(_NamedLawSection):
    """Creep of thermally activated glide, rate = A [exp(sigma / S) - 1]."""

    kind: Literal["exponential"]
    """This law."""

    prefactor: RatePrefactor
    """Prefactor A."""

    reference_stress: ReferenceStress
    """Stress S."""

    def law(self, temperature: float) -> FlowLaw:
        """The law at a temperature [K]."""
        return Exponential(self.prefactor, self.reference_stress)


AnyCreepLaw = Annotated[PowerLawSection | ExponentialSection |'''
IMPORT_POWER_LAW = "from filasse.physics.creep.power_law import power_law\n"
CREEP: Edits = {
    "physics/creep/exponential.py": EXPONENTIAL,
    "config/sections/laws/creep_section.py": (
        ("AnyCreepLaw = Annotated[PowerLawSection |", EXPONENTIAL_SECTION),
        (
            IMPORT_POWER_LAW,
            f"from filasse.physics.creep.exponential import Exponential\n{IMPORT_POWER_LAW}",
        ),
    ),
}


@pytest.mark.slow
def test_a_creep_law_is_its_physics_and_its_section(tmp_path: Path) -> None:
    """In the cracks of a run, at its anode as a foil, in the resolved file, and in messages."""
    told = run(
        changed(tmp_path, CREEP),
        """
from filasse.config.writing.dump import to_yaml
from filasse.parameters.foil_model import foil_model
from filasse.parameters.lithium_parameters import film_flow

LAW = {"kind": "exponential", "prefactor": "1e-3 s^-1", "reference_stress": "5 MPa"}
config = load_config({**CONFIG, "lithium": {"creep": LAW, "strength_factor": 2}})
print(film_flow(config).law, foil_model(config, None).solid.law)
resolved = to_yaml(config)
open("resolved.yaml", "w").write(resolved)
assert load_config("resolved.yaml") == config, resolved
series = open_run(simulate(config, "run").folder).series
print(series["flaw1.lithium_front"].iloc[-1] > 0, series["lithium_returned"].iloc[-1] > 0)
try:
    load_config({**CONFIG, "lithium": {"creep": {**LAW, "reference_stress": "1 m"}}})
except Exception as error:
    print(error)
""",
    )
    law = "Exponential(rate=0.001, resistance=10000000.0, fluidity=0.0)"
    assert told.startswith(f"{law} {law}\nTrue True\n")
    assert 'lithium.creep.reference_stress = "1 m"' in told


TOUGHNESS: Edits = {
    "physics/fracture/toughness_laws.py": (
        (
            "@dataclass(frozen=True)\nclass FallsWithCurrent:",
            '''@dataclass(frozen=True)
class FallsWithTemperature:
    """K_c = K_c0 [1 - s (T - 298.15 K)]."""

    slope: float
    needs_conditions: bool = True

    def energies(self, energy, conditions, tip):
        return energy * (1 - self.slope * (conditions.temperature - 298.15)) ** 2


@dataclass(frozen=True)
class FallsWithCurrent:''',
        ),
    ),
    "config/sections/growth_section.py": (
        ('Literal["constant", "current"', 'Literal["thermal", "constant", "current"'),
        (
            '    """Potential against lithium below which the electrolyte',
            '    """Reduction."""\n\n    slope: Number = 0.0\n'
            '    """Potential against lithium below which the electrolyte',
        ),
        (
            '"constant": LawKind(lambda law: toughness_laws.Constant()),',
            '"constant": LawKind(lambda law: toughness_laws.Constant()), "thermal": LawKind('
            'lambda law: toughness_laws.FallsWithTemperature(law.slope), ("slope",)),',
        ),
    ),
}


@pytest.mark.slow
def test_a_toughness_law_is_its_physics_and_its_row(tmp_path: Path) -> None:
    """K_c(T): at 60 degC with K_c three quarters of what it was, a tip is critical earlier."""
    told = run(
        changed(tmp_path, TOUGHNESS),
        """
for slope in (0.0, 0.25 / 35):
    law = {"kind": "thermal", "slope": slope}
    growth = {**CONFIG["growth"], "toughness": law}
    config = load_config({**CONFIG, "growth": growth, "temperature": "60 degC"})
    series = open_run(simulate(config, f"run{slope}").folder).series
    first = series[series["flaw1.K_eq/K_c"] > 1 - 1e-5].iloc[0]
    print(first["time"], first["flaw1.K_I"])
""",
    )
    (usual, tough), (early, weak) = (map(float, line.split()) for line in told.splitlines())
    assert early < usual
    assert weak / tough == pytest.approx(0.75, rel=1e-4)


GROWTH: Edits = {
    "physics/fracture/growth_laws.py": (
        (
            "@dataclass(frozen=True)\nclass Subcritical:",
            '''@dataclass(frozen=True)
class Proportional:
    """v = v0 (K/K_c - r)/(1 - r) above K/K_c = r."""

    speed: float
    threshold: float
    is_subcritical: bool = True
    needs_current: bool = False

    def speeds(self, ratios, conditions):
        return self.speed * np.maximum(ratios - self.threshold, 0.0) / (1 - self.threshold)


@dataclass(frozen=True)
class Subcritical:''',
        ),
    ),
    "config/sections/growth_section.py": (
        ('Literal["griffith", "power"', 'Literal["proportional", "griffith", "power"'),
        (
            '"griffith": LawKind(lambda law: growth_laws.Griffith()),',
            '"griffith": LawKind(lambda law: growth_laws.Griffith()), "proportional": LawKind('
            "lambda law: growth_laws.Proportional(law.speed, law.threshold), "
            '("speed", "threshold"), {"speed": "1 um/s"}),',
        ),
    ),
}


@pytest.mark.slow
def test_a_rate_law_is_its_physics_and_its_row(tmp_path: Path) -> None:
    """Tips move below K_c at the law's speed; a key that it needs and lacks is told."""
    told = run(
        changed(tmp_path, GROWTH),
        """
def config(**law):
    growth = {**CONFIG["growth"], "max_steps": 0, "law": {"kind": "proportional", **law}}
    return load_config({**CONFIG, "growth": growth})

series = open_run(simulate(config(speed="1 um/s", threshold=0.2), "run").folder).series
below = series[series["flaw1.K_eq/K_c"] < 0.9]
print(*((below["flaw1.K_eq/K_c"] - 0.2) / 0.8))
print(*below["flaw1.speed"])
try:
    config()
except Exception as error:
    print(" ".join(str(error).split()))
""",
    )
    wanted, speeds, message = told.splitlines()
    expected = [max(float(speed), 0.0) for speed in wanted.split()]
    assert max(expected) > 0.3
    assert [float(speed) for speed in speeds.split()] == pytest.approx(expected, abs=1e-6)
    assert "growth.law.speed" in message


COLUMN: Edits = {
    "records/run_record.py": (
        (
            "    max_pressure: Annotated",
            '    mean_pressure: Annotated[float, Quantity("MPa", "Mean pressure.", 1e-6)]\n'
            "    max_pressure: Annotated",
        ),
    ),
    "records/tip_recording.py": (
        (
            "        max_pressure=",
            "        mean_pressure=float(film.pressure[place.nodes].mean()),\n"
            "        max_pressure=",
        ),
    ),
}
FRONT = """
import sys
from dataclasses import replace

import numpy as np

sys.path.append(ROOT)
from filasse.cracks.state import Fill
from filasse.parameters.cell_model import Drive
from filasse.simulation.solid_slab import UncrackedSolid
from filasse_meshes import SolidSlab
from tests.builders.marching import problem
from tests.builders.slabs import MODEL
from tests.builders.solid_growth import frozen_solid, solid_geometry
from tests.builders.solids import half_penny, solid_sizes

slab, empty = half_penny(1e-5, 4e-5), SolidSlab(4e-5, 4e-5, 4e-5)
uncracked = UncrackedSolid(empty, solid_sizes(slab, 4e-6, 0.6), 4e-5)
cell = problem(MODEL, Drive(current=1e-9))
with frozen_solid(uncracked, solid_geometry(slab), cell) as site:
    state = site.initial_state()
    pressure = np.linspace(1e6, 3e6, len(state.film.traction))
    wet = np.full(len(pressure), Fill.FULL)
    film = replace(state.film, traction=pressure, fill=wet)
    (front,) = site.record(replace(state, film=film)).tips
print(type(front).__name__, 1e6 < front.mean_pressure < front.max_pressure <= 3e6)
"""


@pytest.mark.slow
def test_a_column_is_its_declaration_and_its_value(tmp_path: Path) -> None:
    """Of the tips of a run, and of the front of a slab with a depth."""
    source = changed(tmp_path, COLUMN)
    told = run(
        source,
        """
series = open_run(simulate(load_config(CONFIG), "run").folder).series
mean, largest = series["flaw1.mean_pressure"], series["flaw1.max_pressure"]
print(series.attrs["units"]["flaw1.mean_pressure"], (mean > 0).any(), (mean <= largest).all())
""",
    )
    assert told == "MPa True True\n"
    assert run(source, f"ROOT = {str(ROOT)!r}\n{FRONT}") == "FrontRecord True\n"


STRIPES = """
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import numpy as np

from filasse.anode.anode_output import AnodeRecord
from filasse.anode.reservoir_anode import ReservoirAnode
from filasse.quantity import Quantity


@dataclass(frozen=True)
class StripesRecord(AnodeRecord):
    contact: Annotated[float, Quantity("1", "Part of the interface that touches.")]

    @property
    def touching(self):
        return self.contact

    def events(self, before):
        return ("striped",) if before is None else ()


class StripedAnode(ReservoirAnode):
    kind: ClassVar[str] = "striped"

    def interface(self, anode):
        nodes = self.response.ionic.nodes
        period = self.model.anode_model.keys.period
        touches = nodes.position[nodes.anode, 0] % period < period / 2
        return replace(super().interface(anode), contact=np.where(touches, 1.0, 0.05))

    def record(self, system, state):
        areas = system.electric.areas[system.electric.anode]
        return StripesRecord(float(areas @ system.interface.contact / areas.sum()))
"""
ANODE: Edits = {
    "anode/striped_anode.py": STRIPES,
    "config/sections/anode_section.py": (
        ('kind: Literal["reservoir",', 'kind: Literal["striped", "reservoir",'),
        (
            "    thickness: Thickness",
            '    period: Length = 8e-6\n    """Of the stripes."""\n\n    thickness: Thickness',
        ),
        (
            '    "reservoir": AnodeKind(',
            '    "striped": AnodeKind({"least_contact": "", "period": "needs stripes"}),\n'
            '    "reservoir": AnodeKind(',
        ),
    ),
}


@pytest.mark.slow
def test_an_anode_is_its_file_and_its_row(tmp_path: Path) -> None:
    """Its keys and their effect, columns, events, the end of a run, and what it is refused with."""
    told = run(
        changed(tmp_path, ANODE),
        """
import json

striped = {"kind": "striped", "period": "10 um", "least_contact": 0.6}
finished = simulate(load_config({**CONFIG, "anode": striped}), "run")
series = open_run(finished.folder).series
events = [json.loads(line)["event"] for line in open("run/events.jsonl")]
print(finished.reason, len(series), 0.4 < series["anode.contact"].iloc[0] < 0.6, events)
for anode, more in (({"period": "10 um"}, {}), (striped, {"interphase": {"material": "LPSCl"}})):
    interface = {**CONFIG["interface"], **more}
    try:
        load_config({**CONFIG, "anode": anode, "interface": interface})
    except Exception as error:
        print(error)
""",
    )
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


LAYER: Edits = {
    "physics/logarithmic.py": """
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Logarithmic:
    length: float
    delay: float

    def age(self, thickness):
        return self.delay * np.expm1(thickness / self.length)

    def thickness(self, age):
        return self.length * np.log1p(age / self.delay)

    def rate(self, thickness):
        return self.length / self.delay * np.exp(-thickness / self.length)
""",
    "config/sections/interphase_section.py": (
        ('kind: Literal["parabolic",', 'kind: Literal["logarithmic", "parabolic",'),
        (
            "from filasse.physics.interphase import",
            "from filasse.physics.logarithmic import Logarithmic\n"
            "from filasse.physics.interphase import",
        ),
        (
            "    thickness_in_an_hour: GrownThickness",
            '    length: GrownThickness = 2e-9\n    """Of the logarithm."""\n\n'
            "    thickness_in_an_hour: GrownThickness",
        ),
        (
            '    "parabolic": InterphaseLaw(',
            '    "logarithmic": InterphaseLaw('
            'lambda layer, kelvin: Logarithmic(layer.length, 60.0), ("length",)),\n'
            '    "parabolic": InterphaseLaw(',
        ),
    ),
}


@pytest.mark.slow
def test_a_surface_layer_is_its_physics_and_its_row(tmp_path: Path) -> None:
    """Direct logarithmic growth: as thick as its time of contact says."""
    told = run(
        changed(tmp_path, LAYER),
        """
from math import log1p

layer = {
    "kind": "logarithmic", "length": "3 nm", "conductivity": "1e-5 mS/cm",
    "volume_per_charge": "9 nm cm^2/uAh",
}
config = {
    **CONFIG,
    "geometry": {"width": "40 um", "thickness": "40 um"},
    "interface": {**CONFIG["interface"], "interphase": layer},
    "protocol": {"current_density": "1 mA/cm^2", "stop_time": "10 min"},
}
series = open_run(simulate(load_config(config), "run").folder).series
end = series.iloc[-1]
print(end["interphase.thickness"] / (3 * log1p(end["time"] / 60)))
layer["kind"] = "current"
try:
    load_config(config)
except Exception as error:
    print(error)
""",
    )
    ratio, refused = told.split("\n", 1)
    assert float(ratio) == pytest.approx(1.0, rel=1e-3)
    assert "current_share must be greater than 0" in refused


FIELD: Edits = {
    "fem/condensed_heat.py": """
from filasse.fem.condensed_conduction import IonicBody


class HeatBody(IonicBody):
    def condense(self, grid):
        answer = super().condense(grid)
        print("heat at", len(answer.nodes.surface), "nodes")
        return answer
""",
    "parameters/further_fields.py": (
        ("from typing import Any\n", "from typing import Any\n\nimport numpy as np\n"),
        (
            "from filasse.fem.condensed_field import FieldMaker\n",
            "from filasse.fem.condensed_field import FieldMaker\n"
            "from filasse.fem.condensed_heat import HeatBody\n",
        ),
        (
            "FieldMaker[Any]]] = {}",
            'FieldMaker[Any]]] = {"heat": lambda material, problem: lambda domain, task: '
            "HeatBody(domain, np.full_like(material.conductivity, 1.5), task)}",
        ),
    ),
}


@pytest.mark.slow
def test_a_condensed_field_is_its_body_and_its_row(tmp_path: Path) -> None:
    """Condensed on every geometry of a run, beside those there are."""
    told = run(changed(tmp_path, FIELD), 'simulate(load_config(CONFIG), "run")')
    counts = [int(line.split()[2]) for line in told.splitlines()]
    assert len(counts) == 2
    assert counts[1] > counts[0] > 0


NOTCH: Edits = {
    "config/sections/microstructure_section.py": (
        ('Literal["round", "sharp"]', 'Literal["round", "sharp", "flat"]'),
        (
            '    "sharp": ((2.0, -1.0),',
            '    "flat": ((1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)),\n'
            '    "sharp": ((2.0, -1.0),',
        ),
    ),
}


@pytest.mark.slow
def test_a_notch_shape_is_its_polyline(tmp_path: Path) -> None:
    """Drawn as a rectangle, and kept off the flaws as other notches are."""
    told = run(
        changed(tmp_path, NOTCH),
        """
from filasse.simulation.generate import generate_slab

PIT = {"position": "10 um", "width": "6 um", "depth": "4 um", "shape": "flat"}
inside = {"microstructure": {"notches": [PIT]}}
config = load_config({**CONFIG, "geometry": {**CONFIG["geometry"], **inside}})
(notch,) = generate_slab(config).microstructure.notches
print([(round(1e6 * x, 9), round(1e6 * y, 9)) for x, y in notch.outline])
inside["microstructure"]["notches"][0] = {**PIT, "position": "19 um"}
try:
    load_config({**CONFIG, "geometry": {**CONFIG["geometry"], **inside}})
except Exception as error:
    print("notch" in str(error), "flaw" in str(error))
""",
    )
    assert told == "[(13.0, -4.0), (13.0, 4.0), (7.0, 4.0), (7.0, -4.0)]\nTrue True\n"


def from_page(name: str) -> Edits:
    """The changes that a page shows: blocks with a file, and lines with - and + before them."""
    page = (ROOT / f"docs/pages/developers/{name}.md").read_text()
    edits: dict[str, tuple[tuple[str, str], ...]] = {}
    for file, shown in re.findall(r"^```text\n(\S+\.py)\n(.*?)^```", page, re.M | re.S):
        lines = shown.splitlines(keepends=True)
        old, new = ("".join(x[1:] for x in lines if x[0] in kept) for kept in (" -", " +"))
        edits[file] = (*edits.get(file, ()), (old, new))
    return edits


@pytest.mark.slow
def test_a_flaw_shape_is_what_its_page_shows(tmp_path: Path) -> None:
    """A crack that turns halfway: it grows from its tip; without a kink it is what it was."""
    edits = from_page("adding-a-flaw-shape")
    assert len(edits) == 2
    told = run(
        changed(tmp_path, edits),
        """
import numpy as np

from filasse.simulation.generate import generate_slab

def config(**more):
    flaw = {"position": "16 um", "length": "24 um", "angle": "-10 deg", **more}
    return load_config({**CONFIG, "geometry": {**CONFIG["geometry"], "flaws": [flaw]}})

(straight,), (kinked,) = (generate_slab(c).cracks for c in (config(), config(kink="40 deg")))
(x, y), (u, v) = np.diff(kinked.path, axis=0)
print(len(straight.path), *np.round(np.degrees(np.arctan2([x, u], [y, v])), 6))
print(round(1e6 * (np.hypot(x, y) + np.hypot(u, v)), 6))
series = open_run(simulate(config(kink="40 deg"), "run").folder).series
print(series["flaw1.x"].iloc[-1] > 16 + 1e6 * (x + u), round(series["flaw1.length"].iloc[-1], 6))
for wrong in ({"kink": "40 um"}, {"kink": "40 deg", "position": "39 um"}):
    try:
        config(**wrong)
    except Exception as error:
        print(error)
""",
    )
    assert told.startswith("2 -10.0 30.0\n24.0\nTrue 28.0\n")
    assert 'geometry.flaws.0.kink = "40 um" has the wrong kind of unit' in told
    assert "geometry.flaws.0.length puts the tip at x = 42.92 um, outside" in told


def test_a_flaw_along_a_polyline_needs_no_change(load: Callable[..., Config]) -> None:
    path = "[[20 um, 0], [20 um, 9 um], [26 um, 17 um]]"
    config = load(f"geometry.flaws=[{{path: {path}}}]")
    assert config.geometry.flaws[0].length == pytest.approx(19e-6)
