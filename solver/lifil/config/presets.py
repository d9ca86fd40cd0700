"""Fill a configuration with the values of material presets, below what the user gave."""

from collections.abc import Mapping
from typing import Any

from lifil import materials

DEFAULT_ELECTROLYTE_INTERFACE = "LLZO"


def merge(over: Any, under: Mapping[str, Any]) -> dict[str, Any] | Any:
    """Deep merge of plain data: ``over`` wins; anything but a mapping is returned as it is."""
    if not isinstance(over, Mapping):
        return over
    merged = {**under, **over}
    for key, value in under.items():
        if isinstance(value, Mapping) and isinstance(over.get(key), Mapping):
            merged[key] = merge(over[key], value)
    return merged


def _preset(section: Any, kind: materials.presets.Kind, default: str | None) -> Any:
    """The preset that a section names, or None; a wrong name is reported later, by the schema."""
    name = section.get("material", default) if isinstance(section, Mapping) else None
    try:
        return materials.load(name, kind) if isinstance(name, str) else None
    except materials.UnknownMaterialError:
        return None


def creep_law(value: Any) -> Any:
    """Turn the name of a creep preset into its values."""
    if not isinstance(value, str):
        return value
    try:
        law = materials.load(value, "creep")
    except materials.UnknownMaterialError:
        return value
    return {"name": law.name, **law.section("creep")}


def fill_presets(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration with the presets' values below the user's."""
    filled = dict(data)
    filled.setdefault("lithium", {})
    filled.setdefault("interface", {})
    if (electrolyte := _preset(filled.get("electrolyte"), "electrolyte", None)) is not None:
        filled["electrolyte"] = merge(filled["electrolyte"], electrolyte.section("electrolyte"))
        filled["interface"] = merge(filled["interface"], electrolyte.section("interface"))
    if (lithium := _preset(filled["lithium"], "lithium", "Li")) is not None:
        filled["lithium"] = merge(filled["lithium"], lithium.section("lithium"))
        filled["lithium"]["creep"] = creep_law(filled["lithium"]["creep"])
    return filled
