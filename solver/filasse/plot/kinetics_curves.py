"""The laws of an electrolyte and its interface: plating against overpotential, and conductivity."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from filasse.config import Config
from filasse.parameters.interface.electrode_kinetics import anode_kinetics
from filasse.physics.kinetics import overpotential
from filasse.plot.law_curves import save_picture
from filasse.plot.style import COLOURS, literal

_CELSIUS = (0, 25, 60, 100)
_LARGEST = 100.0
"""Largest current density that is drawn [A/m^2]."""


def plot_kinetics(file: Path, config: Config, name: str) -> None:
    """Draw the laws of an electrolyte and its interface into a file.

    Args:
        file: .png, .pdf or .svg; replaced if it is there.
        config: of a cell with it.
        name: of the electrolyte.

    Raises:
        UsageError: the file has another ending.
        OutputError: the file cannot be written.
    """
    save_picture(file, lambda: draw_kinetics(config, name))


def draw_kinetics(config: Config, name: str) -> Figure:
    """Draw currents of plating and stripping, and the conductivity."""
    figure = Figure(figsize=(8.4, 3.6), layout="constrained")
    figure.suptitle(literal(name))
    rates, conductivity = figure.subplots(1, 2)
    draw_rate_law(rates, config)
    draw_conductivity(conductivity, config)
    return figure


def draw_rate_law(axes: Axes, config: Config) -> None:
    """Current density of the interface, its film included, against the overpotential."""
    currents = np.linspace(-_LARGEST, _LARGEST, 401)
    for celsius, colour in zip(_CELSIUS, COLOURS, strict=False):
        warm = config.model_copy(update={"temperature": celsius + 273.15})
        value, _ = overpotential(anode_kinetics(warm), currents)
        axes.plot(1e3 * value, currents / 10, color=colour, label=f"{celsius} °C")
    axes.axhline(0, color="#999999", linewidth=0.6)
    axes.axvline(0, color="#999999", linewidth=0.6)
    axes.set(
        xlabel="Overpotential [mV]",
        ylabel="Current density [mA/cm²], plating > 0",
        title=f"Lithium | electrolyte, {config.interface.kinetics.replace('_', '-')}",
    )
    axes.legend(loc="upper left")


def draw_conductivity(axes: Axes, config: Config) -> None:
    """Ionic conductivity against the temperature."""
    solid, kelvin = config.electrolyte, np.linspace(253.0, 393.0, 71)
    values = np.array([solid.conductivity_at(float(t)) for t in kelvin])
    axes.semilogy(kelvin - 273.15, 10 * values, color=COLOURS[0])
    axes.set(xlabel="Temperature [°C]", ylabel="Ionic conductivity [mS/cm]", title="Conductivity")
