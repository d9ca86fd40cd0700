"""What every section of the configuration shares: strict frozen models and quantities."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import count, pairwise
from typing import Annotated, Any, Protocol, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from filasse import units
from filasse.errors import UsageError

UNITS_REQUIRED = "units_required"

Number = Annotated[float, Strict()]
Count = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]


class Section(BaseModel):
    """A part of the configuration: frozen, no unknown keys, no silent conversions."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
    )

    def __setattr__(self, name: str, value: Any) -> None:
        """Say how to change what stays as it was checked."""
        if name in type(self).model_fields:
            raise UsageError(
                f"{name} cannot be set in place: a configuration stays as it was checked. Make "
                'another by `config.replace({"section.key": "value with unit"})`.'
            )
        super().__setattr__(name, value)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe every key by the docstring below it.

        Pydantic's own `use_attribute_docstrings` reads the source of all sections whenever they
        are imported: a third of the time that takes, for what only the schema shows.
        """
        result = handler(schema)
        properties = handler.resolve_ref_schema(result)["properties"]
        for name, text in _described_attributes(cls).items():
            if name in properties:
                properties[name]["description"] = text
        return result

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Quantities are shown as people write them, not in bare SI."""
        for name, value in super().__repr_args__():
            quantity = quantity_of(type(self), name) if name in type(self).model_fields else None
            is_number = isinstance(value, int | float) and quantity is not None
            shown = quantity.format(value) if quantity is not None and is_number else value
            yield name, shown

    def _repr_html_(self) -> str:
        """In notebooks: a table of all values, which opens on its name."""
        return self.as_html(type(self).__name__.removesuffix("Section").lower())

    def as_html(self, title: str) -> str:
        """A table of all values for notebooks, folded behind a title."""
        rows = "".join(
            f"<tr><th>{name}</th><td>{_cell(name, value)}</td></tr>"
            for name, value in self.__repr_args__()
        )
        return f"<details><summary>{title}</summary><table>{rows}</table></details>"


def _described_attributes(model: type[BaseModel]) -> dict[str, str]:
    """Docstrings of the attributes of a model and of what it inherits from."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Section):
            (tree,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
            found |= _docstrings_below(tree.body) if isinstance(tree, ast.ClassDef) else {}
    return found


def _docstrings_below(body: list[ast.stmt]) -> dict[str, str]:
    """Texts that stand right below an annotated name, by that name."""
    found = {}
    for declared, text in pairwise(body):
        match declared, text:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(words))):
                found[name] = inspect.cleandoc(words)
    return found


def _cell(name: str | None, value: Any) -> str:
    """A value in a table of a notebook; sections are tables of their own, folded."""
    if isinstance(value, Section):
        return value.as_html(name or "")
    items = value if isinstance(value, tuple) else ()
    if items and all(isinstance(item, Section) for item in items):
        return "".join(item.as_html(f"{name}.{place}") for place, item in enumerate(items))
    return escape(str(value))


@dataclass(frozen=True)
class UnitFloat:
    """A float in SI units that a user writes as text with a unit.

    In a configuration file a bare number is rejected (a plain 0 is fine, it needs no unit); from
    Python a float is taken as SI.

    Attributes:
        unit: SI unit of the float.
        shown: unit that people use, for messages and printed configurations.
        low: smallest sensible value, in ``unit``.
        high: largest sensible value, in ``unit``.
        example: text to show to a user who got it wrong.
        negative: what to do about a value below zero.
    """

    unit: str
    shown: str
    low: float
    high: float
    example: str
    negative: str = "check the sign"

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read text with a unit first, then check that the number is sensible."""
        read = core_schema.with_info_before_validator_function(self.read, handler(source))
        return core_schema.no_info_after_validator_function(self.check_range, read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the text form; the unit and the sensible range stand beside it."""
        return {
            "type": ["string", "number"],
            "unit": self.shown,
            "minimum_value": self.format(self.low),
            "maximum_value": self.format(self.high),
            "examples": [self.example],
        }

    def format(self, value: float, digits: int = 6) -> str:
        """Write a value [SI] in the unit that people use."""
        return units.format_quantity(value, self.unit, self.shown, digits)

    def read(self, value: Any, info: core_schema.ValidationInfo) -> Any:
        """Turn text with a unit into an SI float; anything else is rejected or left alone."""
        if isinstance(value, str):
            return self._parse(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._error("is not a quantity")
        if info.context == UNITS_REQUIRED and not (value == 0 and self.unit != "K"):
            raise self._error("has no unit")
        return value

    def _parse(self, text: str) -> float:
        try:
            number, written = units.split_quantity(text)
            if not written and number == 0 and self.unit != "K":
                return 0.0
            return units.parse_quantity(text, self.unit)
        except units.UnitError as error:
            raise self._error(str(error)) from None

    def check_range(self, value: float) -> float:
        """Reject a number [SI] that no one can mean."""
        if self.low <= value <= self.high:
            return value
        if value < 0.0 <= self.low:
            message, remedy = "must not be negative", self.negative
            if self.unit == "K":
                message, remedy = "is below absolute zero", "check the number and the unit"
            raise PydanticCustomError("range", "{message}", {"message": message, "remedy": remedy})
        bounds = f"{self.format(self.low)} to {self.format(self.high)}"
        message, remedy = f"is outside the sensible range {bounds}", "check the number and the unit"
        raise PydanticCustomError("range", "{message}", {"message": message, "remedy": remedy})

    def _error(self, message: str) -> PydanticCustomError:
        remedy = f"write a number with a unit like {self.shown}, for instance `{self.example}`"
        return PydanticCustomError("quantity", "{message}", {"message": message, "remedy": remedy})


class Named(Protocol):
    """An item of a list that may have a name."""

    @property
    def name(self) -> str:
        """Empty if the user gave none."""


def numbered[T: Named](items: tuple[T, ...], prefix: str) -> tuple[T, ...]:
    """Give every item without a name its number; one that is taken is counted on."""
    taken = {item.name for item in items}
    return tuple(
        item if item.name else _renamed(item, _free_name(prefix, number, len(items), taken))
        for number, item in enumerate(items, start=1)
    )


def _free_name(prefix: str, number: int, step: int, taken: set[str]) -> str:
    """Steps of the list's length keep the numbers of different items apart."""
    names = (f"{prefix}{free}" for free in count(number, step))
    return next(name for name in names if name not in taken)


def _renamed[T](item: T, name: str) -> T:
    return item.model_copy(update={"name": name})  # type: ignore[attr-defined, no-any-return]


def quantity_of(model: type[BaseModel], name: str) -> UnitFloat | None:
    """The quantity that a field of a model is declared as, if it is one."""
    field = model.model_fields[name]
    inside = _metadata(field.annotation)
    return next((q for q in (*field.metadata, *inside) if isinstance(q, UnitFloat)), None)


def _metadata(annotation: Any) -> list[Any]:
    """What is annotated anywhere inside a type: unions, tuples of tuples."""
    own = list(getattr(annotation, "__metadata__", ()))
    return own + [item for member in get_args(annotation) for item in _metadata(member)]
