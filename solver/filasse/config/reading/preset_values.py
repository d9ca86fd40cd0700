"""Fill a configuration with the values of material presets, below what the user gave."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from filasse import materials

CUSTOM = "custom"
POWER_LAW = "power_law"
"""Kind of a creep law that gives none."""


def merge(over: Any, under: Mapping[str, Any]) -> Any:
    """Deep merge of plain data: ``over`` wins; anything but a mapping is returned as it is."""
    if not isinstance(over, Mapping):
        return over
    merged = {**under, **over}
    for key, value in under.items():
        if isinstance(value, Mapping) and isinstance(over.get(key), Mapping):
            merged[key] = merge(over[key], value)
    return merged


def fill_presets(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration with the presets' values below the user's."""
    filled = dict(data)
    electrolyte, lithium = used_presets(data)
    if electrolyte is not None:
        for name in ("electrolyte", "interface"):
            filled[name] = merge(filled.get(name, {}), electrolyte.section(name))
    filled["interface"] = _with_interphase(filled.get("interface", {}), electrolyte)
    filled["interface"] = _with_coating(filled["interface"])
    if lithium is not None:
        filled["lithium"] = merge(filled.get("lithium", {}), lithium.section("lithium"))
        if isinstance(filled["lithium"], Mapping):
            law = named_creep(filled["lithium"].get("creep"))
            filled["lithium"] = {**filled["lithium"], "creep": law}
    return filled


def _with_interphase(interface: Any, electrolyte: materials.Material | None) -> Any:
    """The interface with the values of the interphase that it names, if it has one at all."""
    layer = interface.get("interphase") if isinstance(interface, Mapping) else None
    if not isinstance(layer, Mapping):
        return interface
    own = electrolyte.name if electrolyte is not None else None
    material = _named({"material": layer.get("material") or own}, "electrolyte", None)
    is_named = layer.get("material") is not None
    if material is None or not (material.interphase or is_named):
        return interface
    given = {key: value for key, value in layer.items() if key != "material" or value is not None}
    under = {"material": material.name, **material.section("interphase")}
    return {**interface, "interphase": merge(given, under)}


def _with_coating(interface: Any) -> Any:
    """The interface with the values of the coating that it names, if it has one."""
    layer = interface.get("coating") if isinstance(interface, Mapping) else None
    material = _named(layer, "coating", None)
    if material is None or not isinstance(layer, Mapping):
        return interface
    return {**interface, "coating": merge(layer, material.section("coating"))}


def used_presets(
    data: Mapping[str, Any],
) -> tuple[materials.Material | None, materials.Material | None]:
    """The electrolyte and the lithium preset that a configuration names."""
    electrolyte = _named(data.get("electrolyte"), "electrolyte", None)
    return electrolyte, _named(data.get("lithium", {}), "lithium", "Li")


def _named(section: Any, kind: materials.Kind, default: str | None) -> materials.Material | None:
    """The preset that a section names; a wrong name is reported later, by `check_name`."""
    name = section.get("material", default) if isinstance(section, Mapping) else None
    try:
        return materials.load(name, kind) if isinstance(name, str) else None
    except materials.UnknownMaterialError:
        return None


def named_creep(value: Any) -> Any:
    """Turn the name of a creep preset into its values, and complete a law that names one.

    A law without the name of a preset must be complete: its numbers only hold together. So do
    exponent and prefactor, the unit of which depends on the exponent.

    Args:
        value: name, or values; those that are left out are of the preset in ``name``.
    """
    given = {"name": value} if isinstance(value, str) else value
    if not isinstance(given, Mapping):
        return value
    kind = kind_of_creep_preset(given.get("name"))
    if kind is None:
        return value if isinstance(value, str) else {"kind": POWER_LAW, "name": CUSTOM, **given}
    if given.get("kind", kind) != kind:
        return given
    law = materials.load(given["name"], "creep").section("creep")
    if "exponent" in given:
        law = {key: item for key, item in law.items() if key != "prefactor"}
    return merge({"kind": kind, **given}, law)


def kind_of_creep_preset(name: Any) -> str | None:
    """Kind of the law of a creep preset; None if there is none of that name."""
    if name not in materials.names("creep"):
        return None
    return str(materials.load(name, "creep").section("creep").get("kind", POWER_LAW))


def check_name(
    name: str, kind: materials.Kind | None = None, among: Collection[str] | None = None
) -> str:
    """Return the proper spelling of a preset's name; for use in pydantic validators."""
    try:
        return materials.load(name, kind, among).name
    except materials.UnknownMaterialError as error:
        text = {"message": "is not a preset", "remedy": error.hint}
        raise PydanticCustomError("preset", "{message}", text) from None
