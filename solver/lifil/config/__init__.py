"""The configuration: what a user writes, checked and turned into SI units."""

from lifil.config.electrolyte import Electrolyte, GrainBoundary, RegionProperties, Scatter
from lifil.config.expectations import Expectation, expectations
from lifil.config.flaws import Flaw, RandomFlaws
from lifil.config.geometry import Geometry, Region
from lifil.config.interface import CounterElectrode, Interface
from lifil.config.lithium import Creep, InterfaceDiffusion, Lithium
from lifil.config.load import load_config, read_config
from lifil.config.loading import Mechanics, Protocol, Ramp, Repeat, Step
from lifil.config.microstructure import Grains, Image, Microstructure, Notch, PlacedPore, Pores
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
