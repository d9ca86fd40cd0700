"""Tables of presets and of expectations."""

from collections.abc import Iterable

from rich.table import Table

from filasse import materials
from filasse.estimates.expectations import Expectation


def materials_table() -> Table:
    """All presets."""
    table = Table("preset", "for", "what it is", title="Material presets")
    for name in sorted(materials.names(), key=lambda item: (materials.load(item).kind, item)):
        material = materials.load(name)
        table.add_row(material.name, material.kind, material.title)
    return table


def material_table(name: str) -> Table:
    """The values of one preset, with their sources."""
    material = materials.load(name)
    table = Table(title=f"{material.name}: {material.title}")
    for heading in ("key", "value", "source", "note"):
        table.add_column(heading, overflow="fold")
    for item in material.properties:
        table.add_row(item.key, str(item.value), item.source, item.note)
    return table


def expectation_table(expectations: Iterable[Expectation]) -> Table:
    """What theory expects of a configuration."""
    table = Table("quantity", "value", "unit", "note", title="What to expect")
    for item in expectations:
        value = item.value if isinstance(item.value, str) else f"{item.value:.4g}"
        table.add_row(item.name, value, item.unit, item.note)
    return table
