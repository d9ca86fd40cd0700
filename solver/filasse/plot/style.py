"""Look of all figures."""

from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator

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
    from PIL import Image

    dpi = mpl.rcParams["savefig.dpi"]
    figure.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(figure)  # matplotlib gives its methods no types
    canvas.draw()
    whole = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    drawn = figure.get_tightbbox(canvas.get_renderer()).padded(mpl.rcParams["savefig.pad_inches"])
    left, bottom, right, top = (round(dpi * place) for place in drawn.extents)
    seen = Image.new("RGB", (right - left, top - bottom), "white")
    seen.paste(whole, (-left, top - whole.height))
    seen.save(file, dpi=(dpi, dpi), compress_level=_COMPRESSION)


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
