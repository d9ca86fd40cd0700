"""Pictures of fields on triangles: by VTK, or by matplotlib where VTK cannot render."""

import subprocess
import sys
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyvista as pv
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.tri import Triangulation

from filasse.records.run_record import FloatArray

_PIXELS = 900
_PROBE = """
import vtkmodules.vtkRenderingOpenGL2
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow, vtkWindowToImageFilter
window = vtkRenderWindow()
window.SetOffScreenRendering(True)
window.SetSize(8, 8)
window.AddRenderer(vtkRenderer())
window.Render()
image = vtkWindowToImageFilter()
image.SetInput(window)
image.Update()
"""
"""What `_render` asks of VTK, without pyvista, which takes three times as long to import."""


class Window(NamedTuple):
    """Part of the plane that is shown [um]."""

    left: float
    right: float
    bottom: float
    top: float


class PaintedField(NamedTuple):
    """A field on straight triangles.

    Attributes:
        points: Nodes [um], shape (n, 2).
        triangles: Nodes of each triangle, shape (m, 3).
        values: Values at the nodes, shape (n,).
    """

    points: FloatArray
    triangles: npt.NDArray[np.int64]
    values: FloatArray


@cache
def vtk_renders() -> bool:
    """Return whether VTK can draw here; tried in a child process, as VTK dies if it cannot."""
    command = [sys.executable, "-c", _PROBE]
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def paint(axes: Axes, surface: PaintedField, colours: ScalarMappable, window: Window) -> None:
    """Paint a field; around the triangles the axes stay transparent.

    Args:
        axes: Where to paint; its limits become the window.
        surface: Field on triangles.
        colours: Colour map and range.
        window: Part of the plane to show.
    """
    if vtk_renders():
        axes.imshow(_render(surface, colours, window), extent=window, zorder=2)
    else:
        _fill(axes, surface, colours)
    axes.set(xlim=window[:2], ylim=window[2:])


def _fill(axes: Axes, surface: PaintedField, colours: ScalarMappable) -> None:
    x, y = surface.points.T
    mesh = axes.tripcolor(
        Triangulation(x, y, surface.triangles), surface.values, shading="gouraud", zorder=2
    )
    mesh.set(norm=colours.norm, cmap=colours.cmap)


def _render(
    surface: PaintedField, colours: ScalarMappable, window: Window
) -> npt.NDArray[np.uint8]:
    width, height = window.right - window.left, window.top - window.bottom
    scale = _PIXELS / max(width, height)
    size = (round(width * scale), round(height * scale))
    with pv.vtk_verbosity("off"):
        plotter = pv.Plotter(off_screen=True, window_size=size)
        _add(plotter, surface, colours)
        _look_at(plotter, window)
        image = plotter.screenshot(return_img=True, transparent_background=True)
        plotter.close()
    return np.asarray(image)


def _add(plotter: pv.Plotter, surface: PaintedField, colours: ScalarMappable) -> None:
    mesh = pv.PolyData.from_regular_faces(
        np.pad(surface.points, ((0, 0), (0, 1))), surface.triangles
    )
    mesh["values"] = surface.values
    plotter.add_mesh(
        mesh,
        scalars="values",
        cmap=colours.cmap,
        clim=colours.get_clim(),
        lighting=False,
        show_scalar_bar=False,
    )


def _look_at(plotter: pv.Plotter, window: Window) -> None:
    x, y = (window.left + window.right) / 2, (window.bottom + window.top) / 2
    plotter.camera_position = [(x, y, 1.0), (x, y, 0.0), (0.0, 1.0, 0.0)]
    plotter.enable_parallel_projection()
    plotter.camera.parallel_scale = (window.top - window.bottom) / 2
    plotter.reset_camera_clipping_range()
