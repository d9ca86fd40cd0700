"""Parameters of a study: where each acts, its prior, and its unit."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from filasse.calibration.models.observables import CONSTANTS
from filasse.calibration.study.priors import Prior, even_prior
from filasse.calibration.study.study_document import LoadedStudy, ParameterEntry
from filasse.config import Config
from filasse.config.reading.config_problems import ConfigProblem
from filasse.config.reading.lookup import section_at
from filasse.config.reading.translate import did_you_mean
from filasse.config.sections.section_base import UnitFloat, quantity_of
from filasse.units import UnitError, convert, exact_quantity, parse_quantity, split_quantity

_NEEDS = {
    "uniform": ("low", "high"),
    "loguniform": ("low", "high"),
    "normal": ("mean", "deviation"),
    "lognormal": ("median", "factor"),
}
_ENDS = ("low", "high")


class Meaning(NamedTuple):
    """What kind of number a key takes: SI unit and usual unit, both empty for plain numbers."""

    unit: str
    shown: str
    least: float
    largest: float


@dataclass(frozen=True)
class Parameter:
    """A value to be found.

    Attributes:
        name: for tables and figures.
        key: of the configuration, or a constant.
        prior: of the value in SI units.
        unit: SI unit; empty for plain numbers.
        shown: unit that people use.
        data: names of the data that it acts on; empty for all.
    """

    name: str
    key: str
    prior: Prior
    unit: str
    shown: str
    data: frozenset[str]

    def acts_on(self, name: str) -> bool:
        """Whether data depend on it."""
        return not self.data or name in self.data

    def written(self, value: float) -> Any:
        """A value [SI] as it is written in a configuration, exactly."""
        return exact_quantity(value, self.unit, self.shown) if self.unit else value

    def rounded(self, value: float) -> Any:
        """The same with six digits, enough for runs and short in file names."""
        number = float(f"{self.in_shown(value):.6g}")
        return f"{number:.6g} {self.shown}" if self.unit else number

    def in_shown(self, value: float) -> float:
        """A value [SI] in the unit that people use."""
        return convert(value, self.unit, self.shown) if self.unit else value

    @property
    def label(self) -> str:
        """Name with unit."""
        return f"{self.name} [{self.shown}]" if self.shown else self.name


def meaning_of(key: str, data: Mapping[str, Any]) -> Meaning | None:
    """What kind of number a key takes; None if it takes none.

    Args:
        key: dotted key.
        data: content of the base configuration, complete and plain.
    """
    if key in CONSTANTS:
        return _meaning(CONSTANTS[key][0])
    *parents, last = [int(part) if part.isdecimal() else part for part in key.split(".")]
    section = section_at(Config, tuple(parents), data)
    if section is None or last not in section.model_fields:
        return None
    quantity = quantity_of(section, str(last))
    if quantity is None and _kind(section.model_fields[str(last)].annotation) is False:
        return None
    return _meaning(quantity)


def _kind(annotation: Any) -> bool:
    """Whether a type takes plain numbers that are not whole."""
    members = getattr(annotation, "__args__", ()) or (annotation,)
    return any(m is float or getattr(m, "__origin__", None) is float for m in members)


def _no_parameter(key: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with a key that takes no number, and what to do."""
    parent, _, last = key.rpartition(".")
    section = section_at(Config, tuple(parent.split(".")), data)
    near = () if section is None or last in section.model_fields else section.model_fields
    known = [*CONSTANTS, *(f"{parent}.{name}" for name in near)]
    if meant := difflib.get_close_matches(key, known, n=1, cutoff=0.8):
        return f"= {key!r} is no key of the configuration", f"did you mean {meant[0]!r}?"
    remedy = "write a key of the configuration (see the page Configuration keys) or one of "
    return f"= {key!r} takes no number that can vary evenly", remedy + ", ".join(CONSTANTS)


def _meaning(quantity: UnitFloat | None) -> Meaning:
    if quantity is None:
        return Meaning("", "", -math.inf, math.inf)
    return Meaning(quantity.unit, quantity.shown, quantity.low, quantity.high)


def read_parameter(
    loaded: LoadedStudy, index: int, data: Mapping[str, Any], problems: list[ConfigProblem]
) -> Parameter | None:
    """Check one entry of `parameters`.

    Args:
        loaded: the study file.
        index: of the entry.
        data: content of the base configuration.
        problems: what is wrong is added here.
    """
    entry, key = loaded.content.parameters[index], ("parameters", index)
    meaning = meaning_of(entry.key, data)
    if meaning is None:
        problems.append(loaded.problem((*key, "key"), *_no_parameter(entry.key, data)))
        return None
    found = [_prior_problem(loaded, entry, index)]
    if any(found):
        problems += [p for p in found if p is not None]
        return None
    numbers = _numbers(loaded, entry, index, meaning, problems)
    prior = None if numbers is None else _prior(loaded, entry, index, meaning, numbers, problems)
    if prior is None:
        return None
    name = entry.name or entry.key
    return Parameter(name, entry.key, prior, meaning.unit, meaning.shown, frozenset(entry.data))


def unknown_conditions(loaded: LoadedStudy, data: Mapping[str, Any]) -> list[ConfigProblem]:
    """Conditions whose keys no section has: told where the study names them, not row by row.

    Args:
        loaded: the study file.
        data: content of the base configuration, complete and plain.
    """
    found = []
    for index, entry in enumerate(loaded.content.data):
        for column, key in entry.conditions.items():
            *parents, last = [int(part) if part.isdecimal() else part for part in key.split(".")]
            section = section_at(Config, tuple(parents), data)
            if section is not None and last not in section.model_fields:
                remedy = did_you_mean(str(last), section.model_fields)
                place = ("data", index, "conditions", column)
                found.append(loaded.problem(place, f"= {key!r} is an unknown key", remedy))
    return found


def _prior_problem(loaded: LoadedStudy, entry: ParameterEntry, index: int) -> ConfigProblem | None:
    """What a prior lacks, or has too much."""
    needs, key = _NEEDS[entry.prior], ("parameters", index)
    if missing := [name for name in needs if getattr(entry, name) is None]:
        message = f"has a {entry.prior} prior without {' and '.join(missing)}"
        return loaded.problem(key, message, f"add {' and '.join(f'`{m}: ...`' for m in missing)}")
    known = {*needs, *_ENDS}
    spare = [n for names in _NEEDS.values() for n in names if n not in known]
    if given := [name for name in spare if getattr(entry, name) is not None]:
        message = f"is not for a {entry.prior} prior, which has {' and '.join(needs)}"
        return loaded.problem((*key, given[0]), message, "delete it, or change the prior")
    return None


def _numbers(
    loaded: LoadedStudy,
    entry: ParameterEntry,
    index: int,
    meaning: Meaning,
    problems: list[ConfigProblem],
) -> dict[str, float] | None:
    """The written values in SI units."""
    found: dict[str, float] = {}
    for name in ("low", "high", "mean", "deviation", "median"):
        written = getattr(entry, name)
        if written is None:
            continue
        try:
            found[name] = number_of(written, meaning.unit, is_change=name == "deviation")
        except UnitError as error:
            example = f"`{name}: 1 {meaning.shown}`" if meaning.unit else f"`{name}: 1`"
            key = ("parameters", index, name)
            problems.append(
                loaded.problem(key, f"= {str(written)!r} {error}", f"write for instance {example}")
            )
            return None
    return found


def number_of(written: Any, unit: str, *, is_change: bool = False) -> float:
    """A written value in a unit; plain numbers have none.

    Args:
        written: text or number.
        unit: to convert to; empty for plain numbers.
        is_change: a difference: kelvin and degrees Celsius are the same.

    Raises:
        UnitError: it is not such a quantity.
    """
    text = str(written).strip()
    if not unit:
        number, found = split_quantity(text)
        return convert(number, found, "percent") / 100 if found else number
    if is_change and unit == "K":
        text = text.replace("degC", "K")
    number, found = split_quantity(text)
    return 0.0 if number == 0 and not found and unit != "K" else parse_quantity(text, unit)


def _prior(
    loaded: LoadedStudy,
    entry: ParameterEntry,
    index: int,
    meaning: Meaning,
    numbers: dict[str, float],
    problems: list[ConfigProblem],
) -> Prior | None:
    """The distribution, if its numbers make one."""
    is_log = entry.prior in ("loguniform", "lognormal")
    low, high = numbers.get("low", meaning.least), numbers.get("high", meaning.largest)
    message = _senseless(entry.prior, low, high, numbers)
    if not message and (low < meaning.least or high > meaning.largest):
        message = f"reaches beyond the sensible range of {entry.key}"
    if message:
        problems.append(loaded.problem(("parameters", index), message, "check low, high and units"))
        return None
    if entry.prior in ("uniform", "loguniform"):
        return even_prior(low, high, is_log)
    if entry.prior == "normal":
        return Prior(False, low, high, numbers["mean"], numbers["deviation"])
    assert entry.factor is not None
    ends = (math.log(low) if low > 0 else -math.inf, math.log(high))
    return Prior(True, *ends, math.log(numbers["median"]), math.log(entry.factor))


def _senseless(kind: str, low: float, high: float, numbers: Mapping[str, float]) -> str:
    """Why numbers make no distribution; empty if they do."""
    if not low < high:
        return "has a high that is not above its low"
    if kind == "loguniform" and low <= 0:
        return "has a loguniform prior from a low of 0 or less"
    centre = numbers.get("mean", numbers.get("median"))
    if centre is not None and not low <= centre <= high:
        return "has its middle outside low and high"
    if kind == "lognormal" and numbers["median"] <= 0:
        return "has a lognormal prior with a median of 0 or less"
    if kind == "normal" and numbers["deviation"] <= 0:
        return "has a deviation that is not above 0"
    return ""
