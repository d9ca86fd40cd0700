"""Maps of the slab: the filament at several times, stress at the tip, potential and current."""

from typing import Any

import numpy as np
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
_STREAM_POINTS = 60


def draw_filament(result: RunResult) -> Figure:
    """Draw the growing crack: the deformed slab at four times.

    Args:
        result: Run with fields.
    """
    factor = exaggeration(result)
    scenes = [load_scene(result, step, factor) for step in spread(result.growth_steps, 4)]
    figure = Figure(figsize=(2.0 * len(scenes) + 1.2, 2.6))
    axes = figure.subplots(1, len(scenes), sharey=True, squeeze=False)[0]
    colours = _colours("inferno", 0.0, _high(scenes[-1].cells, scenes[-1].slab))
    unit, length = time_unit(scenes[-1].time)
    for place, scene in zip(axes, scenes, strict=True):
        _draw(place, scene.stress, scene.cracks, colours, _widened(scene.slab))
        place.set(xlabel="x [µm]", title=f"t = {scene.time / length:.3g} {unit}")
    axes[0].set_ylabel("y [µm]")
    figure.colorbar(colours, ax=axes, label=_STRESS, extend="both")
    figure.suptitle(_legend(factor), fontsize=8)
    return figure


def draw_stress(result: RunResult) -> Figure:
    """Draw the stress at the end: the whole slab, and around the tip that leads.

    Args:
        result: Run with fields.
    """
    factor = exaggeration(result)
    scene = load_scene(result, result.growth_steps[-1], factor)
    figure = Figure(figsize=(7.4, 3.3))
    windows = [_widened(scene.slab), _zoom(scene)]
    for place, window in zip(figure.subplots(1, 2), windows, strict=True):
        colours = _colours("inferno", 0.0, _high(scene.cells, window))
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
    colours = _colours("viridis", float(values.min()), float(values.max()))
    figure = Figure(figsize=(4.4, 3.5))
    axes = figure.subplots()
    _draw(axes, scene.potential, scene.cracks, colours, _widened(scene.slab))
    _draw_current(axes, scene.cells, scene.slab)
    axes.set(xlabel="x [µm]", ylabel="y [µm]", title="White lines: ionic current")
    figure.colorbar(colours, ax=axes, label="Ionic potential [mV]")
    return figure


def _draw(
    axes: Axes, surface: Surface, cracks: Cracks | None, colours: ScalarMappable, window: Window
) -> None:
    frame(axes)
    paint(axes, surface, colours, window)
    if cracks is not None:
        shades = [tuple(shade) for shade in _FILL(cracks.fill)]
        axes.add_collection(PolyCollection(list(cracks.outlines), facecolors=shades, zorder=1))


def _draw_current(axes: Axes, cells: Cells, slab: Window) -> None:
    x = np.linspace(slab.left, slab.right, _STREAM_POINTS)
    y = np.linspace(slab.bottom, slab.top, _STREAM_POINTS)
    nearest = KDTree(cells.centres).query(np.stack(np.meshgrid(x, y), axis=-1))[1]
    along_x, along_y = np.moveaxis(cells.current_density[nearest], -1, 0)
    look: dict[str, Any] = {
        "color": "white",
        "linewidth": 0.7,
        "density": 0.9,
        "arrowsize": 0.7,
        "zorder": 3,
    }
    axes.streamplot(x, y, along_x, along_y, **look)


def _colours(name: str, low: float, high: float) -> ScalarMappable:
    return ScalarMappable(Normalize(low, high), colormaps[name])


def _high(cells: Cells, window: Window) -> float:
    """Return the stress that 2 % of the window's area exceeds: tips are singular."""
    low, high = window[::2], window[1::2]
    inside = np.all((cells.centres > low) & (cells.centres < high), axis=1)
    inside |= not inside.any()  # one large cell may fill the window
    stress, area = cells.principal_stress[inside], cells.area[inside]
    order = np.argsort(stress)
    rank = np.searchsorted(np.cumsum(area[order]), 0.98 * area.sum())
    return max(float(stress[order[rank]]), 1e-3)


def _legend(factor: float) -> str:
    return f"Displacements × {factor:g}. In the crack: lithium grey, dry red"


def _widened(slab: Window) -> Window:
    margin = _MARGIN * (slab.right - slab.left)
    return Window(slab.left - margin, slab.right + margin, slab.bottom - margin, slab.top + margin)


def _zoom(scene: Scene) -> Window:
    """Return a square around the tip that leads, or all of the slab when there is none."""
    if scene.cracks is None:
        return _widened(scene.slab)
    half = 0.12 * (scene.slab.top - scene.slab.bottom)
    x, y = scene.cracks.leader
    return Window(x - half, x + half, y - half, y + half)


def _mark(axes: Axes, window: Window) -> None:
    size = (window.right - window.left, window.top - window.bottom)
    corner = (window.left, window.bottom)
    axes.add_patch(Rectangle(corner, *size, fill=False, color="white", zorder=4))
