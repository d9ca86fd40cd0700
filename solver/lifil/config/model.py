"""The whole configuration."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from lifil.config.base import Quantity, Section
from lifil.config.defaults import fill
from lifil.config.electrolyte import Electrolyte
from lifil.config.geometry import Geometry
from lifil.config.interface import CounterElectrode, Interface
from lifil.config.lithium import Lithium
from lifil.config.loading import Mechanics, Protocol
from lifil.config.numerics import Growth, Mesh, Numerics, Output

Temperature = Annotated[float, Quantity("K", "K", 150.0, 453.0, "25 degC")]


class Config(Section):
    """One simulation: everything in SI units, every default filled in."""

    title: str = Field("", max_length=200)
    """A line of text for plots and reports."""

    temperature: Temperature = 298.15
    """Temperature of the cell; lithium melts at 453.7 K."""

    geometry: Geometry
    electrolyte: Electrolyte
    lithium: Lithium
    interface: Interface
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
        return fill(data) if isinstance(data, Mapping) else data
