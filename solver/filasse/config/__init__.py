"""The configuration: what a user writes, checked and turned into SI units."""

from filasse.config.electrolyte import Electrolyte, GrainBoundary, RegionProperties, Scatter
from filasse.config.expectations import Expectation, expectations
from filasse.config.flaws import Flaw, RandomFlaws
from filasse.config.geometry import Geometry, Region
from filasse.config.interface import CounterElectrode, Interface
from filasse.config.lithium import Creep, InterfaceDiffusion, Lithium
from filasse.config.load import load_config, read_config
from filasse.config.loading import Mechanics, Protocol, Ramp, Repeat, Step
from filasse.config.microstructure import Grains, Image, Microstructure, Notch, PlacedPore, Pores
from filasse.config.model import Config
from filasse.config.numerics import Growth, Mesh, Numerics, Output

__all__ = [
    "Config",
    "CounterElectrode",
    "Creep",
    "Electrolyte",
    "Expectation",
    "Flaw",
    "Geometry",
    "GrainBoundary",
    "Grains",
    "Growth",
    "Image",
    "Interface",
    "InterfaceDiffusion",
    "Lithium",
    "Mechanics",
    "Mesh",
    "Microstructure",
    "Notch",
    "Numerics",
    "Output",
    "PlacedPore",
    "Pores",
    "Protocol",
    "Ramp",
    "RandomFlaws",
    "Region",
    "RegionProperties",
    "Repeat",
    "Scatter",
    "Step",
    "expectations",
    "load_config",
    "read_config",
]
