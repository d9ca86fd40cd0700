"""A user's function as the solver calls it: by the names of its arguments, and never in silence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.config.sections.laws.own_section import split_place
from filasse.errors import UsageError
from filasse.parameters.own_code.python_file import load_own, own_error

type FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class OwnFunction:
    """A function of numbers.

    Attributes:
        key: of the configuration that names it.
        path: the file that it is in.
        function: the function.
        wants: names of the arguments that it asks for.
        least: value that every result must exceed, or equal where `may_equal`.
        may_equal: whether that value itself is one.
        may_overflow: whether infinity is.
    """

    key: str
    path: Path
    function: Callable[..., Any]
    wants: tuple[str, ...]
    least: float = 0.0
    may_equal: bool = False
    may_overflow: bool = False

    def __call__(self, shape: tuple[int, ...], known: Mapping[str, Any]) -> FloatArray:
        """Its value.

        Args:
            shape: that the value is to have; a number stands for all of it.
            known: everything that it may ask for, by name.

        Raises:
            UsageError: it fails, or gives something else than such numbers.
        """
        given = {name: known[name] for name in self.wants}
        try:
            with np.errstate(all="ignore"):
                value = np.asarray(self.function(**_copied(given)), dtype=np.float64)
        except Exception as error:
            raise own_error(self.key, self.path, self.line, error) from error
        if value.shape not in ((), shape):
            raise self.reject(
                f"gives an array of the shape {value.shape}: it must be that of its arguments, "
                f"{shape}, or a number. Mend it there."
            )
        self._check(value, given)
        return np.broadcast_to(value, shape).copy()

    @property
    def line(self) -> int | None:
        """Where it starts in its file."""
        code = getattr(inspect.unwrap(self.function), "__code__", None)
        return getattr(code, "co_firstlineno", None)

    def reject(self, why: str) -> UsageError:
        """An error that says where the function is."""
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return UsageError(f"{self.key} ({where}) {why}")

    def told(self, record: Any) -> Any:
        """What a function of a record answers, whatever it is.

        Raises:
            UsageError: it fails.
        """
        try:
            return self.function(**dict.fromkeys(self.wants, record))
        except Exception as error:
            raise own_error(self.key, self.path, self.line, error) from error

    def _check(self, value: FloatArray, given: Mapping[str, Any]) -> None:
        bad = np.isnan(value) | (value < self.least)
        if not self.may_equal:
            bad |= value == self.least
        if not self.may_overflow:
            bad |= np.isinf(value)
        if bad.any():
            bound = "not less than" if self.may_equal else "greater than"
            limit = f" {bound} {self.least:g}" if np.isfinite(self.least) else ""
            at = ", ".join(f"{name} = {_shown(item)}" for name, item in given.items())
            raise self.reject(
                f"gives {value[bad].ravel()[0]:g}{' for ' + at if at else ''}: it must be a number"
                f"{limit}. Mend it there."
            )


def _copied(given: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments that a function may change without harm; records are frozen."""
    return {name: np.array(x) if isinstance(x, np.ndarray) else x for name, x in given.items()}


def _shown(value: Any) -> str:
    """An argument in a message: a few of its numbers, or when a record is from."""
    if hasattr(value, "time"):
        return f"that of t = {value.time:.6g} s"
    return np.array2string(np.asarray(value, dtype=float), precision=6, threshold=4, edgeitems=2)


def own_function(
    key: str, place: str, offered: Sequence[str], least: float = 0.0, *, may_equal: bool = False
) -> OwnFunction:
    """The function that a key names, with a signature that can be served.

    Args:
        key: of the configuration.
        place: `file.py:name`.
        offered: names of arguments that it may ask for.
        least: value that its results must exceed.
        may_equal: or equal.

    Raises:
        UsageError: there is none, or it asks for something else.
    """
    function, path = load_own(key, place), split_place(place)[0]
    made = OwnFunction(key, path, function, (), least, may_equal)
    if not callable(function) or isinstance(function, type):
        raise made.reject(f"is no function but {function!r}. Name a function.")
    wants = _wanted(made, offered)
    return OwnFunction(key, path, function, wants, least, may_equal)


def _wanted(own: OwnFunction, offered: Sequence[str]) -> tuple[str, ...]:
    """Names that a signature asks for; its own numbers have defaults."""
    wants = []
    for name, parameter in inspect.signature(own.function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            return tuple(offered)
        if name in offered and parameter.kind is not parameter.POSITIONAL_ONLY:
            wants.append(name)
        elif parameter.default is parameter.empty:
            raise own.reject(
                f"asks for `{name}`. It may ask for {', '.join(offered)}, by these names; numbers "
                "of its own need a default."
            )
    return tuple(wants)
