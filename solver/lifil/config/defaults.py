"""Defaults that depend on other values. Every rule of thumb on sizes is here."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from lifil.config.geometry import Geometry
from lifil.config.presets import fill_presets, merge

TIP_PER_FLAW = 1 / 100  # K is then right to 0.1 % with quarter-point elements
LIP_PER_FLAW = 1 / 8
LIP_PER_THICKNESS = 1 / 80
ANODE_PER_THICKNESS = 1 / 40
FAR_PER_THICKNESS = 1 / 20
STEP_PER_THICKNESS = 1 / 40
SHORT_PER_THICKNESS = 1 / 50


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


def fill(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration with presets and dependent defaults below the user's values."""
    filled = fill_presets(data)
    try:
        geometry = Geometry.model_validate(filled.get("geometry"))
    except ValidationError:  # reported when the whole configuration is validated
        geometry = Geometry(width=1e-4, thickness=1e-4)
    under = {"mesh": mesh_sizes(geometry), "growth": growth_lengths(geometry)}
    for name, values in under.items():
        texts = {key: f"{value:.6g} m" for key, value in values.items()}
        filled[name] = merge(without_nulls(filled.get(name, {})), texts)
    filled["counter_electrode"] = _counter_electrode(filled)
    return filled


def without_nulls(section: Any) -> Any:
    """Drop the keys that are null: they ask for the default."""
    if not isinstance(section, Mapping):
        return section
    return {key: value for key, value in section.items() if value is not None}


def _counter_electrode(filled: Mapping[str, Any]) -> Any:
    """A symmetric cell unless said otherwise: the kinetics of the plating interface."""
    interface = filled["interface"]
    if not isinstance(interface, Mapping):
        return filled.get("counter_electrode", {})
    keys = ("exchange_current_density", "transfer_coefficient")
    under = {key: interface[key] for key in keys if key in interface}
    return merge(filled.get("counter_electrode", {}), under)
