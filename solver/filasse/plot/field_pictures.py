"""Pictures of fields on triangles, painted by the renderer that matplotlib has for bitmaps."""

from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.cm import ScalarMappable
from matplotlib.image import AxesImage
from matplotlib.transforms import Affine2D, IdentityTransform

from filasse.records.field_snapshot import FloatArray

_PIXELS = 900
"""More than the axes have: the renderer widens triangles by half a pixel, and cracks are thin."""
_SHADES = 20
_SMALL = 6
"""Triangles with more than one of so many shades are divided, until they are of so many pixels."""
_QUARTERS = np.array([[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]])


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


def paint(axes: Axes, surface: PaintedField, colours: ScalarMappable, window: Window) -> None:
    """Paint a field; around the triangles the axes stay transparent.

    Args:
        axes: Where to paint; its limits become the window.
        surface: Field on triangles.
        colours: Colour map and range.
        window: Part of the plane to show.
    """
    picture = _FittedPicture(axes, extent=window, zorder=2)
    picture.set_data(_render(surface, colours, window))
    axes.add_image(picture)
    axes.set(xlim=window[:2], ylim=window[2:])


class _FittedPicture(AxesImage):
    """A picture that Pillow fits into whole pixels, in a tenth of the time of matplotlib."""

    def make_image(
        self, renderer: Any, magnification: float = 1.0, unsampled: bool = False
    ) -> tuple[npt.NDArray[np.uint8], float, float, Affine2D]:
        """Return the picture in pixels of the renderer, lowest row first, and its lower left."""
        from PIL import Image

        (left, bottom), corner = np.rint(self.get_window_extent(renderer).get_points()).astype(int)
        width, height = np.rint(magnification * (corner - (left, bottom))).astype(int).tolist()
        picture = Image.fromarray(np.asarray(self.get_array()))
        fitted = picture.resize((width, height), Image.Resampling.HAMMING)
        return np.asarray(fitted)[::-1], float(left), float(bottom), Affine2D()


def _render(
    surface: PaintedField, colours: ScalarMappable, window: Window
) -> npt.NDArray[np.uint8]:
    """Return a picture of the window, shape (height, width, 4)."""
    width, height = window.right - window.left, window.top - window.bottom
    scale = _PIXELS / max(width, height)
    renderer = cast(Any, RendererAgg)  # matplotlib gives it no types
    canvas = renderer(round(width * scale), round(height * scale), 72)
    corners = _corners_inside(surface, window)
    corners[:, :, :2] = (corners[:, :, :2] - window[::2]) * scale
    corners = _divided(corners, *colours.get_clim())
    shades = colours.to_rgba(corners[:, :, 2].ravel()).reshape(-1, 3, 4)
    canvas.draw_gouraud_triangles(canvas.new_gc(), corners[:, :, :2], shades, IdentityTransform())
    return np.asarray(canvas.buffer_rgba())


def _corners_inside(surface: PaintedField, window: Window) -> FloatArray:
    """Return places and values at the corners of triangles that can be seen, shape (k, 3, 3)."""
    corners = np.column_stack([surface.points, surface.values])[surface.triangles]
    lowest, highest = corners[:, :, :2].min(axis=1), corners[:, :, :2].max(axis=1)
    seen = np.all((lowest < window[1::2]) & (highest > window[::2]), axis=1)
    return np.asarray(corners[seen])


def _divided(corners: FloatArray, low: float, high: float) -> FloatArray:
    """Divide triangles until colours mix as values do: the renderer mixes red and blue to violet.

    Args:
        corners: Places [pixels] and values at the corners of triangles, shape (k, 3, 3).
        low: Value of the first colour.
        high: Value of the last colour.
    """
    if not high > low:  # one colour, of a cell at rest: nothing is mixed
        return corners
    done = []
    while len(corners):
        shades = np.ptp(np.clip(corners[:, :, 2], low, high), axis=1) * _SHADES / (high - low)
        large = np.ptp(corners[:, :, :2], axis=1).max(axis=1) > _SMALL
        coarse = (shades > 1) & large
        done.append(corners[~coarse])
        corners = corners[coarse]
        middles = (corners + np.roll(corners, -1, axis=1)) / 2
        corners = np.concatenate([corners, middles], axis=1)[:, _QUARTERS].reshape(-1, 3, 3)
    return np.concatenate(done) if done else corners
