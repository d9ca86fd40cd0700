"""Crack surfaces in the slab: by VTK, or by matplotlib where VTK cannot render."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyvista as pv
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from filasse.output.run_result import RunResult
from filasse.plot.film_profiles import evenly_spread
from filasse.plot.scene import has_films
from filasse.plot.solid.offscreen import vtk_renders
from filasse.plot.solid.whole_slab import DrawnPore, round_pores, whole_bounds, whole_films
from filasse.plot.style import LITHIUM, readable_time
from filasse.records.field_snapshot import FloatArray, IntArray

_PIXELS = (900, 900)
_WHITE, _MARGIN = 250, 12
"""What counts as background, of 255; pixels of it that stay around the slab."""
_TURN, _LIFT, _AWAY = np.radians(40), 0.4, 2.9
"""Angle of the view to the normal of the cracks; its height, and distance over the slab's size."""
_PORE = "#d9c8a9"
_LABEL = "Lithium pressure [MPa]"


class DrawnCracks(NamedTuple):
    """The cracks at one growth step.

    Attributes:
        time: Simulated time [s].
        box: Sides of the slab [um], left, right, bottom, top, front, back.
        points: Corners [um], shape (n, 3).
        triangles: Shape (t, 3).
        pressure: At the points [MPa], shape (n,).
        pores: Spheres.
    """

    time: float
    box: tuple[float, ...]
    points: FloatArray
    triangles: IntArray
    pressure: FloatArray
    pores: tuple[DrawnPore, ...] = ()


def draw_surfaces(result: RunResult) -> Figure:
    """Draw the growing cracks at four times.

    Args:
        result: Run in space with fields.
    """
    moments = [_load(result, step) for step in evenly_spread(result.growth_steps, 4)]
    columns = len(moments) if len(moments) < 4 else 2
    rows = -(-len(moments) // columns)
    colours = _colours(moments)
    return _figure(moments, (rows, columns), colours, _seen_from(moments[-1]))


def draw_surface_moments(result: RunResult, steps: Sequence[int]) -> Iterator[Figure]:
    """Draw the cracks at each of several growth steps, all with the same colours and view.

    Args:
        result: Run in space with fields.
        steps: Growth steps with fields, at least one.
    """
    last = _load(result, steps[-1])
    colours, view = _colours([last]), _seen_from(last)
    for step in steps:
        yield _figure([_load(result, step)], (1, 1), colours, view)


def _load(result: RunResult, step: int) -> DrawnCracks:
    blocks = result.fields(step)
    slab = blocks["slab"]
    time = float(slab.field_data["TimeValue"][0])
    box = tuple(1e6 * side for side in whole_bounds(result, slab))
    pores = round_pores(result)
    if not has_films(blocks):
        none = np.empty((0, 3))
        return DrawnCracks(time, box, none, none.astype(np.int64), np.empty(0), pores)
    film = whole_films(result, blocks)
    triangles = film.cells_dict[pv.CellType.TRIANGLE].astype(np.int64)
    return DrawnCracks(time, box, 1e6 * film.points, triangles, 1e-6 * film["pressure"], pores)


def _colours(moments: Sequence[DrawnCracks]) -> ScalarMappable:
    highest = max((float(m.pressure.max(initial=0.0)) for m in moments), default=0.0)
    return ScalarMappable(Normalize(0.0, max(highest, 1e-3)), colormaps["viridis"])


def _seen_from(surfaces: DrawnCracks) -> FloatArray:
    """Return the direction of the eye: aslant to the cracks, from a little above."""
    corners = surfaces.points[surfaces.triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    x, _, z = across.sum(axis=0)
    if np.hypot(x, z) < 0.1 * np.linalg.norm(across, axis=1).sum():  # level, or none
        x, z = 0.0, 1.0
    angle = np.arctan2(x, z) + _TURN
    direction = np.array([np.sin(angle), _LIFT, np.cos(angle)]) / np.hypot(1.0, _LIFT)
    return np.asarray(direction, dtype=np.float64)


def _figure(
    moments: Sequence[DrawnCracks], shape: tuple[int, int], colours: ScalarMappable, eye: FloatArray
) -> Figure:
    rows, columns = shape
    kind = {} if vtk_renders() else {"projection": "3d"}
    images = [] if kind else _trimmed([_render(moment, colours, eye) for moment in moments])
    tall = images[0].shape[0] / images[0].shape[1] if images else 1.0
    size = (3.2 * columns + 0.9, (3.2 * tall + 0.3) * rows + 0.3)
    figure = Figure(figsize=size, layout="constrained")
    places = figure.subplots(rows, columns, squeeze=False, subplot_kw=kind)
    for place in places.flat:
        place.set_axis_off()
    for number, (place, moment) in enumerate(zip(places.flat, moments, strict=False)):
        if kind:
            _fill(place, moment, colours, eye)
        else:
            place.imshow(images[number])
        place.set_title(f"t = {readable_time(moment.time)}")
    figure.colorbar(colours, ax=places, label=_LABEL, shrink=0.7, aspect=30)
    left, right, bottom, top, front, back = moments[-1].box
    sides = " x ".join(f"{side:.4g}" for side in (right - left, top - bottom, back - front))
    figure.suptitle(f"Cracks in the slab of {sides} µm; anode below, grey", fontsize=8)
    return figure


def _trimmed(images: Sequence[npt.NDArray[np.uint8]]) -> list[npt.NDArray[np.uint8]]:
    """Images of one view without the white around the slab, all cut alike."""
    drawn = np.any([(image < _WHITE).any(axis=2) for image in images], axis=0)
    cuts = []
    for axis in (1, 0):
        inside = np.flatnonzero(drawn.any(axis=axis))
        cuts.append(slice(max(inside[0] - _MARGIN, 0), inside[-1] + _MARGIN + 1))
    return [image[tuple(cuts)] for image in images]


def _render(
    surfaces: DrawnCracks, colours: ScalarMappable, eye: FloatArray
) -> npt.NDArray[np.uint8]:
    left, right, bottom, top, front, back = surfaces.box
    centre = np.array([left + right, bottom + top, front + back]) / 2
    size = float(np.linalg.norm([right - left, top - bottom, back - front])) / 2
    with pv.vtk_verbosity("off"):
        plotter = pv.Plotter(off_screen=True, window_size=_PIXELS)
        plotter.set_background("white")
        plotter.add_mesh(pv.Box(surfaces.box).outline(), color="black", line_width=2)
        anode = pv.Box((left, right, bottom, bottom, front, back))
        plotter.add_mesh(anode, color=LITHIUM, opacity=0.35, lighting=False)
        for pore in surfaces.pores:
            sphere = pv.Sphere(radius=pore.radius, center=pore.centre)
            plotter.add_mesh(sphere, color=_PORE, opacity=0.5, smooth_shading=True)
        if len(surfaces.triangles):
            _add_cracks(plotter, surfaces, colours)
        place = centre + _AWAY * 2 * size * eye
        plotter.camera_position = [tuple(place), tuple(centre), (0.0, 1.0, 0.0)]
        plotter.camera.view_angle = 2 * np.degrees(np.arcsin(1 / (2 * _AWAY)))
        plotter.reset_camera_clipping_range()
        image = plotter.screenshot(return_img=True)
        plotter.close()
    return np.asarray(image)


def _add_cracks(plotter: pv.Plotter, surfaces: DrawnCracks, colours: ScalarMappable) -> None:
    mesh = pv.PolyData.from_regular_faces(surfaces.points, surfaces.triangles)
    mesh["pressure"] = surfaces.pressure
    look = {"cmap": colours.cmap, "clim": colours.get_clim(), "show_scalar_bar": False}
    plotter.add_mesh(mesh, scalars="pressure", ambient=0.5, **look)
    rim = mesh.extract_feature_edges(
        boundary_edges=True, feature_edges=False, manifold_edges=False, non_manifold_edges=False
    )
    plotter.add_mesh(rim, color="black", line_width=3)


def _fill(axes: Any, surfaces: DrawnCracks, colours: ScalarMappable, eye: FloatArray) -> None:
    """Draw with matplotlib, whose z is the height above the anode."""
    left, right, bottom, top, front, back = surfaces.box
    turned = surfaces.points[:, [2, 0, 1]]
    pieces = Poly3DCollection(list(turned[surfaces.triangles]))
    pieces.set_facecolor(colours.to_rgba(surfaces.pressure[surfaces.triangles].mean(axis=1)))
    anode = [(front, left, bottom), (back, left, bottom), (back, right, bottom)]
    plane = Poly3DCollection([[*anode, (front, right, bottom)]], color=LITHIUM, alpha=0.35)
    for collection in (plane, pieces):
        axes.add_collection3d(collection)
    axes.set(xlim=(front, back), ylim=(left, right), zlim=(bottom, top))
    axes.set_box_aspect((back - front, right - left, top - bottom))
    height, turn = np.degrees(np.arcsin(eye[1])), np.degrees(np.arctan2(eye[0], eye[2]))
    axes.view_init(height, turn)
