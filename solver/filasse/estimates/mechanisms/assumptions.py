"""What estimates need beside the configuration: assumed, unless the user gives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from filasse import materials
from filasse.config import Config
from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.overrides import set_value, shortened
from filasse.config.reading.translate import translate
from filasse.config.reading.yaml_document import Document, parse_value
from filasse.config.rules.findings import um
from filasse.config.sections.section_base import (
    UNITS_REQUIRED,
    Number,
    Section,
    UnitFloat,
    quantity_of,
)
from filasse.errors import ConfigError, UsageError
from filasse.materials.preset_laws import elastic_preset

OPTION = "--assume"

Modulus = Annotated[float, UnitFloat("Pa", "GPa", 1e5, 1e12, "7.8 GPa")]
Size = Annotated[float, UnitFloat("m", "um", 1e-9, 1.0, "1 um")]
Strength = Annotated[float, UnitFloat("Pa", "MPa", 1e5, 1e11, "100 MPa")]
Energy = Annotated[float, UnitFloat("J/m^2", "J/m^2", 0.0, 10.0, "0.45 J/m^2")]
Electronic = Annotated[float, UnitFloat("S/m", "S/cm", 1e-16, 1.0, "1e-8 S/cm")]
Time = Annotated[float, UnitFloat("s", "s", 1e-6, 1e12, "10 s")]
Concentration = Annotated[float, UnitFloat("mol/m^3", "mol/m^3", 1e-2, 1e5, "1000 mol/m^3")]
Diffusivity = Annotated[float, UnitFloat("m^2/s", "cm^2/s", 1e-20, 1e-6, "1e-8 cm^2/s")]
Ratio = Annotated[Number, Field(gt=-1.0, lt=0.5)]
Transference = Annotated[Number, Field(ge=0.0, lt=1.0)]


class Assumptions(Section):
    """Inputs of the estimates that no configuration has."""

    lithium_youngs_modulus: Modulus
    """Of lithium behind the front."""

    lithium_poisson_ratio: Ratio
    """Of lithium behind the front."""

    surface_energy: Energy = 0.45
    """Of lithium against the electrolyte."""

    electrode_width: Size = 10e-3
    """Of the whole electrode: the longest wave of its front."""

    roughness: Size = 1e-6
    """Height of the waves that are there from the start."""

    wavelength: Size = 10e-6
    """Of these waves."""

    electrolyte_strength: Strength | None = None
    """Flow stress of an electrolyte that yields, such as a polymer."""

    relaxation_time: Time | None = None
    """Of an electrolyte whose stress relaxes, such as a polymer."""

    electronic_conductivity: Electronic | None = None
    """Of the electrolyte."""

    pore_radius: Size = 1e-6
    """Of the pore beside the anode that leakage may fill."""

    seed_radius: Size = 1e-7
    """Of the smallest lithium in that pore."""

    whisker_radius: Size = 500e-9
    """With its shell."""

    whisker_length: Size = 10e-6
    """Between the anode and what it pushes against."""

    whisker_modulus: Modulus = 4.9e9
    """Young's modulus of lithium along the whisker."""

    shell_thickness: Size = 10e-9
    """Of Li2CO3 around the whisker."""

    shell_modulus: Modulus = 65e9
    """Young's modulus of the shell."""

    shell_strength: Strength = 100e6
    """Tensile strength of the shell."""

    salt_concentration: Concentration | None = None
    """Of the salt of a polymer."""

    salt_diffusivity: Diffusivity | None = None
    """Of that salt."""

    transference_number: Transference | None = None
    """Of lithium in that polymer."""

    @model_validator(mode="after")
    def _fits_together(self) -> Assumptions:
        if self.shell_thickness >= self.whisker_radius:
            raise _problem("shell_thickness is not below whisker_radius", "make the shell thinner")
        salt = (self.salt_concentration, self.salt_diffusivity, self.transference_number)
        if any(x is None for x in salt) and any(x is not None for x in salt):
            what = "salt_concentration, salt_diffusivity and transference_number belong together"
            raise _problem(what, "give all three, or none")
        return self


class Assumed(NamedTuple):
    """One input, as it is shown: its name, its value with a unit, and where it is from."""

    name: str
    value: str
    origin: str


_NOTES = {
    "lithium_youngs_modulus": "as the foil's, preset AnandNarayan2019",
    "lithium_poisson_ratio": "as the foil's, preset AnandNarayan2019",
    "surface_energy": "a usual value",
    "whisker_modulus": "a usual value, low: single crystals have some 3 to 20 GPa by direction",
    "shell_modulus": "set so that the whisker has the 7.28 GPa of Tang 2021, whose inputs we lack",
}


def assumptions(config: Config, given: Sequence[str] = ()) -> Assumptions:
    """The inputs for a configuration: what is given, then the presets, then usual values.

    Args:
        config: its electrolyte's preset may know an electronic conductivity, and its pores a size.
        given: changes such as ``"electronic_conductivity=1e-8 S/cm"``.

    Raises:
        ConfigError: lists every problem of what is given.
    """
    document = Document(data=dict(_known(config)))
    for text in given:
        name, equals, value = text.partition("=")
        place = f"{OPTION} {shortened(text.strip())}"
        if not equals or not name.strip():
            raise UsageError(f"{place}: is not of the form key=value, for instance roughness=1 um")
        read = parse_value(value, place, (name.strip(),))
        document.problems += read.problems
        set_value(document, name.strip(), read.data["value"], place)
    found = _checked(document)
    raise_problems([*_impossible(found, config, document)], OPTION)
    return found


def told(inputs: Assumptions, config: Config, given: Sequence[str] = ()) -> tuple[Assumed, ...]:
    """Every input that has a value, with its origin."""
    mine = {text.partition("=")[0].strip() for text in given}
    names = (name for name in type(inputs).model_fields if getattr(inputs, name) is not None)
    return tuple(
        Assumed(name, _shown(inputs, name), "given" if name in mine else _origin(name, config))
        for name in names
    )


def _checked(document: Document) -> Assumptions:
    try:
        found = Assumptions.model_validate(document.data, context=UNITS_REQUIRED)
    except ValidationError as error:
        problems = translate(error, Assumptions, document, OPTION)
        raise_problems([*document.problems, *problems], OPTION)
        context: Any = error.errors()[0].get("ctx", {})
        text = f"{context.get('message', error)}; {context.get('remedy', '')}"
        raise ConfigError(f"{OPTION}: {text}") from None
    raise_problems(document.problems, OPTION)
    return found


def _impossible(inputs: Assumptions, config: Config, document: Document) -> Iterator[ConfigProblem]:
    """What is given and cannot be beside the other inputs or in the slab of a configuration."""
    thickness = config.geometry.thickness
    slab, pore = f"the slab, {um(thickness)} thick", inputs.pore_radius
    width, height = inputs.electrode_width, inputs.roughness
    wave, seed = inputs.wavelength, inputs.seed_radius
    for larger, keys, message, remedy in (
        (2 * pore > thickness, ("pore_radius",), f"is of a pore larger than {slab}", "reduce it"),
        (
            seed >= pore,
            ("seed_radius", "pore_radius"),
            f"does not fit: a seed of radius {um(seed)} is not smaller than its pore of {um(pore)}",
            "reduce seed_radius, or enlarge pore_radius",
        ),
        (height >= thickness, ("roughness",), f"is not below {slab}", "reduce it"),
        (
            wave > width,
            ("wavelength", "electrode_width"),
            f"does not fit: waves of {um(wave)} are longer than the electrode, {um(width)}",
            "reduce wavelength, or enlarge electrode_width",
        ),
    ):
        given = next((key for key in keys if (key,) in document.where), None)
        if larger and given is not None:
            yield ConfigProblem((given,), document.where[given,], message, remedy)


def _known(config: Config) -> Iterator[tuple[str, Any]]:
    young, poisson = elastic_preset()
    yield "lithium_youngs_modulus", f"{young!r} Pa"
    yield "lithium_poisson_ratio", poisson
    if (sizes := config.geometry.pore_sizes) and max(sizes) > 0:
        yield "pore_radius", f"{max(sizes) / 2!r} m"
    for material in _materials(config):
        yield from ((item.key, item.value) for item in material.estimates)
    if (leakage := config.electrolyte.leakage) is not None:
        yield "electronic_conductivity", f"{leakage.conductivity!r} S/m"
        yield "seed_radius", f"{leakage.seed_radius!r} m"
        yield "surface_energy", f"{leakage.surface_energy!r} J/m^2"


def _materials(config: Config) -> list[materials.Material]:
    """The preset of the electrolyte, and a file of the user's own, whose values win."""
    name = config.electrolyte.material
    presets = [] if name is None else [materials.load(name)]
    own = [item.material for item in config.own_materials if item.material.kind == "electrolyte"]
    return presets + own


def _origin(name: str, config: Config) -> str:
    if name == "pore_radius" and config.geometry.pore_sizes:
        return "largest pore of the configuration"
    leaking = ("electronic_conductivity", "seed_radius", "surface_energy")
    if config.electrolyte.leakage is not None and name in leaking:
        return "electrolyte.leakage of the configuration"
    for material in reversed(_materials(config)):
        for item in material.estimates:
            if item.key == name:
                note = f"; {item.note}" if item.note else ""
                return f"preset {material.name}: {item.source}{note}"
    return f"assumed: {_NOTES[name]}" if name in _NOTES else "assumed"


def _shown(inputs: Assumptions, name: str) -> str:
    quantity, value = quantity_of(type(inputs), name), getattr(inputs, name)
    return f"{value:g}" if quantity is None else quantity.format(value, 4)


def _problem(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("together", "{message}", {"message": message, "remedy": remedy})
