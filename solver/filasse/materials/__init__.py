"""Material presets: every value with its unit and its source."""

from filasse.materials.presets import (
    UNPUBLISHED,
    Kind,
    Material,
    Property,
    UnknownMaterialError,
    load,
    names,
    with_interphase,
)

__all__ = [
    "UNPUBLISHED",
    "Kind",
    "Material",
    "Property",
    "UnknownMaterialError",
    "load",
    "names",
    "with_interphase",
]
