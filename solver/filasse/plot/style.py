"""Look of all figures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator
from matplotlib.transforms import Bbox

from filasse.plain_text import plain

# Okabe and Ito's colours: told apart by everyone, also in print.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LITHIUM = "#8a8f98"
DRY = "#ffd400"

STYLE: Any = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.labelsize": 9,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 9,
    "figure.subplot.bottom": 0.06,
    "figure.subplot.hspace": 0.08,
    "figure.subplot.left": 0.07,
    "figure.subplot.right": 0.99,
    "figure.subplot.top": 0.99,
    "figure.subplot.wspace": 0.22,
    "font.size": 9,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "lines.linewidth": 1.4,
    "savefig.bbox": "tight",
    "savefig.dpi": 200,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
}

NOTEBOOK_DPI = 100
"""Resolution of figures in notebooks."""

_COMPRESSION = 4
"""Of pictures: half the time of the usual 6, for a tenth of their size."""

_ALIKE = 1.15
"""Ratio of sizes up to which the same numbers stand along an axis, or nearly so."""

NARROW = 100.0
"""Ratio of its ends up to which a logarithmic axis is numbered like a linear one."""

_TIME_UNITS = ((3600.0 * 48, "d", 86400.0), (3600.0 * 2, "h", 3600.0), (120.0, "min", 60.0))


class ShownFigure(Figure):
    """A figure that the cell of a notebook shows as a picture, whether or not pyplot is loaded."""

    def _repr_png_(self) -> bytes:
        picture = BytesIO()
        with mpl.rc_context(STYLE):
            self.savefig(picture, format="png", dpi=NOTEBOOK_DPI)
        return picture.getvalue()


def write_picture(figure: Figure, file: Path) -> None:
    """Write a figure as `savefig` would, trimmed to what is drawn, but draw it only once.

    To trim it, `savefig` first draws it all for the layout, which is most of the time.

    Args:
        figure: Drawn under `STYLE`.
        file: Picture to write, a .png.
    """
    from PIL import Image, ImageChops

    dpi = mpl.rcParams["savefig.dpi"]
    figure.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(figure)  # matplotlib gives its methods no types
    with _measured_once(figure):
        canvas.draw()
    whole = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    ink = ImageChops.invert(whole).getbbox() or (0, 0, *whole.size)
    margin = round(dpi * mpl.rcParams["savefig.pad_inches"])
    size = (ink[2] - ink[0] + 2 * margin, ink[3] - ink[1] + 2 * margin)
    seen = Image.new("RGB", size, "white")
    seen.paste(whole.crop(ink), (margin, margin))
    seen.save(file, dpi=(dpi, dpi), compress_level=_COMPRESSION)


@contextmanager
def _measured_once(figure: Figure) -> Iterator[None]:
    """Let a layout measure what is around axes once, and again only if their size changes much.

    matplotlib's layouts measure axes twice, and bars of colours six times. Spines stay out of it:
    ticks stand out further.

    Args:
        figure: Laid out in this context.
    """
    for axes in figure.axes:
        for name, spine in axes.spines.items():
            spine.set_in_layout(name == "outline")  # of a bar of colours, with its pointed ends
        axes.get_tightbbox = _remembering(axes)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for axes in figure.axes:
            del axes.get_tightbbox


def _remembering(axes: Axes) -> Callable[..., Bbox | None]:
    """Return a measurement of axes, with all that is around them, that keeps what it finds."""
    measure, known = axes.get_tightbbox, cast(list[tuple[Bbox, Bbox]], [])

    def box(renderer: Any = None, **options: Any) -> Bbox | None:
        locator = axes.get_axes_locator()
        axes.apply_aspect(None if locator is None else locator(axes, renderer))
        now = axes.bbox.frozen()
        for size, around in known:
            if _alike(size, now):
                return Bbox(now.get_points() + around.get_points())
        found = measure(renderer, **options)
        if found is not None:
            known.append((now, Bbox(found.get_points() - now.get_points())))
        return found

    return box


def _alike(one: Bbox, other: Bbox) -> bool:
    """Tell whether two boxes have nearly the same size."""
    ratios = (one.width / other.width, one.height / other.height)
    return all(1 / _ALIKE < ratio < _ALIKE for ratio in ratios)


def time_unit(longest: float) -> tuple[str, float]:
    """Return name and length [s] of the unit in which a time axis reads well.

    Args:
        longest: Last time shown [s].
    """
    fitting = ((name, length) for least, name, length in _TIME_UNITS if longest >= least)
    return next(fitting, ("s", 1.0))


def readable_time(time: float) -> str:
    """Return a time with three digits, in the unit in which it reads well.

    Args:
        time: Any time [s].
    """
    unit, length = time_unit(time)
    return f"{time / length:.3g} {unit}"


def readable_unit(unit: str) -> str:
    """Return a unit of the table as figures show it, such as µm² for um^2."""
    return unit.replace("um", "µm").replace("^2", "²").replace("^3", "³")


def literal(text: object) -> str:
    """Return a text of others for a figure: matplotlib takes what stands between $ for maths.

    Args:
        text: Name, title or value, as somebody wrote it.
    """
    return plain(text).replace("$", r"\$")


def few_ticks(axis: Axis, most: int = 3) -> None:
    """Ticks that small panels have room for: a narrow logarithmic axis gets plain numbers.

    Args:
        axis: with all that is drawn along it.
        most: intervals between ticks.
    """
    axis.set_minor_formatter(NullFormatter())
    low, high = sorted(axis.get_view_interval())
    if axis.get_scale() == "log" and low > 0 and high / low > NARROW:
        axis.set_major_locator(LogLocator(numticks=most + 1))
        return
    axis.set_major_locator(MaxNLocator(most, min_n_ticks=2))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    if axis.get_scale() == "log":
        axis.set_minor_locator(NullLocator())


def frame(axes: Axes) -> None:
    """Give a map a plain frame without grid lines."""
    axes.grid(visible=False)
    axes.spines[:].set_visible(True)
    axes.set_aspect("equal")


def include_zero(axes: Axes) -> None:
    """End the vertical axis a little beyond its values, and let zero be on it."""
    low, high = axes.dataLim.intervaly
    if low <= high:  # there are values
        bottom, top = min(0.0, 1.05 * low), max(0.0, 1.05 * high)
        axes.set_ylim(bottom, top if top > bottom else 1.0)
