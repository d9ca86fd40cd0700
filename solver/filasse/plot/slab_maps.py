"""Maps of the slab: the filament at several times, stress at the tip, potential and current."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy.spatial import KDTree

from filasse.output.run_result import RunResult
from filasse.plot.field_pictures import PaintedField, Window, paint
from filasse.plot.film_profiles import evenly_spread
from filasse.plot.scene import Scene, SceneCells, exaggeration, load_scene
from filasse.plot.style import DRY, LITHIUM, frame, readable_time

_STRESS = "Principal stress [MPa]"
_FILL = LinearSegmentedColormap.from_list("fill", [DRY, LITHIUM])
_MARGIN = 0.04
_WIDE = 1.8
"""Width over height of a slab from which scenes stand one above the other."""
_LINES = 16


def draw_filament(result: RunResult) -> Figure:
    """Draw the growing crack: the deformed slab at four times.

    Args:
        result: Run with fields.
    """
    steps = evenly_spread(result.growth_steps, 4)
    factor = exaggeration(result, steps)
    scenes = [load_scene(result, step, factor) for step in steps]
    figure, places = _places(scenes[0].slab, len(scenes), 2.2)
    colours = max((_stress_colours(s.cells, s.slab) for s in scenes), key=_largest)
    for place, scene in zip(places, scenes, strict=True):
        _draw_moment(place, scene, colours)
        place.label_outer()
    _add_bar(figure, places, colours, _STRESS)
    figure.suptitle(_legend(factor), fontsize=8)
    return figure


def draw_abreast(runs: Mapping[str, RunResult]) -> Figure:
    """Draw runs of slabs of one size: every row is a run, at its start, on its way and its end.

    Args:
        runs: Runs with fields, by their titles.
    """
    rows = list(runs.items())
    steps = [evenly_spread(result.growth_steps, 3) for _, result in rows]
    factor = min(exaggeration(run, drawn) for (_, run), drawn in zip(rows, steps, strict=True))
    scenes = [
        [load_scene(result, step, factor) for step in drawn]
        for (_, result), drawn in zip(rows, steps, strict=True)
    ]
    figure = Figure(figsize=(10.5, 1.2 + 2.0 * len(rows)), layout="compressed")
    places = figure.subplots(len(rows), 3, squeeze=False)
    every = [scene for row in scenes for scene in row]
    colours = max((_stress_colours(s.cells, s.slab) for s in every), key=_largest)
    for axes, row, (title, _) in zip(places, scenes, rows, strict=True):
        for place, scene in zip(axes, row, strict=False):
            _draw_moment(place, scene, colours)
            place.label_outer()
        axes[0].set_title(f"{title}: {axes[0].get_title()}")
    figure.colorbar(colours, ax=list(places.flat), label=_STRESS)
    figure.suptitle(_legend(factor), fontsize=8)
    return figure


def draw_moments(result: RunResult, steps: Sequence[int]) -> Iterator[Figure]:
    """Draw the crack at each of several growth steps, all with the same colours.

    Args:
        result: Run with fields.
        steps: Growth steps with fields, at least one.
    """
    factor = exaggeration(result, steps)
    some = (load_scene(result, step, factor) for step in evenly_spread(steps, 4))
    colours = max((_stress_colours(s.cells, s.slab) for s in some), key=_largest)
    for step in steps:
        scene = load_scene(result, step, factor)
        figure, (place,) = _places(scene.slab, 1, 4.0)
        _draw_moment(place, scene, colours)
        _add_bar(figure, [place], colours, _STRESS)
        figure.suptitle(_legend(factor), fontsize=8)
        yield figure


def draw_stress(result: RunResult) -> Figure:
    """Draw the stress at the end: the whole slab, and around the tip that leads.

    Args:
        result: Run with fields.
    """
    last = result.growth_steps[-1]
    factor = exaggeration(result, [last])
    scene = load_scene(result, last, factor)
    figure, places = _places(scene.slab, 2, 3.2)
    windows = [_widened(scene.slab), _zoom(scene)]
    for place, window in zip(places, windows, strict=True):
        colours = _stress_colours(scene.cells, window)
        _draw(place, scene.stress, scene, colours, window)
        _draw_borders(place, scene)
        place.set(xlabel="x [µm]", ylabel="y [µm]")
        _add_bar(figure, [place], colours, _STRESS)
    _mark(places[0], windows[1])
    figure.suptitle(_legend(factor), fontsize=8)
    return figure


def draw_potential(result: RunResult) -> Figure:
    """Draw the ionic potential at the end, with the lines of current.

    Args:
        result: Run with fields.
    """
    last = result.growth_steps[-1]
    scene = load_scene(result, last, exaggeration(result, [last]))
    values = scene.potential.values
    normalise = Normalize(float(values.min()), float(values.max()))
    colours = ScalarMappable(normalise, colormaps["viridis"])
    figure, (axes,) = _places(scene.slab, 1, 3.6)
    _draw(axes, scene.potential, scene, colours, _widened(scene.slab))
    _draw_current(axes, scene)
    axes.set(xlabel="x [µm]", ylabel="y [µm]", title="White lines: ionic current")
    _add_bar(figure, [axes], colours, "Ionic potential [mV]")
    return figure


def _places(slab: Window, count: int, size: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with places side by side, or one above the other for a wide slab.

    Args:
        slab: Outline of the slab; every place is made for its shape.
        count: Number of places.
        size: Longer side of a place [inch]; a wide slab gets the whole width of a page.
    """
    aspect = _aspect(slab)
    wide = aspect > _WIDE
    width = 5.5 if wide else size * min(aspect, 1.0)
    height = max(width / aspect, 1.8) + (0.6 if count > 1 else 0.9)
    rows, columns = (count, 1) if wide else (1, count)
    figure = Figure(figsize=(columns * width + 1.2, rows * height + 0.2), layout="compressed")
    places = figure.subplots(rows, columns, squeeze=False)
    return figure, list(places.flat)


def _aspect(window: Window) -> float:
    return (window.right - window.left) / (window.top - window.bottom)


def _add_bar(figure: Figure, places: Sequence[Axes], colours: ScalarMappable, label: str) -> None:
    """Put a bar of colours beside the places, or below them if they are wide."""
    limits = Window(*places[0].get_xlim(), *places[0].get_ylim())
    look: dict[str, Any] = {"extend": "both", "extendfrac": 0.03} if label == _STRESS else {}
    if _aspect(limits) > _WIDE:
        look |= {"location": "bottom", "aspect": 40, "pad": 0.02}
    figure.colorbar(colours, ax=places, label=label, **look)


def _draw(
    axes: Axes, surface: PaintedField, scene: Scene, colours: ScalarMappable, window: Window
) -> None:
    frame(axes)
    paint(axes, surface, colours, window)
    foil = PolyCollection(list(scene.foil), facecolors=LITHIUM, edgecolors=LITHIUM)
    foil.set(linewidth=0.4, zorder=0)
    axes.add_collection(foil)
    shades = [tuple(_FILL(pore.fill)) for pore in scene.pores]
    pores = PolyCollection([pore.outline for pore in scene.pores], facecolors=shades)
    pores.set(linewidth=0, zorder=1)
    axes.add_collection(pores)
    if scene.cracks is not None:
        cracks = scene.cracks
        shades = [tuple(shade) for shade in _FILL(cracks.fill)]
        pieces = PolyCollection(list(cracks.outlines), facecolors=shades, edgecolors=shades)
        pieces.set(linewidth=0.4, zorder=1)
        axes.add_collection(pieces)


def _draw_borders(axes: Axes, scene: Scene) -> None:
    """Draw thin lines between grains, around regions and pores."""
    lines = LineCollection(list(scene.borders), colors="black", linewidths=0.3, alpha=0.6)
    lines.set_zorder(3)
    axes.add_collection(lines)


def _draw_moment(place: Axes, scene: Scene, colours: ScalarMappable) -> None:
    _draw(place, scene.stress, scene, colours, _widened(scene.slab))
    _draw_borders(place, scene)
    title = f"t = {readable_time(scene.time)}"
    place.set(xlabel="x [µm]", ylabel="y [µm]", title=title)


def _draw_current(axes: Axes, scene: Scene) -> None:
    """Draw lines of current from the counter electrode to the anode or a crack."""
    slab, cells = scene.slab, scene.cells
    x, y = np.linspace(*slab[:2], 150), np.linspace(*slab[2:], 150)
    places = np.stack(np.meshgrid(x, y), axis=-1)
    away, nearest = KDTree(cells.centres).query(places)
    current = cells.current_density[nearest]
    current[away > 1.5 * np.sqrt(cells.area[nearest])] = np.nan  # in a pore or notch
    if scene.cracks is not None:  # lines end at a crack
        distance = shapely.distance(scene.cracks.line, shapely.points(places))
        spacing = max(x[1] - x[0], y[1] - y[0])
        current[distance < max(0.75 * spacing, scene.cracks.half_width)] = np.nan
    starts = np.linspace(*slab[:2], 2 * _LINES + 1)[1::2]
    look: dict[str, Any] = {"color": "white", "linewidth": 0.7, "arrowsize": 0.6, "zorder": 3}
    look["start_points"] = np.column_stack([starts, np.full(_LINES, y[-2])])
    axes.streamplot(x, y, current[..., 0], current[..., 1], broken_streamlines=False, **look)


def _stress_colours(cells: SceneCells, window: Window) -> ScalarMappable:
    """Return red for tension, blue for compression; white is no stress."""
    high = _high(cells, window)
    return ScalarMappable(Normalize(-high, high), colormaps["RdBu_r"])


def _largest(colours: ScalarMappable) -> float:
    """Return the stress at the upper end of the colours."""
    return float(colours.get_clim()[1] or 0.0)


def _high(cells: SceneCells, window: Window) -> float:
    """Return the stress that 2 % of the window's area exceeds: tips are singular."""
    low, high = window[::2], window[1::2]
    inside = np.all((cells.centres > low) & (cells.centres < high), axis=1)
    inside |= not inside.any()  # one large cell may fill the window
    stress, area = np.abs(cells.principal_stress[inside]), cells.area[inside]
    order = np.argsort(stress)
    rank = np.searchsorted(np.cumsum(area[order]), 0.98 * area.sum())
    return max(float(stress[order[rank]]), 1e-3)


def _legend(factor: float) -> str:
    return f"Displacements × {factor:g}. In cracks and pores: lithium grey, dry yellow"


def _widened(slab: Window) -> Window:
    margin = _MARGIN * (slab.right - slab.left)
    return Window(slab.left - margin, slab.right + margin, slab.bottom - margin, slab.top + margin)


def _zoom(scene: Scene) -> Window:
    """Return a fifth of the slab around the tip that leads, or all of it when there is none."""
    if scene.cracks is None:
        return _widened(scene.slab)
    left, right, bottom, top = scene.slab
    half = np.array([right - left, top - bottom]) / 10
    lowest, highest = np.array([left, bottom]) + half, np.array([right, top]) - half
    x, y = np.clip(scene.cracks.leader, lowest, highest)
    return Window(x - half[0], x + half[0], y - half[1], y + half[1])


def _mark(axes: Axes, window: Window) -> None:
    size = (window.right - window.left, window.top - window.bottom)
    corner = (window.left, window.bottom)
    axes.add_patch(Rectangle(corner, *size, fill=False, color="black", linewidth=0.8, zorder=4))
