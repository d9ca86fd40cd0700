"""The whole configuration."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from filasse.config.rules import checks
from filasse.config.rules.defaults import fill
from filasse.config.sections.anode import Anode
from filasse.config.sections.base import Section
from filasse.config.sections.electrolyte import Electrolyte
from filasse.config.sections.geometry import Geometry
from filasse.config.sections.interface import CounterElectrode, Interface
from filasse.config.sections.lithium import Lithium
from filasse.config.sections.loading import Mechanics, Protocol, Temperature
from filasse.config.sections.numerics import Growth, Mesh, Numerics, Output


class Config(Section):
    """One simulation: everything in SI units, every default filled in."""

    title: str = Field("", max_length=200)
    """A line of text for plots and reports."""

    temperature: Temperature = 298.15
    """Temperature of the cell until a step sets another; lithium melts at 453.7 K."""

    geometry: Geometry
    electrolyte: Electrolyte
    lithium: Lithium
    interface: Interface
    anode: Anode = Anode()
    counter_electrode: CounterElectrode
    mechanics: Mechanics = Mechanics()
    protocol: Protocol
    growth: Growth
    mesh: Mesh
    numerics: Numerics = Numerics()
    output: Output = Output()

    @model_validator(mode="before")
    @classmethod
    def _fill_defaults(cls, data: Any) -> Any:
        """Fill in presets and the defaults that depend on other values."""
        return fill(data, SECTIONS) if isinstance(data, Mapping) else data

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Refuse values that do not fit together."""
        findings = checks.find({name: getattr(self, name) for name in SECTIONS})
        if findings:
            text = "; ".join(f"{'.'.join(map(str, f.key))} {f.message}" for f in findings)
            raise PydanticCustomError(NOT_TOGETHER, "{message}", {"message": text})
        return self


NOT_TOGETHER = "not_together"
SECTIONS: Mapping[str, type[Section]] = {
    name: field.annotation
    for name, field in Config.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def valid_sections(data: Mapping[str, Any], context: str) -> dict[str, Section]:
    """The sections of a faulty configuration that are valid by themselves."""
    sections = {}
    for name, value in fill(data, SECTIONS).items():
        if name in SECTIONS:
            with suppress(ValidationError):
                sections[name] = SECTIONS[name].model_validate(value, context=context)
    if "geometry" not in sections:  # then sizes and steps stem from a stand-in
        sections.pop("mesh", None)
        sections.pop("growth", None)
    return sections
