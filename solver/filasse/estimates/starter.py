"""A first configuration with comments, that grows a filament: what `filasse init` writes."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import PurePath

from filasse.config import Config
from filasse.config.reading.load import check_document
from filasse.config.reading.yaml_document import parse_document
from filasse.estimates.weakest_flaw import weakest_flaw
from filasse.units import parse_quantity

MARGIN = 2.0
"""Current over the critical one of the flaw, where the user names none."""

USUAL = 20.0
"""Current density [A/m^2] where theory names no critical one."""

WIDE = 1.0
"""Width of the slab over its thickness: the sides do not turn a crack in its middle."""

STEPS = 25
"""Growth steps through the whole slab."""

TEMPLATE = """\
# {title}, from a surface flaw to the short circuit. Written by `filasse init`.
#
#   filasse validate {name}     checks this file and says what theory expects
#   filasse run {name}          runs it; results go to results/{stem}
#
# A quantity is a number and a unit, in any unit of the right kind. Whatever is not given here has a
# default: `filasse validate --print {name}` shows all of them, and where each value is from.

title: {title}

temperature: {temperature}

# A cut through the cell: the lithium anode lies below the electrolyte, the counter electrode above.
geometry:
  width: {width}               # along the electrodes
  thickness: {thickness}           # from the anode to the counter electrode
  flaws:                     # cracks that are there from the start, open at the anode
    - position: {position}        # where the crack meets the anode
      length: {flaw}

# The preset has every value with its source: `filasse materials {material}`. A value given here
# replaces that of the preset, for instance `fracture_toughness: 0.8 MPa m^0.5`.
electrolyte:
  material: {material}

# The larger this resistance, the more overpotential presses lithium into the flaw.
interface:
  film_resistance: {film_resistance}

mechanics:
  stack_pressure: 0 MPa

# {why}
protocol:
  current_density: {current}
  stop_time: 10 h            # at the latest; a short circuit ends the run before

growth:
  step: {step}              # coarse and quick: halve it to see what it changes
"""


@dataclass(frozen=True)
class Choices:
    """What a user decides of a first configuration, as text with units.

    Attributes:
        material: preset of the electrolyte.
        thickness: of the slab.
        flaw: length of the flaw.
        film_resistance: at the interface.
        temperature: of the cell.
        current: current density; empty for one at which the flaw grows.
    """

    material: str = "LLZO"
    thickness: str = "50 um"
    flaw: str = "10 um"
    film_resistance: str = "20 ohm cm^2"
    temperature: str = "25 degC"
    current: str = ""


def starter(choices: Choices, name: str) -> tuple[str, Config]:
    """The text of a configuration, and what it says.

    Args:
        choices: of the user.
        name: of the file.

    Raises:
        ConfigError: a choice makes no sense.
        UnitError: the thickness is no length.
    """
    if choices.current:
        why = "What the cycler does: a constant current."
        return _written(choices, name, choices.current, why)
    probe = _written(choices, name, "1 mA/cm^2", "")[1]
    found = weakest_flaw(probe)
    limit = math.nan if found is None else found.limit
    if not (math.isfinite(limit) and limit > 0):
        return _written(
            choices, name, _density(USUAL), "No theory tells the critical current here."
        )
    why = f"The flaw grows above {_density(limit)}, as theory has it: this is twice as much."
    return _written(choices, name, _density(MARGIN * limit), why)


def _written(choices: Choices, name: str, current: str, why: str) -> tuple[str, Config]:
    thickness = parse_quantity(choices.thickness, "m")
    text = TEMPLATE.format(
        title=f"{choices.material} slab with one surface flaw",
        name=name,
        stem=PurePath(name).stem,
        width=_length(WIDE * thickness),
        position=_length(WIDE * thickness / 2),
        step=_length(thickness / STEPS),
        why=why,
        **{**asdict(choices), "current": current},
    )
    where = f"{name} (not written)"  # of an error in it
    return text, check_document(parse_document(text, where), where)


def _length(metres: float) -> str:
    return f"{metres * 1e6:.6g} um"


def _density(current: float) -> str:
    return f"{current / 10.0:.2g} mA/cm^2"
