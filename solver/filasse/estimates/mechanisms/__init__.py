"""Which mechanism brings lithium through a cell first, by closed forms, without a mesh.

>>> import filasse
>>> from filasse.estimates.mechanisms import assumptions, cell_of, mechanisms
>>> config = filasse.load_config("mine.yaml")                            # doctest: +SKIP
>>> cell = cell_of(config, assumptions(config, ["roughness=2 um"]))      # doctest: +SKIP
>>> for row in mechanisms(cell): print(row.name, row.critical_current, row.time)  # doctest: +SKIP
"""

from __future__ import annotations

from filasse.estimates.mechanisms.assumptions import Assumed, Assumptions, assumptions, told
from filasse.estimates.mechanisms.crack_mechanism import crack_mechanisms
from filasse.estimates.mechanisms.front_mechanism import flat_front, front_lines, front_mechanisms
from filasse.estimates.mechanisms.leakage_mechanism import leakage_lines, leakage_mechanism
from filasse.estimates.mechanisms.mechanism_row import Mechanism
from filasse.estimates.mechanisms.plating_cell import PlatingCell, cell_of
from filasse.estimates.mechanisms.polymer_mechanism import salt_lines, salt_mechanisms
from filasse.estimates.mechanisms.whisker_mechanism import whisker_lines, whisker_mechanism

__all__ = [
    "Assumed",
    "Assumptions",
    "Mechanism",
    "PlatingCell",
    "assumptions",
    "cell_of",
    "flat_front",
    "front_lines",
    "leakage_lines",
    "mechanisms",
    "salt_lines",
    "told",
    "whisker_lines",
]


def mechanisms(cell: PlatingCell) -> tuple[Mechanism, ...]:
    """All mechanisms of a cell, the fastest at its current first.

    Args:
        cell: of `cell_of`.
    """
    found = [
        *crack_mechanisms(cell),
        *front_mechanisms(cell),
        leakage_mechanism(cell),
        whisker_mechanism(cell),
        *salt_mechanisms(cell),
    ]
    return tuple(sorted(found, key=lambda row: row.order))
