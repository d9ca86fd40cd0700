"""A configuration as the rules see it: they are below the class that applies them."""

from __future__ import annotations

from typing import Protocol

from filasse.config.sections.anode_section import AnodeSection
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.growth_section import GrowthSection
from filasse.config.sections.interface_section import CounterElectrodeSection, InterfaceSection
from filasse.config.sections.laws.own_section import OwnSection
from filasse.config.sections.lithium_section import LithiumSection
from filasse.config.sections.loading_section import MechanicsSection, ProtocolSection
from filasse.config.sections.numerics_section import MeshSection, NumericsSection, OutputSection
from filasse.config.sections.section_base import Section


class AllSections(Protocol):
    """See `filasse.config.Config`."""

    @property
    def temperature(self) -> float: ...  # noqa: D102
    @property
    def geometry(self) -> GeometrySection: ...  # noqa: D102
    @property
    def electrolyte(self) -> ElectrolyteSection: ...  # noqa: D102
    @property
    def lithium(self) -> LithiumSection: ...  # noqa: D102
    @property
    def interface(self) -> InterfaceSection: ...  # noqa: D102
    @property
    def anode(self) -> AnodeSection: ...  # noqa: D102
    @property
    def counter_electrode(self) -> CounterElectrodeSection: ...  # noqa: D102
    @property
    def mechanics(self) -> MechanicsSection: ...  # noqa: D102
    @property
    def protocol(self) -> ProtocolSection: ...  # noqa: D102
    @property
    def growth(self) -> GrowthSection: ...  # noqa: D102
    @property
    def mesh(self) -> MeshSection: ...  # noqa: D102
    @property
    def numerics(self) -> NumericsSection: ...  # noqa: D102
    @property
    def output(self) -> OutputSection: ...  # noqa: D102
    @property
    def own(self) -> OwnSection: ...  # noqa: D102

    def sections_without(self, key: tuple[str | int, ...]) -> dict[str, Section]:
        """The sections that would be valid if a key had been left out."""
        ...
