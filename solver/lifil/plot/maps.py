"""Maps of the slab: the filament at several times, stress at the tip, potential and current."""

from typing import Any

import numpy as np
import shapely
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from scipy.spatial import KDTree

from lifil.plot.films import spread
from lifil.plot.raster import Surface, Window, paint
from lifil.plot.scene import Cells, Cracks, Scene, exaggeration, load_scene
from lifil.plot.style import DRY, LITHIUM, frame, time_unit
from lifil.post import RunResult

_STRESS = "Largest principal stress [MPa]"
_FILL = LinearSegmentedColormap.from_list("fill", [DRY, LITHIUM])
_MARGIN = 0.04
_LINES = 16


def draw_filament(result: RunResult) -> Figure:
    """Draw the growing crack: the deformed slab at four times.

    Args:
        result: Run with fields.
    """
    factor = exaggeration(result)
    scenes = [load_scene(result, step, factor) for step in spread(result.growth_steps, 4)]
    figure, places = _side_by_side(scenes)
    colours = _stress_colours(scenes[-1].cells, scenes[-1].slab)
    unit, length = time_unit(scenes[-1].time)
    for place, scene in zip(places, scenes, strict=True):
        _draw(place, scene.stress, scene.cracks, colours, _widened(scene.slab))
        place.set_title(f"t = {scene.time / length:.3g} {unit}")
        place.set(xlabel="x [µm]", ylabel="y [µm]")
        place.label_outer()
    figure.colorbar(colours, ax=places, label=_STRESS, extend="both")
    figure.suptitle(_legend(factor), fontsize=8)
    return figure


def draw_stress(result: RunResult) -> Figure:
    """Draw the stress at the end: the whole slab, and around the tip that leads.

    Args:
        result: Run with fields.
    """
    factor = exaggeration(result)
    scene = load_scene(result, result.growth_steps[-1], factor)
    figure = Figure(figsize=(7.6, 3.1), layout="compressed")
    windows = [_widened(scene.slab), _zoom(scene)]
    for place, window in zip(figure.subplots(1, 2), windows, strict=True):
        colours = _stress_colours(scene.cells, window)
        _draw(place, scene.stress, scene.cracks, colours, window)
        place.set(xlabel="x [µm]", ylabel="y [µm]")
        figure.colorbar(colours, ax=place, label=_STRESS, extend="both")
    _mark(figure.axes[0], windows[1])
    figure.suptitle(_legend(factor), fontsize=8)
    return figure


def draw_potential(result: RunResult) -> Figure:
    """Draw the ionic potential at the end, with the lines of current.

    Args:
        result: Run with fields.
    """
    scene = load_scene(result, result.growth_steps[-1], exaggeration(result))
    values = scene.potential.values
    normalise = Normalize(float(values.min()), float(values.max()))
    colours = ScalarMappable(normalise, colormaps["viridis"])
    figure = Figure(figsize=(4.6, 3.6), layout="compressed")
    axes = figure.subplots()
    _draw(axes, scene.potential, scene.cracks, colours, _widened(scene.slab))
    _draw_current(axes, scene)
    axes.set(xlabel="x [µm]", ylabel="y [µm]", title="White lines: ionic current")
    figure.colorbar(colours, ax=axes, label="Ionic potential [mV]")
    return figure


def _side_by_side(scenes: list[Scene]) -> tuple[Figure, list[Axes]]:
    """Return a figure with a place for each scene, one above the other for wide slabs."""
    count, slab = len(scenes), scenes[0].slab
    if slab.right - slab.left > 2.0 * (slab.top - slab.bottom):
        figure = Figure(figsize=(6.5, 1.4 * count + 0.8), layout="compressed")
        places = figure.subplots(count, 1, sharex=True, squeeze=False)
    else:
        figure = Figure(figsize=(2.0 * count + 1.2, 2.5), layout="compressed")
        places = figure.subplots(1, count, sharey=True, squeeze=False)
    return figure, list(places.flat)


def _draw(
    axes: Axes, surface: Surface, cracks: Cracks | None, colours: ScalarMappable, window: Window
) -> None:
    frame(axes)
    paint(axes, surface, colours, window)
    if cracks is not None:
        shades = [tuple(shade) for shade in _FILL(cracks.fill)]
        pieces = PolyCollection(list(cracks.outlines), facecolors=shades, edgecolors=shades)
        pieces.set(linewidth=0.4, zorder=1)
        axes.add_collection(pieces)


def _draw_current(axes: Axes, scene: Scene) -> None:
    """Draw lines of current from the counter electrode to the anode or a crack."""
    slab, cells = scene.slab, scene.cells
    x, y = np.linspace(*slab[:2], 150), np.linspace(*slab[2:], 150)
    places = np.stack(np.meshgrid(x, y), axis=-1)
    current = cells.current_density[KDTree(cells.centres).query(places)[1]]
    if scene.cracks is not None:  # lines end at a crack
        distance = shapely.distance(scene.cracks.line, shapely.points(places))
        spacing = max(x[1] - x[0], y[1] - y[0])
        current[distance < max(0.75 * spacing, scene.cracks.half_width)] = np.nan
    starts = np.linspace(*slab[:2], 2 * _LINES + 1)[1::2]
    look: dict[str, Any] = {"color": "white", "linewidth": 0.7, "arrowsize": 0.6, "zorder": 3}
    look["start_points"] = np.column_stack([starts, np.full(_LINES, y[-2])])
    axes.streamplot(x, y, current[..., 0], current[..., 1], broken_streamlines=False, **look)


def _stress_colours(cells: Cells, window: Window) -> ScalarMappable:
    """Return red for tension, blue for compression; white is no stress."""
    high = _high(cells, window)
    return ScalarMappable(Normalize(-high, high), colormaps["RdBu_r"])


def _high(cells: Cells, window: Window) -> float:
    """Return the stress that 2 % of the window's area exceeds: tips are singular."""
    low, high = window[::2], window[1::2]
    inside = np.all((cells.centres > low) & (cells.centres < high), axis=1)
    inside |= not inside.any()  # one large cell may fill the window
    stress, area = np.abs(cells.principal_stress[inside]), cells.area[inside]
    order = np.argsort(stress)
    rank = np.searchsorted(np.cumsum(area[order]), 0.98 * area.sum())
    return max(float(stress[order[rank]]), 1e-3)


def _legend(factor: float) -> str:
    return f"Displacements × {factor:g}. In the crack: lithium grey, dry yellow"


def _widened(slab: Window) -> Window:
    margin = _MARGIN * (slab.right - slab.left)
    return Window(slab.left - margin, slab.right + margin, slab.bottom - margin, slab.top + margin)


def _zoom(scene: Scene) -> Window:
    """Return a square around the tip that leads, or all of the slab when there is none."""
    if scene.cracks is None:
        return _widened(scene.slab)
    left, right, bottom, top = scene.slab
    half = 0.1 * min(top - bottom, right - left)
    x = float(np.clip(scene.cracks.leader[0], left + half, right - half))
    y = float(np.clip(scene.cracks.leader[1], bottom + half, top - half))
    return Window(x - half, x + half, y - half, y + half)


def _mark(axes: Axes, window: Window) -> None:
    size = (window.right - window.left, window.top - window.bottom)
    corner = (window.left, window.bottom)
    axes.add_patch(Rectangle(corner, *size, fill=False, color="black", linewidth=0.8, zorder=4))
