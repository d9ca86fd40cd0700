"""Which of the keys that a user wrote have no effect in a configuration."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from filasse.config.rules.all_sections import AllSections
from filasse.config.rules.conditions import ITEM, Condition, Unmet, at
from filasse.config.rules.effects import EFFECTS
from filasse.config.rules.findings import Finding
from filasse.config.sections.section_base import Section

type Key = tuple[str | int, ...]


class _Inert(NamedTuple):
    """A key without effect, and why."""

    key: Key
    unmet: Unmet

    @property
    def finding(self) -> Finding:
        return Finding(self.key, self.unmet.message, self.unmet.remedy)


def ignored(config: AllSections) -> Iterator[Finding]:
    """Keys that must not be ignored: the user would believe in what is not there."""
    for item in _inert(config, config, ()):
        if item.unmet.is_error and differs(config, item.key):
            yield item.finding


def without_effect(config: AllSections, given: Collection[Key] | None = None) -> Iterator[Finding]:
    """Keys that a user gave though nothing reads them.

    Args:
        config: the configuration.
        given: keys that were written; by default those that differ from what they would be anyway.
    """
    for item in _inert(config, config, ()):
        if differs(config, item.key) if given is None else _is_spare(config, item.key, given):
            yield item.finding


def unused(config: AllSections) -> dict[Key, str]:
    """Keys without effect that can be left out of a file, each with the reason."""
    return {
        item.key: item.unmet.message
        for item in _inert(config, config, ())
        if _can_go(config, item.key)
    }


def differs(config: AllSections, key: Key) -> bool:
    """Whether leaving a key out would change the configuration; False if it must be there."""
    if _is_default(config, key):
        return False
    if len(key) == 1:
        return True
    name = str(key[0])
    other = config.sections_without(key).get(name)
    return other is not None and other != getattr(config, name)


def _can_go(config: AllSections, key: Key) -> bool:
    """Whether a key can be left out and nothing changes."""
    if _is_default(config, key):
        return True
    name = str(key[0])
    return bool(config.sections_without(key).get(name) == getattr(config, name))


def _is_spare(config: AllSections, key: Key, given: Collection[Key]) -> bool:
    """Whether a key was written and could be left out."""
    is_item = isinstance(key[-1], int)
    return key in given and (
        len(key) == 1
        or is_item
        or _is_default(config, key)
        or str(key[0]) in config.sections_without(key)
    )


def _is_default(config: AllSections, key: Key) -> bool:
    section, name = at(config, key[:-1]), str(key[-1])
    if isinstance(section, tuple):  # an item of a list is never there by default
        return False
    field = type(section).model_fields[name]
    return not field.is_required() and bool(
        getattr(section, name) == field.get_default(call_default_factory=True)
    )


def _inert(config: AllSections, section: Section | AllSections, key: Key) -> Iterator[_Inert]:
    """Keys in a section whose condition is not met; what is below them is not looked at."""
    conditions = EFFECTS[type(section).__name__]
    whole = _unmet(conditions[ITEM], config, key) if ITEM in conditions else None
    if whole is not None:
        yield _Inert(key, whole)
        return
    for name, condition in conditions.items():
        value, inner = getattr(section, name, None), (*key, name)
        if value is None or value in ((), {}):
            continue
        unmet = _unmet(condition, config, inner)
        if unmet is not None:
            yield _Inert(inner, unmet)
            continue
        for part, child in _children(value):
            yield from _inert(config, child, (*inner, *part))


def _unmet(condition: Condition, config: AllSections, key: Key) -> Unmet | None:
    """What is lacking; a condition on a section that is wrong itself waits until it is right."""
    try:
        return condition(config, key)
    except AttributeError:
        return None


def _children(value: Any) -> Iterator[tuple[Key, Section]]:
    """Sections inside a value, and where."""
    if isinstance(value, Section):
        yield (), value
    items = dict(enumerate(value)) if isinstance(value, tuple) else value
    for part, item in items.items() if isinstance(items, dict) else ():
        if isinstance(item, Section):
            yield (part,), item
