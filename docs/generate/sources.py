"""The bibliography as a table: what each source stands behind, and what of it was checked."""

from __future__ import annotations

from benchmarks.experiments.measured import measured

from filasse import materials
from filasse.references import Source, bibliography


def sources_table() -> str:
    """Every published source."""
    lines = ["| what | source | checked |", "|---|---|---|"]
    lines += [_row(source) for source in bibliography().values()]
    return "\n".join(lines)


def _row(source: Source) -> str:
    doi = f", [doi:{source.doi}](https://doi.org/{source.doi})" if source.doi else ""
    return f"| {_used_for(source)} | {source.long()}{doi} | {source.caveat or 'yes'} |"


def _used_for(source: Source) -> str:
    """What the entry says itself, the presets that cite it, and the studies that show it."""
    presets = [
        name
        for name in materials.names()
        if any(source.key in item.keys for item in materials.load(name).values)
    ]
    studies = [
        name.replace("_", " ")
        for name, study in measured().items()
        if any(point.source == source.key for point in study.points)
    ]
    said = source.fields.get("annotation", "")
    shown = f"experiments: {', '.join(studies)}" if studies else ""
    cited = f"presets {', '.join(presets)}" if presets else ""
    return "; ".join(filter(None, (said, cited, shown)))
