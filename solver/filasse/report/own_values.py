"""Values that a run took from material files of the user's own, with their sources."""

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from filasse import materials
from filasse.config import Config
from filasse.config.reading.lookup import section_at
from filasse.config.reading.own_materials.material_files import (
    SECTIONS,
    OwnMaterial,
    read_material,
)
from filasse.config.writing.written_values import quantity_in, value_at
from filasse.errors import ConfigError
from filasse.output.folder.run_folder import RunFolder
from filasse.units import UnitError, parse_quantity

log = logging.getLogger(__name__)


def kept_materials(folder: RunFolder) -> list[OwnMaterial]:
    """The material files that a run keeps a copy of; one that was damaged since is told."""
    found = []
    for file in sorted(folder.materials.glob("*.y*ml")):
        try:
            found.append(read_material(file))
        except ConfigError as error:
            log.warning("The report leaves out a material file: %s", error)
    return found


def kept_values(
    config: Mapping[str, Any], own: Sequence[OwnMaterial]
) -> Iterator[tuple[str, materials.Property]]:
    """Names of files and the values in them that the run has; others were replaced by the user.

    Args:
        config: The resolved configuration, SI.
        own: Its material files.
    """
    for material in own:
        for item in (*material.material.properties, *material.material.interphase):
            if is_kept(config, _key(item.key, material.material.kind), item.value):
                yield material.file.name, item


def _key(key: str, kind: materials.Kind) -> str:
    """The key of a configuration that a value of a material file is for."""
    word, *rest = key.split(".")
    place = SECTIONS[kind][word][0] if word in SECTIONS[kind] else ("interface", word)
    return ".".join(map(str, (*place, *rest)))


def is_kept(config: Mapping[str, Any], key: str, written: Any) -> bool:
    """Whether a configuration still has what a preset or file wrote at a dotted key."""
    around, _, name = key.rpartition(".")
    values, parts = value_at(config, around), tuple(around.split("."))
    section = section_at(Config, parts, config)
    if not isinstance(values, Mapping) or section is None or values.get(name) is None:
        return False
    quantity = quantity_in(section, name, values)
    if quantity is None:
        return bool(values[name] == written)
    try:
        return math.isclose(parse_quantity(str(written), quantity.unit), values[name])
    except UnitError:  # a prefactor under another exponent
        return False
