"""From a run to the text of its page."""

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import jinja2
from plotly.offline import get_plotlyjs

from filasse.output.folder.provenance import versions
from filasse.output.run_result import RunResult
from filasse.report.answers import answers
from filasse.report.balances import balances, draw_balances
from filasse.report.citations import citations
from filasse.report.fields import draw_fields
from filasse.report.fields_in_space import draw_fields_in_space
from filasse.report.interactive_curves import draw_curves, embed
from filasse.report.own_values import kept_materials
from filasse.report.run_facts import half_cycles, inputs, overview, provenance, stages

_CAPTIONS = {
    "filament": "The filament at several times",
    "stress": "Stress at the end, and around the tip that leads",
    "potential": "Ionic potential and current at the end",
    "crack_faces": "Pressure, opening, fill and plating on the largest crack at the end",
    "film": "The lithium film along the longest crack, at several times",
    "anode": "Stress in the foil at the end, and its contact with the electrolyte over time",
    "contact": "Contact, voids and voltage over time, and contact and current along the anode",
    "interface": "Contact and current along the interface with the anode at the end",
    "paraview": "Stress, potential and film pressure at the end, and K over time, by ParaView",
    "series": "Stress intensity, length, voltage and speed against time",
}


class Picture(NamedTuple):
    """A picture inside the page: its name, caption and data URL."""

    name: str
    caption: str
    url: str


def render(result: RunResult) -> str:
    """Return the page of a run as HTML.

    Args:
        result: Run with at least one time step.
    """
    config: dict[str, Any] = result.info["config"]
    return filled_page(
        "run.html",
        title=result.info["title"] or "Run",
        told=(result.info["started"], result.info["host"]),
        state=result.state,
        version=result.info["versions"]["filasse"],
        overview=overview(result),
        half_cycles=half_cycles(result.info),
        answers=answers(result),
        pictures=pictures(result),
        curves=embed(draw_curves(result), "curves"),
        fields=embed(_draw_fields(result), "slab") if result.growth_steps else None,
        in_space=result.in_space,
        foil=result.has_foil,
        checks=balances(result),
        balances=embed(draw_balances(result), "residuals"),
        stages=stages(result.info),
        provenance=provenance(result.info),
        inputs=inputs(result),
        citations=citations(config, kept_materials(result.folder)),
    )


def _draw_fields(result: RunResult) -> Any:
    """Fields on the slab, or on the crack surfaces in it."""
    return draw_fields_in_space(result) if result.in_space else draw_fields(result)


def filled_page(
    template: str,
    *,
    told: Sequence[str],
    state: str = "",
    version: str | None = None,
    **values: Any,
) -> str:
    """Fill in a page; it brings plotly's script and the style sheet.

    Args:
        template: Name of the file.
        told: What stands below the title: where it is from, and when.
        state: Word or two in front of that.
        version: Of the program that made what is shown; that of this one if left out.
        **values: What else it shows.
    """
    values |= {"told": told, "state": state, "version": version or versions()["filasse"]}
    loader = jinja2.PackageLoader("filasse.report", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.get_template(template).render(plotly=get_plotlyjs(), **values)


def pictures(result: RunResult) -> list[Picture]:
    """Return the figures of a run: the known ones first, in reading order.

    Args:
        result: Run with its folder ``figures``.
    """
    found = {path.stem: path for path in _files(result.folder.figures)}
    order = [name for name in _CAPTIONS if name in found]
    order += [name for name in found if name not in _CAPTIONS]
    return [picture_of(found[name], _CAPTIONS.get(name, name)) for name in order]


def picture_of(path: Path, caption: str) -> Picture:
    """A PNG file inside the page."""
    return Picture(path.stem, caption, _data_url(path.read_bytes()))


def _files(figures: Path) -> list[Path]:
    return [path for path in sorted(figures.glob("*.png")) if path.is_file()]


def way_to(file: Path, page: Path) -> str:
    """The link from a page to a file; empty if there is no such file."""
    if not file.is_file():
        return ""
    return quote(os.path.relpath(file.resolve(), page.resolve().parent))


def _data_url(image: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(image).decode()}"
