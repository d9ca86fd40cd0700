"""Read the presets that are packaged with filasse (``presets/KIND/NAME.yaml``)."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from filasse.errors import UsageError
from filasse.references import cite

type Kind = Literal["electrolyte", "lithium", "creep", "coating"]

UNPUBLISHED = {
    "assumed": "Assumed: a usual order of magnitude, not taken from one measurement",
    "density": "Molar mass of lithium (6.94 g/mol) over its density (0.534 g/cm^3)",
}
"""Sources of values that no publication stands behind, by key."""


class UnknownMaterialError(UsageError):
    """There is no preset of this name; ``hint`` says which name is near, or what there is."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(name, hint)  # both: an error must survive pickling between MPI ranks
        self.name, self.hint = name, hint

    def __str__(self) -> str:
        """The message for the user."""
        return f"no material preset {self.name!r}; {self.hint}"


@dataclass(frozen=True)
class Property:
    """One value of a preset.

    Attributes:
        key: dotted key of the configuration, for instance ``electrolyte.youngs_modulus``.
        value: what a user would write there, text with a unit or a number.
        source: where the value comes from, in full.
        note: what to know about the value.
        keys: keys of the sources, in the bibliography or unpublished.
    """

    key: str
    value: str | float
    source: str
    note: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """A preset: a name and a list of values.

    Attributes:
        name: by which a configuration names it.
        kind: what it is a preset of.
        title: what it is.
        properties: values of a configuration.
        estimates: values that only estimates use, by the names of their inputs.
        interphase: values of its interphase with lithium, for who asks for one.
    """

    name: str
    kind: Kind
    title: str
    properties: tuple[Property, ...]
    estimates: tuple[Property, ...] = ()
    interphase: tuple[Property, ...] = ()

    @property
    def values(self) -> tuple[Property, ...]:
        """All values, for people to read."""
        return self.properties + self.interphase + self.estimates

    def section(self, name: str) -> dict[str, Any]:
        """The values of one section of the configuration, as nested plain data."""
        tree: dict[str, Any] = {}
        for item in (*self.properties, *self.interphase):
            first, *keys = item.key.split(".")
            if first != name:
                continue
            branch = tree
            for key in keys[:-1]:
                branch = branch.setdefault(key, {})
            branch[keys[-1]] = item.value
        return tree


@cache
def _stems() -> Mapping[str, Kind]:
    """The kind of every preset by its name, which is that of its file: none is read for it."""
    root = files("filasse.materials").joinpath("presets")
    return {
        item.name.removesuffix(".yaml"): kind
        for kind in get_args(Kind.__value__)
        for item in sorted(root.joinpath(kind).iterdir(), key=lambda item: item.name)
        if item.name.endswith(".yaml")
    }


@cache
def _read(name: str) -> Material:
    from ruamel.yaml import YAML

    kind = _stems()[name]
    file = files("filasse.materials").joinpath("presets", kind, f"{name}.yaml")
    data: Mapping[str, Any] = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    values, estimates, interphase = (
        tuple(_property(key, entry) for key, entry in data.get(part, {}).items())
        for part in ("values", "estimates", "interphase")
    )
    return Material(data["name"], kind, data["title"], values, estimates, interphase)


def _property(key: str, entry: Mapping[str, Any]) -> Property:
    keys = tuple(source.strip() for source in entry["source"].split(","))
    cited = "; ".join(UNPUBLISHED.get(source) or cite(source) for source in keys)
    return Property(key, entry["value"], cited, entry.get("note", ""), keys)


def names(kind: Kind | None = None) -> tuple[str, ...]:
    """Names of the presets, of one kind or all."""
    return tuple(name for name, its in _stems().items() if kind in (None, its))


def with_interphase() -> tuple[str, ...]:
    """Names of the electrolyte presets that have an interphase with lithium."""
    return tuple(name for name in names("electrolyte") if _read(name).interphase)


def load(name: str, kind: Kind | None = None, among: Collection[str] | None = None) -> Material:
    """Find a preset by name; upper and lower case do not matter.

    Args:
        name: of the preset.
        kind: that it must be of; any by default.
        among: names that are told where it is none; all of the kind by default.

    Raises:
        UnknownMaterialError: there is no such preset (of this kind); the nearest name is given.
    """
    for candidate in names(kind):
        if candidate.lower() == name.lower():
            return _read(candidate)
    known = [item for item in names(kind) if among is None or item in among]
    near = difflib.get_close_matches(name.lower(), [item.lower() for item in known], n=1)
    hints = [f"did you mean {item!r}?" for item in known if item.lower() in near]
    raise UnknownMaterialError(name, hints[0] if hints else f"known: {', '.join(known)}")
