"""Nyquist and Bode plots of a spectrum."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from filasse.output.folder.atomic_files import disk_errors
from filasse.plot.style import COLOURS, STYLE, ShownFigure, literal, readable_time
from filasse.spectroscopy.spectrum import OHM_CM2, ImpedanceSpectrum

ENDINGS = (".png", ".pdf", ".svg")
"""Of pictures."""


def save_figure(spectrum: ImpedanceSpectrum, path: Path) -> None:
    """Draw a spectrum into a file.

    Raises:
        OutputError: it cannot be written.
    """
    with mpl.rc_context(STYLE), disk_errors(path):
        draw_spectrum(spectrum).savefig(path)


def draw_spectrum(spectrum: ImpedanceSpectrum) -> ShownFigure:
    """Nyquist plot beside modulus and phase against the frequency."""
    with mpl.rc_context(STYLE):
        return _drawn(spectrum)


def _drawn(spectrum: ImpedanceSpectrum) -> ShownFigure:
    figure = ShownFigure(figsize=(8.0, 3.8), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.15, 1))
    modulus = figure.add_subplot(grid[0, 1])
    _nyquist(figure.add_subplot(grid[:, 0]), spectrum)
    _bode(modulus, figure.add_subplot(grid[1, 1], sharex=modulus), spectrum)
    at = spectrum.condition
    state = f"t = {readable_time(at.time)}, {at.current_density / 10:.3g} mA/cm²"
    figure.suptitle(f"{literal(spectrum.title)}  {state}".strip(), fontsize=9)
    return figure


def _nyquist(axes: Axes, spectrum: ImpedanceSpectrum) -> None:
    """-Im Z over Re Z, in equal scales, with the intercepts of the circuit."""
    table, circuit = spectrum.table, spectrum.circuit
    axes.plot(table["real"], -table["imaginary"], ".-", color=COLOURS[0], markersize=4)
    ends = {r"$R_0$": circuit.high_frequency, r"$R_0 + R_\mathrm{ct}$": circuit.low_frequency}
    for (name, value), colour in zip(ends.items(), (COLOURS[2], COLOURS[1]), strict=True):
        axes.plot(value * OHM_CM2, 0.0, "|", color=colour, markersize=14, label=name)
    axes.set_xlabel(r"Re Z [$\Omega$ cm²]")
    axes.set_ylabel(r"$-$Im Z [$\Omega$ cm²]")
    reach = float(table["real"].max())
    axes.set_xlim(0.0, 1.05 * max(reach, circuit.low_frequency * OHM_CM2))
    axes.set_aspect("equal", adjustable="datalim")
    axes.legend()


def _bode(modulus: Axes, phase: Axes, spectrum: ImpedanceSpectrum) -> None:
    """|Z| and the phase over the frequency."""
    table = spectrum.table
    modulus.semilogx(table["frequency"], table["modulus"], color=COLOURS[0])
    modulus.set_ylabel(r"|Z| [$\Omega$ cm²]")
    modulus.set_ylim(0.0, 1.08 * float(table["modulus"].max()))
    modulus.tick_params(labelbottom=False)
    phase.semilogx(table["frequency"], -table["phase"], color=COLOURS[1])
    phase.set_ylabel(r"$-$phase [°]")
    phase.set_xlabel("Frequency [Hz]")
    phase.set_ylim(min(0.0, 1.1 * float((-table["phase"]).min())), None)
    if spectrum.circuit.top is not None and _holds(spectrum, spectrum.circuit.top):
        for axes in (modulus, phase):
            axes.axvline(spectrum.circuit.top, color="#777777", linestyle="--", linewidth=0.9)


def _holds(spectrum: ImpedanceSpectrum, frequency: float) -> bool:
    return bool(np.min(spectrum.frequency) <= frequency <= np.max(spectrum.frequency))
