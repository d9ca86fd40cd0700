"""Read, check and complete a configuration."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from filasse.config.reading.config_problems import UNSET, ConfigProblem, raise_problems
from filasse.config.reading.experiments import write_out
from filasse.config.reading.lookup import inside
from filasse.config.reading.overrides import apply_overrides
from filasse.config.reading.own_materials.material_values import (
    anchor_materials,
    write_out_materials,
)
from filasse.config.reading.partial_geometry import findings_of_flaws
from filasse.config.reading.translate import place, translate
from filasse.config.reading.yaml_document import Document, Key, read_document
from filasse.config.rules.findings import Finding
from filasse.config.rules.hints import hints
from filasse.config.rules.inert import without_effect
from filasse.config.sections.config_model import Config, find, valid_sections
from filasse.config.sections.section_base import UNITS_REQUIRED, Section, quantity_of
from filasse.errors import ConfigError

_logger = logging.getLogger(__name__)

_DERIVED = ("mesh", "growth")
"""Sections whose defaults follow from the slab, so that a user need not know them."""


class Loaded(NamedTuple):
    """A configuration together with the document it came from."""

    config: Config
    document: Document


def load_config(path: str | Path, overrides: Sequence[str] = ()) -> Config:
    """Read a configuration file; what looks odd but is allowed is logged as a warning.

    Args:
        path: YAML file.
        overrides: changes such as ``"geometry.flaws.0.length=5 um"``.

    Returns:
        The configuration in SI units, with every default filled in.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    config = read_config(path, overrides).config
    warn_of_notes(config)
    return config


def warn_of_notes(config: Config) -> None:
    """Log what is allowed but odd, or without effect."""
    for note in config.notes:
        _logger.warning("%s", note)


def read_config(path: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """Read a configuration file and keep the document, for printing."""
    document = read_anchored(Path(path))
    apply_overrides(document, overrides)
    return Loaded(check_document(document, str(path)), document)


def read_anchored(path: Path) -> Document:
    """Read a configuration file unchecked; the files it names are found from anywhere."""
    document = read_document(path)
    _reject_sweep(document, path)
    document.folder = path.parent
    anchor_files(document.data, path.parent)
    return document


def is_sweep(document: Document) -> bool:
    """Whether a document varies another configuration."""
    return "base" in document.data and "geometry" not in document.data


def reject_run(document: Document, path: Path, wanted: str, parts: str) -> None:
    """The configuration of one run is what studies and ensembles name as their base.

    Args:
        document: content of a file.
        path: the file.
        wanted: what it should be, with an article.
        parts: what that has besides a base.
    """
    if "geometry" in document.data and "base" not in document.data:
        raise ConfigError(
            f"{path}: is the configuration of one run, not {wanted}; write a file that names it, "
            f"`base: {path.name}`, with {parts}"
        )


def reject_studies(document: Document, path: Path, wanted: str) -> None:
    """A study of a calibration and an ensemble of samples are for other commands.

    Args:
        document: content of a file.
        path: the file.
        wanted: what it should be, with an article.
    """
    if "parameters" in document.data and "data" in document.data:
        raise ConfigError(
            f"{path}: is the study of a calibration, not {wanted}; look it over with "
            f"`filasse calibrate {path} --check`, and run it with `filasse calibrate {path}`"
        )
    if "flaws" in document.data and "base" in document.data:
        raise ConfigError(
            f"{path}: is an ensemble of samples, not {wanted}; draw it with "
            f"`filasse ensemble {path}`"
        )


def _reject_sweep(document: Document, path: Path) -> None:
    """A file that varies another configuration is for another command."""
    reject_studies(document, path, "the configuration of one run")
    if is_sweep(document):
        raise ConfigError(
            f"{path}: is a sweep file, for it varies the configuration in `base`; run it with "
            f"`filasse sweep {path}`, or give the base itself"
        )


def anchor_files(data: dict[str, Any], folder: Path) -> None:
    """Mesh files, images and material files are named relative to the configuration file."""
    for *keys, last in (("geometry", "mesh_file"), ("geometry", "microstructure", "image", "file")):
        branch: Any = data
        for key in keys:
            branch = branch.get(key) if isinstance(branch, dict) else None
        if isinstance(branch, dict) and isinstance(branch.get(last), str):
            branch[last] = str(folder / branch[last])
    anchor_materials(data, folder)
    _anchor_code(data.get("own"), folder)


def _anchor_code(own: Any, folder: Path) -> None:
    """Files of a user's own code, `file.py:name`, are relative to the configuration file, too."""
    for name, value in own.items() if isinstance(own, dict) else ():
        if isinstance(value, str):
            own[name] = str((folder / value).absolute())
        elif isinstance(value, list):
            own[name] = [str((folder / v).absolute()) if isinstance(v, str) else v for v in value]


def read_model[M: Section](
    document: Document, model: type[M], name: str, context: str | None = None
) -> M:
    """The content of a file that is no configuration, such as a study.

    Args:
        document: what the file holds.
        model: what it must be.
        name: of the file.
        context: of the validation.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    try:
        return model.model_validate(document.data, context=context)
    except ValidationError as error:
        raise_problems([*document.problems, *translate(error, model, document, name)], name)
        raise


def check_document(document: Document, name: str) -> Config:
    """Turn a document into a configuration, or raise all its problems at once."""
    write_out(document)
    own = write_out_materials(document)
    try:
        config = Config.model_validate(document.data, context=UNITS_REQUIRED)
    except ValidationError as error:
        found = [*document.problems, *translate(error, Config, document, name)]
        raise_problems([*found, *_findings(document, name)], name)
        raise ConfigError(f"{name}: {error.errors()[0]['msg']}") from None
    raise_problems(document.problems, name)
    notes = (*hints(config), *without_effect(config, document.where))
    noted = config.with_notes(tuple(map(str, _placed(notes, document, name, vars(config)))))
    return noted.with_own_materials(own) if own else noted


def _findings(document: Document, name: str) -> list[ConfigProblem]:
    """What does not fit together among the sections that are valid by themselves."""
    sections = valid_sections(document.data, UNITS_REQUIRED)
    found = [*find(sections)]
    if "geometry" not in sections:
        found += findings_of_flaws(document.data.get("geometry"), UNITS_REQUIRED)
    return _placed(found, document, name, sections)


def _placed(
    findings: Iterable[Finding], document: Document, name: str, sections: Mapping[str, Any]
) -> list[ConfigProblem]:
    """Findings with the place and the value that the user wrote, or the default."""
    return [
        ConfigProblem(
            finding.key,
            place(document, finding.key, name),
            finding.message,
            finding.remedy,
            _written(document, finding.key),
            _default(document, finding.key, sections),
        )
        for finding in findings
    ]


def _default(document: Document, key: Key, sections: Mapping[str, Any]) -> str:
    """The quantity that a key without a value of the user's has; empty if there is none."""
    if key[0] not in _DERIVED:
        return ""
    given, value, around = document.data, sections, None
    for part in key:
        given, around = inside(given, part), value
        value = (
            getattr(value, str(part), None) if isinstance(value, Section) else inside(value, part)
        )
    if given is not None or not isinstance(around, Section) or not isinstance(value, float):
        return ""
    quantity = quantity_of(type(around), str(key[-1]))
    return quantity.format(value, 4) if quantity else ""


def _written(document: Document, key: Key) -> Any:
    """The user's value of a key, if there is one."""
    value: Any = document.data
    for part in key if key in document.where else ():
        value = value[part]
    return value if key in document.where else UNSET
