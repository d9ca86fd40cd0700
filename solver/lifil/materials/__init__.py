"""Material presets: every value with its unit and its source."""

from lifil.materials.presets import Kind, Material, Property, UnknownMaterialError, load, names

__all__ = ["Kind", "Material", "Property", "UnknownMaterialError", "load", "names"]
