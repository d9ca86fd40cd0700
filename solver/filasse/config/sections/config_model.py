"""The whole configuration."""

from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import Any, Self

from pydantic import Field, PrivateAttr, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from filasse.config.reading.own_materials.material_files import OwnMaterial
from filasse.config.rules import cross_checks
from filasse.config.rules.defaults import with_defaults
from filasse.config.rules.findings import Finding
from filasse.config.rules.hints import hints
from filasse.config.rules.inert import ignored, without_effect
from filasse.config.sections.anode_section import AnodeSection
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.growth_section import GrowthSection
from filasse.config.sections.interface_section import CounterElectrodeSection, InterfaceSection
from filasse.config.sections.laws.own_section import OwnSection
from filasse.config.sections.lithium_section import LithiumSection
from filasse.config.sections.loading_section import MechanicsSection, ProtocolSection, Temperature
from filasse.config.sections.numerics_section import MeshSection, NumericsSection, OutputSection
from filasse.config.sections.section_base import Section


class Config(Section):
    """One simulation: everything in SI units, every default filled in."""

    title: str = Field("", max_length=200)
    """A line of text for plots and reports."""

    temperature: Temperature = 298.15
    """Temperature of the cell until a step sets another; lithium melts at 453.7 K."""

    geometry: GeometrySection
    electrolyte: ElectrolyteSection
    lithium: LithiumSection
    interface: InterfaceSection
    anode: AnodeSection = AnodeSection()
    counter_electrode: CounterElectrodeSection
    mechanics: MechanicsSection = MechanicsSection()
    protocol: ProtocolSection
    growth: GrowthSection
    mesh: MeshSection
    numerics: NumericsSection = NumericsSection()
    output: OutputSection = OutputSection()
    own: OwnSection = OwnSection()

    _notes: tuple[str, ...] | None = PrivateAttr(None)
    _own_materials: tuple[OwnMaterial, ...] = PrivateAttr(())

    @model_validator(mode="before")
    @classmethod
    def _fill_defaults(cls, data: Any) -> Any:
        """Fill in presets and the defaults that depend on other values."""
        return with_defaults(data, SECTIONS) if isinstance(data, Mapping) else data

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Reject values that do not fit together."""
        findings = find({name: getattr(self, name) for name in SECTIONS})
        if findings:
            text = "; ".join(f"{'.'.join(map(str, f.key))} {f.message}" for f in findings)
            raise PydanticCustomError(NOT_TOGETHER, "{message}", {"message": text})
        return self

    def __repr__(self) -> str:
        """One line: the slab, its flaws and what the cycler does; print sections for more."""
        slab, drive = self.geometry, self.protocol
        title = f"{self.title!r}, " if self.title else ""
        size = f"{slab.width * 1e6:.4g} um x {slab.thickness * 1e6:.4g} um"
        size += "" if slab.depth is None else f" x {slab.depth * 1e6:.4g} um"
        flaws = f"{slab.flaw_count} flaw{'s' if slab.flaw_count != 1 else ''}"
        if drive.current_density is not None:
            what = f"{drive.current_density / 10:.4g} mA/cm^2"
        else:
            voltage = drive.voltage
            what = f"{len(drive.steps)} steps" if voltage is None else f"{voltage:.4g} V"
        material = self.electrolyte.material or "own material"
        return f"<Config {title}{material}, {size}, {flaws}, {what}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """For notebooks: the line of `repr`, and every value behind the name of its section."""
        parts = ((name, getattr(self, name)) for name in SECTIONS)
        shown = (value.as_html(name) for name, value in parts if isinstance(value, Section))
        line = f"{repr(self)[1:-1]}, {dict(self.__repr_args__())['temperature']}"
        return f"<p>{escape(line)}</p>{''.join(shown)}"

    def replace(self, changes: Any = (), **sections: Any) -> "Config":
        """The same configuration with some values changed and everything checked again.

        Defaults that this configuration was filled in with stay what they are.

        Args:
            changes: by dotted key, `"growth.step=2 um"` or `{"growth.step": "2 um"}`, or a list.
            **sections: changes by section, `growth={"step": "2 um"}`.

        Raises:
            ConfigError: lists every problem with its value and remedy.
        """
        from filasse.config.reading.sources import checked

        return checked(self, changes, sections)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is allowed but odd, or without effect; with the lines of the file, if there is one.

        One line for each thing that a user may want to know before the run.
        """
        if self._notes is not None:
            return self._notes
        return tuple(finding.text for finding in (*hints(self), *without_effect(self)))

    def with_notes(self, notes: tuple[str, ...]) -> Self:
        """The same configuration with notes that name files and lines."""
        copy = self.model_copy()
        copy._notes = notes
        return copy

    @property
    def own_materials(self) -> tuple[OwnMaterial, ...]:
        """The material files that its values were read from."""
        return self._own_materials

    def with_own_materials(self, own: tuple[OwnMaterial, ...]) -> Self:
        """The same configuration, which remembers what its values were read from."""
        copy = self.model_copy()
        copy._own_materials = own
        return copy

    def sections_without(self, key: tuple[str | int, ...]) -> dict[str, Section]:
        """The sections that would be valid if a key had been left out."""
        data = _with_lists(self.model_dump())
        branch: Any = data
        for part in key[:-1]:
            branch = branch[part]
        del branch[key[-1]]
        return valid_sections(data, "")

    def __eq__(self, other: object) -> bool:
        """Equal if all values are; notes do not count."""
        return isinstance(other, Config) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        """Of the text form: a configuration holds mappings."""
        return hash(self.model_dump_json())


NOT_TOGETHER = "not_together"
SECTIONS: Mapping[str, type[Section]] = {
    name: field.annotation
    for name, field in Config.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def _with_lists(value: Any) -> Any:
    """Plain data that can be changed."""
    if isinstance(value, dict):
        return {key: _with_lists(item) for key, item in value.items()}
    return [_with_lists(item) for item in value] if isinstance(value, tuple) else value


def find(sections: Mapping[str, Section]) -> tuple[Finding, ...]:
    """What does not fit together among valid sections, and what would be ignored."""
    shell = Config.model_construct(**sections)  # type: ignore[arg-type]
    return (*cross_checks.cross_findings(sections), *ignored(shell))


def valid_sections(data: Mapping[str, Any], context: str) -> dict[str, Section]:
    """The sections of a faulty configuration that are valid by themselves."""
    filled, fields = with_defaults(data, SECTIONS), Config.model_fields
    defaults = {name: fields[name].default for name in SECTIONS if name not in filled}
    sections = {name: item for name, item in defaults.items() if isinstance(item, Section)}
    for name in SECTIONS.keys() & filled.keys():
        with suppress(ValidationError):
            sections[name] = SECTIONS[name].model_validate(filled[name], context=context)
    if "geometry" not in sections:  # then sizes and steps stem from a stand-in
        sections.pop("mesh", None)
        sections.pop("growth", None)
    return sections
