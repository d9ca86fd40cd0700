"""All combinations of changed values that a sweep asks for."""

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations as pairs
from itertools import product
from typing import Any, NamedTuple

from filasse.config.reading.config_problems import ConfigProblem, raise_problems
from filasse.config.reading.yaml_document import Key
from filasse.sweep.axis_values import BadAxis, axis_values, spaced
from filasse.sweep.sweep_document import LoadedSweep

MAX_RUNS = 20_000


class Change(NamedTuple):
    """A value to put into the base configuration.

    Attributes:
        key: dotted key.
        value: plain data, as it is written in a configuration.
        where: file and line of the value.
    """

    key: str
    value: Any
    where: str


type Changes = tuple[Change, ...]


def combinations(loaded: LoadedSweep) -> list[Changes]:
    """The changes of every run, the last axis varying fastest.

    Raises:
        ConfigError: lists every axis that makes no sense.
    """
    problems: list[ConfigProblem] = []
    parts: list[list[Changes]] = []
    for make in (_grid, _zip, _list, _latin_hypercube, _seeds):
        parts += _noting(problems, make, loaded)
    if not problems:
        problems += _clashes(loaded, parts)
    raise_problems(problems, str(loaded.path))
    return [tuple(change for changes in run for change in changes) for run in product(*parts)]


def _noting(
    problems: list[ConfigProblem],
    make: Callable[[LoadedSweep], Iterator[list[Changes]]],
    loaded: LoadedSweep,
) -> list[list[Changes]]:
    try:
        return list(make(loaded))
    except BadAxis as error:
        problems.append(error.problem)
        return []


def _grid(loaded: LoadedSweep) -> Iterator[list[Changes]]:
    for name, entry in loaded.content.grid.items():
        yield [(Change(name, *item),) for item in axis_values(loaded, ("grid", name), entry)]


def _zip(loaded: LoadedSweep) -> Iterator[list[Changes]]:
    entries = loaded.content.zip
    columns = {name: axis_values(loaded, ("zip", name), entries[name]) for name in entries}
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        message, remedy = f"needs as many values for every key ({listed})", "add or remove some"
        raise BadAxis(ConfigProblem(("zip",), loaded.place("zip"), message, remedy))
    if columns:
        rows = zip(*columns.values(), strict=True)
        yield [
            tuple(Change(n, *item) for n, item in zip(columns, row, strict=True)) for row in rows
        ]


def _change(key: str, item: tuple[Any, str]) -> Change:
    return Change(key, *item)


def _list(loaded: LoadedSweep) -> Iterator[list[Changes]]:
    runs = loaded.content.list
    if runs:
        yield [
            tuple(Change(name, run[name], loaded.place("list", i, name)) for name in run)
            for i, run in enumerate(runs)
        ]


def _seeds(loaded: LoadedSweep) -> Iterator[list[Changes]]:
    seeds = loaded.content.seeds
    if seeds is not None:
        where, numbers = loaded.place("seeds"), range(seeds.first, seeds.first + seeds.number)
        yield [tuple(Change(key, number, where) for key in seeds.keys) for number in numbers]


def _latin_hypercube(loaded: LoadedSweep) -> Iterator[list[Changes]]:
    cube = loaded.content.latin_hypercube
    if cube is None:
        return
    head: Key = ("latin_hypercube", "ranges")
    if not cube.ranges:
        remedy = "add `key: {low: 1 um, high: 5 um}` lines under it"
        raise BadAxis(ConfigProblem(head, loaded.place(*head), "is empty", remedy))
    from scipy.stats import qmc  # slow to import

    points = qmc.LatinHypercube(len(cube.ranges), rng=cube.seed).random(cube.number)
    columns = {
        name: (loaded.place(*head, name), spaced(span, (*head, name), loaded.place(*head, name), x))
        for (name, span), x in zip(cube.ranges.items(), points.T, strict=True)
    }
    yield [
        tuple(Change(name, values[i], where) for name, (where, values) in columns.items())
        for i in range(cube.number)
    ]


def _clashes(loaded: LoadedSweep, parts: list[list[Changes]]) -> Iterator[ConfigProblem]:
    """Keys whose values another part replaces, malformed keys, and too many runs."""
    common = {change.key: change for change in fixed(loaded)}
    owned = [{change.key: change for changes in part for change in changes} for part in parts]
    for change in (change for part in owned for change in part.values()):
        if not all(change.key.split(".")):
            remedy = "write a dotted key, for instance `geometry.width`"
            yield ConfigProblem((), change.where, f"{change.key!r} is not a key", remedy)
    for earlier, later in pairs([common, *owned], 2):
        yield from _lost(earlier, later, common)
    runs = math.prod(len(part) for part in parts)
    if runs > MAX_RUNS:
        message, remedy = f"asks for {runs} runs, more than {MAX_RUNS}", "split it, or thin it out"
        yield ConfigProblem((), str(loaded.path), message, remedy)


def _lost(
    earlier: Mapping[str, Change], later: Mapping[str, Change], common: Mapping[str, Change]
) -> Iterator[ConfigProblem]:
    """Changes that the ones after them replace: those of the same key, or of a section around."""
    for key, change in earlier.items():
        for other, replacing in later.items():
            if key == other:
                where, message = replacing.where, f"{key} is changed in two parts"
                yield ConfigProblem((), where, message, "delete one")
            elif key.startswith(f"{other}."):
                message = f"{key} is lost: {other} is replaced as a whole at {replacing.where}"
                remedy = "delete one" if earlier is common else "name the larger one first"
                yield ConfigProblem((), change.where, message, remedy)


def fixed(loaded: LoadedSweep) -> Changes:
    """What all runs have in common beside the base."""
    values: Mapping[str, Any] = loaded.content.set
    return tuple(Change(name, values[name], loaded.place("set", name)) for name in values)
