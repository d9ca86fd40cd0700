"""Code of a user's own that a run is to use: functions in Python files."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from filasse.config.sections.section_base import Section

EXAMPLE = "laws.py:name"


def split_place(place: str) -> tuple[Path, str]:
    """File and name of `file.py:name`."""
    file, _, name = place.rpartition(":")
    return Path(file), name


def _check_place(place: str) -> str:
    """Reject what names nothing, without running the file."""
    path, name = split_place(place)
    if not name.isidentifier() or path.suffix != ".py":
        raise _error("is not a place in a Python file", f"write `{EXAMPLE}`")
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise _error(message, "the file is relative to the configuration file") from None
    except UnicodeDecodeError:
        raise _error("is not a text in UTF-8", "save the file as UTF-8") from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise _error(f"cannot be read: line {line}: {error}", "mend that line") from None
    known = list(dict.fromkeys(_names(tree)))
    if name not in known:
        remedy = f"it has {', '.join(known)}" if known else "it defines nothing"
        raise _error(f"names nothing in {path.name}", remedy)
    return place


def _names(tree: ast.Module) -> Iterator[str]:
    """What a module defines at its top."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _error(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("code", "{message}", {"message": message, "remedy": remedy})


CodePlace = Annotated[str, AfterValidator(_check_place)]

LAWS = ("creep", "growth", "toughness", "exchange_current", "layer", "anode")
"""Keys that name laws: what they compute changes the results."""


class OwnSection(Section):
    """Code of your own, each as `file.py:name`; the file is relative to the configuration file.

    A law is a function whose arguments are named after what it is to be given.
    """

    creep: CodePlace | None = None
    """Creep rate of lithium in uniaxial tension [1/s], of `stress` [Pa] and `temperature` [K], in
    place of `lithium.creep`."""

    growth: CodePlace | None = None
    """Speed of tips below their toughness [m/s], of `ratio` (K/K_c), `temperature`, `current`
    [A/m^2] and `overpotential` [V] at the tips, in place of `growth.law`."""

    toughness: CodePlace | None = None
    """Factor on K_IC, of `temperature`, `current` and `overpotential` at the tip, in place of
    `growth.toughness`."""

    exchange_current: CodePlace | None = None
    """Exchange current density of lithium on the electrolyte [A/m^2], of `temperature` and
    `stack_pressure` [Pa], in place of `interface.exchange_current_density`."""

    layer: CodePlace | None = None
    """What grows on the electrolyte, in place of the law of `interface.interphase`: a class, or a
    function that may ask for `temperature`; it gives a law of growth, or a whole layer."""

    anode: CodePlace | None = None
    """Class of an anode, in place of the reservoir."""

    observers: tuple[CodePlace, ...] = ()
    """Classes with methods of an observer, or functions of the record of a step."""

    columns: tuple[CodePlace, ...] = ()
    """Functions of the record of a step, each a column `own.NAME` of series.csv."""

    stop_when: CodePlace | None = None
    """Function of the record of a step; the run ends once it is true."""

    @property
    def places(self) -> dict[str, str]:
        """Everything that is given, by its key."""
        found = {name: getattr(self, name) for name in (*LAWS, "stop_when")}
        lists = {name: getattr(self, name) for name in ("observers", "columns")}
        items = {
            f"{name}.{i}": place for name, all_ in lists.items() for i, place in enumerate(all_)
        }
        given = {name: place for name, place in found.items() if place is not None}
        return {f"own.{name}": place for name, place in (given | items).items()}

    @property
    def laws(self) -> dict[str, str]:
        """The laws that are given, by their keys."""
        names = {f"own.{name}" for name in LAWS}
        return {key: place for key, place in self.places.items() if key in names}
