"""Material presets: every value with its unit and its source."""

from filasse.materials.presets import (
    UNPUBLISHED,
    Kind,
    Material,
    Property,
    UnknownMaterialError,
    load,
    names,
)

__all__ = ["UNPUBLISHED", "Kind", "Material", "Property", "UnknownMaterialError", "load", "names"]
