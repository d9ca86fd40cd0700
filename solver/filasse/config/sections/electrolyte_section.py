"""The solid electrolyte."""

from typing import Annotated

from pydantic import Field, field_validator

from filasse.config.reading.preset_values import check_name
from filasse.config.sections.section_base import Count, Number, Section, UnitFloat
from filasse.constants import arrhenius

Modulus = Annotated[float, UnitFloat("Pa", "GPa", 1e5, 1e12, "150 GPa")]
Toughness = Annotated[float, UnitFloat("Pa m^0.5", "MPa m^0.5", 1e3, 5e7, "1 MPa m^0.5")]
Conductivity = Annotated[float, UnitFloat("S/m", "mS/cm", 1e-8, 100.0, "0.5 mS/cm")]
ActivationEnergy = Annotated[float, UnitFloat("J/mol", "kJ/mol", 0.0, 3e5, "37 kJ/mol")]
Width = Annotated[float, UnitFloat("m", "um", 1e-10, 1e-3, "0.2 um")]
Stress = Annotated[float, UnitFloat("Pa", "MPa", -2e10, 2e10, "-300 MPa")]
Turn = Annotated[float, UnitFloat("rad", "deg", -3.1415926536, 3.1415926536, "30 deg")]
Ratio = Annotated[Number, Field(ge=1e-3, le=1e3)]
Electronic = Annotated[float, UnitFloat("S/m", "S/cm", 1e-16, 1.0, "1e-8 S/cm")]
Seed = Annotated[float, UnitFloat("m", "nm", 1e-9, 1e-5, "100 nm")]
SurfaceEnergy = Annotated[float, UnitFloat("J/m^2", "J/m^2", 0.0, 10.0, "0.45 J/m^2")]
Scattering = Annotated[Number, Field(ge=0.0, le=1.0)]


class GrainBoundarySection(Section):
    """The bands between grains; ratios are to the grains."""

    width: Width = 2e-7
    """Width of the bands; a mesh cannot see the few nanometres of a real boundary."""

    modulus_ratio: Ratio = 0.5
    """Ratio of the shear moduli: about half in LLZO (Yu and Siegel 2018); same Poisson's ratio."""

    toughness_ratio: Ratio = 0.5
    """Ratio of the fracture toughnesses K_IC."""

    conductivity_ratio: Ratio = 1.0
    """Ratio of the ionic conductivities."""

    electronic_ratio: Annotated[Number, Field(ge=1e-6, le=1e6)] = 1.0
    """Ratio of the electronic conductivities, for `leakage`."""


class ScatterSection(Section):
    """How grains differ from each other: log-normal factors with mean 1, one per grain."""

    toughness: Scattering = 0.0
    """Standard deviation of the logarithm of the fracture toughness."""

    modulus: Scattering = 0.0
    """Standard deviation of the logarithm of Young's modulus."""

    conductivity: Scattering = 0.0
    """Standard deviation of the logarithm of the ionic conductivity."""

    seed: Annotated[Count, Field(ge=0, le=2**31)] = 1
    """Of the random numbers."""


class CleavageSection(Section):
    """Toughness that depends on the direction of a crack in its grain, as of a cubic crystal."""

    ratio: Annotated[Number, Field(ge=1.0, le=10.0)]
    """K_IC on {110} over that on the cube planes {100}, which `fracture_toughness` is: a hypothesis
    for LLZO, where nobody has measured it."""

    orientation: Turn | None = None
    """Angle of a cube axis from the anode, with another one along the depth, in all grains; by
    default every grain is turned at random, out of the plane too."""

    orientations: tuple[Turn, ...] = ()
    """The same grain by grain, in the order of the mesh file's or image's grains."""

    seed: Annotated[Count, Field(ge=0, le=2**31)] = 1
    """Of the random numbers; the same seed gives the same orientations."""


class RegionPropertiesSection(Section):
    """What differs in a region; the rest is as in the electrolyte around it."""

    youngs_modulus: Modulus | None = None
    """Young's modulus."""

    fracture_toughness: Toughness | None = None
    """Mode I fracture toughness K_IC."""

    ionic_conductivity: Conductivity | None = None
    """Ionic conductivity at 298.15 K."""

    electronic_conductivity: Electronic | None = None
    """Electronic conductivity at 298.15 K, for `leakage`."""

    in_plane_stress: Stress = 0.0
    """Residual stress of an engineered layer along the electrodes; compression is negative."""


class LeakageSection(Section):
    """Electrons that pass through the electrolyte: leakage, and lithium plated inside of it."""

    conductivity: Electronic
    """Electronic conductivity at 298.15 K; `filasse estimate` tells that of the preset."""

    activation_energy: ActivationEnergy = 0.0
    """Activation energy of the electronic conductivity (Arrhenius)."""

    seed_radius: Seed = 1e-7
    """Radius of the lithium that an empty pore starts from: its surface holds plating back."""

    surface_energy: SurfaceEnergy = 0.45
    """Of lithium against the electrolyte."""


class ElectrolyteSection(Section):
    """Elastic, brittle, single-ion conducting solid electrolyte."""

    material: str | None = None
    """Preset that supplies every value not given here; `filasse materials` lists them. Or a file of
    your own, such as `my_llzo.yaml`."""

    youngs_modulus: Modulus
    """Young's modulus."""

    poisson_ratio: Annotated[Number, Field(gt=-1.0, lt=0.5)]
    """Poisson's ratio."""

    fracture_toughness: Toughness
    """Mode I fracture toughness K_IC, at 298.15 K."""

    toughness_activation_energy: ActivationEnergy = 0.0
    """Makes the toughness fall with temperature: K_IC exp[(Q/R)(1/T - 1/298.15 K)]."""

    ionic_conductivity: Conductivity
    """Ionic conductivity at 298.15 K."""

    conductivity_activation_energy: ActivationEnergy
    """Activation energy of the conductivity (Arrhenius)."""

    grain_boundary: GrainBoundarySection | None = None
    """Bands between grains; without them grains touch."""

    scatter: ScatterSection | None = None
    """Differences from grain to grain."""

    cleavage: CleavageSection | None = None
    """Dependence of the toughness on the direction of a crack within a grain, or in the whole slab
    where there are no grains; none by default."""

    leakage: LeakageSection | None = None
    """Electronic conduction; without it electrons stay in the metal."""

    regions: dict[str, RegionPropertiesSection] = Field(default_factory=dict)
    """Properties of the regions in `geometry.regions`, in an image or in a mesh file, by name."""

    @field_validator("material")
    @classmethod
    def _check_material(cls, name: str | None) -> str | None:
        return None if name is None else check_name(name, "electrolyte")

    def conductivity_factor(self, temperature: float) -> float:
        """Ionic conductivity at a temperature [K] over that at 298.15 K, of all parts alike [-]."""
        return arrhenius(self.conductivity_activation_energy, temperature)

    def conductivity_at(self, temperature: float) -> float:
        """Ionic conductivity of the electrolyte at a temperature [K]  [S/m]."""
        return self.conductivity_factor(temperature) * self.ionic_conductivity
