"""Material presets: every value with its unit and its source."""

from filasse.materials.presets import Kind, Material, Property, UnknownMaterialError, load, names

__all__ = ["Kind", "Material", "Property", "UnknownMaterialError", "load", "names"]
