"""Maps of how lithium deforms, and its strength against its size."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from filasse.materials.preset_laws import creep_preset, diffusion_preset, measured_size_effect
from filasse.materials.strengths import BULK_STRENGTH, STRENGTHS
from filasse.physics.creep.diffusional import coble_fluidity, lattice_fluidity
from filasse.physics.creep.flow_law import FloatArray, flow_stress, strain_rate
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.creep.size_effect import strength_factor
from filasse.physics.plating import plating_current, plating_rate
from filasse.plot.style import COLOURS

_CURRENTS = (0.1, 1.0, 10.0, 100.0)
"""Lines of the plating map [A/m^2]."""

_MARK = (0.55e-6, 2e-3)
"""Thickness and strain rate that LePage et al. (2019) point out."""

_GRAIN = 1e-5
_MECHANISMS = ("power law", "grain boundaries", "lattice")
_TINTS = ListedColormap(["#dbe9f6", "#fbe3d3", "#dcefe4"])
_MARKERS = {"pillar": "s", "whisker": "^", "hardness/3": "o"}


def draw_plating_map(axes: Axes, law: PowerLaw, name: str = "LePage2019") -> None:
    """LePage's map: the strain rate of plated lithium, and the stress at which it flows.

    Args:
        axes: to draw on.
        law: at the temperature of the map.
        name: of the law.
    """
    volume = diffusion_preset().molar_volume
    thickness = np.logspace(-8, -4, 81)
    for current, colour in zip(_CURRENTS, COLOURS, strict=False):
        rates = plating_rate(current, thickness, volume)
        axes.loglog(thickness * 1e6, rates, color=colour, label=f"{current / 10:g} mA/cm²")
    height, rate = _MARK
    current = plating_current(rate, height, volume) / 10
    axes.plot(height * 1e6, rate, "ko", markersize=4)
    label, place = f"{current:.2f} mA/cm²", (height * 1e6, rate)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    axes.annotate(label, place, (7, 1), textcoords="offset points", fontsize=8, bbox=box)
    axes.set(xlabel="Lithium thickness [µm]", ylabel="Strain rate $i V_m/(F h)$ [1/s]")
    axes.set(title=f"Plating, and stress of {name} at 25 °C", ylim=(1e-7, 1e1))
    axes.legend(loc="upper right")
    _stress_axis(axes, law)


def _stress_axis(axes: Axes, law: PowerLaw) -> None:
    """Put the stress at which a power law flows beside the axis of the strain rate."""
    strength = float(flow_stress(law, np.array([1.0]))[0]) / 1e6

    def stress(rate: Any) -> Any:
        return strength * np.maximum(rate, 1e-300) ** (1 / law.exponent)

    def rate(stress: Any) -> Any:
        return np.maximum(stress / strength, 1e-30) ** law.exponent

    beside = axes.secondary_yaxis(1.0, functions=(stress, rate))
    beside.set_ylabel("Stress [MPa]", rotation=270, labelpad=10)
    beside.set_yticks([0.3, 0.5, 1, 2, 3, 4], ["0.3", "0.5", "1", "2", "3", "4"])
    beside.minorticks_off()


def draw_deformation_map(axes: Axes) -> None:
    """Strain rate against temperature and stress, and the mechanism that gives most of it."""
    temperatures, stresses = np.linspace(198, 448, 101), np.logspace(4, 8, 121)
    rates = np.array([_mechanisms(kelvin, stresses) for kelvin in temperatures])
    celsius, megapascal = temperatures - 273.15, stresses / 1e6
    leading = rates.argmax(axis=1).T
    axes.pcolormesh(celsius, megapascal, leading, cmap=_TINTS, vmin=0, vmax=2, rasterized=True)
    total = rates.sum(axis=1).T
    levels = 10.0 ** np.arange(-12, 5)
    lines = axes.contour(celsius, megapascal, total, levels, colors="#666666", linewidths=0.7)
    axes.clabel(lines, levels[::2], fmt=_power_of_ten, fontsize=7, inline_spacing=1)
    axes.set(yscale="log", xlabel="Temperature [°C]", ylabel="Stress [MPa]")
    axes.set_title(f"Strain rate [1/s], {_GRAIN * 1e6:.0f} µm grains")
    axes.grid(visible=False)
    for index in np.unique(leading):
        places = np.argwhere(leading == index)
        row = int(np.quantile(places[:, 0], 0.9 if index == 0 else 0.1))
        place = (celsius[int(places[:, 1].mean())], megapascal[row])
        name = axes.text(*place, _MECHANISMS[index], ha="center", fontsize=8, fontweight="bold")
        name.set_bbox({"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.0})


def _power_of_ten(value: float) -> str:
    return f"$10^{{{np.log10(value):.0f}}}$"


def _mechanisms(temperature: float, stress: FloatArray) -> FloatArray:
    """Strain rates of power-law creep and of both kinds of diffusion, shape (3, k)."""
    law, diffusion = creep_preset("LePage2019", temperature), diffusion_preset()
    climb = strain_rate(law, stress, np.full_like(stress, law.resistance)).value
    coble = coble_fluidity(diffusion, _GRAIN, temperature)
    lattice = lattice_fluidity(diffusion, _GRAIN, temperature)
    return np.array([climb, coble * stress, lattice * stress])


def draw_size_effect(axes: Axes) -> None:
    """Strength against the local length: measured, and as fitted."""
    effect = measured_size_effect()
    lengths = np.logspace(-9, -3, 181)
    fitted = strength_factor(effect, lengths).value * BULK_STRENGTH / 1e6
    label = f"fit: $1 + (l/w)^k$, $l$ = {effect.length * 1e6:.0f} µm, $k$ = {effect.exponent:.2f}"
    axes.loglog(lengths * 1e6, fitted, color=COLOURS[0], label=label)
    axes.axhline(BULK_STRENGTH / 1e6, color="#777777", linestyle="--", linewidth=0.9)
    axes.axvspan(1e-3, effect.floor * 1e6, color="#eeeeee", zorder=0)
    for index, (kind, marker) in enumerate(_MARKERS.items(), 1):
        points = [item for item in STRENGTHS if item.kind == kind]
        axes.plot(
            [item.length * 1e6 for item in points],
            [item.strength / 1e6 for item in points],
            marker,
            color=COLOURS[index],
            label=kind,
        )
    axes.set(xlabel="Width, diameter or depth [µm]", ylabel="Strength [MPa]")
    axes.set(xlim=(1e-3, 1e3), ylim=(0.6, 2e4), title="Smaller is stronger (grey: not measured)")
    axes.legend(loc="upper right")
