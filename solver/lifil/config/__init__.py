"""The configuration: what a user writes, checked and turned into SI units."""

from lifil.config.electrolyte import Electrolyte
from lifil.config.expectations import Expectation, expectations
from lifil.config.geometry import Flaw, Geometry
from lifil.config.interface import CounterElectrode, Interface
from lifil.config.lithium import Creep, InterfaceDiffusion, Lithium
from lifil.config.load import load_config, read_config
from lifil.config.loading import Mechanics, Protocol
from lifil.config.model import Config
from lifil.config.numerics import Growth, Mesh, Numerics, Output

__all__ = [
    "Config",
    "CounterElectrode",
    "Creep",
    "Electrolyte",
    "Expectation",
    "Flaw",
    "Geometry",
    "Growth",
    "Interface",
    "InterfaceDiffusion",
    "Lithium",
    "Mechanics",
    "Mesh",
    "Numerics",
    "Output",
    "Protocol",
    "expectations",
    "load_config",
    "read_config",
]
