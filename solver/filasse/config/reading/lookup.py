"""Which model describes the section at a key."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from filasse.config.reading.document import Key


def section_at(model: type[BaseModel], key: Key, data: Any = None) -> type[BaseModel] | None:
    """The model that describes the section at a key; list positions are skipped.

    Args:
        model: of the whole.
        key: of the section.
        data: what was written, if known: it tells which of several kinds a section is.
    """
    for part in key:
        data = _inside(data, part)
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        inner = _section_in(field.annotation, data) if field else None
        if inner is None:
            return None
        model = inner
    return model


def _inside(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None


def _section_in(annotation: Any, data: Any) -> type[BaseModel] | None:
    """The model inside a type: of several the one of the kind that was written, or the first."""
    models = list(_models_in(annotation))
    kind = _inside(data, "kind")
    meant = (model for model in models if kind is not None and kind in _kinds(model))
    return next(meant, models[0] if models else None)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for member in get_args(annotation):
        yield from _models_in(member)


def _kinds(model: type[BaseModel]) -> tuple[Any, ...]:
    """What a model's own key `kind` can be."""
    field = model.model_fields.get("kind")
    return get_args(field.annotation) if field else ()
