"""The configuration: what a user writes, checked and turned into SI units."""

from filasse.config.reading.load import load_config, read_config
from filasse.config.sections.config_model import Config
from filasse.config.sections.electrolyte_section import (
    CleavageSection,
    ElectrolyteSection,
    GrainBoundarySection,
    LeakageSection,
    RegionPropertiesSection,
    ScatterSection,
)
from filasse.config.sections.flaws_section import FlawSection, RandomFlawsSection
from filasse.config.sections.geometry_section import GeometrySection, RegionSection
from filasse.config.sections.growth_section import GrowthSection
from filasse.config.sections.interface_section import CounterElectrodeSection, InterfaceSection
from filasse.config.sections.lithium_section import InterfaceDiffusionSection, LithiumSection
from filasse.config.sections.loading_section import (
    MechanicsSection,
    ProtocolSection,
    RampSection,
    RepeatSection,
    StepSection,
)
from filasse.config.sections.microstructure_section import (
    GrainsSection,
    ImageSection,
    MicrostructureSection,
    NotchSection,
    PlacedPoreSection,
    PoresSection,
)
from filasse.config.sections.numerics_section import MeshSection, NumericsSection, OutputSection

__all__ = [
    "CleavageSection",
    "Config",
    "CounterElectrodeSection",
    "ElectrolyteSection",
    "FlawSection",
    "GeometrySection",
    "GrainBoundarySection",
    "GrainsSection",
    "GrowthSection",
    "ImageSection",
    "InterfaceDiffusionSection",
    "InterfaceSection",
    "LeakageSection",
    "LithiumSection",
    "MechanicsSection",
    "MeshSection",
    "MicrostructureSection",
    "NotchSection",
    "NumericsSection",
    "OutputSection",
    "PlacedPoreSection",
    "PoresSection",
    "ProtocolSection",
    "RampSection",
    "RandomFlawsSection",
    "RegionPropertiesSection",
    "RegionSection",
    "RepeatSection",
    "ScatterSection",
    "StepSection",
    "load_config",
    "read_config",
]
