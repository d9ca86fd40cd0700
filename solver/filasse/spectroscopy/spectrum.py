"""What an impedance tells: the spectrum, the circuit, and the state that they are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from filasse.spectroscopy.circuit import Circuit

if TYPE_CHECKING:
    from filasse.plot.style import ShownFigure

type FloatArray = npt.NDArray[np.float64]
type ComplexArray = npt.NDArray[np.complex128]

OHM_CM2 = 1e4
"""ohm cm^2 in an ohm m^2."""

UF_CM2 = 1e2
"""uF/cm^2 in an F/m^2."""


@dataclass(frozen=True)
class Condition:
    """The state that a spectrum is of.

    Attributes:
        time: [s].
        growth_step: advances of cracks so far.
        current_density: [A/m^2].
        voltage: [V].
        temperature: [K].
    """

    time: float
    growth_step: int
    current_density: float
    voltage: float
    temperature: float


@dataclass(frozen=True, eq=False)
class ImpedanceSpectrum:
    """Linear response of a cell to alternating currents, for an area of its cross-section.

    Attributes:
        frequency: [Hz], shape (k,).
        impedance: complex [ohm m^2], shape (k,).
        circuit: equivalent circuit.
        condition: the state.
        title: of the run.
        notes: what to know about them.
    """

    frequency: FloatArray
    impedance: ComplexArray
    circuit: Circuit
    condition: Condition
    title: str = ""
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row per frequency; units by column in ``table.attrs["units"]``."""
        shown = self.impedance * OHM_CM2
        columns = {
            "frequency": ("Hz", self.frequency),
            "real": ("ohm cm^2", shown.real),
            "imaginary": ("ohm cm^2", shown.imag),
            "modulus": ("ohm cm^2", np.abs(shown)),
            "phase": ("deg", np.degrees(np.angle(shown))),
        }
        table = pd.DataFrame({name: values for name, (_, values) in columns.items()})
        table.attrs["units"] = {name: unit for name, (unit, _) in columns.items()}
        return table

    def plot(self) -> ShownFigure:
        """Nyquist plot beside modulus and phase; a notebook's cell shows it."""
        from filasse.spectroscopy.spectrum_figure import draw_spectrum

        return draw_spectrum(self)

    def as_json(self) -> dict[str, Any]:
        """Everything, with units in the names of what has one."""
        circuit, at = self.circuit, self.condition
        films, direct, capacitance = circuit.films, circuit.direct, circuit.capacitance
        return {
            "title": self.title,
            "state": {
                "time [s]": at.time,
                "growth_step": at.growth_step,
                "current_density [mA/cm^2]": at.current_density / 10,
                "voltage [V]": at.voltage,
                "temperature [K]": at.temperature,
            },
            "circuit": {
                "electrolyte [ohm cm^2]": circuit.electrolyte * OHM_CM2,
                "layers [ohm cm^2]": circuit.layers * OHM_CM2,
                "charge_transfer [ohm cm^2]": circuit.charge_transfer * OHM_CM2,
                "films [ohm cm^2]": None if films is None else films * OHM_CM2,
                "high_frequency [ohm cm^2]": circuit.high_frequency * OHM_CM2,
                "low_frequency [ohm cm^2]": circuit.low_frequency * OHM_CM2,
                "direct [ohm cm^2]": None if direct is None else direct * OHM_CM2,
                "top [Hz]": circuit.top,
                "capacitance [uF/cm^2]": None if capacitance is None else capacitance * UF_CM2,
            },
            "spectrum": {
                f"{name} [{self.table.attrs['units'][name]}]": values.tolist()
                for name, values in self.table.items()
            },
            "notes": list(self.notes),
        }

    def __repr__(self) -> str:
        circuit = self.circuit
        return (
            f"<ImpedanceSpectrum of {len(self.frequency)} frequencies at "
            f"t = {self.condition.time:.4g} s: R_0 {circuit.high_frequency * OHM_CM2:.4g}, "
            f"R_ct {circuit.charge_transfer * OHM_CM2:.4g} ohm cm^2>"
        )
