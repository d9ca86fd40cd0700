"""The laws of lithium: stress against rate, temperature and strain."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from filasse.config import Config
from filasse.errors import OutputError, UsageError
from filasse.materials.preset_laws import (
    anand_preset,
    creep_preset,
    diffusion_preset,
    elastic_preset,
    plastic_preset,
)
from filasse.physics.creep.anand import AnandLaw
from filasse.physics.creep.diffusional import diffusional_fluidity
from filasse.physics.creep.flow_law import FloatArray, FlowLaw, flow_stress
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.creep.return_mapping import tension
from filasse.plot.law_maps import draw_deformation_map, draw_plating_map, draw_size_effect
from filasse.plot.style import COLOURS, STYLE, literal

ROOM = 298.15
"""Temperature of the figures unless they vary it [K]."""

_FORMATS = (".png", ".pdf", ".svg")
_RATE = 1e-3
_POWER_LAWS = ("LePage2019", "Masias2019", "SargentAshby1984")
_GRAINS = ((1e-6, ":"), (1e-5, "--"))
_TESTS = (4e-5, 3e-4, 3e-3, 2e-2)


type OwnLaw = tuple[str, Callable[[float], FlowLaw]]
"""A law beside the presets: its name, and what gives it at a temperature [K]."""


def plot_lithium(file: Path, config: Config | None = None, name: str = "") -> None:
    """Draw all laws of lithium into a file, and beside them that of a configuration.

    Args:
        file: .png, .pdf or .svg; replaced if it is there.
        config: whose law of creep is drawn, if it is none of the others.
        name: of that law.

    Raises:
        UsageError: the file has another ending.
        OutputError: the file cannot be written.
    """
    own: OwnLaw | None = None
    if config is not None and config.lithium.creep.name not in _POWER_LAWS:
        own = name, config.lithium.creep.law
    save_picture(file, lambda: draw_lithium(own))


def save_picture(file: Path, draw: Callable[[], Figure]) -> None:
    """Draw into a file that the user named.

    Args:
        file: .png, .pdf or .svg; replaced if it is there.
        draw: makes the figure.

    Raises:
        UsageError: the file has another ending.
        OutputError: the file cannot be written.
    """
    if file.suffix.lower() not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise UsageError(f"{file} is no picture; choose a name that ends in {known}")
    if not file.parent.is_dir():  # told before seconds of drawing
        missing = os.strerror(errno.ENOENT)
        raise OutputError(f"Cannot write {file}: {missing}. Choose another place.")
    with mpl.rc_context(STYLE):
        figure = draw()
        try:
            figure.savefig(file)
        except OSError as error:
            reason = error.strerror or error
            raise OutputError(f"Cannot write {file}: {reason}. Choose another place.") from error


def draw_lithium(own: OwnLaw | None = None) -> Figure:
    """Draw the laws of lithium, its maps, and the size effect; the plating map by an own law."""
    figure = Figure(figsize=(11.0, 6.6), layout="constrained")
    axes = figure.subplots(2, 3)
    draw_rates(axes[0, 0], own)
    draw_temperatures(axes[0, 1], own)
    draw_tension(axes[0, 2])
    own_law = own[1](ROOM) if own else None
    if own and isinstance(own_law, PowerLaw):
        draw_plating_map(axes[1, 0], own_law, own[0])
    else:
        draw_plating_map(axes[1, 0], creep_preset("LePage2019", ROOM))
    draw_deformation_map(axes[1, 1])
    draw_size_effect(axes[1, 2])
    return figure


def draw_rates(axes: Axes, own: OwnLaw | None = None) -> None:
    """Stress at which every law flows, against the strain rate."""
    rates = np.logspace(-7, 1, 81)
    for index, law in enumerate(_laws(ROOM).values()):
        axes.loglog(rates, _stress(law, rates) / 1e6, color=COLOURS[index])
    if own:
        axes.loglog(rates, _stress(own[1](ROOM), rates) / 1e6, color="black", linewidth=2.2)
    for size, line in _GRAINS:
        fluidity = diffusional_fluidity(diffusion_preset(), size, ROOM)
        label = f"{size * 1e6:.0f} µm grains"
        axes.loglog(rates, rates / fluidity / 1e6, color="#777777", linestyle=line, label=label)
    axes.set(xlabel="Strain rate [1/s]", ylabel="Stress [MPa]", ylim=(0.05, 50), title="25 °C")
    axes.legend(loc="lower right", title="Diffusion", title_fontsize=8)


def draw_temperatures(axes: Axes, own: OwnLaw | None = None) -> None:
    """Stress at which every law flows at 1e-3/s, against the temperature."""
    temperatures = np.linspace(198, 448, 51)
    rate = np.array([_RATE])
    for index, name in enumerate(_laws(ROOM)):
        stress = [_stress(_laws(kelvin)[name], rate)[0] / 1e6 for kelvin in temperatures]
        axes.semilogy(temperatures - 273.15, stress, color=COLOURS[index], label=name)
    if own:
        stress = [_stress(own[1](kelvin), rate)[0] / 1e6 for kelvin in temperatures]
        style: dict[str, Any] = {"color": "black", "linewidth": 2.2, "label": literal(own[0])}
        axes.semilogy(temperatures - 273.15, stress, **style)
    axes.set(xlabel="Temperature [°C]", ylabel="Stress [MPa]", title=f"{_RATE:g}/s")
    if own is None:
        axes.set_yticks([0.3, 0.5, 1, 2, 3, 5], ["0.3", "0.5", "1", "2", "3", "5"])
        axes.minorticks_off()
    axes.legend(loc="best")


def draw_tension(axes: Axes) -> None:
    """Tension tests of the law with hardening."""
    young, _ = elastic_preset()
    for rate, colour in zip(_TESTS, COLOURS, strict=False):
        strain, stress = tension(anand_preset(ROOM), young, rate, 0.4, steps=300)
        axes.plot(strain * 100, stress / 1e6, color=colour, label=f"{rate:g}/s")
    axes.set(xlabel="True strain [%]", ylabel="True stress [MPa]", title="Anand-Narayan, 25 °C")
    axes.set_ylim(0, 2)
    axes.legend(loc="upper left", ncols=2)


def _laws(temperature: float) -> dict[str, FlowLaw]:
    laws: dict[str, FlowLaw] = {name: creep_preset(name, temperature) for name in _POWER_LAWS}
    laws["Anand-Narayan, steady"] = anand_preset(temperature)
    laws["perfectly plastic"] = plastic_preset(temperature)
    return laws


def _stress(law: FlowLaw, rate: FloatArray) -> FloatArray:
    return law.steady_stress(rate) if isinstance(law, AnandLaw) else flow_stress(law, rate)
