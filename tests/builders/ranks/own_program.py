"""A program with a user's own laws, observer and criterion, in the plane and in space."""

PROGRAM = '''
import json, sys
from dataclasses import dataclass
from pathlib import Path

import filasse
from filasse.parallel import world
from filasse.physics.creep.power_law import power_law


@dataclass(frozen=True)
class Doubled:
    """Twice the energy of the configuration."""

    needs_conditions: bool = True

    def energies(self, energy, conditions, tip):
        return 2 * energy


class Notes(filasse.Observer):
    """Writes down what it is told, rank by rank."""

    def on_start(self, start):
        self.path = start.folder / f"told-{world().rank}.json"
        self.times = []

    def on_step(self, record):
        self.times.append([record.time, record.tips[0].length])

    def on_end(self, reason):
        self.path.write_text(json.dumps([str(reason), self.times]))


for folder, sections in json.loads(sys.argv[1]).items():
    plane = "depth" not in sections["geometry"]
    laws = filasse.Laws(
        creep=lambda kelvin: power_law(6.6, 1e-36, 37e3, kelvin),
        toughness=Doubled() if plane else None,
    )
    filasse.simulate(
        filasse.load_config(sections),
        Path(folder),
        observers=[Notes()],
        laws=laws,
        stop_when=lambda record: record.tips[0].max_pressure > 30e6,
    )
'''
FLAW = {"position": "20 um", "length": "28 um"}
PLANE = {
    "geometry": {"width": "40 um", "thickness": "40 um", "flaws": [FLAW]},
    "electrolyte": {"material": "LLZO"},
    "protocol": {"current_density": "4 mA/cm^2", "stop_time": "1 h"},
    "growth": {"step": "4 um", "short_circuit_distance": "2 um"},
    "mesh": {"tip": "1 um", "lip": "4 um", "far": "10 um"},
    "output": {"figures": False, "fields_every": 0},
}
PENNY = {"position": "40 um", "length": "10 um"}
SPACE = {
    **PLANE,
    "geometry": {"width": "80 um", "thickness": "60 um", "depth": "80 um", "flaws": [PENNY]},
    "mesh": {"tip": "2 um", "far": "25 um"},
    "numerics": {"linear_solver": "multigrid"},  # the ranks share out its columns
}
SECTIONS = {"plane": PLANE, "space": SPACE}
"""Of the configurations that the program runs."""
