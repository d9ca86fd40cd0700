"""The sweep file: a base configuration and the values to change in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.load import read_model, reject_studies
from filasse.config.reading.yaml_document import Document, read_document
from filasse.config.sections.section_base import Count, Section
from filasse.errors import ConfigError


class Range(Section):
    """Values from low to high."""

    low: str | int | float
    """Smallest value, as it is written in a configuration."""

    high: str | int | float
    """Largest value, in any unit of the same kind."""

    spacing: Literal["linear", "log"] = "linear"
    """Evenly spaced in the value or in its logarithm."""


class Grid(Range):
    """Evenly spaced values."""

    number: Annotated[Count, Field(ge=2, le=1000)]
    """How many values."""


class Seeds(Section):
    """The same run with other random numbers."""

    keys: Annotated[tuple[str, ...], Field(min_length=1)]
    """Keys that all take the same seed, for instance ``geometry.random_flaws.seed``."""

    number: Annotated[Count, Field(ge=1, le=10_000)]
    """How many seeds."""

    first: Annotated[Count, Field(ge=0, le=2**30)] = 1
    """The first one; the others follow."""


class LatinHypercube(Section):
    """Values spread evenly over several ranges at once."""

    number: Annotated[Count, Field(ge=1, le=10_000)]
    """How many points."""

    seed: Annotated[Count, Field(ge=0, le=2**30)] = 1
    """Of the random numbers; the same seed gives the same points."""

    ranges: Mapping[str, Range]
    """The range of every key."""


class SweepFile(Section):
    """Content of a sweep file; the runs are the product of all parts that are given."""

    title: str = ""
    """A line of text for tables and figures."""

    base: str = ""
    """Configuration file, relative to the sweep file."""

    set: Mapping[str, Any] = Field(default_factory=dict)
    """Values that all runs have in place of those in the base."""

    grid: Mapping[str, Any] = Field(default_factory=dict)
    """Values or a range for every key; all combinations are run."""

    zip: Mapping[str, Any] = Field(default_factory=dict)
    """As many values for every key; the first go together, the second, and so on."""

    list: tuple[Mapping[str, Any], ...] = ()
    """Runs one by one: the keys that each changes."""

    seeds: Seeds | None = None
    latin_hypercube: LatinHypercube | None = None


class LoadedSweep(NamedTuple):
    """A checked sweep file together with the document it came from."""

    path: Path
    content: SweepFile
    document: Document

    @property
    def base(self) -> Path:
        """The base configuration, findable from anywhere."""
        return (self.path.parent / self.content.base).resolve()

    def place(self, *key: str | int) -> str:
        """File and line of a key."""
        return self.document.where.get(key, str(self.path))


def read_sweep(path: Path) -> LoadedSweep:
    """Read a sweep file.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    return checked_sweep(read_document(path), path)


def checked_sweep(document: Document, path: Path) -> LoadedSweep:
    """Check the content of a sweep file, or the same from Python under a name like that of a file.

    Raises:
        ConfigError: lists every problem with its line, value and remedy.
    """
    name = str(path)
    if "geometry" in document.data and "base" not in document.data:
        raise ConfigError(
            f"{name}: is the configuration of one run, not a sweep file; run it with "
            f"`filasse run {name}`, or write a sweep file that names it, `base: {path.name}`"
        )
    reject_studies(document, path, "a sweep file")
    content = read_model(document, SweepFile, name)
    loaded = LoadedSweep(path, content, document)
    raise_problems([*document.problems, *_unusable(loaded)], name)
    return loaded


def _unusable(loaded: LoadedSweep) -> list[ConfigProblem]:
    content, name = loaded.content, str(loaded.path)
    problems = []
    if not content.base:
        remedy = "add `base: my.yaml`, a configuration beside this file"
        problems.append(ConfigProblem(("base",), name, "is missing", remedy))
    parts = (content.grid, content.zip, content.list, content.seeds, content.latin_hypercube)
    if not any(parts):
        remedy = "add one of grid, zip, list, seeds and latin_hypercube"
        problems.append(ConfigProblem((), name, "changes nothing", remedy))
    return problems
