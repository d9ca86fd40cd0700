"""The page of material presets, with the source of every value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filasse import materials

KINDS = {
    "electrolyte": "Solid electrolytes",
    "lithium": "Lithium",
    "creep": "Flow laws of lithium",
    "coating": "Coatings and interlayers",
}


def materials_page() -> str:
    """All presets."""
    lines = [
        "# Materials",
        "",
        "Generated from the presets; `filasse materials NAME` prints the same. A value whose "
        "source starts with **Assumed** was not measured: it is a usual order of magnitude, "
        "and yours to question. How to bring your own values: "
        "[Own materials](../howto/materials.md).",
        "",
    ]
    for kind, title in KINDS.items():
        lines += [f"## {title}", ""]
        for name in materials.names(kind):  # type: ignore[arg-type]
            lines += [*_table(materials.load(name)), ""]
    return "\n".join(lines)


def _table(material: materials.Material) -> Iterator[str]:
    yield f"### {material.name}\n\n{material.title}\n"
    yield from ("| key | value | source | note |", "|---|---|---|---|")
    for item in material.values:
        source = item.source.replace("Assumed", "**Assumed**")
        key = re.sub(r"([._])", r"\1<wbr>", item.key)
        yield f"| <code>{key}</code> | {item.value} | {source} | {item.note} |"
