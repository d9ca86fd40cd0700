"""Material presets: every value with its unit and its source."""

from lifil.materials.presets import Material, Property, UnknownMaterialError, load, names

__all__ = ["Material", "Property", "UnknownMaterialError", "load", "names"]
