"""Defaults that depend on other values. Every rule of thumb on sizes is here."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from filasse.config.reading.input_files import fill_size
from filasse.config.reading.preset_values import fill_presets, merge
from filasse.config.sections.electrolyte_section import GrainBoundarySection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.numerics_section import Size

TIP_PER_FLAW = 1 / 100  # K is then right to 0.1 % with quarter-point elements
TIP_PER_BAND = 1 / 3  # a tip in a grain boundary must see it
TIP_PER_PORE = 1 / 20  # a fourth of the crack that leaves a pore
FACE_PER_FLAW = 1 / 8  # opening and pressure are smooth away from mouth and tip
FACE_PER_THICKNESS = 1 / 80  # eighty segments on a crack that has grown through the slab
# currents crowd within a flaw's length of its mouth, graded from there
ANODE_PER_THICKNESS = 1 / 40
FAR_PER_THICKNESS = 1 / 20  # stresses and currents vary there over the slab's thickness
FAR_PER_GRAIN = 1 / 2  # a grain is no less than two cells wide
STEP_PER_THICKNESS = 1 / 100  # half the step then changes the time to the short by some 0.3 %
LONGEST_STEP_PER_THICKNESS = 1 / 25  # four times the usual one, for coarse grains
TIP_PER_STEP = 4 / 25  # room for a contour within the last straight piece of a path
FACE_PER_STEP = 2  # so that meshes are refined along with the step
STEP_PER_GRAIN = 1 / 6  # six choices of direction a grain: a path can follow its boundary
SHORT_PER_THICKNESS = 1 / 50  # some two growth steps: the cells of the tip still fit in between
TIP_PER_RADIUS = 1 / 10  # K along a front is then right to 0.3 %
FAR_PER_SIDE = 1 / 5  # of the smallest side of a slab with a depth
SOLID_STEP_PER_THICKNESS = 1 / 160  # at most; far less where cracks are small
STEP_PER_RADIUS = 1 / 10  # the first variation of K, by which fronts advance, is good to 1 % there
# front cells grow with the crack to a tenth of the thickness, and keep half their size clear
SOLID_SHORT_PER_THICKNESS = 1 / 10
MICRO_FLAW_PER_STEP = 5 / 16  # without pores, when it does not matter
MICRO_FLAW_PER_PORE = 1 / 5  # within the radius over which the stress around a pore decays

_SIZE = TypeAdapter[float](Size)

_SAME_KINETICS = ("exchange_current_density", "transfer_coefficient", "double_layer_capacitance")


class Features(NamedTuple):
    """What sets the sizes.

    Attributes:
        geometry: the slab.
        band: width of the grain boundaries [m], None without them.
        step: growth step that the user wants [m], None for the default.
        tip: cell size at the tips that the user wants [m], None for the default.
    """

    geometry: GeometrySection
    band: float | None = None
    step: float | None = None
    tip: float | None = None


def mesh_sizes(features: Features) -> dict[str, float]:
    """Largest cell sizes [m] for a geometry: see `Mesh`; none is below a given tip."""
    least = features.tip or 0.0
    return {name: max(size, least) for name, size in _usual_sizes(features).items()}


def _usual_sizes(features: Features) -> dict[str, float]:
    geometry, thickness = features.geometry, features.geometry.thickness
    if geometry.depth is not None:
        return _solid_sizes(geometry, geometry.depth)
    flaw = min(geometry.flaw_lengths, default=thickness / 10)
    step = features.step or growth_lengths(features)["step"]
    face = min(FACE_PER_FLAW * flaw, FACE_PER_THICKNESS * thickness, FACE_PER_STEP * step)
    tip, far = min(TIP_PER_FLAW * flaw, face), FAR_PER_THICKNESS * thickness
    tip = min(tip, *(TIP_PER_PORE * size for size in (*geometry.pore_sizes, thickness)))
    if features.band is not None:
        tip = min(tip, TIP_PER_BAND * features.band)
    if geometry.grain_size is not None:
        far = max(min(far, FAR_PER_GRAIN * geometry.grain_size), face)
    tip = min(tip, TIP_PER_STEP * step)
    anode = max(min(ANODE_PER_THICKNESS * thickness, far), face)
    return {"tip": tip, "lip": face, "anode": anode, "far": far}


def _solid_sizes(geometry: GeometrySection, depth: float) -> dict[str, float]:
    """Largest cell sizes [m] of a slab with a depth; faces and electrodes follow from the two."""
    far = FAR_PER_SIDE * min(geometry.width, geometry.thickness, depth)
    tip = min(TIP_PER_RADIUS * _smallest_radius(geometry), far)
    return {"tip": tip, "lip": min(2 * tip, far), "anode": far, "far": far}


def _smallest_radius(geometry: GeometrySection) -> float:
    """Of the cracks of a slab with a depth [m]; without any, nothing depends on it."""
    return min((flaw.radius for flaw in geometry.first_flaws), default=geometry.thickness / 10)


def growth_lengths(features: Features) -> dict[str, float]:
    """Growth step, distance that counts as a short circuit, crack that leaves a pore [m].

    In the plane the step is no shorter than a given cell size at the tips.
    """
    geometry = features.geometry
    step = STEP_PER_THICKNESS * geometry.thickness
    if geometry.grain_size is not None:
        longest = LONGEST_STEP_PER_THICKNESS * geometry.thickness
        step = min(longest, STEP_PER_GRAIN * geometry.grain_size)
    step, short = max(step, features.tip or 0.0), SHORT_PER_THICKNESS
    if geometry.depth is not None:
        longest = SOLID_STEP_PER_THICKNESS * geometry.thickness
        step = min(longest, STEP_PER_RADIUS * _smallest_radius(geometry))
        short = SOLID_SHORT_PER_THICKNESS
    micro_flaws = (MICRO_FLAW_PER_PORE * size for size in geometry.pore_sizes)
    return {
        "step": step,
        "short_circuit_distance": short * geometry.thickness,
        "micro_flaw": min(micro_flaws, default=MICRO_FLAW_PER_STEP * step),
    }


def with_defaults(data: Mapping[str, Any], sections: Iterable[str]) -> dict[str, Any]:
    """Return the configuration with presets and dependent defaults below the user's values.

    Args:
        data: the configuration as the user wrote it.
        sections: names of all sections; one that is there but empty counts as left out.
    """
    empty = {name for name in sections if name in data and data[name] is None}
    filled = fill_presets({key: value for key, value in data.items() if key not in empty})
    if "geometry" in filled:
        filled["geometry"] = fill_size(filled["geometry"])
    features = Features(
        _geometry(filled.get("geometry")),
        _band(filled.get("electrolyte")),
        _size(filled.get("growth"), "step"),
        _size(filled.get("mesh"), "tip"),
    )
    for name, rule in (("mesh", mesh_sizes), ("growth", growth_lengths)):
        texts = {key: f"{value:.6g} m" for key, value in rule(features).items()}
        filled[name] = merge(_without_nulls(filled.get(name, {}), texts), texts)
    filled.setdefault("interface", {})
    filled["counter_electrode"] = _counter_electrode(filled)
    return filled


def _geometry(data: Any) -> GeometrySection:
    """The geometry, or any other if it is wrong: then nothing else matters, only its errors."""
    try:
        return GeometrySection.model_validate(data)
    except ValidationError:
        return GeometrySection(width=1e-4, thickness=1e-4)


def _band(electrolyte: Any) -> float | None:
    """Width of the grain boundaries, None without them or if they are wrong."""
    if isinstance(electrolyte, Mapping):
        boundary = electrolyte.get("grain_boundary")
    else:
        boundary = getattr(electrolyte, "grain_boundary", None)
    try:
        return None if boundary is None else GrainBoundarySection.model_validate(boundary).width
    except ValidationError:
        return None


def _size(section: Any, name: str) -> float | None:
    """A size of a section that is asked for [m], None for the default or if it is wrong."""
    size = section.get(name) if isinstance(section, Mapping) else getattr(section, name, None)
    try:
        return None if size is None else _SIZE.validate_python(size)
    except ValidationError:
        return None


def _without_nulls(section: Any, derived: Iterable[str]) -> Any:
    """Drop the derived keys that are null: they ask for the default."""
    if not isinstance(section, Mapping):
        return section
    return {key: section[key] for key in section if section[key] is not None or key not in derived}


def _counter_electrode(filled: Mapping[str, Any]) -> Any:
    """A symmetric cell unless said otherwise: the kinetics of the plating interface."""
    own, interface = filled.get("counter_electrode", {}), filled["interface"]
    if isinstance(interface, Mapping):
        interface = {key: interface[key] for key in _SAME_KINETICS if key in interface}
    else:
        interface = {key: getattr(interface, key, None) for key in _SAME_KINETICS}
    return merge(own, interface)
