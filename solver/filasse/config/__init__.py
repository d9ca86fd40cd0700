"""The configuration: what a user writes, checked and turned into SI units."""

from filasse.config.reading.load import load_config, read_config
from filasse.config.sections.electrolyte import (
    Cleavage,
    Electrolyte,
    GrainBoundary,
    Leakage,
    RegionProperties,
    Scatter,
)
from filasse.config.sections.flaws import Flaw, RandomFlaws
from filasse.config.sections.geometry import Geometry, Region
from filasse.config.sections.growth import Growth
from filasse.config.sections.interface import CounterElectrode, Interface
from filasse.config.sections.lithium import InterfaceDiffusion, Lithium
from filasse.config.sections.loading import Mechanics, Protocol, Ramp, Repeat, Step
from filasse.config.sections.microstructure import (
    Grains,
    Image,
    Microstructure,
    Notch,
    PlacedPore,
    Pores,
)
from filasse.config.sections.model import Config
from filasse.config.sections.numerics import Mesh, Numerics, Output

__all__ = [
    "Cleavage",
    "Config",
    "CounterElectrode",
    "Electrolyte",
    "Flaw",
    "Geometry",
    "GrainBoundary",
    "Grains",
    "Growth",
    "Image",
    "Interface",
    "InterfaceDiffusion",
    "Leakage",
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
    "load_config",
    "read_config",
]
