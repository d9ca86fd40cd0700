"""A configuration as the rules see it: they are below the class that applies them."""

from __future__ import annotations

from typing import Protocol

from filasse.config.sections.anode import Anode
from filasse.config.sections.base import Section
from filasse.config.sections.electrolyte import Electrolyte
from filasse.config.sections.geometry import Geometry
from filasse.config.sections.growth import Growth
from filasse.config.sections.interface import CounterElectrode, Interface
from filasse.config.sections.lithium import Lithium
from filasse.config.sections.loading import Mechanics
from filasse.config.sections.loading import Protocol as Loading
from filasse.config.sections.numerics import Mesh, Numerics, Output


class Sections(Protocol):
    """See `filasse.config.Config`."""

    @property
    def temperature(self) -> float: ...  # noqa: D102
    @property
    def geometry(self) -> Geometry: ...  # noqa: D102
    @property
    def electrolyte(self) -> Electrolyte: ...  # noqa: D102
    @property
    def lithium(self) -> Lithium: ...  # noqa: D102
    @property
    def interface(self) -> Interface: ...  # noqa: D102
    @property
    def anode(self) -> Anode: ...  # noqa: D102
    @property
    def counter_electrode(self) -> CounterElectrode: ...  # noqa: D102
    @property
    def mechanics(self) -> Mechanics: ...  # noqa: D102
    @property
    def protocol(self) -> Loading: ...  # noqa: D102
    @property
    def growth(self) -> Growth: ...  # noqa: D102
    @property
    def mesh(self) -> Mesh: ...  # noqa: D102
    @property
    def numerics(self) -> Numerics: ...  # noqa: D102
    @property
    def output(self) -> Output: ...  # noqa: D102

    def sections_without(self, key: tuple[str | int, ...]) -> dict[str, Section]:
        """The sections that would be valid if a key had been left out."""
        ...
