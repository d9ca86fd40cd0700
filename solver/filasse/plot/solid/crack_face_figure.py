"""What the lithium does on the largest crack surface at the end, seen from its side."""

import numpy as np
import pyvista as pv
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.tri import Triangulation

from filasse.output.run_result import RunResult
from filasse.plot.film_profiles import PANELS, FilmPanel
from filasse.plot.solid.whole_slab import whole_films
from filasse.plot.style import frame, literal, readable_time
from filasse.records.field_snapshot import FloatArray

HALVINGS = 2
"""Of the sides of triangles before they are coloured."""


def draw_faces(result: RunResult) -> Figure:
    """Draw pressure, opening, fill and plating current on the largest crack at the end.

    Args:
        result: Run in space with fields and at least one crack.
    """
    film = whole_films(result, result.fields())
    crack, name = _largest(film)
    along, away = _flat(crack).T
    places = Triangulation(along, away, crack.cells_dict[pv.CellType.TRIANGLE])
    row = np.clip(2.5 * np.ptp(away) / np.ptp(along) + 0.4, 1.3, 1.9)  # of a flat crack is low
    figure = Figure(figsize=(7.0, 2 * row + 0.4), layout="constrained")
    axes = figure.subplots(2, 2, sharex=True, sharey=True)
    for panel, place in zip(PANELS, axes.flat, strict=True):
        _draw(figure, place, places, crack[panel.name] * panel.scale, panel)
        place.label_outer()
    time = readable_time(float(film.field_data["TimeValue"][0]))
    figure.suptitle(f"{literal(name)} at t = {time}", fontsize=9)
    return figure


def _draw(
    figure: Figure, axes: Axes, places: Triangulation, values: FloatArray, panel: FilmPanel
) -> None:
    x, y, shown = _finer(np.column_stack([places.x, places.y, values])[places.triangles])
    finer = Triangulation(x, y, np.arange(len(x)).reshape(-1, 3))
    colours = axes.tripcolor(finer, shown, shading="gouraud", cmap=colormaps["viridis"])
    colours.set_clim(min(0.0, float(values.min())), max(float(values.max()), 1e-12))
    frame(axes)
    axes.set(xlabel="Along the anode [µm]", ylabel="From the mouth [µm]")
    figure.colorbar(colours, ax=axes, label=panel.label)


def _finer(corners: FloatArray) -> FloatArray:
    """Halve the sides of triangles: shading mixes colours, not values, and steep ones turn grey.

    Args:
        corners: x, y and value of the corners, shape (n, 3, 3).

    Returns:
        x, y and value of the corners of all parts, shape (3, 3 n 4^HALVINGS).
    """
    for _ in range(HALVINGS):
        middles = (corners + np.roll(corners, -1, axis=1)) / 2
        before = np.roll(middles, 1, axis=1)
        ends = np.stack([corners, middles, before], axis=2).reshape(-1, 3, 3)
        corners = np.concatenate([ends, middles])
    return np.ascontiguousarray(corners.reshape(-1, 3).T)


def _largest(film: pv.DataSet) -> tuple[pv.UnstructuredGrid, str]:
    """Return the crack with the largest area, and its name."""
    area = film.compute_cell_sizes(length=False, volume=False)["Area"]
    index = int(np.argmax(np.bincount(film["crack"], weights=area)))
    name = str(film.field_data["crack_names"][index])
    return film.extract_cells(np.flatnonzero(film["crack"] == index)), name


def _flat(crack: pv.UnstructuredGrid) -> FloatArray:
    """Return places along the anode, from the middle, and distances from the mouth [um]."""
    across = np.asarray(crack.points)[:, [0, 2]]
    centred = across - (across.max(axis=0) + across.min(axis=0)) / 2
    direction = np.linalg.svd(centred - centred.mean(axis=0), full_matrices=False)[2][0]
    return 1e6 * np.column_stack([centred @ direction, crack["arc"]])
