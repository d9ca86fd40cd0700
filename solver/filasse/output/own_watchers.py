"""What a user's own files add to a run: observers, columns, an end (section `own`)."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from filasse.config import Config
from filasse.errors import UsageError
from filasse.output.observer import METHODS, Observer
from filasse.output.triggers import Thinned
from filasse.parameters.own_code.own_function import OwnFunction, own_function
from filasse.parameters.own_code.python_file import load_own, own_error
from filasse.parameters.own_laws import CONFIGURED, Laws, check_laws
from filasse.quantity import Quantity
from filasse.records.run_record import Record


@dataclass(frozen=True)
class OwnColumn:
    """A column of series.csv that a user's function fills.

    Attributes:
        function: of the record.
        quantity: its unit and meaning, as the function's type tells.
    """

    function: OwnFunction
    quantity: Quantity

    @property
    def header(self) -> str:
        """In the first line of the table."""
        name = self.quantity.name or self.function.function.__name__
        return f"own.{name} [{self.quantity.unit}]"

    def cell(self, record: Record) -> str:
        """Its value at a record, which must be a number."""
        value = float(self.function((), {"record": record}))
        return repr(value * self.quantity.scale)


def own_columns(config: Config) -> tuple[OwnColumn, ...]:
    """The columns of a configuration.

    Raises:
        UsageError: one of them cannot be used.
    """
    return tuple(
        _column(f"own.columns.{number}", place) for number, place in enumerate(config.own.columns)
    )


def _column(key: str, place: str) -> OwnColumn:
    function = own_function(key, place, ("record",), least=-math.inf)
    try:
        hint = get_type_hints(function.function, include_extras=True).get("return")
    except Exception as error:
        raise own_error(key, function.path, function.line, error) from error
    declared = (extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, Quantity))
    words = (inspect.getdoc(function.function) or "").split("\n")[0]
    return OwnColumn(function, next(declared, Quantity("1", words)))


def own_observers(config: Config) -> tuple[Observer, ...]:
    """The observers of a configuration; a class makes one, a function is told of every step.

    Raises:
        UsageError: one of them cannot be used.
    """
    return tuple(
        _observer(f"own.observers.{number}", place)
        for number, place in enumerate(config.own.observers)
    )


def _observer(key: str, place: str) -> Observer:
    found: Any = load_own(key, place)
    path = place.rpartition(":")[0]
    if isinstance(found, type):
        try:
            found = found()
        except Exception as error:
            raise own_error(key, path, None, error) from error
    elif inspect.isfunction(found):
        function = own_function(key, place, ("record",), least=-math.inf)
        return Thinned(function.told, step=lambda record: True)
    if not any(hasattr(found, name) for name in METHODS):
        raise UsageError(
            f"{key} ({path}) is no observer: {found!r}. Name a function of a record, or a class "
            f"with some of the methods {', '.join(METHODS)}."
        )
    return found  # type: ignore[no-any-return]


def own_end(config: Config) -> Callable[[Record], bool] | None:
    """The function of `own.stop_when`; None without one.

    Raises:
        UsageError: it cannot be used.
    """
    if config.own.stop_when is None:
        return None
    function = own_function("own.stop_when", config.own.stop_when, ("record",), least=-math.inf)
    return lambda record: bool(function.told(record))


def either(
    first: Callable[[Record], bool] | None, second: Callable[[Record], bool] | None
) -> Callable[[Record], bool] | None:
    """Whether one of two tests is true of a record; None without any."""
    if first is None or second is None:
        return first or second
    return lambda record: bool(first(record)) or bool(second(record))


def check_own_code(config: Config, laws: Laws = CONFIGURED) -> None:
    """Load and try all code of a user's, so that no run has to fail of it.

    Args:
        config: names files in its section `own`.
        laws: given in Python.

    Raises:
        UsageError: some of it cannot be used.
    """
    check_laws(laws, config)
    own_columns(config)
    own_observers(config)
    own_end(config)
