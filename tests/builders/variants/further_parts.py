"""Further parts of a model, as changes of the source: columns, anodes, fields and shapes."""

from tests.builders.variants.variant import Edits, Variant, from_page

FRONT = """
from dataclasses import replace

import numpy as np

from filasse.cracks.state import Fill
from filasse.parameters.cell_model import Drive
from filasse.simulation.solid_slab import UncrackedSolid
from filasse_meshes import SolidSlab
from tests.builders.plane_growth import problem
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

COLUMN_PROGRAM = f"""
series = open_run(simulate(load_config(CONFIG), "run").folder).series
mean, largest = series["flaw1.mean_pressure"], series["flaw1.max_pressure"]
print(series.attrs["units"]["flaw1.mean_pressure"], (mean > 0).any(), (mean <= largest).all())

{FRONT}
"""


ANODE_PROGRAM = """
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
"""


FIELD_PROGRAM = """
from pathlib import Path

import numpy as np
import pyvista as pv

from filasse.fem.condensed_heat import NODES

NODES.clear()
config = load_config({**CONFIG, "output": {"figures": False, "fields_every": 1}})
simulate(config, "run")
print(*NODES)
slabs = [pv.read(path) for path in sorted(Path("run").rglob("slab*.vtu"))]
for slab in slabs:
    points = slab.point_data
    heat, potential = (np.ptp(points[name]) for name in ("temperature", "potential"))
    print(heat / (0.1 * config.electrolyte.ionic_conductivity / 1.5 * potential))
"""


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
NOTCH_PROGRAM = """
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
"""


FLAW_PROGRAM = """
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
"""


PARTS = {
    "column": Variant(from_page("adding-a-column"), COLUMN_PROGRAM),
    "anode": Variant(from_page("adding-an-anode"), ANODE_PROGRAM),
    "condensed field": Variant(from_page("adding-a-field"), FIELD_PROGRAM),
    "notch shape": Variant(NOTCH, NOTCH_PROGRAM),
    "flaw shape": Variant(from_page("adding-a-flaw-shape"), FLAW_PROGRAM),
}
