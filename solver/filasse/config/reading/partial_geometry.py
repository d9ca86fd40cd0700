"""What does not fit among the flaws of a faulty geometry that are valid by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from filasse.config.rules.cross_checks import cross_findings
from filasse.config.rules.findings import Finding
from filasse.config.sections.geometry_section import GeometrySection

NEEDED = {"width", "thickness", "depth", "mesh_file", "flaws"}
"""Keys without which nothing can be said of a flaw."""


def findings_of_flaws(data: Any, context: str) -> Iterator[Finding]:
    """Each thing that a user would else be told only once all other errors are mended.

    Args:
        data: the geometry as the user wrote it.
        context: of the validation.
    """
    flaws = data.get("flaws") if isinstance(data, Mapping) else None
    if not isinstance(flaws, Sequence) or isinstance(flaws, str):
        return
    try:
        GeometrySection.model_validate(data, context=context)
        return
    except ValidationError as error:
        places = [item["loc"] for item in error.errors(include_url=False)]
    wrong = {place[1] for place in places if place[:1] == ("flaws",) and len(place) > 1}
    others = {p[0] for p in places if p and (p[0] != "flaws" or len(p) == 1)}
    if others & NEEDED or () in places:
        return
    kept = [number for number in range(len(flaws)) if number not in wrong]
    slab = {key: value for key, value in data.items() if key not in others}
    slab["flaws"] = [_named(flaws[number], number) for number in kept]
    try:
        geometry = GeometrySection.model_validate(slab, context=context)
    except ValidationError:  # of what is left together
        return
    for key, message, remedy in cross_findings({"geometry": geometry}):
        if key[:2] == ("geometry", "flaws") and len(key) > 2:
            yield Finding((*key[:2], kept[int(key[2])], *key[3:]), message, remedy)


def _named(flaw: Any, number: int) -> Any:
    """A flaw with the name that it has among all."""
    return {"name": f"flaw{number + 1}", **flaw} if isinstance(flaw, Mapping) else flaw
