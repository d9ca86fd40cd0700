"""Which model describes the section at a key."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from filasse.config.reading.yaml_document import Key


def section_at(model: type[BaseModel], key: Key, data: Any = None) -> type[BaseModel] | None:
    """The model that describes the section at a key; list positions and own names are skipped.

    Args:
        model: of the whole.
        key: of the section.
        data: what was written, if known: it tells which of several kinds a section is.
    """
    annotation: Any = model
    named = False  # whether the next part is a name of the user's, as that of a region
    for part in key:
        data = inside(data, part)
        if isinstance(part, int) or named:
            named = False
        elif (field := model.model_fields.get(part)) is None:
            return None
        else:
            annotation = field.annotation
            named = any(get_origin(a) is dict for a in (annotation, *get_args(annotation)))
        inner = _section_in(annotation, data)
        if inner is None:
            return None
        model = inner
    return model


def inside(data: Any, part: str | int) -> Any:
    """What stands in plain data at one part of a key; None if there is nothing."""
    if isinstance(data, Mapping):
        return data.get(part)
    within = isinstance(data, list | tuple) and isinstance(part, int) and part < len(data)
    return data[part] if within else None


def _section_in(annotation: Any, data: Any) -> type[BaseModel] | None:
    """The model inside a type: of several the one with the kind, or the keys, that was written."""
    models = list(_models_in(annotation))
    kind = inside(data, "kind")
    meant = (model for model in models if kind is not None and kind in _kinds(model))
    written = data.keys() if isinstance(data, Mapping) else set()
    alike = max(models, key=lambda model: len(written & model.model_fields.keys()), default=None)
    return next(meant, alike)


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
