"""What a run stands on: sources of its materials, models and programs, as BibTeX."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from filasse import materials
from filasse.config import Config
from filasse.config.reading.own_materials.material_files import OwnMaterial
from filasse.config.reading.preset_values import named_creep
from filasse.config.sections.anode_section import ConstrictionSection, VacanciesSection
from filasse.config.sections.coating_section import CoatingSection
from filasse.config.sections.electrolyte_section import LeakageSection
from filasse.config.sections.interphase_section import InterphaseSection
from filasse.config.sections.section_base import Section
from filasse.references import Source, bibliography
from filasse.report.own_values import is_kept, kept_values


class Citation(NamedTuple):
    """A source and what the run took from it.

    Attributes:
        key: BibTeX key.
        text: The source in one line.
        doi: Digital object identifier; empty if unknown.
        caveat: What of the entry was not checked; empty if all was.
        used_for: What it stands behind.
        bibtex: The entry.
    """

    key: str
    text: str
    doi: str
    caveat: str
    used_for: tuple[str, ...]
    bibtex: str


def citations(config: Mapping[str, Any], own: Sequence[OwnMaterial] = ()) -> list[Citation]:
    """Return the sources of what a run used; values that the user replaced cite nothing.

    Args:
        config: The resolved configuration, SI.
        own: Material files of the user's own; what their values are from stands behind the rest.
    """
    entries = bibliography()
    used: dict[str, list[str]] = {}
    for key, purpose in [*_models(config), *_values(config, own)]:
        if key in entries and purpose not in used.setdefault(key, []):
            used[key].append(purpose)
    published = [_citation(entries[key], tuple(purposes)) for key, purposes in used.items()]
    return [*published, *_unpublished(config, own)]


def _unpublished(config: Mapping[str, Any], own: Sequence[OwnMaterial]) -> Iterator[Citation]:
    """What the user's own files say of their values in words."""
    found: dict[str, list[str]] = {}
    for file, item in kept_values(config, own):
        if not item.keys:
            found.setdefault(item.source, []).append(f"{file}: {item.key}")
    for source, purposes in found.items():
        yield Citation("", source, "", "", tuple(purposes), "")


def values_by_source(
    config: Mapping[str, Any], own: Sequence[OwnMaterial] = ()
) -> dict[str, set[str]]:
    """Keys of the values of presets and files that a run kept, by what they are from.

    Args:
        config: The resolved configuration, SI.
        own: Material files of the user's own.
    """
    found: dict[str, set[str]] = {}
    for source, purpose in _values(config, own):
        found.setdefault(source, set()).add(purpose)
    return found


def _models(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "filasse", "the simulation"
    yield "dolfinx", "finite elements"
    yield "mumps", "factorisation"
    yield "gmsh", "meshes"
    if config["mesh"]["quarter_point"]:
        yield "barsoum1976", "quarter-point elements at crack tips"
    yield "yu2009", "stress intensities by the interaction integral"
    if config["numerics"]["coupling"] == "staggered":
        yield "degroote2009", "acceleration of the staggered coupling"
    if config["growth"].get("criterion") == "max_energy":
        yield "amestoy1992", "direction in which a crack turns"
    if (config["interface"].get("interphase") or {}).get("breakaway"):
        yield "birks2006", "growth of an interphase that cracks"
        yield "hutchinson1991", "thickness at which it cracks"
    if config["lithium"].get("size_effect"):
        yield "xu2017", "strength of small lithium"
        yield "zhang2020", "strength of small lithium"
        yield "tang2021", "strength of small lithium"


def _values(config: Mapping[str, Any], own: Sequence[OwnMaterial]) -> Iterator[tuple[str, str]]:
    """Yield the sources of every value of a preset or file that the run kept."""
    for file, item in kept_values(config, own):
        yield from ((key, f"{file}: {item.key}") for key in item.keys)
    electrolyte, lithium = config["electrolyte"]["material"], config["lithium"]["material"]
    creep = config["lithium"]["creep"]["name"]
    for name in filter(None, (electrolyte, lithium)):
        material = materials.load(name)
        preset = _preset_values(material)
        for item in material.properties:
            if _matters(item.key, config) and _at(preset, item.key) == _at(config, item.key):
                yield from ((key, f"{name}: {item.key}") for key in item.keys)
    if config["interface"].get("interphase") is not None:
        yield from _interphase(config["interface"]["interphase"])
    if config["interface"].get("coating") is not None:
        yield from _coating(config["interface"]["coating"])
    yield from _defaults(config)
    if config["lithium"]["flow"] == "creep" and creep in materials.names("creep"):
        for item in materials.load(creep).properties:
            if item.key.startswith("creep.") and is_kept(config, f"lithium.{item.key}", item.value):
                yield from ((key, f"creep law {creep}") for key in item.keys)


def _interphase(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Sources of the values of an interphase that are those of its preset."""
    if config["material"] is None:
        return
    material = materials.load(config["material"])
    given = InterphaseSection.model_validate(material.section("interphase")).model_dump()
    for item in material.interphase:
        name = item.key.rpartition(".")[2]
        if given[name] == config[name]:
            yield from ((key, f"{material.name}: {item.key}") for key in item.keys)


def _coating(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Sources of the values of a coating that are those of its preset."""
    if config["material"] is None:
        return
    material = materials.load(config["material"])
    required = {name: config[name] for name in ("thickness", "conductivity")}
    given = CoatingSection.model_validate(required | material.section("coating")).model_dump()
    for item in material.properties:
        name = item.key.rpartition(".")[2]
        if given[name] == config[name]:
            yield from ((key, f"{material.name}: {item.key}") for key in item.keys)


ASSUMED = "assumed"
"""Source of values that no one measured, in presets too."""

USUAL = "usual"
"""Source of defaults that are usual values, from no one measurement."""

_DEFAULTS: tuple[tuple[str, type[Section], str, tuple[str, ...]], ...] = (
    (
        "anode.vacancies",
        VacanciesSection,
        ASSUMED,
        ("equilibrium", "supersaturation", "void_spacing"),
    ),
    ("electrolyte.leakage", LeakageSection, ASSUMED, ("seed_radius",)),
    ("electrolyte.leakage", LeakageSection, USUAL, ("surface_energy",)),
    ("interface.constriction", ConstrictionSection, USUAL, ("hardness",)),
)
"""Defaults without a publication of sections that no preset supplies, and their sources."""


def _defaults(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Such defaults that the run kept; a section that is off has none."""
    for place, section, source, names in _DEFAULTS:
        values = _at(config, place)
        for name in names if isinstance(values, Mapping) else ():
            if values.get(name) == section.model_fields[name].default:
                yield source, f"default: {place}.{name}"


def _matters(key: str, config: Mapping[str, Any]) -> bool:
    """Return whether the run looked at a value at all."""
    lithium = config["lithium"]
    if key.startswith("lithium.diffusional_creep."):
        return lithium["diffusional_creep"]["grain_size"] is not None
    if key.startswith("lithium.interface_diffusion."):
        return bool(lithium["flow"] == "creep")
    return key != "lithium.creep"


def _preset_values(material: materials.Material) -> dict[str, Any]:
    """Return the values of a preset in SI units, read as a configuration's are."""
    values = {}
    for name in dict.fromkeys(item.key.split(".")[0] for item in material.properties):
        section: Any = Config.model_fields[name].annotation
        data = material.section(name) | ({} if name == "interface" else {"material": material.name})
        if "creep" in data:
            data["creep"] = named_creep(data["creep"])
        values[name] = section.model_validate(data).model_dump()
    return values


def _at(tree: Mapping[str, Any], key: str) -> Any:
    branch: Any = tree
    for name in key.split("."):
        branch = branch.get(name) if isinstance(branch, Mapping) else None
    return branch


def _citation(source: Source, used_for: tuple[str, ...]) -> Citation:
    return Citation(source.key, source.long(), source.doi, source.caveat, used_for, source.bibtex)
