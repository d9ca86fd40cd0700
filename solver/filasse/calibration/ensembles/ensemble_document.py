"""The file of an ensemble: a cell, the sizes of its flaws, and areas of electrodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from filasse.calibration.study.study_document import HypothesisEntry
from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.load import read_model, reject_run, reject_studies
from filasse.config.reading.translate import place
from filasse.config.reading.yaml_document import Document, read_document
from filasse.config.sections.section_base import UNITS_REQUIRED, Count, Number, Section, UnitFloat
from filasse.errors import ConfigError

Area = Annotated[float, UnitFloat("m^2", "cm^2", 1e-12, 1e2, "1 cm^2")]
Density = Annotated[float, UnitFloat("1/m^2", "1/cm^2", 1e-3, 1e15, "100 1/cm^2")]
Pixel = Annotated[float, UnitFloat("m", "um", 1e-10, 1e-3, "0.1 um")]
Size = Annotated[float, UnitFloat("m", "um", 1e-9, 1e-2, "5 um")]


class FlawImage(Section):
    """A micrograph in which flaws are told from the rest by their grey."""

    file: str
    """Picture, relative to this file."""

    pixel_size: Pixel
    """Width of a pixel."""

    phase: Literal["dark", "light"] = "dark"
    """Whether flaws are darker or lighter than the rest."""

    threshold: Annotated[Number, Field(ge=0.0)] | None = None
    """Grey value between flaws and the rest, in the picture's own values; left out, Otsu's, which
    parts the greys into two groups that differ most."""

    extent: Literal["longest", "vertical"] = "longest"
    """What of a flaw counts as its length: its longest extent, in pictures of the electrode's
    surface, or that along the height of the picture, in cross-sections."""

    smallest: Annotated[Count, Field(ge=1, le=10_000)] = 4
    """Pixels below which something is taken for noise."""


class FlawSizes(Section):
    """Lengths of the flaws at the anode."""

    distribution: Literal["table", "pareto", "lognormal", "weibull"] = "table"
    """As measured, or a law: `pareto` P(a) = (a/scale)^-shape, `lognormal` with median `scale`
    and standard deviation `shape` of the logarithm, `weibull` with modulus `shape`."""

    file: str = ""
    """CSV table of measured lengths, relative to this file, for `table`."""

    column: str = "length"
    """Column with the lengths."""

    weight: str = ""
    """Column with counts or probabilities; left out, all rows weigh the same."""

    image: FlawImage | None = None
    """Micrograph in which lengths are measured, in place of a table."""

    fit: Literal["lognormal", "pareto"] | None = None
    """Law in place of the measured lengths, fitted to them by maximum likelihood: needed where
    samples have more flaws than were measured. `pareto` replaces the longest quarter only."""

    scale: Size | None = None
    """Length of a law."""

    shape: Annotated[Number, Field(gt=0.0, le=100.0)] | None = None
    """Exponent, standard deviation of the logarithm, or modulus of a law."""

    density: Density | None = None
    """Flaws per area of the electrode; left out, with a picture of its surface, those per area of
    the picture."""


class Measured(Section):
    """Measured critical currents, to compare with."""

    file: str
    """CSV table, relative to this file; cells may be bounds, such as `> 1.2`."""

    column: str = "critical_current"
    """Column with the critical currents."""


class EnsembleFile(Section):
    """Content of the file of an ensemble."""

    title: str = ""
    """A line of text for tables and figures."""

    base: str
    """Configuration file with one flaw, relative to this file."""

    set: Mapping[str, Any] = Field(default_factory=dict)
    """Values in place of those in the base."""

    flaws: FlawSizes
    """How long flaws are, and how many there are."""

    area: Area
    """Area of the electrode of a sample."""

    other_areas: tuple[Area, ...] = ()
    """Areas to which the critical current is carried over."""

    samples: Annotated[Count, Field(ge=20, le=1_000_000)] = 2000
    """Number of samples that are drawn."""

    seed: Annotated[Count, Field(ge=0, le=2**30)] = 1
    """Of the random numbers; the same seed gives the same samples."""

    hypotheses: tuple[HypothesisEntry, ...] = ()
    """Ideas of the cell to compare; left out, only the base."""

    measured: Measured | None = None
    """Critical currents of real samples."""


class LoadedEnsemble(NamedTuple):
    """A file that is well formed, with the document it came from."""

    path: Path
    content: EnsembleFile
    document: Document

    def reject(self, key: tuple[str | int, ...], message: str) -> ConfigError:
        """An error at a key."""
        name = ".".join(map(str, key))
        return ConfigError(f"{place(self.document, key, str(self.path))}: {name} {message}")


def read_ensemble(path: Path) -> LoadedEnsemble:
    """Read the file of an ensemble.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    document, name = read_document(path), str(path)
    if "flaws" not in document.data:
        reject_run(document, path, "an ensemble", "`flaws` and `area`")
        reject_studies(document, path, "an ensemble of samples")
    content = read_model(document, EnsembleFile, name, UNITS_REQUIRED)
    loaded = LoadedEnsemble(path, content, document)
    found = (
        ConfigProblem(key, place(document, key, name), message, remedy)
        for key, message, remedy in (*_lacking(content), *_spare(content))
    )
    raise_problems((*document.problems, *found), name)
    return loaded


type _Finding = tuple[tuple[str, ...], str, str]
"""A key, what is wrong there, and what to do."""


def _lacking(content: EnsembleFile) -> Iterator[_Finding]:
    """What the sizes cannot do without."""
    flaws = content.flaws
    measured = flaws.distribution == "table"
    if measured and not (flaws.file or flaws.image):
        remedy = "add `file: lengths.csv`, an `image`, or a law (`distribution`)"
        yield ("flaws",), "has no file with lengths", remedy
    if not measured and (flaws.scale is None or flaws.shape is None):
        yield ("flaws",), f"needs scale and shape for {flaws.distribution}", "add them"
    if flaws.density is None and (flaws.image is None or flaws.image.extent == "vertical"):
        why = "; a cross-section does not tell it" if flaws.image else ""
        yield ("flaws",), f"density is missing{why}", "add `density: 100 1/cm^2`"


def _spare(content: EnsembleFile) -> Iterator[_Finding]:
    """What would be ignored, or could not be told apart."""
    flaws, names = content.flaws, [idea.name for idea in content.hypotheses]
    kind = "image" if flaws.image else flaws.distribution
    for name in _SPARE.get(kind, ("file", "column", "weight", "image", "fit")):
        if name in flaws.model_fields_set:
            what = "image" if flaws.image else "distribution"
            with_what = "an image" if flaws.image else f"distribution: {kind}"
            yield ("flaws", name), f"has no effect with {with_what}", f"delete it, or the {what}"
    if len(set(names)) < len(names):
        yield ("hypotheses",), "has two of one name", "rename one"


_SPARE = {
    "table": ("scale", "shape"),
    "image": ("distribution", "scale", "shape", "file", "column", "weight"),
}
"""Keys of `flaws` that have no effect, by where the lengths are from."""
