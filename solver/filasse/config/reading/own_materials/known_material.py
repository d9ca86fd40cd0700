"""A material by itself: a preset, or a file of the user's own, checked as in a configuration."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from filasse import materials
from filasse.config.reading.load import check_document
from filasse.config.reading.own_materials.material_files import read_material
from filasse.config.reading.own_materials.material_values import ENDINGS, PLACES
from filasse.config.reading.yaml_document import Document
from filasse.config.sections.config_model import Config

SAMPLE = {
    "geometry": {"width": "50 um", "thickness": "50 um"},
    "electrolyte": {"material": "LLZO"},
    "protocol": {"current_density": "1 mA/cm^2", "stop_time": "1 s"},
}
"""A cell to put a material into."""


def known_material(name: str) -> tuple[materials.Material, str | None]:
    """The material of a name or in a file, and the preset that a file takes the rest from.

    Raises:
        ConfigError: the file cannot be used; lists every problem with its line.
        UnknownMaterialError: there is no such preset.
    """
    if not name.lower().endswith(ENDINGS):
        return materials.load(name), None
    own = read_material(Path(name))
    cell_with(name)
    return own.material, own.base


def cell_with(name: str) -> Config:
    """A cell that a preset or a file has been put into.

    Raises:
        ConfigError: the file cannot be used; lists every problem with its line.
        UnknownMaterialError: there is no such preset.
    """
    is_file = name.lower().endswith(ENDINGS)
    material = read_material(Path(name)).material if is_file else materials.load(name)
    data: dict[str, Any] = deepcopy(SAMPLE)
    *parents, last = next(key for key, kind in PLACES.items() if kind == material.kind)
    branch = data
    for part in parents:
        branch = branch.setdefault(str(part), {})
    branch[str(last)] = name
    if is_file and material.interphase:
        data["interface"] = {"interphase": {}}
    return check_document(Document(data=data), name)
