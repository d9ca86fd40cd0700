"""The file of an ensemble: a cell, the sizes of its flaws, and areas of electrodes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError

from filasse.calibration.study.document import Hypothesis
from filasse.config.reading.document import Document, read_document
from filasse.config.reading.load import reject_studies
from filasse.config.reading.problems import raise_problems
from filasse.config.reading.translate import place, translate
from filasse.config.sections.base import Count, Number, Quantity, Section
from filasse.errors import ConfigError

Area = Annotated[float, Quantity("m^2", "cm^2", 1e-12, 1e2, "1 cm^2")]
Density = Annotated[float, Quantity("1/m^2", "1/cm^2", 1e-3, 1e15, "100 1/cm^2")]
Size = Annotated[float, Quantity("m", "um", 1e-9, 1e-2, "5 um")]


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

    scale: Size | None = None
    """Length of a law."""

    shape: Annotated[Number, Field(gt=0.0, le=100.0)] | None = None
    """Exponent, standard deviation of the logarithm, or modulus of a law."""

    density: Density
    """Flaws per area of the electrode."""


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

    hypotheses: tuple[Hypothesis, ...] = ()
    """Ideas of the cell to compare; left out, only the base."""

    measured: Measured | None = None
    """Critical currents of real samples."""


class LoadedEnsemble(NamedTuple):
    """A file that is well formed, with the document it came from."""

    path: Path
    content: EnsembleFile
    document: Document

    def refuse(self, key: tuple[str | int, ...], message: str) -> ConfigError:
        """An error at a key."""
        name = ".".join(map(str, key))
        return ConfigError(f"{place(self.document, key, str(self.path))}: {name} {message}")


def read_ensemble(path: Path) -> LoadedEnsemble:
    """Read the file of an ensemble.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    document, name = read_document(path), str(path)
    if "geometry" in document.data and "base" not in document.data:
        raise ConfigError(
            f"{name}: is the configuration of one run, not an ensemble; write a file that names "
            f"it, `base: {path.name}`, with `flaws` and `area`"
        )
    if "flaws" not in document.data:
        reject_studies(document, path, "an ensemble of samples")
    try:
        content = EnsembleFile.model_validate(document.data, context="units_required")
    except ValidationError as error:
        raise_problems([*document.problems, *translate(error, EnsembleFile, document, name)], name)
        raise
    raise_problems(document.problems, name)
    loaded = LoadedEnsemble(path, content, document)
    flaws = content.flaws
    if flaws.distribution == "table" and not flaws.file:
        raise loaded.refuse(("flaws",), "has no file with lengths; add `file: lengths.csv`")
    if flaws.distribution != "table" and (flaws.scale is None or flaws.shape is None):
        raise loaded.refuse(("flaws",), f"needs scale and shape for {flaws.distribution}; add them")
    _reject_spare(loaded)
    return loaded


def _reject_spare(loaded: LoadedEnsemble) -> None:
    """What would be ignored, or could not be told apart."""
    flaws, names = loaded.content.flaws, [idea.name for idea in loaded.content.hypotheses]
    of_law = ("scale", "shape")
    spare = of_law if flaws.distribution == "table" else ("file", "column", "weight")
    for name in spare:
        if name in flaws.model_fields_set:
            kind = flaws.distribution
            message = f"has no effect with distribution: {kind}; delete it, or the distribution"
            raise loaded.refuse(("flaws", name), message)
    if len(set(names)) < len(names):
        raise loaded.refuse(("hypotheses",), "has two of one name; rename one")
