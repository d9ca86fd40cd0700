"""Defaults that depend on other values. Every rule of thumb on sizes is here."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from lifil.config.geometry import Geometry
from lifil.config.mesh_file import fill_size
from lifil.config.presets import fill_presets, merge

TIP_PER_FLAW = 1 / 100  # K is then right to 0.1 % with quarter-point elements
LIP_PER_FLAW = 1 / 8
LIP_PER_THICKNESS = 1 / 80
ANODE_PER_THICKNESS = 1 / 40
FAR_PER_THICKNESS = 1 / 20
STEP_PER_THICKNESS = 1 / 40
SHORT_PER_THICKNESS = 1 / 50

_SAME_KINETICS = ("exchange_current_density", "transfer_coefficient")


def mesh_sizes(geometry: Geometry) -> dict[str, float]:
    """Largest cell sizes [m] for a geometry: see `Mesh` for their meaning."""
    thickness = geometry.thickness
    flaw = min((flaw.length for flaw in geometry.flaws), default=thickness / 10)
    lip = min(LIP_PER_FLAW * flaw, LIP_PER_THICKNESS * thickness)
    return {
        "tip": min(TIP_PER_FLAW * flaw, lip),
        "lip": lip,
        "anode": ANODE_PER_THICKNESS * thickness,
        "far": FAR_PER_THICKNESS * thickness,
    }


def growth_lengths(geometry: Geometry) -> dict[str, float]:
    """Growth step and distance that counts as a short circuit [m]."""
    return {
        "step": STEP_PER_THICKNESS * geometry.thickness,
        "short_circuit_distance": SHORT_PER_THICKNESS * geometry.thickness,
    }


def fill(data: Mapping[str, Any], sections: Iterable[str]) -> dict[str, Any]:
    """Return the configuration with presets and dependent defaults below the user's values.

    Args:
        data: the configuration as the user wrote it.
        sections: names of all sections; one that is there but empty counts as left out.
    """
    empty = {name for name in sections if name in data and data[name] is None}
    filled = fill_presets({key: value for key, value in data.items() if key not in empty})
    if "geometry" in filled:
        filled["geometry"] = fill_size(filled["geometry"])
    geometry = _geometry(filled.get("geometry"))
    for name, rule in (("mesh", mesh_sizes), ("growth", growth_lengths)):
        texts = {key: f"{value:.6g} m" for key, value in rule(geometry).items()}
        filled[name] = merge(_without_nulls(filled.get(name, {})), texts)
    filled.setdefault("interface", {})
    filled["counter_electrode"] = _counter_electrode(filled)
    return filled


def _geometry(data: Any) -> Geometry:
    """The geometry, or any other if it is wrong: then nothing else matters, only its errors."""
    try:
        return Geometry.model_validate(data)
    except ValidationError:
        return Geometry(width=1e-4, thickness=1e-4)


def _without_nulls(section: Any) -> Any:
    """Drop the keys that are null: they ask for the default."""
    if not isinstance(section, Mapping):
        return section
    return {key: value for key, value in section.items() if value is not None}


def _counter_electrode(filled: Mapping[str, Any]) -> Any:
    """A symmetric cell unless said otherwise: the kinetics of the plating interface."""
    own, interface = filled.get("counter_electrode", {}), filled["interface"]
    if isinstance(interface, Mapping):
        interface = {key: interface[key] for key in _SAME_KINETICS if key in interface}
    else:
        interface = {key: getattr(interface, key, None) for key in _SAME_KINETICS}
    return merge(own, interface)
