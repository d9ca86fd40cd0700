"""Which waves of a flat front grow: modulus of the electrolyte against wavelength."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from filasse.estimates.mechanisms.front_mechanism import flat_front, lithium_pressure
from filasse.estimates.mechanisms.plating_cell import PlatingCell
from filasse.physics.stability.flat_front import (
    contact_modulus,
    critical_wavelength,
    pressed_height,
)
from filasse.plot.law_curves import save_picture
from filasse.plot.style import COLOURS

type FloatArray = npt.NDArray[np.float64]

_CURRENTS = ((0.1, ":"), (1.0, "-"), (10.0, "--"))
"""Lines of the map, over the cell's current."""

_TINTS = ListedColormap(["#dbe9f6", "#f3f0d8", "#fbd9c8"])
_WORDS = ("held flat", "grows, lithium too soft to cross", "grows across")


def plot_stability_map(cell: PlatingCell, file: Path) -> None:
    """Draw the map of a cell into a file.

    Args:
        cell: of `filasse.estimates.mechanisms.cell_of`.
        file: .png, .pdf or .svg; replaced if it is there.
    """
    save_picture(file, lambda: draw_stability_map(cell))


def draw_stability_map(cell: PlatingCell) -> Figure:
    """Draw the map: regions at the cell's current, and limits at a tenth and ten times of it."""
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    axes = figure.subplots()
    waves, moduli = np.geomspace(1e-8, 1.0, 321), np.geomspace(1e4, 1e12, 241)
    states = regions(cell, waves, moduli)
    shown: Any = {"cmap": _TINTS, "vmin": 0, "vmax": 2, "shading": "nearest", "rasterized": True}
    axes.pcolormesh(waves, moduli / 1e9, states, **shown)
    _limits(axes, cell, moduli)
    _marks(axes, cell)
    _words(axes, waves, moduli, states)
    axes.set(xscale="log", yscale="log", xlim=(1e-8, 1.0), ylim=(1e-5, 1e3))
    axes.set(xlabel="Wavelength [m]", ylabel="$E'$ of the electrolyte [GPa]")
    axes.set_title(f"Flat front of lithium at {flat_front(cell).current / 10:.3g} mA/cm²")
    box: Any = {"facecolor": "white", "edgecolor": "none", "framealpha": 0.85}
    title = "limit of elastic stability"
    axes.legend(loc="lower left", title=title, title_fontsize=8, frameon=True, **box)
    return figure


def regions(cell: PlatingCell, waves: FloatArray, moduli: FloatArray) -> npt.NDArray[np.int64]:
    """What becomes of waves: 0 held flat, 1 they grow but stay shallow, 2 they cross.

    Args:
        cell: all but its modulus counts.
        waves: wavelengths [m], shape (n,).
        moduli: E' of the electrolyte [Pa], shape (m,).

    Returns:
        Shape (m, n).
    """
    limits = _critical(cell, moduli, 1.0)[:, None]
    pressure = lithium_pressure(cell, waves)
    rows = [pressed_height(pressure, waves, float(modulus)) for modulus in moduli]
    crosses = np.array(rows) >= cell.thickness
    return np.where(waves < limits, 0, np.where(crosses, 2, 1))


def _critical(cell: PlatingCell, moduli: FloatArray, factor: float) -> FloatArray:
    """Critical wavelengths at a multiple of the cell's current [m], shape of the moduli."""
    front = flat_front(replace(cell, current=factor * flat_front(cell).current))
    together = (contact_modulus(float(modulus), cell.lithium_modulus) for modulus in moduli)
    fronts = (replace(front, modulus=modulus) for modulus in together)
    return np.array([critical_wavelength(item) for item in fronts])


def _limits(axes: Axes, cell: PlatingCell, moduli: FloatArray) -> None:
    for factor, line in _CURRENTS:
        label = f"{factor * flat_front(cell).current / 10:.3g} mA/cm²"
        longest = _critical(cell, moduli, factor)
        axes.plot(longest, moduli / 1e9, color=COLOURS[0], linestyle=line, label=label)


def _marks(axes: Axes, cell: PlatingCell) -> None:
    """This cell's electrolyte, its thickness and the width of its electrode."""
    style: Any = {"color": "#777777", "linewidth": 0.8}
    axes.axhline(cell.modulus / 1e9, **style)
    axes.annotate(
        cell.config.electrolyte.material or "electrolyte",
        *((1.3e-8, cell.modulus / 1e9), (0, 3)),
        textcoords="offset points",
        fontsize=8,
    )
    for place, word in ((cell.thickness, "thickness"), (cell.inputs.electrode_width, "electrode")):
        axes.axvline(place, **style)
        axes.annotate(
            *(word, (place, 1.5e-5), (2, 0)), textcoords="offset points", rotation=90, fontsize=8
        )


def _words(
    axes: Axes, waves: FloatArray, moduli: FloatArray, states: npt.NDArray[np.int64]
) -> None:
    """Name every region that is large enough, in its middle."""
    middle: Any = {"ha": "center", "va": "center"}
    paper: Any = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
    for state, word in enumerate(_WORDS):
        rows, columns = np.nonzero(states == state)
        if rows.size > states.size / 40:
            x = float(np.exp(np.log(waves[columns]).mean()))
            y = float(np.exp(np.log(moduli[rows]).mean())) / 1e9
            axes.text(x, y, word, fontsize=8, style="italic", bbox=paper, **middle)
