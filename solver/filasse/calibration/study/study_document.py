"""The study file of a calibration: a base configuration, parameters with priors, and data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.load import read_model, reject_run, reject_studies
from filasse.config.reading.translate import place
from filasse.config.reading.yaml_document import Document, read_document
from filasse.config.sections.section_base import Count, Number, Section

Written = str | int | float


LEAST_POINTS = 5
"""Points of the design, beside one per parameter, below which there is no emulator."""


class ParameterEntry(Section):
    """A value that is not known, and what is known of it before the data."""

    key: str
    """Key of the configuration, for instance `interface.film_resistance`, or a constant of an
    observable, for instance `contact.exponent`."""

    name: str = ""
    """Name of your own for tables and figures; left out, the key."""

    prior: Literal["uniform", "loguniform", "normal", "lognormal"]
    """Even between `low` and `high`, in the value or in its logarithm; or a normal distribution
    of the value (`mean`, `deviation`) or of its logarithm (`median`, `factor`)."""

    low: Written | None = None
    """Smallest value, with a unit; normal distributions are cut off there."""

    high: Written | None = None
    """Largest value, with a unit; normal distributions are cut off there."""

    mean: Written | None = None
    """Mean of a normal prior, with a unit."""

    deviation: Written | None = None
    """Standard deviation of a normal prior, with a unit."""

    median: Written | None = None
    """Median of a lognormal prior, with a unit."""

    factor: Annotated[Number, Field(gt=1.0, le=1e6)] | None = None
    """Of a lognormal prior: 68 % of it lie between the median over this factor and times it."""

    data: tuple[str, ...] = ()
    """Names of the data that it acts on, for a value that differs from sample to sample; left
    out, all."""


class DataEntry(Section):
    """A table of measurements, and what they are compared with."""

    name: str
    """Name of your own."""

    file: str
    """CSV table, relative to the study file; its header gives units: `pressure [MPa]`."""

    observable: str
    """What was measured, for instance `contact_resistance` or `voltage`; see the list below."""

    column: str = ""
    """Column with the measured values; left out, that with the name of the observable. Cells are
    numbers, bounds (`> 1000`, `< 0.1`) or ranges (`0.2 .. 0.4`)."""

    against: str = ""
    """Column with the times or frequencies of a curve; left out, `time` or `frequency`."""

    conditions: Mapping[str, str] = Field(default_factory=dict)
    """Columns that set a key of the configuration row by row, such as `pressure:
    mechanics.stack_pressure`."""

    set: Mapping[str, Any] = Field(default_factory=dict)
    """Values of the configuration for all of these data."""

    error: Written
    """Standard deviation of the measurement: `10 %`, `5 mV`, a column of the table, or `infer` to
    let the data tell it; on a logarithmic scale, a share."""

    scale: Literal["linear", "log"] = "linear"
    """Whether errors are of the value, or of its logarithm."""

    held_out: Literal["all"] | tuple[Annotated[Count, Field(ge=1)], ...] = ()
    """Rows (the first is 1) that are predicted but not learnt from, or `all`."""


class SamplerEntry(Section):
    """How the posterior is sampled."""

    walkers: Annotated[Count, Field(ge=8, le=1000)] = 32
    """Number of walkers; raised to an even number and to twice that of the parameters and two."""

    steps: Annotated[Count, Field(ge=100, le=1_000_000)] = 6000
    """Steps at most; sampling ends sooner once it has converged."""


class HypothesisEntry(Section):
    """Another idea of the cell, compared on the same data."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_ -]{0,39}$")]
    """Name of your own."""

    set: Mapping[str, Any]
    """Values of the configuration under this hypothesis."""


class StudyFile(Section):
    """Content of a study file."""

    title: str = ""
    """A line of text for tables and figures."""

    base: str = ""
    """Configuration file, relative to the study file."""

    set: Mapping[str, Any] = Field(default_factory=dict)
    """Values in place of those in the base."""

    model: Literal["run", "estimate"] = "run"
    """Simulations, or closed forms that need no mesh and take seconds."""

    emulator: Literal["gaussian_process", "none"] | None = None
    """Whether a Gaussian process stands for the model between the points of the design; left out,
    it does for runs and does not for estimates."""

    parameters: tuple[ParameterEntry, ...] = ()
    """What is to be found out."""

    constants: Mapping[str, Any] = Field(default_factory=dict)
    """Values of constants of observables that are not in the configuration."""

    data: tuple[DataEntry, ...] = ()
    """What was measured."""

    hypotheses: tuple[HypothesisEntry, ...] = ()
    """Ideas of the cell, each calibrated by itself; left out, only the base."""

    runs: Annotated[Count, Field(ge=1, le=10_000)] = 40
    """Points of the design, a Latin hypercube; every condition of the data is run at each."""

    seed: Annotated[Count, Field(ge=0, le=2**30)] = 1
    """Of all random numbers; the same seed gives the same result."""

    sampler: SamplerEntry = SamplerEntry()

    @property
    def uses_emulator(self) -> bool:
        """Whether an emulator stands for the model."""
        return self.model == "run" if self.emulator is None else self.emulator != "none"

    @property
    def least_runs(self) -> int:
        """Points of the design below which there is no emulator."""
        return LEAST_POINTS + len(self.parameters)


class LoadedStudy(NamedTuple):
    """A study file that is well formed, with the document it came from."""

    path: Path
    content: StudyFile
    document: Document

    @property
    def base(self) -> Path:
        """The base configuration, findable from anywhere."""
        return (self.path.parent / self.content.base).resolve()

    def place(self, *key: str | int) -> str:
        """File and line of a key, or of the nearest section around it."""
        return place(self.document, key, str(self.path))

    def problem(self, key: tuple[str | int, ...], message: str, remedy: str = "") -> ConfigProblem:
        """A problem at a key."""
        return ConfigProblem(key, self.place(*key), message, remedy)


def read_study_file(path: Path) -> LoadedStudy:
    """Read a study file; what it names is not looked at.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    document, name = read_document(path), str(path)
    if "parameters" not in document.data:
        reject_run(document, path, "a study", "`parameters` and `data`")
        reject_studies(document, path, "the study of a calibration")
    content = read_model(document, StudyFile, name)
    loaded = LoadedStudy(path, content, document)
    raise_problems([*document.problems, *_lacking(loaded)], name)
    return loaded


def _lacking(loaded: LoadedStudy) -> list[ConfigProblem]:
    """What a study cannot do without."""
    content = loaded.content
    remedies = {
        "base": "add `base: my.yaml`, a configuration beside this file",
        "parameters": "add a list of parameters, each with key and prior",
        "data": "add a list of data, each with name, file, observable and error",
    }
    found = [
        loaded.problem((key,), "is missing", remedy)
        for key, remedy in remedies.items()
        if not getattr(content, key)
    ]
    if content.model == "run" and content.emulator == "none":
        message = "is `none`, but simulations take too long to be sampled directly"
        found.append(loaded.problem(("emulator",), message, "delete it, or set `model: estimate`"))
    if content.uses_emulator and content.runs < content.least_runs:
        count, least = len(content.parameters), content.least_runs
        message = (
            f"= {content.runs} is too few: an emulator of {count} "
            f"{'parameter' if count == 1 else 'parameters'} needs {least} points of the design"
        )
        remedy = f"write `runs: {10 * count}`, about ten per parameter, and no fewer than {least}"
        found.append(loaded.problem(("runs",), message, remedy))
    names = [idea.name for idea in content.hypotheses]
    if len(set(names)) < len(names):
        found.append(loaded.problem(("hypotheses",), "has two of one name", "rename one"))
    return found
