"""Figures of a run, drawn without a display."""

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from filasse.output.folder.atomic_files import disk_errors
from filasse.output.run_result import RunResult, open_run
from filasse.plot.film_profiles import draw_films
from filasse.plot.foil_figure import draw_anode, draw_depletion, draw_interface
from filasse.plot.run_curves import draw_series
from filasse.plot.scene import has_films
from filasse.plot.slab_maps import draw_filament, draw_potential, draw_stress
from filasse.plot.style import STYLE, write_picture

__all__ = ["plot_missing", "plot_run"]

_FROM_SERIES: dict[str, Callable[[RunResult], Figure]] = {"series": draw_series}
_FROM_FIELDS: dict[str, Callable[[RunResult], Figure]] = {
    "filament": draw_filament,
    "stress": draw_stress,
    "potential": draw_potential,
}
_FROM_FOIL: dict[str, Callable[[RunResult], Figure]] = {"anode": draw_anode}
_OF_DEPLETION: dict[str, Callable[[RunResult], Figure]] = {"contact": draw_depletion}
_ALONG: dict[str, Callable[[RunResult], Figure]] = {"interface": draw_interface}
_FROM_FILMS: dict[str, Callable[[RunResult], Figure]] = {"film": draw_films}


def plot_run(folder: Path | str, watch: Callable[[str], None] = lambda name: None) -> list[Path]:
    """Draw all figures of a run into its folder ``figures``, replacing older ones.

    Args:
        folder: Run folder; the run may still be going on.
        watch: Told of every figure before it is drawn.

    Returns:
        The files written.

    Raises:
        OutputError: The folder holds no run, or the figures cannot be written.
    """
    result = open_run(folder)
    with disk_errors(result.folder.figures):
        result.folder.figures.mkdir(exist_ok=True)
    with mpl.rc_context(STYLE):
        return [_save(result, name, draw, watch) for name, draw in _figures(result).items()]


def plot_missing(folder: Path | str) -> list[Path]:
    """Draw the figures of a finished run that are not there, or older than its end.

    Args:
        folder: Run folder.

    Returns:
        The files written.

    Raises:
        OutputError: As `plot_run`.
    """
    result = open_run(folder)
    ended = result.folder.info.stat().st_mtime_ns
    there = (result.folder.figures / f"{name}.png" for name in _figures(result))
    if all(path.exists() and path.stat().st_mtime_ns >= ended for path in there):
        return []
    return plot_run(folder)


def _figures(result: RunResult) -> dict[str, Callable[[RunResult], Figure]]:
    """Return what can be drawn: a run may have no fields, and a slab no cracks."""
    figures = dict(_FROM_SERIES)
    if "anode.largest_void" in result.series:
        figures |= _OF_DEPLETION
    if result.growth_steps:
        of_bodies, of_films = _in_space() if result.in_space else (_FROM_FIELDS, _FROM_FILMS)
        figures |= of_bodies
        fields = result.fields()
        if has_films(fields):
            figures |= of_films
        if "anode" in fields.keys():  # noqa: SIM118  (blocks of pyvista are no mapping)
            figures |= _FROM_FOIL
        if "interface" in fields.keys() and "contact" not in figures:  # noqa: SIM118
            figures |= _ALONG
    return figures


def _in_space() -> tuple[dict[str, Callable[[RunResult], Figure]], ...]:
    """Figures of surfaces in a body, and of their faces: they load what renders them."""
    from filasse.plot.solid.crack_face_figure import draw_faces
    from filasse.plot.solid.crack_surface_figure import draw_surfaces

    return {"filament": draw_surfaces}, {"crack_faces": draw_faces}


def _save(
    result: RunResult,
    name: str,
    draw: Callable[[RunResult], Figure],
    watch: Callable[[str], None],
) -> Path:
    watch(name)
    path = result.folder.figures / f"{name}.png"
    with disk_errors(path):
        write_picture(draw(result), path)
    return path
